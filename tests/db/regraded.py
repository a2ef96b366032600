"""Many answers to cards that were changed since, and regrades of them."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from answered import UNCHANGED
from sqlalchemy import select
from sqlmodel import col

from api.services import marking, regrading
from api.services.marking import Said
from api.services.working import Worker
from api.worker import kinds_of
from db import answers, marks, memories, operations, refolding, regrade_changes, study_events
from db.answers import AnswerRow, AnswerVoidRow
from db.cards import CardRow, CardVersionRow
from db.engine import Database
from db.learners import LearnerKind, LearnerRow
from db.marks import MarkRow
from db.operations import OperationRow, OperationStatus
from db.regrade_changes import RegradeChangeRow
from db.sessions import SessionRow
from db.upserts import insert_into
from quiz import cards, grading
from quiz.cards import TypedContent
from quiz.grading import grades
from quiz.grading.grades import Grade
from quiz.marking.marks import MarkSource, for_marks
from quiz.questions import Question
from quiz.responses import Format, TypedResponse, to_json
from quiz.scheduling import folding
from quiz.session.sessions import Feedback, Mode, Order
from schemas.regrades import RegradeReport

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
CARDS = 10
TEXTS = ("Oslo", "Christiania", "Bergen", "oslo", "Stavanger")
BEFORE = TypedContent(prompt="Capital of Norway?", accepted=("Oslo", "Bergen"))
AFTER = TypedContent(prompt="Capital of Norway?", accepted=("Oslo", "Christiania"))


async def answer_many(seeds: Any, count: int) -> None:
    """So many answers to ten cards, each learner's in a session of their own, folded and counted;
    then new versions of the cards, which accept one text more and one less."""
    drawn = random.Random(8)
    card_ids = [await seeds.card(BEFORE) for _ in range(CARDS)]
    graded = {text: _grade(seeds, card_ids[0], text) for text in TEXTS}
    people, sessions, given = [], [], []
    for _ in range(count // CARDS):
        learner, session = seeds.id(), seeds.id()
        texts = [drawn.choice(TEXTS) for _ in card_ids]
        people.append(_learner(learner))
        given += [
            _answer(seeds, learner, session, card_id, position, text, graded[text])
            for position, (card_id, text) in enumerate(zip(card_ids, texts, strict=True), 1)
        ]
        right = sum(bool(row["is_right"]) for row in given[-CARDS:])
        sessions.append(_session(seeds, learner, session, right))
    async with seeds.database.writing() as db:
        for row, values in ((LearnerRow, people), (SessionRow, sessions), (AnswerRow, given)):
            for start in range(0, len(values), 500):
                await db.execute(insert_into(db, row).values(values[start : start + 500]))
        keys = {(row["learner_id"], row["card_id"]): row["deck_id"] for row in given}
        await refolding.refold(db, keys, now=NOW)
    await change_cards(seeds, card_ids, AFTER)


async def change_cards(seeds: Any, card_ids: list[UUID], content: TypedContent) -> None:
    """A second version of the cards."""
    stored = cards.to_json(content)
    async with seeds.database.writing() as db:
        for card_id in card_ids:
            db.add(CardVersionRow(card_id=card_id, version=2, content=stored, created_at=NOW))
            (await db.get_one(CardRow, card_id)).version = 2


def _learner(learner_id: UUID) -> dict[str, Any]:
    row = LearnerRow(id=learner_id, kind=LearnerKind.GUEST, created_at=NOW, updated_at=NOW)
    return row.model_dump()


def _grade(seeds: Any, card_id: UUID, text: str) -> Grade:
    version = cards.CardVersion(card_id, seeds.deck_id, 1, BEFORE)
    question = Question(id=seeds.id(), card=version, format=Format.TYPED, seed=1, position=1)
    return grading.grade(question, TypedResponse(text), confidence=None)


def _answer(
    seeds: Any,
    learner: UUID,
    session: UUID,
    card_id: UUID,
    position: int,
    text: str,
    grade: Grade,
) -> dict[str, Any]:
    assert grade.fraction is not None
    return AnswerRow(
        learner_id=learner,
        id=seeds.id(),
        session_id=session,
        question_id=seeds.id(),
        position=position,
        deck_id=seeds.deck_id,
        card_id=card_id,
        card_version=1,
        mode=Mode.STUDY,
        format=Format.TYPED,
        seed=1,
        response=to_json(TypedResponse(text)),
        pins={},
        grade=grades.to_json(grade),
        fraction=grade.fraction,
        is_right=grade.fraction >= 0.6,
        counts_for_memory=True,
        answered_at=NOW,
        received_at=NOW,
        studied_on=NOW.date(),
        body_hash="",
        outcome={},
    ).model_dump()


def _session(seeds: Any, learner: UUID, session: UUID, right_count: int) -> dict[str, Any]:
    return SessionRow(
        learner_id=learner,
        id=session,
        mode=Mode.STUDY,
        feedback=Feedback.IMMEDIATE,
        order=Order.DECK,
        deck_ids=[str(seeds.deck_id)],
        tags=[],
        formats=["typed"],
        plan=[],
        order_seed=1,
        secret_seed=1,
        answered_count=CARDS,
        right_count=right_count,
        started_at=NOW,
        updated_at=NOW,
    ).model_dump()


async def ask(seeds: Any, **wanted: Any) -> OperationRow:
    """An operation that waits to regrade the deck."""
    said = {
        "card_ids": None,
        "policy": "never_lower",
        "against": "current_version",
        "dry_run_id": None,
    }
    row = OperationRow(
        id=seeds.id(),
        workspace_id=seeds.workspace_id,
        kind=regrading.KIND,
        status=OperationStatus.PENDING,
        parameters=said | {"deck_id": str(seeds.deck_id)} | wanted,
        created_at=NOW,
        updated_at=NOW,
    )
    async with seeds.database.writing() as db:
        db.add(row)
    return row


def worker_of(database: Database) -> Worker:
    return Worker(database, kinds_of(database), lambda: LATER)


async def look(seeds: Any, **wanted: Any) -> tuple[UUID, RegradeReport]:
    """A dry run that has succeeded."""
    operation = await ask(seeds, **wanted)
    assert await worker_of(seeds.database).work_once()
    return operation.id, await report_of(seeds.database, operation.id)


async def apply(seeds: Any, dry_run_id: UUID, **wanted: Any) -> tuple[UUID, RegradeReport]:
    """The dry run, applied."""
    return await look(seeds, dry_run_id=str(dry_run_id), **wanted)


async def report_of(database: Database, operation_id: UUID) -> RegradeReport:
    row = await read_operation(database, operation_id)
    assert row.status is OperationStatus.SUCCEEDED, row.problem
    return RegradeReport.model_validate(row.result)


async def read_operation(database: Database, operation_id: UUID) -> OperationRow:
    async with database.reading() as db:
        row = await operations.find(db, operation_id)
    assert row is not None
    return row


async def changes_of(database: Database, operation_id: UUID) -> list[RegradeChangeRow]:
    """What a dry run listed, in the order of (learner id, answer id)."""
    async with database.reading() as db:
        return list(await regrade_changes.list_after(db, operation_id, None, 1_000_000))


async def give_mark(database: Database, seeds: Any, row: RegradeChangeRow, fraction: float) -> None:
    """A teacher's mark for a listed answer."""
    async with database.writing() as db:
        held = await marking.hold(db, row.answer_id, learner_id=row.learner_id)
        said = Said(seeds.id(), MarkSource.TEACHER, fraction, fraction >= 0.6)
        await marking.put(db, held, said, now=LATER)


