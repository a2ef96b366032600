"""`recite grade`: JSON Lines in, JSON Lines out, whatever the lines hold."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from api.commands import grading
from api.services.grading_lines import grade_line

ROOT = Path(__file__).parents[1]
TYPED = {"id": "a", "format": "typed", "prompt": "Capital of Norway?", "accepted": ["Oslo"]}


def graded(**members: Any) -> dict[str, Any]:
    line = json.dumps({**TYPED, "response": "Oslo", **members}).encode()
    return grade_line(line).model_dump(mode="json")


def run(lines: bytes, *arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "grade", *arguments],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_an_accepted_text_gets_all() -> None:
    result = graded(response="oslo")
    assert result["id"] == "a"
    assert result["fraction"] == 1
    assert result["points"] == []
    assert result["needs_review"] is False


def test_every_line_is_answered_in_its_place() -> None:
    good = json.dumps({**TYPED, "response": "Oslo"}).encode()
    results = run(b"\n".join([good, b"{broken", b"", b"[]", good]) + b"\n")
    assert [result.get("fraction") for result in results] == [1, None, None, 1]
    assert ["error" in result for result in results] == [False, True, True, False]


def test_a_file_is_read_as_a_pipe_is(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps({**TYPED, "response": "Bergen"}))
    assert run(b"", str(file))[0]["fraction"] == 0


def test_a_dash_is_the_pipe() -> None:
    line = json.dumps({**TYPED, "response": "Oslo"}).encode()
    assert run(line, "-")[0]["fraction"] == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(typer.BadParameter, match="there is no file"):
        grading.grade(tmp_path / "lines.jsonl")


def test_an_error_without_an_id_says_which_line_it_is() -> None:
    first, second = run(b"\n{broken\n" + json.dumps(TYPED).encode())
    assert first["error"]["message"].startswith("Line 2: The line is not JSON")
    assert second["error"]["message"] == "The request is not valid: /response: is missing"


def test_what_is_of_the_wrong_shape_is_told_in_the_words_of_json() -> None:
    faults = graded(accepted="Oslo", key_points=["Oslo"])["error"]["faults"]
    assert faults == [
        {"pointer": "/key_points/0", "message": "must be an object"},
        {"pointer": "/accepted", "message": "must be a list"},
    ]
    assert graded(accepted=[])["error"]["faults"] == [
        {"pointer": "/accepted", "message": "must have at least 1, not 0"}
    ]


def test_an_error_names_the_line_and_the_member() -> None:
    result = graded(id=7, options={"tolerance": -1})
    assert result["id"] == 7
    assert [fault["pointer"] for fault in result["error"]["faults"]] == ["/options/tolerance"]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"id": NaN}',
        b'{"id": ' + b"9" * 10_000 + b"}",
        b"\x00",
        b'"text"',
        b"{}",
    ],
)
def test_what_is_no_line_gives_an_error(line: bytes) -> None:
    assert "error" in grade_line(line).model_dump()


@pytest.mark.parametrize(
    "response",
    ["", " ", "\u0000", "\ud800", "x" * 10_000, "<b>Bergen</b>", "🙂" * 500, "\u202ebergen"],
)
def test_a_strange_response_gets_nothing_or_an_error(response: str) -> None:
    result = graded(response=response)
    assert "error" in result or result["fraction"] == 0


def test_members_that_are_not_ours_are_left_alone() -> None:
    assert graded(gold="correct", kind="exact")["fraction"] == 1


def test_a_format_that_is_not_graded_here_is_told_in_plain_words() -> None:
    error = graded(format="essay")["error"]
    assert error["faults"] == [
        {"pointer": "/format", "message": "Input should be 'free_text' or 'typed'"}
    ]


def test_a_line_without_anything_to_compare_with_is_refused() -> None:
    result = grade_line(b'{"id": 1, "format": "typed", "response": "Oslo"}').model_dump()
    assert result["id"] == 1
    assert "/accepted" in result["error"]["faults"][0]["pointer"]


def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(grading, "LINE_BYTES", 200)
    file = tmp_path / "lines.jsonl"
    good = json.dumps({**TYPED, "response": "Oslo"}).encode()
    file.write_bytes(b"x" * 1_000 + b"\n" + good + b"\n")
    grading.grade(file)
    first, second = capfdbinary.readouterr().out.splitlines()
    assert b"at most 200 bytes" in first
    assert json.loads(second)["fraction"] == 1
