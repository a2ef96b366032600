"""Learners whose memory is FSRS-6 with known parameters, and the logs they leave."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from quiz.scheduling.optimizing import recurrences
from quiz.scheduling.optimizing.parameters import COUNT, DEFAULTS, LEAST_Z, MOST_Z, from_z
from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.optimizing.sequences import Booleans, Floats, Ints, step_of

BEGINS_ON = date(2026, 1, 1).toordinal()
FIRST_RATINGS = (0.35, 0.05, 0.5, 0.1)
PASSES = (0.1, 0.8, 0.1)
LATE_DAYS = (0, 0, 0, 1, 2, 5)


@dataclass(frozen=True, slots=True)
class Learner:
    """The parameters of a memory, and how many cards it meets each day."""

    parameters: Floats
    cards: int
    days: int


def parameters_of(seed: int) -> Floats:
    """Parameters of a learner drawn from how learners differ."""
    z = np.random.default_rng(seed).standard_normal(COUNT)
    return from_z(np.clip(z, LEAST_Z, MOST_Z))


def log_of(learner: Learner, seed: int) -> list[Review]:
    """What the learner answers, in order of time.

    Cards come in evenly over the first two thirds of the days, and are asked when the default
    parameters say (0.9 retention), or some days late. A forgotten card is asked once more the same
    day, and known then.
    """
    rng = np.random.default_rng(seed)
    starts = np.sort(rng.integers(0, max(1, learner.days * 2 // 3), learner.cards))
    due = starts.astype(np.float64)
    last = np.full(learner.cards, -1.0)
    true, believed = np.ones((2, learner.cards)), np.ones((2, learner.cards))
    log: list[Review] = []
    for day in range(learner.days):
        here = np.flatnonzero(due <= day)
        is_new = last[here] < 0
        elapsed = np.where(is_new, 0.0, day - last[here])
        ratings = _ratings(rng, is_new, elapsed, true[0, here], learner.parameters)
        for memory, w in ((true, learner.parameters), (believed, DEFAULTS)):
            memory[:, here] = _after(memory[:, here], is_new, elapsed, ratings, w)
        _append(log, here, day, ratings)
        again = here[ratings == 1]
        good = np.full(len(again), 3)
        for memory, w in ((true, learner.parameters), (believed, DEFAULTS)):
            nothing = np.zeros(len(again))
            memory[:, again] = _after(memory[:, again], nothing > 0, nothing, good, w)
        _append(log, again, day, good)
        last[here] = day
        late = rng.choice(LATE_DAYS, len(here))
        due[here] = day + np.maximum(1, np.rint(believed[0, here])) + late
    return log


def _append(log: list[Review], cards: Ints, day: int, ratings: Ints) -> None:
    on = date.fromordinal(BEGINS_ON + day)
    log += [Review(int(c), on, int(r)) for c, r in zip(cards, ratings, strict=True)]


def _ratings(
    rng: np.random.Generator, is_new: Booleans, elapsed: Floats, stability: Floats, w: Floats
) -> Ints:
    count = len(elapsed)
    recall = np.exp(recurrences.log_retrievability(elapsed, stability, w))
    later = np.where(
        rng.random(count) < recall, rng.choice([2, 3, 4], count, p=PASSES), np.ones(count)
    )
    first = rng.choice([1, 2, 3, 4], count, p=FIRST_RATINGS)
    return np.where(is_new, first, later).astype(np.intp)


def _after(memory: Floats, is_new: Booleans, elapsed: Floats, ratings: Ints, w: Floats) -> Floats:
    recall = np.exp(recurrences.log_retrievability(elapsed, memory[0], w))
    later = recurrences.reviewed(step_of(elapsed, ratings), memory[0], memory[1], recall, w)
    return np.where(is_new, recurrences.first(ratings, w), later)
