"""Tokens that study as one managed learner."""

from typing import Any

import pytest
from enrolling import enrol, server_of, token_for
from studying import answer, make_deck, pending, start


async def test_a_learner_token_studies_and_does_nothing_else(service: Any, owner: Any) -> None:
    key = await server_of(service, owner)
    learner, deck = await enrol(key), await make_deck(owner)
    token = await token_for(key, learner["id"])
    assert (token["expires_in"], token["scope"]) == (900, "study")
    assert token["expires_at"] == "2026-03-02T09:15:00Z"
    pupil = service.client(token["access_token"])
    me = (await pupil.get("/v1/me")).json()
    assert (me["kind"], me["learner_id"]) == ("learner_token", learner["id"])
    session = await start(pupil, deck)
    assert (await answer(pupil, session, await pending(pupil, session)))["progress"]["answered"]
    for path in ("/v1/learners", "/v1/workspaces", "/v1/api-keys"):
        assert (await pupil.get(path)).status_code == 403
    assert (await pupil.delete(f"/v1/learners/{learner['id']}")).status_code == 403


async def test_a_learner_token_expires(service: Any, owner: Any) -> None:
    token = await token_for(owner, (await enrol(owner))["id"], expires_in=60)
    service.clock.turn(seconds=60)
    assert (await service.client(token["access_token"]).get("/v1/me")).status_code == 401


@pytest.mark.parametrize("seconds", [59, 86_401, "900", None])
async def test_a_learner_token_lasts_a_minute_to_a_day(owner: Any, seconds: Any) -> None:
    path = f"/v1/learners/{(await enrol(owner))['id']}/tokens"
    assert (await owner.post(path, json={"expires_in": seconds})).status_code == 422


async def test_a_repeated_token_request_gives_the_same_token(service: Any, owner: Any) -> None:
    path, key = f"/v1/learners/{(await enrol(owner))['id']}/tokens", {"Idempotency-Key": "one"}
    first = await owner.post(path, json={}, headers=key)
    service.clock.turn(seconds=5)
    again = await owner.post(path, json={}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")


async def test_there_is_no_token_for_ones_own_learner(owner: Any) -> None:
    reply = await owner.post(f"/v1/learners/{owner.learner_id}/tokens", json={})
    assert reply.status_code == 404
