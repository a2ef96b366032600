"""Memories over HTTP: what stands there today, and what a learner does to a card's place."""

from typing import Any
from uuid import uuid4

import pytest
from enrolling import enrol, server_of, token_for
from sqlalchemy import select
from studying import BASIC, TYPED, answer, make_deck, pending, start

from db.events import EventRow

TODAY, TOMORROW = "2026-03-02", "2026-03-03"


async def patch(learner: Any, card: str, headers: Any = None, **wanted: Any) -> Any:
    return await learner.patch(f"/v1/memories/{card}", json=wanted, headers=headers or {})


async def patched(learner: Any, card: str, **wanted: Any) -> dict[str, Any]:
    reply = await patch(learner, card, **wanted)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def studied(service: Any, learner: Any, *cards: Any, **given: Any) -> dict[str, Any]:
    """A deck whose first card the learner has answered."""
    deck = await make_deck(await service.account(), *cards or (BASIC, TYPED))
    session = await start(learner, deck, formats=["flip", "typed"])
    await answer(learner, session, await pending(learner, session), **given)
    return deck


async def told(service: Any, learner_id: str) -> list[Any]:
    async with service.app.state.database.reading() as db:
        rows = (await db.execute(select(EventRow))).scalars()
        found = [row for row in rows if str(row.owner_id) == learner_id]
    return [
        (row.data["kind"], row.data["due_on"]) for row in found if row.type == "memory.adjusted"
    ]


