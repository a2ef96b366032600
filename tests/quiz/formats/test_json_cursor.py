"""A cursor goes through JSON as the decoder that reads it whole."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.errors import Invalid
from quiz.formats import strict_json
from quiz.formats.json_cursor import Cursor

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 10**15) | st.text(max_size=3),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=2), below, max_size=3)
    ),
    max_leaves=12,
)


def gone_through(cursor: Cursor) -> Any:
    """What is at the cursor, put together from its parts."""
    if cursor.is_at("{"):
        return {name: gone_through(cursor) for name in cursor.members()}
    if cursor.is_at("["):
        return [gone_through(cursor) for _ in cursor.items()]
    return cursor.value()


def read(text: str) -> Any:
    cursor = Cursor(text)
    found = gone_through(cursor)
    cursor.end()
    return found


def refusal(reading: Any, text: str) -> str | None:
    try:
        reading(text)
    except Invalid as error:
        return error.detail
    return None


@settings(max_examples=200, deadline=None)
@given(VALUES, st.sampled_from([None, 1]))
def test_parts_make_up_the_whole(value: Any, indent: int | None) -> None:
    assert read(f" {json.dumps(value, indent=indent)}\n") == value


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='{}[]",: \n1a\\', max_size=12))
def test_what_the_decoder_refuses_is_refused_alike(text: str) -> None:
    assert (refusal(read, text) is None) == (refusal(strict_json.parse, text) is None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a" 1}', "Expecting ':' delimiter at line 1, column 6"),
        ('{"a": 1 "b": 2}', "Expecting ',' delimiter at line 1, column 9"),
        ("[1 2]", "Expecting ',' delimiter at line 1, column 4"),
        ("{1: 2}", "Expecting property name enclosed in double quotes at line 1, column 2"),
        ("[1,\n x]", "Expecting value at line 2, column 2"),
        ("[] []", "Extra data at line 1, column 4"),
        ("[", "Expecting value at line 1, column 2"),
    ],
)
def test_a_refusal_says_where_and_why(text: str, message: str) -> None:
    assert refusal(read, text) == f"The document must be JSON: {message}."
