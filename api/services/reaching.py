"""Finds where a session looks for its cards: the decks that its request names or means."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing
from db import cards, deck_settings
from db import decks as decks_table
from db.decks import DeckFilter
from db.pages import PageRequest
from quiz.access import Caller
from quiz.errors import Fault, Invalid, NotFound
from quiz.session.sessions import Mode
from schemas.sessions import SessionCreate

DECKS_SEARCHED = 1_000
"""Decks that tags alone look in, or a review without any named, the oldest first."""

SOME_UNKNOWN = "Some of the cards do not exist."


@dataclass(frozen=True, slots=True)
class Reached:
    """The decks to look in, in order; whether they were named; and the deck's study defaults when
    one alone was named."""

    deck_ids: list[UUID]
    are_named: bool
    defaults: dict[str, Any]


async def reach(db: AsyncSession, caller: Caller, wanted: SessionCreate) -> Reached:
    """Where the request looks for cards.

    Raises `NotFound` for decks and cards that the caller cannot see, and `Invalid` where nothing is
    named.
    """
    named = list(dict.fromkeys(wanted.deck_ids))
    decks = [await authorizing.deck_to_read(db, caller, deck_id) for deck_id in named]
    reached = named or await _meant(db, caller, wanted)
    if wanted.card_ids:
        known = await cards.list_candidates(db, deck_ids=reached, card_ids=wanted.card_ids, tags=())
        if len(known) < len(set(wanted.card_ids)):
            raise NotFound(SOME_UNKNOWN)
    defaults = decks[0].deck.study_defaults if len(decks) == 1 else {}
    return Reached(reached, bool(named), defaults)


async def _meant(db: AsyncSession, caller: Caller, wanted: SessionCreate) -> list[UUID]:
    """Where to look when no deck is named: the cards' decks, those that the learner studies, or all
    that the caller finds."""
    if wanted.card_ids:
        deck_ids = await cards.list_deck_ids(db, wanted.card_ids)
        return [await _deck_of_card(db, caller, deck_id) for deck_id in sorted(deck_ids)]
    if wanted.mode is Mode.REVIEW:
        return await _studied(db, caller)
    if not wanted.tags:
        rule = "Name at least one deck, card or tag to study; a 'review' needs none."
        raise Invalid(rule, [Fault("/deck_ids", rule)])
    page = await decks_table.list_visible(
        db,
        PageRequest(limit=DECKS_SEARCHED),
        account_id=caller.account_id,
        workspace_id=caller.workspace_id,
        filter=DeckFilter(),
    )
    return [deck.id for deck, _ in page.rows]


async def _studied(db: AsyncSession, caller: Caller) -> list[UUID]:
    """The decks that the learner has begun and may still see."""
    begun = await deck_settings.list_deck_ids(db, learner_id=caller.studies_as)
    return await decks_table.list_readable_ids(
        db,
        begun[:DECKS_SEARCHED],
        account_id=caller.account_id,
        workspace_id=caller.workspace_id,
    )


async def _deck_of_card(db: AsyncSession, caller: Caller, deck_id: UUID) -> UUID:
    try:
        return (await authorizing.deck_to_read(db, caller, deck_id)).deck.id
    except NotFound as error:
        raise NotFound(SOME_UNKNOWN) from error
