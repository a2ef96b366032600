"""A phone that keeps a copy of a learner's decks and memories, and what it should hold."""

from dataclasses import dataclass, field
from typing import Any

Things = dict[str, Any]


@dataclass
class Phone:
    """Follows changes and applies them, knowing nothing but what the feed says."""

    client: Any
    cursor: str | None = None
    decks: Things = field(default_factory=dict)
    cards: Things = field(default_factory=dict)
    memories: Things = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    async def page(self, limit: int = 200) -> bool:
        """Take one page; gives whether there is more."""
        query = {"limit": limit} | ({"cursor": self.cursor} if self.cursor else {})
        reply = await self.client.get("/v1/changes", params=query)
        assert reply.status_code == 200, reply.text
        body = reply.json()
        assert len(body["items"]) <= limit
        for item in body["items"]:
            self.apply(item)
        self.heard = [item["type"] for item in body["items"]]
        self.cursor = body["next_cursor"]
        return bool(body["has_more"])

    async def sync(self, limit: int = 200) -> list[str]:
        """Take pages until there is no more; gives the types of what was told."""
        heard: list[str] = []
        more = True
        while more:
            more = await self.page(limit)
            heard += self.heard
            assert self.heard or not more, "a page must bring something while there is more"
        return heard

    def apply(self, item: Things) -> None:
        match item["type"]:
            case "memory":
                self.memories[item["memory"]["card_id"]] = item["memory"]
            case "memory_gone":
                self.memories.pop(item["card_id"], None)
            case "deck":
                self.decks[item["deck"]["id"]] = item["deck"]
            case "deck_gone":
                self.decks.pop(item["deck_id"], None)
                gone = [id for id, card in self.cards.items() if card["deck_id"] == item["deck_id"]]
                for card_id in gone:
                    del self.cards[card_id]
            case "card":
                assert item["card"]["deck_id"] in self.decks, "a deck comes before its cards"
                self.cards[item["card"]["id"]] = item["card"]
            case "card_gone":
                self.cards.pop(item["card_id"], None)
            case other:
                raise AssertionError(other)

    @property
    def copy(self) -> tuple[Things, Things, Things]:
        return self.decks, self.cards, self.memories


async def held_by(client: Any, deck_ids: list[str]) -> tuple[Things, Things, Things]:
    """The decks, cards and memories that the service shows this learner, who studied these."""
    decks: Things = {}
    cards: Things = {}
    for deck_id in deck_ids:
        reply = await client.get(f"/v1/decks/{deck_id}")
        if reply.status_code == 404:
            continue
        decks[deck_id] = reply.json()
        cards |= {card["id"]: card for card in await pages(client, f"/v1/decks/{deck_id}/cards")}
    memories = await pages(client, "/v1/memories")
    return decks, cards, {memory["card_id"]: kept(memory) for memory in memories}


def kept(memory: Things) -> Things:
    """The memory without what changes with the days."""
    return {k: value for k, value in memory.items() if k not in ("is_buried", "retrievability")}


async def pages(client: Any, path: str) -> list[Things]:
    """All items of a list."""
    items: list[Things] = []
    query: Things = {"limit": 200}
    while True:
        reply = await client.get(path, params=query)
        assert reply.status_code == 200, reply.text
        items += reply.json()["items"]
        if reply.json()["next_cursor"] is None:
            return items
        query["cursor"] = reply.json()["next_cursor"]
