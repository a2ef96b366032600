"""`recite grade`: grades JSON Lines from a file or a pipe, one after another."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import structlog
import typer

from api.services.grading_lines import grade_line
from schemas.gradings import FailedLine, GradedLine, LineError

LINE_BYTES = 4 * 1024 * 1024
"""The longest line that is read; the caps of a card with every key point fit in."""

TOLD_EVERY = 500
"""Lines between two reports of progress to a person who watches."""

log = structlog.get_logger("recite.grade")


def grade(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="JSON Lines to grade; standard input without it, or with '-'.",
        ),
    ] = None,
) -> None:
    """Grade answers: a JSON object a line in, its grade a line out, in the same order.

    In: id, format (free_text or typed), response, prompt and language of all; answer, key_points
    (objects with text, as of cards) and required of free_text; accepted (a list) and options
    (tolerance, unit, case_sensitive, …) of typed. Other members are let be, blank lines passed
    over.

    Out: id, fraction, reliability, needs_review, points, flags, grader. Where needs_review is
    true, fraction is what is suggested. A line that cannot be graded gives {"id", "error"}, and
    the run goes on. Needs no database.
    """
    if file is None or str(file) == "-":
        _grade_all(sys.stdin.buffer, sys.stdout.buffer)
        return
    if not file.is_file() and not file.is_fifo():
        raise typer.BadParameter(f"there is no file {str(file)!r}", param_hint="'file'")
    with file.open("rb") as source:
        _grade_all(source, sys.stdout.buffer)


def _grade_all(source: BinaryIO, sink: BinaryIO) -> None:
    is_watched = sys.stderr.isatty()
    count = failed = 0
    for number, line in _lines(source):
        graded = _too_long() if line is None else _graded(line)
        if isinstance(graded, FailedLine) and graded.id is None:
            graded = _placed(graded, number)
        sink.write(graded.model_dump_json().encode() + b"\n")
        sink.flush()
        count += 1
        failed += isinstance(graded, FailedLine)
        if is_watched and count % TOLD_EVERY == 0:
            typer.echo(f"\rgraded {count:,} lines", err=True, nl=False)
    if is_watched:
        typer.echo(f"\rgraded {count:,} lines, {failed:,} of them with errors", err=True)


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers from 1; `None` for one that is too long to
    take."""
    number = 0
    while line := source.readline(LINE_BYTES + 1):
        number += 1
        if len(line) > LINE_BYTES and not line.endswith(b"\n"):
            while (rest := source.readline(LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif line.strip():
            yield number, line


def _graded(line: bytes) -> GradedLine | FailedLine:
    try:
        return grade_line(line)
    except Exception:
        log.exception("line_not_graded", bytes=len(line))
        error = LineError(message="The grader failed; this is a bug, please report it.", faults=[])
        return FailedLine(id=None, error=error)


def _placed(failed: FailedLine, number: int) -> FailedLine:
    """The failure with the number of its line, which nothing else tells where it has no id."""
    error = failed.error
    message = f"Line {number}: {error.message}"
    return FailedLine(id=None, error=LineError(message=message, faults=error.faults))


def _too_long() -> FailedLine:
    message = f"A line has at most {LINE_BYTES:,} bytes."
    return FailedLine(id=None, error=LineError(message=message, faults=[]))
