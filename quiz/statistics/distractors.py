"""Who chose which option of a choice question: a distractor should draw those who know less."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.statistics.figures import Figure, correlation, mean


@dataclass(frozen=True, slots=True)
class Shown:
    """An option that an answer could choose, by its text, and whether it did."""

    text: str
    is_correct: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """How an option did, among the first answers that were shown it.

    `share` of those (0..1) chose it. `point_biserial` is the correlation of choosing it with the
    learner's rest, -1..1: of a distractor that works it is below 0, of a correct option above.
    """

    text: str
    is_correct: bool
    shown: int
    chosen: int
    share: Figure
    point_biserial: Figure


def choices(
    answers: Sequence[tuple[Sequence[Shown], float | None]], *, least: int, least_pairs: int
) -> tuple[Choice, ...]:
    """Each option of the answers, correct ones first, then those chosen most, then by text.

    `answers` are the options each was shown, and the learner's rest (0..1, `None`: too few other
    cards). An option is told apart by its text, and by whether it was correct.
    """
    seen: dict[tuple[str, bool], list[tuple[bool, float | None]]] = {}
    for options, rest in answers:
        for option in options:
            key = (option.text, option.is_correct)
            seen.setdefault(key, []).append((option.is_chosen, rest))
    found = [
        _choice(text, is_correct, votes, least, least_pairs)
        for (text, is_correct), votes in seen.items()
    ]
    return tuple(sorted(found, key=lambda each: (not each.is_correct, -each.chosen, each.text)))


def _choice(
    text: str,
    is_correct: bool,
    votes: Sequence[tuple[bool, float | None]],
    least: int,
    least_pairs: int,
) -> Choice:
    chosen = [float(is_chosen) for is_chosen, _ in votes]
    return Choice(
        text=text,
        is_correct=is_correct,
        shown=len(votes),
        chosen=sum(is_chosen for is_chosen, _ in votes),
        share=mean(chosen, least=least),
        point_biserial=correlation(chosen, [rest for _, rest in votes], least=least_pairs),
    )
