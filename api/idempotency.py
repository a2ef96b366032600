"""Idempotency keys: a creating request that is sent again gets its first response.

The key belongs to the caller, and is kept with its effect in one transaction: whoever comes
second and finds no row yet fails on the row's primary key, and rolls back. Bodies are stored
encrypted, since some hold secrets that are shown once.
Source: IETF draft "The Idempotency-Key HTTP Header Field", section 2.
"""

import string
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from fastapi import Request, Response
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy.ext.asyncio import AsyncSession

from api.errors import Replayed
from db import idempotency_keys
from db.engine import Database
from db.idempotency_keys import IdempotencyKeyRow
from quiz.errors import Fault, Invalid, KeyInUse, KeyReused

HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotency-Replayed"
_MAX_LENGTH = 255
_KEPT_HEADERS = ("location", "etag", "content-type", "cache-control")
_running: set[tuple[str, str]] = set()


def tell_replay(response: Response) -> None:
    """Say that this is the first response once more."""
    response.headers[REPLAYED_HEADER] = "true"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key that this request is the first to use."""

    subject: str
    key: str
    fingerprint: str
    secret: bytes
    db: AsyncSession | None
    now: datetime


def check_key(key: str) -> None:
    """Raise `Invalid` unless the key is 1 to 255 visible ASCII characters."""
    visible = string.ascii_letters + string.digits + string.punctuation
    if not 0 < len(key) <= _MAX_LENGTH or any(c not in visible for c in key):
        rule = f"An idempotency key is 1 to {_MAX_LENGTH} visible ASCII characters."
        raise Invalid(rule, [Fault(f"header:{HEADER}", rule)])


async def fingerprint_of(request: Request) -> str:
    """The SHA-256 over what the request asks for: method, path, query and body."""
    digest = sha256()
    for part in (request.method, request.url.path, request.url.query):
        digest.update(part.encode() + b"\0")
    digest.update(request.headers.get("recite-learner", "").encode() + b"\0")
    digest.update(await request.body())
    return digest.hexdigest()


async def begin(request: Request, use: KeyUse, database: Database) -> None:
    """Hold the key for this request, or answer it at once.

    Raises `Replayed` with the first response, `KeyReused`, or `KeyInUse`.
    """
    held = (use.subject, use.key)
    if held in _running:
        raise KeyInUse(
            f"The first request with the idempotency key {use.key!r} is still running; "
            "try again shortly."
        )
    _running.add(held)
    request.state.idempotency = use
    async with database.reading() as db:
        row = await idempotency_keys.find(db, use.key, subject=use.subject)
    if row is not None:
        idempotency_keys.check_same(row, use.fingerprint)
        raise Replayed(_first_response(row, use.secret))


async def keep(request: Request, response: Response) -> None:
    """Store the response with its effect, in the request's own transaction."""
    use: KeyUse | None = getattr(request.state, "idempotency", None)
    if use is None or use.db is None:
        return
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    use.db.add(
        IdempotencyKeyRow(
            subject=use.subject,
            key=use.key,
            fingerprint=use.fingerprint,
            status=response.status_code,
            headers=headers,
            body=_encrypted(bytes(response.body), use.secret),
            created_at=use.now,
        )
    )
    await use.db.flush()


def release(request: Request) -> None:
    """Let go of the key that this request held, if any."""
    use: KeyUse | None = getattr(request.state, "idempotency", None)
    if use is not None:
        _running.discard((use.subject, use.key))


def _first_response(row: IdempotencyKeyRow, secret: bytes) -> Response:
    body = _decrypted(row.body, secret) if row.body is not None else b""
    return Response(body, status_code=row.status, headers={**row.headers, REPLAYED_HEADER: "true"})


def _encrypted(body: bytes, secret: bytes) -> str:
    header = {"alg": "dir", "enc": "A256GCM"}
    return jwe.encrypt_compact(header, body, OctKey.import_key(secret))


def _decrypted(token: str, secret: bytes) -> bytes:
    try:
        plain = jwe.decrypt_compact(token, OctKey.import_key(secret)).plaintext
    except JoseError as error:
        raise KeyReused(
            "The request was answered before, but its response can no longer be read: the "
            "service's secret has changed. Look for its effect, or use a new key."
        ) from error
    return plain or b""
