"""What a drill counted, and whether that is good enough."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from drills.ledgers import Compared
from drills.samples import Course
from drills.students import Student

SHOWN = 3


@dataclass(slots=True)
class Tally:
    """Counts of a drill. `counted` says what was tried, such as acknowledged answers; `lost`,
    `twice` and `half` what became of answers; `wrong` whatever else the bar forbids.
    `slow` is what took longer than the bar allows; a busy machine can make it so.
    `recovery_seconds` is the worst time until service, `None` where nothing had to recover;
    `course` is that of a soak."""

    trials: int = 0
    counted: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    recovery_seconds: float | None = None
    course: Course | None = None
    most_recovery_seconds: float | None = None

    def add(self, found: Compared) -> None:
        """Count a comparison of what was promised with what is there."""
        self.counted["acks"] += found.acknowledged
        self.lost += found.lost
        self.twice += found.twice
        self.half += found.half
        self.wrong += [f"replayed differently: {text}" for text in found.changed]

    def add_surprises(self, students: Sequence[Student]) -> None:
        """Count replies that nothing excuses."""
        self.wrong += [text for student in students for text in student.surprises]

    def recovered(self, seconds: float) -> None:
        """Note how long it took until there was service again, or none any more."""
        self.recovery_seconds = max(seconds, self.recovery_seconds or 0)
        if self.most_recovery_seconds is not None and seconds > self.most_recovery_seconds:
            self.slow.append(f"{seconds:.1f} s, at most {self.most_recovery_seconds:.0f} s")

    def failures(self) -> Iterator[str]:
        """What is not good enough, shortly."""
        for name in ("lost", "twice", "half", "wrong", "slow"):
            texts: list[str] = getattr(self, name)
            if texts:
                yield f"{len(texts)} {name}: {'; '.join(texts[:SHOWN])}"

    def tells(self, names: Sequence[str], text: str) -> bool:
        """Whether one of these counters has something with this text in it."""
        return any(text in told for name in names for told in getattr(self, name))
