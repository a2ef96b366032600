"""Decks over HTTP: make, find, change, delete."""

from typing import Any


async def test_a_new_deck_is_private_and_empty(owner: Any) -> None:
    reply = await owner.post("/v1/decks", json={"title": "Rivers"})
    assert reply.status_code == 201, reply.text
    deck = reply.json()
    assert reply.headers["location"] == f"/v1/decks/{deck['id']}"
    assert (deck["visibility"], deck["answers_public"], deck["card_count"]) == ("private", False, 0)
    assert (deck["may_edit"], deck["may_read_answers"], deck["revision"]) == (True, True, 1)
