"""`recite replay`: a log of reviews in, the state after each out, whatever the lines hold."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typer
from fsrs.scheduler import DEFAULT_PARAMETERS

from api.commands import scheduling
from api.services.replaying_lines import replay_lines
from api.services.review_logs import read
from quiz.scheduling.settings import SchedulerName, Settings

ROOT = Path(__file__).parents[1]
LOG = ROOT / "benchmarks/data/scheduling/review_logs.csv"
FSRS = Settings(is_fuzzed=False)
HEADER = b"card,rating,time\n"
NOON = "2024-03-01T12:00:00Z"

Line = dict[str, Any]
Captured = pytest.CaptureFixture[bytes]


def replayed(log: bytes, settings: Settings = FSRS, **day: Any) -> list[Line]:
    """What is told of each line of the log, for a learner in UTC whose day begins at 04:00."""
    where = {"timezone": "UTC", "day_starts_at": 4} | day
    return list(replay_lines(list(read(BytesIO(log), None)), settings, **where))


def reviews(*members: Line) -> bytes:
    """JSON Lines of reviews of one card, all at noon where no other time is given."""
    plain = {"card": "a", "rating": 3, "time": NOON}
    return b"\n".join(json.dumps({**plain, **each}).encode() for each in members)


def only(line: Line) -> Line:
    """What is told of a single review."""
    (told,) = replayed(json.dumps(line).encode())
    return told


def out(captured: Captured) -> list[Line]:
    """What the command has printed since it was last asked for."""
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def test_the_published_sequence_comes_out_as_published() -> None:
    # Ratings and gaps of fsrs-rs's suite; its numbers are of single precision.
    days = ("02-01", "02-01", "02-02", "02-05", "02-13", "03-05")
    members = [
        {"rating": rating, "time": f"2024-{day}T12:00:00Z"}
        for rating, day in zip((1, 3, 3, 3, 3, 3), days, strict=True)
    ]
    last = replayed(reviews(*members))[-1]
    assert last["stability"] == pytest.approx(53.62691, rel=1e-6)
    assert last["difficulty"] == pytest.approx(6.3574867, rel=1e-6)


def test_every_field_is_told() -> None:
    first, second = replayed(reviews({"rating": 4}, {"time": "2024-03-09T12:00:00Z"}))
    assert first == {
        "card": "a",
        "time": NOON,
        "studied_on": "2024-03-01",
        "elapsed_days": None,
        "retrievability": None,
        "stability": 8.2956,
        "difficulty": 1.0,
        "step": None,
        "state": "review",
        "interval_days": 8,
        "due_on": "2024-03-09",
        "due_at": None,
    }
    assert second["elapsed_days"] == 8
    assert second["retrievability"] == pytest.approx(0.902473, abs=5e-7)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        (SchedulerName.LEITNER, {"box": 2, "interval_days": 2}),
        (SchedulerName.SM2, {"easiness": 2.5, "repetitions": 1, "interval_days": 1}),
        (SchedulerName.CONFIDENCE, {"level": 4, "rank": 1, "interval_days": 3}),
    ],
)
def test_other_schedulers_tell_their_own_fields(name: SchedulerName, fields: Line) -> None:
    (told,) = replayed(reviews({}), Settings(scheduler=name))
    assert told.items() >= fields.items()
    assert "stability" not in told
    assert told["retrievability"] is None


def test_each_line_is_answered_in_its_place() -> None:
    lines = b'{"card": 1}\n' + reviews({}) + b"\n[]\n\n" + reviews({"card": "b"})
    assert ["error" in told for told in replayed(lines)] == [True, False, True, False]


def test_a_log_out_of_order_is_folded_by_time_and_told_in_its_own_order() -> None:
    early, late = {"rating": 4}, {"time": "2024-03-09T12:00:00Z"}
    assert replayed(reviews(late, early)) == replayed(reviews(early, late))[::-1]


def test_reviews_of_one_moment_count_in_the_order_of_the_log() -> None:
    first, second = replayed(reviews({"rating": 1}, {"rating": 4}))
    assert (first["elapsed_days"], second["elapsed_days"]) == (None, 0)
    assert (first["stability"], second["state"]) == (0.212, "review")


def test_the_names_of_py_fsrs_are_taken() -> None:
    csv = b"card_id,review_rating,review_time,review_duration\n7,4,2024-03-01T12:00:00+00:00,900\n"
    (told,) = replayed(csv)
    assert (told["card"], told["stability"]) == ("7", 8.2956)


def test_csv_and_json_lines_give_the_same() -> None:
    csv = HEADER + b"a,3,2024-03-01T12:00:00Z\r\n a ,1, 2024-03-02T12:00:00Z"
    members = ({}, {"rating": 1, "time": "2024-03-02T12:00:00Z"})
    assert replayed(csv) == replayed(reviews(*members))


def test_a_byte_order_mark_is_passed_over() -> None:
    assert len(replayed(b"\xef\xbb\xbf" + HEADER + b"a,3,2024-03-01T12:00:00Z\n")) == 1


def test_a_cell_may_be_empty_where_the_other_one_is_not() -> None:
    told = replayed(
        b"card,rating,confidence,time\na,4,,2024-03-01T12:00:00Z\nb,,5,2024-03-01T12:00:00Z"
    )
    assert [line["stability"] for line in told] == [8.2956, 8.2956]


@pytest.mark.parametrize(
    ("confidence", "first"), [(1, 0.212), (2, 0.212), (3, 1.2931), (4, 2.3065)]
)
def test_a_confidence_is_a_rating_by_the_learner(confidence: int, first: float) -> None:
    assert only({"card": 1, "confidence": confidence, "time": NOON})["stability"] == first


def test_what_a_line_has_besides_is_let_be() -> None:
    assert "error" not in only({"card": 1, "rating": 3, "time": NOON, "deck": "x", "took_ms": 5})


def test_a_number_stays_a_number() -> None:
    assert only({"card": 17, "rating": 3, "time": NOON})["card"] == 17


def test_times_of_any_zone_are_told_in_utc() -> None:
    assert only({"card": 1, "rating": 3, "time": "2024-03-01T01:00:00+05:30"})["time"] == (
        "2024-02-29T19:30:00Z"
    )


def test_the_study_day_is_the_learners_own() -> None:
    late = reviews({"time": "2024-03-01T02:30:00Z"})
    assert replayed(late)[0]["studied_on"] == "2024-02-29"
    assert replayed(late, timezone="Europe/Oslo")[0]["studied_on"] == "2024-02-29"
    assert replayed(late, timezone="Europe/Oslo", day_starts_at=3)[0]["studied_on"] == "2024-03-01"
    assert replayed(late, timezone="Asia/Tokyo")[0]["studied_on"] == "2024-03-01"


def test_a_real_log_is_replayed_line_by_line() -> None:
    told = replayed(LOG.read_bytes())
    assert len(told) == 12_580
    assert not any("error" in line for line in told)
    assert min(line["interval_days"] for line in told) == 0


def test_fuzz_is_asked_for(tmp_path: Path, capfdbinary: Captured) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(reviews(*({"card": card, "rating": 4} for card in range(50))))
    scheduling.replay(log)
    plain = {line["interval_days"] for line in out(capfdbinary)}
    scheduling.replay(log, fuzz=True)
    fuzzy = {line["interval_days"] for line in out(capfdbinary)}
    assert (plain, fuzzy) == ({8}, {7, 8, 9})


def test_options_reach_the_scheduler(tmp_path: Path, capfdbinary: Captured) -> None:
    log, parameters = tmp_path / "log.jsonl", tmp_path / "parameters.json"
    log.write_bytes(reviews({"rating": 1}, {"time": "2024-03-06T12:00:00Z"}))
    parameters.write_text(json.dumps({"parameters": [5.0, *DEFAULT_PARAMETERS[1:]]}))
    scheduling.replay(log, parameters=f"@{parameters}", retention=0.8)
    first, second = out(capfdbinary)
    assert (first["stability"], second["elapsed_days"]) == (5.0, 5)


def test_what_cannot_be_replayed_at_all_ends_the_command(
    tmp_path: Path, capfdbinary: Captured
) -> None:
    log = tmp_path / "log.csv"
    log.write_bytes(b"foo,bar\n1,2\n")
    with pytest.raises(typer.Exit):
        scheduling.replay(log)
    told = capfdbinary.readouterr()
    assert told.out == b""
    assert told.err.startswith(b"recite: Line 1: a CSV log begins with the names of its columns")


def test_the_command_reads_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "replay", "-", "--scheduler", "leitner"],
        input=reviews({}, {"rating": 7}),
        capture_output=True,
        cwd=ROOT,
        timeout=300,
        check=True,
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert first["box"] == 2
    assert second["error"]["message"].startswith("Line 2: ")
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timezone": "Mars/Base"}, "'Mars/Base' is not a time zone"),
        ({"retention": 0.99}, "must be from 0.7 to 0.97"),
        ({"retention": float("nan")}, "must be from 0.7 to 0.97"),
        ({"parameters": "1,2,3"}, "FSRS-6 has 21 parameters, not 3"),
        ({"parameters": ",".join(["9"] * 21)}, "/parameters/5: must be between"),
        ({"parameters": "1,x"}, "'1,x' are not numbers"),
        ({"parameters": "@no such file"}, "cannot be read"),
        ({"parameters": f"@{Path(__file__)}"}, "is not JSON"),
        (
            {"parameters": f"@{ROOT / 'fixtures/vectors/tokens.json'}"},
            "must hold a list of numbers",
        ),
        ({"file": Path("no such log")}, "there is no file 'no such log'"),
    ],
)
def test_options_that_make_no_sense_are_told(options: Line, message: str) -> None:
    with pytest.raises(typer.BadParameter) as refused:
        scheduling.replay(**({"file": LOG} | options))
    assert message in str(refused.value)
