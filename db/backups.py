"""Backups: one SQLite file each, whatever the database, with a manifest of what is in it.

Of SQLite it is a copy page by page, of PostgreSQL a move into a fresh SQLite database; both as of
one moment, while the service goes on. The manifest tells the revision of the tables and, for each
table, the number and a hash of its rows, so that a damaged file is found before it is used.
"""

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from urllib.parse import quote

import msgspec
from sqlalchemy import URL

from db import migrating, moving
from db.engine import Database, connect
from db.moving import Progress
from quiz.errors import AlreadyExists, Conflict, Invalid

FORMAT = 1
PAGES = 100
"""Pages of SQLite that are copied at a time: 400 kB."""
_ROW_BYTES = 16
_HEADER = b"SQLite format 3\0"
_OURS = ("recite_backup", "recite_backup_tables")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `tables` are the rows by table, with their hash."""

    format: int
    made_at: str
    revision: str
    tables: dict[str, tuple[int, str]]

    @property
    def row_count(self) -> int:
        """Rows of all tables."""
        return sum(count for count, _ in self.tables.values())


async def make(
    database: Database, path: Path, progress: Progress, *, overwrite: bool, now: datetime
) -> Manifest:
    """Write a backup of the database to the file, which is whole when it is there.

    The tables are at this code's revision. Raises `AlreadyExists` where there is a file already
    that may not be replaced, and `OSError`.
    """
    with _file_beside(path, overwrite=overwrite) as partial:
        if database.is_sqlite:
            await asyncio.to_thread(_copy_pages, _path_of(database), partial, progress)
        else:
            await _move_into(database, partial, progress)
        manifest = await asyncio.to_thread(seal, partial, now)
        os.replace(partial, path)
        _sync(path.parent)
    return manifest


async def _move_into(database: Database, path: Path, progress: Progress) -> None:
    copy = connect(_url_of(path), pool_size=2)
    try:
        await migrating.upgrade(copy)
        async with database.reading() as source, copy.writing() as target:
            await moving.move(source, target, progress)
    finally:
        await copy.dispose()


def _url_of(path: Path) -> URL:
    """The database in a file, whatever the file's name has in it."""
    return URL.create("sqlite", database=str(path))


def _path_of(database: Database) -> Path:
    return Path(database.engine.url.database or "")


def _copy_pages(source: Path, target: Path, progress: Progress) -> None:
    """Copy an SQLite database as it is now.

    The open reading keeps the moment: without it, each write of another process would have the
    copy begin again (sqlite.org, "SQLite Backup API").
    """
    with closing(_open(source, "mode=ro")) as reads, closing(sqlite3.connect(target)) as writes:
        reads.execute("BEGIN")
        reads.execute("SELECT count(*) FROM sqlite_schema").fetchone()

        def told(_status: int, remaining: int, total: int) -> None:
            progress("pages", total - remaining)

        reads.backup(writes, pages=PAGES, progress=told, sleep=0)


