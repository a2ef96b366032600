"""Reading Recite's own document: what may be left out, and everything that is refused."""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import limits
from quiz.cards import BasicContent, ChoiceContent, KeyPoint, Option, TypedContent
from quiz.errors import Fault, Invalid
from quiz.formats import by_name, detect, writable
from quiz.formats.document import Document
from quiz.formats.recite_json import ReciteJson

BASIC: dict[str, Any] = {"kind": "basic", "prompt": "Nile?", "answer": "long"}
CHOICE: dict[str, Any] = {
    "kind": "choice",
    "prompt": "Longest?",
    "options": [{"text": "Nile", "is_correct": True}, {"text": "Ob", "is_correct": False}],
}
TYPED: dict[str, Any] = {"kind": "typed", "prompt": "Longest?", "accepted": ["Nile"]}


def read(data: bytes | str) -> Document:
    return ReciteJson().read(BytesIO(data if isinstance(data, bytes) else data.encode()))


def wrapped(*cards: object, **deck: object) -> str:
    """A document of one deck with these cards."""
    return json.dumps({"recite": 1, "decks": [{"title": "Rivers", "cards": cards} | deck]})


def faults(data: bytes | str) -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as caught:
        read(data)
    assert caught.value.faults
    return caught.value.faults


def attempt(data: bytes | str) -> tuple[Fault, ...]:
    """The faults of a document, none if it can be read."""
    try:
        read(data)
    except Invalid as error:
        return error.faults
    return ()


def nested(depth: int) -> list[object]:
    """Key points nested that deep."""
    points: list[object] = []
    for _ in range(depth):
        points = [{"text": "a", "children": points}]
    return points


def test_what_an_author_leaves_out_has_its_default() -> None:
    document = read(wrapped(BASIC, CHOICE, TYPED))
    assert [card.content for card in document.decks[0].cards] == [
        BasicContent("Nile?", "long"),
        ChoiceContent("Longest?", (Option("Nile", True), Option("Ob", False))),
        TypedContent("Longest?", ("Nile",)),
    ]


def test_key_points_that_an_author_gives_count_as_edited() -> None:
    points = [{"text": "long", "weight": 2}]
    (card,) = read(wrapped(BASIC | {"key_points": points})).decks[0].cards
    assert card.content == BasicContent("Nile?", "long", (KeyPoint("long", 2.0),), False)


def test_null_stands_for_what_may_be_absent() -> None:
    card = BASIC | {"explanation": None, "required": None, "external_id": None}
    document = read(wrapped(card, subtitle=None, language=None, source=None))
    assert document == read(wrapped(BASIC))


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read(b"\xef\xbb\xbf" + wrapped(BASIC).encode()) == read(wrapped(BASIC))


