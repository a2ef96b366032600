"""Item analysis: how hard a card is, whether it tells who knows the subject, which options mislead.

Counted is the first graded answer of each learner to each card: later ones have seen the solution,
and who repeats more would weigh more. The rest of a learner is the mean fraction of their first
answers to the other cards given, so that learners who studied different cards can be compared.
Sources: M. J. Allen and W. M. Yen (1979), "Introduction to Measurement Theory", chapter 6 (item
difficulty, item-total correlation, distractors); S. Henrysson (1963), "Correction of item-total
correlations in item analysis", Psychometrika 28, 211-218; Moodle's "Quiz statistics calculations"
has the same facility index and discrimination index, over first attempts, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final
from uuid import UUID

from quiz.statistics.distractors import Choice, Shown, choices
from quiz.statistics.figures import Figure, Reason, correlation, mean, quantiles

LEAST_LEARNERS: Final = 10
"""For facility and times: below, the standard error of a facility of 0.5 is more than 0.16."""

LEAST_PAIRS: Final = 30
"""For correlations: below, the standard error of one that is 0 is more than 0.18."""

LEAST_REST: Final = 5
"""Other cards that a learner must have answered, so that the mean of them says something."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A graded answer: its fraction (0..1), the time it took, where it was said, and, where options
    were shown, all of them."""

    card_id: UUID
    learner_id: UUID
    fraction: float
    took_ms: int | None = None
    options: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """How long first answers took, in milliseconds: the quartiles; the second is the median."""

    first_quartile: Figure
    median: Figure
    third_quartile: Figure


@dataclass(frozen=True, slots=True)
class Item:
    """What the answers say of a card.

    `facility` is the mean fraction of first answers, 0 (nobody earned anything) to 1.
    `discrimination` is the correlation of the fraction with the learner's rest, -1..1: near 0 the
    card tells nothing of who knows the rest, below 0 those who know the rest fail it.
    """

    card_id: UUID
    answers: int
    learners: int
    facility: Figure
    discrimination: Figure
    times: Times
    choices: tuple[Choice, ...]


def items(answers: Iterable[Answer]) -> tuple[Item, ...]:
    """What the answers say of each card that has any, in order of the first answer to it.

    `answers` are those to all cards that belong together, such as a deck's, in order of time. What
    was not graded, or a learner graded themselves, is left out by whoever asks.
    """
    counts: dict[UUID, int] = {}
    firsts: dict[UUID, dict[UUID, Answer]] = {}
    for answer in answers:
        counts[answer.card_id] = counts.get(answer.card_id, 0) + 1
        firsts.setdefault(answer.card_id, {}).setdefault(answer.learner_id, answer)
    totals = _totals(firsts)
    return tuple(
        _item(list(by_learner.values()), counts[card_id], totals)
        for card_id, by_learner in firsts.items()
    )


def nothing_known(card_id: UUID) -> Item:
    """The item of a card without any answer."""
    none = Figure.missing(Reason.FEW_LEARNERS, 0)
    return Item(card_id, 0, 0, none, none, Times(none, none, none), ())


def _totals(firsts: Mapping[UUID, Mapping[UUID, Answer]]) -> dict[UUID, tuple[float, int]]:
    """Of each learner the sum of the fractions of their first answers, and how many they are."""
    fractions: dict[UUID, list[float]] = {}
    for by_learner in firsts.values():
        for learner_id, answer in by_learner.items():
            fractions.setdefault(learner_id, []).append(answer.fraction)
    return {learner_id: (fsum(known), len(known)) for learner_id, known in fractions.items()}


def _item(firsts: Sequence[Answer], answers: int, totals: Mapping[UUID, tuple[float, int]]) -> Item:
    fractions = [first.fraction for first in firsts]
    rests = [_rest(first, *totals[first.learner_id]) for first in firsts]
    return Item(
        card_id=firsts[0].card_id,
        answers=answers,
        learners=len(firsts),
        facility=mean(fractions, least=LEAST_LEARNERS),
        discrimination=correlation(fractions, rests, least=LEAST_PAIRS),
        times=_times(firsts),
        choices=choices(
            [(first.options, rest) for first, rest in zip(firsts, rests, strict=True)],
            least=LEAST_LEARNERS,
            least_pairs=LEAST_PAIRS,
        ),
    )


def _rest(first: Answer, total: float, cards: int) -> float | None:
    """The learner's mean fraction on the other cards, `None` if they are too few."""
    return (total - first.fraction) / (cards - 1) if cards > LEAST_REST else None


def _times(firsts: Sequence[Answer]) -> Times:
    took = [first.took_ms for first in firsts if first.took_ms is not None]
    return Times(*quantiles(took, least=LEAST_LEARNERS))
