"""Texts that say the same are found, and different ones are kept apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.making.likeness import contains, form_of, same, shows


def says_same(one: str, other: str, language: str | None = "en") -> bool:
    return same(form_of(one, language), form_of(other, language), {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paris", "paris"),
        ("Brasília", "Brasilia"),
        ("the Red Army", "Red Army"),
        ("la casa", "casa"),
        ("el mar", "la mar"),
        ("Red Army.", "“Red Army”"),
        ("democracy", "democracies"),
        ("black and white", "white and black"),
        ("Guinea", "Equatorial Guinea"),
        ("1,000 m", "1000 m"),
        ("0.50", "0.5"),
        ("organisation", "organization"),
        ("close associate with Lenin in exile", "he was a close associate with Lenin abroad"),
        ("in 1923 he joined the anti Trotsky triumvirate", "joined the anti-Trotsky triumvirate"),
    ],
)
def test_these_say_the_same(one: str, other: str) -> None:
    assert says_same(one, other)
    assert says_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Paris", "Lima"),
        ("1923", "1924"),
        ("in 1923 he joined the party", "in 1924 he joined the party"),
        ("9.81 m", "9.8 m"),
        ("Slovakia", "Slovenia"),
        ("North Korea", "South Korea"),
        ("to run", "to eat"),
        ("+", "-"),
        ("", "Lima"),
    ],
)
def test_these_do_not(one: str, other: str) -> None:
    assert not says_same(one, other)
    assert not says_same(other, one)


def test_words_that_many_texts_have_weigh_little() -> None:
    one, other = form_of("the capital town of Peru", "en"), form_of("capital town of Chile", "en")
    assert same(one, other, {})
    assert not same(one, other, {"capit": 0.1, "town": 0.1, "of": 0.1})


def test_a_thousand_is_read_by_the_language() -> None:
    assert says_same("1.000 m", "1000 m", "de")
    assert not says_same("1.000 m", "1000 m", "en")


def test_without_a_language_no_stems_are_guessed() -> None:
    assert says_same("running", "run", "en")
    assert not says_same("running", "run", None)


def test_in_scripts_without_spaces_a_part_is_contained() -> None:
    assert contains(form_of("日本語", "ja"), form_of("日本", "ja"))


@pytest.mark.parametrize("text", ["They met Lenins wife", "Lenin’s wife", "LENIN"])
def test_a_term_is_read_also_inflected(text: str) -> None:
    assert shows(form_of(text, "en"), form_of("Lenin", "en"))


def test_a_misspelled_name_is_read() -> None:
    assert shows(form_of("Zioneviev persuaded him", "en"), form_of("Zinoviev", "en"))


@given(st.text(max_size=60))
def test_every_text_says_the_same_as_itself(text: str) -> None:
    assert says_same(text, text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_it_holds_both_ways(one: str, other: str) -> None:
    assert says_same(one, other) == says_same(other, one)
