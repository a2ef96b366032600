"""Passwords, hashed with argon2id off the event loop."""

from functools import lru_cache

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_HASHER = PasswordHash((Argon2Hasher(),))
AT_ONCE = 2
"""Hashes at the same time: each takes 64 MiB and a core."""


@lru_cache(maxsize=1)
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


async def hash_password(password: str) -> str:
    """The argon2id hash to store, with its own salt and parameters."""
    return await to_thread.run_sync(_HASHER.hash, password, limiter=_limiter())


async def verify(password: str, password_hash: str | None) -> bool:
    """Whether the password fits the hash; takes as long when there is no account (`None`)."""
    fits = await to_thread.run_sync(_fits, password, password_hash, limiter=_limiter())
    return fits and password_hash is not None


def _fits(password: str, password_hash: str | None) -> bool:
    return _HASHER.verify(password, _dummy_hash() if password_hash is None else password_hash)


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _HASHER.hash("nobody has this password")
