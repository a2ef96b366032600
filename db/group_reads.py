"""Group reading: what many answers find is read in one transaction, as `group_commits` writes them.

While one reading runs, those who ask meanwhile queue up, and the next one reads for all of them.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from db import situations
from db.at_hand import AtHand
from db.engine import Database
from db.failures import as_quiz_error
from db.situations import Situation
from quiz.errors import NotFound, Unavailable

MOST = 256
"""Situations that are read at once."""

Found = tuple[Situation, AtHand]


@dataclass(slots=True, eq=False)
class _Wish:
    key: tuple[UUID, UUID]
    read: asyncio.Future[Found]


class SituationReader:
    """Reads what answers find."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[_Wish] = deque()
        self._task: asyncio.Task[None] | None = None

    async def read(self, session_id: UUID, *, learner_id: UUID) -> Found:
        """The situation of an answer in the session, and what is at hand for it.

        Raises `NotFound`, and what the database raises.
        """
        wish = _Wish((learner_id, session_id), asyncio.get_running_loop().create_future())
        self._waiting.append(wish)
        if self._task is None:
            self._task = asyncio.create_task(self._drain(), name="situation-reader")
        return await wish.read

    async def close(self) -> None:
        """Return when those that ask have what they asked for."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _drain(self) -> None:
        taken: list[_Wish] = []
        try:
            while self._waiting:
                some = min(len(self._waiting), MOST)
                taken = [self._waiting.popleft() for _ in range(some)]
                await self._read(taken)
        except BaseException:
            for wish in (*taken, *self._waiting):
                if not wish.read.done():
                    wish.read.set_exception(Unavailable("Nothing was read; ask again."))
            self._waiting.clear()
            raise
        finally:
            self._task = None

    async def _read(self, wishes: list[_Wish]) -> None:
        try:
            keys = {wish.key for wish in wishes}
            read = partial(situations.list_by_key, keys=keys)
            found, ahead = await self._database.read_together(read)
        except Exception as error:  # noqa: BLE001  # It goes to whoever waits for it.
            await self._fail(wishes, error)
            return
        for wish in wishes:
            if wish.read.done():
                continue
            situation = found.get(wish.key)
            if situation is None:
                wish.read.set_exception(NotFound(f"There is no session {str(wish.key[1])!r}."))
            else:
                wish.read.set_result((situation, ahead))

    async def _fail(self, wishes: list[_Wish], error: Exception) -> None:
        """Read for each one alone, unless there was but one or the database is away."""
        if len(wishes) > 1 and not isinstance(as_quiz_error(error), Unavailable):
            for wish in wishes:
                await self._read([wish])
            return
        for wish in wishes:
            if not wish.read.done():
                wish.read.set_exception(error)
