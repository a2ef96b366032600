"""The naive endpoint with the sync `Session`, the usual tutorial's way.

RECITE_DATABASE_URL=… uvicorn naive.app:app --app-dir benchmarks
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import event, make_url
from sqlmodel import Session, create_engine, select

from db.answers import AnswerRow
from db.cards import CardRow, CardVersionRow
from db.deck_settings import DeckSettingsRow, to_change
from db.decks import DeckRow
from db.engine import PRAGMAS
from db.learners import LearnerRow
from db.memories import MemoryRow
from db.sessions import SessionRow
from naive import steps
from quiz.scheduling.settings import settings_at
from schemas.answers import AnswerCreate, AnswerResult

URL = make_url(steps.SETTINGS.database_url)
IS_SQLITE = URL.get_backend_name() == "sqlite"
engine = create_engine(
    URL.set(drivername="sqlite" if IS_SQLITE else "postgresql+psycopg"),
    connect_args={"check_same_thread": False, "timeout": 10} if IS_SQLITE else {},
)
app = FastAPI()


if IS_SQLITE:

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        """The service's own, `synchronous=FULL` among them."""
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name} = {value}")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_learner(db: SessionDep, authorization: Annotated[str, Header()]) -> LearnerRow:
    learner_id = steps.learner_id_of(authorization, datetime.now(UTC))
    learner = db.get(LearnerRow, learner_id)
    if learner is None:
        raise HTTPException(401)
    return learner


@app.get("/health/ready")
def ready() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/v1/sessions/{session_id}/answers", status_code=201)
def answer(
    session_id: UUID,
    body: AnswerCreate,
    learner: Annotated[LearnerRow, Depends(get_learner)],
    db: SessionDep,
) -> AnswerResult:
    now = datetime.now(UTC)
    first = db.get(AnswerRow, (learner.id, body.id)) if body.id else None
    if first is not None:
        return first_result(db, first, session_id, body)
    row = db.get(SessionRow, (learner.id, session_id))
    if row is None or row.pending is None:
        raise HTTPException(404 if row is None else 409)
    card, version = card_of(db, UUID(row.pending["card_id"]), row.pending["card_version"])
    studied = steps.graded(body, learner, row, card, version, now)
    memory = db.get(MemoryRow, (learner.id, card.id))
    changes = settings_of(db, learner.id, card.deck_id)
    kept = steps.kept(studied, memory, changes)
    db.add(steps.memory_row(studied, kept, memory))
    ask_next(db, studied, kept, changes)
    result = steps.finished(studied, kept)
    db.add(kept.answer)
    db.add(kept.event)
    db.commit()
    return result


def ask_next(
    db: Session, studied: steps.Studied, kept: steps.Kept, changes: list[DeckSettingsRow]
) -> None:
    place = steps.next_place(studied)
    if place is None:
        return
    card = db.get_one(CardRow, place[0])
    version = db.get_one(CardVersionRow, (card.id, card.version))
    deck = db.get_one(DeckRow, card.deck_id)
    memory = None
    if steps.wants_memory(studied, place[1]):
        memory = db.get(MemoryRow, (studied.learner.id, card.id))
    settings = settings_at([to_change(change) for change in changes], studied.now)
    steps.asked_next(studied, kept, card, version, deck, memory, settings)


def first_result(
    db: Session, first: AnswerRow, session_id: UUID, body: AnswerCreate
) -> AnswerResult:
    if first.body_hash != steps.hash_of(session_id, body):
        raise HTTPException(409)
    row = db.get_one(SessionRow, (first.learner_id, session_id))
    card, version = card_of(db, first.card_id, first.card_version)
    following = None
    if pending := first.outcome["next"]:
        following = card_of(db, UUID(pending["card_id"]), pending["card_version"])
    return steps.again(first, row, card, version, following)


def card_of(db: Session, card_id: UUID, version: int) -> tuple[CardRow, CardVersionRow]:
    return db.get_one(CardRow, card_id), db.get_one(CardVersionRow, (card_id, version))


def settings_of(db: Session, learner_id: UUID, deck_id: UUID) -> list[DeckSettingsRow]:
    query = (
        select(DeckSettingsRow)
        .where(DeckSettingsRow.learner_id == learner_id, DeckSettingsRow.deck_id == deck_id)
        .order_by(DeckSettingsRow.number)  # type: ignore[arg-type]  # a column on the class
    )
    return list(db.exec(query).all())
