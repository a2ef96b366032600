"""What authors are warned of: one thing each, with its place, and nothing where all is well."""

from dataclasses import replace

import pytest

from quiz import key_points
from quiz.card_warnings import LONG_POINT_WORDS, MOST, WarningCode, warnings_of
from quiz.cards import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    Content,
    Gap,
    KeyPoint,
    MatchingContent,
    NumericContent,
    Option,
    OrderingContent,
    Pair,
    TypedContent,
    TypedPolicy,
)

POINTS = (KeyPoint("led the Red Army"), KeyPoint("negotiated at Brest-Litovsk"))
BASIC = BasicContent("Outline Leon Trotsky?", "He led the Red Army.", POINTS)
CHOICE = ChoiceContent("Who?", (Option("Trotsky", True), Option("Kamenev", False)))
TYPED = TypedContent("Who led the Red Army?", ("Trotsky",))
NUMERIC = NumericContent("How fast does it fall?", "9.81", relative_tolerance=0.01)
CLOZE = ClozeContent("The {{1}} Army of {{2}}", (Gap(("Red",)), Gap(("Trotsky",))))
MATCHING = MatchingContent("Which?", (Pair("Ob", "Kara"), Pair("Lena", "Laptev")), ("Azov",))
ORDERING = OrderingContent("From short to long", ("Oder", "Ob", "Oder"))
MANY = tuple(KeyPoint(f"reason {n}") for n in range(13))
LONG = " ".join(f"word{n}" for n in range(LONG_POINT_WORDS + 1))
PROSE = "He led it and " * 15


def numbers(value: str, **given: float) -> NumericContent:
    return NumericContent("How many?", value, **given)  # type: ignore[arg-type]  # by name


def options(*texts: str) -> ChoiceContent:
    """The first is the correct one."""
    return ChoiceContent("Which?", tuple(Option(text, n == 0) for n, text in enumerate(texts)))


def told(content: Content, language: str | None = "en") -> list[tuple[str, str]]:
    return [(w.code.value, w.pointer) for w in warnings_of(content, language=language)]


@pytest.mark.parametrize(
    "content",
    [
        *(BASIC, CHOICE, TYPED, NUMERIC, CLOZE, MATCHING, ORDERING),
        replace(BASIC, key_points=MANY, required=4),
        replace(BASIC, key_points=MANY[:12]),
        replace(BASIC, key_points=(KeyPoint("It was:", children=POINTS),)),
        replace(BASIC, answer=PROSE),
        *(numbers(value) for value in ("9", "-5", "3/4", "6e23", "1924-01-21", "1924-01", "1924")),
        numbers("0", tolerance=0.1),
        numbers("1924-01-21", tolerance=400),
        options("a few more words", "a few words"),
        options("", "a picture of it"),
        replace(TYPED, policy=TypedPolicy(tolerance=1.0)),
        replace(MATCHING, pairs=(*MATCHING.pairs, Pair("Yenisei", "Kara"))),
    ],
)
def test_a_good_card_has_no_warnings(content: Content) -> None:
    assert told(content) == []


WARNED: list[tuple[Content, str, str]] = [
    (replace(BASIC, key_points=()), "no_points", "/key_points"),
    (replace(BASIC, key_points=MANY), "too_many_points", "/required"),
    (
        replace(BASIC, key_points=(KeyPoint("Reasons:", children=MANY),)),
        "too_many_points",
        "/required",
    ),
    (replace(BASIC, answer=PROSE, key_points=POINTS[:1]), "one_point_only", "/key_points"),
    (replace(BASIC, key_points=(KeyPoint(LONG),)), "very_long_point", "/key_points/0/text"),
    (
        replace(BASIC, key_points=(*POINTS, KeyPoint("and it was the"))),
        "no_content_words",
        "/key_points/2/text",
    ),
    (
        replace(BASIC, key_points=(KeyPoint("It was:", children=(KeyPoint("!?"),)),)),
        "no_content_words",
        "/key_points/0/children/0/text",
    ),
    (
        replace(BASIC, key_points=(*POINTS, KeyPoint("Led the *red* army!"))),
        "duplicate_points",
        "/key_points/2/text",
    ),
    (replace(BASIC, answer="Outline *Leon Trotsky*."), "answer_is_prompt", "/answer"),
    (options("yes", "Yes "), "similar_texts", "/options/1/text"),
    (options("x" * 40, "x" * 19, "x"), "key_stands_out", "/options"),
    (
        ChoiceContent("?", (Option("a", True), Option("b", True)), multiple=True),
        "nothing_wrong",
        "/options",
    ),
    (replace(TYPED, accepted=("Trotsky", "?!")), "nothing_to_compare", "/accepted/1"),
    (replace(TYPED, accepted=("red army",)), "answer_in_prompt", "/accepted/0"),
    (
        replace(CLOZE, gaps=(CLOZE.gaps[0], Gap(("Trotsky", "the")))),
        "answer_in_prompt",
        "/gaps/1/accepted/1",
    ),
    (numbers("9.81"), "no_tolerance", "/tolerance"),
    (numbers("6.022e23"), "no_tolerance", "/tolerance"),
    (numbers("0", relative_tolerance=0.1), "no_tolerance", "/relative_tolerance"),
    (numbers("7", relative_tolerance=5), "wide_tolerance", "/relative_tolerance"),
    (numbers("-7", tolerance=7), "wide_tolerance", "/tolerance"),
    (replace(MATCHING, distractors=("kara",)), "similar_texts", "/distractors/0"),
    (
        replace(MATCHING, pairs=(Pair("Ob", "Kara"), Pair("OB", "Azov")), distractors=()),
        "similar_texts",
        "/pairs/1/left",
    ),
    (replace(ORDERING, items=("Oder", "Ob", "ób")), "similar_texts", "/items/2"),
]
"""Content, the warning it gets, and the field that it points at."""


@pytest.mark.parametrize(("content", "code", "pointer"), WARNED)
def test_a_warning_points_at_its_field(content: Content, code: str, pointer: str) -> None:
    assert told(content) == [(code, pointer)]


def test_the_cases_above_know_every_warning() -> None:
    assert {code for _, code, _ in WARNED} == {code.value for code in WarningCode}


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("de", "und es war das", True),
        ("de-AT", "und es war das", True),
        ("en", "und es war das", False),
        (None, "and it was the", True),
        ("fr", "and it was the", False),
        ("fr", "et ce sont les", True),
        ("es", "y que no es", True),
        ("ja", "を", False),
        ("ja", "…", True),
    ],
)
def test_words_that_say_nothing_are_those_of_the_deck_s_language(
    language: str | None, text: str, is_told: bool
) -> None:
    content = replace(BASIC, key_points=(KeyPoint(text),))
    assert bool(told(content, language)) is is_told


def test_what_to_do_about_many_points_is_said() -> None:
    (warning,) = warnings_of(replace(BASIC, key_points=MANY), language=None)
    assert "set `required` to how many of the 13 outermost ones" in warning.message


def test_there_is_an_end_to_the_warnings_of_one_card() -> None:
    points = key_points.derive("\n".join(["- the"] * 400))
    assert len(told(replace(BASIC, key_points=points))) == MOST
