"""A small HTTP client: one kept connection, whole bodies. Cheap, so that the clients of a drill do
not outweigh the service."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

REPLY_SECONDS = 30


class Lost(Exception):
    """No whole reply came: whether the request was done is not known."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Connection:
    """A connection that is made when it is needed, and again after it was lost."""

    def __init__(self, url: str, *, seconds: float = REPLY_SECONDS) -> None:
        parts = urlsplit(url)
        self._place = (parts.hostname or "", parts.port or 80)
        self._seconds = seconds
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, body: Any = None, *, token: str | None = None
    ) -> Reply:
        """The reply. Raises `Lost` when the connection breaks or nothing comes in time."""
        request = _written(method, path, body, token)
        try:
            async with asyncio.timeout(self._seconds):
                if self._streams is None:
                    self._streams = await asyncio.open_connection(*self._place)
                reader, writer = self._streams
                writer.write(request)
                reply = await _read(reader)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            raise Lost(f"{type(error).__name__}: {error}") from error
        except asyncio.CancelledError:
            self.close()
            raise
        if reply.headers.get("connection") == "close":
            self.close()
        return reply

    def move(self, url: str) -> None:
        """Leave, and ask at another address from now on."""
        self.close()
        parts = urlsplit(url)
        self._place = (parts.hostname or "", parts.port or 80)

    def close(self) -> None:
        """Leave; the next request makes a new connection."""
        if self._streams is not None:
            self._streams[1].transport.abort()
            self._streams = None


def _written(method: str, path: str, body: Any, token: str | None) -> bytes:
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: recite.test", f"Content-Length: {len(content)}"]
    if body is not None:
        lines.append("Content-Type: application/json")
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*lines, "", ""]).encode() + content


async def _read(reader: asyncio.StreamReader) -> Reply:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = (line.partition(": ") for line in head[1:] if line)
    headers = {name.lower(): value for name, _, value in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Reply(int(head[0].split(" ", 2)[1]), headers, body)
