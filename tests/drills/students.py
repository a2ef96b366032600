"""Guests who study without a pause, and remember what they were promised.

A student answers the pending question with an id of their own. Where no reply comes, or 503, they
send the same answer again until they know; so at most one answer of each is in doubt.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from drills.wire import Connection, Lost, Reply

LOST_PAUSE_SECONDS = 0.02
LONGEST_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer as it was sent, and the reply that acknowledged it first."""

    session_id: str
    body: dict[str, Any]
    reply: Reply | None


@dataclass(slots=True)
class Student:
    """One guest on one connection. `surprises` are replies that no fault excuses: everything but
    201 and 503 with `Retry-After`; `lost` counts requests that no reply came to."""

    connection: Connection
    deck_id: str
    rng: Random
    token: str = ""
    learner_id: str = ""
    session_id: str = ""
    question: dict[str, Any] | None = None
    doubt: Sent | None = None
    acknowledged: dict[str, Sent] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    lost: int = 0

    @property
    def served(self) -> int:
        """How many good replies there were."""
        return self.statuses[200] + self.statuses[201]

    async def enrol(self) -> None:
        """Become a guest. Raises `Lost`, and `RuntimeError` when the service refuses."""
        reply = await self.connection.ask("POST", "/v1/auth/guest")
        if reply.status != 200:
            raise RuntimeError(f"No guest: {reply.status} {reply.body!r}")
        granted = reply.json()
        self.token, self.learner_id = granted["access_token"], granted["learner_id"]

    async def study(self, stop: asyncio.Event) -> None:
        """Answer until `stop`, whatever happens to the service meanwhile."""
        while not stop.is_set():
            try:
                await self.step()
            except Lost:
                self.lost += 1
                await asyncio.sleep(LOST_PAUSE_SECONDS)

    async def step(self) -> None:
        """One request of what comes next: an answer in doubt first. Raises `Lost`."""
        if self.doubt is not None:
            await self._answer(self.doubt)
        elif self.question is not None:
            self.doubt = Sent(self.session_id, self.answer_to(self.question), None)
            await self._answer(self.doubt)
        elif self.session_id:
            await self._look()
        else:
            await self._begin()

    async def settle(self) -> None:
        """Send what is in doubt until it is known. Raises `Lost`."""
        while self.doubt is not None:
            await self._answer(self.doubt)

    async def again(self, sent: Sent) -> Reply:
        """The reply to an answer that was sent before."""
        path = f"/v1/sessions/{sent.session_id}/answers"
        return await self.connection.ask("POST", path, sent.body, token=self.token)

    async def look_around(self) -> Reply:
        """The reply to a request that only reads."""
        return await self.connection.ask("GET", "/v1/answers?limit=5", token=self.token)

    def answer_to(self, question: dict[str, Any]) -> dict[str, Any]:
        """A guess, under an id of the student's own."""
        option = self.rng.choice(question["options"])
        return {
            "id": str(UUID(int=self.rng.getrandbits(128), version=4)),
            "question_id": question["id"],
            "response": {"format": "choice", "selected": [option["id"]]},
            "took_ms": self.rng.randrange(1_000, 20_000),
        }

    async def _begin(self) -> None:
        wanted = {"deck_ids": [self.deck_id], "selection": "all", "repeats": False}
        reply = await self._ask(
            "POST", "/v1/sessions", {**wanted, "order": "shuffled", "limit": 40}
        )
        if reply.status == 201:
            self.session_id = reply.json()["id"]

    async def _look(self) -> None:
        reply = await self._ask("GET", f"/v1/sessions/{self.session_id}/next")
        if reply.status == 200:
            self.ask_next(reply.json()["question"])

    async def _answer(self, sent: Sent) -> None:
        reply = await self.again(sent)
        if reply.status == 201:
            self.statuses[201] += 1
            self.acknowledged[sent.body["id"]] = Sent(sent.session_id, sent.body, reply)
            self.doubt = None
            self.ask_next(reply.json()["next"])
        elif not await self._waited(reply):
            self.doubt, self.question = None, None

    def ask_next(self, question: dict[str, Any] | None) -> None:
        """Go on to this question; without one, to another session."""
        self.question = question
        if question is None:
            self.session_id = ""

    async def _ask(self, method: str, path: str, body: Any = None) -> Reply:
        reply = await self.connection.ask(method, path, body, token=self.token)
        if reply.status in (200, 201):
            self.statuses[reply.status] += 1
        else:
            await self._waited(reply)
        return reply

    async def _waited(self, reply: Reply) -> bool:
        """Whether the service asked for patience, which was had; else it is noted."""
        self.statuses[reply.status] += 1
        after = reply.headers.get("retry-after", "")
        if reply.status in (503, 507) and after.isdigit() and _is_problem(reply):
            await asyncio.sleep(min(int(after), LONGEST_PAUSE_SECONDS) * self.rng.random())
            return True
        self.surprises.append(f"{reply.status} {reply.body[:300]!r}")
        await asyncio.sleep(LOST_PAUSE_SECONDS)
        return False


def _is_problem(reply: Reply) -> bool:
    return reply.headers.get("content-type", "").startswith("application/problem+json")


@asynccontextmanager
async def enrolled(url: str, deck_id: str, count: int, rng: Random) -> AsyncIterator[list[Student]]:
    """So many guests, each on a connection and with chances of their own."""
    students = [
        Student(Connection(url), deck_id, Random(rng.getrandbits(64))) for _ in range(count)
    ]
    try:
        await asyncio.gather(*(student.enrol() for student in students))
        yield students
    finally:
        for student in students:
            student.connection.close()
        await asyncio.sleep(0)  # Only the loop's next round closes the sockets.


@asynccontextmanager
async def studying(students: Sequence[Student]) -> AsyncIterator[None]:
    """They all study while the block runs, and have come to a stop after it."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(student.study(stop)) for student in students]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


def acknowledged(students: Sequence[Student]) -> int:
    """How many answers were acknowledged to them all."""
    return sum(len(student.acknowledged) for student in students)


async def until_acknowledged(
    students: Sequence[Student], count: int, *, seconds: float = 60
) -> None:
    """Wait until they were acknowledged so many answers. Raises `TimeoutError`."""
    async with asyncio.timeout(seconds):
        while acknowledged(students) < count:  # noqa: ASYNC110 no event per answer
            await asyncio.sleep(0.005)
