#!/usr/bin/env python3
"""What fitting FSRS-6 to a learner gains, costs and risks: the figures of `docs/fitting.md`.

    python benchmarks/fitting.py                 all of it, some twenty minutes
    python benchmarks/fitting.py splits costs    only these parts

The real log is `data/scheduling/review_logs.csv`; learners with known parameters are simulated from
fixed seeds. Log losses are natural logarithms; less is better.
"""

import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests/quiz/scheduling")]

import numpy as np  # noqa: E402
from real_log import reviews, splits  # noqa: E402
from synthetic_learners import Learner, log_of, parameters_of  # noqa: E402

from quiz.scheduling.optimizing import fitting  # noqa: E402
from quiz.scheduling.optimizing.fitting import (  # noqa: E402
    fit,
    log_losses,
    most_probable,
    scored_places,
)
from quiz.scheduling.optimizing.parameters import DEFAULTS  # noqa: E402
from quiz.scheduling.optimizing.review_logs import Review  # noqa: E402
from quiz.scheduling.optimizing.sequences import Floats, Ints  # noqa: E402
from quiz.scheduling.optimizing.simulating import Memories, compare, simulate  # noqa: E402
from quiz.scheduling.settings import Limits, Settings  # noqa: E402

WINDOW = 1_024
STEP = 64
SUBSETS = 40
LEARNERS = 20
WORSE = 0.002

Window = tuple[list[Review], int, Ints, Ints]
"""A log, the place scored from, and the places of the window and of what is tested."""


def main() -> None:
    """Print the parts that are named, or all."""
    parts = sys.argv[1:] or list(PARTS)
    for name in parts:
        print(f"## {name}\n")
        PARTS[name]()
        print(flush=True)


def report_splits() -> None:
    """Defaults against fitted on the five time-ordered splits."""
    log = reviews()
    scored = scored_places(log)
    defaults = log_losses(log, DEFAULTS.tolist())
    print("| split | fitted on | tested on | defaults | fitted | gain | adopted |")
    print("|---|---|---|---|---|---|---|")
    rows = []
    for number, (start, end) in enumerate(splits(len(scored)), 1):
        tested = scored[start:end]
        found = fit(log[: tested[0]])
        before = defaults[tested].mean()
        after = log_losses(log, found.parameters)[tested].mean()
        rows.append((before, after))
        adopted = "yes" if found.is_adopted else "no"
        gain = before - after
        print(f"| {number} | {start} | {end - start} | {before:.4f} | {after:.4f} |", end="")
        print(f" {gain:.4f} | {adopted} |")
    before, after = np.mean(rows, axis=0)
    print(f"| mean | | | {before:.4f} | {after:.4f} | {before - after:.4f} | |")


def report_windows() -> None:
    """Fits to 1,024 scored reviews, tested on the 1,024 after them, against the defaults."""
    print("| windows | how many | worst | median | best | worse by more than 0.002 | adopted |")
    print("|---|---|---|---|---|---|---|")
    for name, windows in (
        ("of time, whole histories", whole_windows()),
        ("a third of the cards, from the start", subset_windows()),
        ("of time, histories cut off", cut_windows()),
    ):
        changes = [change_over(window) for window in windows]
        always = np.array([each for each, _ in changes])
        adopted = np.array([is_better for _, is_better in changes])
        print(f"| {name}; always used {spread(always)} |")
        print(
            f"| {name}; by the rule {spread(np.where(adopted, always, 0))} {adopted.mean():.0%} |"
        )


def spread(changes: Floats) -> str:
    """How changes of the log loss are distributed, as cells."""
    return (
        f"| {len(changes)} | {changes.max():+.4f} | {np.median(changes):+.4f}"
        f" | {changes.min():+.4f} | {(changes > WORSE).sum()} |"
    )


def whole_windows() -> Iterator[Window]:
    """Windows at every 64th scored review, with all that was answered before them."""
    log = list(reviews())
    scored = scored_places(log)
    for start in range(0, len(scored) - 2 * WINDOW, STEP):
        yield _window(log, scored[start:])


def cut_windows() -> Iterator[Window]:
    """The same, of logs that begin there, so that cards half learned look new."""
    log = list(reviews())
    for start in scored_places(log)[: -2 * WINDOW : STEP]:
        rest = log[start:]
        scored = scored_places(rest)
        if len(scored) >= 2 * WINDOW:
            yield _window(rest, scored)


