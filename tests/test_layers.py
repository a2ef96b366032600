"""The import contracts hold, and each of them fails when it is broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "schemas", "quiz", "db", "fixtures")

VIOLATIONS = {
    "Imports point down: api -> schemas, db -> quiz -> fixtures": (
        "quiz/words.py",
        "import db.base",
    ),
    "Inside api: entry points -> commands -> routes -> deps -> services -> clients -> settings": (
        "api/services/acting.py",
        "import api.routes.health",
    ),
    "quiz knows no web, no storage and no validation framework": (
        "quiz/words.py",
        "import pydantic",
    ),
    "schemas know neither storage nor web": ("schemas/progress.py", "import sqlalchemy"),
    "db and the services know no web framework": ("db/search.py", "import fastapi"),
    "Clients know neither storage, schemas nor web framework": (
        "api/clients/proposers.py",
        "import db.base",
    ),
    "Charts know the domain and nothing else": ("api/charts/looks.py", "import schemas.problems"),
    "Graders do not import each other": (
        "quiz/grading/typed.py",
        "import quiz.grading.choice",
    ),
    "Makers do not import each other": (
        "quiz/making/typed.py",
        "import quiz.making.cloze",
    ),
    "Schedulers do not import each other": (
        "quiz/scheduling/leitner.py",
        "import quiz.scheduling.sm2",
    ),
    "Formats do not import each other": (
        "quiz/formats/brainscape.py",
        "import quiz.formats.recite_json",
    ),
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the packages and of the contracts over them."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=_data)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def _data(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]


def lint(house: Path) -> str:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
    ]
    done = subprocess.run(
        [*command, "--no-cache"],
        cwd=house,
        env={"PYTHONPATH": str(house), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_every_contract_is_broken_once() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = {c["name"] for c in settings["tool"]["importlinter"]["contracts"]}
    assert contracts == set(VIOLATIONS)


def test_the_contracts_hold(house: Path) -> None:
    assert f"Contracts: {len(VIOLATIONS)} kept, 0 broken." in lint(house)


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(house: Path, contract: str) -> None:
    file, line = VIOLATIONS[contract]
    path = house / file
    path.write_text(f"{path.read_text()}\n{line}\n")
    assert f"{contract} BROKEN" in lint(house)
