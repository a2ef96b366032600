"""Regrades: what to grade again, how, and what comes of it."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from quiz.marking.regrades import RegradeAgainst, RegradePolicy
from schemas.base import Input, Output
from schemas.marks import Result
from schemas.responses import Response


class RegradeCreate(Input):
    """What to grade again, as a dry run that changes no mark; or the dry run to apply."""

    card_ids: Annotated[list[UUID], Field(min_length=1, max_length=1_000)] | None = Field(
        default=None, description="Only answers to these cards of the deck."
    )
    policy: RegradePolicy = Field(
        default=RegradePolicy.NEVER_LOWER, description="Whether marks may go down."
    )
    against: RegradeAgainst = Field(
        default=RegradeAgainst.CURRENT_VERSION,
        description="The card as it is now, or the version that was asked.",
    )
    dry_run_id: UUID | None = Field(
        default=None,
        description="The operation of the dry run that you looked at: apply what it listed. Goes "
        "alone.",
    )

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"dry_run_id": "01977de4-8a1c-7d3e-9b02-5c1f6a7e4d10"}]}
    )

    @model_validator(mode="after")
    def _applies_a_dry_run_as_it_is(self) -> Self:
        if self.dry_run_id is not None and self.model_fields_set != {"dry_run_id"}:
            raise ValueError("'dry_run_id' goes alone: a dry run is applied as it was listed")
        return self


class RegradeCounts(Output):
    """Answers by what a regrade makes of them."""

    answers: int
    raised: int
    lowered: int
    same: int
    kept_by_person: int = Field(description="A teacher's mark or an appeal stands.")
    kept_higher: int = Field(description="They would have gone down.")
    left_open: int = Field(description="The grader leaves them to a person.")
    incomparable: int = Field(description="They do not fit the card's newest version any more.")
    failed: int = Field(description="The grader failed; it was logged.")
    changed_since: int = Field(
        description="Listed by the dry run, and skipped: they count as something else since."
    )
    taken_back: int = Field(description="Listed by the dry run, and taken back since.")


class RegradedCard(RegradeCounts):
    """The answers to one card."""

    card_id: UUID
    card_version: int = Field(description="The card's newest version, or the one applied.")


class RegradeReport(RegradeCounts):
    """What a dry run found, or what came of applying what it listed; its operation's `result`."""

    deck_id: UUID
    dry_run_id: UUID | None = Field(description="The dry run that was applied, if one was.")
    policy: RegradePolicy
    against: RegradeAgainst
    cards: list[RegradedCard] = Field(
        description="The cards whose answers change, those with the most changes first; 1,000 at "
        "most."
    )


class RegradeChange(Output):
    """One answer whose result changes. Whose it is and what they wrote is told of learners that the
    workspace manages, to those who may see them; of others only the change."""

    number: int
    card_id: UUID
    card_version: int = Field(description="The card version that was graded against.")
    before: Result
    after: Result
    grader: str
    grader_version: str
    learner_id: UUID | None
    answer_id: UUID | None
    response: Response | None
