"""Learners that workspaces manage, people's own, and the tokens for frontends."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from enrolling import enrol, server_of, token_for
from people import join, make_workspace, same_but_for_ids
from studying import BASIC, answer, make_deck, pending, start


async def test_nobody_reaches_learners(service: Any) -> None:
    client, path = service.anonymous, f"/v1/learners/{uuid4()}"
    assert (await client.get("/v1/learners")).status_code == 401
    assert (await client.post("/v1/learners", json={})).status_code == 401
    assert (await client.put("/v1/learners/external/x", json={})).status_code == 401
    assert (await client.post(f"{path}/tokens", json={})).status_code == 401
    for method in ("GET", "PATCH", "DELETE"):
        assert (await client.request(method, path)).status_code == 401


async def test_a_key_makes_a_learner_of_its_workspace(service: Any, owner: Any) -> None:
    key = await server_of(service, owner)
    reply = await key.post("/v1/learners", json={"external_id": "pupil-7", "name": "Pupil 7"})
    made = reply.json()
    assert (made["kind"], made["workspace_id"]) == ("managed", owner.workspace_id)
    assert (made["timezone"], made["day_starts_at"]) == ("UTC", 4)
    assert reply.headers["location"] == f"/v1/learners/{made['id']}"
    assert (await key.get(reply.headers["location"])).json() == made
    assert (await owner.get(reply.headers["location"])).json() == made


async def test_a_learner_is_made_once_per_key(owner: Any) -> None:
    body, key = {"name": "Pupil"}, {"Idempotency-Key": "one"}
    first = await owner.post("/v1/learners", json=body, headers=key)
    again = await owner.post("/v1/learners", json=body, headers=key)
    other = await owner.post("/v1/learners", json={"name": "Other"}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert other.status_code == 422
    assert len((await owner.get("/v1/learners")).json()["items"]) == 1


async def test_an_external_id_is_taken_once_per_workspace(owner: Any) -> None:
    await enrol(owner, external_id="pupil-7")
    reply = await owner.post("/v1/learners", json={"external_id": "pupil-7"})
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:already-exists")
    await enrol(owner, external_id="pupil-7", workspace_id=await make_workspace(owner))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"external_id": ""}, "/external_id"),
        ({"external_id": "x" * 201}, "/external_id"),
        ({"external_id": "a\nb"}, "/external_id"),
        ({"name": ""}, "/name"),
        ({"timezone": "Mars"}, "/timezone"),
        ({"timezone": "../etc/passwd"}, "/timezone"),
        ({"day_starts_at": 24}, "/day_starts_at"),
        ({"day_starts_at": True}, "/day_starts_at"),
        ({"kind": "own"}, "/kind"),
    ],
)
async def test_a_senseless_learner_points_at_the_field(
    owner: Any, body: dict[str, Any], pointer: str
) -> None:
    reply = await owner.post("/v1/learners", json=body)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_the_same_put_makes_one_learner(owner: Any) -> None:
    path = "/v1/learners/external/pupil-7"
    first = await owner.put(path, json={"name": "Pupil 7"})
    again = await owner.put(path, json={"name": "Pupil 7"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.headers["etag"] == again.headers["etag"]


async def test_a_put_changes_only_what_it_names(owner: Any) -> None:
    path = "/v1/learners/external/pupil-7"
    await owner.put(path, json={"name": "Pupil 7", "timezone": "Europe/Oslo"})
    changed = (await owner.put(path, json={"day_starts_at": 6})).json()
    assert (changed["name"], changed["timezone"]) == ("Pupil 7", "Europe/Oslo")
    assert (changed["day_starts_at"], changed["revision"]) == (6, 2)


async def test_of_twenty_puts_at_once_one_makes_the_learner(service: Any, owner: Any) -> None:
    key = await server_of(service, owner)
    puts = [key.put("/v1/learners/external/crowd", json={"name": "One"}) for _ in range(20)]
    replies = await asyncio.gather(*puts)
    assert sorted(reply.status_code for reply in replies) == [200] * 19 + [201]
    assert len({reply.json()["id"] for reply in replies}) == 1
    assert len((await owner.get("/v1/learners")).json()["items"]) == 1


@pytest.mark.parametrize("id", ["school%2Fpupil%207", "%C3%A6%F0%9F%90%BB", "a..b", "%25"])
async def test_an_external_id_may_hold_most_characters(owner: Any, id: str) -> None:
    first = await owner.put(f"/v1/learners/external/{id}", json={})
    assert first.status_code == 201
    assert (await owner.put(f"/v1/learners/external/{id}", json={})).status_code == 200


@pytest.mark.parametrize("id", ["", "x" * 201, "a%00b", "a%09b", "a%7F"])
async def test_an_external_id_has_a_rule(owner: Any, id: str) -> None:
    reply = await owner.put(f"/v1/learners/external/{id}", json={})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "path:external_id"


async def test_an_external_id_is_only_put(owner: Any) -> None:
    reply = await owner.get("/v1/learners/external/pupil-7")
    assert (reply.status_code, reply.headers["allow"]) == (405, "PUT")


async def test_the_same_external_id_is_another_learner_elsewhere(service: Any, owner: Any) -> None:
    other = await service.account()
    mine = (await owner.put("/v1/learners/external/pupil-7", json={})).json()
    theirs = (await other.put("/v1/learners/external/pupil-7", json={})).json()
    assert mine["id"] != theirs["id"]
    query = {"workspace_id": owner.workspace_id}
    reply = await other.put("/v1/learners/external/pupil-7", json={}, params=query)
    assert reply.status_code == 404


async def test_teachers_handle_learners_and_editors_do_not(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    learner = await enrol(owner, workspace_id=workspace)
    teacher = await join(service, owner, workspace, "teacher")
    editor = await join(service, owner, workspace, "editor")
    path, query = f"/v1/learners/{learner['id']}", {"workspace_id": workspace}
    for client, status in ((teacher, 200), (editor, 403)):
        assert (await client.get("/v1/learners", params=query)).status_code == status
        assert (await client.get(path)).status_code == status
        assert (await client.patch(path, json={"name": "P"})).status_code == status


async def test_a_key_needs_the_scope(service: Any, owner: Any) -> None:
    learner = await enrol(owner)
    reader = await service.key(owner, "learners:read")
    path = f"/v1/learners/{learner['id']}"
    assert (await reader.get(path)).status_code == 200
    assert (await reader.patch(path, json={"name": "P"})).status_code == 403
    assert (await reader.delete(path)).status_code == 403
    assert (await reader.post(f"{path}/tokens", json={})).status_code == 403
    assert (await (await service.key(owner, "study")).get(path)).status_code == 403


async def test_a_strangers_learner_reads_like_none(service: Any, owner: Any) -> None:
    learner, nothing = (await enrol(owner))["id"], str(uuid4())
    stranger = await service.account()
    own = await token_for(stranger, (await enrol(stranger))["id"])
    strangers = (stranger, await server_of(service, stranger), service.client(own["access_token"]))
    for client in (*strangers, await service.guest()):
        for method, body in (("GET", None), ("PATCH", {"name": "N"}), ("DELETE", None)):
            theirs = await client.request(method, f"/v1/learners/{learner}", json=body)
            none = await client.request(method, f"/v1/learners/{nothing}", json=body)
            assert theirs.status_code == 404
            assert same_but_for_ids(theirs, none, learner, nothing)
    theirs = await stranger.post(f"/v1/learners/{learner}/tokens", json={})
    none = await stranger.post(f"/v1/learners/{nothing}/tokens", json={})
    assert theirs.status_code == 404
    assert same_but_for_ids(theirs, none, learner, nothing)


async def test_somebody_elses_own_learner_is_nobodys(service: Any, owner: Any, guest: Any) -> None:
    stranger = await service.account()
    for learner_id in (owner.learner_id, guest.learner_id):
        assert (await stranger.get(f"/v1/learners/{learner_id}")).status_code == 404
        assert (await stranger.delete(f"/v1/learners/{learner_id}")).status_code == 404


async def test_people_see_and_change_their_own(service: Any, owner: Any, guest: Any) -> None:
    token = await token_for(owner, (await enrol(owner))["id"])
    pupil = service.client(token["access_token"])
    pupil.learner_id = token["learner_id"]
    for client, kind in ((owner, "own"), (guest, "guest"), (pupil, "managed")):
        path = f"/v1/learners/{client.learner_id}"
        assert (await client.get(path)).json()["kind"] == kind
        changed = (await client.patch(path, json={"timezone": "Asia/Tokyo"})).json()
        assert (changed["timezone"], changed["revision"]) == ("Asia/Tokyo", 2)


@pytest.mark.parametrize(
    "body", [{"timezone": None}, {"timezone": "Mars"}, {"day_starts_at": -1}, {"external_id": "x"}]
)
async def test_a_senseless_change_is_refused(guest: Any, body: Any) -> None:
    reply = await guest.patch(f"/v1/learners/{guest.learner_id}", json=body)
    assert reply.status_code == 422


async def test_null_takes_a_name_away(owner: Any) -> None:
    learner = await enrol(owner, name="Pupil")
    reply = await owner.patch(f"/v1/learners/{learner['id']}", json={"name": None})
    assert reply.json()["name"] is None


async def test_conditions_are_honoured(owner: Any) -> None:
    learner = await enrol(owner, external_id="pupil-7")
    path = f"/v1/learners/{learner['id']}"
    tag = (await owner.get(path)).headers["etag"]
    stale = {"If-Match": tag}
    assert (await owner.get(path, headers={"If-None-Match": tag})).status_code == 304
    assert (await owner.patch(path, json={"name": "A"}, headers=stale)).status_code == 200
    assert (await owner.patch(path, json={"name": "B"}, headers=stale)).status_code == 412
    external = "/v1/learners/external/pupil-7"
    assert (await owner.put(external, json={"name": "C"}, headers=stale)).status_code == 412
    assert (await owner.delete(path, headers=stale)).status_code == 412
    assert (await owner.get(path)).json()["name"] == "A"


async def test_erasing_takes_everything(service: Any, owner: Any) -> None:
    key, deck = await server_of(service, owner), await make_deck(owner)
    learner = await enrol(key, external_id="pupil-7")
    pupil = service.client((await token_for(key, learner["id"]))["access_token"])
    session = await start(pupil, deck)
    await answer(pupil, session, await pending(pupil, session))
    await pupil.post(f"/v1/sessions/{session['id']}/undo", json={})
    await answer(pupil, session, await pending(pupil, session))
    assert (await key.delete(f"/v1/learners/{learner['id']}")).status_code == 204
    assert (await key.get(f"/v1/learners/{learner['id']}")).status_code == 404
    for path in ("sessions", "answers", "memories"):
        assert (await pupil.get(f"/v1/{path}")).json()["items"] == []
    assert (await key.delete(f"/v1/learners/{learner['id']}")).status_code == 404
    assert (await key.put("/v1/learners/external/pupil-7", json={})).status_code == 201


async def test_a_guest_erases_itself(service: Any, guest: Any) -> None:
    assert (await guest.delete(f"/v1/learners/{guest.learner_id}")).status_code == 204
    refresh = {"grant_type": "refresh_token", "refresh_token": guest.refresh_token}
    assert (await service.anonymous.post("/v1/auth/token", data=refresh)).status_code == 400


async def test_an_accounts_own_learner_stays(owner: Any) -> None:
    reply = await owner.delete(f"/v1/learners/{owner.learner_id}")
    assert reply.status_code == 409
    assert "as long as the account" in reply.json()["detail"]


async def test_pages_belong_to_their_list(service: Any, owner: Any) -> None:
    for number in range(3):
        await enrol(owner, external_id=f"pupil-{number}")
    page = (await owner.get("/v1/learners", params={"limit": 2})).json()
    cursor = page["next_cursor"]
    rest = (await owner.get("/v1/learners", params={"limit": 2, "cursor": cursor})).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    key = await server_of(service, owner)
    for client, sent in ((key, cursor), (owner, cursor[::-1])):
        assert (await client.get("/v1/learners", params={"cursor": sent})).status_code == 422


async def test_limits_over_all_decks_are_set_and_taken_away(owner: Any) -> None:
    pupil = await enrol(owner, new_per_day=10)
    assert (pupil["new_per_day"], pupil["due_per_day"]) == (10, None)
    path = f"/v1/learners/{pupil['id']}"
    changed = (await owner.patch(path, json={"new_per_day": None, "due_per_day": 0})).json()
    assert (changed["new_per_day"], changed["due_per_day"]) == (None, 0)
    assert (await owner.get(path)).json() == changed


async def test_an_external_learner_starts_with_the_limits_that_are_sent(owner: Any) -> None:
    reply = await owner.put("/v1/learners/external/limited", json={"due_per_day": 30})
    assert (reply.status_code, reply.json()["due_per_day"]) == (201, 30)


@pytest.mark.parametrize("limit", [-1, 100_001, 1.5, "10"])
async def test_senseless_limits_are_refused(owner: Any, limit: Any) -> None:
    reply = await owner.post("/v1/learners", json={"new_per_day": limit})
    assert reply.status_code == 422
    assert [error["pointer"] for error in reply.json()["errors"]] == ["/new_per_day"]


async def test_a_limit_over_all_decks_holds_for_the_next_session(owner: Any, guest: Any) -> None:
    await guest.patch(f"/v1/learners/{guest.learner_id}", json={"new_per_day": 0})
    deck = await make_deck(owner, BASIC)
    reply = await guest.post("/v1/sessions", json={"deck_ids": [deck["id"]]})
    assert reply.status_code == 409
