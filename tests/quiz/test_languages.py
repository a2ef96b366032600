"""Language tags, and the tables kept by them."""

import pytest
import snowballstemmer

from quiz.grading.short_answers import numerals
from quiz.languages import STEMMERS, primary


@pytest.mark.parametrize(
    ("tag", "expected"), [("pt-BR", "pt"), ("DE", "de"), ("zh-Hant-TW", "zh"), ("", None)]
)
def test_the_primary_language_is_the_first_part(tag: str, expected: str | None) -> None:
    assert primary(tag) == expected
    assert primary(None) is None


def test_every_stemmer_is_one_that_snowball_has() -> None:
    assert set(STEMMERS.values()) <= set(snowballstemmer.algorithms())


@pytest.mark.parametrize("code", ["gl", "is", "vi"])
def test_a_lone_comma_parts_decimals_where_the_language_writes_so(code: str) -> None:
    read = numerals.read("1,500", 0, code)
    assert read is not None
    assert read.values == (1.5,)
