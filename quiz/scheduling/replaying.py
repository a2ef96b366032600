"""A log of reviews folded anew: what each of them led to, card by card in the order of time.

The reviews may come in any order; each is folded where its time puts it, of equal times the one
that stands first in the log. What they lead to is given in the order of the log.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import NAMESPACE_OID, UUID, uuid5

from quiz.grading.grades import SELF_RATED_PASS
from quiz.scheduling import folding, schedulers
from quiz.scheduling.events import Answered
from quiz.scheduling.intervals import days_between
from quiz.scheduling.memories import UNSEEN, Memory
from quiz.scheduling.settings import Settings
from quiz.scheduling.study_days import study_day

_CONFIDENCES = {1: 1, 2: 3, 3: 4, 4: 5}
"""The confidence by which a learner who rates themselves says Again, Hard, Good and Easy."""


@dataclass(frozen=True, slots=True)
class LoggedReview:
    """A review as a log has it: the card by a name of the log's own, and the learner's 1..5."""

    card: str
    at: datetime
    confidence: int

    @property
    def is_right(self) -> bool:
        """Whether the card was remembered."""
        return self.confidence >= SELF_RATED_PASS


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a review led to. `elapsed_days` and `recall` are of the time before it: `None` for the
    first review of a card, and `recall` where the scheduler foretells none."""

    studied_on: date
    elapsed_days: int | None
    recall: float | None
    before: Memory | None
    after: Memory


def confidence_of(rating: int) -> int:
    """The confidence (1..5) that comes to a rating of FSRS's, 1 (Again) to 4 (Easy)."""
    return _CONFIDENCES[rating]


def replay(
    reviews: Sequence[LoggedReview], settings: Settings, *, timezone: str, day_starts_at: int
) -> Iterator[Replayed]:
    """What each review led to, in the order given.

    Where the log is in the order of time, as most are, nothing is kept but one memory a card.
    """
    ranks = _ranks(reviews)
    waiting: defaultdict[str, deque[int]] = defaultdict(deque)
    for place in ranks:
        waiting[reviews[place].card].append(place)
    memories: dict[str, Memory] = {}
    folded: dict[int, Replayed] = {}
    for wanted, review in enumerate(reviews):
        while wanted not in folded:
            place = waiting[review.card].popleft()
            event = _event(reviews[place], place, ranks[place], timezone, day_starts_at)
            folded[place] = _step(memories.get(review.card), event, settings)
            memories[review.card] = folded[place].after
        yield folded.pop(wanted)


def _ranks(reviews: Sequence[LoggedReview]) -> dict[int, int]:
    """The places of the reviews in the order of time, each with its number, from 1."""
    order = sorted(range(len(reviews)), key=lambda place: reviews[place].at)
    return {place: rank for rank, place in enumerate(order, start=1)}


def _event(
    review: LoggedReview, place: int, rank: int, timezone: str, day_starts_at: int
) -> Answered:
    """The review as the learner's own rating of a flip card."""
    return Answered(
        id=UUID(int=place + 1),
        card_id=_card_id(review.card),
        at=review.at,
        studied_on=study_day(review.at, timezone, day_starts_at),
        confidence=review.confidence,
        fraction=None,
        is_right=review.is_right,
        is_self_rated=True,
        rank=rank,
    )


@lru_cache(maxsize=4096)
def _card_id(card: str) -> UUID:
    """The id that fuzz goes by: the card's own if its name is one, else one made of the name."""
    try:
        return UUID(card)
    except ValueError:
        return uuid5(NAMESPACE_OID, card)


def _step(before: Memory | None, event: Answered, settings: Settings) -> Replayed:
    known = before or UNSEEN
    return Replayed(
        studied_on=event.studied_on,
        elapsed_days=days_between(known.last_studied_on, event.studied_on),
        recall=schedulers.recall(known, event.studied_on, settings),
        before=before,
        after=folding.review(before, event, settings),
    )
