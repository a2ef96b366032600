"""Credentials as text: signed access tokens, opaque refresh tokens and invitations, API keys.

Access tokens are JWTs (RFC 7519, RFC 9068's claims where they fit), signed with HS256 by this
service for itself. Opaque secrets carry 256 random bits and are stored as their SHA-256. API keys
end in a CRC-32 of what stands before it, so that a mistyped or made-up key is refused unread.
"""

import base64
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any, NamedTuple
from uuid import UUID

from cachetools import TTLCache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from quiz.access import Caller, CallerKind, Scope
from quiz.errors import Unauthenticated

ISSUER = "recite"
AUDIENCE = "recite-api"
ALGORITHM = "HS256"
KEY_PREFIX = "rk_live_"
_CHECKSUM_LENGTH = 6
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class AccessTokens:
    """Issues and reads access tokens with one signing key of 32 bytes."""

    key: bytes

    def issue(self, caller: Caller, *, now: datetime, lifetime: timedelta) -> str:
        """A token that stands for `caller` until `now + lifetime`."""
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": caller.subject,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "kind": caller.kind.value,
            "scope": " ".join(sorted(caller.scopes)),
        }
        for name in ("account_id", "learner_id", "workspace_id", "sign_in_id"):
            value = getattr(caller, name)
            if value is not None:
                claims[name] = str(value)
        return jwt.encode({"alg": ALGORITHM, "typ": "at+jwt"}, claims, OctKey.import_key(self.key))

    def read(self, token: str, *, now: datetime) -> Caller:
        """The caller that a token of ours stands for. Raises `Unauthenticated`.

        What a token says, if it is one of ours, is found once; whether it counts, each time.
        """
        said = _said.get((self.key, token))
        if said is None:
            said = _said[self.key, token] = self._verified(token)
        if not said.issued_at <= now.timestamp():
            raise Unauthenticated("The access token is not valid yet.")
        if not now.timestamp() < said.expires_at:  # Also for NaN, which is never less or more.
            raise Unauthenticated("The access token has expired; use the refresh token.")
        return said.caller

    def _verified(self, token: str) -> "_Said":
        try:
            decoded = jwt.decode(token, OctKey.import_key(self.key), algorithms=[ALGORITHM])
            claims = decoded.claims
            if decoded.header.get("typ") != "at+jwt":
                raise Unauthenticated("This is not an access token.")
            if claims["iss"] != ISSUER or claims["aud"] != AUDIENCE:
                raise Unauthenticated("The access token was issued for something else.")
            caller = Caller(
                kind=CallerKind(claims["kind"]),
                scopes=frozenset(Scope(name) for name in claims["scope"].split()),
                account_id=_id(claims.get("account_id")),
                learner_id=_id(claims.get("learner_id")),
                workspace_id=_id(claims.get("workspace_id")),
                sign_in_id=_id(claims.get("sign_in_id")),
            )
            return _Said(caller, _seconds(claims["iat"]), _seconds(claims["exp"]))
        except (JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            raise Unauthenticated("The access token is not valid.") from error


class _Said(NamedTuple):
    """What a token that we signed says: whom it stands for, and from when until when, in seconds
    since 1970."""

    caller: Caller
    issued_at: float
    expires_at: float


_said: TTLCache[tuple[bytes, str], _Said] = TTLCache(10_000, ttl=600)
"""By signing key and token; of a newcomer who never comes again for ten minutes."""


def _seconds(value: Any) -> float:
    if not isinstance(value, int | float):
        raise TypeError("an instant in a token is a number")
    return value


def _id(value: Any) -> UUID | None:
    return None if value is None else UUID(value)


def new_secret(prefix: str) -> str:
    """An opaque secret of 256 bits behind a prefix that tells what it is for."""
    return prefix + base64.urlsafe_b64encode(token_bytes(32)).rstrip(b"=").decode()


def new_api_key() -> str:
    """A fresh API key: prefix, 256 random bits, checksum."""
    body = base62(int.from_bytes(token_bytes(32), "big")).rjust(43, "0")
    return KEY_PREFIX + body + _checksum(body)


def is_api_key(text: str) -> bool:
    """Whether the text is well-formed as an API key, checksum included."""
    body = text.removeprefix(KEY_PREFIX)
    return (
        text.startswith(KEY_PREFIX)
        and len(body) == 43 + _CHECKSUM_LENGTH
        and body.isascii()
        and _checksum(body[:-_CHECKSUM_LENGTH]) == body[-_CHECKSUM_LENGTH:]
    )


def _checksum(body: str) -> str:
    return base62(zlib.crc32(body.encode())).rjust(_CHECKSUM_LENGTH, "0")


def base62(number: int) -> str:
    """A number >= 0 in digits and letters."""
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _BASE62[rest] + digits
    return digits or "0"


def hashed(secret: str) -> str:
    """The SHA-256 that a secret is stored and found by, in hexadecimal."""
    return sha256(secret.encode()).hexdigest()
