"""Every failure as `application/problem+json` (RFC 9457); the one table from error to status."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from db.failures import as_quiz_error
from quiz import errors
from quiz.errors import Fault, QuizError
from schemas.faults import MOST, message_of, pointer_of
from schemas.problems import Problem, ProblemFault, TokenProblem

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1

STATUS: dict[type[QuizError], int] = {
    errors.Invalid: 422,
    errors.KeyReused: 422,
    errors.Unauthenticated: 401,
    errors.InvalidGrant: 400,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.TooSlow: 408,
    errors.Conflict: 409,
    errors.AlreadyExists: 409,
    errors.KeyInUse: 409,
    errors.StaleQuestion: 409,
    errors.SessionFinished: 409,
    errors.SessionOverdue: 409,
    errors.NothingToAsk: 409,
    errors.PreconditionFailed: 412,
    errors.TooLarge: 413,
    errors.UnsupportedType: 415,
    errors.Unavailable: 503,
}

_HTTP: dict[int, tuple[str, str]] = {
    400: ("invalid", "The request is not valid"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "The method is not allowed here"),
    413: ("too-large", "Too large"),
}

log = structlog.get_logger("recite.errors")


class NotModified(Exception):
    """The caller's copy is still the current one; answered with 304, no body, and the headers that
    the copy came with, since they replace those that the caller has kept."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__(headers["ETag"])
        self.headers = headers


class Replayed(Exception):
    """The request was answered before; `response` is what it was answered with."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def slug_of(kind: type[QuizError]) -> str:
    """The last part of a problem's `type`: `StaleQuestion` → `stale-question`."""
    name = kind.__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).removeprefix("-")


def problem_response(
    request: Request,
    *,
    status: int,
    slug: str,
    title: str,
    detail: str,
    faults: Sequence[Fault] = (),
    headers: dict[str, str] | None = None,
    extra: dict[str, Any] | None = None,
) -> Response:
    """A problem document as the answer to `request`; `extra` is what a token problem adds."""
    problem = _problem(request, status, slug, title, detail, faults)
    shown = TokenProblem(**problem.model_dump(), **extra) if extra else problem
    return Response(
        shown.model_dump_json(), status_code=status, headers=headers, media_type=MEDIA_TYPE
    )


def problem_of(request: Request, error: QuizError) -> Problem:
    """An expected failure of one part of a request, to stand in its response."""
    kind = type(error)
    faults = error.faults if isinstance(error, errors.Invalid) else ()
    return _problem(request, STATUS[kind], slug_of(kind), kind.title, error.detail, faults)


def _problem(
    request: Request, status: int, slug: str, title: str, detail: str, faults: Sequence[Fault]
) -> Problem:
    return Problem(
        type=f"urn:recite:problem:{slug}",
        title=title,
        status=status,
        detail=detail,
        instance=request.url.path,
        request_id=getattr(request.state, "request_id", ""),
        errors=[ProblemFault(pointer=fault.pointer, detail=fault.message) for fault in faults],
    )


def quiz_error_response(request: Request, error: QuizError) -> Response:
    """The problem that an expected failure is answered with."""
    kind = type(error)
    status = STATUS[kind]
    headers: dict[str, str] = {}
    extra: dict[str, Any] = {}
    if status == 408:
        headers["Connection"] = "close"
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if isinstance(error, errors.InvalidGrant):
        extra = {"error": error.error, "error_description": error.detail}
        headers["Cache-Control"] = "no-store"
    faults = error.faults if isinstance(error, errors.Invalid) else ()
    return problem_response(
        request,
        status=status,
        slug=slug_of(kind),
        title=kind.title,
        detail=error.detail,
        faults=faults,
        headers=headers,
        extra=extra,
    )


def install(app: FastAPI) -> None:
    """Answer every failure of `app` with a problem document."""
    app.add_exception_handler(QuizError, _on_quiz_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(SQLAlchemyError, _on_database_error)
    app.add_exception_handler(OSError, _on_database_error)
    app.add_exception_handler(NotModified, _on_not_modified)
    app.add_exception_handler(Replayed, _on_replayed)


async def _on_quiz_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, QuizError)
    return quiz_error_response(request, error)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [fault_of(item, error.body) for item in error.errors()[:MOST]]
    shown = "; ".join(f"{f.pointer or 'the body'}: {f.message}" for f in faults[:3])
    if request.url.path == "/v1/auth/token":
        grant = errors.InvalidGrant(f"The token request is not valid: {shown}", "invalid_request")
        return quiz_error_response(request, grant)
    return quiz_error_response(
        request, errors.Invalid(f"The request is not valid: {shown}", faults)
    )


def fault_of(item: Any, body: Any) -> Fault:
    """What pydantic says of one value, with its place in the request."""
    where, *path = item["loc"]
    message = message_of(item)
    if item["type"] == "json_invalid":
        return Fault("", f"the body is not JSON: {item['ctx']['error']} at character {path[0]}")
    if where == "body":
        return Fault(pointer_of(path, body, item), message)
    return Fault(f"{where}:{'.'.join(str(part) for part in path)}", message)


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, QuizError):
        return quiz_error_response(request, error.__cause__)
    if error.status_code == 400:
        rule = "The body could not be read as what its media type says."
        return quiz_error_response(request, errors.Invalid(rule, [Fault("", rule)]))
    slug, title = _HTTP.get(error.status_code, ("http", "The request failed"))
    headers = dict(error.headers or {})
    detail = f"{request.method} {request.url.path} is not to be had here."
    if error.status_code == 405:
        allowed = request.app.state.methods_of(request.url.path)
        headers = {"Allow": ", ".join(allowed)}
        detail = f"{request.url.path} takes {', '.join(allowed)}, not {request.method}."
    elif error.status_code == 404:
        detail = f"There is nothing at {request.url.path}."
    return problem_response(
        request,
        status=error.status_code,
        slug=slug,
        title=title,
        detail=detail,
        headers=headers,
    )


async def _on_database_error(request: Request, error: Exception) -> Response:
    expected = as_quiz_error(error)
    if expected is None:
        raise error
    log.warning("database_refused", error=type(error).__name__, reason=str(error)[:500])
    return quiz_error_response(request, expected)


async def _on_not_modified(_request: Request, error: Exception) -> Response:
    assert isinstance(error, NotModified)
    return Response(status_code=304, headers=error.headers)


async def _on_replayed(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Replayed)
    return error.response
