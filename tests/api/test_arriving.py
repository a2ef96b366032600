"""Bodies that do not arrive in time."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.arriving import ArrivingMiddleware
from quiz.errors import TooSlow

POST: Scope = {"type": "http"}


async def _read_whole(parts: list[bytes], *, pause: float, seconds: float) -> bytes:
    """What an application reads of a body that comes in parts, with a pause before each."""
    read: list[bytes] = []
    left = list(parts)

    async def receive() -> Message:
        await asyncio.sleep(pause)
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left)}

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        while True:
            message = await receive()
            read.append(message["body"])
            if not message["more_body"]:
                return

    async def send(_message: Message) -> None:
        """Nothing is sent."""

    await ArrivingMiddleware(app, seconds=seconds)(POST, receive, send)
    return b"".join(read)


async def test_a_body_that_comes_in_time_is_read_whole() -> None:
    assert await _read_whole([b"a", b"b", b""], pause=0, seconds=5) == b"ab"


async def test_a_trickle_is_refused() -> None:
    with pytest.raises(TooSlow):
        await _read_whole([b"a"] * 50, pause=0.02, seconds=0.1)


async def test_a_large_body_over_a_slow_line_is_read_whole() -> None:
    parts = [b"x" * 1_000] * 8
    assert await _read_whole(parts, pause=0.03, seconds=0.1) == b"".join(parts)


async def test_a_request_that_came_too_slowly_is_told_so(service: Any) -> None:
    async def slow() -> Any:
        yield b'{"email": '
        raise TooSlow("The body did not arrive in time; send the request again.")

    reply = await service.anonymous.post(
        "/v1/accounts", content=slow(), headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 408
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["connection"] == "close"
