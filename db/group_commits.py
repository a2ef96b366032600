"""Group commit: answers that arrive together are written in one transaction.

Whoever submits answers waits until they are committed. While one transaction runs, those that
arrive meanwhile queue up, and the next transaction takes all of them: at rest an answer is written
at once and alone, under load hundreds share one commit. Nothing waits for a batch to fill.

Where a batch fails, each submission of it is written by itself, so that a bad one fails alone.
A queue that is full refuses new answers at once instead of letting all of them wait.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from db import answer_writer
from db.engine import Database
from db.failures import as_quiz_error
from db.graded_answers import GradedAnswer, Outcome
from quiz.errors import Conflict, Unavailable

MOST = 256
"""Answers that one transaction takes; a submission that has more is written whole."""

CAPACITY = 4_096
"""Answers that may wait; a second or two of work."""

Lane = Callable[[UUID], int]
"""The lane of a learner: answers of one lane share transactions."""


def one_lane(_learner_id: UUID) -> int:
    """All learners in one lane, as suits one database. Where study rows are distributed, a lane
    holds the learners of one shard, so that no transaction spans two."""
    return 0


@dataclass(slots=True, eq=False)
class _Submission:
    """Answers of one lane, which were submitted together."""

    items: Sequence[GradedAnswer]
    written: asyncio.Future[list[Outcome]]


@dataclass(slots=True)
class _Queue:
    """What waits in a lane, and the task that writes it."""

    waiting: deque[_Submission] = field(default_factory=deque)
    count: int = 0
    task: asyncio.Task[None] | None = None


class AnswerWriter:
    """The one way to the function that applies graded answers."""

    def __init__(
        self,
        database: Database,
        *,
        lane_of: Lane = one_lane,
        most: int = MOST,
        capacity: int = CAPACITY,
    ) -> None:
        self._database = database
        self._lane_of = lane_of
        self._most = most
        self._capacity = capacity
        self._lanes: dict[int, _Queue] = {}
        self._is_closed = False

    async def submit(self, item: GradedAnswer) -> Outcome:
        """What became of the answer, once that is committed. Raises as `submit_many`."""
        [outcome] = await self.submit_many([item])
        return outcome

    async def submit_many(self, items: Sequence[GradedAnswer]) -> list[Outcome]:
        """What became of one learner's answers, in order, once that is committed: all in one
        transaction.

        Raises `Unavailable` where too many wait already or the writer is closed, and what the
        database raises; nothing is written then.
        """
        if not items:
            return []
        queue = self._lanes.setdefault(self._lane_of(items[0].learner_id), _Queue())
        if self._is_closed:
            raise Unavailable("The service is about to stop; send the answer again shortly.")
        if queue.count and queue.count + len(items) > self._capacity:
            raise Unavailable("Too many answers wait to be written; send this one again shortly.")
        submission = _Submission(items, asyncio.get_running_loop().create_future())
        queue.waiting.append(submission)
        queue.count += len(items)
        if queue.task is None:
            queue.task = asyncio.create_task(self._drain(queue), name="answer-writer")
        return await submission.written

    async def close(self) -> None:
        """Take no more answers; returns when those that wait are written."""
        self._is_closed = True
        tasks = [queue.task for queue in self._lanes.values() if queue.task is not None]
        await asyncio.gather(*tasks)

    async def _drain(self, queue: _Queue) -> None:
        """Write what waits until nothing does."""
        taken: list[_Submission] = []
        try:
            while queue.waiting:
                taken = self._take(queue)
                await self._write(taken)
                queue.count -= sum(len(one.items) for one in taken)
        except BaseException:
            for one in (*taken, *queue.waiting):
                _refuse(one, Unavailable("The answer was not written; send it again."))
            queue.waiting.clear()
            queue.count = 0
            raise
        finally:
            queue.task = None

    def _take(self, queue: _Queue) -> list[_Submission]:
        """The submissions that have waited longest, as many as one transaction takes."""
        taken = [queue.waiting.popleft()]
        count = len(taken[0].items)
        while queue.waiting and count + len(queue.waiting[0].items) <= self._most:
            taken.append(queue.waiting.popleft())
            count += len(taken[-1].items)
        return taken

    async def _write(self, taken: Sequence[_Submission]) -> None:
        try:
            outcomes = await self._commit([item for one in taken for item in one.items])
        except Exception as error:  # noqa: BLE001  # It goes to whoever waits for it.
            await self._fail(taken, error)
            return
        start = 0
        for one in taken:
            _settle(one, outcomes[start : start + len(one.items)])
            start += len(one.items)

    async def _fail(self, taken: Sequence[_Submission], error: Exception) -> None:
        """Write each submission by itself, unless there was but one or the database is away; one
        that lost a race with another process is tried once more."""
        expected = as_quiz_error(error)
        if isinstance(expected, Unavailable):
            for one in taken:
                _refuse(one, error)
            return
        if len(taken) > 1:
            for one in taken:
                await self._write([one])
            return
        [one] = taken
        if not isinstance(expected, Conflict):
            _refuse(one, error)
            return
        try:
            outcomes = await self._commit(one.items)
        except Exception as again:  # noqa: BLE001  # It goes to whoever waits for it.
            _refuse(one, again)
        else:
            _settle(one, outcomes)

    async def _commit(self, items: Sequence[GradedAnswer]) -> list[Outcome]:
        return await self._database.write_together(partial(answer_writer.apply, items=items))


def _settle(submission: _Submission, outcomes: list[Outcome]) -> None:
    """Tell whoever waits, unless they are gone."""
    if not submission.written.done():
        submission.written.set_result(outcomes)


def _refuse(submission: _Submission, error: Exception) -> None:
    if not submission.written.done():
        submission.written.set_exception(error)
