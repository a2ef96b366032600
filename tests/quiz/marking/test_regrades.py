"""Stored responses graded again: what changes, what stands, and what cannot be compared."""

from dataclasses import replace
from uuid import UUID

import pytest

from quiz.cards import (
    CardVersion,
    ChoiceContent,
    ClozeContent,
    Content,
    Gap,
    MatchingContent,
    Option,
    OrderingContent,
    Pair,
    TypedContent,
)
from quiz.marking.marks import Result, ResultSource
from quiz.marking.regrades import (
    Regraded,
    RegradeOutcome,
    RegradePolicy,
    against,
    applied,
    outcome,
    regrade,
)
from quiz.questions import NOTHING_PINNED, Made, Pins, Question, Statement, option_order
from quiz.responses import ChoiceResponse, Format, TrueFalseResponse, TypedResponse

TYPED = TypedContent(prompt="Capital of Norway?", accepted=("Oslo",))
CHOICE = ChoiceContent(
    prompt="A sea?", options=(Option("Kara", False), Option("Lena", True), Option("Ural", False))
)
RAISED, LOWERED, SAME = RegradeOutcome.RAISED, RegradeOutcome.LOWERED, RegradeOutcome.SAME
HIGHER = RegradeOutcome.KEPT_HIGHER


def version(content: Content, number: int) -> CardVersion:
    return CardVersion(UUID(int=1), UUID(int=2), number, content)


def ask(content: Content, format: Format) -> Question:
    return Question(UUID(int=3), version(content, 1), format, 7, 1, NOTHING_PINNED)


def counts(fraction: float | None, source: ResultSource = ResultSource.GRADER) -> Result:
    is_right = None if fraction is None else fraction >= 0.6
    return Result(fraction, is_right, source, None)


def regraded(fraction: float, *, is_right: bool | None = None) -> Regraded:
    passes = fraction >= 0.6 if is_right is None else is_right
    return Regraded(fraction, passes, "typed", "2", 2)


def test_the_newest_version_decides() -> None:
    question, sent = ask(TYPED, Format.TYPED), TypedResponse("Christiania")
    newest = version(replace(TYPED, accepted=("Oslo", "Christiania")), 2)
    after = regrade(question, sent, None, newest)
    before = regrade(question, sent, None, None)
    assert isinstance(after, Regraded)
    assert isinstance(before, Regraded)
    assert (after.fraction, after.is_right, after.card_version) == (1, True, 2)
    assert (before.fraction, before.card_version) == (0, 1)


@pytest.mark.parametrize(
    ("before", "after", "never_lower", "as_graded"),
    [
        (counts(0.2), regraded(0.2), SAME, SAME),
        (counts(0.2), regraded(0.9), RAISED, RAISED),
        (counts(0.9), regraded(0.2), HIGHER, LOWERED),
        (counts(None), regraded(0.0), RAISED, RAISED),
        (counts(0.7), regraded(0.7, is_right=False), HIGHER, LOWERED),
        (counts(0.5), regraded(0.5, is_right=True), RAISED, RAISED),
        (counts(0.9, ResultSource.REGRADE), regraded(0.2), HIGHER, LOWERED),
        (counts(0.9, ResultSource.LEARNER_RATING), regraded(0.2), HIGHER, LOWERED),
    ],
)
def test_what_changes_is_a_matter_of_policy(
    before: Result, after: Regraded, never_lower: RegradeOutcome, as_graded: RegradeOutcome
) -> None:
    assert outcome(before, after, RegradePolicy.NEVER_LOWER) is never_lower
    assert outcome(before, after, RegradePolicy.AS_GRADED) is as_graded


