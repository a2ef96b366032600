"""A year with the seed deck under the `confidence` scheduler, with an invented learner.

    python benchmarks/confidence.py [--svg docs/images/confidence-year.svg]

The learner answers a dozen questions once a week, forgets as FSRS-6 with its default parameters
has it, and rates what they recall 3, 4 or 5 by how sure the memory was, what they do not 1 or 2.
Seeded: the figures are the same on every machine. It prints what was picked, and draws mastery.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.charts import mastery as charts  # noqa: E402
from api.charts.looks import Look  # noqa: E402
from quiz.scheduling import folding, fsrs6  # noqa: E402
from quiz.scheduling.choosing import UNPICKED, DeckCard, RoundRobin, choose  # noqa: E402
from quiz.scheduling.events import Answered  # noqa: E402
from quiz.scheduling.memories import ConfidenceSchedule, Memory  # noqa: E402
from quiz.scheduling.settings import SchedulerName, Settings  # noqa: E402
from quiz.statistics.mastery import MasteryDay, Standing, mastery  # noqa: E402

DECK = ROOT / "fixtures/decks/stalin-power-struggle.json"
START = datetime(2026, 1, 1, 18, 0, tzinfo=UTC)
DAYS = 365
EVERY_DAYS = 7
AT_ONCE = 12
BETWEEN = timedelta(seconds=30)
SHOWN = Settings(scheduler=SchedulerName.CONFIDENCE)
HIDDEN = Settings(is_fuzzed=False)
SURE, FAIRLY_SURE = 0.95, 0.85
"""Recall from which what is recalled is rated 5, and 4."""


@dataclass
class Year:
    """What came of it: mastery after each evening, and every pick with the level it had."""

    days: list[MasteryDay] = field(default_factory=list)
    picks: list[UUID] = field(default_factory=list)
    levels: Counter[int] = field(default_factory=Counter)


@dataclass
class Learner:
    """Who forgets: what they know of each card is hidden from the scheduler."""

    chance: random.Random
    hidden: dict[UUID, Memory] = field(default_factory=dict)

    def rate(self, card_id: UUID, number: int, at: datetime) -> int:
        """How well they say they knew the card; it is learned a little by being seen."""
        memory = self.hidden.get(card_id)
        recall = 0.0 if memory is None else fsrs6.recall(memory, at.date(), HIDDEN) or 0.0
        is_recalled = self.chance.random() < recall
        level = _level(recall) if is_recalled else self.chance.choice((1, 2))
        self.hidden[card_id] = folding.review(memory, _event(card_id, number, at, level), HIDDEN)
        return level


def _level(recall: float) -> int:
    return 5 if recall >= SURE else 4 if recall >= FAIRLY_SURE else 3


def _event(card_id: UUID, rank: int, at: datetime, level: int) -> Answered:
    return Answered(
        id=UUID(int=rank),
        card_id=card_id,
        at=at,
        studied_on=at.date(),
        confidence=level,
        fraction=(level - 1) / 4,
        is_right=level >= 3,
        is_self_rated=True,
        rank=rank,
    )


def instants() -> Iterator[tuple[int, datetime]]:
    """Each question's rank and time: a dozen on one evening a week."""
    for week in range(DAYS // EVERY_DAYS):
        for number in range(AT_ONCE):
            rank = week * AT_ONCE + number + 1
            yield rank, START + week * timedelta(days=EVERY_DAYS) + number * BETWEEN


def study(count: int) -> Year:
    """A year with a deck of so many cards."""
    learner = Learner(random.Random(1))
    cards = {UUID(int=n): DeckCard(UUID(int=n), n) for n in range(1, count + 1)}
    memories: dict[UUID, Memory] = {}
    state: RoundRobin = UNPICKED
    year = Year()
    for rank, at in instants():
        picked, state = choose(list(cards.values()), state, now=at, rank=rank - 1)
        assert picked is not None
        year.picks.append(picked)
        year.levels[cards[picked].level] += 1
        level = learner.rate(picked, rank, at)
        event = _event(picked, rank, at, level)
        memories[picked] = folding.review(memories.get(picked), event, SHOWN)
        cards[picked] = replace(cards[picked], level=level, rank=rank, seen_at=at)
        if rank % AT_ONCE == 0:
            year.days.append(MasteryDay(at.date(), _mastery(memories, count)))
    return year


def _mastery(memories: dict[UUID, Memory], count: int) -> float:
    standings = [
        Standing(memory.state, memory.schedule, memory.interval_days)
        for memory in memories.values()
        if isinstance(memory.schedule, ConfidenceSchedule)
    ]
    return mastery(standings, cards=count).percent or 0.0


def drawn(year: Year) -> str:
    """The year as a chart."""
    return charts.draw(year.days, Look(), subtitle="The seed deck, a dozen questions a week") + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--svg", type=Path, help="where to draw mastery over the year")
    wanted = parser.parse_args()
    count = len(json.loads(DECK.read_text())["decks"][0]["cards"])
    year = study(count)
    repeats = sum(a == b for a, b in zip(year.picks, year.picks[1:], strict=False))
    asked = Counter(year.picks)
    print(f"{count} cards, {DAYS} days, {len(year.picks)} questions, seed 1")
    print(f"immediate repeats {repeats}; cards seen {len(asked)}")
    print(f"each card asked {min(asked.values())} to {max(asked.values())} times")
    for level in range(6):
        print(f"level {level} when asked: {year.levels[level]}")
    for week in (1, 2, 4, 8, 13, 26, 39, 52):
        print(f"mastery after week {week}: {year.days[week - 1].percent}")
    if wanted.svg:
        wanted.svg.write_text(drawn(year))


if __name__ == "__main__":
    main()
