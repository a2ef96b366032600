"""Wrong options are of the key's kind, never right, and tell nothing of it."""

import re

import pytest
from making_decks import answered, basic, deck, deck_of, siblings, version

from quiz import making
from quiz.cards import (
    CardVersion,
    ChoiceContent,
    KeyPoint,
    NumericContent,
    Option,
    TypedContent,
)
from quiz.making import articles
from quiz.making.options import evened
from quiz.questions import Made
from quiz.responses import Format

SEEDS = range(12)


def made(cards: tuple[CardVersion, ...], seed: int = 0, language: str | None = "en") -> Made | None:
    return making.make(Format.CHOICE, cards[0], siblings(cards), seed=seed, language=language)


def options(
    cards: tuple[CardVersion, ...], seed: int = 0, language: str | None = "en"
) -> list[str]:
    question = made(cards, seed, language)
    if question is None:
        return []
    assert isinstance(question.asked, ChoiceContent)
    return [option.text for option in question.asked.options]


def over_seeds(cards: tuple[CardVersion, ...], language: str | None = "en") -> set[str]:
    return {text for seed in SEEDS for text in options(cards, seed, language)}


RIVERS = (
    ("River through Paris", "Seine"),
    ("River through London", "Thames"),
    ("River through Cairo", "Nile"),
    ("River through Vienna", "Danube"),
    ("River through Cologne", "Rhine"),
)


def test_the_answers_of_siblings_are_wrong_options() -> None:
    cards = answered(*RIVERS)
    assert over_seeds(cards) == {"Seine", "Thames", "Nile", "Danube", "Rhine"}
    assert len(options(cards)) == 4


def test_fewer_than_two_wrong_options_make_no_question() -> None:
    assert made(answered(*RIVERS[:3])) is not None
    assert made(answered(*RIVERS[:2])) is None


@pytest.mark.parametrize(
    "equivalent", ["the Seine", "seine", "Seine.", "La Seine", "Seine river", "Séine"]
)
def test_an_equivalent_of_the_key_is_no_wrong_option(equivalent: str) -> None:
    cards = answered(*RIVERS, ("River through Rouen", equivalent))
    assert equivalent not in over_seeds(cards)


def test_what_the_card_accepts_too_is_no_wrong_option() -> None:
    first = TypedContent(prompt="River through Paris", accepted=("Seine", "Sequana"))
    rest = [basic(*pair) for pair in (*RIVERS[1:], ("River of a goddess", "Sequana"))]
    assert "Sequana" not in over_seeds(deck_of(first, *rest))


def test_a_sibling_that_accepts_the_key_lends_nothing() -> None:
    other = TypedContent(prompt="River through Rouen", accepted=("Sequana", "Seine"))
    rest = [basic(*pair) for pair in RIVERS]
    assert "Sequana" not in over_seeds(deck_of(*rest, other))


def test_another_wording_of_a_siblings_point_counts_as_its_answer() -> None:
    point = KeyPoint("Sequana", alternatives=("Seine",))
    other = basic("River through Rouen", "Sequana")
    other = type(other)(prompt=other.prompt, answer=other.answer, key_points=(point,))
    assert "Sequana" not in over_seeds(deck_of(*(basic(*pair) for pair in RIVERS), other))


def test_the_answer_of_a_card_with_the_same_prompt_is_right_too() -> None:
    cards = answered(*RIVERS, ("The river through PARIS?", "Bièvre"), ("C", "Bièvre"))
    assert "Bièvre" not in over_seeds(cards)


def test_a_card_given_among_its_own_siblings_lends_itself_nothing() -> None:
    newer = answered(("River through Paris", "Bièvre"), *RIVERS[1:])
    cards = (answered(*RIVERS)[0], *newer)
    assert "Bièvre" not in over_seeds(cards)


def test_two_wrong_options_do_not_say_the_same() -> None:
    cards = answered(*RIVERS[:3], ("River through Oxford", "the Thames"))
    for seed in SEEDS:
        assert not {"Thames", "the Thames"} <= set(options(cards, seed))


def test_a_wrong_option_is_not_read_in_the_prompt() -> None:
    first = ("River through Paris, not the Rhine", "Seine")
    assert "Rhine" not in over_seeds(answered(first, *RIVERS[1:]))


def test_a_key_that_is_read_in_the_prompt_makes_no_question() -> None:
    assert made(answered(("Which river is the Seine?", "Seine"), *RIVERS[1:])) is None


@pytest.mark.parametrize(
    ("key", "stranger"),
    [
        ("Seine", "water"),
        ("Seine", "1924"),
        ("Seine", "NATO"),
        ("Seine", "Москва"),
        ("Seine", "5 July 1990"),
        ("1924", "Nile"),
        ("12 km", "13 kg"),
        ("12", "13.5"),
        ("5 July 1990", "1990"),
    ],
)
def test_another_kind_is_no_wrong_option(key: str, stranger: str) -> None:
    cards = answered(("Prompt", key), *RIVERS[1:], ("Other", stranger))
    assert stranger not in over_seeds(cards)


def test_a_number_is_asked_among_numbers_of_its_size() -> None:
    cards = answered(("Peaks", "8849"), ("Drops", "12"), ("Miles", "900000"), ("Hills", "8611"))
    shown = over_seeds(cards, None)
    assert "8611" in shown
    assert shown.isdisjoint({"12", "900000"})