async def appeal(database: Database, seeds: Any, row: RegradeChangeRow) -> None:
    """An appeal that counts, of the learner's own."""
    async with database.writing() as db:
        held = await marking.hold(db, row.answer_id, learner_id=row.learner_id)
        said = Said(seeds.id(), MarkSource.APPEAL, 1.0, True)
        await marking.put(db, held, said, now=LATER)


async def take_back(database: Database, row: RegradeChangeRow) -> None:
    """A void for a listed answer."""
    void = AnswerVoidRow(learner_id=row.learner_id, answer_id=row.answer_id, voided_at=LATER)
    async with database.writing() as db:
        db.add(void)


async def check_whole(database: Database) -> None:
    """Memories and sessions' counts are what grades and marks make of them."""
    async with database.reading() as db:
        given = (await db.execute(select(AnswerRow))).scalars().all()
        said = await marks.group(db, select(MarkRow))
        logs = await study_events.list_by_key(
            db,
            learner_ids={row.learner_id for row in given},
            card_ids={row.card_id for row in given},
        )
        held = (await db.execute(select(memories.MemoryRow))).scalars().all()
        kept = {(row.learner_id, row.card_id): memories.to_domain(row) for row in held}
        assert kept == {key: folding.fold(log, UNCHANGED) for key, log in logs.items()}
        right = dict.fromkeys((row.session_id for row in given), 0)
        for row in given:
            counts = for_marks(answers.graded(row), said.get((row.learner_id, row.id), ()))
            right[row.session_id] += bool(counts.is_right)
        counted = (await db.execute(select(SessionRow))).scalars().all()
        assert {row.id: row.right_count for row in counted} == right


async def marks_given(database: Database) -> list[MarkRow]:
    async with database.reading() as db:
        query = select(MarkRow).order_by(col(MarkRow.learner_id), col(MarkRow.answer_id))
        return list((await db.execute(query)).scalars())
