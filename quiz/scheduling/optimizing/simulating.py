"""What the coming days bring at a desired retention: answers, minutes, cards remembered.

Every card is followed day by day. A card that is due is known with the chance that FSRS gives it;
what is rated then, and how a card fares in the steps of a day, are drawn from the learner's habits.
The memory is taken to be what the parameters say, fuzz, siblings and leeches are left out, and the
learner studies every day. `docs/fitting.md` says what that means.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from quiz.errors import Invalid
from quiz.scheduling.memories import FsrsSchedule, Memory
from quiz.scheduling.optimizing import Progress, recurrences
from quiz.scheduling.optimizing.parameters import DEFAULTS
from quiz.scheduling.optimizing.sequences import Floats, Ints, step_of
from quiz.scheduling.optimizing.workloads import DEFAULT_HABITS, Day, Habits, Workload
from quiz.scheduling.ratings import Rating
from quiz.scheduling.settings import LEAST_RETENTION, MOST_RETENTION, Limits, Settings

MOST_DAYS = 5 * 365

MOST_ROUNDS = 10
"""So often a card comes again on one day; then it waits for another."""

RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.88, 0.90, 0.92, 0.94, 0.95, 0.96, 0.97)
"""Desired retentions to choose among."""


@dataclass(frozen=True, slots=True)
class Memories:
    """The cards that a learner has seen, a value for each.

    `stability` in days, `difficulty` 1..10, `elapsed_days` since the last review (0 or more) and
    `due_days` until the next one, from today; below 0 when it is overdue.
    """

    stability: Floats
    difficulty: Floats
    elapsed_days: Floats
    due_days: Floats


def memories_of(memories: Iterable[Memory], on: date) -> Memories:
    """The memories that FSRS schedules, as they are on a study day; without suspended ones."""
    rows = [
        (
            memory.schedule.stability,
            memory.schedule.difficulty,
            max(0, (on - memory.last_studied_on).days),
            (memory.due_on - on).days,
        )
        for memory in memories
        if isinstance(memory.schedule, FsrsSchedule)
        and memory.last_studied_on is not None
        and memory.due_on is not None
        and not memory.is_suspended
    ]
    columns = np.array(rows, dtype=np.float64).reshape(-1, 4).T
    return Memories(*columns)


def simulate(
    memories: Memories,
    *,
    unseen_count: int,
    settings: Settings,
    limits: Limits,
    habits: Habits = DEFAULT_HABITS,
    days: int = 365,
    seed: int = 0,
    progress: Progress | None = None,
) -> Workload:
    """The workload of the coming `days`, today first; 1 to 1,825 of them.

    `unseen_count` cards wait to be seen for the first time. Steps of `settings` count, not their
    seconds: all are taken within the day. Due cards come in the order of their due days. The same
    arguments give the same workload. Raises `Invalid` for days or a retention out of range.
    """
    _check(days, settings.desired_retention)
    simulation = _Simulation(memories, unseen_count, settings, limits, habits, seed)
    found = []
    for day in range(days):
        found.append(simulation.study(day))
        if progress is not None:
            progress(day + 1, days)
    return Workload(settings.desired_retention, tuple(found))


def compare(
    memories: Memories,
    *,
    unseen_count: int,
    settings: Settings,
    limits: Limits,
    habits: Habits = DEFAULT_HABITS,
    days: int = 365,
    seed: int = 0,
    retentions: Sequence[float] = RETENTIONS,
    progress: Progress | None = None,
) -> tuple[Workload, ...]:
    """A workload for each desired retention, all else as `simulate` takes it."""
    found = []
    for number, retention in enumerate(retentions):
        found.append(
            simulate(
                memories,
                unseen_count=unseen_count,
                settings=replace(settings, desired_retention=retention),
                limits=limits,
                habits=habits,
                days=days,
                seed=seed,
                progress=_part(progress, number * days, len(retentions) * days),
            )
        )
    return tuple(found)


def _part(progress: Progress | None, done_before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _: progress(done_before + done, total)


def _check(days: int, desired_retention: float) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(f"Days to simulate are 1 to {MOST_DAYS}, not {days!r}.")
    if not LEAST_RETENTION <= desired_retention <= MOST_RETENTION:
        raise Invalid(
            f"Desired retention is {LEAST_RETENTION} to {MOST_RETENTION}, not "
            f"{desired_retention!r}."
        )


class _Simulation:
    """The state of all cards; those not seen yet stand behind the others, due never."""

    def __init__(
        self,
        memories: Memories,
        unseen_count: int,
        settings: Settings,
        limits: Limits,
        habits: Habits,
        seed: int,
    ) -> None:
        nothing = np.zeros(unseen_count)
        self._stability = np.concatenate([memories.stability, nothing + 1])
        self._difficulty = np.concatenate([memories.difficulty, nothing + 1])
        self._last_day = np.concatenate([-memories.elapsed_days, nothing])
        self._due_day = np.concatenate([memories.due_days, nothing])
        self._seen = len(memories.stability)
        self._w = np.array(settings.parameters or DEFAULTS, dtype=np.float64)
        self._interval_factor = _interval_factor(self._w, settings.desired_retention)
        self._settings, self._limits, self._habits = settings, limits, habits
        self._rng = np.random.default_rng(seed)
        self._answers = np.zeros(5, dtype=np.intp)

    def study(self, day: int) -> Day:
        """Answer what is due, then what is new, until all steps of the day are done."""
        self._answers[:] = 0
        due = np.flatnonzero(self._due_day[: self._seen] <= day)
        due = due[np.argsort(self._due_day[due], kind="stable")]
        reviewed = due[: self._limits.due_per_day]
        lapses = self._review(reviewed, day)
        new = self._learn(day)
        remembered = np.exp(self._log_recall(np.arange(self._seen), day)).sum()
        seconds = self._answers[1:] @ np.array(self._habits.seconds)
        return Day(
            reviews=len(reviewed),
            lapses=lapses,
            new_cards=len(new),
            answers=int(self._answers.sum()),
            minutes=float(seconds) / 60,
            left_over=len(due) - len(reviewed),
            seen=self._seen,
            remembered=float(remembered),
        )

    def _review(self, cards: Ints, day: int) -> int:
        """Answer cards that came back; how many were not known."""
        is_same_day = self._last_day[cards] >= day
        again, cards = cards[is_same_day], cards[~is_same_day]
        elapsed = day - self._last_day[cards]
        recall = np.exp(self._log_recall(cards, day))
        passes = self._drawn(len(cards), self._habits.passes) + 1
        ratings = np.where(self._rng.random(len(cards)) < recall, passes, int(Rating.AGAIN))
        self._remember(cards, elapsed, ratings)
        steps = len(self._settings.relearning_steps)
        left = np.where(ratings == Rating.AGAIN, steps, 0)
        self._finish(
            np.concatenate([cards, again]),
            np.concatenate([left, np.full(len(again), max(1, steps))]),
            steps,
            day,
        )
        return int((ratings == Rating.AGAIN).sum())

    def _learn(self, day: int) -> Ints:
        """See cards for the first time; which."""
        count = min(self._limits.new_per_day, len(self._stability) - self._seen)
        cards = np.arange(self._seen, self._seen + count)
        self._seen += count
        ratings = self._drawn(count, self._habits.first)
        self._answers += np.bincount(ratings, minlength=5)
        self._stability[cards], self._difficulty[cards] = recurrences.first(ratings, self._w)
        steps = len(self._settings.learning_steps)
        self._finish(cards, _left(np.full(count, steps), ratings, steps), steps, day)
        return cards

    def _finish(self, cards: Ints, left: Ints, steps: int, day: int) -> None:
        """Take cards through the steps `left` to them, and set when they are due."""
        here, left = cards[left > 0], left[left > 0]
        for _ in range(MOST_ROUNDS):
            if not len(here):
                break
            ratings = self._drawn(len(here), self._habits.same_day)
            self._remember(here, np.zeros(len(here)), ratings)
            left = _left(left, ratings, steps)
            here, left = here[left > 0], left[left > 0]
        self._last_day[cards] = day
        interval = np.rint(self._stability[cards] * self._interval_factor)
        self._due_day[cards] = day + np.clip(interval, 1, self._settings.maximum_interval_days)

    def _remember(self, cards: Ints, elapsed_days: Floats, ratings: Ints) -> None:
        """Count answers to cards seen before, and what they do to memory."""
        self._answers += np.bincount(ratings, minlength=5)
        stability = self._stability[cards]
        recall = np.exp(recurrences.log_retrievability(elapsed_days, stability, self._w))
        self._stability[cards], self._difficulty[cards] = recurrences.reviewed(
            step_of(elapsed_days, ratings), stability, self._difficulty[cards], recall, self._w
        )

    def _log_recall(self, cards: Ints, day: int) -> Floats:
        return recurrences.log_retrievability(
            day - self._last_day[cards], self._stability[cards], self._w
        )

    def _drawn(self, count: int, chances: tuple[float, ...]) -> Ints:
        """So many draws from 1, 2, … by their chances."""
        edges = np.cumsum(chances)[:-1]
        return np.searchsorted(edges, self._rng.random(count), side="right") + 1


def _interval_factor(w: Floats, desired_retention: float) -> float:
    """Days until recall has fallen to the desired retention, per day of stability."""
    return float((desired_retention ** (-1 / w[20]) - 1) / recurrences.curve_factor(w))


def _left(left: Ints, ratings: Ints, steps: int) -> Ints:
    """The steps left after a rating: Again begins anew, Hard stays, Easy leaves them all."""
    after_pass = np.where(ratings == Rating.EASY, 0, left - (ratings == Rating.GOOD))
    return np.where(ratings == Rating.AGAIN, steps, after_pass)
