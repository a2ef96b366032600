"""What pages in docs/ say that can be made anew is what is made today."""

import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def _script(name: str) -> Any:
    return _module(ROOT / "scripts" / name)


def _module(path: Path) -> Any:
    loader = SourceFileLoader(path.stem.replace("-", "_"), str(path))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    loader.exec_module(module)
    return module


def test_the_graded_examples_are_what_the_grader_says_today() -> None:
    script = _script("build-examples")
    assert script.page_with_examples() == script.PAGE.read_text(), "run scripts/build-examples"


@pytest.mark.parametrize("kind", ["forecast", "heatmap", "mastery", "retention", "workload"])
def test_the_example_charts_are_what_is_drawn_today(kind: str) -> None:
    script = _script("build-charts")
    name = f"chart-{kind}.svg"
    drawn = (script.IMAGES / name).read_text(encoding="utf-8")
    assert script.charts()[name] == drawn, "run scripts/build-charts"


def test_the_year_with_the_seed_deck_is_what_is_simulated_today() -> None:
    benchmark = _module(ROOT / "benchmarks/confidence.py")
    drawn = (ROOT / "docs/images/confidence-year.svg").read_text(encoding="utf-8")
    assert benchmark.drawn(benchmark.study(12)) == drawn, "run benchmarks/confidence.py --svg"
