"""`recite evaluate`: how well schedulers foretell a real learner's log.

The expected log losses were published with the log: FSRS-6's defaults 0.4422, a constant 0.5116 and
SM-2 0.5122. Leitner was given as 0.5066 there, which doubles its intervals without end; boxes that
end at 16 days, as here, come to 0.5059.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import typer
from fsrs.scheduler import DEFAULT_PARAMETERS

from api.commands import scheduling
from api.services.review_logs import ReadLine, read
from quiz.scheduling.evaluating import evaluate

ROOT = Path(__file__).parents[1]
LOG = ROOT / "benchmarks/data/scheduling/review_logs.csv"

Captured = pytest.CaptureFixture[bytes]


def evaluated(captured: Captured, file: Path = LOG, **options: Any) -> dict[str, Any]:
    """The report that the command prints."""
    scheduling.evaluate(file, as_json=True, **options)
    return json.loads(captured.readouterr().out)


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """What is said of the log, for a learner whose day begins at 04:00 UTC."""
    with LOG.open("rb") as source:
        lines = [line for line in read(source, None) if isinstance(line, ReadLine)]
    found = evaluate([line.review for line in lines], timezone="UTC", day_starts_at=4)
    return asdict(found)


def loss(report: dict[str, Any], name: str) -> float:
    (found,) = (each["log_loss"] for each in report["evaluations"] if each["name"] == name)
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [("fsrs", 0.4422), ("constant", 0.5116), ("sm2", 0.5122), ("leitner", 0.5059)],
)
def test_log_losses_are_the_published_ones(
    report: dict[str, Any], name: str, expected: float
) -> None:
    assert loss(report, name) == pytest.approx(expected, abs=5e-5)


def test_the_other_figures_are_those_of_the_benchmark(report: dict[str, Any]) -> None:
    # Computed apart, with numpy, from py-fsrs and the benchmark's `rmse_matrix`.
    (fsrs,) = (each for each in report["evaluations"] if each["name"] == "fsrs")
    assert fsrs["rmse_bins"] == pytest.approx(0.0621545, abs=5e-7)
    assert fsrs["auc"] == pytest.approx(0.6791716, abs=5e-7)


def test_what_was_counted_is_told(report: dict[str, Any]) -> None:
    counts = [report[name] for name in ("reviews", "cards", "counted", "foretold")]
    assert counts == [12_580, 1_205, 6_276, 5_230]


def test_the_table_has_a_line_for_each_scheduler() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "evaluate", str(LOG)],
        capture_output=True,
        cwd=ROOT,
        timeout=300,
        check=True,
    )
    table = done.stdout.decode()
    names = [line.split()[0] for line in table.splitlines()[3:]]
    assert names == ["fsrs", "sm2", "leitner", "constant"]
    assert "fsrs                        0.4422      0.0622  0.6792" in table


def test_given_parameters_stand_beside_the_defaults(
    report: dict[str, Any], capfdbinary: Captured
) -> None:
    given = evaluated(capfdbinary, parameters=",".join(map(str, DEFAULT_PARAMETERS)))
    assert loss(given, "fsrs, given parameters") == loss(given, "fsrs") == loss(report, "fsrs")


def test_another_day_gives_other_figures(report: dict[str, Any], capfdbinary: Captured) -> None:
    midnight = evaluated(capfdbinary, day_starts_at=0)
    assert loss(midnight, "fsrs") != loss(report, "fsrs")


def test_lines_that_cannot_be_read_are_told_and_left_out(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    log = tmp_path / "log.csv"
    head = LOG.read_bytes().splitlines(keepends=True)[:1_000]
    log.write_bytes(b"".join(head) + b"a,9,2024-01-01T00:00:00Z,1\nx\n")
    scheduling.evaluate(log, as_json=True)
    told = capfdbinary.readouterr()
    assert json.loads(told.out)["unread"] == 2
    assert told.err.startswith(b"recite: Line 1001: The review cannot be read.")
    assert b"(2 lines could not be read)" in told.err


def test_the_first_line_that_cannot_be_read_is_told_with_what_is_wrong_in_it(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(LOG.read_bytes() + b"1,3,2026-03-02T09:00:00,1\n")
    scheduling.evaluate(log)
    told = capfdbinary.readouterr().err.decode()
    assert "Line 12582: The review cannot be read." in told
    assert "/time: must say its time zone" in told


def test_a_log_too_short_to_foretell_is_refused(tmp_path: Path, capfdbinary: Captured) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(b"card,rating,time\na,3,2024-01-01T12:00:00Z\n")
    with pytest.raises(typer.Exit):
        scheduling.evaluate(log)
    assert b"there must be at least 6 to foretell any" in capfdbinary.readouterr().err
