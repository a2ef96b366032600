"""How a learner answers, and what a year of it would come to. Needs no NumPy."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.ratings import Rating

LONGEST_ANSWER_SECONDS = 60.0
"""An answer that took longer counts so much: somebody went away."""

DEFAULT_WEIGHT = 30
"""So many answers of the default habits are mixed into those of a log, so that a few odd ones of
its own decide nothing."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a learner rates and how long they take, apart from what they remember.

    `first` are the chances of Again, Hard, Good and Easy for a card never seen, `same_day` those
    when a card comes again on the same day, `passes` those of Hard, Good and Easy for one
    that is known after a day or more: each adds up to 1. `seconds` are what an answer takes, by
    rating.

    The defaults are the averages that fsrs-rs (BSD 3-Clause) publishes for its simulator; for the
    same day, those of relearning after Again.
    """

    first: tuple[float, ...] = (0.240, 0.094, 0.495, 0.171)
    same_day: tuple[float, ...] = (0.216, 0.064, 0.660, 0.060)
    passes: tuple[float, ...] = (0.224, 0.631, 0.145)
    seconds: tuple[float, ...] = (19.38, 17.59, 12.38, 8.94)


DEFAULT_HABITS = Habits()


def habits_of(log: Iterable[Review]) -> Habits:
    """The habits that a log shows, ordered as `Review` says; the defaults where it is empty."""
    first: list[int] = []
    same_day: list[int] = []
    later: list[int] = []
    took: dict[int, list[float]] = {rating: [] for rating in Rating}
    studied_on: dict[Hashable, date] = {}
    for review in log:
        before = studied_on.get(review.card)
        where = first if before is None else same_day if before == review.studied_on else later
        where.append(review.rating)
        studied_on[review.card] = review.studied_on
        if review.took_ms is not None:
            took[review.rating].append(min(review.took_ms / 1_000, LONGEST_ANSWER_SECONDS))
    return Habits(
        first=_chances(first, list(Rating), DEFAULT_HABITS.first),
        same_day=_chances(same_day, list(Rating), DEFAULT_HABITS.same_day),
        passes=_chances(later, list(Rating)[1:], DEFAULT_HABITS.passes),
        seconds=tuple(
            (sum(took[rating]) + DEFAULT_WEIGHT * default) / (len(took[rating]) + DEFAULT_WEIGHT)
            for rating, default in zip(Rating, DEFAULT_HABITS.seconds, strict=True)
        ),
    )


def _chances(
    ratings: Sequence[int], of: Sequence[int], default: tuple[float, ...]
) -> tuple[float, ...]:
    counts = Counter(rating for rating in ratings if rating in of)
    total = counts.total() + DEFAULT_WEIGHT
    return tuple(
        (counts[rating] + DEFAULT_WEIGHT * chance) / total
        for rating, chance in zip(of, default, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Day:
    """One simulated study day.

    `reviews` counts the cards that came back, `lapses` those of them that were not known,
    `new_cards` those first seen, `answers` all answers with the steps of the day, which take
    `minutes`. `left_over` cards were due, and waited because of the limit. `remembered` is how many
    of the `seen` cards would be known at the end of the day: the sum of their retrievabilities.
    """

    reviews: int
    lapses: int
    new_cards: int
    answers: int
    minutes: float
    left_over: int
    seen: int
    remembered: float

    @property
    def retention(self) -> float | None:
        """The share of the seen cards that would be known; `None` while none was seen."""
        return self.remembered / self.seen if self.seen else None


@dataclass(frozen=True, slots=True)
class Workload:
    """Simulated days in order, today first."""

    desired_retention: float
    days: tuple[Day, ...]

    @property
    def reviews(self) -> int:
        """Cards that came back, over all days."""
        return sum(day.reviews for day in self.days)

    @property
    def lapses(self) -> int:
        """Those that were not known."""
        return sum(day.lapses for day in self.days)

    @property
    def new_cards(self) -> int:
        """Cards first seen."""
        return sum(day.new_cards for day in self.days)

    @property
    def answers(self) -> int:
        """All answers."""
        return sum(day.answers for day in self.days)

    @property
    def minutes(self) -> float:
        """What they take."""
        return sum(day.minutes for day in self.days)

    @property
    def remembered(self) -> float:
        """How many cards would be known at the end."""
        return self.days[-1].remembered

    @property
    def minutes_per_card(self) -> float | None:
        """Minutes for each card that would be known at the end; `None` when none would."""
        return self.minutes / self.remembered if self.remembered else None
