"""API keys: made, used, changed, revoked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from people import join, make_workspace, same_but_for_ids


async def make(client: Any, *scopes: str, **fields: Any) -> dict[str, Any]:
    body = {"name": "server", "scopes": list(scopes) or ["study"], **fields}
    reply = await client.post("/v1/api-keys", json=body)
    assert reply.status_code == 201, reply.text
    return reply.json()


def in_days(service: Any, days: float) -> str:
    return (service.clock.now + timedelta(days=days)).isoformat()


async def test_nobody_handles_keys(service: Any) -> None:
    client = service.anonymous
    assert (await client.get("/v1/api-keys")).status_code == 401
    assert (await client.post("/v1/api-keys", json={})).status_code == 401
    for method in ("GET", "PATCH", "DELETE"):
        assert (await client.request(method, f"/v1/api-keys/{uuid4()}")).status_code == 401


async def test_guests_handle_no_keys(guest: Any) -> None:
    assert (await guest.get("/v1/api-keys")).status_code == 403


async def test_the_secret_is_shown_once(owner: Any) -> None:
    reply = await owner.post("/v1/api-keys", json={"name": "server", "scopes": ["study"]})
    made = reply.json()
    assert made["secret"].startswith("rk_live_")
    assert made["hint"] == made["secret"][-4:]
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["location"] == f"/v1/api-keys/{made['id']}"
    shown = await owner.get(reply.headers["location"])
    assert shown.json() == {name: made[name] for name in made if name != "secret"}
    assert made["secret"] not in (await owner.get("/v1/api-keys")).text


async def test_a_key_is_the_personal_workspaces_unless_told(owner: Any) -> None:
    assert (await make(owner))["workspace_id"] == owner.workspace_id
    workspace = await make_workspace(owner)
    assert (await make(owner, workspace_id=workspace))["workspace_id"] == workspace


async def test_a_repeated_request_gives_the_same_secret(owner: Any) -> None:
    body, key = {"name": "server", "scopes": ["study"]}, {"Idempotency-Key": "one"}
    first = await owner.post("/v1/api-keys", json=body, headers=key)
    again = await owner.post("/v1/api-keys", json=body, headers=key)
    other = await owner.post("/v1/api-keys", json=body | {"name": "N"}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert again.headers["cache-control"] == "no-store"
    assert other.status_code == 422
    assert len((await owner.get("/v1/api-keys")).json()["items"]) == 1


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"scopes": ["study", "account"]}, "/scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at"),
        ({"expires_at": "2026-03-02T09:00:00Z"}, "/expires_at"),
        ({"expires_at": "2027-01-01T00:00:00"}, "/expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-10:00"}, "/expires_at"),
        ({"expires_at": 4070908800}, "/expires_at"),
        ({"workspace_id": "mine"}, "/workspace_id"),
        ({"secret": "rk_live_mine"}, "/secret"),
    ],
)
async def test_a_senseless_key_points_at_the_field(
    owner: Any, fields: dict[str, Any], pointer: str
) -> None:
    body = {"name": "server", "scopes": ["study"]} | fields
    reply = await owner.post("/v1/api-keys", json=body)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_only_owners_have_keys(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    key = await make(owner, workspace_id=workspace)
    editor = await join(service, owner, workspace, "editor")
    body = {"workspace_id": workspace, "name": "mine", "scopes": ["study"]}
    assert (await editor.post("/v1/api-keys", json=body)).status_code == 403
    path = f"/v1/api-keys/{key['id']}"
    assert (await editor.get(path)).status_code == 403
    assert (await editor.delete(path)).status_code == 403
    listed = await editor.get("/v1/api-keys", params={"workspace_id": workspace})
    assert listed.status_code == 403


async def test_a_strangers_key_reads_like_none(service: Any, owner: Any) -> None:
    key, nothing, stranger = (await make(owner))["id"], str(uuid4()), await service.account()
    strange_key = await service.key(stranger, "workspace:admin")
    for client in (stranger, strange_key):
        for method, body in (("GET", None), ("PATCH", {"name": "N"}), ("DELETE", None)):
            theirs = await client.request(method, f"/v1/api-keys/{key}", json=body)
            none = await client.request(method, f"/v1/api-keys/{nothing}", json=body)
            assert theirs.status_code == 404
            assert same_but_for_ids(theirs, none, key, nothing)
    listed = await stranger.get("/v1/api-keys", params={"workspace_id": owner.workspace_id})
    assert listed.status_code == 404
    body = {"workspace_id": owner.workspace_id, "name": "N", "scopes": ["study"]}
    assert (await strange_key.post("/v1/api-keys", json=body)).status_code == 404


async def test_a_key_with_the_right_runs_its_own_workspaces_keys(service: Any, owner: Any) -> None:
    admin = await service.key(owner, "workspace:admin", "study")
    made = await make(admin, "study")
    assert (made["workspace_id"], made["created_by"]) == (owner.workspace_id, None)
    assert len((await admin.get("/v1/api-keys")).json()["items"]) == 2
    assert (await admin.delete(f"/v1/api-keys/{made['id']}")).status_code == 204


async def test_a_key_without_the_right_does_not(service: Any, owner: Any) -> None:
    key = await service.key(owner, "study")
    assert (await key.get("/v1/api-keys")).status_code == 403


async def test_a_key_gives_no_scope_that_it_lacks(service: Any, owner: Any) -> None:
    admin = await service.key(owner, "workspace:admin")
    body = {"name": "more", "scopes": ["workspace:admin", "decks:write"]}
    reply = await admin.post("/v1/api-keys", json=body)
    assert reply.status_code == 403
    assert "decks:write" in reply.json()["detail"]


async def test_a_key_gives_no_time_that_it_has_not_got(service: Any, owner: Any) -> None:
    expiry = in_days(service, 2)
    made = await make(owner, "workspace:admin", expires_at=expiry)
    admin = service.client(made["secret"])
    body = {"name": "longer", "scopes": ["workspace:admin"]}
    assert (await admin.post("/v1/api-keys", json=body)).status_code == 403
    path = f"/v1/api-keys/{made['id']}"
    later = {"expires_at": in_days(service, 3)}
    assert (await admin.patch(path, json=later)).status_code == 403
    assert (await admin.post("/v1/api-keys", json=body | {"expires_at": expiry})).status_code == 201


async def test_a_key_expires(service: Any, owner: Any) -> None:
    made = await make(owner, expires_at=in_days(service, 1))
    client = service.client(made["secret"])
    assert (await client.get("/v1/me")).status_code == 200
    service.clock.turn(days=1)
    assert (await client.get("/v1/me")).status_code == 401


async def test_a_revoked_key_stops_at_once_and_stays_listed(service: Any, owner: Any) -> None:
    made = await make(owner)
    path = f"/v1/api-keys/{made['id']}"
    assert (await owner.delete(path)).status_code == 204
    assert (await service.client(made["secret"]).get("/v1/me")).status_code == 401
    revoked = (await owner.get(path)).json()
    assert (revoked["revoked_at"], revoked["revision"]) == ("2026-03-02T09:00:00Z", 2)
    assert (await owner.delete(path)).status_code == 204
    assert (await owner.get(path)).json() == revoked
    assert (await owner.patch(path, json={"name": "N"})).status_code == 409


async def test_a_key_is_renamed_and_prolonged(service: Any, owner: Any) -> None:
    path = f"/v1/api-keys/{(await make(owner, expires_at=in_days(service, 1)))['id']}"
    named = (await owner.patch(path, json={"name": "staging"})).json()
    assert (named["name"], named["expires_at"]) == ("staging", "2026-03-03T09:00:00Z")
    assert (await owner.patch(path, json={"expires_at": None})).json()["expires_at"] is None


@pytest.mark.parametrize(
    "body", [{"name": None}, {"scopes": ["study"]}, {"expires_at": "2020-01-01T00:00:00Z"}]
)
async def test_a_senseless_change_is_refused(owner: Any, body: Any) -> None:
    path = f"/v1/api-keys/{(await make(owner))['id']}"
    assert (await owner.patch(path, json=body)).status_code == 422


async def test_conditions_are_honoured(owner: Any) -> None:
    path = f"/v1/api-keys/{(await make(owner))['id']}"
    tag = (await owner.get(path)).headers["etag"]
    assert (await owner.get(path, headers={"If-None-Match": tag})).status_code == 304
    assert (await owner.patch(path, json={"name": "A"}, headers={"If-Match": tag})).is_success
    assert (await owner.delete(path, headers={"If-Match": tag})).status_code == 412
    assert (await owner.delete(path, headers={"If-Match": "*"})).status_code == 204


async def test_pages_belong_to_their_list(owner: Any) -> None:
    for _ in range(3):
        await make(owner)
    page = (await owner.get("/v1/api-keys", params={"limit": 2})).json()
    rest = (await owner.get("/v1/api-keys", params={"cursor": page["next_cursor"]})).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    other = {"workspace_id": await make_workspace(owner), "cursor": page["next_cursor"]}
    assert (await owner.get("/v1/api-keys", params=other)).status_code == 422
    assert (await owner.get("/v1/api-keys", params={"workspace": "x"})).status_code == 422
