"""Fits and simulations over HTTP: accepted, done by the worker, and shown."""

from typing import Any

import pytest
from operating import finished
from studying import TYPED, answer, make_deck, pending, start

from db.operations import MOST_WAITING

TO_FITS = ("simulations", "fits")


async def studied(learner: Any, owner: Any) -> dict[str, Any]:
    """A deck of two cards, of which the learner has answered one."""
    deck = await make_deck(owner, TYPED, {**TYPED, "prompt": "Again?"})
    session = await start(learner, deck)
    await answer(learner, session, await pending(learner, session), confidence=5)
    return deck


async def test_too_few_reviews_are_not_fitted(owner: Any, guest: Any, service: Any) -> None:
    await studied(guest, owner)
    reply = await guest.post(f"/v1/learners/{guest.learner_id}/fits")
    assert reply.status_code == 202, reply.text
    assert reply.headers["Location"] == f"/v1/operations/{reply.json()['id']}"
    done = await finished(service, guest, reply)
    assert done["status"] == "succeeded", done
    assert done["result"]["refusal"] == "too_few_reviews"
    assert (done["result"]["is_adopted"], done["result"]["newest"]) == (False, None)
    listed = (await guest.get(f"/v1/learners/{guest.learner_id}/fits")).json()["items"]
    assert listed == [done["result"]]


async def test_a_year_is_simulated_from_what_is_known(owner: Any, guest: Any, service: Any) -> None:
    deck = await studied(guest, owner)
    wanted = {"deck_ids": [deck["id"]], "desired_retentions": [0.8, 0.95], "days": 60}
    reply = await guest.post(f"/v1/learners/{guest.learner_id}/simulations", json=wanted)
    assert reply.status_code == 202, reply.text
    done = await finished(service, guest, reply)
    assert done["status"] == "succeeded", done
    low, high = done["result"]["workloads"]
    assert [low["desired_retention"], high["desired_retention"]] == [0.8, 0.95]
    assert len(low["days"]) == 60
    assert low["new_cards"] == 1
    assert low["reviews"] < high["reviews"]
    assert low["remembered"] <= 2


@pytest.mark.parametrize("scheduler", ["confidence", "leitner", "sm2"])
async def test_what_another_scheduler_remembers_is_simulated_by_fsrs(
    owner: Any, guest: Any, service: Any, scheduler: str
) -> None:
    deck = await make_deck(owner, TYPED, study_defaults={"scheduler": scheduler})
    session = await start(guest, deck)
    await answer(guest, session, await pending(guest, session), confidence=4)
    path = f"/v1/learners/{guest.learner_id}/simulations"
    done = await finished(service, guest, await guest.post(path, json={"days": 60}))
    [workload] = done["result"]["workloads"]
    assert workload["new_cards"] == 0
    assert workload["reviews"] > 0
    assert 0.5 < workload["remembered"] <= 1


async def test_a_deck_that_was_not_begun_is_not_simulated(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED)
    path = f"/v1/learners/{guest.learner_id}/simulations"
    assert (await guest.post(path, json={"deck_ids": [deck["id"]]})).status_code == 404


async def test_what_cannot_be_simulated_is_refused_with_its_place(guest: Any) -> None:
    path = f"/v1/learners/{guest.learner_id}/simulations"
    reply = await guest.post(path, json={"desired_retentions": [0.99], "days": 366})
    pointers = {fault["pointer"] for fault in reply.json()["errors"]}
    assert pointers == {"/desired_retentions/0", "/days"}


async def test_a_learner_has_so_much_work_waiting_and_no_more(
    service: Any, owner: Any, guest: Any
) -> None:
    await studied(guest, owner)
    path = f"/v1/learners/{guest.learner_id}/simulations"
    taken = [await guest.post(path, json={"days": 1}) for _ in range(MOST_WAITING)]
    assert {reply.status_code for reply in taken} == {202}
    for more in (await guest.post(path, json={}), await guest.post(path.replace(*TO_FITS))):
        assert more.status_code == 409, more.text
        assert str(MOST_WAITING) in more.json()["detail"]
    other = await service.guest()
    assert (await other.post(f"/v1/learners/{other.learner_id}/fits")).status_code == 202
    assert (await guest.delete(taken[0].headers["location"])).status_code == 200
    await finished(service, guest, await guest.post(path, json={"days": 1}))
    assert (await guest.post(path, json={"days": 1})).status_code == 202


async def test_the_work_of_a_learner_is_seen_by_them_and_who_looks_after_them(
    service: Any, owner: Any
) -> None:
    pupil = (await owner.post("/v1/learners", json={})).json()["id"]
    begun = (await owner.post(f"/v1/learners/{pupil}/fits")).json()
    path = f"/v1/operations/{begun['id']}"
    granted = await owner.post(f"/v1/learners/{pupil}/tokens", json={})
    own = service.client(granted.json()["access_token"])
    assert (begun["learner_id"], begun["workspace_id"]) == (pupil, None)
    assert (await own.get(path)).status_code == 200
    assert (await (await service.guest()).get(path)).status_code == 404
    assert (await (await service.account()).get(path)).status_code == 404
    listed = (await owner.get(f"/v1/operations?learner_id={pupil}")).json()["items"]
    assert [row["id"] for row in listed] == [begun["id"]]
    assert begun["id"] not in [
        row["id"] for row in (await owner.get("/v1/operations")).json()["items"]
    ]


async def test_an_erased_learner_leaves_no_work(owner: Any) -> None:
    pupil = (await owner.post("/v1/learners", json={})).json()["id"]
    begun = (await owner.post(f"/v1/learners/{pupil}/fits")).json()
    assert (await owner.delete(f"/v1/learners/{pupil}")).status_code == 204
    assert (await owner.get(f"/v1/operations/{begun['id']}")).status_code == 404
