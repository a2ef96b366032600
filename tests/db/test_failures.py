"""What a database's refusals mean."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db import engine
from db.failures import as_quiz_error
from quiz.errors import Unavailable


async def test_a_postgres_whose_socket_is_gone_cannot_serve_now(tmp_path: Path) -> None:
    database = engine.connect(f"postgresql+asyncpg://postgres@/recite?host={tmp_path}")
    with pytest.raises(OSError, match="No such file") as failure:
        await engine.check(database)
    assert isinstance(as_quiz_error(failure.value), Unavailable)
    await database.dispose()


def test_a_file_that_is_missing_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as failure:
        (tmp_path / "words.txt").read_text()
    assert as_quiz_error(failure.value) is None


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.sqlite")) as db:
        db.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as caught:
            db.execute("CREATE TABLE rows AS SELECT zeroblob(100000) AS filler")
    told = as_quiz_error(caught.value)
    assert isinstance(told, Unavailable)
    assert "disk" in str(told)
