"""What a service holds in the course of a soak, and whether that is good enough."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import linear_regression, median, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from drills.tallies import Tally

SECONDS = 10.0
MEGA = 1_000_000
MOST_LOG = 64 * MEGA
MOST_SLOPE = 1.0
"""MB in ten minutes, of the second half."""
MOST_GROWTH = 64 * MEGA
"""What a service that warms up may come to hold besides, however long it runs."""
MOST_SLOWING = 2.0
"""How many times what it was in the first third the p99 of the last may be."""
LEAST_SAMPLES = 60
"""Ten minutes: before that a slope is mostly the warming up."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Ten seconds: bytes held and of the write-ahead log at their end, the p99 of waits in them."""

    rss: int
    log: int
    p99_ms: float


@dataclass(slots=True)
class Course:
    """The samples of a soak, and the waits (seconds) since the last."""

    samples: list[Sample] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def take(self, rss: int, log: int) -> Sample:
        """Add a sample of the ten seconds that end now."""
        enough = len(self.waits) > 1
        p99 = 1_000 * quantiles(self.waits, n=100)[98] if enough else 0.0
        self.waits.clear()
        self.samples.append(Sample(rss, log, p99))
        return self.samples[-1]

    def slope(self) -> float:
        """MB that the second half grew by in ten minutes, by a line through its samples."""
        half = [sample.rss / MEGA for sample in self.samples[len(self.samples) // 2 :]]
        minutes = [place * SECONDS / 60 for place in range(len(half))]
        return 10 * linear_regression(minutes, half).slope

    def slowing(self) -> float:
        """The median p99 of the last third over that of the first, after the first minute."""
        third = len(self.samples) // 3
        first = median(sample.p99_ms for sample in self.samples[6:third])
        return median(sample.p99_ms for sample in self.samples[-third:]) / first

    def judge(self, tally: "Tally") -> None:
        """Note what the bars forbid; slopes only of a soak that is long enough."""
        rss = [sample.rss for sample in self.samples]
        log = max(sample.log for sample in self.samples)
        if log > MOST_LOG:
            tally.wrong.append(f"the write-ahead log grew to {log / MEGA:.0f} MB")
        if rss[-1] - rss[0] > MOST_GROWTH:
            tally.wrong.append(f"it holds {(rss[-1] - rss[0]) / MEGA:.0f} MB more than at first")
        if len(rss) >= LEAST_SAMPLES:
            self._judge_slopes(tally)

    def _judge_slopes(self, tally: "Tally") -> None:
        if self.slope() > MOST_SLOPE:
            tally.wrong.append(f"it grows by {self.slope():.1f} MB in 10 minutes")
        if self.slowing() > MOST_SLOWING:
            tally.slow.append(f"p99 became {self.slowing():.1f} times what it was")

    def told(self) -> str:
        """The figures of the bars."""
        log = max(sample.log for sample in self.samples) / MEGA
        first, last = self.samples[0].rss / MEGA, self.samples[-1].rss / MEGA
        told = f"{first:.0f} MB held at first, {last:.0f} at last, log at most {log:.1f} MB"
        if len(self.samples) < LEAST_SAMPLES:
            return told
        return (
            f"{told}, slope {self.slope():+.2f} MB in 10 minutes, p99 {self.slowing():.2f} times "
            "what it was"
        )

    def series(self) -> Sequence[tuple[str, str, list[float]]]:
        """What a picture shows: names, units and values by sample."""
        return (
            ("memory held", "MB", [sample.rss / MEGA for sample in self.samples]),
            ("write-ahead log", "MB", [sample.log / MEGA for sample in self.samples]),
            ("p99 of a wait", "ms", [sample.p99_ms for sample in self.samples]),
        )
