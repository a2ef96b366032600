"""Recite's own JSON document, version 1: everything a `Document` holds, read and written.

    {"recite": 1, "decks": [{"title": …, "cards": [{"kind": "basic", "prompt": …, …}]}]}

The published schema is fixtures/formats/recite-1.schema.json. Reading is strict: an unknown or
repeated field, a wrong type, another version or a broken rule of `quiz.card_rules` refuses the
document with a JSON pointer for each fault. Absent means empty: null, [] and {} are not written.
Key points without `key_points_derived` count as edited by an author. Reading and writing go one
card after another, so that a large deck need not be held whole; numbers and strings come back
equal, members of `metadata` in order of their names.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from quiz import card_rules, cards, limits
from quiz.cards import CardKind, Diacritics
from quiz.formats import strict_json, texts
from quiz.formats.document import VERSION, Document, DocumentCard, DocumentDeck, Part, whole
from quiz.formats.json_cursor import Cursor
from quiz.formats.strict_json import Member, Node, Object, Reading, array, nullable, record, text

_BOM = b"\xef\xbb\xbf"
_START = re.compile(rb"\s*\{\s*\"(recite|decks)\"\s*:")
_LANGUAGE = re.compile(limits.LANGUAGE_PATTERN)


@dataclass(frozen=True, slots=True)
class ReciteJson:
    """Reads and writes the document without loss."""

    name: str = "recite_json"

    def detect(self, head: bytes) -> bool:
        """Whether it begins as an object whose first member is one of this document's."""
        return _START.match(head.removeprefix(_BOM)) is not None

    def parts(self, stream: BinaryIO) -> Iterator[Part]:
        """The document, card by card. Raises `Invalid` with a fault for each field that is wrong,
        at the end at the latest."""
        cursor = Cursor(texts.read(stream))
        root = Node(None)
        yield from _document(cursor, root)
        cursor.end()
        root.finish()

    def read(self, stream: BinaryIO) -> Document:
        """All parts together. Raises like `parts`."""
        return whole(self.parts(stream))

    def write(self, document: Document) -> Iterator[bytes]:
        """The document's bytes, indented by two spaces, with a line feed at the end.

        Trusts the document to keep to `quiz.card_rules`. Losses are not written.
        """
        for piece in _pieces(document):
            yield piece.encode()


def _document(cursor: Cursor, root: Node) -> Iterator[Part]:
    """What the document holds; faults are noted in `root`."""
    if not cursor.is_at("{"):
        record(_DOCUMENT)(Node(cursor.value(), root.faults))
        return
    found = Object()
    for name in cursor.members():
        value: object = _STREAMED
        if name == "decks" and cursor.is_at("["):
            yield from _decks(cursor, root.child(name, None))
        else:
            value = cursor.value()
        if name == "recite" and _is_other_version(value):
            root.faults.clear()
            root.child(name, value).refuse(f"must be {VERSION}, the version read here")
            root.finish()
        _put(found, root, name, value)
    record(_DOCUMENT)(Node(found, root.faults))


def _decks(cursor: Cursor, node: Node) -> Iterator[Part]:
    count = 0
    for place in cursor.items():
        count = place + 1
        if count > limits.DECKS_PER_DOCUMENT:
            node.refuse(f"must have at most {limits.DECKS_PER_DOCUMENT:,} items")
            node.finish()
        yield from _deck(cursor, node.child(place, None))
    if not count:
        node.refuse("must not be empty")


def _deck(cursor: Cursor, node: Node) -> Iterator[Part]:
    """The deck's cards, then the deck."""
    if not cursor.is_at("{"):
        node.value = cursor.value()
        record(_DECK)(node)
        return
    found = Object()
    for name in cursor.members():
        if name == "cards" and cursor.is_at("["):
            yield from _cards(cursor, node.child(name, None))
            _put(found, node, name, _STREAMED)
        else:
            _put(found, node, name, cursor.value())
    node.value = found
    data = record(_DECK)(node)
    data.pop("cards")
    yield DocumentDeck(**data | {"tags": tuple(data["tags"])})


def _cards(cursor: Cursor, node: Node) -> Iterator[DocumentCard]:
    for place in cursor.items():
        if place == limits.CARDS_PER_DECK:
            node.refuse(f"must have at most {limits.CARDS_PER_DECK:,} items")
            node.finish()
        card = _card(node.child(place, cursor.value()))
        if card is not None:
            yield card


def _put(found: Object, node: Node, name: str, value: object) -> None:
    if name in found:
        node.child(name, None).refuse("must not be given twice")
    found[name] = value


