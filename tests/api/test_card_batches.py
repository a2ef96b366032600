"""Batches: many changes to a deck's cards in one request."""

import asyncio
from typing import Any
from uuid import uuid4

from writing import BASIC, CANARY, CARDS, TYPED, cards_of, key, make_deck, pointers, prompts_of


def creating(prompt: str = "x", **fields: Any) -> dict[str, Any]:
    return {"op": "create", "card": TYPED | {"prompt": prompt} | fields}


def updating(card: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"op": "update", "id": card["id"], "changes": changes}


def deleting(card: dict[str, Any]) -> dict[str, Any]:
    return {"op": "delete", "id": card["id"]}


def reordering(*cards: dict[str, Any]) -> dict[str, Any]:
    return {"op": "reorder", "card_ids": [card["id"] for card in cards]}


async def batch(author: Any, deck: dict[str, Any], *items: Any) -> list[dict[str, Any]]:
    reply = await author.post(f"/v1/decks/{deck['id']}/cards/batch", json={"items": items})
    assert reply.status_code == 200, reply.text
    results = reply.json()["results"]
    assert [result["index"] for result in results] == list(range(len(items)))
    return list(results)


def statuses(results: list[dict[str, Any]]) -> list[str]:
    return [result["status"] for result in results]


async def test_items_are_done_in_order(owner: Any) -> None:
    deck = await make_deck(owner, *(TYPED | {"prompt": name} for name in "abc"))
    a, b, c = deck["cards"]
    results = await batch(
        owner,
        deck,
        creating("d"),
        updating(a, prompt="A"),
        deleting(b),
        reordering(c, a),
        creating("first", position=1),
    )
    assert statuses(results) == ["created", "updated", "deleted", "reordered", "created"]
    assert await prompts_of(owner, deck["id"]) == ["first", "c", "A", "d"]
    assert (await owner.get(f"/v1/decks/{deck['id']}")).json()["card_count"] == 4


