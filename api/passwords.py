"""Passwords, hashed with argon2id off the event loop.

The least cost that a service for real may set is OWASP's: 19 MiB and two passes
(Password Storage Cheat Sheet, "Argon2id").
"""

from dataclasses import dataclass
from functools import lru_cache

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

LEAST_MEMORY_KIB = 19_456
LEAST_PASSES = 2
LANES = 4
MEMORY_FLOOR_KIB = 8 * LANES
"""Less than 8 KiB a lane argon2 does not take (RFC 9106, 3.1)."""
AT_ONCE = 2
"""Hashes at the same time: each takes its memory and a core."""


@lru_cache(maxsize=1)
def _limiter() -> CapacityLimiter:
    return CapacityLimiter(AT_ONCE)


@lru_cache(maxsize=8)
def _hasher(memory_kib: int, passes: int) -> PasswordHash:
    return PasswordHash(
        (Argon2Hasher(memory_cost=memory_kib, time_cost=passes, parallelism=LANES),)
    )


@lru_cache(maxsize=8)
def _dummy_hash(memory_kib: int, passes: int) -> str:
    return _hasher(memory_kib, passes).hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and checks passwords at one cost: memory in KiB, and passes over it."""

    memory_kib: int
    passes: int

    async def hashed(self, password: str) -> str:
        """The argon2id hash to store, with its own salt and cost."""
        hasher = _hasher(self.memory_kib, self.passes)
        return await to_thread.run_sync(hasher.hash, password, limiter=_limiter())

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Whether the password fits the hash; takes as long when there is no account (`None`)."""
        fits = await to_thread.run_sync(self._fits, password, password_hash, limiter=_limiter())
        return fits and password_hash is not None

    def _fits(self, password: str, password_hash: str | None) -> bool:
        if password_hash is None:
            password_hash = _dummy_hash(self.memory_kib, self.passes)
        return _hasher(self.memory_kib, self.passes).verify(password, password_hash)
