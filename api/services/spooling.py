"""Keeps what is made now and used later: small things in memory, large ones in a file that nobody
else sees and that is gone with its last user."""

import pickle
import tempfile
import weakref
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

MEMORY_BYTES = 1 << 20
"""As much is kept in memory before a file is made."""


class Spool(Generic[T]):
    """Things in the order in which they were put in; one is in memory at a time."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES)  # noqa: SIM115 closed below
        weakref.finalize(self, self._file.close)

    def put(self, thing: T) -> None:
        """Add a thing that can be pickled."""
        pickle.dump(thing, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def __iter__(self) -> Iterator[T]:
        """All things, from the first; one going through at a time, and nothing is put in then."""
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            thing: T = pickle.load(self._file)  # noqa: S301 nobody else has written it
            yield thing
