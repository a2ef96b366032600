"""A chat-completions endpoint on loopback, over real HTTP, that says what a test tells it to.

endpoint            the fixture: answers `COVERED` for every key point until told otherwise
endpoint.says(…)    what it replies from now on: bytes of whole HTTP responses, or a function
endpoint.asked      the bodies that came, as JSON values
"""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any

Script = Callable[[dict[str, Any]], Awaitable[bytes] | AsyncIterator[bytes]]


class Endpoint:
    """What listens, what came, and what is said."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.headers: list[str] = []
        self._script: Script = verdicts("covered")
        self._server: asyncio.Server | None = None
        self._scheme = "http"

    async def start(self, certificate: ssl.SSLContext | None = None) -> None:
        self._scheme = "https" if certificate else "http"
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=certificate, limit=1_000_000
        )

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"{self._scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    def says(self, script: Script | bytes | Iterable[bytes]) -> None:
        """Reply this way: one response for ever, one after the other, or what a function gives."""
        if callable(script):
            self._script = script
            return
        replies = iter([script] if isinstance(script, bytes) else script)
        last = b""

        async def next_reply(_body: dict[str, Any]) -> bytes:
            nonlocal last
            last = next(replies, last)
            return last

        self._script = next_reply

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
            body = await reader.readexactly(int(length[1]) if length else 0)
            self.headers.append(head)
            self.asked.append(json.loads(body))
            said = self._script(self.asked[-1])
            if isinstance(said, AsyncIterator):
                async for chunk in said:
                    writer.write(chunk)
                    await writer.drain()
            else:
                writer.write(await said)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # The client went away.
        finally:
            writer.close()


def http(status: int, body: bytes | str = b"", **headers: str) -> bytes:
    """A whole response; `retry_after="1"` becomes a header."""
    content = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(content)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content


def completion(content: Any) -> bytes:
    """A chat completion with this content, written as JSON unless it is text."""
    text = content if isinstance(content, str) else json.dumps(content)
    return http(200, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}))


def points(*told: tuple[str, str]) -> bytes:
    """A chat completion with these verdicts and quotes, for points 1, 2, …"""
    return completion(
        {
            "points": [
                {"point": number, "verdict": verdict, "quote": quote}
                for number, (verdict, quote) in enumerate(told, start=1)
            ]
        }
    )


def verdicts(verdict: str, quote: str = "") -> Script:
    """The same verdict and quote for every key point that is asked about."""

    async def reply(body: dict[str, Any]) -> bytes:
        return points(*[(verdict, quote)] * len(card_of(body)["key_points"]))

    return reply


def card_of(body: dict[str, Any]) -> dict[str, Any]:
    """The card that a request shows."""
    return dict(json.JSONDecoder().raw_decode(body["messages"][1]["content"])[0])


def slowly(seconds: float) -> Script:
    """A good reply, a byte at a time, with such a pause between them."""

    async def reply(body: dict[str, Any]) -> AsyncIterator[bytes]:
        for byte in await verdicts("covered")(body):  # type: ignore[misc]
            yield bytes([byte])
            await asyncio.sleep(seconds)

    return lambda body: reply(body)


def endlessly(chunk: bytes) -> Script:
    """A body that never ends."""

    async def reply(_body: dict[str, Any]) -> AsyncIterator[bytes]:
        yield b"HTTP/1.1 200 Said\r\nConnection: close\r\n\r\n"
        while True:
            yield chunk

    return lambda body: reply(body)
