"""Batches of changes to cards."""

from typing import Any


async def test_a_faulty_item_does_not_stop_its_neighbours(owner: Any) -> None:
    deck = (await owner.post("/v1/decks", json={"title": "Rivers"})).json()
    good = {"op": "create", "card": {"kind": "typed", "prompt": "Oder?", "accepted": ["Oder"]}}
    bad = {"op": "create", "card": {"kind": "typed", "prompt": "\0", "accepted": []}}
    reply = await owner.post(
        f"/v1/decks/{deck['id']}/cards/batch", json={"items": [good, bad, 7, good]}
    )
    assert reply.status_code == 200, reply.text
    results = reply.json()["results"]
    assert [r["status"] for r in results] == ["created", "failed", "failed", "created"]
    assert results[1]["problem"]["status"] == 422
    assert results[1]["problem"]["errors"][0]["pointer"].startswith("/items/1/card")
    positions = [r["card"]["position"] for r in results if r["card"]]
    assert positions == [1, 2]
