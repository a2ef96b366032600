"""Migrated, empty databases, and rows to put in them.

database    a `Database` of this test's own, once on SQLite and once on Postgres
seeds       makes rows that others need: workspaces, decks, cards, learners, sessions
"""

import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from api.ids import uuid7
from api.services.asking import pend
from db import learners, migrating, sessions
from db.cards import CardRow, CardVersionRow
from db.decks import DeckRow
from db.engine import Database, connect
from db.learners import LearnerKind, LearnerRow
from db.sessions import SessionRow
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz import cards
from quiz.access import Visibility
from quiz.cards import Content, TypedContent, kind_of
from quiz.responses import Format
from quiz.session.sessions import Feedback, Mode, Order, Planned, pending_to_json, planned_to_json

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest_asyncio.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "recite.sqlite"
    await _migrate(f"sqlite:///{path}")
    return path


@pytest_asyncio.fixture(scope="session")
async def postgres_template(postgres_databases: Any) -> AsyncIterator[str]:
    url = await postgres_databases.create()
    await _migrate(url)
    yield url
    await postgres_databases.drop(url)


async def _migrate(url: str) -> None:
    database = connect(url)
    await migrating.upgrade(database)
    await database.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def template(request: pytest.FixtureRequest) -> tuple[str, Any]:
    return request.param, request.getfixturevalue(f"{request.param}_template")


@pytest_asyncio.fixture
async def database(
    template: tuple[str, Any], request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[Database]:
    kind, source = template
    if kind == "sqlite":
        path = tmp_path / "recite.sqlite"
        shutil.copy(source, path)
        database = connect(f"sqlite:///{path}")
        yield database
        await database.dispose()
        return
    servers = request.getfixturevalue("postgres_databases")
    url = await servers.create(template=source)
    database = connect(url)
    yield database
    await database.dispose()
    await servers.drop(url)


@dataclass
class Seeds:
    """Rows for tests, with ids that count up."""

    database: Database
    workspace_id: UUID
    deck_id: UUID
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def id(self) -> UUID:
        return uuid7(1, next(self._numbers))

    async def learner(self) -> UUID:
        row = LearnerRow(id=self.id(), kind=LearnerKind.GUEST, created_at=NOW, updated_at=NOW)
        return await self._add(row)

    async def deck(self) -> UUID:
        row = _deck_row(self.id(), self.workspace_id)
        return await self._add(row)

    async def card(self, content: Content | None = None, deck_id: UUID | None = None) -> UUID:
        content = content or TypedContent(prompt="Capital of Norway?", accepted=("Oslo",))
        number = next(self._numbers)
        row = CardRow(
            id=uuid7(2, number),
            deck_id=deck_id or self.deck_id,
            position=number,
            kind=kind_of(content),
            tags=[],
            source_metadata={},
            prompt_words="",
            answer_words="",
            created_at=NOW,
            updated_at=NOW,
        )
        await self._add(row)
        version = CardVersionRow(
            card_id=row.id, version=1, content=cards.to_json(content), created_at=NOW
        )
        async with self.database.writing() as db:
            db.add(version)
        return row.id

    async def session(
        self,
        learner_id: UUID,
        card_ids: list[UUID],
        *,
        mode: Mode = Mode.STUDY,
        feedback: Feedback = Feedback.IMMEDIATE,
        format: Format = Format.TYPED,
        seconds: int | None = None,
    ) -> UUID:
        plan = [Planned(card_id, format, 1) for card_id in card_ids]
        row = SessionRow(
            learner_id=learner_id,
            id=self.id(),
            mode=mode,
            feedback=feedback,
            order=Order.DECK,
            deck_ids=[str(self.deck_id)],
            tags=[],
            formats=[format.value],
            plan=[planned_to_json(item) for item in plan],
            order_seed=1,
            secret_seed=1,
            started_at=NOW,
            ends_at=NOW + timedelta(seconds=seconds) if seconds else None,
            updated_at=NOW,
        )
        async with self.database.writing() as db:
            learner = await learners.get(db, learner_id)
            session = sessions.to_domain(row)
            pending = await pend(db, session, learner=learner, secret_seed=1, position=1, now=NOW)
            row.pending = pending_to_json(pending) if pending else None
            db.add(row)
        return row.id

    async def _add(self, row: Any) -> UUID:
        async with self.database.writing() as db:
            db.add(row)
        return row.id


def _deck_row(id: UUID, workspace_id: UUID) -> DeckRow:
    return DeckRow(
        id=id,
        workspace_id=workspace_id,
        title="D",
        tags=[],
        visibility=Visibility.PUBLIC,
        study_defaults={},
        words="d",
        created_at=NOW,
        updated_at=NOW,
    )


@pytest_asyncio.fixture
async def seeds(database: Database) -> Seeds:
    workspace = WorkspaceRow(
        id=uuid7(0, 1), kind=WorkspaceKind.TEAM, name="W", created_at=NOW, updated_at=NOW
    )
    deck = _deck_row(uuid7(0, 2), workspace.id)
    async with database.writing() as db:
        db.add(workspace)
        await db.flush()
        db.add(deck)
    return Seeds(database, workspace.id, deck.id)
