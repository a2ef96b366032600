"""The bars of performance, what was measured against them, and the table of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

SQLITE, POSTGRES, BOTH = "SQLite", "Postgres", ""
NAMES = {"sqlite": SQLITE, "postgres": POSTGRES}


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked: at least `threshold`, or at most where `is_most`; `stretch` beyond that."""

    key: str
    name: str
    threshold: float
    stretch: float | None = None
    is_most: bool = False
    unit: str = ""

    @property
    def number(self) -> int:
        """Which of the bars; several keys may belong to one."""
        return int("".join(letter for letter in self.key if letter.isdigit()))


BARS = (
    Bar("1", "answers a second, SQLite FULL, 32 learners / naive endpoint", 5, 8),
    Bar("2", "answers a second, Postgres, 32 learners / naive endpoint", 5, 8),
    Bar("3", "answers a second, Postgres / pgbench of the same transaction", 0.5, 0.8),
    Bar("4a", "CPU of an answer / the same without database, SQLite", 3.5, 2.5, is_most=True),
    Bar("4b", "CPU of an answer / the same without database, Postgres", 3.0, 2.0, is_most=True),
    Bar("5", "answers a second, SQLite FULL / NORMAL", 0.85),
    Bar("6", "20 due and the capped count at 1M memories / at 10k", 1.5, is_most=True),
    Bar("7a", "page at depth 99,000 / first page", 1.5, is_most=True),
    Bar("7b", "first page of a deck of 100,000 / of 1,000", 1.5, is_most=True),
    Bar("8", "import of 100,000 cards, validation and all, against `add_all`", 6, 10),
    Bar("9", "growth of memory, import of 100,000 cards / of 10,000", 1.5, is_most=True),
    Bar("10", "a batch of 1,000 answers against 1,000 transactions", 20),
    Bar("11", "CPU of an answer with HTTP / of Anki's in process", 1.5, 1.0, is_most=True),
    Bar("12a", "start to listening / minimal FastAPI and SQLModel app", 1.8, is_most=True),
    Bar("12b", "memory held when idle", 100, is_most=True, unit=" MB"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured against a bar on a database: the median of rounds, with the lowest and the
    highest, and in `told` the sides of the ratio."""

    key: str
    database: str
    value: float
    low: float
    high: float
    told: str = ""


def over(key: str, database: str, values: Sequence[float], told: str = "") -> Figure:
    """The figure of what the rounds gave."""
    return Figure(key, database, median(values), min(values), max(values), told)


def verdict(bar: Bar, value: float) -> str:
    """How the value stands to the bar."""
    if _reaches(bar, value, bar.stretch):
        return "stretch"
    return "yes" if _reaches(bar, value, bar.threshold) else "**no**"


def _reaches(bar: Bar, value: float, wanted: float | None) -> bool:
    if wanted is None:
        return False
    return value <= wanted if bar.is_most else value >= wanted


def table(figures: Iterable[Figure], missing: dict[int, str]) -> str:
    """Every bar with what was measured, as Markdown; `missing` says why others were not."""
    found: dict[str, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.key, []).append(figure)
    lines = [
        "| # | bar | threshold | stretch | database | measured | range | reached | sides |",
        "|--:|---|--:|--:|---|--:|--:|---|---|",
    ]
    for bar in BARS:
        asked = f"| {bar.key} | {bar.name} | {_bound(bar, bar.threshold)} "
        asked += f"| {_bound(bar, bar.stretch)} |"
        lines += [_row(asked, bar, figure) for figure in found.get(bar.key, ())]
        if bar.key not in found:
            lines.append(f"{asked} | – | | | {missing.get(bar.number, 'not measured')} |")
    return "\n".join(lines)


def _row(asked: str, bar: Bar, figure: Figure) -> str:
    low, high = shown(figure.low), shown(figure.high)
    value = f"{shown(figure.value)}{bar.unit}"
    reached = verdict(bar, figure.value)
    return f"{asked} {figure.database} | {value} | {low} to {high} | {reached} | {figure.told} |"


def _bound(bar: Bar, wanted: float | None) -> str:
    if wanted is None:
        return ""
    return f"{'≤' if bar.is_most else '≥'} {wanted:g}{bar.unit}"


def shown(value: float) -> str:
    """A figure with as many digits as it is worth."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
