"""How long a request's body may take to arrive, so that slow senders do not hold what others need.

A body has `seconds` and, beyond that, a second for each `LEAST_BYTES_PER_SECOND` that have come: a
large one over a slow line is let through, a trickle is not.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quiz.errors import TooSlow

LEAST_BYTES_PER_SECOND = 1_000


class ArrivingMiddleware:
    """Refuses bodies that do not arrive in time; see the module."""

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self.app(scope, self._in_time(receive), send)

    def _in_time(self, receive: Receive) -> Receive:
        """The same parts of the body. Raises `TooSlow` when the next one comes too late."""
        until = asyncio.get_running_loop().time() + self.seconds
        is_whole = False

        async def receive_in_time() -> Message:
            nonlocal until, is_whole
            if is_whole:
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError as error:
                raise TooSlow("The body did not arrive in time; send the request again.") from error
            until += len(message.get("body", b"")) / LEAST_BYTES_PER_SECOND
            is_whole = not message.get("more_body", False)
            return message

        return receive_in_time
