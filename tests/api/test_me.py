"""Who is calling."""

from typing import Any

import pytest


async def test_nobody_is_nobody(service: Any) -> None:
    assert (await service.anonymous.get("/v1/me")).status_code == 401
    assert (await service.anonymous.patch("/v1/me", json={"name": "N"})).status_code == 401


async def test_an_account_sees_itself(owner: Any) -> None:
    me = (await owner.get("/v1/me")).json()
    assert (me["kind"], me["learner_id"]) == ("account", owner.learner_id)
    assert (me["account"]["id"], me["account"]["email"]) == (owner.account_id, owner.email)
    assert (me["workspace_id"], me["api_key_id"]) == (None, None)
    assert "account" in me["scopes"]


async def test_a_guest_is_a_learner_without_an_account(guest: Any) -> None:
    me = (await guest.get("/v1/me")).json()
    assert me == {
        "kind": "guest",
        "scopes": ["decks:read", "study"],
        "account": None,
        "learner_id": guest.learner_id,
        "workspace_id": None,
        "api_key_id": None,
    }


async def test_a_key_belongs_to_its_workspace(service: Any, owner: Any) -> None:
    key = await service.key(owner, "study", "learners:read")
    me = (await key.get("/v1/me")).json()
    assert (me["kind"], me["scopes"]) == ("api_key", ["learners:read", "study"])
    assert (me["workspace_id"], me["learner_id"]) == (owner.workspace_id, None)
    assert me["api_key_id"]


async def test_a_person_renames_themselves(owner: Any) -> None:
    reply = await owner.patch("/v1/me", json={"name": "  Ada  "})
    assert (reply.status_code, reply.json()["account"]["name"]) == (200, "Ada")
    assert reply.json()["account"]["revision"] == 2
    assert (await owner.get("/v1/me")).json() == reply.json()


async def test_an_empty_patch_changes_nothing(owner: Any) -> None:
    reply = await owner.patch("/v1/me", json={})
    assert (reply.status_code, reply.json()["account"]["revision"]) == (200, 1)


@pytest.mark.parametrize("body", [{"name": ""}, {"name": None}, {"email": "a@b.example"}, []])
async def test_a_senseless_change_is_refused(owner: Any, body: Any) -> None:
    assert (await owner.patch("/v1/me", json=body)).status_code == 422


async def test_guests_and_keys_have_no_account_to_change(
    service: Any, owner: Any, guest: Any
) -> None:
    key = await service.key(owner)
    assert (await guest.patch("/v1/me", json={"name": "N"})).status_code == 403
    assert (await key.patch("/v1/me", json={"name": "N"})).status_code == 403


async def test_what_is_known_already_is_not_sent_again(owner: Any) -> None:
    tag = (await owner.get("/v1/me")).headers["etag"]
    reply = await owner.get("/v1/me", headers={"If-None-Match": tag})
    assert (reply.status_code, reply.content) == (304, b"")


async def test_a_change_over_a_newer_state_is_refused(owner: Any) -> None:
    tag = (await owner.get("/v1/me")).headers["etag"]
    first = await owner.patch("/v1/me", json={"name": "A"}, headers={"If-Match": tag})
    second = await owner.patch("/v1/me", json={"name": "B"}, headers={"If-Match": tag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await owner.get("/v1/me", headers={"If-None-Match": tag})).status_code == 200
