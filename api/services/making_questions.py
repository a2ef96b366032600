"""Makes questions of cards with what their decks lend, and looks around those to type."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import cards, decks, neighbours
from db.kept import Shelf
from quiz import making
from quiz.cards import CardVersion, kind_of
from quiz.making import Sibling, siblings
from quiz.questions import Made, Pins, Surroundings, formats_for
from quiz.responses import Format
from quiz.session.planning import Candidate, likely_format
from quiz.shuffling import derived
from quiz.surroundings import around

TRIED = 30
"""Cards of which it is tried at the start of a session whether a question can be made. Those after
them are planned by their kind; where none can be made in the end, they are asked as they are."""

_AROUND: Shelf[tuple[UUID, int, int], Surroundings] = Shelf(
    "surroundings", 20_000_000, lambda around: 200 + sum(map(len, around.others + around.words))
)
"""By the card's id and version, and the number of its deck's last change; characters are
counted."""

TO_TYPE = frozenset({Format.TYPED, Format.CLOZE})


async def pin(
    db: AsyncSession, card: CardVersion, wanted: Format, *, seed: int
) -> tuple[Format, Pins]:
    """The format that the card is asked in, and what its question pins.

    A question is made where the card cannot be asked in the wanted format as it is. Where none can
    be made, because the deck has changed since the session was planned, the card is asked in its
    own first format.
    """
    language, change_number = await decks.find_state(db, card.deck_id)
    if not looks_around(card, wanted):
        return wanted, Pins(language=language)
    is_own = wanted in formats_for(kind_of(card.content))
    state = (card.card_id, card.version, change_number)
    around = _AROUND.find(db, state) if is_own else None
    if around is not None:
        return wanted, Pins(language=language, surroundings=around)
    near = await neighbours.list_near(db, card.card_id, deck_id=card.deck_id, most=siblings.MOST)
    format, pins = await asyncio.to_thread(pinned, card, wanted, near, seed=seed, language=language)
    if is_own:
        _AROUND.keep(db, state, pins.surroundings)
    return format, pins


def looks_around(card: CardVersion, wanted: Format) -> bool:
    """Whether the question depends on what stands around the card in its deck."""
    return wanted in TO_TYPE or wanted not in formats_for(kind_of(card.content))


def pinned(
    card: CardVersion,
    wanted: Format,
    near: Sequence[CardVersion],
    *,
    seed: int,
    language: str | None,
) -> tuple[Format, Pins]:
    """What `pin` gives, with the card's neighbours."""
    natural = formats_for(kind_of(card.content))
    format, made = wanted, None
    if wanted not in natural:
        made = _make(wanted, card, near, seed=seed, language=language)
        format = wanted if made is not None else natural[0]
    if format not in TO_TYPE:
        return format, Pins(language=language, made=made)
    asked = card.content if made is None else made.asked
    return format, Pins(language=language, surroundings=around(asked, near), made=made)


async def formats_of(
    db: AsyncSession,
    wanting: Sequence[Candidate],
    formats: Sequence[Format],
    *,
    limit: int,
    seed: int,
) -> dict[UUID, Format]:
    """For cards that cannot be asked as they are, an allowed format that each can be made into.

    Cards of which nothing can be made are not among them; neither are cards past the limit.
    """
    found: dict[UUID, Format] = {}
    for deck_id in dict.fromkeys(card.deck_id for card in wanting[:TRIED]):
        of_deck = [card for card in wanting[:TRIED] if card.deck_id == deck_id]
        found |= await _tried(db, of_deck, formats, limit=limit, seed=seed)
    for card in wanting[TRIED:]:
        if len(found) >= limit:
            break
        format = likely_format(card, formats, seed=seed)
        if format is not None:
            found[card.card_id] = format
    return found


async def _tried(
    db: AsyncSession,
    wanting: Sequence[Candidate],
    formats: Sequence[Format],
    *,
    limit: int,
    seed: int,
) -> dict[UUID, Format]:
    """The formats of cards of one deck, each tried with its first card's neighbours."""
    first = wanting[0]
    likely = [c for c in wanting if likely_format(c, formats, seed=seed) is not None]
    if not likely:
        return {}
    language = await decks.find_language(db, first.deck_id)
    near = await neighbours.list_near(db, first.card_id, deck_id=first.deck_id, most=siblings.MOST)
    versions = await cards.list_versions_by_key(db, [(c.card_id, c.version) for c in wanting])
    lent = [Sibling(card) for card in (*near, versions[first.card_id, first.version])]
    found: dict[UUID, Format] = {}
    for candidate in likely[: 2 * limit]:
        card = versions[candidate.card_id, candidate.version]
        own = derived(seed, "format", str(card.card_id))
        format = await asyncio.to_thread(
            making.pick_format, card, lent, formats, seed=own, language=language
        )
        if format is not None:
            found[card.card_id] = format
        if len(found) >= limit:
            break
    return found


def _make(
    format: Format,
    card: CardVersion,
    near: Sequence[CardVersion],
    *,
    seed: int,
    language: str | None,
) -> Made | None:
    lent = [Sibling(other) for other in near]
    return making.make(format, card, lent, seed=seed, language=language)