async def test_a_card_is_suspended_until_it_is_resumed(service: Any, guest: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    before = (await guest.get(f"/v1/memories/{card}")).json()
    after = await patched(guest, card, is_suspended=True)
    assert (before["is_suspended"], after["is_suspended"]) == (False, True)
    assert (await guest.get(f"/v1/memories/{card}")).json() == after
    resumed = await patched(guest, card, is_suspended=False)
    changing = ("revision", "updated_at")
    assert {n: v for n, v in resumed.items() if n not in changing} == {
        n: v for n, v in before.items() if n not in changing
    }


async def test_a_card_is_buried_until_the_learners_next_day(service: Any, guest: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    buried = await patched(guest, card, is_buried=True)
    assert (buried["is_buried"], buried["buried_on"]) == (True, TODAY)
    await service.wait(guest, hours=18, minutes=59)
    assert (await guest.get(f"/v1/memories/{card}")).json()["is_buried"]
    await service.wait(guest, minutes=1)
    assert not (await guest.get(f"/v1/memories/{card}")).json()["is_buried"]


async def test_a_card_is_due_on_the_day_that_is_set(service: Any, guest: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    after = await patched(guest, card, due_on="2026-05-01")
    assert (after["due_on"], after["due_at"]) == ("2026-05-01", None)


@pytest.mark.parametrize("due_on", ["2026-03-01", "2126-02-07", "9999-12-31", "0001-01-01"])
async def test_a_day_that_cannot_be_is_refused_where_it_stands(
    service: Any, guest: Any, due_on: str
) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    reply = await patch(guest, card, due_on=due_on)
    assert reply.status_code == 422
    [error] = reply.json()["errors"]
    assert error["pointer"] == "/due_on"
    assert TODAY in error["detail"]


async def test_a_card_is_made_new_again(service: Any, guest: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    after = await patched(guest, card, state="new")
    assert (after["state"], after["schedule"], after["due_on"]) == ("new", None, None)
    assert after["review_count"] == 1


async def test_an_answer_after_a_reset_starts_from_nothing(service: Any, guest: Any) -> None:
    deck = await studied(service, guest)
    card = deck["card_ids"][0]
    first = (await guest.get(f"/v1/memories/{card}")).json()
    await service.wait(guest, days=5)
    await patched(guest, card, state="new")
    session = await start(guest, deck, formats=["flip"])
    await answer(guest, session, await pending(guest, session))
    again = (await guest.get(f"/v1/memories/{card}")).json()
    assert again["schedule"] == first["schedule"]
    assert again["review_count"] == 2


async def test_a_card_never_asked_can_be_put_aside(service: Any, guest: Any) -> None:
    deck = await make_deck(await service.account())
    after = await patched(guest, deck["card_ids"][1], is_suspended=True, due_on=TOMORROW)
    assert (after["state"], after["review_count"], after["is_suspended"], after["due_on"]) == (
        "new",
        0,
        True,
        TOMORROW,
    )
    listed = (await guest.get("/v1/memories")).json()["items"]
    assert listed == [after]


async def test_a_card_that_nobody_made_is_not_there(guest: Any) -> None:
    reply = await patch(guest, str(uuid4()), is_suspended=True)
    assert reply.status_code == 404


async def test_a_card_of_somebodys_private_deck_is_not_there(service: Any, guest: Any) -> None:
    deck = await make_deck(await service.account(), visibility="private")
    made_up = str(uuid4())
    real = await patch(guest, deck["card_ids"][0], is_suspended=True)
    none = await patch(guest, made_up, is_suspended=True)
    assert (real.status_code, none.status_code) == (404, 404)
    assert real.json()["detail"] == none.json()["detail"].replace(made_up, deck["card_ids"][0])


async def test_a_card_that_was_studied_can_be_put_aside_when_its_deck_is_gone(
    service: Any, guest: Any
) -> None:
    author = await service.account()
    deck = await make_deck(author, BASIC)
    session = await start(guest, deck, formats=["flip"])
    await answer(guest, session, await pending(guest, session))
    await author.patch(f"/v1/decks/{deck['id']}", json={"visibility": "private"})
    assert (await patched(guest, deck["card_ids"][0], is_suspended=True))["is_suspended"]


async def test_what_changes_nothing_writes_nothing(service: Any, guest: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    first = await patched(guest, card, is_suspended=True, due_on=TOMORROW)
    service.clock.turn(minutes=1)
    assert await patched(guest, card, is_suspended=True, due_on=TOMORROW) == first
    assert await patched(guest, card) == first
    assert await told(service, guest.learner_id) == [("set_due", TOMORROW), ("suspend", None)]


async def test_nothing_is_remembered_by_changing_nothing(service: Any, guest: Any) -> None:
    deck = await make_deck(await service.account())
    reply = await patch(guest, deck["card_ids"][0], is_suspended=False)
    assert reply.status_code == 404
    assert (await guest.get("/v1/memories")).json()["items"] == []


async def test_a_change_counts_only_while_the_memory_is_as_it_was_read(
    service: Any, guest: Any
) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    tag = (await guest.get(f"/v1/memories/{card}")).headers["etag"]
    done = await patch(guest, card, {"If-Match": tag}, is_suspended=True)
    assert done.status_code == 200
    late = await patch(guest, card, {"If-Match": tag}, is_suspended=False)
    assert late.status_code == 412
    fresh = await patch(guest, card, {"If-Match": done.headers["etag"]}, is_suspended=False)
    assert fresh.status_code == 200


async def test_a_memory_that_is_not_there_has_no_state_to_match(service: Any, guest: Any) -> None:
    deck = await make_deck(await service.account())
    reply = await patch(guest, deck["card_ids"][0], {"If-Match": "*"}, is_suspended=True)
    assert reply.status_code == 412


@pytest.mark.parametrize(
    "body",
    [
        {"state": "review"},
        {"due_on": "2026-13-01"},
        {"due_on": 0},
        {"due_on": None},
        {"is_suspended": None},
        {"is_buried": "tomorrow"},
        {"interval_days": 3},
    ],
)
async def test_senseless_changes_are_refused(service: Any, guest: Any, body: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    reply = await guest.patch(f"/v1/memories/{card}", json=body)
    assert reply.status_code == 422
    [error] = reply.json()["errors"]
    assert error["pointer"] == f"/{next(iter(body))}"


async def test_recall_is_foretold_for_today(service: Any, guest: Any) -> None:
    card = (await studied(service, guest, confidence=5))["card_ids"][0]
    shown = []
    for days in (0, 8, 21):
        await service.wait(guest, days=days)
        shown.append((await guest.get(f"/v1/memories/{card}")).json()["retrievability"])
    assert shown[0] == 1.0
    assert 0.85 < shown[1] < 0.95
    assert shown[0] > shown[1] > shown[2] > 0


async def test_the_tag_follows_the_day_as_the_foretold_recall_does(
    service: Any, guest: Any
) -> None:
    card = (await studied(service, guest, confidence=5))["card_ids"][0]
    known = {"If-None-Match": (await guest.get(f"/v1/memories/{card}")).headers["etag"]}
    await service.wait(guest, hours=1)
    assert (await guest.get(f"/v1/memories/{card}", headers=known)).status_code == 304
    await service.wait(guest, days=2)
    assert (await guest.get(f"/v1/memories/{card}", headers=known)).status_code == 200


async def test_memories_are_found_by_what_they_are(service: Any, guest: Any) -> None:
    deck = await make_deck(await service.account(), BASIC, TYPED, BASIC, BASIC)
    one, two, three, four = deck["card_ids"]
    session = await start(guest, deck, formats=["flip", "typed"], limit=1)
    await answer(guest, session, await pending(guest, session))
    await patched(guest, two, is_suspended=True)
    await patched(guest, three, due_on="2026-03-09")
    await patched(guest, four, due_on=TOMORROW)

    async def found(**query: Any) -> set[str]:
        reply = await guest.get("/v1/memories", params=query)
        assert reply.status_code == 200, reply.text
        return {item["card_id"] for item in reply.json()["items"]}

    assert await found(state="new") == {two, three, four}
    assert await found(state="learning") == {one}
    assert await found(is_suspended=True) == {two}
    assert await found(is_suspended=False, state="new") == {three, four}
    assert await found(is_leech=True) == set()
    assert await found(due_by=TODAY) == {one}
    assert await found(due_by="2026-03-08") == {one, four}
    assert await found(due_by="2026-03-09", state="new", deck_id=deck["id"]) == {three, four}
    assert await found(deck_id=str(uuid4())) == set()


@pytest.mark.parametrize("query", ["state=old", "due_by=20260302", "is_leech=2", "due=true"])
async def test_senseless_filters_are_refused(guest: Any, query: str) -> None:
    assert (await guest.get(f"/v1/memories?{query}")).status_code == 422


async def test_staff_see_and_adjust_memories_of_their_learners(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC, visibility="private")
    pupil = (await enrol(owner))["id"]
    path = f"/v1/learners/{pupil}/memories"
    reply = await owner.patch(f"{path}/{deck['card_ids'][0]}", json={"is_suspended": True})
    assert reply.status_code == 200, reply.text
    assert (await owner.get(f"{path}/{deck['card_ids'][0]}")).json() == reply.json()
    assert (await owner.get(path)).json()["items"] == [reply.json()]
    token = (await token_for(await server_of(service, owner), pupil))["access_token"]
    assert (await service.client(token).get("/v1/memories")).json()["items"] == [reply.json()]


async def test_learners_reach_their_own_memories_by_their_id(service: Any, guest: Any) -> None:
    card = (await studied(service, guest))["card_ids"][0]
    path = f"/v1/learners/{guest.learner_id}/memories/{card}"
    assert (await guest.patch(path, json={"is_buried": True})).json()["is_buried"]
    assert (await guest.get(path)).json() == (await guest.get(f"/v1/memories/{card}")).json()


async def test_staff_put_aside_only_what_the_learner_may_study(service: Any) -> None:
    teacher = await service.account()
    elsewhere = (await teacher.post("/v1/workspaces", json={"name": "Other"})).json()["id"]
    deck = await make_deck(teacher, BASIC, visibility="private", workspace_id=elsewhere)
    pupil = (await enrol(teacher))["id"]
    path = f"/v1/learners/{pupil}/memories/{deck['card_ids'][0]}"
    assert (await teacher.patch(path, json={"is_suspended": True})).status_code == 404


async def test_a_key_that_only_reads_adjusts_nothing(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC)
    pupil = (await enrol(owner))["id"]
    reader = await service.key(owner, "learners:read")
    path = f"/v1/learners/{pupil}/memories"
    assert (await reader.get(path)).status_code == 200
    reply = await reader.patch(f"{path}/{deck['card_ids'][0]}", json={"is_suspended": True})
    assert reply.status_code == 403
