"""Statements held true or false."""

from uuid import UUID

import pytest

from quiz.cards import CardVersion, TypedContent
from quiz.grading import true_false
from quiz.grading.grades import Grade, TrueFalseEvidence
from quiz.questions import Made, Pins, Question, Statement
from quiz.responses import Format, TrueFalseResponse

CARD = CardVersion(UUID(int=1), UUID(int=2), 1, TypedContent("Who led the Red Army?", ("Trotsky",)))


def graded(*, is_true: bool, given: bool) -> Grade:
    asked = Statement("Who led the Red Army?", "Kamenev", is_true=is_true)
    pins = Pins(made=Made("a maker", "1", (), asked))
    question = Question(UUID(int=3), CARD, Format.TRUE_FALSE, seed=7, position=1, pins=pins)
    return true_false.grade(question, TrueFalseResponse(is_true=given), confidence=None)


@pytest.mark.parametrize("is_true", [True, False])
@pytest.mark.parametrize("given", [True, False])
def test_an_answer_is_right_when_it_agrees(is_true: bool, given: bool) -> None:
    grade = graded(is_true=is_true, given=given)
    assert grade.fraction == (1.0 if is_true is given else 0.0)
    assert grade.evidence == TrueFalseEvidence(is_true=is_true, given=given)


def test_a_grade_of_a_statement_is_certain_and_names_its_grader() -> None:
    grade = graded(is_true=True, given=True)
    assert (grade.grader, grade.grader_version) == ("true_false", "1")
    assert (grade.reliability, grade.needs_review) == (1.0, False)
    assert grade.suggested_fraction is None


def test_a_card_without_a_statement_is_a_bug() -> None:
    question = Question(UUID(int=3), CARD, Format.TRUE_FALSE, seed=7, position=1)
    with pytest.raises(TypeError):
        true_false.grade(question, TrueFalseResponse(is_true=True), confidence=None)
