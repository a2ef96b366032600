"""Somebody else's things: every operation with an id in its path, for every kind of caller.

The matrix is made from the OpenAPI document, so an operation that is new to it fails here until
`contract.py` says which thing its path names. Source: OWASP API Security Top 10 (2023), API1 and
API5.
"""

from typing import Any
from uuid import uuid4

import pytest
from contract import BODIES, THINGS, Operation, make_things, operations_of, seen_by
from studying import make_deck

ALL_SCOPES = (
    "study",
    "decks:read",
    "decks:write",
    "learners:read",
    "learners:write",
    "workspace:admin",
)
SEEN_BUT_NOT_CHANGED = {
    "decks_update",
    "decks_delete",
    "decks_copy",
    "decks_export",
    "decks_list_items",
    "decks_regrade",
    "cards_create",
    "cards_batch",
    "cards_update",
    "cards_delete",
    "cards_list_versions",
    "card_previews_get",
}
"""What a stranger meets with 403 on a deck that is public, but not its answers."""


def with_ids(app: Any) -> list[Operation]:
    return [found for found in operations_of(app.openapi()) if "{" in found.path]


async def learner_token(service: Any, account: Any) -> Any:
    learner = (await account.post("/v1/learners", json={})).json()["id"]
    granted = await account.post(f"/v1/learners/{learner}/tokens", json={})
    assert granted.status_code == 201, granted.text
    return service.client(granted.json()["access_token"])


async def stranger(service: Any, owner: Any, kind: str) -> Any:
    match kind:
        case "anonymous":
            return service.anonymous
        case "revoked key":
            client = await service.key(owner, *ALL_SCOPES)
            key = (await client.get("/v1/me")).json()["api_key_id"]
            assert (await owner.delete(f"/v1/api-keys/{key}")).status_code == 204
            return client
        case "guest":
            return await service.guest()
        case "account":
            return await service.account()
        case "learner token":
            return await learner_token(service, await service.account())
        case _:
            other = await service.account()
            learner = (await other.post("/v1/learners", json={})).json()["id"]
            return await service.key(other, *ALL_SCOPES, learner=learner)


def without(reply: Any, things: dict[str, str]) -> tuple[Any, ...]:
    """The reply without the ids that were asked for, and without the request's own."""
    body = reply.json()
    body.pop("request_id")
    text = str(body)
    for thing in things.values():
        text = text.replace(thing, "…")
    names = sorted(name for name in reply.headers if name != "content-length")
    return reply.status_code, text, names


def test_every_operation_with_an_id_stands_in_the_matrix(sqlite_app: Any) -> None:
    operations = with_ids(sqlite_app)
    assert {found.path for found in operations} - THINGS.keys() == set(), "name them in THINGS"
    writes = {found.id for found in operations_of(sqlite_app.openapi()) if found.takes_json}
    assert writes - BODIES.keys() == set(), "give them a body in BODIES"
    for found in operations:
        named = {name for name in THINGS[found.path] if not name.startswith("?")}
        assert named == set(found.parameters("path")), found.path


@pytest.mark.parametrize(
    "kind", ["anonymous", "revoked key", "guest", "account", "learner token", "key"]
)
async def test_somebody_elses_thing_is_like_none(
    service: Any, app: Any, owner: Any, kind: str
) -> None:
    operations, things = with_ids(app), await make_things(owner)
    caller = await stranger(service, owner, kind)
    before = await seen_by(owner, operations, things)
    told = await caller.get("/v1/me")
    held = set(told.json()["scopes"]) if told.status_code == 200 else None
    for found in operations:
        unknown = {name: str(uuid4()) for name in things}
        real, none = await found.call(caller, things), await found.call(caller, unknown)
        lacks_scope = bool(held is not None and found.scopes and not found.scopes & held)
        expected = 401 if held is None else 403 if lacks_scope else 404
        assert real.status_code == expected, (found.id, real.text)
        assert without(real, things) == without(none, unknown), found.id
    assert await seen_by(owner, operations, things) == before


async def test_another_learner_of_the_workspace_reaches_no_study_data(
    service: Any, app: Any, owner: Any
) -> None:
    things, caller = await make_things(owner), await learner_token(service, owner)
    kept = ("session_id", "answer_id", "learner_id")
    for found in with_ids(app):
        is_memory = found.path.startswith("/v1/memories/") and found.method == "GET"
        if THINGS[found.path].keys() & set(kept) or is_memory:
            assert (await found.call(caller, things)).status_code in (403, 404), found.id


async def test_a_public_deck_is_seen_but_neither_changed_nor_copied(
    service: Any, app: Any, owner: Any
) -> None:
    things = await make_things(owner)
    deck = await make_deck(owner, visibility="public")
    things |= {"deck": deck["id"], "card": deck["card_ids"][0]}
    caller = await service.account()
    refused = set()
    for found in with_ids(app):
        is_of_oneself = found.path.startswith("/v1/memories/")
        if {"deck_id", "card_id"} & THINGS[found.path].keys() and not is_of_oneself:
            reply = await found.call(caller, things)
            is_of_another = "learner_id" in THINGS[found.path]
            assert reply.status_code in ((404,) if is_of_another else (200, 403)), found.id
            refused |= {found.id} if reply.status_code == 403 else set()
    assert refused == SEEN_BUT_NOT_CHANGED


@pytest.mark.parametrize("kind", ["guest", "learner token"])
async def test_learners_run_nothing(service: Any, app: Any, owner: Any, kind: str) -> None:
    things, caller = await make_things(owner), await stranger(service, owner, kind)
    ruling = [found for found in operations_of(app.openapi()) if found.scopes - {"study"}]
    ruling = [found for found in ruling if "study" not in found.scopes]
    assert len(ruling) > 25
    for found in ruling:
        reply = await found.call(caller, things)
        assert reply.status_code == 403, (found.id, reply.text)
    assert (await caller.get("/v1/operations")).status_code in (403, 404)


async def test_the_owner_reaches_every_thing_in_the_matrix(
    service: Any, app: Any, owner: Any
) -> None:
    things = await make_things(owner)
    operations = with_ids(app)
    removing = [found for found in operations if found.method == "DELETE"]
    others = [found for found in operations if found.method != "DELETE"]
    for found in others + sorted(removing, key=lambda found: found.path):
        reply = await found.call(owner, things)
        assert reply.status_code in (200, 201, 202, 204, 409), (found.id, reply.text)
