"""The OpenAPI document: what FastAPI derives from the routes, with failures as problem details."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.deps import conditional
from schemas.problems import Problem

DESCRIPTION = """\
Decks of cards go in; quiz sessions, graded and explained answers, and a memory come out.

Send `Authorization: Bearer …` with an access token or an API key. Lists come in pages:
pass `next_cursor` back as `cursor`. Creating requests honour `Idempotency-Key`; single things
carry an `ETag` for `If-Match` and `If-None-Match`. Every failure is `application/problem+json`
(RFC 9457); its `type` is stable. A method that a path does not take is a 405, whose `Allow` lists
those it takes. Send an `X-Request-Id` of 8 to 64 letters, digits, `.`, `_` or `-` to find your
request in the logs again.
"""

_MEANING = {
    401: "No credentials, or none that count.",
    403: "The credentials do not cover this.",
    404: "No such thing, or somebody else's.",
    408: "The body did not arrive in time.",
    409: "The current state forbids this.",
    412: "It has changed since you read it.",
    413: "The body is too large.",
    415: "The body's media type is not supported.",
    422: "The request is not valid; `errors` points at the fields.",
    500: "A fault of the service.",
    503: "Not available now; `Retry-After` says when to try again.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that can fail with these statuses."""
    return {status: {"model": Problem, "description": _MEANING[status]} for status in statuses}


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What you hold (`If-None-Match`) is still current; there is no body."}
}
"""What a single thing can also be answered with."""

COMMON_PROBLEMS = problems(422, 500, 503)
"""What every route can answer; those that take credentials answer 401 and 403 as well."""

OPTIONAL_CREDENTIALS: dict[str, Any] = {"security": [{}]}
"""The `openapi_extra` of a route that can be called without credentials."""

_PROBLEM_TYPE = "application/problem+json"
_ENTITY_TAGS = r'^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$'
_HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {
        "description": "Names this state of the thing, for `If-Match` and `If-None-Match`.",
        "schema": {"type": "string", "pattern": _ENTITY_TAGS},
    },
    "Location": {
        "description": "Where the new thing is found, if it has a path of its own.",
        "schema": {"type": "string", "pattern": "^/v1/"},
    },
    "Idempotency-Replayed": {
        "description": "Sent when this is the first response once more.",
        "schema": {"const": "true"},
    },
    "WWW-Authenticate": {
        "description": "The scheme to sign in with.",
        "required": True,
        "schema": {"const": "Bearer"},
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
    },
    "X-Request-Id": {
        "description": "Names the request in the service's logs: the caller's own, or a new one.",
        "required": True,
        "schema": {"type": "string"},
    },
}
_CONDITIONS = {
    "If-Match": "Do it only if the thing's entity tag is one of these; otherwise 412.",
    "If-None-Match": "Answer 304 without a body if the thing's entity tag is one of these.",
}


def install(app: FastAPI) -> None:
    """Finish the document that `app` publishes."""
    derive = app.openapi

    def finished() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finish(derive(), _tagged(app))
        return app.openapi_schema

    app.openapi = finished  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _tagged(app: FastAPI) -> set[str]:
    """The names of the routes that send entity tags."""
    return {
        str(context.name)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        and any(inner.call is conditional for inner in context.dependant.dependencies)
    }


def _finish(document: dict[str, Any], tagged: set[str]) -> dict[str, Any]:
    """Say once, for every operation, what FastAPI does not know of them."""
    document["components"]["headers"] = _HEADERS
    document["components"]["responses"] = {
        f"Problem{status}": {
            "description": meaning,
            "headers": _references(_headers_of({}, str(status), is_tagged=False)),
            "content": {_PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, meaning in _MEANING.items()
    }
    for item in document["paths"].values():
        for operation in item.values():
            _add_conditions(operation)
            is_tagged = operation["operationId"] in tagged
            responses = operation["responses"] | _other_problems(operation)
            operation["responses"] = {
                status: _finished(operation, status, responses[status], is_tagged=is_tagged)
                for status in sorted(responses)
            }
    return document


def _other_problems(operation: dict[str, Any]) -> dict[str, Any]:
    """401 for whoever shows bad credentials, 403 where they are needed and do not reach, 408 for
    bodies that come too slowly."""
    security = operation.get("security", [])
    statuses = [401] if {} in security else [401, 403] if security else []
    if "requestBody" in operation:
        statuses.append(408)
    return {str(status): {"description": _MEANING[status]} for status in statuses}


def _finished(
    operation: dict[str, Any], status: str, response: dict[str, Any], *, is_tagged: bool
) -> dict[str, Any]:
    """A response with its headers; a problem that many share as a reference to it."""
    if response["description"] == _MEANING.get(int(status)):
        return {"$ref": f"#/components/responses/Problem{status}"}
    if status >= "400":
        response["content"][_PROBLEM_TYPE] = response["content"].pop("application/json")
    headers = _references(_headers_of(operation, status, is_tagged=is_tagged))
    return response | {"headers": headers}


def _references(names: set[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)}


def _add_conditions(operation: dict[str, Any]) -> None:
    """`If-Match` where it can fail, `If-None-Match` where it can hold."""
    for status, name in (("412", "If-Match"), ("304", "If-None-Match")):
        if status in operation["responses"]:
            operation.setdefault("parameters", []).append(
                {
                    "name": name,
                    "in": "header",
                    "required": False,
                    "description": _CONDITIONS[name],
                    "schema": {"type": "string", "pattern": _ENTITY_TAGS},
                    "example": "*",
                }
            )


def _headers_of(operation: dict[str, Any], status: str, *, is_tagged: bool) -> set[str]:
    """The names of the headers that a response of this status can carry."""
    names = {"X-Request-Id"}
    if status == "401":
        names.add("WWW-Authenticate")
    if status == "503":
        names.add("Retry-After")
    if is_tagged and status in ("200", "201", "202", "304"):
        names.add("ETag")
    if status in ("201", "202"):
        names.add("Location")
    sent = {parameter["name"] for parameter in operation.get("parameters", [])}
    if status < "300" and "Idempotency-Key" in sent:
        names.add("Idempotency-Replayed")
    return names
