"""Following changes: a phone that applies what it is told holds what the service shows."""

from typing import Any

import pytest
from canaries import Ears, make_secrets
from people import join, make_workspace
from phones import Phone, held_by, kept
from studying import BASIC, CHOICE, TYPED, answer, make_deck, pending, response_to, start
from test_merging import sign_in
from writing import add_card, change

CARD = {"kind": "typed", "prompt": "Capital of Peru?", "accepted": ["Lima"]}


async def studied(learner: Any, deck: dict[str, Any]) -> dict[str, Any]:
    """A session over the deck, with its first card answered."""
    session = await start(learner, deck)
    await answer(learner, session, await pending(learner, session))
    return session


async def synced(learner: Any) -> Phone:
    phone = Phone(learner)
    await phone.sync()
    return phone


async def test_the_first_sync_brings_everything(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    await studied(guest, deck)
    phone = Phone(guest)
    assert await phone.sync() == ["deck", "card", "card", "card", "memory"]
    assert phone.copy == await held_by(guest, [deck["id"]])


async def test_nothing_new_brings_nothing_and_the_same_cursor(
    service: Any, owner: Any, guest: Any
) -> None:
    await studied(guest, await make_deck(owner))
    phone = await synced(guest)
    cursor = phone.cursor
    assert await phone.sync() == []
    assert phone.cursor == cursor


async def test_a_learner_without_decks_has_a_cursor_too(guest: Any, owner: Any) -> None:
    phone = await synced(guest)
    assert phone.cursor
    await studied(guest, await make_deck(owner))
    assert await phone.sync() == ["deck", "card", "card", "card", "memory"]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_of_any_size_bring_the_same(
    service: Any, owner: Any, guest: Any, limit: int
) -> None:
    decks = [await make_deck(owner) for _ in range(2)]
    for deck in decks:
        await studied(guest, deck)
    phone = Phone(guest)
    told = ["deck", *["card"] * 3, "deck", *["card"] * 3, *["memory"] * 2]
    assert await phone.sync(limit) == told
    assert phone.copy == await held_by(guest, [deck["id"] for deck in decks])


async def test_a_deck_that_nobody_studied_is_not_told_of(
    service: Any, owner: Any, guest: Any
) -> None:
    await make_deck(owner)
    assert await Phone(guest).sync() == []


async def test_only_what_changed_comes_again(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    await studied(guest, deck)
    phone = await synced(guest)
    await owner.patch(f"/v1/cards/{deck['card_ids'][1]}", json={"tags": ["new"]})
    assert await phone.sync() == ["deck", "card"]
    await owner.patch(f"/v1/decks/{deck['id']}", json={"title": "Oceans"})
    assert await phone.sync() == ["deck"]
    await add_card(owner, deck["id"], CARD)
    assert await phone.sync() == ["deck", "card"]
    await add_card(owner, deck["id"], CARD | {"position": 1})
    assert await phone.sync() == ["deck", *["card"] * 5]
    await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")
    assert await phone.sync() == ["deck", "card_gone"]
    assert phone.copy == await held_by(guest, [deck["id"]])


async def test_a_batch_is_told_of_card_by_card(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    await studied(guest, deck)
    phone = await synced(guest)
    one, two, three = deck["card_ids"]
    items = [
        {"op": "create", "card": CARD | {"position": 2}},
        {"op": "update", "id": two, "changes": {"position": 1}},
        {"op": "reorder", "card_ids": [three, one]},
        {"op": "delete", "id": two},
        {"op": "create", "card": CARD},
    ]
    path = f"/v1/decks/{deck['id']}/cards/batch"
    reply = await owner.post(path, json={"items": items})
    assert [result["status"] for result in reply.json()["results"]] == [
        "created",
        "updated",
        "reordered",
        "deleted",
        "created",
    ]
    await phone.sync(2)
    assert phone.copy == await held_by(guest, [deck["id"]])


async def test_an_edit_that_changes_nothing_is_not_told_of(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, CARD)
    await studied(guest, deck)
    phone = await synced(guest)
    await change(owner, {"id": deck["card_ids"][0]}, prompt=CARD["prompt"])
    await owner.patch(f"/v1/decks/{deck['id']}", json={"title": deck["title"]})
    assert await phone.sync() == []


async def test_a_deleted_deck_goes_with_its_cards_and_its_memories_stay(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner)
    await studied(guest, deck)
    phone = await synced(guest)
    await owner.delete(f"/v1/decks/{deck['id']}")
    assert await phone.sync() == ["deck_gone"]
    assert (phone.decks, phone.cards, len(phone.memories)) == ({}, {}, 1)
    assert await phone.sync() == []


async def test_a_deck_out_of_view_goes_and_comes_back_whole(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner)
    await studied(guest, deck)
    phone = await synced(guest)
    await owner.patch(f"/v1/decks/{deck['id']}", json={"visibility": "private"})
    assert await phone.sync() == ["deck_gone"]
    await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")
    assert await phone.sync() == []
    await owner.patch(f"/v1/decks/{deck['id']}", json={"visibility": "unlisted"})
    assert await phone.sync() == ["deck", "card", "card"]


async def test_a_hidden_deck_and_a_deleted_one_are_told_of_alike(
    service: Any, owner: Any, guest: Any
) -> None:
    hidden, deleted = await make_deck(owner), await make_deck(owner)
    await studied(guest, hidden)
    await studied(guest, deleted)
    phone = await synced(guest)
    await owner.patch(f"/v1/decks/{hidden['id']}", json={"visibility": "private"})
    await owner.delete(f"/v1/decks/{deleted['id']}")
    reply = await guest.get("/v1/changes", params={"cursor": phone.cursor})
    assert [list(item) for item in reply.json()["items"]] == [["type", "deck_id"]] * 2


async def test_whoever_leaves_a_workspace_loses_its_decks_and_edits(
    service: Any, owner: Any
) -> None:
    workspace = await make_workspace(owner)
    member = await join(service, owner, workspace, "editor")
    shared = await make_deck(owner, workspace_id=workspace, visibility="private")
    public = await make_deck(owner, workspace_id=workspace)
    for deck in (shared, public):
        await studied(member, deck)
    phone = await synced(member)
    assert all(deck["may_edit"] for deck in phone.decks.values())
    path = f"/v1/workspaces/{workspace}/members/{member.account_id}"
    await owner.patch(path, json={"role": "teacher"})
    assert await phone.sync() == ["deck", "deck"]
    await owner.delete(path)
    assert sorted(await phone.sync()) == ["card", "card", "card", "deck", "deck_gone"]
    assert phone.copy == await held_by(member, [shared["id"], public["id"]])


async def test_answers_come_and_go_with_the_right_to_read_them(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    await studied(guest, deck)
    [card_id] = deck["card_ids"]
    phone = await synced(guest)
    assert phone.cards[card_id]["accepted"] is None
    await owner.patch(f"/v1/decks/{deck['id']}", json={"answers_public": True})
    assert await phone.sync() == ["deck", "card"]
    assert phone.cards[card_id]["accepted"] == ["Oslo"]
    await owner.patch(f"/v1/decks/{deck['id']}", json={"answers_public": False})
    assert await phone.sync() == ["deck", "card"]
    assert phone.cards[card_id]["accepted"] is None


async def test_no_answer_leaves_with_changes(service: Any, owner: Any) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    guest = ears.listen(await service.guest())
    await start(guest, secrets.deck)
    phone = Phone(guest)
    await phone.sync(2)
    for card_id in secrets.deck["card_ids"]:
        await owner.patch(f"/v1/cards/{card_id}", json={"tags": ["again"]})
    await phone.sync(3)
    assert len(phone.cards) == len(secrets.deck["card_ids"])
    assert ears.leaks(secrets.all | secrets.placed) == []
    assert ears.flags() == []


async def test_an_undone_only_answer_is_forgotten(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    session = await studied(guest, deck)
    phone = await synced(guest)
    await guest.post(f"/v1/sessions/{session['id']}/undo")
    assert await phone.sync() == ["memory_gone"]
    await answer(guest, session, await pending(guest, session))
    assert await phone.sync() == ["memory"]
    fresh = Phone(guest)
    await fresh.sync(1)
    assert fresh.copy == phone.copy == await held_by(guest, [deck["id"]])


async def test_a_suspended_card_is_told_of_with_its_deck(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    path = f"/v1/memories/{deck['card_ids'][0]}"
    phone = await synced(guest)
    assert (await guest.patch(path, json={"is_suspended": True})).status_code == 200
    assert await phone.sync() == ["deck", "card", "memory"]
    await guest.patch(path, json={"is_suspended": False})
    assert await phone.sync() == ["memory"]
    assert phone.copy == await held_by(guest, [deck["id"]])


async def test_a_deferred_session_tells_of_memory_at_its_end(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, CHOICE)
    session = await start(guest, deck, feedback="deferred")
    phone = await synced(guest)
    await answer(guest, session, await pending(guest, session))
    assert await phone.sync() == []
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    assert await phone.sync() == ["memory"]


async def test_what_a_guest_studied_comes_to_the_accounts_phone(
    service: Any, owner: Any, guest: Any
) -> None:
    known, new = await make_deck(owner, BASIC), await make_deck(owner, BASIC, CHOICE)
    await studied(owner, known)
    await studied(guest, new)
    phone, guests = await synced(owner), await synced(guest)
    assert (await sign_in(service, owner, guest)).status_code == 200
    assert await phone.sync() == ["deck", "card", "card", "memory"]
    assert phone.copy == await held_by(owner, [known["id"], new["id"]])
    reply = await guest.get("/v1/changes", params={"cursor": guests.cursor})
    assert reply.status_code == 401


async def test_a_cursor_is_its_learners_alone(service: Any, owner: Any, guest: Any) -> None:
    deck, other = await make_deck(owner), await service.guest()
    for learner in (guest, other):
        await studied(learner, deck)
    phone = await synced(guest)
    for cursor in (phone.cursor, phone.cursor[:-2] + "AA", "x", "é"):
        client = other if cursor == phone.cursor else guest
        reply = await client.get("/v1/changes", params={"cursor": cursor})
        assert reply.status_code == 422, cursor
        assert reply.json()["errors"][0]["pointer"] == "query:cursor"


@pytest.mark.parametrize("limit", [0, 501, "many"])
async def test_limits_are_from_1_to_500(guest: Any, limit: Any) -> None:
    assert (await guest.get("/v1/changes", params={"limit": limit})).status_code == 422
    assert (await guest.get("/v1/changes", params={"limit": 500})).status_code == 200


async def test_changes_are_for_those_who_study(service: Any, owner: Any) -> None:
    assert (await service.anonymous.get("/v1/changes")).status_code == 401
    key = await service.key(owner, "decks:read")
    assert (await key.get("/v1/changes")).status_code == 403
    keyed = await service.key(owner, "study")
    assert (await keyed.get("/v1/changes")).status_code == 422


async def test_a_key_follows_the_learner_it_names(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, visibility="private")
    learner = (await owner.post("/v1/learners", json={})).json()["id"]
    key = await service.key(owner, "study", "decks:read", learner=learner)
    await studied(key, deck)
    phone = await synced(key)
    assert phone.cards[deck["card_ids"][2]]["accepted"] == ["Oslo"]
    token = (await owner.post(f"/v1/learners/{learner}/tokens", json={})).json()["access_token"]
    pupil = await synced(service.client(token))
    assert pupil.cards[deck["card_ids"][2]]["accepted"] is None
    assert pupil.memories == phone.memories


async def test_a_deck_that_is_edited_all_the_time_keeps_no_other_waiting(
    service: Any, owner: Any, guest: Any
) -> None:
    busy, calm = await make_deck(owner), await make_deck(owner)
    for deck in (busy, calm):
        await start(guest, deck)
    phone = Phone(guest)
    for _ in range(8):
        await phone.page(1)
        await add_card(owner, busy["id"], CARD | {"position": 1})
    assert calm["id"] in phone.decks
    await phone.sync()
    assert phone.copy == await held_by(guest, [busy["id"], calm["id"]])


async def test_a_card_deleted_while_its_deck_is_on_its_way_goes(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner)
    await start(guest, deck)
    phone = Phone(guest)
    await phone.page(2)
    [sent] = phone.cards
    await owner.delete(f"/v1/cards/{sent}")
    await phone.sync(1)
    assert phone.copy == await held_by(guest, [deck["id"]])


async def test_cards_that_were_never_had_are_not_told_gone(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner)
    await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")
    await start(guest, deck)
    assert await Phone(guest).sync() == ["deck", "card", "card"]


async def test_the_whole_body_of_an_item_is_what_the_service_shows(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    session = await start(guest, deck)
    body = response_to(await pending(guest, session))
    await guest.post(f"/v1/sessions/{session['id']}/answers", json=body)
    items = (await guest.get("/v1/changes")).json()["items"]
    [card_id] = deck["card_ids"]
    assert items == [
        {"type": "deck", "deck": (await guest.get(f"/v1/decks/{deck['id']}")).json()},
        {"type": "card", "card": (await guest.get(f"/v1/cards/{card_id}")).json()},
        {"type": "memory", "memory": kept((await guest.get(f"/v1/memories/{card_id}")).json())},
    ]
