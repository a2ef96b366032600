"""What is told of questions, answers and grades, for every format, whatever it was made from."""

from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID

import pytest

from quiz import responses
from quiz.cards import (
    BasicContent,
    CardVersion,
    ChoiceContent,
    ClozeContent,
    Content,
    Gap,
    MatchingContent,
    NumericContent,
    Option,
    OrderingContent,
    Pair,
    TypedContent,
)
from quiz.grading import grades
from quiz.grading.grades import (
    ChoiceEvidence,
    ClozeEvidence,
    Evidence,
    Forgiven,
    FreeTextEvidence,
    GapEvidence,
    Grade,
    MatchedPair,
    MatchingEvidence,
    NumericEvidence,
    OrderingEvidence,
    PointEvidence,
    PointStatus,
    SelfRatingEvidence,
    TrueFalseEvidence,
    TypedEvidence,
)
from quiz.questions import Asked, Made, Pins, Question, Source, Statement
from quiz.responses import Format
from quiz.session.sessions import Pending
from schemas import answer_sides, questions
from schemas import grades as grade_shapes
from schemas import responses as response_shapes

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECRET = "unspoken"
BASIC = BasicContent("Asked?", SECRET, explanation=SECRET)
STATEMENT = Statement("True or false?", "The *Ob* is long", is_true=True, explanation=SECRET)
ASKED: dict[Format, Asked] = {
    Format.FLIP: BASIC,
    Format.FREE_TEXT: BASIC,
    Format.TYPED: TypedContent("Asked?", (SECRET,), explanation=SECRET),
    Format.NUMERIC: NumericContent("Asked?", "6650", unit=SECRET, explanation=SECRET),
    Format.CHOICE: ChoiceContent("Asked?", (Option("a", True, SECRET), Option("b", False, SECRET))),
    Format.TRUE_FALSE: STATEMENT,
    Format.CLOZE: ClozeContent("{{1}}?", (Gap((SECRET,), "H"),), explanation=SECRET),
    Format.MATCHING: MatchingContent("Asked?", (Pair("a", "b"), Pair("c", "d")), ("e",)),
    Format.ORDERING: OrderingContent("Asked?", ("a", "b", "c"), explanation=SECRET),
}
OF_ANOTHER_CARD = TypedContent("Another prompt", ("another answer",), hints=("another hint",))
EVIDENCE: dict[str, Evidence] = {
    "self_rating": SelfRatingEvidence(4, "Well"),
    "choice": ChoiceEvidence(("a",), ("b",), ()),
    "true_false": TrueFalseEvidence(is_true=True, given=False),
    "typed": TypedEvidence("Ob", ("typo",), ("negated",), "Ob"),
    "numeric": NumericEvidence("2 km", "2000 m = 2 km", (), ("missing_unit",)),
    "cloze": ClozeEvidence((GapEvidence(0.5, "Ob", ("case",), (), None),)),
    "matching": MatchingEvidence((MatchedPair("1", None, "a", is_right=False),)),
    "ordering": OrderingEvidence(("b", "a"), ("a", "b"), 0, 1),
    "free_text": FreeTextEvidence(
        points=(
            PointEvidence("It is long", PointStatus.CONTRADICTED, 0.0, 1.0, ("long",), "not long"),
        ),
        required=1,
        flags=("contradiction",),
        forgiven=(Forgiven("lnog", "long"),),
    ),
}


def question_of(asked: Asked, form: Format, *, made: bool = False) -> Question:
    """The content as a card's own, or made of another card."""
    is_made = made or isinstance(asked, Statement)
    content: Content = OF_ANOTHER_CARD if isinstance(asked, Statement) or made else asked
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    pins = Pins(made=Made("a maker", "1", (Source(UUID(int=1), 1),), asked)) if is_made else Pins()
    return Question(UUID(int=3), card, form, seed=7, position=1, pins=pins)


def shown(question: Question, *, revealed: bool = False) -> questions.AnyQuestion:
    pending = Pending(
        *(question.id, UUID(int=1), 1, question.format, question.seed, 1, NOW),
        revealed_at=NOW if revealed else None,
        pins=question.pins,
    )
    return questions.show(question, pending, session_id=UUID(int=4))


@pytest.mark.parametrize("form", Format)
def test_a_question_tells_nothing_of_its_answer_side(form: Format) -> None:
    told = shown(question_of(ASKED[form], form)).model_dump_json()
    assert SECRET not in told
    assert "is_correct" not in told
    assert "is_true" not in told


@pytest.mark.parametrize("form", Format)
def test_what_is_shown_of_a_made_question_is_what_was_made(form: Format) -> None:
    question = question_of(ASKED[form], form, made=True)
    side = answer_sides.show(question)
    assert "nother" not in shown(question, revealed=True).model_dump_json()
    assert "nother" not in side.model_dump_json()
    assert side == answer_sides.show(question_of(ASKED[form], form))


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("asked", ASKED.values(), ids=lambda asked: type(asked).__name__)
def test_showing_raises_nothing_whatever_is_asked_in_whichever_format(
    form: Format, asked: Asked
) -> None:
    assert shown(question_of(asked, form), revealed=True).format is form


def test_a_statement_is_shown_and_its_truth_only_on_the_answer_side() -> None:
    question = question_of(STATEMENT, Format.TRUE_FALSE)
    told = shown(question)
    assert isinstance(told, questions.TrueFalseQuestion)
    assert told.statement_html == "<p>The <em>Ob</em> is long</p>\n"
    assert answer_sides.show(question) == answer_sides.StatementAnswerSide(
        kind="statement",
        statement="The *Ob* is long",
        statement_html="<p>The <em>Ob</em> is long</p>\n",
        is_true=True,
        explanation=SECRET,
        explanation_html=f"<p>{SECRET}</p>\n",
    )


def test_a_gap_tells_no_lengths() -> None:
    short = ClozeContent("{{1}}?", (Gap(("a",), "H"),), explanation=SECRET)
    assert shown(question_of(short, Format.CLOZE)) == shown(
        question_of(ASKED[Format.CLOZE], Format.CLOZE)
    )


def test_every_kind_of_evidence_is_among_the_examples() -> None:
    assert {type(evidence) for evidence in EVIDENCE.values()} == set(get_args(Evidence))


@pytest.mark.parametrize("kind", EVIDENCE)
def test_evidence_is_told_as_the_grader_gave_it(kind: str) -> None:
    grade = Grade(1.0, None, "a grader", "1", 1.0, False, EVIDENCE[kind])
    told: Any = grade_shapes.show(grade, is_right=True, is_suggestion_told=True)
    assert told.evidence.model_dump(mode="json") == grades.evidence_to_json(EVIDENCE[kind])


@pytest.mark.parametrize(
    "response",
    [
        responses.FlipResponse(),
        responses.FreeTextResponse("a"),
        responses.TypedResponse("a"),
        responses.NumericResponse("1"),
        responses.ChoiceResponse(("a", "c")),
        responses.TrueFalseResponse(is_true=False),
        responses.ClozeResponse(("a", "")),
        responses.MatchingResponse({"1": "b"}),
        responses.OrderingResponse(("b", "a")),
    ],
    ids=lambda response: responses.format_of(response).value,
)
def test_a_response_is_told_as_it_was_sent(response: responses.Response) -> None:
    assert response_shapes.to_domain(response_shapes.show(response)) == response
