"""Options evened out: neither a full stop nor a first capital tells one from the others."""

from collections.abc import Sequence


def evened(texts: Sequence[str], *, is_prose: bool) -> tuple[str, ...]:
    """The texts without what only their authors' habits tell apart.

    Full stops go unless all have one. Clauses (`is_prose`) begin with a capital if one of them
    does; names and words keep their letters.
    """
    plain = [text.strip() for text in texts]
    if not all(_is_stopped(text) for text in plain):
        plain = [text[:-1].rstrip() if _is_stopped(text) else text for text in plain]
    if is_prose and any(text[:1].isupper() for text in plain):
        plain = [_with_capital(text) for text in plain]
    return tuple(plain)


def _is_stopped(text: str) -> bool:
    """Whether the text ends in a full stop that is neither an abbreviation's nor an ellipsis'."""
    if not text.endswith((".", "。")) or text.endswith(".."):
        return False
    last = text.split()[-1]
    return last.count(".") < 2 and len(last) > 3


def _with_capital(text: str) -> str:
    """The text with a capital, where its first word is written in small letters throughout."""
    first = text.split(maxsplit=1)[0] if text.split() else ""
    return text[:1].upper() + text[1:] if first.islower() else text
