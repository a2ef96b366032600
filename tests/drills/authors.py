"""An author at work while others study: edits cards, takes decks along and brings them back."""

import asyncio
from random import Random
from typing import Any

import httpx

from drills.grounds import AUTHOR
from drills.tallies import Tally

PAUSE_SECONDS = 1.0
DECKS_EVERY = 20
"""Edits between two exports and imports."""
MOST_IMPORT_SECONDS = 60.0


async def work(url: str, deck_id: str, rng: Random, tally: Tally, stop: asyncio.Event) -> None:
    """Work until `stop`. Raises `httpx.HTTPStatusError` where the service refuses."""
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:
        await _sign_in(client)
        cards = await _list_cards(client, deck_id)
        while not stop.is_set():
            await _edit(client, rng.choice(cards), rng)
            tally.counted["edits"] += 1
            if tally.counted["edits"] % DECKS_EVERY == 0:
                await _take_along(client, deck_id)
                tally.counted["decks imported"] += 1
            await asyncio.sleep(PAUSE_SECONDS)


async def _sign_in(client: httpx.AsyncClient) -> None:
    grant = {"grant_type": "password", "username": AUTHOR[0], "password": AUTHOR[1]}
    granted = (await client.post("/v1/auth/token", data=grant)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {granted['access_token']}"


async def _list_cards(client: httpx.AsyncClient, deck_id: str) -> list[str]:
    path = f"/v1/decks/{deck_id}/cards"
    found = (await client.get(path, params={"limit": 200})).raise_for_status().json()
    return [card["id"] for card in found["items"]]


async def _edit(client: httpx.AsyncClient, card_id: str, rng: Random) -> None:
    """Give a card another prompt."""
    card = (await client.get(f"/v1/cards/{card_id}")).raise_for_status()
    change = {"prompt": f"What does invented word {rng.randrange(10_000)} mean?"}
    path, etag = f"/v1/cards/{card_id}", card.headers["etag"]
    (await client.patch(path, json=change, headers={"If-Match": etag})).raise_for_status()


async def _take_along(client: httpx.AsyncClient, deck_id: str) -> None:
    """Export the deck, import it as another one, and delete that."""
    exported = (await client.get(f"/v1/decks/{deck_id}/export")).raise_for_status()
    accepted = (await client.post("/v1/imports", json=exported.json())).raise_for_status()
    done = await _finished(client, accepted.headers["location"])
    for deck in done["result"]["decks"]:
        path = f"/v1/decks/{deck['deck_id']}"
        etag = (await client.get(path)).raise_for_status().headers["etag"]
        (await client.delete(path, headers={"If-Match": etag})).raise_for_status()


async def _finished(client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    """The operation, once it has succeeded. Raises `TimeoutError`, and `RuntimeError` where it
    ends in another way."""
    async with asyncio.timeout(MOST_IMPORT_SECONDS):
        while True:
            found: dict[str, Any] = (await client.get(path)).raise_for_status().json()
            if found["status"] == "succeeded":
                return found
            if found["status"] not in ("pending", "running"):
                raise RuntimeError(f"The import ended as {found['status']}: {found['problem']}")
            await asyncio.sleep(0.2)
