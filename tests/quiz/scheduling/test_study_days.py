"""The learner's day begins at a rollover hour, by the clock on their wall.

Expected days are worked out by hand from the rules of the IANA database: Oslo is UTC+1, and UTC+2
from the last Sunday of March to the last of October; Kiritimati is UTC+14.
"""

from datetime import UTC, date, datetime

import pytest

from quiz.errors import Invalid
from quiz.scheduling.study_days import check_timezone, study_day


@pytest.mark.parametrize(
    ("at", "timezone", "starts_at", "expected"),
    [
        (datetime(2026, 3, 3, 3, 59, 59, tzinfo=UTC), "UTC", 4, date(2026, 3, 2)),
        (datetime(2026, 3, 3, 4, 0, tzinfo=UTC), "UTC", 4, date(2026, 3, 3)),
        (datetime(2026, 3, 3, 0, 0, tzinfo=UTC), "UTC", 0, date(2026, 3, 3)),
        (datetime(2026, 1, 10, 2, 59, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 1, 9)),
        (datetime(2026, 1, 10, 3, 0, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 1, 10)),
        (datetime(2026, 7, 10, 2, 0, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 7, 10)),
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 3, 28)),
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 3, 29)),
        (datetime(2026, 10, 25, 2, 59, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 10, 24)),
        (datetime(2026, 10, 25, 3, 0, tzinfo=UTC), "Europe/Oslo", 4, date(2026, 10, 25)),
        (datetime(2028, 2, 29, 5, 0, tzinfo=UTC), "UTC", 4, date(2028, 2, 29)),
        (datetime(2028, 3, 1, 3, 0, tzinfo=UTC), "UTC", 4, date(2028, 2, 29)),
        (datetime(2025, 12, 31, 14, 0, tzinfo=UTC), "Pacific/Kiritimati", 4, date(2026, 1, 1)),
    ],
)
def test_a_study_day_begins_at_the_rollover_hour(
    at: datetime, timezone: str, starts_at: int, expected: date
) -> None:
    assert study_day(at, timezone, starts_at) == expected


@pytest.mark.parametrize("name", ["UTC", "Europe/Oslo", "America/Argentina/Ushuaia"])
def test_zones_of_the_database_are_taken(name: str) -> None:
    check_timezone(name)


@pytest.mark.parametrize("name", ["", "Mars/Base", "localtime", "../UTC", "europe/oslo\n", "UTC+2"])
def test_other_names_are_refused_at_their_field(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_timezone(name)
    assert refused.value.faults[0].pointer == "/timezone"
