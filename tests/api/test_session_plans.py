"""What sessions ask: which cards, in which order, by whose choice."""

from typing import Any
from uuid import uuid4

from studying import BASIC, TYPED, answer, make_deck, pending, start


async def test_the_same_seed_shuffles_the_same_way(owner: Any, guest: Any) -> None:
    cards = [{**TYPED, "prompt": f"Capital {number}?"} for number in range(12)]
    deck = await make_deck(owner, *cards)
    orders = []
    for seed in (7, 7, 8):
        session = await start(guest, deck, order="shuffled", seed=seed)
        asked = []
        while (question := await pending(guest, session)) is not None:
            asked.append(question["card_id"])
            await answer(guest, session, question)
        orders.append(asked)
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(deck["card_ids"])


async def test_a_limit_and_tags_narrow_what_is_asked(owner: Any, guest: Any) -> None:
    tagged = [{**TYPED, "tags": ["north"]}, TYPED, {**TYPED, "tags": ["north", "cold"]}]
    deck = await make_deck(owner, *tagged)
    assert (await start(guest, deck, tags=["north"]))["progress"]["total"] == 2
    assert (await start(guest, deck, tags=["north", "cold"]))["progress"]["total"] == 1
    assert (await start(guest, deck, limit=1))["progress"]["total"] == 1


async def test_named_cards_are_asked_in_the_order_named(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    named = [deck["card_ids"][2], deck["card_ids"][0]]
    reply = await guest.post("/v1/sessions", json={"card_ids": named})
    session = reply.json()
    first = await pending(guest, session)
    second = (await answer(guest, session, first))["next"]
    assert [first["card_id"], second["card_id"]] == named


async def test_formats_leave_out_cards_that_do_not_fit(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    assert (await start(guest, deck, formats=["typed"]))["progress"]["total"] == 1
    flips = await start(guest, deck, formats=["flip"])
    assert flips["progress"]["total"] == 3


async def test_nothing_to_ask_is_a_conflict(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    reply = await guest.post("/v1/sessions", json={"deck_ids": [deck["id"]], "formats": ["typed"]})
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:nothing-to-ask")


async def test_study_defaults_of_the_deck_apply(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, study_defaults={"mode": "cram", "limit": 2})
    session = await start(guest, deck)
    assert (session["mode"], session["progress"]["total"]) == ("cram", 2)


async def test_tags_alone_look_in_every_deck_that_is_found(owner: Any, guest: Any) -> None:
    tag = f"only-{owner.account_id}"
    await make_deck(owner, {**TYPED, "tags": [tag]}, TYPED)
    await make_deck(owner, {**TYPED, "tags": [tag]}, visibility="private")
    for learner, total in ((guest, 1), (owner, 2)):
        reply = await learner.post("/v1/sessions", json={"tags": [tag]})
        assert (reply.status_code, reply.json()["progress"]["total"]) == (201, total)


async def test_a_strangers_card_reads_like_one_that_is_not(owner: Any, guest: Any) -> None:
    own = await make_deck(owner, {**TYPED, "tags": ["north"]})
    hidden = await make_deck(owner, visibility="private")
    told = []
    for other in (hidden["card_ids"][0], str(uuid4())):
        body = {"card_ids": [own["card_ids"][0], other], "tags": ["north"]}
        reply = await guest.post("/v1/sessions", json=body)
        told.append((reply.status_code, reply.json()["detail"]))
    assert told[0] == told[1] == (404, "Some of the cards do not exist.")


async def test_a_decks_defaults_ask_no_more_than_a_session_may(owner: Any) -> None:
    reply = await owner.post("/v1/decks", json={"title": "D", "study_defaults": {"limit": 501}})
    assert reply.json()["errors"][0]["pointer"] == "/study_defaults/limit"
