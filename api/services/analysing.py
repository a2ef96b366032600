"""Analyses the cards of a deck by what all its learners answered."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.services import authorizing
from db import cards, item_answers
from db.item_answers import ItemAnswer
from db.pages import PageRequest, RowPage
from quiz.access import Caller, Scope
from quiz.cards import CardVersion, ChoiceContent
from quiz.errors import Forbidden
from quiz.questions import OPTION_IDS, option_order, pins_from_json
from quiz.responses import Format
from quiz.statistics.distractors import Shown
from quiz.statistics.items import Answer, Item, items, nothing_known

MOST_ANSWERS = 100_000
"""What is read at most; of more, those of one learner in 16, or in 256, stand for all."""

_SAMPLES = ((1, ""), (16, "0"), (256, "00"))
"""One learner in so many: those whose id ends so. The last digits of ids are random."""

_VERSIONS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Analysed:
    """A page of the deck's cards in its order, reckoned from one learner in so many."""

    page: RowPage[Item]
    one_in: int


async def analyse(db: AsyncSession, caller: Caller, deck_id: UUID, page: PageRequest) -> Analysed:
    """What the answers say of the deck's cards.

    Raises `NotFound`, or `Forbidden` for callers who neither edit the deck nor mark its answers.
    """
    await _check(db, caller, deck_id)
    known = await item_answers.count(db, deck_id=deck_id, cap=MOST_ANSWERS * 16 + 1)
    one_in, ending = _SAMPLES[
        0 if known <= MOST_ANSWERS else 1 if known <= MOST_ANSWERS * 16 else 2
    ]
    firsts: dict[tuple[UUID, UUID], ItemAnswer] = {}
    counts: dict[UUID, int] = {}
    async for answer in item_answers.each(db, deck_id=deck_id, ending=ending):
        key = (answer.card_id, answer.learner_id)
        first = firsts.setdefault(key, answer)
        if (answer.at, answer.id) < (first.at, first.id):
            firsts[key] = answer
        counts[answer.card_id] = counts.get(answer.card_id, 0) + 1
    ordered = sorted(firsts.values(), key=lambda first: (first.at, first.id))
    versions = await _versions(db, ordered)
    found = await asyncio.to_thread(_items, ordered, versions, counts)
    wanted = await item_answers.list_cards(db, page, deck_id=deck_id)
    rows = [found.get(card_id) or nothing_known(card_id) for card_id, _ in wanted.rows]
    return Analysed(RowPage(rows, wanted.next_key), one_in)


async def _check(db: AsyncSession, caller: Caller, deck_id: UUID) -> None:
    access = await authorizing.deck_to_read(db, caller, deck_id)
    if access.edits:
        return
    if not await authorizing.allows(db, caller, access.deck.workspace_id, Scope.ANSWERS_MARK):
        raise Forbidden(
            f"Only who edits the deck {str(deck_id)!r} or marks its answers sees how its cards do."
        )


async def _versions(
    db: AsyncSession, firsts: Sequence[ItemAnswer]
) -> dict[tuple[UUID, int], CardVersion]:
    """The card versions whose options were shown."""
    keys = sorted({(a.card_id, a.card_version) for a in firsts if a.format is Format.CHOICE})
    found: dict[tuple[UUID, int], CardVersion] = {}
    for start in range(0, len(keys), _VERSIONS_AT_ONCE):
        found |= await cards.list_versions_by_key(db, keys[start : start + _VERSIONS_AT_ONCE])
    return found


def _items(
    firsts: Iterable[ItemAnswer],
    versions: dict[tuple[UUID, int], CardVersion],
    counts: dict[UUID, int],
) -> dict[UUID, Item]:
    analysed = items(
        Answer(
            card_id=first.card_id,
            learner_id=first.learner_id,
            fraction=first.fraction,
            took_ms=first.took_ms,
            options=_options(first, versions),
        )
        for first in firsts
    )
    return {item.card_id: replace(item, answers=counts[item.card_id]) for item in analysed}


def _options(first: ItemAnswer, versions: dict[tuple[UUID, int], CardVersion]) -> tuple[Shown, ...]:
    """The options that a choice question showed, with those that were ticked."""
    if first.format is not Format.CHOICE:
        return ()
    made = pins_from_json(first.pins).made
    asked = made.asked if made else versions[first.card_id, first.card_version].content
    if not isinstance(asked, ChoiceContent):
        return ()
    ticked = set(first.response["selected"])
    return tuple(
        Shown(
            text=asked.options[index].text,
            is_correct=asked.options[index].is_correct,
            is_chosen=OPTION_IDS[place] in ticked,
        )
        for place, index in enumerate(option_order(asked, first.seed))
    )
