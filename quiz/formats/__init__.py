"""Formats that decks come in and go out as, each a reader and perhaps a writer.

To add one: a module beside these with `name`, `detect`, `parts` and, where the format can hold
a document, `write`; one line in `_FORMATS`.
"""

from collections.abc import Iterator
from typing import BinaryIO, Protocol, runtime_checkable

from quiz.errors import Invalid
from quiz.formats.brainscape import Brainscape
from quiz.formats.document import Document, Part
from quiz.formats.recite_json import ReciteJson

HEAD_BYTES = 4096
"""So many bytes from the start of a source are enough for `detect`."""


class Format(Protocol):
    """A format that can be read."""

    @property
    def name(self) -> str:
        """The name that callers use, also the module's."""

    def detect(self, head: bytes) -> bool:
        """Whether a source that begins so is in this format."""

    def parts(self, stream: BinaryIO) -> Iterator[Part]:
        """What is in the stream, one part after another, to its end.

        Raises `Invalid`, with a place and a rule, for a source that is not in this format: at its
        end at the latest, so that nothing may be kept before that.
        """

    def read(self, stream: BinaryIO) -> Document:
        """All parts together. Raises like `parts`."""


@runtime_checkable
class WritableFormat(Format, Protocol):
    """A format that can be written too."""

    def write(self, document: Document) -> Iterator[bytes]:
        """The document in pieces; the same document always gives the same bytes."""


_FORMATS: tuple[Format, ...] = (
    ReciteJson(),
    Brainscape(),
)


def names() -> tuple[str, ...]:
    """The names of all formats."""
    return tuple(known.name for known in _FORMATS)


def detect(head: bytes) -> Format | None:
    """The format of a source that begins so, `None` if no format knows it."""
    return next((known for known in _FORMATS if known.detect(head[:HEAD_BYTES])), None)


def by_name(name: str) -> Format:
    """The format of that name. Raises `Invalid` if there is none."""
    for known in _FORMATS:
        if known.name == name:
            return known
    raise Invalid(f"There is no format {name!r}; the formats are {', '.join(names())}.")


def writable(name: str) -> WritableFormat:
    """The format of that name, to write. Raises `Invalid` if none is, or it is only read."""
    known = by_name(name)
    if isinstance(known, WritableFormat):
        return known
    raise Invalid(f"The format {name!r} can be read but not written.")
