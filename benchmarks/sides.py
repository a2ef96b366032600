"""Who takes answers in a measurement: the service, and what it is compared with.

All of them take `POST /v1/sessions/{id}/answers` on the same database, and answer in the same form.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import classroom
from classroom import SECRET, Prepare
from services import Service, serving

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Side:
    """One program; `command` is what runs instead of `recite serve`, `prepare` makes learners with
    sessions for it."""

    name: str
    command: tuple[str, ...] = ()
    prepare: Prepare = classroom.prepare

    @contextmanager
    def serves(self, database_url: str, *, workers: int = 1) -> Iterator[Service]:
        """The program, ready, on a database that is migrated already."""
        with serving(
            database_url,
            workers=workers,
            command=list(self.command) or None,
            migrates=False,
            secret_key=SECRET,
        ) as service:
            yield service


def app(name: str) -> tuple[str, ...]:
    """An application beside this file, run by the same server in the same way as the service."""
    how = "--log-level warning --no-access-log --no-server-header --timeout-keep-alive 30"
    where = ("--app-dir", str(FOLDER), "--port", "{port}")
    return (sys.executable, "-m", "uvicorn", name, *where, *how.split())


def _variant(name: str) -> tuple[str, ...]:
    """The service with one thing changed."""
    return (sys.executable, str(FOLDER / "variants.py"), name, "--port", "{port}")


SIDES = {
    side.name: side
    for side in (
        Side("recite"),
        Side("naive", app("naive.app:app")),
        Side("naive-async", app("naive.async_app:app")),
        *(Side(name, _variant(name)) for name in ("normal", "memory")),
    )
}
MINIMAL = Side("minimal", app("minimal:app"))
"""Takes no answers: only its start is measured."""
