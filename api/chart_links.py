"""Signed addresses of charts, for `<img>`, which sends no credentials.

A signature covers the whole path and query, so that it is good for one learner, one chart, these
parameters and until its time alone.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Final
from urllib.parse import urlencode

from quiz.errors import Unauthenticated

LONGEST: Final = timedelta(days=7)

EXPIRES, SIGNATURE = "expires", "signature"
Query = Iterable[tuple[str, str]]


def link(path: str, query: Query, *, key: bytes, expires_at: datetime) -> str:
    """The path with its query, signed until an instant (whole seconds, rounded down)."""
    told = sorted([*query, (EXPIRES, str(int(expires_at.timestamp())))])
    signed = [*told, (SIGNATURE, _signature(path, told, key))]
    return f"{path}?{urlencode(signed)}"


def check(path: str, query: Query, *, key: bytes, now: datetime) -> None:
    """Raise `Unauthenticated` unless the query holds a signature for all of it that has not
    expired."""
    sent = list(query)
    told = sorted((name, value) for name, value in sent if name != SIGNATURE)
    given = dict(sent).get(SIGNATURE, "")
    is_ours = compare_digest(given.encode(), _signature(path, told, key).encode())
    if not is_ours or int(dict(told)[EXPIRES]) <= now.timestamp():
        raise Unauthenticated("This address is not valid, or not any more; ask for a new one.")


def _signature(path: str, told: list[tuple[str, str]], key: bytes) -> str:
    text = f"{path}?{urlencode(told)}".encode()
    return urlsafe_b64encode(digest(key, text, sha256)).rstrip(b"=").decode()
