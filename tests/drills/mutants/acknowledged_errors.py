"""The service with one thing broken: an answer that could not be stored is acknowledged."""

import wrapping
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY = b'{"next": null}'
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]


def cheerful(app: ASGIApp) -> ASGIApp:
    """The application, whose answers never fail."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        has_failed = False

        async def send_cheerfully(message: Message) -> None:
            nonlocal has_failed
            if message["type"] == "http.response.start":
                has_failed = message["status"] in (503, 507)
                if has_failed:
                    message = {**message, "status": 201, "headers": HEADERS}
            elif has_failed:
                message = {**message, "body": BODY}
            await send(message)

        is_answer = scope["type"] == "http" and scope["path"].endswith("/answers")
        await app(scope, receive, send_cheerfully if is_answer else send)

    return called


if __name__ == "__main__":
    wrapping.run(cheerful)
