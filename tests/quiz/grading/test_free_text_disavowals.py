"""Answers that have every word of a card and take them back, or only ask."""

import pytest

from quiz.grading.recall.marking import Marking, mark
from quiz.key_points import derive

POINTS = ("The harbour froze in 1709", "Traders moved to Arvik", "The town lost its charter")
ANSWER = "\n".join(f"- {point}" for point in POINTS)


def marked(response: str, answer: str = ANSWER, language: str = "en") -> Marking:
    return mark("Outline the decline of Tessil", derive(answer), None, language, response)


@pytest.mark.parametrize(
    "response",
    [
        " ".join(f"{point} is false." for point in POINTS),
        " ".join(f"{point}. That is wrong." for point in POINTS),
        " ".join(f"Either {point} or the opposite." for point in POINTS),
        f"None of the following is true: {'. '.join(POINTS)}.",
        f"{'. '.join(POINTS)}. All of this is wrong.",
        f"{'. '.join(POINTS)}. Just kidding.",
    ],
)
def test_what_is_taken_back_earns_nothing(response: str) -> None:
    marking = marked(response)
    assert marking.suggestion < 0.1
    assert "contradiction" in marking.evidence.flags
    assert {point.flags for point in marking.evidence.points} == {("contradiction:negation",)}


@pytest.mark.parametrize(
    ("language", "answer", "response"),
    [
        ("de", "Der Hafen fror 1709 zu", "Dass der Hafen 1709 zufror, ist falsch."),
        ("fr", "Le port a gelé en 1709", "Le port a gelé en 1709, c'est faux: tout cela est faux."),
        ("es", "El puerto se heló en 1709", "El puerto se heló en 1709. Todo esto es falso."),
        ("ru", "Гавань замёрзла в 1709 году", "Гавань замёрзла в 1709 году. Всё это неправда."),
    ],
)
def test_so_it_is_in_other_languages(language: str, answer: str, response: str) -> None:
    assert marked(response, answer, language).suggestion < 0.1


def test_only_what_is_taken_back_is_lost() -> None:
    marking = marked(f"{POINTS[0]}. {POINTS[1]}. That the town lost its charter is not true.")
    assert [point.status for point in marking.evidence.points] == [
        "covered",
        "covered",
        "contradicted",
    ]


def test_a_card_that_speaks_of_falsehood_is_left_alone() -> None:
    answer = "The charter of 1709 is false"
    marking = marked("The charter of 1709 is false.", answer)
    assert marking.suggestion > 0.9
    assert marking.evidence.flags == ()


def test_what_is_asked_is_left_to_a_person() -> None:
    marking = marked(" ".join(f"Was it that {point}?" for point in POINTS))
    assert marking.suggestion <= 0.5
    assert marking.needs_review
    assert marking.evidence.flags == ("only_asks",)


def test_a_question_before_the_answer_costs_nothing() -> None:
    marking = marked(f"Why did Tessil decline? {'. '.join(POINTS)}.")
    assert marking.suggestion > 0.9
    assert marking.evidence.flags == ()


def test_a_card_that_asks_for_some_points_is_full_with_some() -> None:
    marking = mark("Name a cause", derive(ANSWER), 1, "en", "Traders moved to Arvik.")
    assert marking.suggestion > 0.9
    assert not marking.needs_review
