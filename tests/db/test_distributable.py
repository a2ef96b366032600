"""Study tables keep to the rules under which they can be distributed by learner.

On an engine that spreads rows over machines by `learner_id`, what a constraint compares must lie on
one of them: docs/scaling.md says what follows.
"""

import re
from pathlib import Path

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from db import migrating
from db.tables import metadata

STUDY = sorted(
    table.name
    for table in metadata.sorted_tables
    if next(iter(table.primary_key.columns)).name == "learner_id"
)
OTHERS = sorted(set(metadata.tables) - set(STUDY))
WITH_A_LEARNER = {"accounts", "operations", "sign_ins"}
"""Tables of people and of work, which name a learner and belong to none."""
MIGRATIONS = Path(migrating.__file__).parent / "migrations/versions"


def table(name: str) -> Table:
    return metadata.tables[name]


def test_the_study_tables_are_known() -> None:
    known = ["adjustments", "answer_cards", "answer_voids", "answers", "deck_settings", "fits"]
    known += ["forgotten_memories", "learner_zones", "marks", "memories", "packed_questions"]
    known += ["regrade_changes", "reviews", "sessions"]
    assert known == STUDY


def test_who_has_a_learner_is_keyed_by_it() -> None:
    named = {name for name in OTHERS if "learner_id" in table(name).columns}
    assert named == WITH_A_LEARNER


@pytest.mark.parametrize("name", STUDY)
def test_keys_begin_with_the_learner(name: str) -> None:
    keys = [c for c in table(name).constraints if isinstance(c, UniqueConstraint)]
    keys += [index for index in table(name).indexes if index.unique]
    assert [key.name for key in keys if key.columns[0].name != "learner_id"] == []


@pytest.mark.parametrize("name", STUDY)
def test_study_rows_refer_to_rows_of_their_learner(name: str) -> None:
    strangers = [
        key.name
        for key in table(name).foreign_key_constraints
        if key.referred_table.name in STUDY
        and (key.column_keys[0] != "learner_id" or _target(key)[0] != "learner_id")
    ]
    assert strangers == []


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_else_refers_to_study_rows(name: str) -> None:
    keys = table(name).foreign_key_constraints
    assert [key.name for key in keys if key.referred_table.name in STUDY] == []


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_foreign_keys_are_named_and_set_nothing_to_null(name: str) -> None:
    for key in table(name).foreign_key_constraints:
        assert key.name
        assert (key.ondelete or "").upper() != "SET NULL"


def test_there_are_no_triggers_and_no_sequences() -> None:
    written = {path.name: path.read_text() for path in MIGRATIONS.glob("*.py")}
    found = r"(?i)create\s+(constraint\s+)?trigger|create\s+rule|\bserial\b|sequence|identity\("
    assert [name for name, text in written.items() if re.search(found, text)] == []


def test_ids_are_made_by_the_application() -> None:
    keys = [c for each in metadata.tables.values() for c in each.primary_key.columns]
    numbers = [str(c) for c in keys if c.autoincrement is True or c.server_default is not None]
    assert numbers == []


def _target(key: ForeignKeyConstraint) -> list[str]:
    return [element.column.name for element in key.elements]
