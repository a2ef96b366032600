"""Group commit: answers that arrive together are written in one transaction.

Whoever submits answers waits until they are committed. While one transaction runs, those that
arrive meanwhile queue up, and the next transaction takes all of them: at rest an answer is written
at once and alone, under load hundreds share one commit. Nothing waits for a batch to fill.

Where a batch fails, each submission of it is written by itself, so that a bad one fails alone,
unless the database is away: then all of them fail. Whose learner somebody else holds (a worker that
makes their memories anew, say) is written beside the lane, so that nobody waits but them. A queue
that is full refuses new answers at once instead of letting all of them wait.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from db import answer_writer
from db.answer_writer import LearnersHeld
from db.engine import Database
from db.failures import as_quiz_error
from db.graded_answers import GradedAnswer, Outcome
from quiz.errors import Conflict, Unavailable

MOST = 256
"""Answers that one transaction takes; a submission that has more is written whole."""

CAPACITY = 4_096
"""Answers that may wait; a second or two of work."""

MOST_ASIDE = 2
"""Transactions that wait for a held learner at a time: each has a connection for so long."""

Lane = Callable[[UUID], int]
"""The lane of a learner: answers of one lane share transactions."""


Apply = Callable[..., Awaitable[list[Outcome]]]


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
        self._aside: set[asyncio.Task[None]] = set()
        self._places_aside = asyncio.Semaphore(MOST_ASIDE)
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
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*self._aside, return_exceptions=True)

    async def _drain(self, queue: _Queue) -> None:
        """Write what waits until nothing does."""
        taken: list[_Submission] = []
        try:
            while queue.waiting:
                taken = self._take(queue)
                held = await self._write(taken)
                for one in held:
                    self._set_aside(one, queue)
                queue.count -= sum(len(one.items) for one in taken if one not in held)
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

    async def _write(self, taken: Sequence[_Submission]) -> list[_Submission]:
        """Write all but those whose learners are held, which are given back."""
        try:
            outcomes = await self._commit(
                answer_writer.apply_at_once, [item for one in taken for item in one.items]
            )
        except LearnersHeld as error:
            held = [one for one in taken if one.items[0].learner_id in error.learner_ids]
            free = [one for one in taken if one not in held]
            return held + (await self._write(free) if free else [])
        except Exception as error:  # noqa: BLE001  # It goes to whoever waits for it.
            return await self._fail(taken, error)
        start = 0
        for one in taken:
            _settle(one, outcomes[start : start + len(one.items)])
            start += len(one.items)
        return []

    async def _fail(self, taken: Sequence[_Submission], error: Exception) -> list[_Submission]:
        """Write each submission by itself, unless there was but one or the database is away."""
        expected = as_quiz_error(error)
        if isinstance(expected, Unavailable):
            for one in taken:
                _refuse(one, error)
            return []
        if len(taken) > 1:
            return [held for one in taken for held in await self._write([one])]
        [one] = taken
        if isinstance(expected, Conflict):
            await self._write_patiently(one)
        else:
            _refuse(one, error)
        return []

    def _set_aside(self, one: _Submission, queue: _Queue) -> None:
        """Write the submission beside its lane."""
        task = asyncio.create_task(self._write_aside(one, queue), name="answer-writer-aside")
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _write_aside(self, one: _Submission, queue: _Queue) -> None:
        try:
            async with self._places_aside:
                await self._write_patiently(one)
        finally:
            queue.count -= len(one.items)

    async def _write_patiently(self, one: _Submission) -> None:
        """Write a submission that waits for its learner, or that lost a race with another process;
        losing once more, it fails."""
        try:
            outcomes = await self._commit(answer_writer.apply, one.items)
        except Exception as error:  # noqa: BLE001  # It goes to whoever waits for it.
            _refuse(one, error)
        else:
            _settle(one, outcomes)

    async def _commit(self, apply: Apply, items: Sequence[GradedAnswer]) -> list[Outcome]:
        return await self._database.write_together(partial(apply, items=items))


def _settle(submission: _Submission, outcomes: list[Outcome]) -> None:
    """Tell whoever waits, unless they are gone."""
    if not submission.written.done():
        submission.written.set_result(outcomes)


def _refuse(submission: _Submission, error: Exception) -> None:
    if not submission.written.done():
        submission.written.set_exception(error)
