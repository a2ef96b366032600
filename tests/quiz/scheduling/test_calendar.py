"""Elapsed days are differences of the learner's own study days, whatever the clocks do.

Expected days are worked out by hand from the rules of the IANA database: Oslo is UTC+1, and UTC+2
from the last Sunday of March (2026-03-29, 01:00 UTC) to that of October (2026-10-25, 01:00 UTC);
New York is UTC-5, UTC-4 from 2026-03-08 to 2026-11-01; Tokyo is UTC+9 and Honolulu UTC-10 always.
The day begins at 04:00.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from study_log import EASY, FSRS, GOOD, LEITNER, SM2, answered

from quiz.scheduling import fsrs6
from quiz.scheduling.events import Answered
from quiz.scheduling.folding import review
from quiz.scheduling.intervals import day_after, days_between, instant_after
from quiz.scheduling.memories import FsrsSchedule, Memory
from quiz.scheduling.settings import Settings
from quiz.scheduling.study_days import study_day

OSLO, NEW_YORK, TOKYO, HONOLULU = (
    "Europe/Oslo",
    "America/New_York",
    "Asia/Tokyo",
    "Pacific/Honolulu",
)


def at(timezone: str, *instant: int, rating: int = GOOD, number: int = 1) -> Answered:
    """An answer at an instant of UTC, on the study day of a place."""
    moment = datetime(*instant, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, …
    return answered(rating, number, at=moment, studied_on=study_day(moment, timezone, 4))


def elapsed(first: Answered, second: Answered) -> int | None:
    return days_between(first.studied_on, second.studied_on)


def stability(memory: Memory) -> float:
    assert isinstance(memory.schedule, FsrsSchedule)
    return memory.schedule.stability


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        # 23:50 and 00:10 of one evening in Oslo: one study day.
        (at(OSLO, 2026, 1, 10, 22, 50), at(OSLO, 2026, 1, 10, 23, 10), 0),
        # 03:59 and 04:01 in Oslo: the rollover lies between them.
        (at(OSLO, 2026, 1, 10, 2, 59), at(OSLO, 2026, 1, 10, 3, 1), 1),
        # 05:00 and 03:00 the next day: 22 hours, one study day.
        (at(OSLO, 2026, 1, 10, 4, 0), at(OSLO, 2026, 1, 11, 2, 0), 0),
        # 23:00 and 04:30, five and a half hours, two study days.
        (at(OSLO, 2026, 1, 10, 22, 0), at(OSLO, 2026, 1, 11, 3, 30), 1),
        # Over the night of 23 hours, from noon to noon of the clock on the wall.
        (at(OSLO, 2026, 3, 28, 11, 0), at(OSLO, 2026, 3, 29, 10, 0), 1),
        # Over the night of 25 hours, from 04:30 to 03:30 of the next day.
        (at(OSLO, 2026, 10, 24, 2, 30), at(OSLO, 2026, 10, 25, 2, 30), 0),
        (at(OSLO, 2026, 10, 24, 2, 30), at(OSLO, 2026, 10, 25, 3, 0), 1),
        (at(NEW_YORK, 2026, 3, 7, 17, 0), at(NEW_YORK, 2026, 3, 8, 16, 0), 1),
        (at(NEW_YORK, 2026, 10, 31, 8, 0), at(NEW_YORK, 2026, 11, 1, 8, 59), 0),
        # A year with a leap day, and the day itself.
        (at(OSLO, 2028, 2, 28, 12, 0), at(OSLO, 2028, 3, 1, 12, 0), 2),
        (at(OSLO, 2027, 2, 28, 12, 0), at(OSLO, 2027, 3, 1, 12, 0), 1),
        (at(OSLO, 2028, 1, 1, 12, 0), at(OSLO, 2029, 1, 1, 12, 0), 366),
        # From Tokyo to Honolulu: it is March 3, 09:00 there when it is March 2, 14:00 here.
        (at(TOKYO, 2026, 3, 3, 0, 0), at(HONOLULU, 2026, 3, 3, 1, 0), 0),
        (at(TOKYO, 2026, 3, 3, 0, 0), at(HONOLULU, 2026, 3, 4, 13, 59), 0),
        (at(TOKYO, 2026, 3, 3, 0, 0), at(HONOLULU, 2026, 3, 4, 14, 0), 1),
        # And back: an evening on March 2 is followed by March 4.
        (at(HONOLULU, 2026, 3, 3, 6, 0), at(TOKYO, 2026, 3, 3, 20, 0), 2),
    ],
)
def test_elapsed_days_follow_the_clock_on_the_wall(
    first: Answered, second: Answered, days: int
) -> None:
    assert elapsed(first, second) == days


def test_a_day_of_travel_to_the_west_is_the_same_day_over_again() -> None:
    tokyo = at(TOKYO, 2026, 3, 3, 0, 0, rating=EASY)
    honolulu = at(HONOLULU, 2026, 3, 3, 1, 0, number=2)
    assert (tokyo.studied_on, honolulu.studied_on) == (date(2026, 3, 3), date(2026, 3, 2))
    known = review(None, tokyo, FSRS)
    here = replace(honolulu, studied_on=tokyo.studied_on)
    assert stability(review(known, honolulu, FSRS)) == stability(review(known, here, FSRS))


def test_a_card_is_due_on_a_study_day_whatever_the_hour() -> None:
    late = at(OSLO, 2026, 3, 28, 0, 30, rating=EASY)  # 01:30 in Oslo, still the 27th
    assert review(None, late, FSRS).due_on == date(2026, 4, 4)


def test_a_card_is_due_over_the_leap_day() -> None:
    assert review(None, at("UTC", 2028, 2, 22, 12, 0, rating=EASY), FSRS).due_on == date(2028, 3, 1)
    assert review(None, at("UTC", 2027, 2, 22, 12, 0, rating=EASY), FSRS).due_on == date(2027, 3, 2)


def test_a_step_is_due_at_an_instant_though_the_clocks_change() -> None:
    # 02:55 in Oslo, five minutes before it is 04:00 there.
    memory = review(None, at(OSLO, 2026, 3, 29, 0, 55), FSRS)
    assert memory.due_at == datetime(2026, 3, 29, 1, 5, tzinfo=UTC)
    assert memory.due_on == date(2026, 3, 28)


def test_a_day_less_a_minute_is_no_full_recall() -> None:
    # py-fsrs counts 24 hours, so after 23 h 59 min it gives 1.0.
    known = review(None, at("UTC", 2026, 3, 2, 12, 0, rating=EASY), FSRS)
    next_day = study_day(datetime(2026, 3, 3, 11, 59, tzinfo=UTC), "UTC", 4)
    chance = fsrs6.recall(known, next_day, FSRS)
    assert chance is not None
    # (1 + 0.980346 / 8.2956) ** -0.1542
    assert chance == pytest.approx(0.982923, abs=5e-7)


@pytest.mark.parametrize("settings", [FSRS, LEITNER, SM2], ids=["fsrs", "leitner", "sm2"])
@pytest.mark.parametrize("year", [1, 9999])
def test_no_clock_leads_out_of_the_calendar(settings: Settings, year: int) -> None:
    moment = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
    memory = review(None, answered(EASY, at=moment), settings)
    memory = review(memory, answered(GOOD, 2, at=moment), settings)
    assert memory.due_on is not None
    assert memory.due_on >= moment.date()


def test_the_whole_calendar_can_lie_between_two_answers() -> None:
    first = answered(EASY, at=datetime(1, 1, 1, tzinfo=UTC))
    memory = review(None, first, FSRS)
    memory = review(memory, answered(EASY, 2, at=datetime(9999, 12, 31, tzinfo=UTC)), FSRS)
    assert memory.interval_days > 8


def test_days_and_instants_stop_at_the_end_of_the_calendar() -> None:
    assert day_after(date(9999, 12, 30), 1) == date.max
    assert day_after(date(9999, 12, 30), 10**12) == date.max
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert instant_after(end, timedelta(minutes=1)).year == 9999


def test_an_answer_before_the_last_one_is_no_negative_wait() -> None:
    assert days_between(date(2026, 3, 2), date(2020, 1, 1)) == 0
    assert days_between(None, date(2020, 1, 1)) is None
