"""The service with one thing broken: something of each request is held for ever."""

import wrapping
from starlette.types import ASGIApp, Receive, Scope, Send

HELD_BYTES = 50_000
_held: list[bytes] = []


def hoarding(app: ASGIApp) -> ASGIApp:
    """The application, which forgets nothing."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        _held.append(b"x" * HELD_BYTES)
        await app(scope, receive, send)

    return serve


if __name__ == "__main__":
    wrapping.run(hoarding)
