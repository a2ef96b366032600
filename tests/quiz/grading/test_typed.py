"""A typed answer is right when it equals an accepted text, and says what was forgiven."""

from time import process_time
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.cards import CardVersion, TypedContent, TypedPolicy
from quiz.errors import Fault, Invalid
from quiz.grading import typed
from quiz.grading.grades import Grade, TypedEvidence
from quiz.questions import Question
from quiz.responses import Format, TypedResponse


def graded(text: str, *accepted: str, case_sensitive: bool = False) -> Grade:
    content = TypedContent(
        prompt="Who?", accepted=accepted, policy=TypedPolicy(case_sensitive=case_sensitive)
    )
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    question = Question(id=UUID(int=3), card=card, format=Format.TYPED, seed=0, position=1)
    return typed.grade(question, TypedResponse(text=text), confidence=None)


def test_an_accepted_text_gets_all() -> None:
    assert graded("Trotsky", "Leon Trotsky", "Trotsky") == Grade(
        fraction=1.0,
        suggested_fraction=None,
        grader="typed",
        grader_version="1",
        reliability=1.0,
        needs_review=False,
        evidence=TypedEvidence(matched="Trotsky", forgiven=()),
    )


def test_another_text_gets_nothing_and_the_grader_is_less_sure() -> None:
    grade = graded("Stalin", "Leon Trotsky", "Trotsky")
    assert grade.fraction == 0.0
    assert grade.evidence == TypedEvidence(matched=None, forgiven=())
    assert grade.reliability == 0.5
    assert not grade.needs_review


def test_the_evidence_says_what_was_forgiven() -> None:
    evidence = graded("“the hague”", "The Hague").evidence
    assert evidence == TypedEvidence(matched="The Hague", forgiven=("case", "punctuation"))


def test_the_accepted_text_that_needs_the_least_forgiving_is_named() -> None:
    evidence = graded("resume", "Résumé", "resume.", "RESUME").evidence
    assert evidence == TypedEvidence(matched="resume.", forgiven=("punctuation",))


def test_an_exact_text_is_named_although_another_would_do() -> None:
    evidence = graded("resume", "Résumé", "resume").evidence
    assert evidence == TypedEvidence(matched="resume", forgiven=())


def test_case_counts_where_the_card_says_so() -> None:
    assert graded("pH", "pH", case_sensitive=True).fraction == 1.0
    assert graded("PH", "pH", case_sensitive=True).fraction == 0.0
    assert graded("pH.", "pH", case_sensitive=True).fraction == 1.0
    assert graded("PH", "pH").fraction == 1.0


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u00a0", "\u200b", "\ufeff \u200e"])
@pytest.mark.parametrize("accepted", ["Lenin", "?", "+", " ", ""])
def test_an_empty_text_gets_nothing(text: str, accepted: str) -> None:
    assert graded(text, accepted).fraction == 0.0


def test_a_text_is_looked_at_up_to_its_longest_length() -> None:
    assert graded("a" * 10_000, "a" * 10_000).fraction == 1.0


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        graded("a" * 10_001, "Lenin")
    message = "An answer has at most 10,000 characters, not 10,001."
    assert refusal.value.faults == (Fault("/response/text", message),)


@settings(deadline=None)
@given(st.text().filter(lambda text: text.isprintable() and text.strip()))
def test_every_accepted_text_is_right_as_it_stands(text: str) -> None:
    assert graded(text, text).evidence == TypedEvidence(matched=text, forgiven=())


@pytest.mark.parametrize("piece", [".", ". ", "- ", "é", " ", "a\u0301", "\ud800", "²", "3½ "])
def test_the_longest_answers_are_graded_quickly(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    begun = process_time()
    graded(text, "Lenin", "Trotsky", "a" + text[1:])
    assert process_time() - begun < 1