def test_a_lone_number_gets_near_ones() -> None:
    card = deck_of(NumericContent(prompt="Free fall", value="9.81", unit="m/s²"))
    texts = options(card)
    assert len(texts) == 4
    assert all(text.endswith(" m/s²") and text.startswith(("9.", "10.")) for text in texts)
    question = made(card)
    assert question is not None
    assert [source.card_id for source in question.sources] == [card[0].card_id]


def test_numbers_of_the_deck_come_before_made_ones() -> None:
    cards = answered(("A", "1924"), ("B", "1905"), ("C", "1917"), ("D", "1929"), ("E", "1939"))
    for seed in SEEDS:
        question = made(cards, seed)
        assert question is not None
        assert len(question.sources) >= 3


def test_a_prompt_that_ends_in_an_article_fits_every_option() -> None:
    words = [("A fruit is an …", "apple"), ("B", "orange"), ("C", "olive"), ("D", "pear")]
    cards = answered(*words, ("E", "plum"))
    assert over_seeds(cards) == {"apple", "orange", "olive"}


@pytest.mark.parametrize(
    ("word", "other"), [("hour", "apple"), ("university", "dog"), ("European", "bird")]
)
def test_articles_go_by_sound(word: str, other: str) -> None:
    assert articles.agree("It is an", word, other, "en")
    assert not articles.agree("It is a", word, "apple" if other != "apple" else "dog", "en")


def test_an_article_of_another_language_is_none() -> None:
    assert articles.agree("Voy a", "comer", "andar", "es")
    assert not articles.agree("C’est l’", "eau", "pain", "fr")


def test_full_stops_and_first_capitals_tell_nothing() -> None:
    assert evened(["He left.", "they came"], is_prose=True) == ("He left", "They came")
    assert evened(["He left.", "They came."], is_prose=True) == ("He left.", "They came.")
    assert evened(["pH value", "NaCl", "Dr."], is_prose=False) == ("pH value", "NaCl", "Dr.")


def test_hints_explanation_and_pass_mark_come_from_the_card() -> None:
    first = TypedContent(
        "River through Paris", ("Seine",), hints=("not the Loire",), explanation="It is.", pass_at=1
    )
    question = made(deck_of(first, *(basic(*pair) for pair in RIVERS[1:])))
    assert question is not None
    assert isinstance(question.asked, ChoiceContent)
    assert question.asked.hints == ("not the Loire",)
    assert (question.asked.explanation, question.asked.pass_at) == ("It is.", 1)


def test_cards_that_are_choices_already_are_not_made_into_one() -> None:
    card = ChoiceContent("Which?", (Option("Seine", True), Option("Nile", False)))
    assert made((version(card, 99), *answered(*RIVERS))) is None


def outlines(seed: int, number: int) -> Made:
    cards = deck("struggle")
    question = making.make(Format.CHOICE, cards[number], siblings(cards), seed=seed, language="en")
    assert question is not None
    return question


def test_a_long_answer_is_asked_by_its_points_or_terms() -> None:
    prompts = {outlines(seed, 0).asked.prompt for seed in range(20)}
    assert "Outline Leon Trotsky?" in prompts
    assert "Outline Leon Trotsky?\n\nBy ____ he was driven out of Russia" in prompts


def test_every_card_of_the_fixture_deck_makes_a_choice_question() -> None:
    for number in range(12):
        for seed in range(5):
            assert outlines(seed, number).maker == "choices"


NAMES = ("trotsky", "kamenev", "zion|zinov", "bukharin")


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_points_do_not_name_whom_they_are_about(number: int) -> None:
    cards = deck("struggle")
    for question, asked in of_points(number):
        for option in asked.options:
            assert not re.search(NAMES[number], option.text.casefold())
            if not option.is_correct:
                [own] = [n for n in range(4) if option.text.casefold() in whole(cards[n])]
                assert not re.search(NAMES[own], option.text.casefold())
        lent = [int(source.card_id) - 1_000 for source in question.sources[1:]]
        assert set(lent) <= {0, 1, 2, 3}


def of_points(number: int) -> list[tuple[Made, ChoiceContent]]:
    """Questions about a card of which whole points are the options; there are some."""
    prompt = deck("struggle")[number].content.prompt
    made = [outlines(seed, number) for seed in range(40)]
    found = [
        (question, question.asked)
        for question in made
        if isinstance(question.asked, ChoiceContent) and question.asked.prompt == prompt
    ]
    assert found
    return found


def whole(card: CardVersion) -> str:
    return card.content.answer.casefold()  # type: ignore[union-attr]


def test_a_point_that_two_cards_have_is_neither_key_nor_wrong() -> None:
    for number in (1, 2):
        for _, asked in of_points(number):
            assert not [option for option in asked.options if "triumvirate" in option.text]


def test_cards_that_ask_something_else_lend_no_points() -> None:
    cards = answered(
        ("Outline Ada Lovelace", "- wrote the first program\n- translated a long article"),
        ("Why did it matter?", "- few people read it then\n- it was found again much later"),
        ("When was it lost?", "- soon after the first printing\n- nobody knows for certain now"),
    )
    assert made(cards) is None


def test_a_gap_is_not_read_elsewhere_in_the_question() -> None:
    cards = deck("struggle")
    for number in range(12):
        for seed in range(10):
            asked = outlines(seed, number).asked
            assert isinstance(asked, ChoiceContent)
            key = next(option.text for option in asked.options if option.is_correct)
            if asked.prompt != cards[number].content.prompt:
                assert key.casefold() not in asked.prompt.casefold()
