"""Bad input, on every operation of the document: refused by name and rule, never a 500, and
nothing of it stored."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from contract import THINGS, Operation, make_things, operations_of, seen_by
from studying import make_deck

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
NOT_JSON = {
    "nothing": b"",
    "half an object": b'{"title": "T"',
    "two documents": b"{} {}",
    "single quotes": b"{'title': 'T'}",
    "a hundred thousand brackets": b"[" * 100_000,
    "deep objects": b'{"title":' * 50_000,
    "a number too long to read": b'{"title": ' + b"9" * 10_000 + b"}",
    "not a number": b'{"title": NaN}',
    "endless": b'{"title": Infinity}',
    "a broken byte": b'{"title": "\xff"}',
    "a bare zero byte": b'{"title": "a\0b"}',
}
NOT_THE_SHAPE = {
    "null": b"null",
    "a list": b"[]",
    "a text": b'"title"',
    "a number": b"1e400",
    "a zero byte": b'{"name": "a\\u0000b", "title": "a\\u0000b", "prompt": "\\u0000"}',
    "half a character": b'{"name": "\\ud800", "title": "\\ud800", "prompt": "\\ud800"}',
    "a name that is half a character": b'{"\\ud800": 1}',
    "a very long name": b'{"' + b"x" * 50_000 + b'": 1}',
}
OPTIONAL_BODY = {"sessions_undo"}
READ_BY_A_WORKER = {"imports_create"}


@pytest_asyncio.fixture
async def things(owner: Any) -> dict[str, str]:
    return await make_things(owner)


@pytest_asyncio.fixture
async def unchanged(app: Any, owner: Any, things: dict[str, str]) -> AsyncIterator[None]:
    """Everything that the owner can read is the same at the test's end."""
    reads = [found for found in operations_of(app.openapi()) if found.path.startswith("/v1/")]
    before = await seen_by(owner, reads, things)
    yield
    assert await seen_by(owner, reads, things) == before


def taking_json(app: Any) -> list[Operation]:
    found = [operation for operation in operations_of(app.openapi()) if operation.takes_json]
    return [operation for operation in found if operation.id not in READ_BY_A_WORKER]


def media_type(found: Operation) -> str:
    return str(next(iter(found.spec["requestBody"]["content"])))


async def send(
    client: Any, found: Operation, things: dict[str, str], body: Any, **headers: str
) -> Any:
    request = {"Content-Type": media_type(found)} | headers
    return await client.request(found.method, found.url(things), content=body, headers=request)


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_not_json_is_refused(
    app: Any, owner: Any, things: Any, unchanged: None, body: bytes
) -> None:
    for found in taking_json(app):
        if body or found.id not in OPTIONAL_BODY:
            reply = await send(owner, found, things, body)
            assert (reply.status_code, bool(reply.json()["errors"])) == (422, True), found.id


@pytest.mark.parametrize("body", NOT_THE_SHAPE.values(), ids=NOT_THE_SHAPE)
async def test_json_of_another_shape_is_refused(
    app: Any, owner: Any, things: Any, unchanged: None, body: bytes
) -> None:
    for found in taking_json(app):
        if body != b"null" or found.id not in OPTIONAL_BODY:
            reply = await send(owner, found, things, body)
            assert (reply.status_code, bool(reply.json()["errors"])) == (422, True), found.id


async def test_of_a_name_that_comes_twice_the_last_counts(owner: Any) -> None:
    body = b'{"title": "first", "title": "last"}'
    reply = await owner.post(
        "/v1/decks", content=body, headers={"Content-Type": "application/json"}
    )
    assert reply.json()["title"] == "last"


@pytest.mark.parametrize("is_declared", [True, False])
async def test_a_body_that_is_too_large_is_refused(
    app: Any, owner: Any, things: Any, unchanged: None, is_declared: bool
) -> None:
    async def in_pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 50_000 + 1):
            yield b" " * 50_000

    for found in operations_of(app.openapi()):
        if "requestBody" in found.spec:
            is_large = found.id in ("answers_batch", "cards_batch", "imports_create")
            size = app.state.settings.max_batch_bytes if is_large else 1_000_000
            body = b" " * (size + 1) if is_declared else in_pieces(size)
            reply = await send(owner, found, things, body)
            assert (reply.status_code, reply.json()["title"]) == (413, "Too large"), found.id


@pytest.mark.parametrize("given", ["application/xml", "text/html; charset=utf-8", "json", None])
async def test_another_media_type_is_refused(
    app: Any, owner: Any, things: Any, unchanged: None, given: str | None
) -> None:
    for found in operations_of(app.openapi()):
        if "requestBody" in found.spec:
            headers = {"Content-Type": given} if given else {}
            reply = await owner.request(
                found.method, found.url(things), content=b"{}", headers=headers
            )
            assert reply.status_code == 415, (found.id, reply.text)
            assert media_type(found) in reply.json()["detail"]


async def test_every_path_names_the_methods_that_it_takes(app: Any, service: Any) -> None:
    client, document = service.anonymous, app.openapi()
    for path, item in document["paths"].items():
        allowed = sorted(method.upper() for method in item)
        for method in set(METHODS) - set(allowed):
            reply = await client.request(method, path.replace("{", "").replace("}", ""))
            assert reply.status_code == 405, (method, path)
            assert reply.headers["allow"] == ", ".join(allowed), (method, path)
            assert reply.headers["content-type"] == "application/problem+json"


