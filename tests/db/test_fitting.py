"""Parameters fitted from the log as it is stored, and what follows from adopting them."""

import csv
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from fsrs.scheduler import DEFAULT_PARAMETERS
from sqlalchemy import select
from sqlmodel import col

from api.services.working import Worker
from api.worker import kinds_of
from db import deck_settings, fits, operations, review_logs, settings_changes
from db.answers import AnswerRow
from db.cards import CardRow, CardVersionRow
from db.engine import Database
from db.pages import PageRequest
from db.sessions import SessionRow
from db.upserts import insert_into
from quiz import cards
from quiz.cards import BasicContent, CardKind
from quiz.responses import FlipResponse, Format, to_json
from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.settings import Settings, settings_at
from quiz.session.sessions import Mode

LOG = Path(__file__).parents[2] / "benchmarks/data/scheduling/review_logs.csv"
REVIEWS = 4_000
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CONFIDENCES = {1: 1, 2: 3, 3: 4, 4: 5}
AT_ONCE = 500
FLIP = Format.FLIP
FITTED = (*(stability / 2 for stability in DEFAULT_PARAMETERS[:4]), *DEFAULT_PARAMETERS[4:])


async def studied(database: Database, seeds: Any, learner: UUID) -> list[Review]:
    """A real learner's first reviews, answered on flip cards of the deck; the log that they are."""
    with LOG.open(newline="") as file:
        lines = list(itertools.islice(csv.DictReader(file), REVIEWS))
    numbers = list(dict.fromkeys(line["card_id"] for line in lines))
    ids = {number: seeds.id() for number in numbers}
    session = await seeds.session(learner, [await seeds.card()])
    rows = [_answer(seeds, learner, session, ids, line) for line in lines]
    async with database.writing() as db:
        await _insert(db, CardRow, [_card(seeds, card) for card in ids.values()])
        await _insert(db, CardVersionRow, [_version(card) for card in ids.values()])
        await _insert(db, AnswerRow, rows)
        await deck_settings.ensure_many(
            db, learner_id=learner, deck_ids=[seeds.deck_id], now=NOW - timedelta(days=4000)
        )
    rows.sort(key=lambda row: (row["answered_at"], row["id"]))
    ratings = {confidence: rating for rating, confidence in CONFIDENCES.items()}
    return [
        Review((row["card_id"], 0), row["studied_on"], ratings[row["confidence"]], row["took_ms"])
        for row in rows
    ]


async def _insert(db: Any, row: Any, values: list[dict[str, Any]]) -> None:
    for start in range(0, len(values), AT_ONCE):
        await db.execute(insert_into(db, row).values(values[start : start + AT_ONCE]))


def _card(seeds: Any, card_id: UUID) -> dict[str, Any]:
    return CardRow(
        id=card_id,
        deck_id=seeds.deck_id,
        position=1,
        kind=CardKind.BASIC,
        tags=[],
        source_metadata={},
        prompt_words="",
        answer_words="",
        created_at=NOW,
        updated_at=NOW,
    ).model_dump()


def _version(card_id: UUID) -> dict[str, Any]:
    content = cards.to_json(BasicContent(prompt="?", answer="!"))
    return CardVersionRow(card_id=card_id, version=1, content=content, created_at=NOW).model_dump()


def _answer(
    seeds: Any, learner: UUID, session: UUID, ids: dict[str, UUID], line: dict[str, str]
) -> dict[str, Any]:
    at = datetime.fromisoformat(line["review_time"])
    rating = int(line["review_rating"])
    return AnswerRow(
        learner_id=learner,
        id=seeds.id(),
        session_id=session,
        question_id=seeds.id(),
        position=1,
        deck_id=seeds.deck_id,
        card_id=ids[line["card_id"]],
        card_version=1,
        mode=Mode.STUDY,
        format=Format.FLIP,
        seed=1,
        response=to_json(FlipResponse()),
        confidence=CONFIDENCES[rating],
        took_ms=int(line["review_duration"]),
        pins={},
        grade={},
        fraction=(CONFIDENCES[rating] - 1) / 4,
        is_right=rating > 1,
        counts_for_memory=True,
        answered_at=at,
        received_at=at,
        studied_on=(at - timedelta(hours=4)).date(),
        body_hash="",
        outcome={},
    ).model_dump()


async def test_the_log_is_read_as_it_was_studied(database: Database, seeds: Any) -> None:
    learner = await seeds.learner()
    log = await studied(database, seeds, learner)
    async with database.reading() as db:
        assert await review_logs.read(db, learner_id=learner) == log


async def test_better_parameters_schedule_from_the_next_review_on(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    await studied(database, seeds, learner)
    async with database.writing() as db:
        await operations.add(
            db,
            id=seeds.id(),
            learner_id=learner,
            created_by=None,
            kind="fit",
            parameters={},
            now=NOW,
        )
    worker = Worker(database, kinds_of(database), lambda: NOW)
    assert await worker.work_once()
    key = (learner, seeds.deck_id)
    async with database.reading() as db:
        page = await fits.list_of_learner(db, PageRequest(10), learner_id=learner)
        [fit] = page.rows
        changes = (await settings_changes.list_by_key(db, [key]))[key]
        rows = (await deck_settings.list_by_key(db, [key]))[key]
    assert fit.refusal is None
    assert fit.scored_count >= 1_000
    assert fit.newest_after < fit.newest_before
    assert settings_at(changes, NOW - timedelta(seconds=1)) == Settings()
    assert settings_at(changes, NOW).parameters == tuple(fit.parameters)
    assert [row.fit_id for row in rows] == [None, fit.id]


async def fitted(database: Database, seeds: Any, learner: UUID) -> None:
    """Adopted parameters of the learner's, unlike those that FSRS is published with."""
    row = fits.FitRow(
        learner_id=learner,
        id=seeds.id(),
        operation_id=seeds.id(),
        made_at=NOW,
        algorithm="fsrs-6",
        parameters=list(FITTED),
        scored_count=1_000,
    )
    async with database.writing() as db:
        db.add(row)


async def test_a_deck_that_is_begun_later_starts_with_what_was_fitted(
    database: Database, seeds: Any
) -> None:
    learner = await seeds.learner()
    await fitted(database, seeds, learner)
    async with database.writing() as db:
        await deck_settings.ensure_many(db, learner_id=learner, deck_ids=[seeds.deck_id], now=NOW)
        key = (learner, seeds.deck_id)
        [row] = (await deck_settings.list_by_key(db, [key]))[key]
    assert deck_settings.settings_of(row).parameters == FITTED


async def test_the_first_preview_of_a_deck_goes_by_what_was_fitted(
    database: Database, seeds: Any
) -> None:
    learner, card = await seeds.learner(), await seeds.card(BasicContent(prompt="?", answer="!"))
    plain = await previews_of_first(database, await seeds.session(learner, [card], format=FLIP))
    await fitted(database, seeds, learner)
    first = await previews_of_first(database, await seeds.session(learner, [card], format=FLIP))
    async with database.writing() as db:
        await deck_settings.ensure_many(db, learner_id=learner, deck_ids=[seeds.deck_id], now=NOW)
    begun = await previews_of_first(database, await seeds.session(learner, [card], format=FLIP))
    assert first == begun
    assert first != plain


async def previews_of_first(database: Database, session_id: UUID) -> Any:
    async with database.reading() as db:
        query = select(col(SessionRow.pending)).where(col(SessionRow.id) == session_id)
        return (await db.execute(query)).scalar_one()["previews"]
