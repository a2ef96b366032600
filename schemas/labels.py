"""Short texts that decks and cards share: tags, the author's own ids, words to search for."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from quiz import limits
from quiz.words import folded


def _unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _storable(value: str) -> str:
    if not limits.is_storable(value):
        raise ValueError("text must not hold NUL characters or lone surrogates")
    return value


def _searchable(value: str) -> str:
    if not folded(_storable(value)):
        raise ValueError("must hold a word to look for")
    return value


Tag = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.TAG_CHARS),
    AfterValidator(_storable),
]
Tags = Annotated[list[Tag], Field(max_length=limits.TAGS), AfterValidator(_unique)]
ExternalId = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=limits.EXTERNAL_ID_CHARS)
]
SearchWords = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_searchable)]
"""Words that must all occur, in any order, without regard to case and accents."""
