"""Charts by address, as clients see them."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from schemas.base import Instant, Output


class ChartName(StrEnum):
    """What a chart shows."""

    FORECAST = "forecast"
    HEATMAP = "heatmap"
    RETENTION = "retention"
    MASTERY = "mastery"


class Chart(Output):
    """A chart by an address that needs no credentials."""

    chart: ChartName
    url: str = Field(
        description="Relative to the service. Whoever holds it sees the chart until it expires."
    )


class Charts(Output):
    """A learner's charts."""

    learner_id: UUID
    expires_at: Instant
    charts: list[Chart] = Field(description="Mastery is there if a deck is named.")
