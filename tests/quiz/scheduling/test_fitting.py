"""Parameters fitted to a real learner foretell better what comes next, and never much worse.

A normal run fits a tenth of the windows; `RECITE_FULL=1` fits them all.
"""

import os
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from cpu_time import run_within
from real_log import reviews, splits

from quiz.scheduling.optimizing.fits import Fit, Losses, Refusal
from quiz.scheduling.optimizing.fitting import fit, log_losses, most_probable, scored_places
from quiz.scheduling.optimizing.parameters import DEFAULTS, LOWER, UPPER
from quiz.scheduling.optimizing.review_logs import MOST_OF_A_CARD, Review

WINDOW = 1_024
STEP = 64 if "RECITE_FULL" in os.environ else 640
WINDOWS = range(0, 6_276 - 2 * WINDOW, STEP)

SMALL = reviews()[:3_000]
"""Holds little more than a thousand scored reviews: enough to fit, and quick."""


class Cancelled(Exception):
    """Somebody asked for the fit to end."""


@cache
def fit_of_small() -> Fit:
    return fit(SMALL)


def split_losses(number: int) -> tuple[float, float]:
    """The log loss of the defaults, and of what was fitted before, on one of the five tests."""
    log = reviews()
    scored = scored_places(log)
    start, end = list(splits(len(scored)))[number]
    tested = scored[start:end]
    fitted = fit(log[: tested[0]]).parameters
    return (
        float(log_losses(log, DEFAULTS.tolist())[tested].mean()),
        float(log_losses(log, fitted)[tested].mean()),
    )


def test_the_defaults_lose_on_the_five_splits_what_is_published() -> None:
    scored = scored_places(reviews())
    losses = log_losses(reviews(), DEFAULTS.tolist())
    parts = [losses[scored[start:end]].mean() for start, end in splits(len(scored))]
    assert len(scored) == 6_276
    assert np.mean(parts) == pytest.approx(0.4422, abs=0.0005)


def test_what_is_fitted_before_loses_less_on_each_of_the_five_splits() -> None:
    losses = [split_losses(number) for number in range(5)]
    assert all(after < before for before, after in losses)
    assert np.mean([after for _, after in losses]) <= 0.4380


@pytest.mark.parametrize("start", WINDOWS)
def test_a_fit_to_1024_reviews_is_never_much_worse_on_the_next(start: int) -> None:
    log = reviews()
    scored = scored_places(log)
    tested = scored[start + WINDOW : start + 2 * WINDOW]
    known = log[: tested[0]]
    fitted = most_probable(known, scored_from=int(scored[start]))
    defaults = log_losses(log, DEFAULTS.tolist())[tested].mean()
    assert log_losses(log, fitted)[tested].mean() <= defaults + 0.002


def test_a_fit_says_what_it_is_made_of() -> None:
    found = fit_of_small()
    assert found.algorithm == "fsrs-6"
    assert found.scored_count == len(scored_places(SMALL))
    assert found.is_adopted
    assert found.refusal is None
    assert found.train is not None
    assert found.train.gain > 0
    assert found.gain is not None
    assert found.gain > 0


def test_the_same_log_gives_the_same_fit() -> None:
    assert fit(SMALL) == fit_of_small()


def test_fitted_parameters_are_those_that_py_fsrs_takes() -> None:
    found = np.array(fit_of_small().parameters)
    assert len(found) == 21
    assert (found >= LOWER).all()
    assert (found <= UPPER).all()


def test_below_a_thousand_scored_reviews_nothing_is_fitted() -> None:
    scored = scored_places(SMALL)
    found = fit(SMALL[: scored[999]])
    assert found.scored_count == 999
    assert found.refusal is Refusal.TOO_FEW_REVIEWS
    assert not found.is_adopted
    assert found.parameters == tuple(DEFAULTS)
    assert (found.train, found.newest, found.gain) == (None, None, None)


def test_from_a_thousand_scored_reviews_on_there_is_a_fit() -> None:
    scored = scored_places(SMALL)
    assert fit(SMALL[: scored[1_000]]).newest is not None


def test_of_a_card_its_beginning_alone_counts() -> None:
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(5_000)]
    log = [Review(card, day, 3) for day in days for card in range(9)]
    found = run_within(20, lambda: fit(log))
    assert found.scored_count == 9 * (MOST_OF_A_CARD - 1)
    assert found == fit(log[: 9 * MOST_OF_A_CARD])


def test_an_empty_log_is_too_short() -> None:
    assert fit([]).refusal is Refusal.TOO_FEW_REVIEWS


def test_reviews_of_the_same_day_are_not_scored() -> None:
    day = date(2026, 1, 1)
    log = [
        Review("one", day, 1),
        Review("one", day, 3),
        Review("two", day, 3),
        Review("one", day + timedelta(days=1), 3),
    ]
    assert scored_places(log).tolist() == [3]


def test_what_is_no_better_on_the_newest_fifth_is_not_adopted() -> None:
    best = most_probable(SMALL)
    found = fit(SMALL, current=best)
    assert found.refusal is Refusal.NOT_BETTER
    assert found.parameters == best
    assert found.gain is not None
    assert found.gain <= 0


def test_losses_before_are_those_of_the_parameters_in_use() -> None:
    current = tuple(DEFAULTS * 1.01)
    found = fit(SMALL, current=current)
    scored = scored_places(SMALL)
    newest = scored[-(len(scored) // 5) :]
    assert found.newest is not None
    assert found.newest.before == pytest.approx(log_losses(SMALL, current)[newest].mean())


def test_the_newest_fifth_is_not_seen_by_what_it_decides_on() -> None:
    scored = scored_places(SMALL)
    split = len(scored) - len(scored) // 5
    older = most_probable(SMALL[: scored[split]])
    found = fit_of_small()
    assert found.newest is not None
    assert found.newest.after == pytest.approx(log_losses(SMALL, older)[scored[split:]].mean())


def test_what_is_adopted_is_fitted_to_everything() -> None:
    assert fit_of_small().parameters == most_probable(SMALL)


def test_progress_rises_to_its_total() -> None:
    told: list[tuple[int, int]] = []
    fit(SMALL, progress=lambda done, total: told.append((done, total)))
    done = [each for each, _ in told]
    assert done == sorted(done)
    assert told[-1][0] == told[-1][1]
    assert len(told) > 10


def test_what_progress_raises_ends_the_fit() -> None:
    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        fit(SMALL, progress=cancel)


def test_a_gain_is_what_is_lost_less() -> None:
    assert Losses(before=0.5, after=0.4).gain == pytest.approx(0.1)
