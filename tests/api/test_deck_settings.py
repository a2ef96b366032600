"""A learner's own settings for a deck over HTTP: from the next review on, and never backwards."""

from typing import Any
from uuid import uuid4

import pytest
from enrolling import enrol, server_of, token_for
from studying import BASIC, TYPED, answer, make_deck, pending, start

DEFAULTS = {
    "scheduler": "fsrs",
    "algorithm": "fsrs-6",
    "parameters": None,
    "fit_id": None,
    "desired_retention": 0.9,
    "maximum_interval_days": 36_500,
    "learning_steps": [60, 600],
    "relearning_steps": [600],
    "is_fuzzed": True,
    "leech_at": 8,
    "suspends_leeches": False,
    "new_per_day": 20,
    "due_per_day": 200,
    "buries_siblings": True,
    "balances_load": False,
}


@pytest.fixture
async def deck(owner: Any) -> dict[str, Any]:
    return await make_deck(owner, BASIC, TYPED)


def path_of(learner: Any, deck: Any) -> str:
    return f"/v1/learners/{learner.learner_id}/decks/{deck['id']}/settings"


async def shown(learner: Any, deck: Any) -> dict[str, Any]:
    reply = await learner.get(path_of(learner, deck))
    assert reply.status_code == 200, reply.text
    return reply.json()


async def changed(learner: Any, deck: Any, **fields: Any) -> dict[str, Any]:
    reply = await learner.patch(path_of(learner, deck), json=fields)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def rated(learner: Any, deck: Any, confidence: int = 5) -> dict[str, Any]:
    """The memory of the deck's first card, once it was rated."""
    session = await start(learner, deck, formats=["flip"], selection="all", limit=1)
    result = await answer(learner, session, await pending(learner, session), confidence=confidence)
    return result["memory"]


async def test_who_has_not_begun_sees_what_they_would_begin_with(guest: Any, deck: Any) -> None:
    assert await shown(guest, deck) == {
        "learner_id": guest.learner_id,
        "deck_id": deck["id"],
        "from_at": None,
        "revision": 0,
        **DEFAULTS,
    }


async def test_the_decks_study_defaults_come_before_the_services(owner: Any, guest: Any) -> None:
    said = {"scheduler": "sm2", "maximum_interval_days": 90, "new_per_day": 3, "due_per_day": 0}
    deck = await make_deck(owner, BASIC, study_defaults={**said, "desired_retention": 0.8})
    found = await shown(guest, deck)
    assert {name: found[name] for name in said} == said
    assert (found["algorithm"], found["desired_retention"]) == (None, 0.8)


async def test_an_edit_of_the_deck_changes_nothing_for_who_has_begun(
    owner: Any, guest: Any, deck: Any
) -> None:
    await rated(guest, deck)
    begun = await shown(guest, deck)
    await owner.patch(f"/v1/decks/{deck['id']}", json={"study_defaults": {"new_per_day": 1}})
    assert await shown(guest, deck) == begun
    assert begun["revision"] == 1
    assert (await shown(owner, deck))["new_per_day"] == 1


async def test_every_setting_is_kept_as_it_is_sent(guest: Any, deck: Any) -> None:
    wanted = {
        "scheduler": "leitner",
        "desired_retention": 0.97,
        "maximum_interval_days": 1,
        "learning_steps": [],
        "relearning_steps": [1, 86_400, 60],
        "is_fuzzed": False,
        "leech_at": 3,
        "suspends_leeches": True,
        "new_per_day": 0,
        "due_per_day": 100_000,
        "buries_siblings": False,
        "balances_load": True,
    }
    after = await changed(guest, deck, **wanted)
    assert {name: after[name] for name in wanted} == wanted
    assert await shown(guest, deck) == after
    assert (after["revision"], after["from_at"]) == (2, "2026-03-02T09:00:00Z")


async def test_null_brings_back_the_decks_default(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC, study_defaults={"new_per_day": 3})
    await changed(guest, deck, new_per_day=50, leech_at=3)
    after = await changed(guest, deck, new_per_day=None, leech_at=None)
    assert (after["new_per_day"], after["leech_at"]) == (3, 8)


async def test_what_is_so_already_makes_no_new_settings(guest: Any, deck: Any) -> None:
    first = await changed(guest, deck, desired_retention=0.8)
    assert await changed(guest, deck, desired_retention=0.8) == first
    assert await changed(guest, deck) == first


