"""`recite replay` and `recite evaluate`: schedulers over a log of reviews, without a database."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from api.commands.running import explain, fail
from api.services.replaying_lines import replay_lines
from api.services.review_logs import LogFormat, ReadLine, UnreadLine, read
from quiz.errors import Invalid
from quiz.scheduling import evaluating
from quiz.scheduling.evaluating import Report
from quiz.scheduling.fsrs6 import check_parameters
from quiz.scheduling.settings import (
    DESIRED_RETENTION,
    LEAST_RETENTION,
    MOST_RETENTION,
    SchedulerName,
    Settings,
)
from quiz.scheduling.study_days import check_timezone

T = TypeVar("T")

_ENCODER = json.JSONEncoder(ensure_ascii=False)

TOLD_EVERY = 5_000
"""Lines between two reports of progress to a person who watches."""

File = Annotated[
    Path | None,
    typer.Argument(help="The log, CSV or JSON Lines; standard input without it, or with '-'."),
]
Parameters = Annotated[
    str | None,
    typer.Option(help="FSRS-6's 21 parameters: numbers with commas, or @FILE with a JSON list."),
]
Timezone = Annotated[str, typer.Option(help="The learner's time zone, such as 'Europe/Oslo'.")]
DayStartsAt = Annotated[
    int, typer.Option(help="The hour at which the learner's day begins.", min=0, max=23)
]
Format = Annotated[
    LogFormat | None, typer.Option(help="How the log is written; else its first line tells.")
]


def replay(
    file: File = None,
    scheduler: Annotated[
        SchedulerName, typer.Option(help="Who decides when a card comes back.")
    ] = SchedulerName.FSRS,
    parameters: Parameters = None,
    retention: Annotated[
        float, typer.Option(help=f"Desired retention, {LEAST_RETENTION} to {MOST_RETENTION}.")
    ] = DESIRED_RETENTION,
    fuzz: Annotated[
        bool, typer.Option("--fuzz/--no-fuzz", help="Whether FSRS's intervals are fuzzed.")
    ] = False,
    timezone: Timezone = "UTC",
    day_starts_at: DayStartsAt = 4,
    format: Format = None,
) -> None:
    """Replay a log of reviews: a review a line in, the card's state after it out.

    In: card, time (RFC 3339, with its zone) and rating (1 Again to 4 Easy) or confidence (1 to 5);
    card_id, review_rating and review_time are taken too. CSV begins with the column names. Other
    members are let be, blank lines passed over.

    Out, JSON for each line, in their order: card, time, studied_on, elapsed_days, retrievability
    (before the review), the scheduler's own fields, state, interval_days, due_on, due_at. Each card
    is folded in the order of time, wherever in the log its reviews stand, so the whole log is read
    first. A line that cannot be read gives {"card", "error"}, and the run goes on.
    """
    _check_timezone(timezone)
    if not LEAST_RETENTION <= retention <= MOST_RETENTION:
        rule = f"must be from {LEAST_RETENTION} to {MOST_RETENTION}, not {retention}"
        raise typer.BadParameter(rule, param_hint="'--retention'")
    settings = Settings(
        scheduler=scheduler,
        parameters=_parameters(parameters),
        desired_retention=retention,
        is_fuzzed=fuzz,
    )
    lines = _lines(file, format)
    told = replay_lines(lines, settings, timezone=timezone, day_starts_at=day_starts_at)
    for line in _watched(told, "replayed"):
        _write(line)
    sys.stdout.buffer.flush()


def evaluate(
    file: File = None,
    parameters: Parameters = None,
    timezone: Timezone = "UTC",
    day_starts_at: DayStartsAt = 4,
    format: Format = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Tell how well each scheduler foretells a log of reviews, written as for replay.

    Foretold are reviews on a later study day than the card's last one, each from those before it,
    in five parts by time; a first part only teaches. Of log loss and RMSE(bins) less is better, of
    AUC more (0.5 is a coin).
    """
    _check_timezone(timezone)
    given = _parameters(parameters)
    lines = _lines(file, format)
    unread = [line for line in lines if isinstance(line, UnreadLine)]
    for line in unread[:1]:
        others = f" ({len(unread):,} lines could not be read)" if len(unread) > 1 else ""
        typer.echo(f"recite: Line {line.number}: {explain(line.error)}{others}", err=True)
    reviews = [line.review for line in lines if isinstance(line, ReadLine)]
    try:
        report = evaluating.evaluate(
            reviews, timezone=timezone, day_starts_at=day_starts_at, parameters=given
        )
    except Invalid as error:
        fail(explain(error))
    if as_json:
        _write(asdict(report) | {"unread": len(unread)})
        sys.stdout.buffer.flush()
    else:
        typer.echo(_table(report))


