"""Steps that tests of managed learners take."""

from typing import Any


async def enrol(client: Any, **fields: Any) -> dict[str, Any]:
    reply = await client.post("/v1/learners", json=fields)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def server_of(service: Any, owner: Any) -> Any:
    scopes = ("learners:read", "learners:write", "study")
    return await service.key(owner, *scopes)


async def token_for(client: Any, learner_id: str, **fields: Any) -> dict[str, Any]:
    reply = await client.post(f"/v1/learners/{learner_id}/tokens", json=fields)
    assert reply.status_code == 201, reply.text
    return reply.json()
