"""The service with one thing broken: it gives each answer an id of its own making."""

import json

import wrapping
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def without_ids(app: ASGIApp) -> ASGIApp:
    """The application, to which answers come without their ids."""

    async def called(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_without_id() -> Message:
            message = await receive()
            body = message.get("body", b"")
            if body.startswith(b"{") and not message.get("more_body"):
                told = json.loads(body)
                told.pop("id", None)
                message["body"] = json.dumps(told).encode()
            return message

        is_answer = scope["type"] == "http" and scope["path"].endswith("/answers")
        if is_answer:
            kept = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
            scope = {**scope, "headers": kept}
        await app(scope, receive_without_id if is_answer else receive, send)

    return called


if __name__ == "__main__":
    wrapping.run(without_ids)