async def test_no_operation_takes_a_parameter_that_it_does_not_have(
    app: Any, owner: Any, things: Any, unchanged: None
) -> None:
    for found in operations_of(app.openapi()):
        reply = await found.call(owner, things, nonsense="1")
        assert reply.status_code == 422, (found.id, reply.text)
        assert reply.json()["errors"][0]["pointer"] == "query:nonsense"


async def test_a_parameter_that_counts_once_is_not_taken_twice(owner: Any) -> None:
    reply = await owner.get("/v1/decks?limit=1&limit=2")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "query:limit"
    assert (await owner.get("/v1/decks?tag=a&tag=b")).status_code == 200


@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Basic YTpi", "x", "Bearer x", "Bearer rk_live_x", "é" * 9]
)
async def test_credentials_that_are_none_are_refused(app: Any, service: Any, value: str) -> None:
    names = {name for places in THINGS.values() for name in places.values()}
    things = dict.fromkeys(names, str(uuid4()))
    for found in operations_of(app.openapi()):
        if found.spec.get("security"):
            headers = {"Authorization": value.encode()}
            reply = await found.call(service.anonymous, things, headers=headers)
            assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")


async def test_credentials_come_before_an_idempotency_key(service: Any, owner: Any) -> None:
    account = {"email": f"{uuid4().hex}@school.example", "password": "x" * 20, "name": "N"}
    key = {"Idempotency-Key": str(uuid4())}
    nobody = service.anonymous
    assert (await nobody.post("/v1/accounts", json=account, headers=key)).status_code == 201
    assert (await nobody.post("/v1/decks", json={"title": "T"}, headers=key)).status_code == 401


@pytest.mark.parametrize("value", ["", " ", "x", '"', "W/", '"a" "b"', '"a", b', "*, *"])
async def test_entity_tags_that_are_none_are_refused(
    app: Any, owner: Any, things: Any, unchanged: None, value: str
) -> None:
    for found in operations_of(app.openapi()):
        for header in {"If-Match", "If-None-Match"} & set(found.parameters("header")):
            reply = await found.call(owner, things, headers={header: value})
            assert reply.status_code == 422, (found.id, reply.text)
            assert reply.json()["errors"][0]["pointer"] == f"header:{header}"


async def test_an_entity_tag_of_another_state_changes_nothing(
    app: Any, owner: Any, things: Any, unchanged: None
) -> None:
    for found in operations_of(app.openapi()):
        if "If-Match" in found.parameters("header"):
            reply = await found.call(owner, things, headers={"If-Match": '"x", W/"y"'})
            assert reply.status_code == 412, (found.id, reply.text)


@pytest.mark.parametrize("value", ["", " ", "a b", "x" * 256, "é", "a\x7fb"])
async def test_idempotency_keys_that_are_none_are_refused(
    app: Any, owner: Any, things: Any, unchanged: None, value: str
) -> None:
    for found in operations_of(app.openapi()):
        if "Idempotency-Key" in found.parameters("header"):
            reply = await found.call(owner, things, headers={"Idempotency-Key": value.encode()})
            assert reply.status_code == 422, (found.id, reply.text)
            assert reply.json()["errors"][0]["pointer"].lower() == "header:idempotency-key"


@pytest.mark.parametrize("value", ["%00", "a%00b"])
async def test_parameters_that_no_database_keeps_are_refused(owner: Any, value: str) -> None:
    deck = await make_deck(owner)
    for path in (
        f"/v1/decks?q={value}",
        f"/v1/decks?tag={value}",
        f"/v1/decks?cursor={value}",
        f"/v1/decks/{deck['id']}/cards?q={value}",
        f"/v1/decks/{value}",
        f"/v1/sessions/{value}/next",
        f"/v1/decks?{value}=1",
    ):
        reply = await owner.get(path)
        assert (reply.status_code, bool(reply.json()["errors"])) == (422, True), path
    assert (await owner.put(f"/v1/learners/external/{value}", json={})).status_code == 422


@pytest.mark.parametrize("value", ["%FF", "%ED%A0%80", "%C0%AF"])
async def test_bytes_that_are_no_text_are_read_as_unknown_characters(
    owner: Any, value: str
) -> None:
    made = await owner.put(f"/v1/learners/external/{value}", json={})
    assert set(made.json()["external_id"]) == {"\ufffd"}
    assert (await owner.get(f"/v1/decks?q=x{value}")).json()["items"] == []
    assert (await owner.get(f"/v1/decks/{value}")).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        "/" + "x" * 60_000,
        "/v1/decks/" + "x" * 60_000,
        "/v1/decks/" + "/".join("x" * 9_000),
        "/v1/decks?q=" + "x" * 60_000,
        "/v1/decks?" + "&".join(f"tag=t{n}" for n in range(2_000)),
        "/v1/decks?cursor=" + "A" * 999,
        "/v1/decks?limit=" + "9" * 10_000,
        "/v1/decks/",
        "//v1//decks",
        "/v1/%2e%2e/%2e%2e/etc/passwd",
        "/v1/decks%2f",
        "/v1/sessions/\\..\\x",
    ],
)
async def test_strange_paths_are_refused(owner: Any, path: str) -> None:
    reply = await owner.get(path)
    assert reply.status_code in (404, 422), reply.text
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "value",
    ["", "x", "external:", "x" * 300, "019ab0c4-3f00-7000-8000-000000000009", "external:é\x7f"],
)
async def test_a_learner_that_is_none_is_refused(service: Any, owner: Any, value: str) -> None:
    key = await service.key(owner, "study")
    reply = await key.get("/v1/sessions", headers={"Recite-Learner": value.encode()})
    assert reply.status_code in (404, 422), reply.text