def _streamed(node: Node) -> None:
    """Notes a list that is none; one that is was read where it stood."""
    if node.value is not _STREAMED:
        node.refuse("must be an array")


def _is_other_version(version: object) -> bool:
    """Whether the document is of a version that may look quite different."""
    return isinstance(version, bool) or not isinstance(version, int) or version != VERSION


def _language(node: Node) -> str:
    tag: str = text(limits.LANGUAGE_CHARS)(node)
    if tag and not _LANGUAGE.fullmatch(tag):
        node.refuse("must be a language tag such as 'en' or 'pt-BR' (BCP 47)")
    return tag


def _metadata(node: Node) -> dict[str, str]:
    values = strict_json.object_of(node)
    problem = card_rules.count_problem(len(values), 0, limits.METADATA_ENTRIES)
    if problem is not None:
        node.refuse(problem)
        return {}
    for name in values:
        problem = card_rules.text_problem(name, limits.METADATA_KEY_CHARS)
        if problem is not None:
            node.child(name, None).refuse(f"is named by a text that {problem}")
    reading = text(limits.METADATA_VALUE_CHARS, may_be_blank=True)
    return {name: reading(node.child(name, value)) for name, value in values.items()}


def _no_children(node: Node) -> list[Any]:
    if node.value != []:
        node.refuse(f"must be empty: points nest at most {limits.KEY_POINT_DEPTH} levels deep")
    return []


def _key_points(depth: int) -> Reading:
    """Reads the key points of a level, counted from 1, and all below."""
    if depth > limits.KEY_POINT_DEPTH:
        return _no_children
    members = {
        "text": Member(strict_json.any_text),
        "weight": Member(strict_json.number, lambda: 1.0),
        "alternatives": Member(array(strict_json.any_text, limits.ALTERNATIVES), list),
        "children": Member(_key_points(depth + 1), list),
    }
    return array(record(members), limits.KEY_POINTS)


def _card(node: Node) -> DocumentCard | None:
    """The card, `None` if it has faults."""
    kind = node.value.get("kind") if isinstance(node.value, dict) else CardKind.BASIC
    if not isinstance(kind, str) or kind not in _READINGS:
        node.child("kind", kind).refuse(f"must be one of {', '.join(_READINGS)}")
        return None
    faults_before = len(node.faults)
    data = _READINGS[kind](node)
    if len(node.faults) > faults_before:
        return None
    if kind == CardKind.BASIC and data["key_points_derived"] is None:
        data["key_points_derived"] = not data["key_points"]
    content = cards.from_json(data)
    for fault in card_rules.check(content):
        node.refuse(fault.message, below=fault.pointer)
    return DocumentCard(
        content=content,
        tags=tuple(data["tags"]),
        external_id=data["external_id"],
        metadata=data["metadata"],
    )