async def test_changing_nothing_before_the_start_begins_nothing(guest: Any, deck: Any) -> None:
    assert (await changed(guest, deck, desired_retention=0.9))["revision"] == 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"desired_retention": 0.69}, "/desired_retention"),
        ({"desired_retention": 0.971}, "/desired_retention"),
        ({"maximum_interval_days": 0}, "/maximum_interval_days"),
        ({"maximum_interval_days": 36_501}, "/maximum_interval_days"),
        ({"learning_steps": [0]}, "/learning_steps/0"),
        ({"learning_steps": [60, 86_401]}, "/learning_steps/1"),
        ({"relearning_steps": [60] * 11}, "/relearning_steps"),
        ({"relearning_steps": [1.5]}, "/relearning_steps/0"),
        ({"leech_at": 0}, "/leech_at"),
        ({"new_per_day": -1}, "/new_per_day"),
        ({"due_per_day": "many"}, "/due_per_day"),
        ({"scheduler": "chance"}, "/scheduler"),
        ({"parameters": [0.1]}, "/parameters"),
        ({"fit_id": None}, "/fit_id"),
        ({"algorithm": "fsrs-7"}, "/algorithm"),
    ],
)
async def test_senseless_settings_are_refused_where_they_stand(
    guest: Any, deck: Any, body: Any, pointer: str
) -> None:
    reply = await guest.patch(path_of(guest, deck), json=body)
    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == [pointer]
    assert (await shown(guest, deck))["revision"] == 0


async def test_a_change_applies_from_the_next_review(service: Any, guest: Any, deck: Any) -> None:
    before = await rated(guest, deck)
    service.clock.turn(minutes=1)
    await changed(guest, deck, maximum_interval_days=2)
    card = before["card_id"]
    assert (await guest.get(f"/v1/memories/{card}")).json()["due_on"] == before["due_on"]
    await service.wait(guest, days=20)
    assert (await rated(guest, deck))["interval_days"] == 2


async def test_the_scheduler_is_chosen_until_something_is_answered(
    service: Any, guest: Any, deck: Any
) -> None:
    await changed(guest, deck, scheduler="leitner")
    assert (await rated(guest, deck))["schedule"]["kind"] == "leitner"
    reply = await guest.patch(path_of(guest, deck), json={"scheduler": "fsrs"})
    assert reply.status_code == 409
    assert "reschedules" in reply.json()["detail"]
    assert (await shown(guest, deck))["scheduler"] == "leitner"
    assert (await changed(guest, deck, scheduler="leitner", leech_at=3))["leech_at"] == 3


async def test_limits_hold_for_the_next_session(guest: Any, deck: Any) -> None:
    await changed(guest, deck, new_per_day=0)
    reply = await guest.post("/v1/sessions", json={"deck_ids": [deck["id"]]})
    assert reply.status_code == 409


async def test_a_change_counts_only_while_settings_are_as_they_were_read(
    guest: Any, deck: Any
) -> None:
    path = path_of(guest, deck)
    tag = {"If-Match": (await guest.get(path)).headers["etag"]}
    done = await guest.patch(path, json={"leech_at": 3}, headers=tag)
    assert done.status_code == 200
    assert (await guest.patch(path, json={"leech_at": 4}, headers=tag)).status_code == 412
    known = {"If-None-Match": done.headers["etag"]}
    assert (await guest.get(path, headers=known)).status_code == 304


async def test_the_tag_follows_the_deck_until_the_learner_begins(
    owner: Any, guest: Any, deck: Any
) -> None:
    known = {"If-None-Match": (await guest.get(path_of(guest, deck))).headers["etag"]}
    await owner.patch(f"/v1/decks/{deck['id']}", json={"study_defaults": {"new_per_day": 1}})
    assert (await guest.get(path_of(guest, deck), headers=known)).status_code == 200


async def test_staff_set_up_decks_for_their_learners(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC, visibility="private")
    pupil = (await enrol(owner))["id"]
    path = f"/v1/learners/{pupil}/decks/{deck['id']}/settings"
    reply = await owner.patch(path, json={"new_per_day": 5})
    assert reply.status_code == 200, reply.text
    token = (await token_for(await server_of(service, owner), pupil))["access_token"]
    assert (await service.client(token).get(path)).json() == reply.json()
    reader = await service.key(owner, "learners:read")
    assert (await reader.get(path)).status_code == 200
    assert (await reader.patch(path, json={"new_per_day": 6})).status_code == 403


async def test_a_deck_that_the_learner_cannot_see_is_like_none(owner: Any, guest: Any) -> None:
    private = await make_deck(owner, BASIC, visibility="private")
    real = await guest.get(path_of(guest, private))
    none = await guest.get(path_of(guest, {"id": str(uuid4())}))
    assert (real.status_code, none.status_code) == (404, 404)


async def test_settings_stay_when_the_deck_is_gone(owner: Any, guest: Any, deck: Any) -> None:
    await changed(guest, deck, leech_at=3)
    await owner.patch(f"/v1/decks/{deck['id']}", json={"visibility": "private"})
    assert (await changed(guest, deck, leech_at=None))["leech_at"] == 8
