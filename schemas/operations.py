"""Operations: long work, where it stands, and what came of it."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, GetJsonSchemaHandler, TypeAdapter
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from schemas.base import Instant, Output
from schemas.fits import Fit
from schemas.imports import ImportReport
from schemas.problems import ProblemFault
from schemas.regrades import RegradeReport
from schemas.reschedules import RescheduleReport
from schemas.simulations import SimulationReport

_REPORTS: TypeAdapter[Any] = TypeAdapter(
    ImportReport | RegradeReport | Fit | SimulationReport | RescheduleReport
)


class _Reports:
    """Documents a stored report as one of those that there are. It was checked when it was made,
    so it is sent as it was stored."""

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(_REPORTS.core_schema)


class OperationStatus(StrEnum):
    """Where the work stands."""

    PENDING = "pending"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OperationProblem(Output):
    """Why the work failed."""

    title: str = Field(examples=["The request is not valid"])
    detail: str
    errors: list[ProblemFault] = Field(description="The places at fault in what was sent.")


class Operation(Output):
    """A piece of long work, of a workspace or of a learner."""

    id: UUID
    workspace_id: UUID | None
    learner_id: UUID | None
    kind: str = Field(examples=["import"])
    status: OperationStatus
    done_count: int = Field(description="Items done so far.")
    total_count: int | None = Field(description="Items in all, once that is known.")
    result: Annotated[dict[str, Any], _Reports()] | None = Field(
        description="What came of it, once it has succeeded; an import gives an ImportReport, "
        "a regrade a RegradeReport, a fit a Fit, a simulation a SimulationReport, "
        "a reschedule a RescheduleReport."
    )
    problem: OperationProblem | None = Field(description="Why it failed.")
    created_at: Instant
    started_at: Instant | None
    finished_at: Instant | None
    cancel_requested_at: Instant | None
    updated_at: Instant
    revision: int
