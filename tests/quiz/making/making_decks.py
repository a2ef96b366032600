"""Decks to make questions from: the fixture deck and four plainly made ones, as card versions.

The plain ones are tab-separated, a prompt and its answer in each line: `vocabulary` (Spanish and
English words of several classes), `capitals`, `numbers` (years and quantities) and `definitions`.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from quiz.cards import BasicContent, CardVersion, Content, NumericContent, TypedContent, from_json
from quiz.key_points import derive
from quiz.making import Sibling

FOLDER = Path(__file__).with_name("decks")
FIXTURE = Path(__file__).parents[3] / "fixtures/decks/stalin-power-struggle.json"
DECK = UUID(int=1)
PLAIN = ("vocabulary", "capitals", "numbers", "definitions")
EVERY = (*PLAIN, "struggle")


def basic(prompt: str, answer: str) -> BasicContent:
    """A card with the key points of its answer."""
    return BasicContent(prompt=prompt, answer=answer, key_points=derive(answer))


def version(content: Content, number: int) -> CardVersion:
    """The content as a card whose id ends in this number."""
    return CardVersion(card_id=UUID(int=1_000 + number), deck_id=DECK, version=1, content=content)


def deck_of(*contents: Content) -> tuple[CardVersion, ...]:
    """The contents as cards, in order."""
    return tuple(version(content, number) for number, content in enumerate(contents))


def answered(*pairs: tuple[str, str]) -> tuple[CardVersion, ...]:
    """Basic cards of prompts and answers."""
    return deck_of(*(basic(prompt, answer) for prompt, answer in pairs))


def siblings(cards: Sequence[CardVersion]) -> tuple[Sibling, ...]:
    """The cards as what may lend something."""
    return tuple(Sibling(card) for card in cards)


def deck(name: str) -> tuple[CardVersion, ...]:
    """The named deck's cards; every third of a plain deck is a typed card, bare numbers numeric."""
    if name == "struggle":
        cards = json.loads(FIXTURE.read_text())["decks"][0]["cards"]
        return deck_of(*map(from_json, cards))
    lines = (FOLDER / f"{name}.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines]
    return deck_of(*(_content(n, prompt, answer) for n, (prompt, answer) in enumerate(rows)))


def _content(number: int, prompt: str, answer: str) -> Content:
    if number % 3 == 0 and answer.isdecimal():
        return NumericContent(prompt=prompt, value=answer)
    if number % 3 == 0:
        return TypedContent(prompt=prompt, accepted=(answer,))
    return basic(prompt, answer)
