"""The service with one thing broken: told to stop, it is gone at once."""

import os
from typing import Any

from api import serving


def leave(_self: serving.Server, _signal: int, _frame: Any) -> None:
    """Leave without a word to anybody."""
    os._exit(0)


serving.Server.handle_exit = leave  # type: ignore[method-assign]

if __name__ == "__main__":
    from api.cli import app

    app()
