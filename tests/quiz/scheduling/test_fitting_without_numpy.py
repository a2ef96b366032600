"""The domain works without NumPy, and says so where it is needed."""

import subprocess
import sys
from pathlib import Path

import pytest

from quiz.errors import Unavailable
from quiz.scheduling import optimizing

ROOT = Path(__file__).parents[3]

WITHOUT = "import sys; sys.modules['numpy'] = None\n"

EVERYTHING = """
import importlib, pkgutil, quiz
from quiz.scheduling import optimizing
NEED = ("review_logs", "fits", "workloads")
for module in pkgutil.walk_packages(quiz.__path__, "quiz."):
    package, _, name = module.name.rpartition(".")
    if package != optimizing.__name__ or name in NEED:
        importlib.import_module(module.name)
"""

CHECK = """
from quiz.errors import Unavailable
from quiz.scheduling import optimizing
try:
    optimizing.check_installed()
except Unavailable as error:
    print(error.detail)
"""


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_only_what_fits_and_simulates_imports_numpy() -> None:
    run(EVERYTHING)


def test_without_numpy_one_is_told_what_to_install() -> None:
    assert "recite[optimizer]" in run(CHECK)


def test_with_numpy_nothing_is_said() -> None:
    try:
        optimizing.check_installed()
    except Unavailable:
        pytest.fail("NumPy is installed here.")
