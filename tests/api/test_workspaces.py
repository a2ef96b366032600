"""Workspaces: the tenants."""

from typing import Any
from uuid import uuid4

import pytest


async def make(client: Any, name: str = "Class 10b") -> dict[str, Any]:
    reply = await client.post("/v1/workspaces", json={"name": name})
    assert reply.status_code == 201, reply.text
    return reply.json()


async def test_nobody_has_no_workspaces(service: Any) -> None:
    client = service.anonymous
    assert (await client.get("/v1/workspaces")).status_code == 401
    assert (await client.post("/v1/workspaces", json={"name": "N"})).status_code == 401
    assert (await client.get(f"/v1/workspaces/{uuid4()}")).status_code == 401
    assert (await client.patch(f"/v1/workspaces/{uuid4()}", json={})).status_code == 401


async def test_guests_and_keys_have_no_workspaces(service: Any, owner: Any, guest: Any) -> None:
    key = await service.key(owner, "workspace:admin")
    assert (await guest.get("/v1/workspaces")).status_code == 403
    assert (await key.get("/v1/workspaces")).status_code == 403


async def test_a_new_workspace_is_a_team_that_its_maker_owns(owner: Any) -> None:
    reply = await owner.post("/v1/workspaces", json={"name": " Class 10b "})
    made = reply.json()
    assert (made["kind"], made["name"], made["role"]) == ("team", "Class 10b", "owner")
    assert reply.headers["location"] == f"/v1/workspaces/{made['id']}"
    assert (await owner.get(reply.headers["location"])).json() == made


async def test_a_workspace_is_made_once_per_key(owner: Any) -> None:
    key = {"Idempotency-Key": "one"}
    first = await owner.post("/v1/workspaces", json={"name": "Once"}, headers=key)
    again = await owner.post("/v1/workspaces", json={"name": "Once"}, headers=key)
    other = await owner.post("/v1/workspaces", json={"name": "Other"}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert other.status_code == 422
    names = [w["name"] for w in (await owner.get("/v1/workspaces")).json()["items"]]
    assert names.count("Once") == 1


@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"name": "x" * 201}, {"name": "N", "kind": "system"}]
)
async def test_a_senseless_workspace_is_refused(owner: Any, body: Any) -> None:
    assert (await owner.post("/v1/workspaces", json=body)).status_code == 422


async def test_an_owner_renames(owner: Any) -> None:
    made = await make(owner)
    reply = await owner.patch(f"/v1/workspaces/{made['id']}", json={"name": "Class 11b"})
    assert (reply.json()["name"], reply.json()["revision"]) == ("Class 11b", 2)


async def test_a_strangers_workspace_reads_like_none(service: Any, owner: Any) -> None:
    made, stranger, nothing = await make(owner), await service.account(), str(uuid4())
    for method, body in (("GET", None), ("PATCH", {"name": "Mine"})):
        replies = [
            await stranger.request(method, f"/v1/workspaces/{id}", json=body)
            for id in (made["id"], nothing)
        ]
        assert [reply.status_code for reply in replies] == [404, 404]
        details = [reply.json()["detail"] for reply in replies]
        assert details[0].replace(made["id"], nothing) == details[1]
    assert (await owner.get(f"/v1/workspaces/{made['id']}")).json()["name"] == made["name"]


async def test_conditions_are_honoured(owner: Any) -> None:
    path = f"/v1/workspaces/{(await make(owner))['id']}"
    tag = (await owner.get(path)).headers["etag"]
    assert (await owner.get(path, headers={"If-None-Match": tag})).status_code == 304
    first = await owner.patch(path, json={"name": "A"}, headers={"If-Match": tag})
    second = await owner.patch(path, json={"name": "B"}, headers={"If-Match": tag})
    assert (first.status_code, second.status_code) == (200, 412)
    assert (await owner.get(path, headers={"If-None-Match": tag})).status_code == 200
    assert (await owner.get(path, headers={"If-None-Match": "senseless"})).status_code == 422


async def test_pages_follow_each_other(owner: Any) -> None:
    made = [owner.workspace_id] + [(await make(owner, f"W{n}"))["id"] for n in range(4)]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await owner.get("/v1/workspaces", params=query)).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert cursor is None
    assert sorted(seen) == sorted(made)


async def test_cursors_are_nobody_elses(service: Any, owner: Any) -> None:
    await make(owner)
    stranger = await service.account()
    page = (await owner.get("/v1/workspaces", params={"limit": 1})).json()
    cursor = page["next_cursor"]
    for client, sent in ((stranger, cursor), (owner, "A" + cursor[1:]), (owner, cursor[:-2])):
        reply = await client.get("/v1/workspaces", params={"cursor": sent})
        assert reply.status_code == 422
        assert reply.json()["errors"][0]["pointer"] == "query:cursor"
