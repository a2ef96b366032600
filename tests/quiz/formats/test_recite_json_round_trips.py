"""Recite's own document written: round trips, the layout, and the published schema."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from quiz import limits
from quiz.cards import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
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
from quiz.errors import Invalid
from quiz.formats.document import Document, DocumentCard, DocumentDeck, Loss
from quiz.formats.recite_json import ReciteJson

FORMATS = Path(__file__).parents[3] / "fixtures/formats"
SCHEMA = json.loads((FORMATS / "recite-1.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)

BASIC: dict[str, Any] = {"kind": "basic", "prompt": "Nile?", "answer": "long"}
CHOICE: dict[str, Any] = {"kind": "choice", "prompt": "Longest?"}
TYPED: dict[str, Any] = {"kind": "typed", "prompt": "Longest?"}
NUMERIC: dict[str, Any] = {"kind": "numeric", "prompt": "How long (km)?", "value": "6650"}
CLOZE: dict[str, Any] = {"kind": "cloze", "prompt": "The {{1}}.", "gaps": [{"accepted": ["Nile"]}]}
PAIRS = [{"left": "Nile", "right": "Egypt"}, {"left": "Ob", "right": "Russia"}]
MATCHING: dict[str, Any] = {"kind": "matching", "prompt": "Where?", "pairs": PAIRS}
ORDERING: dict[str, Any] = {"kind": "ordering", "prompt": "From short to long"}


def written(document: Document) -> bytes:
    return b"".join(ReciteJson().write(document))


def read(data: bytes) -> Document:
    return ReciteJson().read(BytesIO(data))


texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from('\n\r\u2028\u0085\x1c"\\“🂡'),
    ),
    min_size=1,
    max_size=12,
).filter(str.strip)
numbers = st.floats(min_value=0, max_value=1, exclude_min=True)
tuples_of_texts = st.lists(texts, max_size=3).map(tuple)
optional_texts = st.none() | texts
key_points = st.recursive(
    st.builds(KeyPoint, text=texts, weight=numbers, alternatives=tuples_of_texts),
    lambda below: st.builds(KeyPoint, text=texts, children=st.lists(below, max_size=2).map(tuple)),
    max_leaves=5,
)
shared = {"prompt": texts, "hints": tuples_of_texts, "explanation": optional_texts}
basics = st.builds(
    BasicContent,
    **shared,
    answer=texts,
    pass_at=numbers,
    key_points=st.lists(key_points, min_size=1, max_size=3).map(tuple),
    key_points_derived=st.booleans(),
    required=st.none() | st.just(1),
) | st.builds(BasicContent, **shared, answer=texts, key_points_derived=st.booleans())
choices = st.builds(
    ChoiceContent,
    **shared,
    options=st.lists(
        st.builds(Option, text=texts, is_correct=st.booleans(), feedback=optional_texts),
        min_size=1,
        max_size=4,
    ).map(lambda options: (Option("right", True), *options)),
    multiple=st.just(True),
    shuffle=st.booleans(),
)
accepted = st.lists(texts, min_size=1, max_size=3).map(tuple)
policies = st.builds(
    TypedPolicy,
    case_sensitive=st.booleans(),
    diacritics=st.sampled_from(Diacritics),
    tolerance=st.none() | st.floats(0, 1e300),
    unit=optional_texts,
) | st.builds(TypedPolicy, relative_tolerance=st.floats(0, 1e300))
typeds = st.builds(
    TypedContent,
    **shared,
    accepted=accepted,
    policy=policies,
)
numerics = st.builds(
    NumericContent,
    **shared,
    value=st.sampled_from(["9.81", "-5", "+.5", "6.022e23", "3/4", "0", "1924"]),
    tolerance=st.none() | st.floats(0, 1e300),
    unit=optional_texts,
) | st.builds(
    NumericContent,
    **shared,
    value=st.sampled_from(["1924-01-21", "1924-01"]),
    tolerance=st.none() | st.floats(0, 1e300),
)
clozes = st.lists(
    st.builds(Gap, accepted=accepted, hint=optional_texts), min_size=1, max_size=3
).flatmap(
    lambda gaps: st.builds(
        ClozeContent,
        **shared | {"prompt": st.just("".join(f"a {{{{{n + 1}}}}} " for n in range(len(gaps))))},
        gaps=st.just(tuple(gaps)),
        policy=policies,
    )
)
matchings = st.builds(
    MatchingContent,
    **shared,
    pairs=st.lists(texts, min_size=2, max_size=4, unique_by=str.strip).map(
        lambda lefts: tuple(Pair(left, f"{left.strip()}{len(left)}") for left in lefts)
    ),
    distractors=st.sampled_from([(), ("one of none",), ("one of none", "another")]),
)
orderings = st.builds(
    OrderingContent,
    **shared,
    items=st.lists(texts, min_size=2, max_size=4, unique_by=str.strip).map(tuple),
)
named = {
    "tags": tuples_of_texts,
    "external_id": optional_texts,
    "metadata": st.dictionaries(texts, st.just("") | texts, max_size=3),
}
contents = basics | choices | typeds | numerics | clozes | matchings | orderings
cards = st.builds(DocumentCard, content=contents, **named)
decks = st.builds(
    DocumentDeck,
    title=texts,
    subtitle=optional_texts,
    description=optional_texts,
    language=st.sampled_from([None, "en", "pt-BR", "zh-Hant-TW"]),
    source=optional_texts,
    licence=optional_texts,
    cards=st.lists(cards, max_size=3).map(tuple),
    **named,
)
documents = st.builds(Document, decks=st.lists(decks, min_size=1, max_size=2).map(tuple))


@settings(max_examples=80, deadline=None)
@given(documents)
def test_what_is_written_reads_back_equal(document: Document) -> None:
    assert read(written(document)) == document


@settings(max_examples=40, deadline=None)
@given(documents)
def test_what_is_written_keeps_to_the_published_schema(document: Document) -> None:
    assert list(VALIDATOR.iter_errors(json.loads(written(document)))) == []


@settings(max_examples=40, deadline=None)
@given(documents)
def test_the_layout_is_that_of_two_spaces_and_a_final_line_feed(document: Document) -> None:
    data = written(document)
    laid_out = json.dumps(json.loads(data), indent=2, ensure_ascii=False) + "\n"
    assert data == laid_out.encode()


def test_the_order_of_metadata_does_not_change_what_is_written() -> None:
    content = BasicContent("Nile?", "long")
    ways = ({"a": "1", "b": "2"}, {"b": "2", "a": "1"})
    first, second = (
        written(Document((DocumentDeck("Rivers", cards=(DocumentCard(content, metadata=way),)),)))
        for way in ways
    )
    assert first == second


def test_losses_are_not_written() -> None:
    document = Document((DocumentDeck("Rivers"),), losses=(Loss("line 1", "odd", is_kept=True),))
    assert read(written(document)) == Document((DocumentDeck("Rivers"),))


def test_the_writer_gives_a_large_deck_in_pieces() -> None:
    many = tuple(DocumentCard(BasicContent(f"{place}?", "long")) for place in range(100))
    pieces = list(ReciteJson().write(Document((DocumentDeck("Rivers", cards=many),))))
    assert len(pieces) > 100


@pytest.mark.parametrize(
    "card",
    [
        BASIC | {"id": "x"},
        BASIC | {"answer": ""},
        BASIC | {"pass_at": 0},
        BASIC | {"required": 0},
        BASIC | {"key_points": [{"text": "a", "weight": 0}]},
        BASIC | {"key_points": [{"text": "x" * 1001}]},
        BASIC | {"tags": [""]},
        CHOICE | {"options": [{"text": "a", "is_correct": False}] * 2},
        CHOICE | {"options": [{"text": "a", "is_correct": True}] * 2},
        CHOICE | {"accepted": ["a"]},
        CHOICE | {"options": [{"text": "a", "is_correct": True}]},
        TYPED | {"accepted": []},
        TYPED | {"accepted": ["a"], "diacritics": "none"},
        TYPED | {"accepted": ["a"], "tolerance": -1},
        TYPED | {"accepted": ["a"], "tolerance": 1, "relative_tolerance": 1},
        NUMERIC | {"value": "1,500"},
        NUMERIC | {"value": "many"},
        NUMERIC | {"unit": " "},
        NUMERIC | {"tolerance": 1, "relative_tolerance": 1},
        CLOZE | {"gaps": []},
        CLOZE | {"gaps": [{"accepted": []}]},
        CLOZE | {"gaps": [{"accepted": ["a"], "length": 1}]},
        MATCHING | {"pairs": PAIRS[:1]},
        MATCHING | {"distractors": ["Peru", "Peru"]},
        MATCHING | {"pairs": [*PAIRS, {"left": "Po"}]},
        ORDERING | {"items": ["a"]},
        ORDERING | {"items": ["a", ""]},
        {"kind": "essay", "prompt": "a"},
    ],
)
def test_schema_and_reader_refuse_the_same_cards(card: dict[str, Any]) -> None:
    document = {"recite": 1, "decks": [{"title": "Rivers", "cards": [card]}]}
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(Invalid):
        read(json.dumps(document).encode())


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("deck/properties/title/maxLength", limits.TITLE_CHARS),
        ("deck/properties/subtitle/maxLength", limits.SUBTITLE_CHARS),
        ("deck/properties/description/maxLength", limits.DESCRIPTION_CHARS),
        ("deck/properties/source/maxLength", limits.SOURCE_CHARS),
        ("deck/properties/licence/maxLength", limits.LICENCE_CHARS),
        ("deck/properties/language/maxLength", limits.LANGUAGE_CHARS),
        ("deck/properties/language/pattern", f"^{limits.LANGUAGE_PATTERN}$"),
        ("deck/properties/cards/maxItems", limits.CARDS_PER_DECK),
        ("prompt/maxLength", limits.PROMPT_CHARS),
        ("explanation/maxLength", limits.EXPLANATION_CHARS),
        ("hints/maxItems", limits.HINTS),
        ("hints/items/maxLength", limits.HINT_CHARS),
        ("basic_card/properties/answer/maxLength", limits.ANSWER_CHARS),
        ("key_points/maxItems", limits.KEY_POINTS),
        ("key_point/properties/text/maxLength", limits.KEY_POINT_CHARS),
        ("key_point/properties/weight/maximum", limits.KEY_POINT_WEIGHT),
        ("key_point/properties/alternatives/maxItems", limits.ALTERNATIVES),
        ("key_point/properties/alternatives/items/maxLength", limits.ALTERNATIVE_CHARS),
        ("choice_card/properties/options/minItems", limits.OPTIONS_LEAST),
        ("choice_card/properties/options/maxItems", limits.OPTIONS_MOST),
        ("option/properties/text/maxLength", limits.OPTION_CHARS),
        ("option/properties/feedback/maxLength", limits.FEEDBACK_CHARS),
        ("accepted/minItems", limits.ACCEPTED_LEAST),
        ("accepted/maxItems", limits.ACCEPTED_MOST),
        ("accepted/items/maxLength", limits.ACCEPTED_CHARS),
        ("unit/maxLength", limits.UNIT_CHARS),
        ("numeric_card/properties/value/maxLength", limits.NUMBER_CHARS),
        ("cloze_card/properties/gaps/maxItems", limits.GAPS),
        ("cloze_card/properties/prompt/maxLength", limits.PROMPT_CHARS),
        ("gap/properties/hint/maxLength", limits.HINT_CHARS),
        ("matching_card/properties/pairs/minItems", limits.PAIRS_LEAST),
        ("matching_card/properties/pairs/maxItems", limits.PAIRS_MOST),
        ("matching_card/properties/distractors/maxItems", limits.MATCHING_DISTRACTORS),
        ("matching_card/properties/distractors/items/maxLength", limits.PAIR_CHARS),
        ("pair/properties/left/maxLength", limits.PAIR_CHARS),
        ("pair/properties/right/maxLength", limits.PAIR_CHARS),
        ("ordering_card/properties/items/minItems", limits.ITEMS_LEAST),
        ("ordering_card/properties/items/maxItems", limits.ITEMS_MOST),
        ("ordering_card/properties/items/items/maxLength", limits.ITEM_CHARS),
        ("tags/maxItems", limits.TAGS),
        ("tags/items/maxLength", limits.TAG_CHARS),
        ("external_id/maxLength", limits.EXTERNAL_ID_CHARS),
        ("metadata/maxProperties", limits.METADATA_ENTRIES),
        ("metadata/propertyNames/maxLength", limits.METADATA_KEY_CHARS),
        ("metadata/additionalProperties/maxLength", limits.METADATA_VALUE_CHARS),
    ],
)
def test_the_schema_states_the_limits(path: str, limit: object) -> None:
    value: Any = SCHEMA["$defs"]
    for name in path.split("/"):
        value = value[name]
    assert value == limit


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)
