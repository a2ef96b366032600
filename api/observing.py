"""The outermost layer of HTTP: request ids, one log line and one measurement per request, security
headers, body limits, and a 500 for what nobody expected."""

import re
from collections.abc import MutableMapping
from time import perf_counter
from typing import Any

import structlog
from fastapi import Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.clients.proposers import Proposer
from api.errors import problem_response, quiz_error_response
from api.settings import Settings
from quiz.errors import TooLarge
from quiz.grading.proposals import Proposal
from quiz.questions import Question

HEADER = "X-Request-Id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_LARGE_BODIES = re.compile(r"/v1/imports|/v1/decks/[^/]+/cards/batch|/v1/answers/batch")
SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-site",
}
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
DOCS_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'"
)

log = structlog.get_logger("recite.http")


class Metrics:
    """What is measured, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        self.requests = Counter(
            "recite_requests", "Requests answered.", labels, registry=self.registry
        )
        self.seconds = Histogram(
            "recite_request_seconds",
            "Seconds from a request's arrival to the end of its response.",
            ["method", "route"],
            registry=self.registry,
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
        )
        self.running = Gauge(
            "recite_requests_running",
            "Requests being answered.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.proposals = Counter(
            "recite_proposals",
            "Proposals of the optional grader, by outcome: 'proposed' or why there is none.",
            ["grader", "outcome"],
            registry=self.registry,
        )
        self.proposal_seconds = Histogram(
            "recite_proposal_seconds",
            "Seconds that an answer waited for the optional grader.",
            ["grader"],
            registry=self.registry,
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
        )


class ObservedProposer:
    """A proposer whose proposals are counted and timed."""

    def __init__(self, proposer: Proposer, metrics: Metrics) -> None:
        self._proposer = proposer
        self._metrics = metrics

    async def propose(self, question: Question, text: str) -> Proposal:
        """The proposal."""
        started = perf_counter()
        proposal = await self._proposer.propose(question, text)
        self._metrics.proposal_seconds.labels(proposal.grader).observe(perf_counter() - started)
        self._metrics.proposals.labels(proposal.grader, proposal.failure or "proposed").inc()
        return proposal

    async def close(self) -> None:
        """Close the proposer."""
        await self._proposer.close()


class ObservingMiddleware:
    """Wraps the whole application; see the module."""

    def __init__(self, app: ASGIApp, *, settings: Settings, metrics: Metrics) -> None:
        self.app = app
        self.settings = settings
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500
        has_started = False

        async def send_dressed(message: Message) -> None:
            nonlocal status, has_started
            if message["type"] == "http.response.start":
                status, has_started = message["status"], True
                _dress(message, scope, request_id)
            await send(message)

        structlog.contextvars.bind_contextvars(request_id=request_id)
        self.metrics.running.inc()
        try:
            limited = _limited(scope, receive, self._limit(scope))
            try:
                await self.app(scope, limited, send_dressed)
            except TooLarge as error:
                if has_started:
                    raise
                response = quiz_error_response(Request(scope), error)
                await response(scope, receive, send_dressed)
        except Exception as error:
            log.exception("unexpected_error", path=scope["path"], error=type(error).__name__)
            if has_started:
                raise
            await _unexpected(scope)(scope, receive, send_dressed)
        finally:
            self.metrics.running.dec()
            self._note(scope, status, perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    def _limit(self, scope: Scope) -> int:
        if _LARGE_BODIES.fullmatch(scope["path"]):
            return self.settings.max_batch_bytes
        return self.settings.max_body_bytes

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _route_of(scope)
        method = scope["method"] if route != "none" else "other"
        self.metrics.requests.labels(method, route, str(status)).inc()
        self.metrics.seconds.labels(method, route).observe(seconds)
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 2),
        )


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get(HEADER)
    if given is not None and _REQUEST_ID.fullmatch(given):
        return given
    new_id: str = scope["app"].state.new_request_id() if "app" in scope else ""
    return new_id


def _route_of(scope: MutableMapping[str, Any]) -> str:
    """The route's template, so that ids in paths do not multiply series; `none` for no route."""
    endpoint = scope.get("endpoint")
    return getattr(endpoint, "__name__", "none")


def _dress(message: Message, scope: Scope, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers[HEADER] = request_id
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    is_page = scope["path"].startswith(("/docs", "/static-offline-docs"))
    headers.setdefault("Content-Security-Policy", DOCS_POLICY if is_page else API_POLICY)
    if scope["path"].startswith("/v1/"):
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add_vary_header("Authorization, Recite-Learner")


def _limited(scope: Scope, receive: Receive, limit: int) -> Receive:
    refusal = TooLarge(f"The body is larger than the {limit} bytes that this route takes.")
    declared = Headers(scope=scope).get("content-length", "0")
    size = 0

    async def receive_limited() -> Message:
        nonlocal size
        if declared.isdigit() and int(declared) > limit:
            raise refusal
        message = await receive()
        if message["type"] == "http.request":
            size += len(message.get("body", b""))
            if size > limit:
                raise refusal
        return message

    return receive_limited


def _unexpected(scope: Scope) -> ASGIApp:
    return problem_response(
        Request(scope),
        status=500,
        slug="unexpected",
        title="The service failed",
        detail="This is a fault of the service. It was logged under the request id.",
    )
