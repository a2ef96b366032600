"""Decks to write, whose answer sides are full of canaries."""

from typing import Any
from uuid import uuid4

CANARY = "zanzibar"
BASIC = {
    "kind": "basic",
    "prompt": "Which **rivers** flow north?",
    "answer": f"- the Nile {CANARY}\n- the Ob",
    "explanation": f"Explained {CANARY}",
    "hints": ["Think of Egypt"],
    "tags": ["rivers"],
    "metadata": {"note": f"kept {CANARY}"},
}
AUTHORED = {
    "kind": "basic",
    "prompt": "Name two rivers",
    "answer": "the Oder and the Rhine",
    "key_points": [{"text": f"Oder {CANARY}", "weight": 2, "alternatives": [f"Odra {CANARY}"]}],
    "required": 1,
}
CHOICE = {
    "kind": "choice",
    "prompt": "Which is a river?",
    "options": [
        {"text": f"Lena {CANARY}", "is_correct": True, "feedback": f"Yes {CANARY}"},
        {"text": "Altai", "is_correct": False},
    ],
    "explanation": f"The Altai are mountains {CANARY}",
    "tags": ["rivers", "russia"],
}
TYPED = {"kind": "typed", "prompt": "Wrocław lies on the …", "accepted": [f"Oder {CANARY}"]}
NUMERIC = {
    "kind": "numeric",
    "prompt": "How long is it?",
    "value": "742",
    "tolerance": 5.5,
    "unit": f"km {CANARY}",
}
CLOZE = {
    "kind": "cloze",
    "prompt": "Wrocław lies on the {{1}}, Opole on the {{2}}.",
    "gaps": [{"accepted": [f"Oder {CANARY}"], "hint": "O…"}, {"accepted": ["Oder", CANARY]}],
    "diacritics": "strict",
}
MATCHING = {
    "kind": "matching",
    "prompt": "Which sea?",
    "pairs": [
        {"left": f"Oder {CANARY}", "right": "Baltic"},
        {"left": "Don", "right": f"Azov {CANARY}"},
    ],
    "distractors": [f"Caspian {CANARY}"],
}
ORDERING = {
    "kind": "ordering",
    "prompt": "From short to long",
    "items": [f"Oder {CANARY}", "Don", "Lena"],
}
CARDS = (BASIC, AUTHORED, CHOICE, TYPED, NUMERIC, CLOZE, MATCHING, ORDERING)


async def make_deck(author: Any, *cards: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A deck of the author's with these cards, and its cards as they were answered."""
    reply = await author.post("/v1/decks", json={"title": "Rivers", **fields})
    assert reply.status_code == 201, reply.text
    made = reply.json()
    return {**made, "cards": [await add_card(author, made["id"], card) for card in cards]}


async def add_card(author: Any, deck_id: str, card: dict[str, Any]) -> dict[str, Any]:
    """A new card."""
    reply = await author.post(f"/v1/decks/{deck_id}/cards", json=card)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def only_card(author: Any, card: dict[str, Any]) -> dict[str, Any]:
    """The card, alone in a new deck."""
    return dict((await make_deck(author, card))["cards"][0])


async def change(author: Any, card: dict[str, Any], **patch: Any) -> dict[str, Any]:
    """The card with a merge-patch applied."""
    reply = await author.patch(f"/v1/cards/{card['id']}", json=patch)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def texts(card: dict[str, Any]) -> list[str]:
    """The outermost key points."""
    return [point["text"] for point in card["key_points"]]


async def cards_of(reader: Any, deck_id: str, **query: Any) -> list[dict[str, Any]]:
    """The deck's cards, as the reader sees them."""
    reply = await reader.get(f"/v1/decks/{deck_id}/cards", params=query)
    assert reply.status_code == 200, reply.text
    return list(reply.json()["items"])


async def prompts_of(reader: Any, deck_id: str, **query: Any) -> list[str]:
    """The prompts of the deck's cards, in order."""
    return [card["prompt"] for card in await cards_of(reader, deck_id, **query)]


def pointers(reply: Any) -> list[str]:
    """Where the faults of a refused request stand."""
    assert reply.status_code == 422, reply.text
    return [fault["pointer"] for fault in reply.json()["errors"]]


def key() -> dict[str, str]:
    """A fresh idempotency key."""
    return {"Idempotency-Key": str(uuid4())}
