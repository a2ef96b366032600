"""How sure a learner was against how right they were, over time.

Answers are counted per study day, certainty (1..3) and confidence (1..5); these counts add up to
periods. A level's share of the marks beside what the level claims shows over- and
under-confidence: `quiz.certainty` has the windows and the judgement. Self-rated answers are left
out by whoever counts: there the confidence is the grade, and would always agree with itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from quiz import certainty
from quiz.certainty import Judgement, Summary
from quiz.periods import Period, first_day, last_day


@dataclass(frozen=True, slots=True)
class Count:
    """Graded answers of one study day that were given with the same certainty and confidence
    (`None`: not said). `wrong` earned nothing; `fraction_sum` adds their shares of the marks up."""

    studied_on: date
    certainty: int | None
    confidence: int | None
    answers: int
    right: int
    wrong: int
    fraction_sum: float


@dataclass(frozen=True, slots=True)
class Level:
    """Answers with one certainty or confidence: how many, how many right, their mean fraction
    (0..1). `judgement` is `None` for confidences, which claim no share."""

    level: int
    answers: int
    right: int
    fraction: float
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time, both days included; `certainties` and `confidences` in rising order,
    those that were said. `marks` adds up the answers with a certainty, `None` if there are none."""

    from_on: date
    to_on: date
    answers: int
    fraction: float
    marks: Summary | None
    certainties: tuple[Level, ...]
    confidences: tuple[Level, ...]


def stretches(counts: Sequence[Count], period: Period) -> tuple[Stretch, ...]:
    """The counts added up by period, the earliest first; periods without answers are left out.

    Weeks begin on Monday (ISO 8601). `Period.ALL` gives one stretch from the first day to the last.
    """
    ordered = sorted(counts, key=lambda count: count.studied_on)
    if not ordered:
        return ()
    if period is Period.ALL:
        return (_stretch(ordered, ordered[0].studied_on, ordered[-1].studied_on),)
    found = []
    for first, group in groupby(ordered, key=lambda count: first_day(count.studied_on, period)):
        found.append(_stretch(list(group), first, last_day(first, period)))
    return tuple(found)


def _stretch(counts: Sequence[Count], from_on: date, to_on: date) -> Stretch:
    answers = sum(count.answers for count in counts)
    certainties = _levels((count.certainty, count) for count in counts)
    return Stretch(
        from_on=from_on,
        to_on=to_on,
        answers=answers,
        fraction=sum(count.fraction_sum for count in counts) / answers,
        marks=certainty.summary(marked for count in counts for marked in _marked(count)),
        certainties=tuple(
            Level(
                level=level.level,
                answers=level.answers,
                right=level.right,
                fraction=level.fraction,
                judgement=certainty.judge(level.level, level.fraction, level.answers),
            )
            for level in certainties
        ),
        confidences=_levels((count.confidence, count) for count in counts),
    )


def _marked(count: Count) -> Iterator[certainty.Marked]:
    """The answers of a count with a certainty: those that earned nothing, then the others alike,
    whose marks rise with their mean fraction."""
    if count.certainty is None:
        return
    if count.wrong:
        yield certainty.Marked(0.0, count.certainty, weight=count.wrong)
    others = count.answers - count.wrong
    if others:
        yield certainty.Marked(count.fraction_sum / others, count.certainty, weight=others)


def _levels(counts: Iterable[tuple[int | None, Count]]) -> tuple[Level, ...]:
    """The counts added up by level; what was not said is left out."""
    by_level: dict[int, list[Count]] = {}
    for level, count in counts:
        if level is not None:
            by_level.setdefault(level, []).append(count)
    levels = []
    for level, group in sorted(by_level.items()):
        answers = sum(count.answers for count in group)
        right = sum(count.right for count in group)
        fraction = sum(count.fraction_sum for count in group) / answers
        levels.append(Level(level, answers, right, fraction, judgement=None))
    return tuple(levels)
