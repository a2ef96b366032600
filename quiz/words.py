"""The folded form of text that search compares."""

import unicodedata

from quiz.marks import stream_safe


def folded(*texts: str | None) -> str:
    """The texts in one line, without case, accents over base letters or runs of white space."""
    joined = " ".join(text for text in texts if text)
    if joined.isascii():
        return " ".join(joined.lower().split())
    decomposed = unicodedata.normalize("NFKD", stream_safe(joined.casefold()))
    bare = "".join(c for c in decomposed if unicodedata.category(c) != "Mn" or not _is_accent(c))
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def _is_accent(mark: str) -> bool:
    """Whether a combining mark is an accent (U+0300..U+036F), not a letter of its script."""
    return "\u0300" <= mark <= "\u036f"
