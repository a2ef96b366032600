"""How well decks are known, as clients see it."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from quiz.statistics import mastery
from schemas.base import Output

FORMULA: Literal["memory-ladder/1"] = "memory-ladder/1"


class Mastery(Output):
    """How well a deck is known."""

    deck_id: UUID
    formula: Literal["memory-ladder/1"] = Field(
        description="What the percentage means: docs/statistics.md, 'Mastery'. Another formula "
        "would have another name."
    )
    percent: float | None = Field(
        description="0 to 100, the mean over all cards; `null` for a deck without cards."
    )
    cards: int
    seen: int = Field(description="Cards that were ever answered and not reset since.")


class MasteryPoint(Output):
    """How well the deck was known at the end of a study day."""

    on: date
    percent: float


class MasteryHistory(Mastery):
    """How well a deck is known, and was known week by week."""

    learner_id: UUID
    points: list[MasteryPoint] = Field(
        description="At most 60, the earliest first, today the last; a week or several apart. The "
        "deck is taken as it is now."
    )
    folded_cards: int = Field(
        description="Cards that the points are reckoned from; fewer than `seen` where the log is "
        "long, and they then stand for all."
    )


def show(deck_id: UUID, found: mastery.Mastery) -> Mastery:
    """The mastery of a deck as it is sent."""
    return Mastery(**_told(deck_id, found))


def show_history(
    learner_id: UUID,
    deck_id: UUID,
    found: mastery.Mastery,
    points: tuple[mastery.MasteryDay, ...],
    folded: int,
) -> MasteryHistory:
    """The mastery of a deck over time as it is sent."""
    return MasteryHistory(
        learner_id=learner_id,
        points=[MasteryPoint(on=point.on, percent=point.percent) for point in points],
        folded_cards=folded,
        **_told(deck_id, found),
    )


def _told(deck_id: UUID, found: mastery.Mastery) -> dict[str, object]:
    return {
        "deck_id": deck_id,
        "formula": FORMULA,
        "percent": found.percent,
        "cards": found.cards,
        "seen": found.seen,
    }
