"""Reschedules over HTTP: looked at first, then applied by the worker."""

from typing import Any
from uuid import uuid4

import pytest
from enrolling import enrol
from operating import finished
from studying import BASIC, TYPED, answer, make_deck, pending, start, start_scheduled

CARDS = [{**BASIC, "prompt": f"Outline {name}"} for name in ("Ob", "Lena", "Yenisei", "Kara")]


@pytest.fixture
async def deck(owner: Any) -> dict[str, Any]:
    return await make_deck(owner, *CARDS)


def path_of(learner: Any, deck: Any) -> str:
    return f"/v1/learners/{learner.learner_id}/decks/{deck['id']}/reschedules"


async def rated(learner: Any, deck: Any, confidence: int = 5) -> None:
    """Every card of the deck is rated once."""
    session = await start(learner, deck, formats=["flip"])
    question = await pending(learner, session)
    while question is not None:
        question = (await answer(learner, session, question, confidence=confidence))["next"]


async def rescheduled(service: Any, learner: Any, deck: Any, **wanted: Any) -> dict[str, Any]:
    reply = await learner.post(path_of(learner, deck), json=wanted)
    done = await finished(service, learner, reply)
    assert done["status"] == "succeeded", done
    return done["result"]


async def schedulers(learner: Any) -> set[str]:
    found = (await learner.get("/v1/memories")).json()["items"]
    return {memory["schedule"]["kind"] for memory in found}


async def test_a_dry_run_is_what_is_done_unless_one_says_otherwise(
    service: Any, guest: Any, deck: Any
) -> None:
    await rated(guest, deck)
    told = await rescheduled(service, guest, deck, scheduler="leitner")
    assert (told["dry_run"], told["card_count"], told["revision"]) == (True, 4, None)
    assert [day["on"] for day in told["days"][:2]] == ["2026-03-02", "2026-03-03"]
    assert len(told["days"]) == 30
    assert await schedulers(guest) == {"fsrs"}


async def test_applying_changes_every_memory_and_the_settings(
    service: Any, guest: Any, deck: Any
) -> None:
    await rated(guest, deck)
    told = await rescheduled(service, guest, deck, scheduler="leitner", dry_run=False)
    assert (told["moved_count"], told["earlier_count"], told["later_count"]) == (4, 4, 0)
    assert {move["after_on"] for move in told["moves"]} == {"2026-03-04"}
    assert told["days"][2] == {"on": "2026-03-04", "before": 0, "after": 4}
    assert await schedulers(guest) == {"leitner"}
    settings = await guest.get(path_of(guest, deck).replace("reschedules", "settings"))
    assert (settings.json()["scheduler"], settings.json()["revision"]) == ("leitner", 2)


async def test_the_history_tells_of_it(service: Any, guest: Any, deck: Any) -> None:
    await rated(guest, deck)
    service.clock.turn(minutes=1)
    await rescheduled(service, guest, deck, scheduler="sm2", dry_run=False)
    path = f"/v1/memories/{deck['card_ids'][0]}/history"
    steps = (await guest.get(path)).json()["items"]
    assert [step["kind"] for step in steps] == ["settings", "answer"]
    assert (steps[0]["scheduler"], steps[0]["replays"]) == ("sm2", True)
    assert steps[1]["after"]["schedule"]["kind"] == "sm2"


@pytest.mark.parametrize(("old", "new"), [("fsrs", "confidence"), ("confidence", "fsrs")])
async def test_a_session_that_is_open_goes_on(
    service: Any, guest: Any, owner: Any, old: str, new: str
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"scheduler": old})
    session = await start_scheduled(guest, deck, formats=["flip"], limit=6)
    await answer(guest, session, await pending(guest, session), confidence=1)
    await rescheduled(service, guest, deck, scheduler=new, dry_run=False)
    for _ in range(3):
        service.clock.turn(minutes=2)
        question = await pending(guest, session)
        result = await answer(guest, session, question, confidence=3)
        assert result["memory"]["schedule"]["kind"] == new
    assert await schedulers(guest) == {new}


async def test_a_deck_that_was_not_begun_is_not_there(guest: Any, deck: Any) -> None:
    real = await guest.post(path_of(guest, deck), json={})
    none = await guest.post(path_of(guest, {"id": str(uuid4())}), json={})
    assert (real.status_code, none.status_code) == (404, 404)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"scheduler": "chance"}, "/scheduler"),
        ({"parameters": "best"}, "/parameters"),
        ({"parameters": [0.4]}, "/parameters"),
        ({"dry_run": None}, "/dry_run"),
        ({"desired_retention": 0.8}, "/desired_retention"),
    ],
)
async def test_senseless_wishes_are_refused_where_they_stand(
    guest: Any, deck: Any, body: Any, pointer: str
) -> None:
    reply = await guest.post(path_of(guest, deck), json=body)
    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]


async def test_a_wish_that_is_sent_again_is_one_operation(guest: Any, deck: Any) -> None:
    await rated(guest, deck)
    once = {"Idempotency-Key": str(uuid4())}
    first = await guest.post(path_of(guest, deck), json={}, headers=once)
    again = await guest.post(path_of(guest, deck), json={}, headers=once)
    assert (first.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert first.headers["location"] == f"/v1/operations/{first.json()['id']}"


async def test_staff_reschedule_for_their_learners(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    pupil = (await enrol(owner))["id"]
    card = deck["card_ids"][0]
    await owner.patch(f"/v1/learners/{pupil}/memories/{card}", json={"due_on": "2026-03-09"})
    path = f"/v1/learners/{pupil}/decks/{deck['id']}/reschedules"
    done = await finished(service, owner, await owner.post(path, json={}))
    assert (done["learner_id"], done["result"]["card_count"]) == (pupil, 1)
    reader = await service.key(owner, "learners:read")
    assert (await reader.post(path, json={})).status_code == 403


async def test_what_was_done_to_cards_stays(service: Any, guest: Any, deck: Any) -> None:
    await rated(guest, deck)
    service.clock.turn(minutes=1)
    one, two, *_ = deck["card_ids"]
    await guest.patch(f"/v1/memories/{one}", json={"is_suspended": True})
    await guest.patch(f"/v1/memories/{two}", json={"due_on": "2026-12-24"})
    await rescheduled(service, guest, deck, scheduler="leitner", dry_run=False)
    assert (await guest.get(f"/v1/memories/{one}")).json()["is_suspended"]
    assert (await guest.get(f"/v1/memories/{two}")).json()["due_on"] == "2026-12-24"
