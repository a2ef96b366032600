"""Backups hold everything as of one moment; restoring takes all of it or nothing."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from db import backups, migrating, moving
from db.cards import CardRow
from db.engine import Database, connect
from db.moving import Digests
from quiz.errors import AlreadyExists, Conflict, Invalid

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


on_sqlite_alone = pytest.mark.parametrize("template", ["sqlite"], indirect=True)
"""Of what concerns the file, which is the same whatever the database."""


def quiet(_what: str, _count: int) -> None: ...


@pytest_asyncio.fixture
async def backup(database: Database, seeds: Any, tmp_path: Path) -> Path:
    """A backup of a database with a learner who has a session over three cards."""
    cards = [await seeds.card() for _ in range(3)]
    await seeds.session(await seeds.learner(), cards)
    path = tmp_path / "backup.recite"
    await backups.make(database, path, quiet, overwrite=False, now=NOW)
    return path


async def digests(database: Database) -> Digests:
    async with database.reading() as db:
        return await moving.digests(db)


async def count_cards(database: Database) -> int:
    async with database.reading() as db:
        return int((await db.execute(select(func.count()).select_from(CardRow))).scalar_one())


def read(path: Path) -> bytes:
    return path.read_bytes()


async def test_a_backup_restores_what_was_there(
    database: Database, seeds: Any, backup: Path
) -> None:
    before = await digests(database)
    async with database.writing() as db:
        await moving.clear(db)
    manifest = await backups.restore(backup, database, quiet, overwrite=False)
    assert await digests(database) == before
    assert manifest.tables["cards"][0] == before["cards"].count == 3


async def test_a_backup_restores_into_the_other_kind_of_database(
    database: Database, backup: Path, fresh_sqlite_url: str, fresh_postgres_url: str
) -> None:
    other = connect(fresh_postgres_url if database.is_sqlite else fresh_sqlite_url)
    await migrating.upgrade(other)
    await backups.restore(backup, other, quiet, overwrite=False)
    assert await digests(other) == await digests(database)
    await other.dispose()


def test_only_its_owner_can_read_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert [path.name for path in backup.parent.iterdir() if "partial" in path.name] == []


async def test_a_backup_replaces_a_file_only_when_told(database: Database, backup: Path) -> None:
    content = read(backup)
    with pytest.raises(AlreadyExists):
        await backups.make(database, backup, quiet, overwrite=False, now=NOW)
    assert read(backup) == content
    await backups.make(database, backup, quiet, overwrite=True, now=NOW)


async def test_data_is_replaced_only_when_told(
    database: Database, seeds: Any, backup: Path
) -> None:
    before = await digests(database)
    await seeds.card()
    with pytest.raises(Conflict):
        await backups.restore(backup, database, quiet, overwrite=False)
    assert await count_cards(database) == 4
    await backups.restore(backup, database, quiet, overwrite=True)
    assert await digests(database) == before


async def test_a_restore_that_is_interrupted_leaves_what_was_there(
    database: Database, seeds: Any, backup: Path
) -> None:
    await seeds.card()
    before = await digests(database)

    def interrupt(what: str, _count: int) -> None:
        if what == "cards":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await backups.restore(backup, database, interrupt, overwrite=True)
    assert await digests(database) == before


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(8_192, len(content), 4_096):
        content[at : at + 64] = b"\xff" * 64
    path.write_bytes(content)


def foreign_text(path: Path) -> None:
    path.write_text("just notes")


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE notes (text TEXT)")
        db.commit()


def told(statement: str) -> Callable[[Path], None]:
    """Something that SQLite itself does to the file, so that its pages are sound."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            db.execute(statement)
            db.commit()

    return change


@on_sqlite_alone
@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (truncated, "is damaged"),
        (scribbled, "is damaged"),
        (foreign_text, "is no backup of Recite"),
        (empty, "is no backup of Recite"),
        (foreign_database, "no backup of Recite: it has no manifest"),
        (told("UPDATE cards SET position = 9 WHERE position = 1"), "the table 'cards' is not what"),
        (told("DELETE FROM sessions"), "the table 'sessions' is not what the manifest says"),
        (told("DROP TABLE marks"), "the table 'marks' is not what the manifest says"),
        (told("UPDATE recite_backup SET revision = '29990101_x'"), "made by a newer version"),
        (told("UPDATE recite_backup SET format = 2"), "made by a newer version"),
    ],
)
async def test_what_is_no_sound_backup_is_refused_and_changes_nothing(
    database: Database, seeds: Any, backup: Path, damage: Callable[[Path], None], message: str
) -> None:
    await seeds.card(None)
    before = await digests(database)
    damage(backup)
    with pytest.raises(Invalid, match=message):
        await backups.restore(backup, database, quiet, overwrite=True)
    assert await digests(database) == before


@on_sqlite_alone
async def test_a_backup_of_older_tables_is_brought_up(
    database: Database, backup: Path, tmp_path: Path
) -> None:
    before = await digests(database)
    older = connect(f"sqlite:///{backup}")
    await migrating.downgrade(older, "20261125_pack_questions")
    await older.dispose()
    for table in ("recite_backup", "recite_backup_tables"):
        told(f"DROP TABLE {table}")(backup)
    assert backups.seal(backup, NOW).revision == "20261125_pack_questions"
    await backups.restore(backup, database, quiet, overwrite=True)
    assert await digests(database) == before


@on_sqlite_alone
async def test_a_backup_of_sqlite_is_of_one_moment_while_others_write(
    backup: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source.sqlite"
    shutil.copy(backup, source)
    told("PRAGMA journal_mode = WAL")(source)
    for table in ("recite_backup", "recite_backup_tables"):
        told(f"DROP TABLE {table}")(source)
    steps = 0

    def write_meanwhile(what: str, _count: int) -> None:
        nonlocal steps
        if what == "pages":
            steps += 1
            assert steps < 50, "the copy began again with each write"
            told("UPDATE cards SET position = position + 1")(source)

    database = connect(f"sqlite:///{source}")
    before = await digests(database)
    copy = tmp_path / "copy.recite"
    await backups.make(database, copy, write_meanwhile, overwrite=False, now=NOW)
    assert steps > 1
    assert await digests(database) != before
    await backups.restore(copy, database, quiet, overwrite=True)
    assert await digests(database) == before
    await database.dispose()


@on_sqlite_alone
async def test_a_copy_that_differs_is_not_kept(
    database: Database, backup: Path, fresh_sqlite_url: str, tmp_path: Path
) -> None:
    target = connect(fresh_sqlite_url)
    await migrating.upgrade(target)
    change = "UPDATE cards SET position = 9 WHERE id = new.id"
    spoil = f"CREATE TRIGGER spoil AFTER INSERT ON cards BEGIN {change}; END"
    told(spoil)(tmp_path / "recite.sqlite3")
    with pytest.raises(Conflict, match="The table 'cards' holds"):
        await backups.restore(backup, target, quiet, overwrite=False)
    assert await count_cards(target) == 0
    await target.dispose()
