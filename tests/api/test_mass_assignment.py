"""Fields that only the service sets: sending them on any write is refused and changes nothing.

Source: OWASP API Security Top 10 (2023), API3.
"""

from typing import Any
from uuid import uuid4

import pytest
from contract import BODIES, Operation, make_things, operations_of, seen_by
from studying import make_deck

OURS: dict[str, Any] = {
    "fraction": 1,
    "is_right": True,
    "grader": "mine",
    "grade": {"fraction": 1},
    "owner": str(uuid4()),
    "role": "owner",
    "scopes": ["account"],
    "workspace_id": str(uuid4()),
    "learner_id": str(uuid4()),
    "account_id": str(uuid4()),
    "id": str(uuid4()),
    "created_at": "2020-01-01T00:00:00Z",
    "finished_at": "2020-01-01T00:00:00Z",
    "version": 99,
    "revision": 99,
    "may_edit": True,
    "is_correct": True,
}
UPLOADS = {"imports_create"}
"""Bodies that a worker reads later; the tests of imports hold them to the same."""


def fields_of(document: dict[str, Any], schema: dict[str, Any]) -> set[str]:
    """The fields that a body may have, in any of its shapes."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return fields_of(document, document["components"]["schemas"][name])
    shapes = schema.get("oneOf", []) + schema.get("anyOf", [])
    inner = [fields_of(document, shape) for shape in shapes]
    return set(schema.get("properties", {})).union(*inner)


def refused_fields(document: dict[str, Any], found: Operation) -> set[str]:
    schema = found.spec["requestBody"]["content"]["application/json"]["schema"]
    return OURS.keys() - fields_of(document, schema)


async def test_no_write_takes_a_field_of_the_services_own(
    service: Any, app: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, things = app.openapi(), await make_things(owner)
    operations = operations_of(document)
    reads = [found for found in operations if found.path.startswith("/v1/")]
    before, tried = await seen_by(owner, reads, things), 0
    for found in operations:
        if not found.takes_json or found.id in UPLOADS:
            continue
        body = BODIES[found.id]
        for name in refused_fields(document, found):
            monkeypatch.setitem(BODIES, found.id, body | {name: OURS[name]})
            reply = await found.call(owner, things)
            assert reply.status_code == 422, (found.id, name, reply.text)
            assert name in [fault["pointer"].rsplit("/", 1)[1] for fault in reply.json()["errors"]]
            tried += 1
    assert tried > 250
    assert await seen_by(owner, reads, things) == before


async def test_no_item_of_a_batch_takes_one(owner: Any) -> None:
    deck = await make_deck(owner)
    card = {"kind": "typed", "prompt": "P", "accepted": ["x"]}
    fields = sorted(OURS.keys() - {"id"})
    items = [{"op": "create", "card": card | {name: OURS[name]}} for name in fields]
    items += [
        {"op": "update", "id": deck["card_ids"][0], "changes": {name: OURS[name]}}
        for name in fields
    ]
    reply = await owner.post(f"/v1/decks/{deck['id']}/cards/batch", json={"items": items})
    faults = [result["problem"]["errors"] for result in reply.json()["results"]]
    assert [fault["pointer"].rsplit("/", 1)[1] for [fault] in faults] == fields * 2


async def test_no_option_key_point_or_default_takes_one(owner: Any) -> None:
    for card in (
        {"kind": "basic", "answer": "x", "key_points": [{"text": "x", "id": "1"}]},
        {"kind": "choice", "options": [{"text": "x", "is_correct": True, "id": "a"}] * 2},
    ):
        deck = await make_deck(owner)
        path = f"/v1/decks/{deck['id']}/cards"
        reply = await owner.post(path, json={"prompt": "P", **card})
        assert reply.status_code == 422
        assert reply.json()["errors"][0]["pointer"].endswith("/0/id")
    reply = await owner.post("/v1/decks", json={"title": "T", "study_defaults": {"owner": "x"}})
    assert reply.json()["errors"][0]["pointer"] == "/study_defaults/owner"