_STREAMED = object()
"""Stands where a list stood that was read item by item."""
_NAMED = {
    "external_id": Member(nullable(text(limits.EXTERNAL_ID_CHARS)), lambda: None),
    "tags": Member(array(text(limits.TAG_CHARS), limits.TAGS), list),
    "metadata": Member(_metadata, dict),
}
_ANY_CARD = _NAMED | {
    "kind": Member(strict_json.any_text),
    "prompt": Member(strict_json.any_text),
    "hints": Member(array(strict_json.any_text, limits.HINTS), list),
    "explanation": Member(nullable(strict_json.any_text), lambda: None),
    "pass_at": Member(strict_json.number, lambda: cards.PASS_AT),
}
_OPTION = {
    "text": Member(strict_json.any_text),
    "is_correct": Member(strict_json.flag),
    "feedback": Member(nullable(strict_json.any_text), lambda: None),
}
_TOLERANCE = {
    "tolerance": Member(nullable(strict_json.number), lambda: None),
    "relative_tolerance": Member(nullable(strict_json.number), lambda: None),
    "unit": Member(nullable(strict_json.any_text), lambda: None),
}
_POLICY = _TOLERANCE | {
    "case_sensitive": Member(strict_json.flag, lambda: False),
    "diacritics": Member(
        strict_json.one_of([each.value for each in Diacritics]), lambda: Diacritics.LENIENT.value
    ),
}
_ACCEPTED = Member(array(strict_json.any_text, limits.ACCEPTED_MOST))
_GAP = {
    "accepted": _ACCEPTED,
    "hint": Member(nullable(strict_json.any_text), lambda: None),
}
_PAIR = {"left": Member(strict_json.any_text), "right": Member(strict_json.any_text)}
_CARDS = {
    CardKind.BASIC.value: _ANY_CARD
    | {
        "answer": Member(strict_json.any_text),
        "key_points": Member(_key_points(1), list),
        "key_points_derived": Member(strict_json.flag, lambda: None),
        "required": Member(nullable(strict_json.whole), lambda: None),
    },
    CardKind.CHOICE.value: _ANY_CARD
    | {
        "options": Member(array(record(_OPTION), limits.OPTIONS_MOST)),
        "multiple": Member(strict_json.flag, lambda: False),
        "shuffle": Member(strict_json.flag, lambda: True),
    },
    CardKind.TYPED.value: _ANY_CARD | _POLICY | {"accepted": _ACCEPTED},
    CardKind.NUMERIC.value: _ANY_CARD | _TOLERANCE | {"value": Member(strict_json.any_text)},
    CardKind.CLOZE.value: _ANY_CARD | _POLICY | {"gaps": Member(array(record(_GAP), limits.GAPS))},
    CardKind.MATCHING.value: _ANY_CARD
    | {
        "pairs": Member(array(record(_PAIR), limits.PAIRS_MOST)),
        "distractors": Member(array(strict_json.any_text, limits.MATCHING_DISTRACTORS), list),
    },
    CardKind.ORDERING.value: _ANY_CARD
    | {"items": Member(array(strict_json.any_text, limits.ITEMS_MOST))},
}
_READINGS = {kind: record(members) for kind, members in _CARDS.items()}
_DECK = _NAMED | {
    "title": Member(text(limits.TITLE_CHARS)),
    "subtitle": Member(nullable(text(limits.SUBTITLE_CHARS)), lambda: None),
    "description": Member(nullable(text(limits.DESCRIPTION_CHARS)), lambda: None),
    "language": Member(nullable(_language), lambda: None),
    "source": Member(nullable(text(limits.SOURCE_CHARS)), lambda: None),
    "licence": Member(nullable(text(limits.LICENCE_CHARS)), lambda: None),
    "cards": Member(_streamed),
}
_DOCUMENT = {
    "recite": Member(strict_json.whole),
    "decks": Member(_streamed),
}

_FIRST = (
    *("kind", "external_id", "prompt"),
    *("answer", "options", "accepted", "value", "gaps", "pairs", "items"),
)
_LAST = ("hints", "explanation", "pass_at", "tags", "metadata")


def _pieces(document: Document) -> Iterator[str]:
    yield f'{{\n  "recite": {VERSION},\n  "decks": ['
    for place, deck in enumerate(document.decks):
        yield ",\n    " if place else "\n    "
        yield from _deck_pieces(deck)
    yield "\n  ]\n}\n" if document.decks else "]\n}\n"


def _deck_pieces(deck: DocumentDeck) -> Iterator[str]:
    head = {
        "external_id": deck.external_id,
        "title": deck.title,
        "subtitle": deck.subtitle,
        "description": deck.description,
        "language": deck.language,
        "tags": list(deck.tags),
        "source": deck.source,
        "licence": deck.licence,
        "metadata": dict(sorted(deck.metadata.items())),
    }
    yield _indented(head, levels=2).removesuffix("\n    }") + ',\n      "cards": ['
    for place, card in enumerate(deck.cards):
        yield ",\n        " if place else "\n        "
        yield _indented(_card_json(card), levels=4)
    yield "\n      ]\n    }" if deck.cards else "]\n    }"


def _card_json(card: DocumentCard) -> dict[str, Any]:
    """The card in the author's flat shape: what is asked and answered first."""
    data = cards.to_json(card.content) | {
        "external_id": card.external_id,
        "tags": list(card.tags),
        "metadata": dict(sorted(card.metadata.items())),
    }
    between = [name for name in data if name not in _FIRST and name not in _LAST]
    return {name: data[name] for name in (*_FIRST, *between, *_LAST) if name in data}


def _indented(value: dict[str, Any], *, levels: int) -> str:
    """JSON to stand that many levels deep; line feeds within strings are escaped already."""
    written = json.dumps(_without_empty(value), ensure_ascii=False, allow_nan=False, indent=2)
    return written.replace("\n", "\n" + "  " * levels)


def _without_empty(value: Any) -> Any:
    """The value without members that are null, [] or {}, on all levels."""
    if isinstance(value, dict):
        kept = ((name, _without_empty(member)) for name, member in value.items())
        return {name: member for name, member in kept if member not in (None, [], {})}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return value
