"""Regrades: stored responses graded again, and whether that changes what they count as.

A regrade asks each answer's question once more, as it was pinned or with the card's newest version,
and compares with what the answer counts as now. Persons' marks stand; by choice no mark goes down.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from quiz import grading
from quiz.cards import (
    CardVersion,
    ChoiceContent,
    ClozeContent,
    Content,
    MatchingContent,
    Option,
    OrderingContent,
)
from quiz.errors import Invalid
from quiz.grading.grades import is_right
from quiz.marking.marks import Result, is_persons
from quiz.questions import Question
from quiz.responses import Response


class RegradePolicy(StrEnum):
    """Whether a regrade may take marks away."""

    NEVER_LOWER = "never_lower"
    AS_GRADED = "as_graded"


class RegradeAgainst(StrEnum):
    """What stored responses are graded against: the card as it is now, or as it was asked."""

    CURRENT_VERSION = "current_version"
    PINNED_VERSION = "pinned_version"


class RegradeOutcome(StrEnum):
    """What a regrade makes of one answer.

    `kept_higher` would have gone down. Three cannot be regraded: `left_open` is one that the grader
    leaves to a person, `incomparable` does not fit the card's newest version any more, and with
    `failed` the grader broke. The last two are found only when a listed change is applied.
    """

    RAISED = "raised"
    LOWERED = "lowered"
    SAME = "same"
    KEPT_BY_PERSON = "kept_by_person"
    KEPT_HIGHER = "kept_higher"
    LEFT_OPEN = "left_open"
    INCOMPARABLE = "incomparable"
    FAILED = "failed"
    CHANGED_SINCE = "changed_since"
    TAKEN_BACK = "taken_back"


CHANGES = frozenset({RegradeOutcome.RAISED, RegradeOutcome.LOWERED})


@dataclass(frozen=True, slots=True)
class Regraded:
    """What the grader makes of a stored response now; `fraction` 0..1."""

    fraction: float
    is_right: bool
    grader: str
    grader_version: str
    card_version: int


def regrade(
    question: Question, response: Response, confidence: int | None, current: CardVersion | None
) -> Regraded | RegradeOutcome:
    """The stored response graded again: against `current` where it is given, else as it was asked.

    Where there is no grade, the outcome says why.
    """
    asked = question if current is None else against(question, current)
    if asked is None:
        return RegradeOutcome.INCOMPARABLE
    try:
        grade = grading.grade(asked, response, confidence=confidence)
    except Invalid:
        return RegradeOutcome.INCOMPARABLE
    if grade.fraction is None:
        return RegradeOutcome.LEFT_OPEN
    return Regraded(
        fraction=grade.fraction,
        is_right=is_right(grade, asked.asked.pass_at),
        grader=grade.grader,
        grader_version=grade.grader_version,
        card_version=asked.card.version,
    )


def outcome(before: Result, after: Regraded, policy: RegradePolicy) -> RegradeOutcome:
    """What the regrade does to an answer that counts as `before`."""
    if is_persons(before):
        return RegradeOutcome.KEPT_BY_PERSON
    if (before.fraction, before.is_right) == (after.fraction, after.is_right):
        return RegradeOutcome.SAME
    if before.fraction is None:
        return RegradeOutcome.RAISED
    loses = after.fraction < before.fraction or (before.is_right and not after.is_right)
    if loses and policy is RegradePolicy.NEVER_LOWER:
        return RegradeOutcome.KEPT_HIGHER
    return RegradeOutcome.LOWERED if loses else RegradeOutcome.RAISED


def applied(listed: Result, now: Result, after: Regraded, policy: RegradePolicy) -> RegradeOutcome:
    """What comes of a change that a dry run listed, for an answer that counted as `listed` then and
    counts as `now`: it is made as it was listed, or not at all."""
    found = outcome(now, after, policy)
    if found is RegradeOutcome.KEPT_BY_PERSON or found is RegradeOutcome.SAME:
        return found
    is_as_listed = (now.fraction, now.is_right, now.source) == (
        listed.fraction,
        listed.is_right,
        listed.source,
    )
    return found if is_as_listed else RegradeOutcome.CHANGED_SINCE


def against(question: Question, current: CardVersion) -> Question | None:
    """The question with the card's newest content, laid out as it was shown; `None` where the
    response would not mean the same any more. What was made of cards stays as it was made."""
    if question.pins.made is not None or current.version == question.card.version:
        return question
    content = _comparable(question.card.content, current.content)
    return None if content is None else replace(question, card=replace(current, content=content))


def _comparable(asked: Content, newest: Content) -> Content | None:
    match asked, newest:
        case ChoiceContent(), ChoiceContent():
            options = _as_shown(asked.options, newest.options)
            if options is None or asked.multiple != newest.multiple:
                return None
            return replace(newest, options=options, shuffle=asked.shuffle)
        case ClozeContent(), ClozeContent():
            return newest if _has_same_gaps(asked, newest) else None
        case MatchingContent(), MatchingContent():
            shown = (asked.pairs, asked.distractors)
            return newest if shown == (newest.pairs, newest.distractors) else None
        case OrderingContent(), OrderingContent():
            return newest if asked.items == newest.items else None
        case _:
            return newest if type(asked) is type(newest) else None


def _as_shown(shown: Sequence[Option], newest: Sequence[Option]) -> tuple[Option, ...] | None:
    """The newest options in the order of those that were shown; `None` where they say something
    else. Ids of options are places, so that their order is what a response means."""
    by_text = {option.text: option for option in newest}
    texts = Counter(option.text for option in shown)
    if texts != Counter(option.text for option in newest) or len(by_text) != len(newest):
        return None
    return tuple(by_text[option.text] for option in shown)


def _has_same_gaps(asked: ClozeContent, newest: ClozeContent) -> bool:
    """Whether gap for gap still asks for the same: in the same text, or with a text accepted in
    both. A gap that was moved would judge what was written into another."""
    if len(asked.gaps) != len(newest.gaps):
        return False
    return asked.prompt == newest.prompt or all(
        set(old.accepted) & set(new.accepted)
        for old, new in zip(asked.gaps, newest.gaps, strict=True)
    )