def subset_windows() -> Iterator[Window]:
    """The first 1,024 scored reviews of a random third of the cards."""
    log = reviews()
    cards = sorted({str(review.card) for review in log})
    for seed in range(SUBSETS):
        kept = set(np.random.default_rng(seed).permutation(cards)[: len(cards) // 3].tolist())
        rest = [review for review in log if review.card in kept]
        yield _window(rest, scored_places(rest))


def _window(log: list[Review], scored: Ints) -> Window:
    return log, int(scored[0]), scored[:WINDOW], scored[WINDOW : 2 * WINDOW]


def change_over(window: Window) -> tuple[float, bool]:
    """What fitting adds to the log loss of what is tested, and whether it would be adopted."""
    log, begin, known, tested = window
    defaults = log_losses(log, DEFAULTS.tolist())

    def change(until: int, on: Ints) -> float:
        fitted = most_probable(log[:until], scored_from=begin)
        return float((log_losses(log, fitted) - defaults)[on].mean())

    newest = known[-(len(known) // fitting.NEWEST_SHARE) :]
    return change(int(tested[0]), tested), change(int(newest[0]), newest) < 0


def report_choices() -> None:
    """Other dispersions and shares, over the splits, the windows and simulated learners."""
    print("| dispersion | share kept | splits | windows: mean | worst | simulated: share gained |")
    print("|---|---|---|---|---|---|")
    windows = list(whole_windows())[::4]
    for dispersion, share in product((1.0, 2.0, 4.0), (0.5, 0.75, 1.0)):
        fitting.DISPERSION, fitting.SHARE_KEPT = dispersion, share
        changes = [change_over(window)[0] for window in windows]
        gained = share_gained([recovery(seed) for seed in range(LEARNERS // 2)])
        print(f"| {dispersion:g} | {share:g} | {splits_mean():.4f} |", end="")
        print(f" {np.mean(changes):+.4f} | {max(changes):+.4f} | {gained:.2f} |", flush=True)


def splits_mean() -> float:
    """The mean log loss of fits over the five splits."""
    log = reviews()
    scored = scored_places(log)
    tests = [scored[start:end] for start, end in splits(len(scored))]
    return float(
        np.mean([log_losses(log, most_probable(log[: each[0]]))[each].mean() for each in tests])
    )


def report_recovery() -> None:
    """Simulated learners: how near what is fitted comes to the truth on unseen reviews."""
    print("| learner | defaults | fitted | truth |")
    print("|---|---|---|---|")
    rows = [recovery(seed) for seed in range(LEARNERS)]
    for seed, (defaults, fitted, truth) in enumerate(rows):
        print(f"| {seed} | {defaults:.4f} | {fitted:.4f} | {truth:.4f} |")
    defaults, fitted, truth = np.mean(rows, axis=0)
    print(f"| mean | {defaults:.4f} | {fitted:.4f} | {truth:.4f} |")
    print(f"\nOf what the truth would gain, {share_gained(rows):.0%} is gained.")


def recovery(seed: int) -> tuple[float, float, float]:
    """Log loss on a simulated learner's newest fifth: defaults, fitted to the rest, the truth."""
    truth = parameters_of(seed)
    log = log_of(Learner(truth, cards=1_200, days=180), seed)
    scored = scored_places(log)
    newest = scored[len(scored) * 4 // 5 :]
    tried: tuple[Sequence[float], ...] = (
        DEFAULTS.tolist(),
        fit(log[: newest[0]]).parameters,
        truth.tolist(),
    )
    defaults, fitted, true = (float(log_losses(log, each)[newest].mean()) for each in tried)
    return defaults, fitted, true


def share_gained(rows: Sequence[tuple[float, float, float]]) -> float:
    """Of the log loss between defaults and truth, how much fitting takes away."""
    defaults, fitted, truth = np.sum(rows, axis=0)
    return float((defaults - fitted) / (defaults - truth))


def report_costs() -> None:
    """Seconds of a processor and memory of a whole fit."""
    print("| log | reviews | seconds | allocated at most | process at most |")
    print("|---|---|---|---|---|")
    big = log_of(Learner(parameters_of(0), cards=13_500, days=250), 0)
    for name, log in (("real", reviews()), ("simulated", big)):
        began = time.process_time()
        fit(log)
        seconds = time.process_time() - began
        tracemalloc.start()
        fit(log)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        process = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
        print(f"| {name} | {len(log)} | {seconds:.1f} | {peak:.0f} MB | {process:.0f} MB |")


def report_simulating() -> None:
    """A year with a thousand new cards, by desired retention; and what simulating costs."""
    limits = Limits(new_per_day=10, due_per_day=1_000)
    nothing = Memories(*np.zeros((4, 0)))
    print(
        "| desired retention | reviews | forgotten | minutes a day | remembered | minutes a card |"
    )
    print("|---|---|---|---|---|---|")
    for each in compare(nothing, unseen_count=1_000, settings=Settings(), limits=limits):
        forgotten, minutes = each.lapses / each.reviews, each.minutes / len(each.days)
        print(f"| {each.desired_retention:.2f} | {each.reviews} | {forgotten:.1%} |", end="")
        print(f" {minutes:.1f} | {each.remembered:.0f} | {each.minutes_per_card:.1f} |")
    rng = np.random.default_rng(0)
    memories = Memories(
        stability=np.exp(rng.normal(3, 1, 10_000)),
        difficulty=rng.uniform(1, 10, 10_000),
        elapsed_days=rng.integers(1, 30, 10_000).astype(np.float64),
        due_days=rng.integers(-5, 60, 10_000).astype(np.float64),
    )
    began = time.process_time()
    simulate(memories, unseen_count=0, settings=Settings(), limits=limits)
    seconds = time.process_time() - began
    print(f"\nA year of 10,000 cards: {seconds:.1f} s of a processor.")


PARTS: dict[str, Callable[[], None]] = {
    "splits": report_splits,
    "windows": report_windows,
    "choices": report_choices,
    "recovery": report_recovery,
    "costs": report_costs,
    "simulating": report_simulating,
}

if __name__ == "__main__":
    main()