@pytest.mark.parametrize(
    ("data", "pointer", "message"),
    [
        ("[]", "", "must be an object"),
        ("1", "", "must be an object"),
        ("{}", "", "must have the field 'recite'"),
        ('{"recite": 2, "decks": "of old"}', "/recite", "must be 1, the version read here"),
        ('{"recite": true, "decks": []}', "/recite", "must be 1, the version read here"),
        ('{"recite": 1.0, "decks": []}', "/recite", "must be 1, the version read here"),
        ('{"recite": 1}', "", "must have the field 'decks'"),
        ('{"recite": 1, "decks": []}', "/decks", "must not be empty"),
        ('{"recite": 1, "decks": {}}', "/decks", "must be an array"),
        (wrapped(BASIC, colour="red"), "/decks/0/colour", "is not a field of this document"),
        (wrapped(BASIC, **{"a/b~": 1}), "/decks/0/a~1b~0", "is not a field of this document"),
        (wrapped(BASIC, title=7), "/decks/0/title", "must be a string"),
        (wrapped(BASIC, title=" "), "/decks/0/title", "must not be blank"),
        (wrapped(BASIC, title=None), "/decks/0/title", "must be a string"),
        (wrapped(BASIC, subtitle="x" * 301), "/decks/0/subtitle", "must have at most 300"),
        (wrapped(BASIC, description="x" * 10_001), "/decks/0/description", "must have at most"),
        (wrapped(BASIC, licence="x" * 201), "/decks/0/licence", "must have at most 200"),
        (wrapped(BASIC, source="x" * 2_001), "/decks/0/source", "must have at most 2,000"),
        (wrapped(BASIC, language="english!"), "/decks/0/language", "must be a language tag"),
        (wrapped(BASIC, language="en\n"), "/decks/0/language", "must be a language tag"),
        (wrapped(BASIC, tags="a"), "/decks/0/tags", "must be an array"),
        (wrapped(BASIC, tags=["a"] * 51), "/decks/0/tags", "must have at most 50 items"),
        (wrapped(BASIC, tags=["a", "x" * 101]), "/decks/0/tags/1", "must have at most 100"),
        (wrapped(BASIC, metadata={"a": 1}), "/decks/0/metadata/a", "must be a string"),
        (wrapped(BASIC, metadata={" ": "a"}), "/decks/0/metadata/ ", "is named by a text that"),
        (
            wrapped(BASIC, metadata={str(name): "" for name in range(51)}),
            "/decks/0/metadata",
            "must have at most 50 items",
        ),
        (wrapped(7), "/decks/0/cards/0", "must be an object"),
        (wrapped({"prompt": "a"}), "/decks/0/cards/0/kind", "must be one of basic, choice, typed"),
        (wrapped({"kind": ["basic"]}), "/decks/0/cards/0/kind", "must be one of basic"),
        (wrapped({"kind": "essay"}), "/decks/0/cards/0/kind", "must be one of basic"),
        (wrapped(BASIC | {"id": "x"}), "/decks/0/cards/0/id", "is not a field of this document"),
        (wrapped(BASIC | {"accepted": []}), "/decks/0/cards/0/accepted", "is not a field of this"),
        (wrapped({"kind": "basic", "prompt": "a"}), "/decks/0/cards/0", "must have the field 'ans"),
        (wrapped(BASIC, BASIC | {"prompt": " "}), "/decks/0/cards/1/prompt", "must not be blank"),
        (wrapped(BASIC | {"prompt": "a\ud800"}), "/decks/0/cards/0/prompt", "must not contain NUL"),
        (wrapped(BASIC | {"prompt": "a\0"}), "/decks/0/cards/0/prompt", "must not contain NUL"),
        (wrapped(BASIC | {"pass_at": 0}), "/decks/0/cards/0/pass_at", "must be above 0 and at mos"),
        (wrapped(BASIC | {"pass_at": "1"}), "/decks/0/cards/0/pass_at", "must be a finite number"),
        (wrapped(BASIC | {"pass_at": True}), "/decks/0/cards/0/pass_at", "must be a finite number"),
        (
            wrapped(BASIC | {"pass_at": float("nan")}),
            "/decks/0/cards/0/pass_at",
            "must be a finite number",
        ),
        (
            wrapped(BASIC | {"pass_at": 0.5}).replace("0.5", "1e999"),
            "/decks/0/cards/0/pass_at",
            "must be a finite number",
        ),
        (
            wrapped(BASIC | {"required": 7}).replace("7", "9" * 5000),
            "/decks/0/cards/0/required",
            "must be an integer",
        ),
        (wrapped(BASIC | {"required": True}), "/decks/0/cards/0/required", "must be an integer"),
        (wrapped(BASIC | {"required": 1.0}), "/decks/0/cards/0/required", "must be an integer"),
        (wrapped(BASIC | {"required": 1}), "/decks/0/cards/0/required", "must be null for a card"),
        (
            wrapped(BASIC | {"key_points": nested(7)}),
            "/decks/0/cards/0/key_points/0" + "/children/0" * 5 + "/children",
            "must be empty: points nest at most 6 levels deep",
        ),
        (
            wrapped(BASIC | {"key_points_derived": 1}),
            "/decks/0/cards/0/key_points_derived",
            "must be true or false",
        ),
        (
            wrapped(CHOICE | {"options": CHOICE["options"][:1]}),
            "/decks/0/cards/0/options",
            "must have at least 2 items",
        ),
        (wrapped(TYPED | {"accepted": []}), "/decks/0/cards/0/accepted", "must not be empty"),
        ('{"recite": 1, "recite": 1, "decks": []}', "/recite", "must not be given twice"),
        (
            wrapped(BASIC).replace('"prompt"', '"answer": "short", "prompt"'),
            "/decks/0/cards/0/answer",
            "must not be given twice",
        ),
    ],
)
def test_a_fault_is_named_at_its_field(data: str, pointer: str, message: str) -> None:
    first = faults(data)[0]
    assert (first.pointer, first.message[: len(message)]) == (pointer, message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the source is empty"),
        (b"{", "must be JSON: "),
        (b'{"recite": 1,}', "must be JSON: "),
        (wrapped(BASIC).encode()[:-3], "must be JSON: "),
        (b'{"recite": \xff}', "the source must be UTF-8; byte 11 is not"),
        ('{"recite": "\ud800"}'.encode("utf-16-le", "surrogatepass"), "the source must"),
        (b'{"recite"\0: 1}', "the source must not contain NUL"),
        (b"[" * 100_000, "must not be nested so deep"),
        (b'{"a":' * 100_000, "must not be nested so deep"),
        (b" " * limits.DOCUMENT_BYTES + b"{}", "the source must have at most 33,554,432 bytes"),
    ],
)
def test_what_is_no_document_at_all_is_refused(data: bytes, message: str) -> None:
    (fault,) = faults(data)
    assert fault.message.startswith(message)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_document_is_read_or_refused_and_never_fails(data: st.DataObject) -> None:
    whole = wrapped(BASIC | {"key_points": nested(2)}, CHOICE, TYPED).encode()
    at = data.draw(st.integers(0, len(whole) - 1))
    junk = data.draw(st.binary(max_size=4) | st.sampled_from([b"{}", b"[]", b"null", b"NaN", b"0"]))
    attempt(whole[:at] + junk + whole[at + data.draw(st.integers(0, 9)) :])


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
        lambda below: (
            st.lists(below, max_size=3)
            | st.dictionaries(st.sampled_from(["kind", "text", "title", "\ud800", "a"]), below)
        ),
        max_leaves=6,
    ),
    st.sampled_from(["kind", "key_points", "options", "accepted", "tags", "metadata", "required"]),
)
def test_a_wrong_value_is_refused_whatever_it_is(value: object, name: str) -> None:
    assert all(fault.pointer.encode() for fault in attempt(wrapped(BASIC | {name: value})))


def test_all_faults_are_reported_together_up_to_a_hundred() -> None:
    found = faults(wrapped(BASIC | {"prompt": 1}, BASIC | {"answer": 2}, title=""))
    assert {fault.pointer for fault in found} == {
        "/decks/0/title",
        "/decks/0/cards/0/prompt",
        "/decks/0/cards/1/answer",
    }
    assert len(faults(wrapped(*[1] * 500))) == 100


def test_the_document_is_detected_and_written_by_its_name() -> None:
    assert detect(wrapped(BASIC).encode()) == by_name("recite_json") == writable("recite_json")
    assert ReciteJson().detect(b'\xef\xbb\xbf\n{\n  "recite": 1')
    assert not ReciteJson().detect(b'{"cards": []}')
