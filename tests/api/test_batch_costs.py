"""A full batch keeps nobody else waiting for long."""

import asyncio
import gc
from contextlib import suppress
from time import thread_time
from typing import Any

from packs import item, statuses, take_along, upload
from studying import TYPED, make_deck

LONGEST = 0.3
"""Seconds of the event loop's own thread. Measured are 0.13; 0.38 to 0.55 where one statement is
put together for all rows."""


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
    sent = [item(one, service.clock.now) for one in packed]
    steps: list[float] = []
    watching = asyncio.create_task(watch(steps))
    gc.disable()
    try:
        results = await upload(guest, *sent)
    finally:
        gc.enable()
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    assert statuses(results) == ["applied"] * 500
    assert max(steps) < LONGEST, sorted(steps)[-3:]
