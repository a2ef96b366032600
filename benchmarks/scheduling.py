#!/usr/bin/env python3
"""How well schedulers foretell a real learner's answers, how exact FSRS-6 is, and how quick all is.

Run from anywhere: `python benchmarks/scheduling.py`. Another log, in a format that `recite replay`
takes, is named with `--log FILE`; `--skip-speed` leaves out the times. Times are of this process's
processor, not of the clock, each the least of five.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from uuid import UUID

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from api.services.review_logs import ReadLine, read  # noqa: E402
from quiz.scheduling.balancing import DueCard, waits  # noqa: E402
from quiz.scheduling.choosing import UNPICKED, DeckCard, choose  # noqa: E402
from quiz.scheduling.evaluating import evaluate  # noqa: E402
from quiz.scheduling.memories import FsrsSchedule  # noqa: E402
from quiz.scheduling.replaying import LoggedReview, confidence_of, replay  # noqa: E402
from quiz.scheduling.settings import SchedulerName, Settings  # noqa: E402

LOG = HERE / "data/scheduling/review_logs.csv"
VECTORS = HERE.parent / "fixtures/vectors/fsrs6_300.json"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = {"timezone": "UTC", "day_starts_at": 4}
ROUNDS = 5

WANTED = {"fsrs": "0.4422 ± 0.0005", "constant": "0.5116", "sm2": "0.5122", "leitner": "0.5066"}
"""The log losses that were published with the log."""


def main() -> None:
    """Print every table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--log", type=Path, default=LOG, help="a log of reviews")
    options.add_argument("--skip-speed", action="store_true", help="leave out times")
    chosen = options.parse_args()
    print_predictions(chosen.log)
    print_vectors()
    if not chosen.skip_speed:
        print_times()


def print_predictions(path: Path) -> None:
    """Log loss, RMSE(bins) and AUC of each scheduler, beside what was published of our log."""
    with path.open("rb") as source:
        lines = [line for line in read(source, None) if isinstance(line, ReadLine)]
    report = evaluate([line.review for line in lines], timezone="UTC", day_starts_at=4)
    wanted = WANTED if path == LOG else {}
    print(f"## {path.stem}: {report.reviews:,} reviews of {report.cards:,} cards")
    print(f"{report.counted:,} on a later day, {report.foretold:,} of them foretold\n")
    print("| | log loss | published | RMSE(bins) | AUC |\n|---|---|---|---|---|")
    for each in report.evaluations:
        auc = "" if each.auc is None else f"{each.auc:.4f}"
        published = wanted.get(each.name, "")
        print(f"| {each.name} | {each.log_loss:.4f} | {published} | {each.rmse_bins:.4f} | {auc} |")


def print_vectors() -> None:
    """How far stability and difficulty are from those of two other implementations."""
    vectors = json.loads(VECTORS.read_text())["vectors"]
    errors = [max(_errors(vector)) for vector in vectors]
    exact = sum(error <= 1e-4 for error in errors)
    print(
        f"\n## FSRS-6 against fsrs-rs\n\n{exact} of {len(errors)} sequences within 1e-4;", end=" "
    )
    print(f"the greatest relative error is {max(errors):.1e}")


def _errors(vector: dict[str, list[float]]) -> Iterator[float]:
    at, reviews = START, []
    for rating, days in zip(vector["ratings"], vector["delta_days"], strict=True):
        at += timedelta(days=days)
        reviews.append(LoggedReview("card", at, confidence_of(int(rating))))
    steps = replay(reviews, Settings(is_fuzzed=False), **DAY)
    for step, stability, difficulty in zip(
        steps, vector["stability"], vector["difficulty"], strict=True
    ):
        schedule = step.after.schedule
        assert isinstance(schedule, FsrsSchedule)
        yield abs(schedule.stability / stability - 1)
        yield abs(schedule.difficulty / difficulty - 1)


def print_times() -> None:
    """How long a review, a choice and a balance take."""
    print("\n## Speed (processor time)\n\n| | |\n|---|---|")
    for name in SchedulerName:
        took = _timed(lambda name=name: _replay_all(name))
        print(f"| replay 100,000 reviews of one card, {name} | {took:.2f} s |")
    for count in (500, 100_000):
        cards = _deck(count)
        took = _timed(lambda cards=cards: choose(cards, UNPICKED, now=START, rank=len(cards)))
        print(f"| choose among {count:,} cards | {took * 1_000:.2f} ms |")
    due = [DueCard(UUID(int=number), 50, number % 20) for number in range(10_000)]
    took = _timed(lambda: waits(due, on=START.date(), done=0, loads=[0] * 30))
    print(f"| balance 10,000 due cards over 30 days | {took * 1_000:.0f} ms |")


def _timed(work: Callable[[], object]) -> float:
    """The least seconds that it took."""
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        work()
        times.append(process_time() - began)
    return min(times)


def _replay_all(name: SchedulerName) -> int:
    reviews = [
        LoggedReview("card", START + timedelta(hours=hour), 1 if hour % 7 == 0 else 4)
        for hour in range(100_000)
    ]
    settings = Settings(scheduler=name)
    return sum(step.after.interval_days for step in replay(reviews, settings, **DAY))


def _deck(count: int) -> list[DeckCard]:
    """Cards of all levels, each of which was seen."""
    return [
        DeckCard(
            id=UUID(int=place),
            position=place,
            level=place % 5 + 1,
            rank=place + 1,
            seen_at=START - timedelta(seconds=count - place),
        )
        for place in range(count)
    ]


if __name__ == "__main__":
    main()
