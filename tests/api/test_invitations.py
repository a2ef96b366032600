"""Invitations into workspaces."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from people import invite, join, make_workspace


async def accept(client: Any, token: str, **headers: str) -> Any:
    body = {"token": token}
    return await client.post("/v1/invitations/accept", json=body, headers=headers)


async def test_nobody_invites_or_accepts(service: Any) -> None:
    path = f"/v1/workspaces/{uuid4()}/invitations"
    client = service.anonymous
    assert (await client.get(path)).status_code == 401
    assert (await client.post(path, json={})).status_code == 401
    assert (await client.delete(f"{path}/{uuid4()}")).status_code == 401
    assert (await accept(client, "ri_x")).status_code == 401


async def test_only_owners_handle_invitations(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    editor, stranger = await join(service, owner, workspace, "editor"), await service.account()
    path = f"/v1/workspaces/{workspace}/invitations"
    body = {"email": "x@school.example", "role": "owner"}
    for client, status in ((editor, 403), (stranger, 404)):
        assert (await client.get(path)).status_code == status
        assert (await client.post(path, json=body)).status_code == status
        assert (await client.delete(f"{path}/{uuid4()}")).status_code == status


async def test_an_invited_person_becomes_a_member(service: Any, owner: Any) -> None:
    workspace, invited = await make_workspace(owner), await service.account()
    token = await invite(owner, workspace, invited.email.upper(), "teacher")
    reply = await accept(invited, token)
    assert (reply.status_code, reply.json()["role"]) == (201, "teacher")
    assert reply.json()["workspace_id"] == workspace
    assert (await invited.get(f"/v1/workspaces/{workspace}")).json()["role"] == "teacher"


async def test_the_token_is_shown_once(owner: Any) -> None:
    workspace = await make_workspace(owner)
    token = await invite(owner, workspace, "x@school.example", "editor")
    reply = await owner.get(f"/v1/workspaces/{workspace}/invitations")
    assert reply.json()["items"][0]["email"] == "x@school.example"
    assert token not in reply.text


async def test_a_repeated_invitation_gives_the_same_token(owner: Any) -> None:
    path = f"/v1/workspaces/{await make_workspace(owner)}/invitations"
    body, key = {"email": "x@school.example", "role": "editor"}, {"Idempotency-Key": "one"}
    first = await owner.post(path, json=body, headers=key)
    again = await owner.post(path, json=body, headers=key)
    other = await owner.post(path, json=body | {"role": "owner"}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert other.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {"email": "x@school.example"},
        {"email": "x", "role": "editor"},
        {"email": "x@school.example", "role": "admin"},
        {"email": "x@school.example", "role": "editor", "expires_in_days": 31},
        {"email": "x@school.example", "role": "editor", "expires_in_days": True},
    ],
)
async def test_a_senseless_invitation_is_refused(owner: Any, body: Any) -> None:
    path = f"/v1/workspaces/{await make_workspace(owner)}/invitations"
    assert (await owner.post(path, json=body)).status_code == 422


async def test_another_address_cannot_accept(service: Any, owner: Any) -> None:
    workspace, other = await make_workspace(owner), await service.account()
    token = await invite(owner, workspace, "x@school.example", "editor")
    refused, unknown = await accept(other, token), await accept(other, "ri_unknown")
    assert (refused.status_code, unknown.status_code) == (404, 404)
    assert refused.json()["detail"] == unknown.json()["detail"]


async def test_an_invitation_expires(service: Any, owner: Any) -> None:
    workspace, invited = await make_workspace(owner), await service.account()
    token = await invite(owner, workspace, invited.email, "editor")
    service.clock.turn(days=7)
    body = {"grant_type": "refresh_token", "refresh_token": invited.refresh_token}
    granted = (await service.anonymous.post("/v1/auth/token", data=body)).json()
    assert (await accept(service.client(granted["access_token"]), token)).status_code == 404


async def test_an_invitation_counts_once(service: Any, owner: Any) -> None:
    workspace, invited = await make_workspace(owner), await service.account()
    token = await invite(owner, workspace, invited.email, "editor")
    replies = await asyncio.gather(*(accept(invited, token) for _ in range(5)))
    assert sorted(reply.status_code for reply in replies) == [201] + [404] * 4
    members = f"/v1/workspaces/{workspace}/members/{invited.account_id}"
    assert (await invited.delete(members)).status_code == 204
    assert (await accept(invited, token)).status_code == 404


async def test_accepting_is_repeatable_with_a_key(service: Any, owner: Any) -> None:
    workspace, invited = await make_workspace(owner), await service.account()
    token = await invite(owner, workspace, invited.email, "editor")
    key = {"Idempotency-Key": "join"}
    first, again = await accept(invited, token, **key), await accept(invited, token, **key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"


async def test_members_need_no_second_invitation(service: Any, owner: Any) -> None:
    workspace, invited = await make_workspace(owner), await service.account()
    tokens = [await invite(owner, workspace, invited.email, "editor") for _ in range(2)]
    assert (await accept(invited, tokens[0])).status_code == 201
    refused = await accept(invited, tokens[1])
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:recite:problem:already-exists"
    path = f"/v1/workspaces/{workspace}/invitations"
    body = {"email": invited.email, "role": "owner"}
    assert (await owner.post(path, json=body)).status_code == 409


async def test_a_withdrawn_invitation_counts_no_more(service: Any, owner: Any) -> None:
    workspace, invited = await make_workspace(owner), await service.account()
    token = await invite(owner, workspace, invited.email, "editor")
    path = f"/v1/workspaces/{workspace}/invitations"
    id = (await owner.get(path)).json()["items"][0]["id"]
    other = await make_workspace(owner)
    elsewhere = await owner.delete(f"/v1/workspaces/{other}/invitations/{id}")
    assert elsewhere.status_code == 404
    assert (await owner.delete(f"{path}/{id}")).status_code == 204
    assert (await owner.delete(f"{path}/{id}")).status_code == 404
    assert (await accept(invited, token)).status_code == 404


async def test_an_accepted_invitation_cannot_be_withdrawn(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    await join(service, owner, workspace, "editor")
    path = f"/v1/workspaces/{workspace}/invitations"
    id = (await owner.get(path)).json()["items"][0]["id"]
    assert (await owner.delete(f"{path}/{id}")).status_code == 409


async def test_a_personal_workspace_stays_one_persons(owner: Any) -> None:
    path = f"/v1/workspaces/{owner.workspace_id}/invitations"
    reply = await owner.post(path, json={"email": "x@school.example", "role": "editor"})
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:conflict")


async def test_pages_belong_to_their_list(owner: Any) -> None:
    workspace, other = await make_workspace(owner), await make_workspace(owner)
    for number in range(3):
        await invite(owner, workspace, f"x{number}@school.example", "editor")
    path = f"/v1/workspaces/{workspace}/invitations"
    page = (await owner.get(path, params={"limit": 2})).json()
    rest = (await owner.get(path, params={"cursor": page["next_cursor"]})).json()
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)
    foreign = {"cursor": page["next_cursor"]}
    reply = await owner.get(f"/v1/workspaces/{other}/invitations", params=foreign)
    assert reply.status_code == 422
