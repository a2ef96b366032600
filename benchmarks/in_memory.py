"""The answer endpoint without its database: HTTP, tokens, validation, grading, folding, choosing
and showing are the service's own, what is read and written stays in memory.

A session is read from the database once, when its first question is answered. From then on
sessions, memories and versions come from here, nothing is written, and no transaction begins.
"""

from dataclasses import replace
from uuid import UUID

import api.main
from db import folded_answers, graded_answers, questions
from db.at_hand import AtHand, DeckState, Remembered
from db.engine import Database
from db.graded_answers import Applied, GradedAnswer, Outcome
from db.situations import Situation
from quiz.scheduling import folding
from quiz.scheduling.settings import SettingsChange
from quiz.session.sessions import Session, progress

Key = tuple[UUID, UUID]
_Reader = api.main.SituationReader


class Held:
    """All that the database would hold, of the sessions that were answered in."""

    def __init__(self) -> None:
        self.situations: dict[Key, Situation] = {}
        self.memories: dict[Key, Remembered] = {}
        self.changes: dict[Key, tuple[SettingsChange, ...]] = {}
        self.decks: dict[UUID, DeckState] = {}

    def ahead(self, session: Session) -> AtHand:
        """What is at hand for an answer in the session; every card is at its first version."""
        assert session.pending is not None
        place = session.pending.position
        about = [planned.card_id for planned in session.plan[place - 1 : place + 1]]
        keys = [(session.learner_id, card_id) for card_id in about]
        return AtHand(
            memories={key: self.memories.get(key) for key in keys},
            changes=self.changes,
            versions=dict.fromkeys(about, 1),
            decks=self.decks,
        )


HELD = Held()


class Reader(_Reader):
    """Reads a session once."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._from = database

    async def read(self, session_id: UUID, *, learner_id: UUID) -> tuple[Situation, AtHand]:
        """The situation of an answer as it is now."""
        key = (learner_id, session_id)
        if key not in HELD.situations:
            situation, ahead = await super().read(session_id, learner_id=learner_id)
            HELD.situations[key] = situation
            HELD.changes |= ahead.changes
            HELD.decks |= ahead.decks
            return situation, ahead
        situation = HELD.situations[key]
        ahead = HELD.ahead(situation.session)
        async with self._from.reading(ahead) as db:
            assert situation.session.pending is not None
            question = await questions.get_pending(db, situation.session.pending)
        return replace(situation, question=question), ahead


class Writer:
    """Takes every answer, and writes none."""

    def __init__(self, database: Database) -> None:
        self._from = database

    async def submit(self, item: GradedAnswer) -> Outcome:
        """What the answer leads to."""
        key = (item.learner_id, item.session_id)
        before = HELD.situations[key].session
        after = replace(
            before,
            pending=item.next,
            answered_count=before.answered_count + 1,
            right_count=before.right_count + bool(graded_answers.was_right(item)),
        )
        async with self._from.reading(HELD.ahead(before)) as db:
            memory = await folded_answers.foresee(db, item, before)
        told = progress(after, item.received_at)
        row = graded_answers.to_row(item, before, memory, told, attempt=1, predicted_recall=None)
        HELD.situations[key] = replace(HELD.situations[key], session=after)
        if memory is not None:
            card = item.question.card
            stored = Remembered(memory, card.deck_id, folding.VERSION)
            HELD.memories[item.learner_id, card.card_id] = stored
        return Applied(row=row, memory=memory, progress=told, next=item.next, is_replay=False)

    async def close(self) -> None:
        """Nothing waits."""


def install() -> None:
    """Let applications that are made from now on work without their database."""
    api.main.SituationReader = Reader  # type: ignore[misc]
    api.main.AnswerWriter = Writer  # type: ignore[misc,assignment]
