"""Backing up, restoring and moving from the command line, on SQLite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def recite(
    folder: Path, *arguments: str, database: str = "one"
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECITE_", "COV_"))}
    return subprocess.run(
        [sys.executable, "-m", "api.cli", *arguments],
        env=kept
        | {
            "RECITE_DATABASE_URL": f"sqlite:///{folder / database}.sqlite",
            "RECITE_DATA_DIR": str(folder),
            "PYTHONPATH": str(ROOT),
            "NO_COLOR": "1",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that has the fixture decks, and a backup of it."""
    path = tmp_path_factory.mktemp("backups")
    for arguments in (["migrate"], ["deck", "load"], ["backup", "kept.recite"]):
        result = recite(path, *arguments)
        assert result.returncode == 0, result.stderr
    return path


def test_a_backup_says_what_it_holds(folder: Path) -> None:
    result = recite(folder, "restore", "kept.recite", "--check")
    assert result.stdout.startswith("kept.recite is whole: ")
    assert result.returncode == 0


def test_a_new_database_is_made_from_a_backup(folder: Path) -> None:
    restored = recite(folder, "restore", "kept.recite", database="two")
    assert (restored.returncode, restored.stderr) == (0, "")
    listed = recite(folder, "deck", "list", database="two")
    assert "power struggle between Stalin" in listed.stdout


def test_data_is_not_replaced_unless_told(folder: Path) -> None:
    result = recite(folder, "restore", "kept.recite")
    assert result.stderr == ("recite: The database has data; '--overwrite' replaces all of it.\n")
    assert result.returncode == 1


def test_a_database_is_moved_into_an_empty_one_only(folder: Path) -> None:
    source, target = (f"sqlite:///{folder / name}.sqlite" for name in ("one", "three"))
    first = recite(folder, "move-database", source, target)
    assert first.stdout.endswith("The copy was read back and is the same.\n")
    second = recite(folder, "move-database", source, target)
    assert (second.returncode, second.stderr) == (
        1,
        "recite: the target has data; 'move-database' takes an empty database.\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["restore", "missing.recite"], "No such file or directory: 'missing.recite'"),
        (["restore", "secret_key"], "The file 'secret_key' is no backup of Recite."),
        (["backup", "kept.recite"], "There is a file 'kept.recite' already"),
        (["move-database", "sqlite:///gone.sqlite", "sqlite:///x.sqlite"], "there is no database"),
        (["move-database", "sqlite:///one.sqlite", "mysql://h/d"], "is no address of a database"),
    ],
)
def test_a_mistake_is_told_in_a_line(folder: Path, arguments: list[str], message: str) -> None:
    result = recite(folder, *arguments)
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert message in result.stderr
