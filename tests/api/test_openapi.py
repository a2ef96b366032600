"""The OpenAPI document: stored, valid, complete, and what the service really serves."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

ROOT = Path(__file__).parents[2]
STORED = ROOT / "docs" / "openapi.json"
UPDATE = "python -m api.cli openapi --output docs/openapi.json"
PAGES = {"/openapi.json", "/docs", "/docs/oauth2-redirect"}
PROBLEMS = "application/problem+json"
PUBLIC = {
    "auth_token",
    "auth_revoke",
    "auth_guest",
    "health_live",
    "health_ready",
    "metrics_show",
}


@pytest.fixture(scope="module")
def document(sqlite_app: FastAPI) -> dict[str, Any]:
    return sqlite_app.openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def resolved(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        found: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = found
    return node


def versionless(document: dict[str, Any]) -> dict[str, Any]:
    return document | {"info": document["info"] | {"version": ""}}


async def test_the_stored_document_is_the_one_that_is_served(service: Any) -> None:
    served = (await service.anonymous.get("/openapi.json")).json()
    stored = json.loads(STORED.read_text())
    assert versionless(served) == versionless(stored), (
        f"The contract has changed. If that is meant, store it with: {UPDATE}"
    )


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1.")
    OPENAPI_31_VALIDATOR.validate(document)


def test_every_schema_is_a_valid_json_schema(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_operation_ids_are_unique_nouns_and_verbs(operations: Any) -> None:
    ids = Counter(operation["operationId"] for _, _, operation in operations)
    assert [id for id, count in ids.items() if count > 1] == []
    assert [id for id in ids if not re.fullmatch(r"[a-z]+(_[a-z]+)+", id)] == []


def test_every_operation_is_described(operations: Any) -> None:
    silent = [
        operation["operationId"]
        for _, _, operation in operations
        if not all(operation.get(field) for field in ("summary", "description", "tags"))
    ]
    assert silent == []


def test_every_failure_is_a_problem_document(document: Any, operations: Any) -> None:
    for _, _, operation in operations:
        for status, response in operation["responses"].items():
            if status >= "400":
                [(media_type, content)] = resolved(document, response)["content"].items()
                kind = "TokenProblem" if status == "400" else "Problem"
                assert media_type == PROBLEMS, operation["operationId"]
                assert content["schema"] == {"$ref": f"#/components/schemas/{kind}"}


def test_only_operations_with_credentials_refuse_them(operations: Any) -> None:
    named = {operation["operationId"]: operation for _, _, operation in operations}
    assert {id for id, found in named.items() if not found.get("security")} == PUBLIC
    assert {id for id, found in named.items() if {} in found.get("security", [])} == {
        "accounts_create",
        "learners_draw_forecast",
        "learners_draw_heatmap",
        "learners_draw_mastery",
        "learners_draw_retention",
    }
    for id, operation in named.items():
        statuses = operation["responses"].keys() & {"401", "403"}
        expected = {"401", "403"}
        if id in PUBLIC:
            expected = {"401"} if id == "metrics_show" else set()
        elif {} in operation["security"]:
            expected = {"401"}
        assert statuses == expected, id


def test_every_list_takes_a_limit_and_a_cursor(document: Any, operations: Any) -> None:
    for _, _, operation in operations:
        shown = operation["responses"].get("200", {}).get("content", {}).get("application/json")
        schema = resolved(document, shown["schema"]) if shown else {}
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        is_page = "next_cursor" in schema.get("properties", {})
        assert is_page == ({"limit", "cursor"} <= names), operation["operationId"]


def test_conditions_and_tags_are_documented_where_they_count(operations: Any) -> None:
    for _, method, operation in operations:
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        responses = operation["responses"]
        sent = {name for response in responses.values() for name in response.get("headers", {})}
        assert ("If-Match" in names) == ("412" in responses), operation["operationId"]
        assert ("If-None-Match" in names) == ("304" in responses), operation["operationId"]
        if "ETag" in sent and method != "post":
            assert ("304" if method == "get" else "412") in responses, operation["operationId"]


def test_every_creating_post_takes_an_idempotency_key(operations: Any) -> None:
    for _, method, operation in operations:
        names = {parameter["name"] for parameter in operation.get("parameters", [])}
        is_creating = method == "post" and operation["responses"].keys() & {"201", "202"}
        assert not is_creating or "Idempotency-Key" in names, operation["operationId"]


def test_every_route_served_is_documented_and_the_other_way_round(
    sqlite_app: FastAPI, operations: Any
) -> None:
    served = {
        (context.path_format, method.lower())
        for context in iter_route_contexts(sqlite_app.routes)
        if context.methods and context.path not in PAGES
        for method in context.methods
    }
    assert served == {(path, method) for path, method, _ in operations}


def examples_in(node: Any) -> Iterator[tuple[Any, Any]]:
    """Each example with the schema it stands beside or in."""
    if isinstance(node, dict):
        schema = node.get("schema", node)
        given = node.get("examples", [])
        for example in given if isinstance(given, list) else []:
            yield schema, example
        if "example" in node:
            yield schema, node["example"]
        for inner in node.values():
            yield from examples_in(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from examples_in(inner)


def test_every_example_fits_its_schema(document: dict[str, Any]) -> None:
    found = [pair for part in ("paths", "components") for pair in examples_in(document[part])]
    assert len(found) > 30
    for schema, example in found:
        Draft202012Validator(document | schema).validate(example)


class Assets(HTMLParser):
    """The addresses that a page loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("src", "href") and value]


async def test_the_docs_page_loads_nothing_from_elsewhere(service: Any) -> None:
    page = await service.anonymous.get("/docs")
    assert page.status_code == 200
    assert re.findall(r"https?://|['\"]//", page.text) == []
    assets = Assets()
    assets.feed(page.text)
    assert assets.found
    for address in assets.found:
        reply = await service.anonymous.get(address)
        assert (reply.status_code, len(reply.content) > 100) == (200, True), address