def _table(report: Report) -> str:
    lines = [
        f"{report.reviews:,} reviews of {report.cards:,} cards; {report.counted:,} on a later day, "
        f"{report.foretold:,} of them foretold",
        "",
        f"{'':<24}{'log loss':>10}{'RMSE(bins)':>12}{'AUC':>8}",
    ]
    for each in report.evaluations:
        auc = "–" if each.auc is None else f"{each.auc:.4f}"
        lines.append(f"{each.name:<24}{each.log_loss:>10.4f}{each.rmse_bins:>12.4f}{auc:>8}")
    return "\n".join(lines)


def _check_timezone(timezone: str) -> None:
    try:
        check_timezone(timezone)
    except Invalid as error:
        raise typer.BadParameter(error.detail, param_hint="'--timezone'") from error


def _parameters(given: str | None) -> tuple[float, ...] | None:
    """The parameters that were given, or the end of the command with what is wrong with them."""
    if given is None:
        return None
    try:
        numbers = _numbers(given)
        check_parameters(numbers)
    except Invalid as error:
        raise typer.BadParameter(explain(error), param_hint="'--parameters'") from error
    return numbers


def _numbers(given: str) -> tuple[float, ...]:
    """The numbers of `1,2,3`, or of the JSON list in the file of `@FILE`. Raises `Invalid`."""
    if not given.startswith("@"):
        try:
            return tuple(float(number) for number in given.split(","))
        except ValueError as error:
            raise Invalid(f"{given!r} are not numbers with commas between them.") from error
    path = Path(given[1:])
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise Invalid(f"The file {str(path)!r} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise Invalid(f"The file {str(path)!r} is not JSON: {error}") from error
    if isinstance(found, dict):
        found = found.get("parameters")
    if not isinstance(found, list) or not all(type(number) in {int, float} for number in found):
        raise Invalid(f"The file {str(path)!r} must hold a list of numbers.")
    return tuple(float(number) for number in found)


def _lines(file: Path | None, format: LogFormat | None) -> list[ReadLine | UnreadLine]:
    """Every line of the log, or the end of the command with why it cannot be read at all."""
    try:
        if file is None or str(file) == "-":
            return list(_watched(read(sys.stdin.buffer, format), "read"))
        if not file.is_file() and not file.is_fifo():
            raise typer.BadParameter(f"there is no file {str(file)!r}", param_hint="'file'")
        with file.open("rb") as source:
            return list(_watched(read(source, format), "read"))
    except Invalid as error:
        fail(error.detail)


def _watched(lines: Iterable[T], done: str) -> Iterator[T]:
    """The lines; on the way a person who watches is told how many."""
    is_watched = sys.stderr.isatty()
    count = 0
    for line in lines:
        yield line
        count += 1
        if is_watched and count % TOLD_EVERY == 0:
            typer.echo(f"\r{done} {count:,} lines", err=True, nl=False)
    if is_watched:
        typer.echo(f"\r{done} {count:,} lines", err=True)


def _write(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(_ENCODER.encode(line).encode() + b"\n")
