"""A full batch keeps nobody else waiting for long."""

import asyncio
import gc
from contextlib import suppress
from time import thread_time
from typing import Any

from packs import item, statuses, take_along, upload
from studying import TYPED, make_deck

LONGEST = 0.3
"""Seconds of the event loop's own thread, in the best of a few tries. Measured are 0.13; 0.38 to
0.55 where one statement is put together for all rows."""
TRIES = 4


async def watch(steps: list[float]) -> None:
    """Note the processor time of the loop's thread between one turn and the next."""
    while True:
        began = thread_time()
        await asyncio.sleep(0.001)
        steps.append(thread_time() - began)


async def test_500_answers_leave_the_event_loop_free(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, answers_public=True)
    cards = [{"kind": "typed", "prompt": f"{n}?", "accepted": [str(n)]} for n in range(499)]
    created = {"items": [{"op": "create", "card": card} for card in cards]}
    path = f"/v1/decks/{deck['id']}/cards/batch"
    assert (await owner.post(path, json=created)).status_code == 200
    _, packed = await take_along(guest, deck, selection="all", limit=500)
    longest = []
    for _ in range(TRIES):
        sent = [item(one, service.clock.now) for one in packed]
        longest.append(await longest_step(guest, sent))
        if longest[-1] < LONGEST:
            break
    assert min(longest) < LONGEST, longest


async def longest_step(learner: Any, sent: list[Any]) -> float:
    """Seconds of the processor that the loop's thread needs for one step while a batch is taken."""
    steps: list[float] = []
    watching = asyncio.create_task(watch(steps))
    gc.disable()
    try:
        results = await upload(learner, *sent)
    finally:
        gc.enable()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    assert statuses(results) == ["applied"] * 500
    return max(steps)
