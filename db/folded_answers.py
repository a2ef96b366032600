"""Folds a batch of answers into the memories of their cards.

An answer that comes after everything a memory has seen is one step of the fold. One that comes late
is folded with the whole log of its card; under the `confidence` scheduler, where each answer in a
deck has a rank, what is remembered of the deck is made anew once the answers are written.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from db import deck_settings, memories, refolding, study_events
from db.events import EventRow
from db.graded_answers import GradedAnswer, to_study_event
from quiz.grading.shares import Share, shares
from quiz.scheduling import folding
from quiz.scheduling.events import Answered, StudyEvent, place_of
from quiz.scheduling.memories import UNSEEN, CardState, Memory
from quiz.scheduling.schedulers import recall
from quiz.scheduling.settings import (
    SchedulerName,
    Settings,
    SettingsChange,
    current,
    settings_at,
)
from quiz.session.sessions import Feedback, Session, counts_for_memory

Key = tuple[UUID, UUID]
Place = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class Folded:
    """A memory after an answer, and the chance (0..1) that it would be right, as foretold."""

    memory: Memory
    predicted_recall: float | None


@dataclass(slots=True)
class FoldedAnswers:
    """The memories that a batch touches, as far as it is folded.

    `memories` and `logs` are by (learner id, card id), `changes` and `tops` by (learner id, deck
    id): the settings, and the rank and place of the last answer under `confidence`.
    """

    memories: dict[Key, Memory]
    changes: dict[Key, tuple[SettingsChange, ...]]
    tops: dict[Key, tuple[int, Place]]
    logs: dict[Key, list[StudyEvent]]
    values: dict[Key, dict[str, Any]] = field(default_factory=dict)
    disordered: dict[Key, UUID] = field(default_factory=dict)
    events: list[EventRow] = field(default_factory=list)
    _ranks: dict[Key, int] = field(default_factory=dict)
    _new: dict[Key, list[StudyEvent]] = field(default_factory=dict)

    def fold(self, item: GradedAnswer, share: Share) -> Folded:
        """The memory of one of the answer's cards, with what that earned folded into it."""
        key, deck = (item.learner_id, share.card_id), (item.learner_id, share.deck_id)
        event = to_study_event(item, share, self._rank(item, deck, key, share.deck_id))
        before = self.memories.get(key)
        settings = settings_at(self.changes[deck], event.at)
        new = self._new.setdefault(key, [])
        if folding.follows(before, event):
            memory = folding.review(before, event, settings)
            self._tell_of_leech(item, share, before, memory, settings)
        else:
            log = [*self.logs.get(key, ()), *new]
            before = folding.fold(_before(log, event), self.changes[deck])
            memory = folding.fold([*log, event], self.changes[deck]) or UNSEEN
        new.append(event)
        self.memories[key] = memory
        self.values[key] = memories.to_values(
            memory,
            learner_id=item.learner_id,
            card_id=share.card_id,
            deck_id=share.deck_id,
            now=item.received_at,
        )
        return Folded(memory, _foretold(before, event, settings))

    async def write(self, db: AsyncSession, *, now: datetime) -> None:
        """Write the memories; the answers are written already."""
        await memories.put_many(db, list(self.values.values()))
        await refolding.refold(db, self.disordered, now=now)

    def _rank(self, item: GradedAnswer, deck: Key, key: Key, deck_id: UUID) -> int:
        """The answer's rank among the learner's in the deck, where somebody asks for it."""
        if not _is_ranked(self.changes[deck]):
            return 0
        answer = (item.learner_id, item.id)
        if answer not in self._ranks:
            rank, place = self.tops.get(deck, (0, None))
            if place is not None and (item.answered_at, item.id) < place:
                self.disordered[key] = deck_id
            self._ranks[answer] = rank + 1
            self.tops[deck] = (rank + 1, max(place or _place(item), _place(item)))
        return self._ranks[answer]

    def _tell_of_leech(
        self,
        item: GradedAnswer,
        share: Share,
        before: Memory | None,
        after: Memory,
        settings: Settings,
    ) -> None:
        if not folding.became_leech(before, after, settings):
            return
        told = EventRow(
            owner_id=item.learner_id,
            id=uuid5(item.event_id, str(share.card_id)),
            workspace_id=item.workspace_id,
            type="memory.leeched",
            data={
                "learner_id": str(item.learner_id),
                "deck_id": str(share.deck_id),
                "card_id": str(share.card_id),
                "lapse_count": after.lapse_count,
                "is_suspended": after.is_suspended,
            },
            created_at=item.received_at,
        )
        self.events.append(told)