async def test_results_show_cards_as_they_are_now(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    results = await batch(
        owner,
        deck,
        creating("d"),
        updating(deck["cards"][0], prompt="A"),
        creating("first", position=1),
    )
    first, a, d = await cards_of(owner, deck["id"])
    assert [result["card"] for result in results] == [d, a, first]
    assert [result["problem"] for result in results] == [None, None, None]


async def test_a_faulty_item_does_not_stop_its_neighbours(owner: Any) -> None:
    deck = await make_deck(owner)
    results = await batch(
        owner,
        deck,
        creating("good"),
        creating("nul \0"),
        7,
        {"op": "explode"},
        creating(accepted=[]),
        creating(accepted=[" "]),
        {"op": "update", "id": str(uuid4()), "changes": {}},
        {"op": "delete", "id": "x"},
        creating("good too"),
    )
    assert statuses(results) == ["created", *["failed"] * 7, "created"]
    failed = [result["problem"] for result in results[1:-1]]
    assert [problem["status"] for problem in failed] == [422, 422, 422, 422, 422, 404, 422]
    places = [fault["pointer"] for problem in failed for fault in problem["errors"]]
    assert places == [
        "/items/1/card/prompt",
        "/items/2",
        "/items/3/op",
        "/items/4/card/accepted",
        "/items/5/card/accepted/0",
        "/items/7/id",
    ]
    assert await prompts_of(owner, deck["id"]) == ["good", "good too"]


async def test_a_failed_change_leaves_the_card_as_it_was(owner: Any) -> None:
    deck = await make_deck(owner, BASIC)
    (card,) = deck["cards"]
    results = await batch(
        owner,
        deck,
        updating(card, prompt="New", required=9),
        updating(card, tags=["kept"]),
        updating(card, accepted=["x"]),
    )
    assert statuses(results) == ["failed", "updated", "failed"]
    assert results[0]["problem"]["errors"][0]["pointer"] == "/items/0/changes/required"
    assert results[2]["problem"]["errors"][0]["pointer"] == "/items/2/changes/accepted"
    (now,) = await cards_of(owner, deck["id"])
    assert (now["prompt"], now["tags"], now["version"]) == (card["prompt"], ["kept"], 1)


async def test_a_card_can_be_made_changed_and_deleted_in_one_batch(owner: Any) -> None:
    deck = await make_deck(owner)
    card = {"id": str(uuid4())}
    results = await batch(
        owner,
        deck,
        creating(id=card["id"]),
        updating(card, prompt="y"),
        updating(card, prompt="z"),
        deleting(card),
        updating(card, prompt="late"),
        deleting(card),
        creating(id=card["id"]),
    )
    assert statuses(results) == [
        "created",
        "updated",
        "updated",
        "deleted",
        "failed",
        "failed",
        "failed",
    ]
    assert [result["card"] for result in results] == [None] * 7
    assert results[6]["problem"]["status"] == 409
    assert (await owner.get(f"/v1/decks/{deck['id']}")).json()["card_count"] == 0


async def test_each_change_of_content_in_a_batch_is_a_version(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    (card,) = deck["cards"]
    await batch(owner, deck, updating(card, prompt="y"), updating(card, prompt="z"))
    versions = (await owner.get(f"/v1/cards/{card['id']}/versions")).json()["items"]
    assert [version["prompt"] for version in versions] == ["z", "y", TYPED["prompt"]]


async def test_an_id_that_is_taken_fails_alone(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    taken, twice = deck["cards"][0]["id"], str(uuid4())
    results = await batch(
        owner,
        deck,
        creating("a"),
        creating("b", id=taken),
        creating("c", id=twice),
        creating("d", id=twice),
    )
    assert statuses(results) == ["created", "failed", "created", "failed"]
    assert results[1]["problem"]["type"] == "urn:recite:problem:already-exists"
    assert await prompts_of(owner, deck["id"]) == [TYPED["prompt"], "a", "c"]


async def test_batches_that_race_for_an_id_both_keep_their_neighbours(owner: Any) -> None:
    decks = [await make_deck(owner, TYPED) for _ in range(3)]
    raced = str(uuid4())
    results = await asyncio.gather(
        *(
            batch(
                owner,
                deck,
                creating("a"),
                updating(deck["cards"][0], prompt="new"),
                creating("b", id=raced),
                creating("first", position=1),
            )
            for deck in decks
        )
    )
    assert sorted(statuses(result)[2] for result in results) == ["created", "failed", "failed"]
    prompts = sorted([await prompts_of(owner, deck["id"]) for deck in decks])
    assert prompts == [
        ["first", "new", "a"],
        ["first", "new", "a"],
        ["first", "new", "a", "b"],
    ]


async def test_cards_of_other_decks_are_out_of_reach(service: Any, owner: Any) -> None:
    stranger = await service.account()
    theirs = (await make_deck(stranger, TYPED))["cards"][0]
    other = (await make_deck(owner, TYPED))["cards"][0]
    deck = await make_deck(owner)
    results = await batch(
        owner,
        deck,
        updating(theirs, prompt="mine"),
        deleting(theirs),
        reordering(theirs),
        updating(other, prompt="here"),
        deleting(other),
    )
    assert [result["problem"]["status"] for result in results] == [404] * 5
    assert (await stranger.get(f"/v1/cards/{theirs['id']}")).json() == theirs


async def test_named_cards_share_out_their_places(owner: Any) -> None:
    deck = await make_deck(owner, *(TYPED | {"prompt": name} for name in "abcd"))
    a, _, c, d = deck["cards"]
    await batch(owner, deck, reordering(d, c, a))
    assert await prompts_of(owner, deck["id"]) == ["d", "b", "c", "a"]
    now = await cards_of(owner, deck["id"])
    assert [card["revision"] for card in now] == [2, 1, 1, 2]


async def test_an_order_that_names_a_card_twice_is_refused(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    (card,) = deck["cards"]
    (result,) = await batch(owner, deck, reordering(card, card))
    assert result["problem"]["errors"][0]["pointer"] == "/items/0/card_ids"


async def test_moves_in_one_batch_build_on_each_other(owner: Any) -> None:
    deck = await make_deck(owner, *(TYPED | {"prompt": name} for name in "abc"))
    a, _, c = deck["cards"]
    await batch(
        owner,
        deck,
        creating("x", position=1),
        updating(c, position=1),
        creating("y", position=3),
        reordering(a, c),
        creating("z", position=1),
        creating("last"),
    )
    assert await prompts_of(owner, deck["id"]) == ["z", "a", "x", "y", "c", "b", "last"]


async def test_a_card_moves_back_to_where_it_was_pushed_from(owner: Any) -> None:
    deck = await make_deck(owner, *(TYPED | {"prompt": name} for name in "abc"))
    await batch(owner, deck, creating("x", position=1), updating(deck["cards"][2], position=3))
    assert await prompts_of(owner, deck["id"]) == ["x", "a", "c", "b"]


async def test_the_same_key_runs_a_batch_once(owner: Any) -> None:
    deck, header = await make_deck(owner), key()
    path, body = f"/v1/decks/{deck['id']}/cards/batch", {"items": [creating("a"), 7]}
    first = await owner.post(path, json=body, headers=header)
    second = await owner.post(path, json=body, headers=header)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.json() == first.json()
    assert await prompts_of(owner, deck["id"]) == ["a"]


async def test_500_items_are_the_most(owner: Any) -> None:
    deck = await make_deck(owner)
    path = f"/v1/decks/{deck['id']}/cards/batch"
    most = await owner.post(path, json={"items": [creating(str(n)) for n in range(500)]})
    assert statuses(most.json()["results"]) == ["created"] * 500
    assert pointers(await owner.post(path, json={"items": [creating()] * 501})) == ["/items"]
    assert pointers(await owner.post(path, json={"items": []})) == ["/items"]
    assert pointers(await owner.post(path, json={})) == ["/items"]
    assert pointers(await owner.post(path, json={"items": [7], "x": 1})) == ["/x"]


async def test_a_batch_over_8_megabytes_is_refused(owner: Any) -> None:
    deck = await make_deck(owner)
    path = f"/v1/decks/{deck['id']}/cards/batch"
    fits = creating(explanation="x" * 10_000)
    reply = await owner.post(path, json={"items": [fits] * 400})
    assert statuses(reply.json()["results"]) == ["created"] * 400
    too_large = creating(explanation="x" * 20_000)
    assert (await owner.post(path, json={"items": [too_large] * 400})).status_code == 413


async def test_only_authors_send_batches(service: Any, owner: Any, guest: Any) -> None:
    private = await make_deck(owner)
    public = await make_deck(owner, visibility="public")
    stranger = await service.account()
    body = {"items": [creating()]}
    for client, deck, status in [
        (service.anonymous, private, 401),
        (guest, public, 403),
        (stranger, public, 403),
        (stranger, private, 404),
    ]:
        reply = await client.post(f"/v1/decks/{deck['id']}/cards/batch", json=body)
        assert reply.status_code == status


async def test_a_key_that_only_writes_is_shown_no_answers(service: Any, owner: Any) -> None:
    deck = await make_deck(owner)
    writer = await service.key(owner, "decks:write")
    items = [{"op": "create", "card": card} for card in CARDS]
    results = await batch(writer, deck, *items)
    assert statuses(results) == ["created"] * len(CARDS)
    assert CANARY not in str(results)
