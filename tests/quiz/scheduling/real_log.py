"""A real learner's reviews, and the splits by which FSRS is measured on them."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from quiz.scheduling.optimizing.review_logs import Review

FILE = Path(__file__).parents[3] / "benchmarks/data/scheduling/review_logs.csv"
DAY_STARTS_AT = timedelta(hours=4)
SPLITS = 5


@cache
def reviews() -> tuple[Review, ...]:
    """All 12,580 reviews in order of time; the study day is the date of UTC less four hours."""
    with FILE.open() as file:
        return tuple(
            Review(
                card=row["card_id"],
                studied_on=(datetime.fromisoformat(row["review_time"]) - DAY_STARTS_AT).date(),
                rating=int(row["review_rating"]),
                took_ms=int(row["review_duration"]),
            )
            for row in sorted(csv.DictReader(file), key=lambda row: row["review_time"])
        )


def splits(count: int) -> Iterator[tuple[int, int]]:
    """From and to of the five tests over so many scored reviews in order of time.

    As scikit-learn's `TimeSeriesSplit`: six equal parts, each but the first tested with what was
    fitted to everything before it.
    """
    size = count // (SPLITS + 1)
    for number in range(SPLITS):
        start = count - (SPLITS - number) * size
        yield start, start + size
