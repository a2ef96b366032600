"""What card content must keep to: one broken rule each, with its pointer."""

from dataclasses import replace

import pytest

from quiz import limits
from quiz.card_rules import check
from quiz.cards import BasicContent, ChoiceContent, Content, KeyPoint, Option, TypedContent

BASIC = BasicContent("Outline Lev Kamenev?", "- headed the soviet\n- joined the triumvirate")
RIGHT, WRONG = Option("Trotsky", True), Option("Kamenev", False)
CHOICE = ChoiceContent("Who led the Red Army?", (RIGHT, WRONG))
TYPED = TypedContent("Who led the Red Army?", ("Trotsky", "Leon Trotsky"))


def chain(depth: int) -> KeyPoint:
    """A point with one point below it, and so on, `depth` levels in all."""
    point = KeyPoint("deepest")
    for _ in range(depth - 1):
        point = KeyPoint("above", children=(point,))
    return point


@pytest.mark.parametrize(
    "content",
    [
        BASIC,
        CHOICE,
        TYPED,
        replace(BASIC, key_points=(KeyPoint("a"), KeyPoint("b")), required=2),
        replace(BASIC, key_points=(chain(limits.KEY_POINT_DEPTH),)),
        replace(BASIC, key_points=tuple(KeyPoint("a") for _ in range(limits.KEY_POINTS))),
        replace(BASIC, key_points=(KeyPoint("x" * limits.KEY_POINT_CHARS, weight=1000.0),)),
        replace(BASIC, prompt="x" * limits.PROMPT_CHARS, answer="x" * limits.ANSWER_CHARS),
        replace(BASIC, explanation="", pass_at=1.0),
        replace(CHOICE, options=(RIGHT, RIGHT), multiple=True),
        replace(CHOICE, options=(RIGHT, Option("", False))),
    ],
)
def test_sound_content_has_no_faults(content: Content) -> None:
    assert check(content) == ()


@pytest.mark.parametrize(
    ("content", "pointer", "message"),
    [
        (replace(BASIC, prompt=" \n"), "/prompt", "must not be blank"),
        (replace(BASIC, prompt="x" * 10_001), "/prompt", "must have at most 10,000 characters"),
        (replace(BASIC, prompt="a\0"), "/prompt", "must not contain NUL characters or lone surr"),
        (replace(BASIC, prompt="a\ud800"), "/prompt", "must not contain NUL characters or lone"),
        (replace(BASIC, answer=""), "/answer", "must not be blank"),
        (replace(BASIC, answer="x" * 20_001), "/answer", "must have at most 20,000 characters"),
        (replace(BASIC, hints=("a",) * 11), "/hints", "must have at most 10 items"),
        (replace(BASIC, hints=("a", "")), "/hints/1", "must not be blank"),
        (replace(BASIC, hints=("x" * 1_001,)), "/hints/0", "must have at most 1,000"),
        (replace(BASIC, explanation="x" * 10_001), "/explanation", "must have at most 10,000"),
        (replace(BASIC, pass_at=0.0), "/pass_at", "must be above 0 and at most 1"),
        (replace(BASIC, pass_at=1.01), "/pass_at", "must be above 0 and at most 1"),
        (replace(BASIC, pass_at=float("nan")), "/pass_at", "must be above 0 and at most 1"),
        (replace(BASIC, required=1), "/required", "must be null for a card"),
        (replace(BASIC, key_points=(chain(2),), required=2), "/required", "must be 1 to 1"),
        (replace(BASIC, key_points=(chain(2),), required=0), "/required", "must be 1 to 1"),
        (replace(BASIC, key_points=(KeyPoint(" "),)), "/key_points/0/text", "must not be blank"),
        (replace(BASIC, key_points=(KeyPoint("x" * 1_001),)), "/key_points/0/text", "must have at"),
        (replace(BASIC, key_points=(KeyPoint("a", 0.0),)), "/key_points/0/weight", "must be above"),
        (replace(BASIC, key_points=(KeyPoint("a", 1001),)), "/key_points/0/weight", "must be abov"),
        (
            replace(BASIC, key_points=(KeyPoint("a", float("inf")),)),
            "/key_points/0/weight",
            "must be above 0 and at most 1,000",
        ),
        (
            replace(BASIC, key_points=(KeyPoint("a"), KeyPoint("b", children=(KeyPoint(""),)))),
            "/key_points/1/children/0/text",
            "must not be blank",
        ),
        (
            replace(BASIC, key_points=(KeyPoint("a", alternatives=("b",) * 21),)),
            "/key_points/0/alternatives",
            "must have at most 20 items",
        ),
        (
            replace(BASIC, key_points=(chain(7),)),
            "/key_points/0" + "/children/0" * 6,
            "must not be nested deeper than 6 levels",
        ),
        (
            replace(BASIC, key_points=(KeyPoint("a", children=(KeyPoint("b"),) * 500),)),
            "/key_points",
            "must have at most 500 points on all levels",
        ),
        (replace(CHOICE, options=(RIGHT,)), "/options", "must have at least 2 items"),
        (replace(CHOICE, options=(RIGHT, *[WRONG] * 20)), "/options", "must have at most 20"),
        (replace(CHOICE, options=(WRONG, WRONG)), "/options", "must have a correct one"),
        (replace(CHOICE, options=(RIGHT, RIGHT)), "/options", "must have one correct only"),
        (
            replace(CHOICE, options=(Option("", True), Option(" ", False))),
            "/options",
            "must not all be blank",
        ),
        (
            replace(CHOICE, options=(RIGHT, Option("x" * 2_001, False))),
            "/options/1/text",
            "must have at most 2,000",
        ),
        (
            replace(CHOICE, options=(RIGHT, Option("a", False, "x" * 2_001))),
            "/options/1/feedback",
            "must have at most 2,000",
        ),
        (replace(TYPED, accepted=()), "/accepted", "must not be empty"),
        (replace(TYPED, accepted=("a",) * 51), "/accepted", "must have at most 50 items"),
        (replace(TYPED, accepted=("a", " ")), "/accepted/1", "must not be blank"),
        (replace(TYPED, accepted=("x" * 501,)), "/accepted/0", "must have at most 500"),
    ],
)
def test_a_broken_rule_is_named_at_its_field(content: Content, pointer: str, message: str) -> None:
    (fault,) = check(content)
    assert fault.pointer == pointer
    assert fault.message.startswith(message)


def test_all_faults_are_found_at_once() -> None:
    content = replace(CHOICE, prompt="", options=(), pass_at=2.0)
    pointers = [fault.pointer for fault in check(content)]
    assert pointers == ["/prompt", "/pass_at", "/options", "/options"]


def test_a_point_nested_without_end_is_refused_and_not_followed() -> None:
    (fault,) = check(replace(BASIC, key_points=(chain(100_000),)))
    assert "nested deeper" in fault.message
