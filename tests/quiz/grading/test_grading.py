"""One grader per format, and one way in that refuses what does not fit the question."""

from uuid import UUID

import pytest

from quiz.cards import (
    BasicContent,
    CardVersion,
    ChoiceContent,
    ClozeContent,
    Gap,
    KeyPoint,
    MatchingContent,
    NumericContent,
    Option,
    OrderingContent,
    Pair,
    TypedContent,
)
from quiz.errors import Fault, Invalid
from quiz.grading import GRADERS, grade
from quiz.questions import Asked, Made, Pins, Question, Statement
from quiz.responses import (
    ChoiceResponse,
    ClozeResponse,
    FlipResponse,
    Format,
    FreeTextResponse,
    MatchingResponse,
    NumericResponse,
    OrderingResponse,
    Response,
    TrueFalseResponse,
    TypedResponse,
)

BASIC = BasicContent("Outline Leon Trotsky?", "Led the Red Army", (KeyPoint("Led the Red Army"),))
TYPED = TypedContent(prompt="Who led the Red Army?", accepted=("Trotsky",))
ASKED: dict[Format, Asked] = {
    Format.FLIP: BASIC,
    Format.FREE_TEXT: BASIC,
    Format.TYPED: TYPED,
    Format.NUMERIC: NumericContent(prompt="When did Lenin die?", value="1924"),
    Format.CHOICE: ChoiceContent(
        prompt="Who led the Red Army?",
        options=(Option("Trotsky", is_correct=True), Option("Stalin", is_correct=False)),
    ),
    Format.TRUE_FALSE: Statement("Who led the Red Army?", "Trotsky", is_true=True),
    Format.CLOZE: ClozeContent(prompt="{{1}} led the Red Army.", gaps=(Gap(("Trotsky",)),)),
    Format.MATCHING: MatchingContent(
        prompt="Who did what?", pairs=(Pair("Trotsky", "war"), Pair("Bukharin", "Pravda"))
    ),
    Format.ORDERING: OrderingContent(prompt="What came first?", items=("1917", "1924", "1929")),
}
RESPONSES: dict[Format, Response] = {
    Format.FLIP: FlipResponse(),
    Format.FREE_TEXT: FreeTextResponse(text="He led the Red Army."),
    Format.TYPED: TypedResponse(text="Trotsky"),
    Format.NUMERIC: NumericResponse(text="1924"),
    Format.CHOICE: ChoiceResponse(selected=("a",)),
    Format.TRUE_FALSE: TrueFalseResponse(is_true=True),
    Format.CLOZE: ClozeResponse(texts=("Trotsky",)),
    Format.MATCHING: MatchingResponse(pairs={"1": "a"}),
    Format.ORDERING: OrderingResponse(order=("c", "a", "b")),
}
MISFITS = [(asked, sent) for asked in GRADERS for sent in Format if asked is not sent]


def question_in(form: Format) -> Question:
    asked = ASKED[form]
    content = BASIC if isinstance(asked, Statement) else asked
    pins = Pins(made=Made("test", "1", (), asked)) if isinstance(asked, Statement) else Pins()
    card = CardVersion(card_id=UUID(int=1), deck_id=UUID(int=2), version=1, content=content)
    return Question(UUID(int=3), card, form, seed=7, position=1, pins=pins)


def test_every_format_has_a_grader() -> None:
    assert set(GRADERS) == set(Format)


@pytest.mark.parametrize("form", GRADERS)
def test_a_response_in_the_format_of_the_question_gets_a_grade(form: Format) -> None:
    decided = grade(question_in(form), RESPONSES[form], confidence=4)
    assert decided.fraction is not None
    assert decided.grader
    assert decided.grader_version


def test_a_typed_card_can_be_asked_as_a_flip_card() -> None:
    card = CardVersion(UUID(int=1), UUID(int=2), 1, TYPED)
    question = Question(UUID(int=3), card, Format.FLIP, seed=7, position=1)
    assert grade(question, FlipResponse(), confidence=4).fraction == 0.75


@pytest.mark.parametrize(("asked", "sent"), MISFITS)
def test_a_response_in_another_format_is_refused(asked: Format, sent: Format) -> None:
    with pytest.raises(Invalid) as refusal:
        grade(question_in(asked), RESPONSES[sent], confidence=3)
    message = f"The question takes a {asked.value!r} response, not {sent.value!r}."
    assert refusal.value.faults == (Fault("/response/format", message),)


@pytest.mark.parametrize("form", GRADERS)
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
