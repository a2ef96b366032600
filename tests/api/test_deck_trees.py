"""Decks that lie in decks."""

import asyncio
from typing import Any

from writing import make_deck


async def test_decks_lie_in_decks(owner: Any) -> None:
    parent = await make_deck(owner)
    child = await make_deck(owner, parent_id=parent["id"])
    assert child["parent_id"] == parent["id"]


async def test_a_deck_with_decks_in_it_cannot_be_deleted(owner: Any) -> None:
    parent = await make_deck(owner)
    child = await make_deck(owner, parent_id=parent["id"])
    reply = await owner.delete(f"/v1/decks/{parent['id']}")
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:conflict")
    await owner.delete(f"/v1/decks/{child['id']}")
    assert (await owner.delete(f"/v1/decks/{parent['id']}")).status_code == 204


async def test_a_deck_cannot_lie_in_itself_or_below(owner: Any) -> None:
    parent = await make_deck(owner)
    child = await make_deck(owner, parent_id=parent["id"])
    for place in (parent, child):
        reply = await owner.patch(f"/v1/decks/{parent['id']}", json={"parent_id": place["id"]})
        assert reply.status_code == 409


async def test_decks_moved_into_each_other_at_once_make_no_circle(owner: Any) -> None:
    ring = [await make_deck(owner) for _ in range(8)]
    replies = await asyncio.gather(
        *(
            owner.patch(f"/v1/decks/{deck['id']}", json={"parent_id": parent["id"]})
            for deck, parent in zip(ring, ring[1:] + ring[:1], strict=True)
        )
    )
    assert sorted(reply.status_code for reply in replies) == [*[200] * 7, 409]


async def test_a_parent_must_be_of_the_same_workspace(service: Any, owner: Any) -> None:
    stranger = await service.account()
    public = await make_deck(stranger, visibility="public")
    private = await make_deck(stranger)
    wanted = {"title": "Mine", "parent_id": public["id"]}
    assert (await owner.post("/v1/decks", json=wanted)).status_code == 409
    wanted = {"title": "Mine", "parent_id": private["id"]}
    assert (await owner.post("/v1/decks", json=wanted)).status_code == 404


async def test_a_deck_comes_out_of_its_parent(owner: Any) -> None:
    parent = await make_deck(owner)
    child = await make_deck(owner, parent_id=parent["id"])
    reply = await owner.patch(f"/v1/decks/{child['id']}", json={"parent_id": None})
    assert reply.json()["parent_id"] is None
