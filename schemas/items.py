"""How the cards of a deck do, as authors and teachers see it; learners are never named."""

from uuid import UUID

from pydantic import Field

from quiz.statistics import distractors, figures, items
from quiz.statistics.figures import Reason
from schemas.base import Output


class Figure(Output):
    """A figure, or the reason why there is none."""

    value: float | None
    count: int = Field(description="Learners that it is reckoned from, or would be.")
    reason: Reason | None = Field(description="Why `value` is `null`.")


class Choice(Output):
    """An option of a choice question."""

    text: str
    is_correct: bool
    shown: int = Field(description="First answers that were shown the option.")
    share: Figure = Field(description="The share of those who chose it, 0 to 1.")
    point_biserial: Figure = Field(
        description="Whether those who chose it know the rest of the deck, -1 to 1; a distractor "
        "that works is below 0."
    )


class Item(Output):
    """What all learners' answers say of a card. docs/statistics.md has every formula."""

    card_id: UUID
    answers: int = Field(description="Graded answers.")
    learners: int = Field(description="Learners who gave them; only their first answers count.")
    facility: Figure = Field(description="Mean share of the marks, 0 to 1.")
    discrimination: Figure = Field(
        description="Correlation with the learners' other cards of the deck, -1 to 1."
    )
    took_ms_first_quartile: Figure
    took_ms_median: Figure
    took_ms_third_quartile: Figure
    choices: list[Choice] = Field(description="Correct ones first, then those chosen most.")
    one_learner_in: int = Field(
        description="1, or 16 or 256 where a deck has so many answers that a random sample of its "
        "learners stands for all."
    )


def show(item: items.Item, one_in: int) -> Item:
    """An item as it is sent."""
    return Item(
        card_id=item.card_id,
        answers=item.answers,
        learners=item.learners,
        facility=_figure(item.facility),
        discrimination=_figure(item.discrimination),
        took_ms_first_quartile=_figure(item.times.first_quartile),
        took_ms_median=_figure(item.times.median),
        took_ms_third_quartile=_figure(item.times.third_quartile),
        choices=[_choice(choice) for choice in item.choices],
        one_learner_in=one_in,
    )


def _figure(figure: figures.Figure) -> Figure:
    return Figure(value=figure.value, count=figure.count, reason=figure.reason)


def _choice(choice: distractors.Choice) -> Choice:
    return Choice(
        text=choice.text,
        is_correct=choice.is_correct,
        shown=choice.shown,
        share=_figure(choice.share),
        point_biserial=_figure(choice.point_biserial),
    )
