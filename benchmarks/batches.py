"""What applying answers costs: a batch that a device brings, against as many transactions."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

import classroom
from classroom import Room
from figures import NAMES, Figure, over
from rounds import Home, place

from api.ids import new_id
from db import answer_writer, packed_questions, upserts
from db.engine import Database
from db.graded_answers import Applied, GradedAnswer
from db.packed_questions import PackedQuestionRow
from db.sessions import SessionRow
from quiz import grading
from quiz.cards import CardVersion
from quiz.questions import NOTHING_PINNED, Question, formats_for
from quiz.responses import (
    ChoiceResponse,
    FlipResponse,
    Format,
    NumericResponse,
    Response,
    TypedResponse,
)
from quiz.scheduling.study_days import study_day
from quiz.session.sessions import (
    Chooser,
    Feedback,
    Mode,
    Order,
    Pending,
    Planned,
    planned_to_json,
)

ANSWERS = 1_000
PER_SESSION = 500


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of an offline session's pack, with the number of its card."""

    session_id: UUID
    question: Question
    number: int


async def measure(
    home: Home,
    kind: str,
    *,
    rounds: int,
    progress: Callable[[str], None],
    answers: int = ANSWERS,
) -> list[Figure]:
    """Bar 10. Each side has a learner of its own in every round, who was never asked before."""
    ratios, whole, single = [], [], []
    async with place(home, kind, "batches", cards=answers) as where:
        for number in range(rounds + 1):
            sides = (_at_once, _one_by_one) if number % 2 == 0 else (_one_by_one, _at_once)
            seconds = {}
            for apply in sides:
                room = await classroom.add_learners(where.database, where.room, 1)
                items = await _items(where.database, room, answers)
                begin = time.perf_counter()
                await apply(where.database, items)
                seconds[apply] = time.perf_counter() - begin
            if number == 0:
                continue  # Everything was compiled and read for the first time.
            whole.append(1_000 * seconds[_at_once])
            single.append(1_000 * seconds[_one_by_one])
            ratios.append(single[-1] / whole[-1])
            progress(
                f"{kind}: {answers} answers at once {whole[-1]:.0f} ms, "
                f"one by one {single[-1]:,.0f} ms"
            )
    told = f"{over('', '', single).value:,.0f} ms / {over('', '', whole).value:,.0f} ms"
    return [over("10", NAMES[kind], ratios, told)]


async def _at_once(database: Database, items: list[GradedAnswer]) -> None:
    outcomes = await database.write_together(partial(answer_writer.apply, items=items))
    assert all(isinstance(one, Applied) and not one.is_replay for one in outcomes)


async def _one_by_one(database: Database, items: list[GradedAnswer]) -> None:
    for item in items:
        await _at_once(database, [item])


async def _items(database: Database, room: Room, count: int) -> list[GradedAnswer]:
    """Graded answers to all questions of a learner's offline sessions, ready to be written."""
    now = datetime.now(UTC)
    [learner_id] = room.learner_ids
    asked: list[_Asked] = []
    async with database.writing() as db:
        for start in range(0, count, PER_SESSION):
            numbers = range(start, min(start + PER_SESSION, count))
            row, packed = _session(room, learner_id, numbers, now)
            await upserts.insert_many(db, SessionRow, [row.model_dump()])
            await packed_questions.add_many(db, packed)
            asked += [
                _Asked(row.id, _question(room, one, number), number)
                for number, one in zip(numbers, packed, strict=True)
            ]
    moment = timedelta(milliseconds=1)
    return [_graded(learner_id, one, now + place * moment) for place, one in enumerate(asked)]


def _session(
    room: Room, learner_id: UUID, numbers: range, now: datetime
) -> tuple[SessionRow, list[PackedQuestionRow]]:
    planned = [Planned(room.card_ids[n], formats_for(room.kinds[n])[0], None) for n in numbers]
    row = SessionRow(
        learner_id=learner_id,
        id=new_id(now),
        mode=Mode.STUDY,
        feedback=Feedback.IMMEDIATE,
        order=Order.DECK,
        deck_ids=[str(room.deck_id)],
        tags=[],
        formats=[format.value for format in Format],
        chooser=Chooser.DEVICE,
        plan=[planned_to_json(each) for each in planned],
        order_seed=0,
        secret_seed=0,
        started_at=now,
        updated_at=now,
    )
    pending = [
        Pending(new_id(now), each.card_id, 1, each.format, 0, position, now)
        for position, each in enumerate(planned, start=1)
    ]
    rows = [packed_questions.to_row(p, learner_id=learner_id, session_id=row.id) for p in pending]
    return row, rows


def _question(room: Room, packed: PackedQuestionRow, number: int) -> Question:
    card = CardVersion(packed.card_id, room.deck_id, 1, classroom.content(number))
    return Question(packed.id, card, packed.format, packed.seed, packed.position, NOTHING_PINNED)


def _graded(learner_id: UUID, asked: _Asked, at: datetime) -> GradedAnswer:
    response = _response(asked.question.format, asked.number)
    return GradedAnswer(
        id=new_id(at),
        learner_id=learner_id,
        session_id=asked.session_id,
        question=asked.question,
        response=response,
        grade=grading.grade(asked.question, response, confidence=4),
        confidence=4,
        certainty=None,
        took_ms=4_200,
        answered_at=at,
        received_at=at,
        studied_on=study_day(at, "UTC", 4),
        next=None,
        body_hash="0" * 64,
        event_id=new_id(at),
        workspace_id=None,
    )


def _response(format: Format, number: int) -> Response:
    match format:
        case Format.CHOICE:
            return ChoiceResponse(("a",))
        case Format.TYPED:
            return TypedResponse(classroom.word(number))
        case Format.NUMERIC:
            return NumericResponse(str(number))
        case _:
            return FlipResponse()
