"""Databases to drill on, each with a public deck, and the service over them."""

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import httpx
from postgres import Postgres
from services import Service, environment, serving

from api.main import create_app
from api.settings import Settings
from db import migrating
from db.engine import connect

CARDS = 200
RECITE = [sys.executable, "-m", "api.cli"]
AUTHOR = "author@school.example", "correct horse battery"
"""The e-mail address and password of whose deck it is."""
SECRET = "drills-only-k3YJ0q9vX1s7Bw5Zr2Lf8Nt4Hd6Pg0Mc"


class Unavailable(Exception):
    """This machine lacks what a drill needs; the message says what and how to get it."""


def _silent(_text: str) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Ground:
    """Where a drill takes place: a kind of database, and what chance draws by.

    `postgres` is the server where the kind is `postgres`. `mutant` is the command that runs the
    broken service instead of `recite serve`, if that is what is drilled.
    """

    kind: str
    folder: Path
    rng: Random
    postgres: Postgres | None = None
    mutant: list[str] | None = None
    say: Callable[[str], None] = _silent
    deck_id: str = ""
    _template: str = field(default="")

    async def database(self) -> str:
        """The URL of a fresh database with the deck."""
        if not self._template:
            self._template = await self._make(f"template_{uuid4().hex}")
            self.deck_id = await _prepare(self._template, self.folder)
        return await self._make(f"drill_{uuid4().hex}", like=self._template)

    async def empty(self) -> str:
        """The URL of a fresh database without tables."""
        return await self._make(f"empty_{uuid4().hex}")

    async def _make(self, name: str, *, like: str | None = None) -> str:
        if self.postgres is None:
            path = self.folder / f"{name}.sqlite"
            if like:
                shutil.copy(like.partition("///")[2], path)
            return f"sqlite+aiosqlite:///{path}"
        template = like.partition("?")[0].rpartition("/")[2] if like else "template1"
        return await self.postgres.create(name, template=template)

    def mutated(self, command: list[str] | None) -> "Ground":
        """The same ground, with another service on it."""
        return replace(self, mutant=command)

    def command(self, *words: str) -> list[str]:
        """What runs `recite` with these words, or the mutant's."""
        return [*(self.mutant[:2] if self.mutant else RECITE), *words]

    def environment(self, url: str) -> dict[str, str]:
        """The variables under which `recite` works on this database."""
        return environment(url, str(self.folder), {"secret_key": SECRET})

    @contextmanager
    def serving(self, url: str, **settings: Any) -> Iterator[Service]:
        """The service, or its mutant, over a database that is migrated."""
        settings = {"secret_key": SECRET, "shutdown_seconds": 10, **settings}
        with serving(url, migrates=False, command=self.mutant, **settings) as service:
            yield service


async def in_thread(call: Callable[..., Any], *rest: Any, **named: Any) -> Any:
    """What a call gives that blocks, without holding the clients up."""
    return await asyncio.get_running_loop().run_in_executor(None, partial(call, *rest, **named))


async def _prepare(url: str, folder: Path) -> str:
    """Migrate a database, and put a public deck of choices into it by the API; gives its id."""
    database = connect(url)
    await migrating.upgrade(database)
    await database.dispose()
    settings = Settings(
        database_url=url, data_dir=folder, log_level="error", argon2_memory_kib=64, argon2_passes=1
    )
    app = create_app(settings)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://recite.test") as client:
        deck_id = await _write_deck(client)
    await app.state.database.dispose()
    return deck_id


async def _write_deck(client: httpx.AsyncClient) -> str:
    email, password = AUTHOR
    account = {"email": email, "password": password, "name": "Author"}
    (await client.post("/v1/accounts", json=account)).raise_for_status()
    grant = {"grant_type": "password", "username": email, "password": password}
    granted = (await client.post("/v1/auth/token", data=grant)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {granted['access_token']}"
    deck = {"title": "Invented words", "visibility": "public"}
    deck_id: str = (await client.post("/v1/decks", json=deck)).raise_for_status().json()["id"]
    items = [{"op": "create", "card": _card(number)} for number in range(CARDS)]
    path = f"/v1/decks/{deck_id}/cards/batch"
    (await client.post(path, json={"items": items})).raise_for_status()
    return deck_id


def _card(number: int) -> dict[str, Any]:
    options = [{"text": f"meaning {n}", "is_correct": n == number % 3} for n in range(3)]
    return {
        "kind": "choice",
        "prompt": f"What does invented word {number} mean?",
        "options": options,
    }
