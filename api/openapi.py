"""The OpenAPI document: what FastAPI derives from the routes, with failures as problem details."""

from typing import Any

from fastapi import FastAPI

from schemas.problems import Problem

DESCRIPTION = """\
Decks of cards go in; quiz sessions, graded and explained answers, and a memory come out.

Send `Authorization: Bearer …` with an access token or an API key. Lists come in pages:
pass `next_cursor` back as `cursor`. Creating requests honour `Idempotency-Key`; single things
carry an `ETag` for `If-Match` and `If-None-Match`. Every failure is `application/problem+json`
(RFC 9457); its `type` is stable.
"""

_MEANING = {
    400: "The grant is not valid (RFC 6749).",
    401: "No credentials, or none that count.",
    403: "The credentials do not cover this.",
    404: "No such thing, or somebody else's.",
    405: "The path does not take this method; `Allow` lists those it takes.",
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


def unchanged() -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route that honours `If-None-Match`."""
    return {304: {"description": "The caller's copy, named by `If-None-Match`, is current."}}


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What you hold (`If-None-Match`) is still current; there is no body."}
}
"""What a single thing can also be answered with."""

COMMON_PROBLEMS = problems(401, 403, 422, 500, 503)
"""What every route can answer."""


def install(app: FastAPI) -> None:
    """Finish the document that `app` publishes."""
    derive = app.openapi

    def finished() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finish(derive())
        return app.openapi_schema

    app.openapi = finished  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _finish(document: dict[str, Any]) -> dict[str, Any]:
    for item in document["paths"].values():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "400" and "application/json" in response.get("content", {}):
                    content = response["content"].pop("application/json")
                    response["content"]["application/problem+json"] = content
    return document
