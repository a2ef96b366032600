"""Cards over HTTP: make, find, change, delete."""

from typing import Any


async def test_a_new_card_derives_its_key_points(owner: Any) -> None:
    deck = (await owner.post("/v1/decks", json={"title": "Rivers"})).json()
    card = {"kind": "basic", "prompt": "Which?", "answer": "- the Nile\n- the Volga"}
    reply = await owner.post(f"/v1/decks/{deck['id']}/cards", json=card)
    assert reply.status_code == 201, reply.text
    assert [point["text"] for point in reply.json()["key_points"]] == ["the Nile", "the Volga"]
    assert reply.json()["key_points_derived"] is True
    listed = (await owner.get(f"/v1/decks/{deck['id']}/cards")).json()
    assert listed["items"] == [reply.json()]
    patched = await owner.patch(f"/v1/cards/{reply.json()['id']}", json={"answer": "- the Oder"})
    assert patched.status_code == 200, patched.text
    assert [point["text"] for point in patched.json()["key_points"]] == ["the Oder"]
    versions = await owner.get(f"/v1/cards/{reply.json()['id']}/versions")
    assert versions.status_code == 200, versions.text
    gone = await owner.delete(f"/v1/cards/{reply.json()['id']}")
    assert gone.status_code == 204, gone.text
