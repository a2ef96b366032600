"""The service over HTTP, on SQLite and on Postgres, with a clock that tests can turn.

    service     the running application: `await service.guest()`, `.account()`, `.key()` give
                clients (httpx) that are signed in; `service.anonymous` is not
    guest       a client signed in as a fresh guest
    owner       a client signed in as a fresh account, with `owner.workspace_id`
    pupil       a client with a key of the owner's, which studies as one managed learner

Databases are migrated once for a run's worker and shared by its tests: each test makes its own
accounts, learners and decks, and looks only at those.
"""

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.main import create_app
from api.settings import Environment, Settings
from db import migrating

SECRET = "k3YJ0q9vX1s7Bw5Zr2Lf8Nt4Hd6Pg0Mc_test_only"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


class Client(httpx.AsyncClient):
    """An HTTP client that knows whom it is signed in as."""

    learner_id: str | None = None
    account_id: str | None = None
    workspace_id: str | None = None
    email: str | None = None
    refresh_token: str | None = None


@dataclass
class Clock:
    """The service's clock; it stands still until it is turned."""

    now: datetime = START

    def turn(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@dataclass
class Service:
    """The application with its clock and its clients."""

    app: FastAPI
    clock: Clock
    _clients: list[Client] = field(default_factory=list)

    def client(self, token: str | None = None, **headers: str) -> Client:
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        client = Client(
            transport=httpx.ASGITransport(self.app),
            base_url="http://recite.test",
            headers=headers,
        )
        self._clients.append(client)
        return client

    @property
    def anonymous(self) -> Client:
        return self.client()

    async def guest(self) -> Client:
        reply = await self.anonymous.post("/v1/auth/guest")
        assert reply.status_code == 200, reply.text
        body = reply.json()
        client = self.client(body["access_token"])
        client.learner_id = body["learner_id"]
        client.refresh_token = body["refresh_token"]
        return client

    async def account(self, **fields: Any) -> Client:
        """A client signed in to a new account."""
        email = fields.pop("email", f"person-{next(_numbers)}-{id(self)}@school.example")
        password = fields.pop("password", "correct horse battery")
        reply = await self.anonymous.post(
            "/v1/accounts", json={"email": email, "password": password, "name": "P", **fields}
        )
        assert reply.status_code == 201, reply.text
        account = reply.json()
        granted = await self.anonymous.post(
            "/v1/auth/token",
            data={"grant_type": "password", "username": email, "password": password},
        )
        assert granted.status_code == 200, granted.text
        client = self.client(granted.json()["access_token"])
        client.email = email
        client.refresh_token = granted.json()["refresh_token"]
        client.account_id = account["id"]
        client.learner_id = account["learner_id"]
        workspaces = (await client.get("/v1/workspaces")).json()["items"]
        client.workspace_id = workspaces[0]["id"]
        return client

    async def key(self, owner: Client, *scopes: str, learner: str | None = None) -> Client:
        """A client with an API key of the owner's workspace."""
        reply = await owner.post(
            "/v1/api-keys",
            json={
                "workspace_id": owner.workspace_id,
                "name": "server",
                "scopes": list(scopes) or ["study", "decks:read", "decks:write"],
            },
        )
        assert reply.status_code == 201, reply.text
        headers = {"Recite-Learner": learner} if learner else {}
        client = self.client(reply.json()["secret"], **headers)
        client.workspace_id = owner.workspace_id
        return client

    async def wait(self, client: Client, **by: float) -> None:
        """Turn the clock, and renew what the client is signed in with."""
        self.clock.turn(**by)
        given = {"grant_type": "refresh_token", "refresh_token": client.refresh_token}
        reply = await self.anonymous.post("/v1/auth/token", data=given)
        assert reply.status_code == 200, reply.text
        client.headers["Authorization"] = f"Bearer {reply.json()['access_token']}"
        client.refresh_token = reply.json()["refresh_token"]

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


@pytest_asyncio.fixture(scope="session")
async def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    path = tmp_path_factory.mktemp("service") / "recite.sqlite"
    async for app in _app(f"sqlite:///{path}", path.parent):
        yield app


@pytest_asyncio.fixture(scope="session")
async def postgres_app(
    postgres_databases: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    url = await postgres_databases.create()
    async for app in _app(url, tmp_path_factory.mktemp("service")):
        yield app
    await postgres_databases.drop(url)


async def _app(url: str, data_dir: Path) -> AsyncIterator[FastAPI]:
    settings = Settings(
        environment=Environment.DEVELOPMENT,
        database_url=url,
        data_dir=data_dir,
        secret_key=SECRET,
        log_level="critical",
        argon2_memory_kib=64,
        argon2_passes=1,
    )
    app = create_app(settings)
    await migrating.upgrade(app.state.database)
    yield app
    await app.state.database.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def app(request: pytest.FixtureRequest) -> FastAPI:
    return request.getfixturevalue(f"{request.param}_app")


@pytest_asyncio.fixture
async def service(app: FastAPI) -> AsyncIterator[Service]:
    running = Service(app, Clock())
    # Not by `dependency_overrides`: with any of them each request analyses all dependencies anew.
    app.state.clock = lambda: running.clock.now
    yield running
    await running.close()


@pytest_asyncio.fixture
async def guest(service: Service) -> Client:
    return await service.guest()


@pytest_asyncio.fixture
async def owner(service: Service) -> Client:
    return await service.account()


@pytest_asyncio.fixture
async def pupil(service: Service, owner: Client) -> Client:
    """A client who studies as one managed learner, and whose key outlives the turning of clocks."""
    await owner.put("/v1/learners/external/pupil-7", json={})
    return await service.key(owner, "study", "decks:read", learner="external:pupil-7")
