"""F8: devices send answers twice, and in whatever order.

The tests of that draw as many logs as they are asked for; this counts them, and breaks the fold.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from services import ROOT

from drills.grounds import Ground, in_thread
from drills.tallies import Tally

FILES = ("tests/db/test_devices.py", "tests/db/test_convergence.py")
FULL = 1_000
MOST_SECONDS = 3_000


async def drill(ground: Ground, trials: int) -> Tally:
    """Random logs cut into batches, permuted and repeated: each ends in the memory that folding the
    whole log gives. From 1,000 logs on, the tests draw 2,000 each; below that, a few dozen."""
    tally = Tally(trials=trials)
    words = [sys.executable, "-m", "pytest", "-n", "0", "-k", ground.kind]
    words += ["--hypothesis-show-statistics", "-p", "no:cacheprovider"]
    if ground.mutant:
        words += ["-x", "-p", f"drills.mutants.{Path(ground.mutant[1]).stem}", FILES[0]]
    else:
        words += FILES
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    environment.pop("RECITE_FULL", None)
    if trials >= FULL:
        environment["RECITE_FULL"] = "1"
    for name in [name for name in environment if name.startswith(("PYTEST_", "RECITE_TEST_"))]:
        del environment[name]
    result = await in_thread(
        subprocess.run,
        words,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS,
        check=False,
    )
    for found in re.findall(r"settings\.max_examples=(\d+)", result.stdout):
        tally.counted["logs"] += int(found)
    failed = [line for line in result.stdout.splitlines() if line.startswith("FAILED ")]
    tally.wrong += failed
    if result.returncode and not failed:
        tally.wrong.append(f"pytest ended with {result.returncode}: {result.stdout[-500:]}")
    return tally
