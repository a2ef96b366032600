"""Card contents keep everything through JSON."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import cards
from quiz.cards import (
    BasicContent,
    CardKind,
    ChoiceContent,
    ClozeContent,
    Content,
    Diacritics,
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

TEXTS = st.text(max_size=12)
MANY_TEXTS = st.lists(TEXTS, max_size=3).map(tuple)
WEIGHTS = st.floats(0.1, 10)
KEY_POINTS = st.recursive(
    st.builds(KeyPoint, text=TEXTS, weight=WEIGHTS, alternatives=MANY_TEXTS),
    lambda points: st.builds(
        KeyPoint, text=TEXTS, weight=WEIGHTS, children=st.lists(points, max_size=2).map(tuple)
    ),
    max_leaves=4,
)
OPTIONS = st.builds(Option, text=TEXTS, is_correct=st.booleans(), feedback=st.none() | TEXTS)
SHARED = {
    "prompt": TEXTS,
    "hints": MANY_TEXTS,
    "explanation": st.none() | TEXTS,
    "pass_at": st.floats(0, 1),
}
BASIC = st.builds(
    BasicContent,
    answer=TEXTS,
    key_points=st.lists(KEY_POINTS, max_size=3).map(tuple),
    key_points_derived=st.booleans(),
    required=st.none() | st.integers(1, 9),
    **SHARED,
)
CHOICE = st.builds(
    ChoiceContent,
    options=st.lists(OPTIONS, max_size=4).map(tuple),
    multiple=st.booleans(),
    shuffle=st.booleans(),
    **SHARED,
)
POLICY = st.builds(
    TypedPolicy,
    case_sensitive=st.booleans(),
    diacritics=st.sampled_from(Diacritics),
    tolerance=st.none() | WEIGHTS,
    relative_tolerance=st.none() | WEIGHTS,
    unit=st.none() | TEXTS,
)
TYPED = st.builds(TypedContent, accepted=MANY_TEXTS, policy=POLICY, **SHARED)
NUMERIC = st.builds(
    NumericContent, value=TEXTS, tolerance=st.none() | WEIGHTS, unit=st.none() | TEXTS, **SHARED
)
GAPS = st.lists(st.builds(Gap, accepted=MANY_TEXTS, hint=st.none() | TEXTS), max_size=3).map(tuple)
CLOZE = st.builds(ClozeContent, gaps=GAPS, policy=POLICY, **SHARED)
PAIRS = st.lists(st.builds(Pair, left=TEXTS, right=TEXTS), max_size=3).map(tuple)
MATCHING = st.builds(MatchingContent, pairs=PAIRS, distractors=MANY_TEXTS, **SHARED)
ORDERING = st.builds(OrderingContent, items=MANY_TEXTS, **SHARED)


@settings(deadline=None)
@given(BASIC | CHOICE | TYPED | NUMERIC | CLOZE | MATCHING | ORDERING)
def test_a_content_survives_json(content: Content) -> None:
    assert cards.from_json(json.loads(json.dumps(cards.to_json(content)))) == content


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (BasicContent(prompt="Who?", answer="Lenin"), CardKind.BASIC),
        (ChoiceContent(prompt="Who?", options=()), CardKind.CHOICE),
        (TypedContent(prompt="Who?", accepted=("Lenin",)), CardKind.TYPED),
        (NumericContent(prompt="When?", value="1917"), CardKind.NUMERIC),
        (ClozeContent(prompt="In {{1}}", gaps=(Gap(("1917",)),)), CardKind.CLOZE),
        (MatchingContent(prompt="Match", pairs=(Pair("a", "b"),)), CardKind.MATCHING),
        (OrderingContent(prompt="Order", items=("a", "b")), CardKind.ORDERING),
    ],
)
def test_a_stored_content_names_its_kind(content: Content, kind: CardKind) -> None:
    assert cards.kind_of(content) is kind
    assert cards.to_json(content)["kind"] == kind.value


def test_a_choice_is_stored_in_this_form() -> None:
    content = ChoiceContent(prompt="Who?", options=(Option("Lenin", is_correct=True),))
    assert cards.to_json(content) == {
        "kind": "choice",
        "prompt": "Who?",
        "hints": [],
        "explanation": None,
        "pass_at": 0.6,
        "options": [{"text": "Lenin", "is_correct": True, "feedback": None}],
        "multiple": False,
        "shuffle": True,
    }


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="essay"):
        cards.from_json({"kind": "essay"})


def test_a_content_that_lacks_a_field_is_refused() -> None:
    stored = cards.to_json(TypedContent(prompt="Who?", accepted=("Lenin",)))
    del stored["accepted"]
    with pytest.raises(ValueError, match="accepted"):
        cards.from_json(stored)


def test_a_policy_is_stored_beside_what_it_is_the_policy_of() -> None:
    content = TypedContent(prompt="Who?", accepted=("Lenin",), policy=TypedPolicy(unit="km"))
    assert cards.to_json(content)["unit"] == "km"
    assert cards.to_json(content)["diacritics"] == "lenient"


def test_key_points_are_walked_in_reading_order() -> None:
    tree = KeyPoint("1", children=(KeyPoint("1.1", children=(KeyPoint("1.1.1"),)), KeyPoint("1.2")))
    assert [point.text for point in tree.walk()] == ["1", "1.1", "1.1.1", "1.2"]


def test_key_points_that_were_read_from_the_answer_say_so() -> None:
    edited = BasicContent(prompt="Who?", answer="Lenin", key_points_derived=False)
    derived = cards.with_key_points(edited, [KeyPoint("Lenin")])
    assert derived.key_points == (KeyPoint("Lenin"),)
    assert derived.key_points_derived
    assert edited.key_points == ()
