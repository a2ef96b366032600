"""A learner whose clocks cannot be trusted: a key that outlives them, and answers at wild times."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

from packs import Things, item
from studying import BASIC, TYPED, make_deck

AHEAD = timedelta(minutes=5)
YEARS = timedelta(days=3652)
ZONES = (
    *("Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"),
    *("Pacific/Auckland", "Pacific/Honolulu", "Pacific/Apia", "Pacific/Kiritimati"),
    *("America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu", "UTC"),
)
NIGHTS = (
    *("2020-03-29T01:00Z", "2021-10-31T01:00Z", "2022-03-13T07:00Z", "2023-11-05T06:00Z"),
    *("2024-04-06T15:00Z", "2018-11-04T03:00Z", "2019-02-17T02:00Z", "2024-02-29T00:00Z"),
    *("2024-02-29T23:59Z", "2024-12-31T23:59Z", "2025-01-01T00:00Z", "2026-03-29T01:00Z"),
)
"""Nights in which clocks in some of the zones are turned, and ends of days that some years lack."""


@dataclass
class Traveller:
    """A client who studies as one learner, and may set where that learner is."""

    client: Any
    learner_id: str

    async def move(self, timezone: str, day_starts_at: int = 4) -> None:
        path = f"/v1/learners/{self.learner_id}"
        body = {"timezone": timezone, "day_starts_at": day_starts_at}
        reply = await self.client.patch(path, json=body)
        assert reply.status_code == 200, reply.text

    async def memory(self, card_id: str) -> Things:
        reply = await self.client.get(f"/v1/memories/{card_id}")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    async def steps(self, card_id: str) -> list[Things]:
        """The whole history of a card, the oldest step first."""
        query: Things = {"limit": 200}
        found: list[Things] = []
        while True:
            reply = await self.client.get(f"/v1/memories/{card_id}/history", params=query)
            assert reply.status_code == 200, reply.text
            found += reply.json()["items"]
            if reply.json()["next_cursor"] is None:
                return found[::-1]
            query["cursor"] = reply.json()["next_cursor"]


async def make_traveller(service: Any, owner: Any, **zone: Any) -> Traveller:
    """A managed learner who has always been in this zone."""
    external = f"traveller-{uuid4()}"
    made = await owner.put(f"/v1/learners/external/{external}", json=zone)
    assert made.status_code == 201, made.text
    scopes = ("study", "decks:read", "learners:read", "learners:write")
    client = await service.key(owner, *scopes, learner=f"external:{external}")
    return Traveller(client, made.json()["id"])


async def make_scheduled_deck(owner: Any, scheduler: str, cards: int) -> Things:
    """A deck of flip and of typed cards in turns."""
    made = [
        ({**BASIC, "prompt": f"Outline {n}"}, {**TYPED, "prompt": f"Capital {n}?"})[n % 2]
        for n in range(cards)
    ]
    return await make_deck(owner, *made, study_defaults={"scheduler": scheduler})


def told_at(chance: random.Random, now: datetime) -> datetime:
    """What a device may think the time is: years off either way, a night in which clocks are
    turned, or about now."""
    guess = chance.randrange(4)
    if guess == 0:
        return now + timedelta(seconds=chance.uniform(-1, 1) * YEARS.total_seconds())
    if guess == 1:
        night = datetime.fromisoformat(chance.choice(NIGHTS))
        return night + timedelta(seconds=chance.randint(-7200, 7200))
    if guess == 2:
        return now + timedelta(seconds=chance.randint(-4000, 4000))
    return now - timedelta(days=chance.uniform(0, 90))


def wild_item(chance: random.Random, packed: Things, now: datetime) -> tuple[Things, datetime]:
    """An answer of a device in some offset from UTC, and the instant it tells."""
    at = told_at(chance, now).astimezone(UTC)
    offset = timezone(timedelta(minutes=15 * chance.randint(-48, 56)))
    given: Things = {"id": str(UUID(int=chance.getrandbits(128)))}
    if packed["question"]["format"] == "flip":
        given["confidence"] = chance.randint(1, 5)
    else:
        given["text"] = chance.choice(["oslo", "Bergen"])
    return item(packed, at.astimezone(offset), **given), at


def counts_as(at: datetime, now: datetime) -> datetime:
    """The instant that an answer counts at, by docs/offline.md."""
    return now if at > now + AHEAD else at
