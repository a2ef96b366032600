"""The registry of formats."""

import pytest

from quiz.errors import Invalid
from quiz.formats import by_name, names, writable


def test_every_format_is_found_by_its_name() -> None:
    assert [by_name(name).name for name in names()] == list(names())
    assert set(names()) >= {"brainscape", "recite_json"}


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"no format 'pickle'; the formats are recite_json, brain"):
        by_name("pickle")


def test_a_format_that_cannot_hold_a_document_is_not_written() -> None:
    with pytest.raises(Invalid, match="'brainscape' can be read but not written"):
        writable("brainscape")
