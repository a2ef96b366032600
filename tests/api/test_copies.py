"""Copies of decks."""

from typing import Any
from uuid import uuid4

from people import join, make_workspace
from writing import CANARY, CARDS, TYPED, cards_of, key, make_deck, pointers

OWN = {"id", "deck_id", "created_at", "updated_at", "version", "revision", "sibling_group"}


async def copy(client: Any, deck: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    reply = await client.post(f"/v1/decks/{deck['id']}/copies", json=wanted)
    assert reply.status_code == 201, reply.text
    assert reply.headers["location"] == f"/v1/decks/{reply.json()['id']}"
    return dict(reply.json())


def content(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: card[name] for name in card.keys() - OWN} for card in cards]


async def test_a_copy_says_what_the_deck_says(service: Any, owner: Any) -> None:
    said = {
        "subtitle": "of Europe",
        "description": "All",
        "tags": ["water"],
        "language": "en",
        "licence": "CC0-1.0",
        "study_defaults": {"limit": 3},
    }
    deck = await make_deck(owner, *CARDS, visibility="public", answers_public=True, **said)
    reader = await service.account()
    copied = await copy(reader, deck)
    assert {name: copied[name] for name in said if name != "study_defaults"} == {
        name: said[name] for name in said if name != "study_defaults"
    }
    assert copied["study_defaults"] == deck["study_defaults"]
    assert (copied["title"], copied["card_count"]) == ("Rivers", len(CARDS))
    assert content(await cards_of(reader, copied["id"])) == content(deck["cards"])


async def test_a_copy_is_private_and_the_copiers_own(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED, visibility="public", answers_public=True)
    reader = await service.account()
    copied = await copy(reader, deck, title="My rivers")
    assert (copied["title"], copied["copied_from"]) == ("My rivers", deck["id"])
    assert (copied["visibility"], copied["answers_public"]) == ("private", False)
    assert (copied["workspace_id"], copied["may_edit"]) == (reader.workspace_id, True)
    assert (await owner.get(f"/v1/decks/{copied['id']}")).status_code == 404


async def test_the_newest_version_is_the_copys_first(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    path = f"/v1/cards/{deck['cards'][0]['id']}"
    await owner.patch(path, json={"prompt": "Newest"})
    (card,) = await cards_of(owner, (await copy(owner, deck))["id"])
    assert (card["prompt"], card["version"], card["revision"]) == ("Newest", 1, 1)
    versions = (await owner.get(f"/v1/cards/{card['id']}/versions")).json()["items"]
    assert [version["version"] for version in versions] == [1]


async def test_changes_to_a_copy_leave_the_deck_alone(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    (card,) = await cards_of(owner, (await copy(owner, deck))["id"])
    await owner.patch(f"/v1/cards/{card['id']}", json={"prompt": "Mine"})
    assert await cards_of(owner, deck["id"]) == deck["cards"]


async def test_deleted_cards_are_not_copied(owner: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    await owner.delete(f"/v1/cards/{deck['cards'][0]['id']}")
    copied = await copy(owner, deck)
    assert copied["card_count"] == len(CARDS) - 1
    assert content(await cards_of(owner, copied["id"])) == content(deck["cards"][1:])


async def test_siblings_stay_together_in_a_group_of_their_own(owner: Any) -> None:
    one, two = str(uuid4()), str(uuid4())
    deck = await make_deck(owner, *(TYPED | {"sibling_group": group} for group in (one, two, one)))
    cards = await cards_of(owner, (await copy(owner, deck))["id"])
    first, second, third = (card["sibling_group"] for card in cards)
    assert first == third
    assert len({first, second, one, two}) == 4


async def test_a_large_deck_is_copied_in_order(owner: Any) -> None:
    deck = await make_deck(owner)
    items = [{"op": "create", "card": TYPED | {"prompt": str(n)}} for n in range(500)]
    for _ in range(3):
        await owner.post(f"/v1/decks/{deck['id']}/cards/batch", json={"items": items})
    copied = await copy(owner, deck)
    query: dict[str, Any] = {"limit": 200}
    found = []
    while page := (await owner.get(f"/v1/decks/{copied['id']}/cards", params=query)).json():
        found += [card["prompt"] for card in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == [str(n) for n in range(500)] * 3


async def test_a_copy_takes_the_right_to_read_answers(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, *CARDS, visibility="public")
    stranger = await service.account()
    reply = await stranger.post(f"/v1/decks/{deck['id']}/copies", json={})
    assert reply.status_code == 403
    assert CANARY not in reply.text


async def test_a_private_deck_cannot_be_copied_by_strangers(service: Any, owner: Any) -> None:
    deck = await make_deck(owner)
    stranger = await service.account()
    assert (await stranger.post(f"/v1/decks/{deck['id']}/copies", json={})).status_code == 404


async def test_a_guest_copies_nothing(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, visibility="public", answers_public=True)
    assert (await guest.post(f"/v1/decks/{deck['id']}/copies", json={})).status_code == 403


async def test_a_copy_goes_only_where_the_copier_writes(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, visibility="public", answers_public=True)
    stranger = await service.account()
    path, wanted = f"/v1/decks/{deck['id']}/copies", {"workspace_id": owner.workspace_id}
    assert (await stranger.post(path, json=wanted)).status_code == 404
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    assert (await teacher.post(path, json={"workspace_id": workspace})).status_code == 403


async def test_the_same_key_copies_once(owner: Any) -> None:
    deck, header = await make_deck(owner, TYPED), key()
    path = f"/v1/decks/{deck['id']}/copies"
    first = await owner.post(path, json={}, headers=header)
    second = await owner.post(path, json={}, headers=header)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.json() == first.json()


async def test_a_malformed_wish_is_refused(owner: Any) -> None:
    deck = await make_deck(owner)
    path = f"/v1/decks/{deck['id']}/copies"
    assert pointers(await owner.post(path, json={"title": " "})) == ["/title"]
    assert pointers(await owner.post(path, json={"visibility": "public"})) == ["/visibility"]
