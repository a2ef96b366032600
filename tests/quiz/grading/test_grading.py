"""One grader per format, and one way in that refuses what does not fit the question."""

from uuid import UUID

import pytest

from quiz.cards import BasicContent, CardVersion, ChoiceContent, Content, Option, TypedContent
from quiz.errors import Fault, Invalid
from quiz.grading import GRADERS, grade
from quiz.questions import Question
from quiz.responses import ChoiceResponse, FlipResponse, Format, Response, TypedResponse

CONTENTS: dict[Format, Content] = {
    Format.FLIP: BasicContent(prompt="Outline Leon Trotsky?", answer="Led the Red Army"),
    Format.CHOICE: ChoiceContent(
        prompt="Who led the Red Army?",
        options=(Option("Trotsky", is_correct=True), Option("Stalin", is_correct=False)),
    ),
    Format.TYPED: TypedContent(prompt="Who led the Red Army?", accepted=("Trotsky",)),
}
RESPONSES: dict[Format, Response] = {
    Format.FLIP: FlipResponse(),
    Format.CHOICE: ChoiceResponse(selected=("a",)),
    Format.TYPED: TypedResponse(text="Trotsky"),
}
MISFITS = [(asked, sent) for asked in Format for sent in Format if asked is not sent]


def question_in(form: Format) -> Question:
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=CONTENTS[form])
    return Question(id=UUID(int=3), card=card, format=form, seed=7, position=1)


def test_every_format_has_a_grader() -> None:
    assert set(GRADERS) == set(Format)


@pytest.mark.parametrize("form", Format)
def test_a_response_in_the_format_of_the_question_gets_a_grade(form: Format) -> None:
    decided = grade(question_in(form), RESPONSES[form], confidence=4)
    assert decided.fraction is not None
    assert decided.grader
    assert decided.grader_version


def test_a_typed_card_can_be_asked_as_a_flip_card() -> None:
    card = CardVersion(UUID(int=1), UUID(int=2), 1, CONTENTS[Format.TYPED])
    question = Question(UUID(int=3), card, Format.FLIP, seed=7, position=1)
    assert grade(question, FlipResponse(), confidence=4).fraction == 0.75


@pytest.mark.parametrize(("asked", "sent"), MISFITS)
def test_a_response_in_another_format_is_refused(asked: Format, sent: Format) -> None:
    with pytest.raises(Invalid) as refusal:
        grade(question_in(asked), RESPONSES[sent], confidence=3)
    message = f"The question takes a {asked.value!r} response, not {sent.value!r}."
    assert refusal.value.faults == (Fault("/response/format", message),)


@pytest.mark.parametrize("form", Format)
@pytest.mark.parametrize("confidence", [-1, 0, 6])
def test_a_confidence_off_the_scale_is_refused_in_every_format(
    form: Format, confidence: int
) -> None:
    with pytest.raises(Invalid) as refusal:
        grade(question_in(form), RESPONSES[form], confidence=confidence)
    assert [fault.pointer for fault in refusal.value.faults] == ["/confidence"]


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        grade(question_in(Format.FLIP), RESPONSES[Format.TYPED], confidence=9)
    pointers = [fault.pointer for fault in refusal.value.faults]
    assert pointers == ["/response/format", "/confidence"]


@pytest.mark.parametrize(("asked", "sent"), MISFITS)
def test_a_grader_that_gets_another_format_is_a_bug(asked: Format, sent: Format) -> None:
    with pytest.raises(TypeError):
        GRADERS[asked](question_in(asked), RESPONSES[sent], confidence=3)
