"""Language tags, and the tables kept by them."""

import pytest
import snowballstemmer

from quiz.grading.recall.marking import mark
from quiz.grading.short_answers import numerals
from quiz.key_points import derive
from quiz.languages import STEMMERS, base_language


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("eng", "en"),
        ("GER-AT", "de"),
        ("nn", "nb"),
        ("zh-Hant-TW", "zh"),
        ("cy", "cy"),
        ("und", None),
        ("", None),
        (None, None),
    ],
)
def test_the_language_of_a_tag(tag: str | None, language: str | None) -> None:
    assert base_language(tag) == language


@pytest.mark.parametrize("tag", ["en", "en-GB", "eng", "ENG"])
def test_however_it_is_tagged_an_opposite_is_seen(tag: str) -> None:
    card = derive("- Days get shorter and colder\n- Chlorophyll is broken down")
    text = "Days get longer and warmer. Chlorophyll is not broken down."
    assert "contradiction" in mark("What happens in autumn?", card, None, tag, text).evidence.flags


def test_every_stemmer_is_one_that_snowball_has() -> None:
    assert set(STEMMERS.values()) <= set(snowballstemmer.algorithms())


@pytest.mark.parametrize("code", ["gl", "is", "vi"])
def test_a_lone_comma_parts_decimals_where_the_language_writes_so(code: str) -> None:
    read = numerals.read("1,500", 0, code)
    assert read is not None
    assert read.values == (1.5,)
