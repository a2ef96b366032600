"""The service with one thing changed, to see what that thing costs.

python benchmarks/variants.py normal --port 8000     SQLite's `synchronous=NORMAL`
python benchmarks/variants.py memory --port 8000     answers without a database
"""

import sys

from api import cli
from db import engine


def normal() -> None:
    """Let SQLite lose the last answers when the power fails."""
    engine.PRAGMAS["synchronous"] = 1


def memory() -> None:
    """Answer from memory, without the database."""
    import in_memory

    in_memory.install()


VARIANTS = {"normal": normal, "memory": memory}

if __name__ == "__main__":
    VARIANTS[sys.argv[1]]()
    cli.app(["serve", "--no-worker", *sys.argv[2:]])
