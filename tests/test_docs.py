"""What pages in docs/ say that can be made anew is what is made today."""

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).parents[1] / "scripts/build-examples"


def _script() -> Any:
    loader = SourceFileLoader("build_examples", str(SCRIPT))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_the_graded_examples_are_what_the_grader_says_today() -> None:
    script = _script()
    assert script.page_with_examples() == script.PAGE.read_text(), "run scripts/build-examples"
