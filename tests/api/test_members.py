"""Members: who is what in a workspace."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from people import join, make_workspace


async def test_nobody_sees_members(service: Any) -> None:
    path = f"/v1/workspaces/{uuid4()}/members"
    client = service.anonymous
    assert (await client.get(path)).status_code == 401
    for method in ("GET", "PATCH", "DELETE"):
        reply = await client.request(method, f"{path}/{uuid4()}")
        assert reply.status_code == 401


async def test_members_see_each_other(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    items = (await teacher.get(f"/v1/workspaces/{workspace}/members")).json()["items"]
    roles = {item["account_id"]: item["role"] for item in items}
    assert roles == {owner.account_id: "owner", teacher.account_id: "teacher"}
    reply = await teacher.get(f"/v1/workspaces/{workspace}/members/{owner.account_id}")
    assert reply.json()["email"] == owner.email


async def test_strangers_find_no_members(service: Any, owner: Any) -> None:
    stranger = await service.account()
    path = f"/v1/workspaces/{await make_workspace(owner)}/members"
    assert (await stranger.get(path)).status_code == 404
    for method, body in (("GET", None), ("PATCH", {"role": "editor"}), ("DELETE", None)):
        reply = await stranger.request(method, f"{path}/{owner.account_id}", json=body)
        assert reply.status_code == 404


async def test_a_member_of_another_workspace_is_none_here(service: Any, owner: Any) -> None:
    other = await service.account()
    path = f"/v1/workspaces/{await make_workspace(owner)}/members/{other.account_id}"
    assert (await owner.get(path)).status_code == 404
    assert (await owner.patch(path, json={"role": "editor"})).status_code == 404
    assert (await owner.delete(path)).status_code == 404


async def test_an_owner_changes_roles(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    path = f"/v1/workspaces/{workspace}/members/{teacher.account_id}"
    reply = await owner.patch(path, json={"role": "editor"})
    assert (reply.status_code, reply.json()["role"], reply.json()["revision"]) == (200, "editor", 2)


@pytest.mark.parametrize("body", [{"role": "admin"}, {"role": None}, {"name": "N"}])
async def test_a_senseless_role_is_refused(owner: Any, body: Any) -> None:
    path = f"/v1/workspaces/{owner.workspace_id}/members/{owner.account_id}"
    assert (await owner.patch(path, json=body)).status_code == 422


async def test_only_owners_change_and_remove_others(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    path = f"/v1/workspaces/{workspace}/members"
    mine, owners = f"{path}/{teacher.account_id}", f"{path}/{owner.account_id}"
    assert (await teacher.patch(mine, json={"role": "owner"})).status_code == 403
    assert (await teacher.delete(owners)).status_code == 403


async def test_members_may_leave(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    path = f"/v1/workspaces/{workspace}/members/{teacher.account_id}"
    assert (await teacher.delete(path)).status_code == 204
    assert (await teacher.get(f"/v1/workspaces/{workspace}")).status_code == 404
    assert (await teacher.delete(path)).status_code == 404


async def test_an_owner_removes_a_member(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    path = f"/v1/workspaces/{workspace}/members/{teacher.account_id}"
    assert (await owner.delete(path)).status_code == 204
    assert (await teacher.get(f"/v1/workspaces/{workspace}")).status_code == 404


async def test_the_last_owner_stays_and_stays_owner(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    await join(service, owner, workspace, "teacher")
    path = f"/v1/workspaces/{workspace}/members/{owner.account_id}"
    assert (await owner.delete(path)).status_code == 409
    assert (await owner.patch(path, json={"role": "editor"})).status_code == 409
    assert (await owner.patch(path, json={"role": "owner"})).status_code == 200


async def test_one_of_two_owners_may_leave(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    second = await join(service, owner, workspace, "owner")
    path = f"/v1/workspaces/{workspace}/members"
    assert (await owner.delete(f"{path}/{owner.account_id}")).status_code == 204
    assert (await second.delete(f"{path}/{second.account_id}")).status_code == 409


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PATCH", {"role": "teacher"})])
async def test_of_two_owners_who_go_at_once_one_stays(
    service: Any, owner: Any, method: str, body: Any
) -> None:
    workspace = await make_workspace(owner)
    second = await join(service, owner, workspace, "owner")
    path = f"/v1/workspaces/{workspace}/members"
    replies = await asyncio.gather(
        *(one.request(method, f"{path}/{one.account_id}", json=body) for one in (owner, second))
    )
    assert sorted(reply.status_code for reply in replies)[1] == 409


async def test_conditions_are_honoured(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    path = f"/v1/workspaces/{workspace}/members/{teacher.account_id}"
    tag = (await owner.get(path)).headers["etag"]
    assert (await owner.get(path, headers={"If-None-Match": tag})).status_code == 304
    changed = await owner.patch(path, json={"role": "editor"}, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert (await owner.delete(path, headers={"If-Match": tag})).status_code == 412
    fresh = {"If-Match": changed.headers["etag"]}
    assert (await owner.delete(path, headers=fresh)).status_code == 204


async def test_pages_belong_to_their_list(service: Any, owner: Any) -> None:
    first, second = await make_workspace(owner), await make_workspace(owner)
    await join(service, owner, first, "teacher")
    path = f"/v1/workspaces/{first}/members"
    page = (await owner.get(path, params={"limit": 1})).json()
    rest = (await owner.get(path, params={"limit": 1, "cursor": page["next_cursor"]})).json()
    assert len(page["items"]) == len(rest["items"]) == 1
    assert rest["next_cursor"] is None
    foreign = {"cursor": page["next_cursor"]}
    assert (await owner.get(f"/v1/workspaces/{second}/members", params=foreign)).status_code == 422
