"""Steps that tests of workspaces take: workspaces to share, and people in them."""

from typing import Any


async def make_workspace(owner: Any, name: str = "Class 10b") -> str:
    """The id of a new workspace of the owner's."""
    reply = await owner.post("/v1/workspaces", json={"name": name})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def invite(owner: Any, workspace_id: str, email: str, role: str) -> str:
    """The token of a new invitation."""
    path = f"/v1/workspaces/{workspace_id}/invitations"
    reply = await owner.post(path, json={"email": email, "role": role})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["token"])


async def join(service: Any, owner: Any, workspace_id: str, role: str) -> Any:
    """A client signed in to a new account, which is a member in this role."""
    person = await service.account()
    token = await invite(owner, workspace_id, person.email, role)
    reply = await person.post("/v1/invitations/accept", json={"token": token})
    assert reply.status_code == 201, reply.text
    return person


def same_but_for_ids(reply: Any, other: Any, *ids: str) -> bool:
    """Whether two problems read the same once these ids and the request's are taken out."""
    bodies = []
    for one in (reply, other):
        body = one.json()
        del body["request_id"]
        text = str(body)
        for id in ids:
            text = text.replace(id, "…")
        bodies.append((one.status_code, text))
    return bodies[0] == bodies[1]
