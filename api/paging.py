"""Cursors: where the next page starts, signed, and bound to the list they were given for."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel

from db.pages import Key, PageRequest, RowPage
from quiz.errors import Fault, Invalid
from schemas.base import Page

R = TypeVar("R")
T = TypeVar("T", bound=BaseModel)
_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Paging:
    """One request for a page. `list_name` is the list with its filters and its reader."""

    request: PageRequest
    list_name: str
    key: bytes

    def page(self, rows: RowPage[R], show: Callable[[R], T]) -> Page[T]:
        """The page as it is sent, each row shown by `show`."""
        cursor = None
        if rows.next_key is not None:
            cursor = encode(rows.next_key, list_name=self.list_name, key=self.key)
        return Page(items=[show(row) for row in rows.rows], next_cursor=cursor)


def encode(after: Key, *, list_name: str, key: bytes) -> str:
    """The cursor of the page that starts after a row's key (ids, instants, numbers, texts)."""
    parts = [_to_json(part) for part in after]
    payload = json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()
    return seal(payload, list_name=list_name, key=key)


def decode(cursor: str, *, list_name: str, key: bytes) -> Key:
    """The key that `encode` put in. Raises like `unseal`."""
    payload = unseal(cursor, list_name=list_name, key=key)
    return tuple(_from_json(part) for part in json.loads(payload))


def seal(payload: bytes, *, list_name: str, key: bytes) -> str:
    """A cursor that holds the payload, signed for this list."""
    return urlsafe_b64encode(_sign(payload, list_name, key) + payload).rstrip(b"=").decode()


def unseal(cursor: str, *, list_name: str, key: bytes) -> bytes:
    """What `seal` put in. Raises `Invalid` for a cursor of another list or reader, or one that was
    tampered with."""
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        signature, payload = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
        if not compare_digest(signature, _sign(payload, list_name, key)):
            raise ValueError("the signature does not fit")
    except (Base64Error, ValueError) as error:
        rule = "The cursor is not one that this list gave you; start from the first page."
        raise Invalid(rule, [Fault("query:cursor", rule)]) from error
    return payload


def _sign(payload: bytes, list_name: str, key: bytes) -> bytes:
    return digest(key, list_name.encode() + b"\0" + payload, sha256)[:_SIGNATURE_BYTES]


def _to_json(part: Any) -> Any:
    match part:
        case UUID():
            return {"id": str(part)}
        case datetime():
            return {"at": part.isoformat()}
        case _:
            return part


def _from_json(part: Any) -> Any:
    match part:
        case {"id": str(text)}:
            return UUID(text)
        case {"at": str(text)}:
            return datetime.fromisoformat(text)
        case _:
            return part
