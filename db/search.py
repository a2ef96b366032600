"""Search by words over a folded text column, the same on both databases."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, true

from quiz.words import folded

MAX_WORDS = 8


def has_words(column: SQLColumnExpression[Any], words: str) -> ColumnElement[bool]:
    """True where the folded text in `column` holds every word (the first eight), in any order."""
    parts = folded(words).split()[:MAX_WORDS]
    return and_(true(), *(column.contains(part, autoescape=True) for part in parts))
