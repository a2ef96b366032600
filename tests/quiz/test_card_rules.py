"""What card content must keep to: one broken rule each, with its pointer."""

from dataclasses import replace

import pytest

from quiz import limits
from quiz.card_rules import check
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

BASIC = BasicContent("Outline Lev Kamenev?", "- headed the soviet\n- joined the triumvirate")
RIGHT, WRONG = Option("Trotsky", True), Option("Kamenev", False)
CHOICE = ChoiceContent("Who led the Red Army?", (RIGHT, WRONG))
TYPED = TypedContent("Who led the Red Army?", ("Trotsky", "Leon Trotsky"))
NUMERIC = NumericContent("How fast does it fall?", "9.81")
CLOZE = ClozeContent("The {{2}} of {{1}}.", (Gap(("Rome",)), Gap(("fall", "end"))))
PAIRS = (Pair("Nile", "Egypt"), Pair("Ob", "Russia"))
MATCHING = MatchingContent("Which country?", PAIRS)
ORDERING = OrderingContent("From short to long", ("Oder", "Ob", "Nile"))
BOTH = ("/relative_tolerance", "must be null beside a `tolerance`")
WORDS = (
    *(
        "1,500,000",
        "1 000",
        "9,81",
        "1_000",
        "five",
        "1/0",
        "1e999",
        "nan",
        "inf",
        "0x10",
        "\u0663",
    ),
    *("9.", "--5", "1924-13", "1924-02-30", "0000-01", "1924-1-1", "21.01.1924", " 5", "5\n"),
)
MANY = tuple(Pair(str(n), str(n)) for n in range(limits.PAIRS_MOST))


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
        replace(TYPED, policy=TypedPolicy(tolerance=0.0, unit="km")),
        replace(TYPED, policy=TypedPolicy(relative_tolerance=0.1)),
        NUMERIC,
        *(replace(NUMERIC, value=v) for v in ("-5", "+.5", "6.022e23", "1E-9", "3/4", "-3/4", "0")),
        *(replace(NUMERIC, value=v, tolerance=3) for v in ("1924-01-21", "1924-01", "2024-02-29")),
        replace(NUMERIC, unit="m/s²", relative_tolerance=0.01),
        CLOZE,
        replace(CLOZE, gaps=(Gap(("Rome",), "a town"), Gap(("x" * limits.ACCEPTED_CHARS,)))),
        replace(CLOZE, gaps=(Gap(("x" * 500,) * 49), Gap(("y" * 500,)))),
        MATCHING,
        replace(MATCHING, pairs=(*PAIRS, Pair("Don", "Russia"))),
        replace(MATCHING, pairs=MANY, distractors=tuple("abcdef")),
        ORDERING,
        replace(ORDERING, items=("Oder", "Oder", "Nile")),
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
        (replace(TYPED, policy=TypedPolicy(tolerance=-0.1)), "/tolerance", "must be a finite"),
        (replace(TYPED, policy=TypedPolicy(tolerance=1, relative_tolerance=1)), *BOTH),
        (replace(TYPED, policy=TypedPolicy(unit="")), "/unit", "must not be blank"),
        (replace(TYPED, policy=TypedPolicy(unit="x" * 51)), "/unit", "must have at most 50"),
        *((replace(NUMERIC, value=value), "/value", "must be a number such as") for value in WORDS),
        (replace(NUMERIC, value=" "), "/value", "must not be blank"),
        (replace(NUMERIC, value="1" * 101), "/value", "must have at most 100"),
        (replace(NUMERIC, tolerance=float("inf")), "/tolerance", "must be a finite number"),
        (replace(NUMERIC, tolerance=float("nan")), "/tolerance", "must be a finite number"),
        (replace(NUMERIC, relative_tolerance=-1.0), "/relative_tolerance", "must be a finite"),
        (replace(NUMERIC, tolerance=1, relative_tolerance=1), *BOTH),
        (replace(NUMERIC, value="1924-01", unit="d"), "/unit", "must be null for a date"),
        (
            replace(NUMERIC, value="1924-01", relative_tolerance=0.1),
            "/relative_tolerance",
            "must be null for a date",
        ),
        (replace(CLOZE, prompt="{{1}}"), "/prompt", "must have {{2}} once, not 0 times"),
        (replace(CLOZE, prompt="{{1}}{{1}}{{2}}"), "/prompt", "must have {{1}} once, not 2 times"),
        (replace(CLOZE, prompt="{{1}}{{2}}{{3}}"), "/prompt", "must not have {{3}}: `gaps` has 2"),
        (replace(CLOZE, prompt="{{1}}{{2}}{{01}}"), "/prompt", "must not have {{01}}"),
        (replace(CLOZE, prompt="None", gaps=()), "/gaps", "must not be empty"),
        (
            ClozeContent("".join(f"{{{{{n}}}}}" for n in range(1, 52)), (Gap(("a",)),) * 51),
            "/gaps",
            "must have at most 50 items",
        ),
        (
            replace(CLOZE, gaps=(Gap(("x" * 500,) * 50), Gap(("a",)))),
            "/gaps",
            "must have at most 25",
        ),
        (replace(CLOZE, gaps=(Gap(()), Gap(("a",)))), "/gaps/0/accepted", "must not be empty"),
        (replace(CLOZE, gaps=(Gap(("a",)), Gap((" ",)))), "/gaps/1/accepted/0", "must not be bl"),
        (replace(CLOZE, gaps=(Gap(("a",), ""), Gap(("b",)))), "/gaps/0/hint", "must not be blank"),
        (replace(CLOZE, policy=TypedPolicy(tolerance=-1)), "/tolerance", "must be a finite"),
        (replace(MATCHING, pairs=PAIRS[:1]), "/pairs", "must have at least 2 items"),
        (replace(MATCHING, pairs=(*MANY, Pair("x", "x"))), "/pairs", "must have at most 20 items"),
        (
            replace(MATCHING, pairs=(*PAIRS, Pair(" Nile", "Sudan"))),
            "/pairs/2/left",
            "must not equal another text on the left",
        ),
        (
            replace(MATCHING, pairs=(Pair("Ob", "Russia"), Pair("Don", "Russia "))),
            "/pairs",
            "must have two different texts on the right at least",
        ),
        (replace(MATCHING, pairs=(*PAIRS, Pair("Po", ""))), "/pairs/2/right", "must not be blank"),
        (replace(MATCHING, pairs=(*PAIRS, Pair("x" * 501, "y"))), "/pairs/2/left", "must have at"),
        (replace(MATCHING, distractors=("Egypt ",)), "/distractors/0", "must not equal a text on"),
        (replace(MATCHING, distractors=("Peru", "Peru")), "/distractors/1", "must not equal a te"),
        (replace(MATCHING, distractors=tuple("abcdefg")), "/distractors", "must have at most 6"),
        (replace(ORDERING, items=("a",)), "/items", "must have at least 2 items"),
        (replace(ORDERING, items=tuple("abcdefghijklmnopqrstu")), "/items", "must have at most 20"),
        (replace(ORDERING, items=("a", "a ", " a")), "/items", "must not all be equal"),
        (replace(ORDERING, items=("a", "")), "/items/1", "must not be blank"),
        (replace(ORDERING, items=("a", "x" * 501)), "/items/1", "must have at most 500"),
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
