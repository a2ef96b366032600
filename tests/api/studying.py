"""Decks to study, and steps that many tests take."""

from typing import Any
from uuid import uuid4

BASIC = {"kind": "basic", "prompt": "Outline Sverdrup", "answer": "• an oceanographer\n• Norwegian"}
CHOICE = {
    "kind": "choice",
    "prompt": "Which is a sea?",
    "options": [
        {"text": "Kara", "is_correct": True},
        {"text": "Lena", "is_correct": False},
        {"text": "Ural", "is_correct": False},
        {"text": "Altai", "is_correct": False},
    ],
    "explanation": "The Lena is a river.",
}
TYPED = {"kind": "typed", "prompt": "Capital of Norway?", "accepted": ["Oslo"]}
NUMERIC = {"kind": "numeric", "prompt": "How deep is the Kara Sea?", "value": "620", "unit": "m"}
CLOZE = {
    "kind": "cloze",
    "prompt": "The {{2}} flows into the {{1}} Sea.",
    "gaps": [{"accepted": ["Kara"]}, {"accepted": ["Ob"], "hint": "Two *letters*"}],
}
MATCHING = {
    "kind": "matching",
    "prompt": "Which sea?",
    "pairs": [
        {"left": "Ob", "right": "Kara"},
        {"left": "Yenisei", "right": "Kara"},
        {"left": "Lena", "right": "*Laptev*"},
    ],
    "distractors": ["Azov"],
}
ORDERING = {
    "kind": "ordering",
    "prompt": "From short to long",
    "items": ["Oder", "Ob", "*Lena*", "Nile"],
}


async def make_deck(author: Any, *cards: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A deck of the author's with these cards; its id and its cards' ids, in order."""
    deck = {"title": "Seas", "visibility": "public", **fields}
    reply = await author.post("/v1/decks", json=deck)
    assert reply.status_code == 201, reply.text
    made = reply.json()
    ids = []
    for card in cards or (BASIC, CHOICE, TYPED):
        reply = await author.post(f"/v1/decks/{made['id']}/cards", json=card)
        assert reply.status_code == 201, reply.text
        ids.append(reply.json()["id"])
    return {**made, "card_ids": ids}


async def start(learner: Any, deck: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A session over the whole deck, each card once."""
    whole = {"selection": "all", "repeats": False}
    return await start_scheduled(learner, deck, **whole | options)


async def start_scheduled(learner: Any, deck: dict[str, Any], **options: Any) -> dict[str, Any]:
    """A session over what of the deck is due and new, as its scheduler has it."""
    body = {"deck_ids": [deck["id"]], **options}
    reply = await learner.post("/v1/sessions", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def pending(learner: Any, session: dict[str, Any]) -> Any:
    """The pending question, or `None`."""
    reply = await learner.get(f"/v1/sessions/{session['id']}/next")
    assert reply.status_code == 200, reply.text
    return reply.json()["question"]


def response_to(question: dict[str, Any], **given: Any) -> dict[str, Any]:
    """An answer to the question: flip with confidence 4, the first that is shown, or some text."""
    body: dict[str, Any] = {"id": str(uuid4()), "question_id": question["id"]}
    match question["format"]:
        case "flip":
            body |= {"response": {"format": "flip"}, "confidence": 4}
        case "choice":
            selected = given.pop("selected", ["a"])
            body |= {"response": {"format": "choice", "selected": selected}}
        case "typed":
            body |= {"response": {"format": "typed", "text": given.pop("text", "oslo")}}
        case "matching":
            pairs = given.pop("pairs", {left["id"]: "a" for left in question["lefts"]})
            body |= {"response": {"format": "matching", "pairs": pairs}}
        case "ordering":
            order = given.pop("order", [item["id"] for item in question["items"]])
            body |= {"response": {"format": "ordering", "order": order}}
        case "cloze":
            texts = given.pop("texts", ["?" for _ in question["gaps"]])
            body |= {"response": {"format": "cloze", "texts": texts}}
        case "free_text" | "numeric" as form:
            body |= {"response": {"format": form, "text": given.pop("text", "oslo")}}
    return body | given


async def send(learner: Any, session: dict[str, Any], body: dict[str, Any]) -> Any:
    """The reply to an answer."""
    return await learner.post(f"/v1/sessions/{session['id']}/answers", json=body)


async def answer(
    learner: Any, session: dict[str, Any], question: dict[str, Any], **given: Any
) -> dict[str, Any]:
    """The result of answering the question."""
    reply = await send(learner, session, response_to(question, **given))
    assert reply.status_code == 201, reply.text
    return reply.json()


def letter_of(question: dict[str, Any], text: str) -> str:
    """The id under which an option is shown."""
    return next(option["id"] for option in question["options"] if option["text"] == text)
