"""How much is measured, and what was."""

import sys
import time
from dataclasses import dataclass, field

from curves import Curve
from figures import Figure
from rounds import Round

KINDS = ("sqlite", "postgres")


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often is measured."""

    rounds: int = 5
    seconds: float = 6.0
    repeats: int = 60
    large: int = 100_000
    memories: int = 1_000_000


QUICK = Plan(rounds=3, seconds=1.5, repeats=15, large=10_000, memories=100_000)


@dataclass(slots=True)
class Found:
    """All that was measured; `missing` says why a bar was not."""

    figures: list[Figure] = field(default_factory=list)
    rounds: dict[str, dict[int, dict[str, list[Round]]]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    missing: dict[int, str] = field(default_factory=dict)
    memories: list[Curve] = field(default_factory=list)
    decks: list[Curve] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def tell(self, text: str) -> None:
        """Show how far it is, on standard error."""
        print(f"[{time.monotonic() - self.began:5.0f} s] {text}", file=sys.stderr, flush=True)
