"""Text sources: a stream of bytes read whole, within bounds, as UTF-8."""

from codecs import BOM_UTF8
from typing import BinaryIO

from quiz import limits
from quiz.errors import Fault, Invalid

_CHUNK_BYTES = 1 << 20


def refusal(line: int, rule: str) -> Invalid:
    """The error for a text source that breaks a rule at a line, counted from 1."""
    return Invalid(f"Line {line}: {rule}", [Fault(f"line:{line}", rule)])


def read(stream: BinaryIO, *, most: int = limits.DOCUMENT_BYTES) -> str:
    """The text of a stream, without a byte order mark.

    Raises `Invalid` if it is longer than `most` bytes, empty, not UTF-8 or has a NUL in it.
    """
    data = _bounded(stream, most).removeprefix(BOM_UTF8)
    if not data.strip():
        raise refusal(1, "the source is empty; it must hold a deck.")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(line, f"the source must be UTF-8; byte {error.start} is not.") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise refusal(line, "the source must not contain NUL characters.")
    return text


def _bounded(stream: BinaryIO, most: int) -> bytes:
    """The bytes of a stream that may give them in short pieces."""
    data = bytearray()
    while piece := stream.read(_CHUNK_BYTES):
        data += piece
        if len(data) > most:
            rule = f"the source must have at most {most:,} bytes; send it in parts."
            raise Invalid(f"Too long: {rule}", [Fault("", rule)])
    return bytes(data)
