"""Runs long computations of the worker in a thread, while the operation tells how far they are."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from api.services.working import Report

REPORT_SECONDS = 2.0

T = TypeVar("T")


class _Stopped(Exception):
    """The computation was asked to stop."""


async def compute(work: Callable[[Callable[[int, int], None]], T], report: Report) -> T:
    """What `work` gives; it is handed a function to call now and then with what is done of what.

    Raises what `work` raises, and `Cancelled` once the operation is; the computation then ends at
    its next such call.
    """
    done: tuple[int, int | None] = (0, None)
    is_stopped = threading.Event()

    def progress(count: int, total: int) -> None:
        nonlocal done
        if is_stopped.is_set():
            raise _Stopped
        done = (count, total)

    running = asyncio.ensure_future(asyncio.to_thread(work, progress))
    try:
        while not (await asyncio.wait({running}, timeout=REPORT_SECONDS))[0]:
            await report(*done)
    except BaseException:
        is_stopped.set()
        with suppress(_Stopped):
            await running
        raise
    return running.result()