async def gather(db: AsyncSession, items: Sequence[GradedAnswer]) -> FoldedAnswers:
    """What the answers will be folded into; the caller holds their learners' locks."""
    touched = _touched(items)
    now = max(item.received_at for item in items)
    known = await refolding.list_current(db, _keys(touched), now=now)
    return await _gather(db, touched, known)


async def _gather(
    db: AsyncSession, touched: Sequence[tuple[GradedAnswer, Share]], known: dict[Key, Memory]
) -> FoldedAnswers:
    """What these answers and their cards' shares will be folded into, the memories known."""
    decks = {(item.learner_id, share.deck_id) for item, share in touched}
    changes = await deck_settings.list_changes(db, decks)
    tops = {}
    for deck in decks:
        if _is_ranked(changes[deck]):
            top = await memories.find_top_rank(db, learner_id=deck[0], deck_id=deck[1])
            if top is not None:
                tops[deck] = top
    late = _late(touched, known)
    logs = {}
    if late:
        logs = await study_events.list_by_key(
            db, learner_ids={key[0] for key in late}, card_ids={key[1] for key in late}
        )
    return FoldedAnswers(memories=known, changes=changes, tops=tops, logs=logs)


async def foresee(db: AsyncSession, item: GradedAnswer, session: Session) -> Memory | None:
    """The memory of the asked card as it will be once the answer is written; `None` where it does
    not count, or not yet."""
    if not is_folded_now(item, session):
        return None
    touched = _touched([item])
    known = await refolding.foresee_current(db, _keys(touched))
    folded = await _gather(db, touched, known)
    earned = {share.card_id: share for _, share in touched}
    return folded.fold(item, earned[item.question.card.card_id]).memory


def is_folded_now(item: GradedAnswer, session: Session) -> bool:
    """Whether memory follows the answer at once: it counts, somebody has graded it, and the session
    does not keep its grades until it is finished."""
    return (
        counts_for_memory(session)
        and session.feedback is Feedback.IMMEDIATE
        and item.grade.fraction is not None
    )


def _touched(items: Sequence[GradedAnswer]) -> list[tuple[GradedAnswer, Share]]:
    return [(item, share) for item in items for share in shares(item.question, item.grade)]


def _keys(touched: Iterable[tuple[GradedAnswer, Share]]) -> set[Key]:
    return {(item.learner_id, share.card_id) for item, share in touched}


def _late(touched: Iterable[tuple[GradedAnswer, Share]], known: dict[Key, Memory]) -> set[Key]:
    """The cards that an answer comes to after something later was folded, or will be."""
    late: set[Key] = set()
    last: dict[Key, Place] = {}
    for item, share in touched:
        key, place = (item.learner_id, share.card_id), _place(item)
        memory = known.get(key)
        if memory is not None and not folding.is_after(memory, place):
            late.add(key)
        if key in last and place < last[key]:
            late.add(key)
        last[key] = max(place, last.get(key, place))
    return late


def _before(log: Iterable[StudyEvent], event: Answered) -> list[StudyEvent]:
    return [earlier for earlier in log if place_of(earlier) < place_of(event)]


def _place(item: GradedAnswer) -> Place:
    return item.answered_at, item.id


def _is_ranked(changes: Sequence[SettingsChange]) -> bool:
    return current(changes).scheduler is SchedulerName.CONFIDENCE


def _foretold(before: Memory | None, event: Answered, settings: Settings) -> float | None:
    """What the scheduler had foretold, for a card in review and not of the same day."""
    if before is None or before.state is not CardState.REVIEW or before.last_studied_on is None:
        return None
    if event.studied_on <= before.last_studied_on:
        return None
    return recall(before, event.studied_on, settings)