def seal(path: Path, now: datetime) -> Manifest:
    """Write the manifest into a finished copy, which is one file then, on the disk."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        (revision,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        manifest = Manifest(FORMAT, now.isoformat(), revision, _hashes(db))
        db.execute("BEGIN")
        db.execute("CREATE TABLE recite_backup (format INTEGER, made_at TEXT, revision TEXT)")
        db.execute(
            "INSERT INTO recite_backup VALUES (?, ?, ?)", (FORMAT, now.isoformat(), revision)
        )
        db.execute("CREATE TABLE recite_backup_tables (name TEXT, row_count INTEGER, hash TEXT)")
        rows = [(name, count, hash) for name, (count, hash) in manifest.tables.items()]
        db.executemany("INSERT INTO recite_backup_tables VALUES (?, ?, ?)", rows)
        db.execute("COMMIT")
    _sync(path)
    return manifest


def check(path: Path) -> Manifest:
    """The manifest of a backup that is whole. Raises `Invalid` for any other file, and `OSError`.

    A manifest of a newer format or revision than this code knows is refused too.
    """
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise Invalid(f"The file {str(path)!r} is no backup of Recite.")
    try:
        with closing(_open(path, "mode=ro&immutable=1")) as db:
            manifest = _manifest(db, path)
            damage = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
            found = _hashes(db) if damage == "ok" else {}
    except sqlite3.DatabaseError as error:
        raise _damaged(path, str(error)) from error
    if damage != "ok":
        raise _damaged(path, damage)
    for name, expected in manifest.tables.items():
        if found.get(name) != expected:
            told = f"the table {name!r} is not what the manifest says"
            raise _damaged(path, told)
    return manifest


def _damaged(path: Path, reason: str) -> Invalid:
    return Invalid(f"The backup {str(path)!r} is damaged and was not used: {reason}.")


def _manifest(db: sqlite3.Connection, path: Path) -> Manifest:
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
    if not names.issuperset(_OURS):
        raise Invalid(
            f"The file {str(path)!r} is an SQLite database, but no backup of Recite: it has no "
            "manifest. 'recite move-database' moves the database of a service."
        )
    told = db.execute("SELECT * FROM recite_backup").fetchone()
    if told is None:
        raise _damaged(path, "its manifest is empty")
    format, made_at, revision = told
    if format != FORMAT or not migrating.is_known(revision):
        raise Invalid(
            f"The backup {str(path)!r} was made by a newer version of Recite (format {format}, "
            f"tables at {revision!r}); restore it with that version."
        )
    tables = db.execute("SELECT name, row_count, hash FROM recite_backup_tables").fetchall()
    return Manifest(format, made_at, revision, {name: (n, hash) for name, n, hash in tables})


def _hashes(db: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Rows and their hash, in any order, of each table, as they are stored."""
    found = {}
    query = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (name,) in db.execute(query).fetchall():
        if name in _OURS:
            continue
        count = total = 0
        for row in db.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 a name of the schema
            hashed = blake2b(msgspec.msgpack.encode(row), digest_size=_ROW_BYTES).digest()
            total = (total + int.from_bytes(hashed)) % (1 << 8 * _ROW_BYTES)
            count += 1
        found[name] = (count, f"{total:0{2 * _ROW_BYTES}x}")
    return found


async def restore(
    path: Path, database: Database, progress: Progress, *, overwrite: bool
) -> Manifest:
    """Fill the database with what the backup holds, all or nothing.

    The tables are at this code's revision; a backup of an older one is brought up to it. Raises
    like `check`, and `Conflict` for a database that has data which may not be replaced.
    """
    manifest = await asyncio.to_thread(check, path)
    async with database.reading() as db:
        if not overwrite and not await moving.is_empty(db):
            raise Conflict("The database has data; '--overwrite' replaces all of it.")
    with tempfile.TemporaryDirectory(prefix="recite-restore-") as folder:
        copy_path = Path(folder) / "copy.sqlite"
        await asyncio.to_thread(_copy_file, path, copy_path)
        copy = connect(_url_of(copy_path), pool_size=2)
        try:
            await migrating.upgrade(copy)
            async with copy.reading() as source, database.writing() as target:
                if overwrite:
                    await moving.clear(target)
                await moving.move(source, target, progress)
        finally:
            await copy.dispose()
    await moving.gather_statistics(database)
    return manifest


def _copy_file(source: Path, target: Path) -> None:
    """Copy the backup, to be changed: the backup itself stays as it is."""
    reads, writes = _open(source, "mode=ro&immutable=1"), sqlite3.connect(target)
    with closing(reads), closing(writes):
        reads.backup(writes)


def _open(path: Path, options: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{options}", uri=True, isolation_level=None
    )


@contextmanager
def _file_beside(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """An empty file in the same folder that only its owner can read; gone at the end, whatever
    SQLite has put beside it too, unless it was renamed. Raises `AlreadyExists`."""
    if path.exists() and not overwrite:
        raise AlreadyExists(f"There is a file {str(path)!r} already; '--overwrite' replaces it.")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for end in ("", "-wal", "-shm", "-journal"):
            Path(name + end).unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the file or folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