@pytest.mark.parametrize("source", [ResultSource.TEACHER, ResultSource.APPEAL])
@pytest.mark.parametrize("policy", list(RegradePolicy))
def test_a_persons_mark_stands(source: ResultSource, policy: RegradePolicy) -> None:
    for fraction in (0.0, 0.5, 1.0):
        found = outcome(counts(0.5, source), regraded(fraction), policy)
        assert found is RegradeOutcome.KEPT_BY_PERSON


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (counts(0.2), RAISED),
        (counts(0.9), SAME),
        (counts(0.9, ResultSource.REGRADE), SAME),
        (counts(0.1), RegradeOutcome.CHANGED_SINCE),
        (counts(0.2, ResultSource.REGRADE), RegradeOutcome.CHANGED_SINCE),
        (counts(None), RegradeOutcome.CHANGED_SINCE),
        (counts(0.2, ResultSource.TEACHER), RegradeOutcome.KEPT_BY_PERSON),
        (counts(0.9, ResultSource.APPEAL), RegradeOutcome.KEPT_BY_PERSON),
    ],
)
def test_a_listed_change_is_made_as_it_was_listed_or_not_at_all(
    now: Result, found: RegradeOutcome
) -> None:
    assert applied(counts(0.2), now, regraded(0.9), RegradePolicy.NEVER_LOWER) is found


def test_a_statement_stays_as_it_was_made() -> None:
    statement = Statement(prompt="Capital of Norway?", statement="Oslo", is_true=True)
    made = Made("true_false", "1", (), statement)
    question = replace(ask(TYPED, Format.TRUE_FALSE), pins=Pins(made=made))
    newest = version(replace(TYPED, accepted=("Christiania",)), 2)
    assert against(question, newest) is question
    after = regrade(question, TrueFalseResponse(True), None, newest)
    assert isinstance(after, Regraded)
    assert (after.is_right, after.card_version) == (True, 1)


@pytest.mark.parametrize(
    ("prompt", "gaps", "fits"),
    [
        ("The {{1}} flows into the {{2}}.", ("Po", "Adriatic"), True),
        ("The river {{1}} flows into the {{2}} Sea.", ("Ob", "Kara"), True),
        ("Into the {{1}} flows the {{2}}.", ("Kara", "Ob"), False),
        ("The {{1}} flows.", ("Ob",), False),
    ],
)
def test_a_gap_is_judged_by_the_same_gap_alone(
    prompt: str, gaps: tuple[str, ...], fits: bool
) -> None:
    asked = ClozeContent("The {{1}} flows into the {{2}}.", (Gap(("Ob",)), Gap(("Kara",))))
    newest = ClozeContent(prompt, tuple(Gap((text,)) for text in gaps))
    assert (against(ask(asked, Format.CLOZE), version(newest, 2)) is not None) == fits


def test_a_corrected_key_regrades_the_options_that_were_ticked() -> None:
    question = ask(CHOICE, Format.CHOICE)
    shown = [CHOICE.options[place].text for place in option_order(CHOICE, 7)]
    kara = ChoiceResponse(("abc"[shown.index("Kara")],))
    corrected = (Option("Ural", False), Option("Kara", True), Option("Lena", False))
    after = regrade(question, kara, None, version(replace(CHOICE, options=corrected), 2))
    assert isinstance(after, Regraded)
    assert after.is_right
    untouched = regrade(question, kara, None, version(CHOICE, 2))
    assert isinstance(untouched, Regraded)
    assert not untouched.is_right


def test_what_means_something_else_now_is_not_compared() -> None:
    other = (Option("Kara", True), Option("Lena", False), Option("Ob", False))
    newest = version(replace(CHOICE, options=other), 2)
    question = ask(CHOICE, Format.CHOICE)
    found = regrade(question, ChoiceResponse(("a",)), None, newest)
    assert found is RegradeOutcome.INCOMPARABLE
    matching = MatchingContent(prompt="?", pairs=(Pair("a", "1"), Pair("b", "2")))
    swapped = replace(matching, pairs=(Pair("a", "2"), Pair("b", "1")))
    assert against(ask(matching, Format.MATCHING), version(swapped, 2)) is None
    ordering = OrderingContent(prompt="?", items=("a", "b"))
    turned = replace(ordering, items=("b", "a"))
    assert against(ask(ordering, Format.ORDERING), version(turned, 2)) is None
    easier = replace(ordering, pass_at=0.1)
    assert against(ask(ordering, Format.ORDERING), version(easier, 2)) is not None
