"""Folds a batch of answers into the memories of their cards.

Answers that come after everything a memory has seen are steps of the fold. Where one comes late,
the whole log of its card is folded, once; under the `confidence` scheduler, where each answer in a
deck has a rank, what is remembered of the deck is made anew once the answers are written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import leeches, memories, refolding, settings_changes, study_events
from db import ranks as last_ranks
from db.graded_answers import GradedAnswer, to_study_event
from quiz.grading.shares import Share, shares
from quiz.scheduling import folding
from quiz.scheduling.events import Answered, StudyEvent, place_of
from quiz.scheduling.memories import CardState, Memory
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import SchedulerName, Settings, SettingsChange, current, settings_at
from quiz.session.sessions import Feedback, Session, counts_for_memory

Key = tuple[UUID, UUID]
Place = tuple[datetime, UUID]
Changes = Mapping[Key, Sequence[SettingsChange]]


@dataclass(frozen=True, slots=True)
class Folded:
    """The memory of the card that was asked, with the whole batch in it, and the chance (0..1) that
    the answer would be right, as foretold."""

    memory: Memory
    predicted_recall: float | None


@dataclass(frozen=True, slots=True)
class _Given:
    """What an answer of the batch is to the memory of one of its cards."""

    item: GradedAnswer
    share: Share
    event: Answered

    @property
    def key(self) -> Key:
        return self.item.learner_id, self.share.card_id

    @property
    def deck(self) -> Key:
        return self.item.learner_id, self.share.deck_id


@dataclass(slots=True)
class FoldedAnswers:
    """What a batch makes of memories.

    `memories` are those it touches, by (learner id, card id), with their `decks`; `changes` are the
    settings by (learner id, deck id), `foretold` the chances by (learner id, answer id, card id).
    `values` are rows to write; `disordered` cards, with their decks, lie in decks whose ranks are
    to be counted anew.
    """

    memories: dict[Key, Memory] = field(default_factory=dict)
    foretold: dict[tuple[UUID, UUID, UUID], float | None] = field(default_factory=dict)
    decks: dict[Key, UUID] = field(default_factory=dict)
    changes: Changes = field(default_factory=dict)
    values: list[dict[str, Any]] = field(default_factory=list)
    disordered: dict[Key, UUID] = field(default_factory=dict)

    def of(self, item: GradedAnswer) -> Folded | None:
        """What the answer led to; `None` of one that was not folded."""
        asked = item.question.card.card_id
        place = (item.learner_id, item.id, asked)
        if place not in self.foretold:
            return None
        return Folded(self.memories[item.learner_id, asked], self.foretold[place])

    async def write(self, db: AsyncSession, *, now: datetime) -> None:
        """Write the memories, and tell of leeches; the answers are written already."""
        await leeches.tell(db, self.memories, self.decks, self.changes, now=now)
        await memories.put_many(db, self.values)
        await refolding.refold(db, self.disordered, now=now)


async def fold(db: AsyncSession, items: Sequence[GradedAnswer]) -> FoldedAnswers:
    """Fold graded answers, each of which counts, in the order in which they were given."""
    found = FoldedAnswers()
    if not items:
        return found
    touched = [(item, share) for item in items for share in shares(item.question, item.grade)]
    known = await refolding.foresee_current(db, {(i.learner_id, s.card_id) for i, s in touched})
    changes = await settings_changes.list_by_key(
        db, {(i.learner_id, s.deck_id) for i, s in touched}
    )
    found.changes = changes
    ranks = await _ranks(db, touched, changes, found)
    by_key: dict[Key, list[_Given]] = {}
    for item, share in touched:
        event = to_study_event(item, share, ranks.get((item.learner_id, item.id), 0))
        given = _Given(item, share, event)
        by_key.setdefault(given.key, []).append(given)
    late = {key for key, all in by_key.items() if any(_is_late(known, one) for one in all)}
    logs = await _logs(db, late)

    def fold_all() -> None:
        for key, all in by_key.items():
            before = None if key in late else known.get(key)
            _fold(found, all, before, logs.get(key, ()), changes[all[0].deck])

    await refolding.aside(fold_all, events=len(touched) + sum(map(len, logs.values())))
    return found


async def foretell(db: AsyncSession, items: Sequence[GradedAnswer]) -> dict[Key, float | None]:
    """What the scheduler has foretold of the cards asked, by (learner id, answer id), for answers
    that are folded later: when their session is finished, or they are graded."""
    if not items:
        return {}
    cards = {(item.learner_id, item.question.card.card_id) for item in items}
    decks = {(item.learner_id, item.question.card.deck_id) for item in items}
    known = await refolding.foresee_current(db, cards)
    changes = await settings_changes.list_by_key(db, decks)
    found: dict[Key, float | None] = {}
    for item in items:
        card = item.question.card
        settings = settings_at(changes[item.learner_id, card.deck_id], item.answered_at)
        memory = known.get((item.learner_id, card.card_id))
        found[item.learner_id, item.id] = _foretold(memory, item.studied_on, settings)
    return found


async def foresee(db: AsyncSession, item: GradedAnswer, session: Session) -> Memory | None:
    """The memory of the asked card as it will be once the answer is written; `None` where it does
    not count, or not yet."""
    if not is_folded_now(item, session):
        return None
    folded = (await fold(db, [item])).of(item)
    return None if folded is None else folded.memory


def is_folded_now(item: GradedAnswer, session: Session) -> bool:
    """Whether memory follows the answer at once: it counts, somebody has graded it, and the session
    does not keep its grades until it is finished."""
    return (
        counts_for_memory(session)
        and session.feedback is Feedback.IMMEDIATE
        and item.grade.fraction is not None
    )


async def _logs(db: AsyncSession, keys: Iterable[Key]) -> dict[Key, list[StudyEvent]]:
    wanted = set(keys)
    if not wanted:
        return {}
    return await study_events.list_by_key(
        db, learner_ids={key[0] for key in wanted}, card_ids={key[1] for key in wanted}
    )


async def _ranks(
    db: AsyncSession,
    touched: Sequence[tuple[GradedAnswer, Share]],
    changes: Changes,
    found: FoldedAnswers,
) -> dict[Key, int]:
    """The ranks of answers, by (learner id, answer id), in decks of the `confidence` scheduler; the
    cards of those that come late there are disordered."""
    ranks: dict[Key, int] = {}
    decks = {key for key in changes if _is_ranked(changes[key])}
    tops = await last_ranks.list_last(db, decks)
    for deck in decks:
        rank, last = tops.get(deck, (0, None))
        own = [(i, s) for i, s in touched if (i.learner_id, s.deck_id) == deck]
        for item, share in sorted(own, key=lambda one: _place(one[0])):
            if (item.learner_id, item.id) not in ranks:
                rank += 1
                ranks[item.learner_id, item.id] = rank
            if last is not None and _place(item) < last:
                found.disordered[item.learner_id, share.card_id] = share.deck_id
    return ranks


def _fold(
    found: FoldedAnswers,
    given: Sequence[_Given],
    memory: Memory | None,
    log: Iterable[StudyEvent],
    changes: Sequence[SettingsChange],
) -> None:
    """Fold what was given to one card, after `memory` or among the events of the log."""
    new = {one.event.id: one for one in given}
    events: dict[UUID, StudyEvent] = {event.id: event for event in log}
    events |= {id: one.event for id, one in new.items()}
    for event in sorted(events.values(), key=place_of):
        settings = settings_at(changes, event.at)
        after = folding.review(memory, event, settings)
        one = new.get(event.id)
        if one is not None:
            place = (one.item.learner_id, one.item.id, one.share.card_id)
            found.foretold[place] = _foretold(memory, one.event.studied_on, settings)
        memory = after
    assert memory is not None
    newest = max(given, key=lambda one: one.item.received_at)
    found.memories[newest.key] = memory
    found.decks[newest.key] = newest.share.deck_id
    found.values.append(
        memories.to_values(
            memory,
            learner_id=newest.item.learner_id,
            card_id=newest.share.card_id,
            deck_id=newest.share.deck_id,
            now=newest.item.received_at,
        )
    )


def _is_ranked(changes: Sequence[SettingsChange]) -> bool:
    return current(changes).scheduler is SchedulerName.CONFIDENCE


def _is_late(known: Mapping[Key, Memory], one: _Given) -> bool:
    """Whether something that was given later is folded already."""
    memory = known.get(one.key)
    return memory is not None and not folding.is_after(memory, place_of(one.event))


def _place(item: GradedAnswer) -> Place:
    return item.answered_at, item.id


def _foretold(before: Memory | None, studied_on: date, settings: Settings) -> float | None:
    """What the scheduler had foretold, for a card in review and not of the same day."""
    if before is None or before.state is not CardState.REVIEW or before.last_studied_on is None:
        return None
    if studied_on <= before.last_studied_on:
        return None
    return recall(before, studied_on, settings)
