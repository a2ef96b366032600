"""A card asked once: in which format, with what pinned, and how its options are laid out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial, prod
from typing import Any, assert_never
from uuid import UUID

from quiz import cards, plain_json
from quiz.cards import (
    PASS_AT,
    CardKind,
    CardVersion,
    ChoiceContent,
    Content,
    MatchingContent,
    OrderingContent,
)
from quiz.responses import Format
from quiz.shuffling import derived, shuffled

OPTION_IDS = "abcdefghijklmnopqrstuvwxyz"
"""Ids of options in the order they are shown: an id says nothing of the order they came in."""

FEW_ORDERS = 6
"""Orders of three different items. To leave out one of so many would tell too much."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement made from a card, to be held true or false; no card is one by itself."""

    prompt: str
    statement: str
    is_true: bool
    hints: tuple[str, ...] = ()
    explanation: str | None = None
    pass_at: float = PASS_AT


Asked = Content | Statement
"""What a question shows and is graded against."""


@dataclass(frozen=True, slots=True)
class Source:
    """A card version that a question was made from."""

    card_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Made:
    """What a maker made of cards.

    `sources` are the card that is asked, then those of the same deck that lent something. Where
    pairs are asked for, each source has one, in the same order.
    """

    maker: str
    maker_version: str
    sources: tuple[Source, ...]
    asked: Asked


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a card: a typing error may not turn an answer into one of these.

    `others` are answers of other cards of the deck, `words` other words of its texts; those near
    enough to what the card accepts to matter.
    """

    others: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pins:
    """What is pinned with a question besides its card version, so that grading it again later
    gives the same grade. `language` is the deck's BCP 47 tag, `None` where it names none."""

    language: str | None = None
    surroundings: Surroundings = Surroundings()
    made: Made | None = None


NOTHING_PINNED = Pins()


@dataclass(frozen=True, slots=True)
class Question:
    """A card version asked in a format.

    `position` counts from 1 within the session. `seed` (0..2**63 - 1) fixes the order of
    options; it stays on the server until the question is answered, because it would undo the
    shuffle.
    """

    id: UUID
    card: CardVersion
    format: Format
    seed: int
    position: int
    pins: Pins = NOTHING_PINNED

    @property
    def asked(self) -> Asked:
        """What is shown and graded: the card's own content, or what was made of it."""
        return self.card.content if self.pins.made is None else self.pins.made.asked

    @property
    def paired(self) -> tuple[Source, ...]:
        """The cards that stand in a matching question made of them, in the order of its pairs; each
        earns a grade of its own. Empty where one card alone is asked."""
        made = self.pins.made
        return made.sources if made and isinstance(made.asked, MatchingContent) else ()

    @property
    def language(self) -> str | None:
        """The BCP 47 tag of the texts, `None` where nobody said."""
        return self.pins.language

    @property
    def surroundings(self) -> Surroundings:
        """What a typing error may not turn an answer into."""
        return self.pins.surroundings


def formats_for(kind: CardKind) -> tuple[Format, ...]:
    """The formats that cards of this kind can be asked in as they are, the most natural first."""
    match kind:
        case CardKind.BASIC:
            return (Format.FLIP, Format.FREE_TEXT)
        case CardKind.CHOICE:
            return (Format.CHOICE, Format.FLIP)
        case CardKind.TYPED:
            return (Format.TYPED, Format.FLIP)
        case CardKind.NUMERIC:
            return (Format.NUMERIC, Format.FLIP)
        case CardKind.CLOZE:
            return (Format.CLOZE, Format.FLIP)
        case CardKind.MATCHING:
            return (Format.MATCHING, Format.FLIP)
        case CardKind.ORDERING:
            return (Format.ORDERING, Format.FLIP)
        case _:
            assert_never(kind)


def option_order(content: ChoiceContent, seed: int) -> tuple[int, ...]:
    """For each place that is shown, the index of the option in the author's order."""
    if not content.shuffle:
        return tuple(range(len(content.options)))
    return shuffled(len(content.options), seed)


def left_order(content: MatchingContent, seed: int) -> tuple[int, ...]:
    """For each place on the left, whose id is its number from 1, the index of the pair."""
    return shuffled(len(content.pairs), derived(seed, "left"))


def rights_in_order(content: MatchingContent, seed: int) -> tuple[str, ...]:
    """The texts on the right in the order shown, each but once: pairs may share one."""
    texts = (*(pair.right.strip() for pair in content.pairs), *map(str.strip, content.distractors))
    distinct = tuple(dict.fromkeys(texts))
    order = shuffled(len(distinct), derived(seed, "right"))
    return tuple(distinct[index] for index in order)


def item_order(content: OrderingContent, seed: int) -> tuple[int, ...]:
    """For each place that is shown, the index of the item in the right order.

    Items are not shown in the right order already, unless they have few orders: who knows that
    one of six is not the right one guesses better, and of two knows the other.
    """
    texts = tuple(item.strip() for item in content.items)
    order = shuffled(len(texts), derived(seed, "items", "0"))
    if _orders(texts) <= FEW_ORDERS:
        return order
    attempt = 0
    while tuple(texts[index] for index in order) == texts:
        attempt += 1
        order = shuffled(len(texts), derived(seed, "items", str(attempt)))
    return order


def _orders(texts: Sequence[str]) -> int:
    """How many orders of these texts look different."""
    return factorial(len(texts)) // prod(factorial(count) for count in Counter(texts).values())


def pins_to_json(pins: Pins) -> dict[str, Any]:
    """The pins as plain JSON values without what is empty; `pins_from_json` reads them back."""
    data: dict[str, Any] = {}
    if pins.language is not None:
        data["language"] = pins.language
    if pins.surroundings != Surroundings():
        data["surroundings"] = plain_json.dump(pins.surroundings)
    if pins.made is not None:
        data["made"] = {
            "maker": pins.made.maker,
            "maker_version": pins.made.maker_version,
            "sources": [plain_json.dump(source) for source in pins.made.sources],
            "asked": _asked_to_json(pins.made.asked),
        }
    return data


def pins_from_json(data: dict[str, Any]) -> Pins:
    """The pins that `pins_to_json` wrote."""
    made = data.get("made")
    return Pins(
        language=data.get("language"),
        surroundings=plain_json.load(data.get("surroundings", {}), Surroundings),
        made=None
        if made is None
        else Made(
            maker=made["maker"],
            maker_version=made["maker_version"],
            sources=tuple(plain_json.load(source, Source) for source in made["sources"]),
            asked=_asked_from_json(made["asked"]),
        ),
    )


def _asked_to_json(asked: Asked) -> dict[str, Any]:
    if isinstance(asked, Statement):
        return {"kind": "statement"} | plain_json.dump(asked)
    return cards.to_json(asked)


def _asked_from_json(data: dict[str, Any]) -> Asked:
    if data["kind"] == "statement":
        return plain_json.load(data, Statement)
    return cards.from_json(data)
