"""Folding forgives how an answer is written and never what it says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.grading.folding import Difference, folded, forgiven_between, plain

ALL = frozenset(Difference)

SAME_ANSWER = [
    ("Lenin", "Lenin", ()),
    ("lenin", "Lenin", ("case",)),
    ("ΣΊΣΥΦΟΣ", "Σίσυφος", ("case",)),
    ("Straße", "STRASSE", ("case",)),
    ("Lenin.", "Lenin", ("punctuation",)),
    ("“Lenin”!", "Lenin", ("punctuation",)),
    ("USA", "U.S.A.", ("punctuation",)),
    ("dont", "don’t", ("punctuation",)),
    ("follow up", "follow-up", ("punctuation",)),
    ("café bar", "café-bar", ("punctuation",)),
    ("Paris,France", "Paris France", ("punctuation",)),
    ("Moscow, 1905", "Moscow 1905", ("punctuation",)),
    ("1905.", "1905", ("punctuation",)),
    ("1980's", "1980s", ("punctuation",)),
    ("Hague", "The Hague", ("article",)),
    ("an hour", "hour", ("article",)),
    ("a T-cell", "T-cell", ("article",)),
    ("the 39 steps", "39 steps", ("article",)),
    ("cafe", "café", ("diacritics",)),
    ("Malmo", "Malmö", ("diacritics",)),
    ("Lodz", "Łódź", ("diacritics",)),
    ("oeuvre", "œuvre", ("diacritics",)),
    ("Αθηνα", "Αθήνα", ("diacritics",)),
    ("еще", "ещё", ("diacritics",)),
    (" Leon  Trotsky\n", "Leon Trotsky", ("spacing",)),
    ("C ++", "C++", ("spacing",)),
    ("50 %", "50%", ("spacing",)),
    ("x = 5", "x=5", ("spacing",)),
    ("- 5", "-5", ("spacing",)),
    ("1905 - 1917", "1905–1917", ("spacing",)),
    ("“The Hague”", "hague", ("case", "punctuation", "article")),
    ("the cafe!", "Café", ("case", "punctuation", "article", "diacritics")),
]

SAME_UNICODE = [
    ("cafe\u0301", "café"),
    ("\ufb01n", "fin"),
    ("\uff15", "5"),
    ("don't", "don’t"),
    ("\u22125", "-5"),
    ("H₂O", "H2O"),
    ("mc²", "mc^2"),
    ("10⁻³", "10^-3"),
    ("3½", "3 1/2"),
    ("\u200fשלום\u200e", "שלום"),
    ('צה"ל', "צה״ל"),
    ("co\u00adoperate", "cooperate"),
    ("각", "\u1100\u1161\u11a8"),
]

DIFFERENT_ANSWERS = [
    ("+", "-"),
    ("?", "!"),
    ("...", "?"),
    ("C", "C++"),
    ("C", "C#"),
    ("O", "O-"),
    ("AB+", "AB-"),
    ("NET", ".NET"),
    ("ATT", "AT&T"),
    ("50", "50%"),
    ("init", "__init__"),
    ("5", "-5"),
    ("5", "- 5"),
    ("5", "–5"),
    ("35", "3.5"),
    ("3 5", "3. 5"),
    ("5", ".5"),
    ("1000", "1,000"),
    ("31", "3:1"),
    ("5", "5!"),
    ("5'", '5"'),
    ("102", "10²"),
    ("11/2", "1½"),
    ("[0,1]", "[0,1)"),
    ("19051917", "1905-1917"),
    ("=", "≠"),
    ("b", "a + b"),
    ("4", "A 4"),
    ("a", "an"),
    ("a", ""),
    ("the", ""),
    ("Smith", "A. Smith"),
    ("therapist", "the rapist"),
    ("कि", "की"),
    ("क", "कि"),
    ("か", "が"),
    ("กา", "ก่า"),
    ("عَلَم", "عِلْم"),
    ("می‌خواهم", "میخواهم"),
    ("١", "٢"),
]


@pytest.mark.parametrize(("given_text", "accepted", "forgiven"), SAME_ANSWER)
def test_the_least_that_makes_two_writings_equal_is_forgiven(
    given_text: str, accepted: str, forgiven: tuple[str, ...]
) -> None:
    assert forgiven_between(given_text, accepted, ALL) == forgiven
    assert forgiven_between(accepted, given_text, ALL) == forgiven


@pytest.mark.parametrize(("given_text", "accepted"), SAME_UNICODE)
def test_two_spellings_of_unicode_are_one_text(given_text: str, accepted: str) -> None:
    assert given_text != accepted
    assert forgiven_between(given_text, accepted, ALL) == ()


@pytest.mark.parametrize(("given_text", "accepted"), DIFFERENT_ANSWERS)
def test_different_answers_stay_different(given_text: str, accepted: str) -> None:
    assert forgiven_between(given_text, accepted, ALL) is None
    assert forgiven_between(accepted, given_text, ALL) is None


@pytest.mark.parametrize("difference", Difference)
def test_only_what_may_be_forgiven_is(difference: Difference) -> None:
    needed = {
        Difference.CASE: ("lenin", "Lenin"),
        Difference.PUNCTUATION: ("Lenin!", "Lenin"),
        Difference.ARTICLE: ("the Hague", "Hague"),
        Difference.DIACRITICS: ("cafe", "café"),
        Difference.SPACING: ("Lenin ", "Lenin"),
    }
    given_text, accepted = needed[difference]
    assert forgiven_between(given_text, accepted, ALL - {difference}) is None
    assert forgiven_between(given_text, accepted, {difference}) == (difference,)


TEXTS = st.text() | st.text(alphabet="aAbé-+.,!?'\"5² ½#()\u0301the\ud800\u200b")


@settings(deadline=None)
@given(TEXTS)
def test_a_text_equals_itself(text: str) -> None:
    assert forgiven_between(text, text, ALL) == ()


@settings(deadline=None)
@given(TEXTS)
def test_no_text_is_folded_away(text: str) -> None:
    assert (folded(text, ALL).strip() == "") == (plain(text).strip() == "")


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_two_texts_are_as_equal_one_way_as_the_other(first: str, second: str) -> None:
    assert forgiven_between(first, second, ALL) == forgiven_between(second, first, ALL)
