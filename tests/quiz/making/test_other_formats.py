"""True/false, matching, typed and cloze questions keep to their rules."""

import re
from collections import Counter

import pytest
from making_decks import answered, basic, deck, deck_of, siblings, version

from quiz import making
from quiz.cards import (
    BasicContent,
    CardVersion,
    ChoiceContent,
    ClozeContent,
    MatchingContent,
    NumericContent,
    Option,
    TypedContent,
    kind_of,
)
from quiz.making.likeness import form_of, shows
from quiz.questions import Made, Pins, Statement, formats_for, pins_from_json, pins_to_json
from quiz.responses import Format

CAPITALS = deck("capitals")


def made(
    format: Format, cards: tuple[CardVersion, ...], seed: int = 0, language: str | None = "en"
) -> Made | None:
    return making.make(format, cards[0], siblings(cards), seed=seed, language=language)


def statement(cards: tuple[CardVersion, ...], seed: int) -> Statement:
    question = made(Format.TRUE_FALSE, cards, seed)
    assert question is not None
    assert isinstance(question.asked, Statement)
    return question.asked


def test_a_statement_is_true_when_it_is_the_cards_answer() -> None:
    for seed in range(60):
        asked = statement(CAPITALS, seed)
        assert asked.prompt == "What is the capital of Afghanistan?"
        assert asked.is_true == (asked.statement == "Kabul")


def test_statements_are_true_half_the_time() -> None:
    truths = Counter(statement(CAPITALS, seed).is_true for seed in range(1_000))
    assert 440 < truths[True] < 560


def test_a_false_statement_names_who_lent_it() -> None:
    for seed in range(20):
        question = made(Format.TRUE_FALSE, CAPITALS, seed)
        assert question is not None
        assert isinstance(question.asked, Statement)
        assert len(question.sources) == (1 if question.asked.is_true else 2)


def test_a_choice_card_is_claimed_with_its_own_options() -> None:
    content = ChoiceContent(
        "What is the capital of Peru?",
        (Option("Lima", True), Option("Cusco", False), Option("None of the above", False)),
    )
    cards = (version(content, 500), *CAPITALS)
    assert {statement(cards, seed).statement for seed in range(30)} == {"Lima", "Cusco"}


def test_a_prompt_that_points_at_its_options_is_not_asked_without_them() -> None:
    content = ChoiceContent(
        "Which of the following is in Peru?", (Option("Lima", True), Option("Cali", False))
    )
    cards = (version(content, 500), *CAPITALS)
    assert made(Format.TRUE_FALSE, cards) is None


def pairs(cards: tuple[CardVersion, ...], seed: int) -> tuple[Made, MatchingContent]:
    question = made(Format.MATCHING, cards, seed)
    assert question is not None
    assert isinstance(question.asked, MatchingContent)
    return question, question.asked


def test_four_to_six_cards_are_matched_the_asked_one_first() -> None:
    sizes = set()
    for seed in range(30):
        question, asked = pairs(CAPITALS, seed)
        sizes.add(len(asked.pairs))
        assert len(question.sources) == len(asked.pairs)
        assert question.sources[0].card_id == CAPITALS[0].card_id
        by_id = {card.card_id: card for card in CAPITALS}
        for source, pair in zip(question.sources, asked.pairs, strict=True):
            assert by_id[source.card_id].content.prompt == pair.left
    assert sizes == {4, 5, 6}


def test_three_cards_are_too_few_to_match() -> None:
    assert made(Format.MATCHING, CAPITALS[:4]) is not None
    assert made(Format.MATCHING, CAPITALS[:3]) is None


def test_no_two_sides_of_a_matching_question_say_the_same() -> None:
    cards = answered(
        ("Paris lies on the", "Seine"),
        ("Rouen lies on the", "the Seine"),
        ("paris lies on THE", "Bièvre"),
        ("London lies on the", "Thames"),
        ("Cairo lies on the", "Nile"),
        ("Vienna lies on the", "Danube"),
    )
    for seed in range(20):
        _, asked = pairs(cards, seed)
        assert {pair.right for pair in asked.pairs} == {"Seine", "Thames", "Nile", "Danube"}


def test_the_four_people_of_the_fixture_deck_can_be_matched() -> None:
    for seed in range(20):
        _, asked = pairs(deck("struggle"), seed)
        assert len(asked.pairs) == 4
        for pair in asked.pairs:
            assert not re.search("trotsky|kamenev|zion|bukharin", pair.right.casefold())


def test_a_matching_question_is_asked_in_the_decks_language() -> None:
    assert made(Format.MATCHING, CAPITALS, language="de").asked.prompt == "Was gehört zusammen?"  # type: ignore[union-attr]
    assert made(Format.MATCHING, CAPITALS, language="xx").asked.prompt == "What belongs together?"  # type: ignore[union-attr]


def test_a_short_answer_is_typed_as_the_author_wrote_it() -> None:
    question = made(Format.TYPED, answered(("River through Paris", "Seine")))
    assert question is not None
    assert question.asked == TypedContent("River through Paris", ("Seine",))


@pytest.mark.parametrize("format", [Format.TYPED, Format.MATCHING])
def test_a_choice_card_is_not_asked_among_what_might_be_right_too(format: Format) -> None:
    content = ChoiceContent("Capital of Peru?", (Option("Lima", True), Option("Cali", False)))
    assert made(format, (version(content, 500), *CAPITALS)) is None


@pytest.mark.parametrize(
    "answer", ["six words are one too many", "- one\n- two", "It rains. It pours.", "x" * 41]
)
def test_a_longer_answer_is_not_typed(answer: str) -> None:
    assert made(Format.TYPED, answered(("Prompt", answer))) is None


def cloze(cards: tuple[CardVersion, ...], seed: int) -> ClozeContent | None:
    question = made(Format.CLOZE, cards, seed)
    if question is None:
        return None
    assert isinstance(question.asked, ClozeContent)
    return question.asked


def test_every_card_of_the_fixture_deck_makes_a_cloze_text() -> None:
    cards = deck("struggle")
    for card in cards:
        for seed in range(10):
            asked = cloze((card, *cards), seed)
            assert asked is not None
            assert 1 <= len(asked.gaps) <= 3
            numbers = [int(found) for found in re.findall(r"\{\{(\d+)\}\}", asked.prompt)]
            assert numbers == list(range(1, len(asked.gaps) + 1))
            assert asked.prompt.startswith(card.content.prompt)


def test_no_gap_is_read_in_what_is_shown() -> None:
    cards = deck("struggle")
    for card in cards:
        for seed in range(20):
            asked = cloze((card, *cards), seed)
            assert asked is not None
            shown = form_of(re.sub(r"\{\{\d+\}\}", " ", asked.prompt), "en")
            assert not [g for g in asked.gaps if shows(shown, form_of(g.accepted[0], "en"))]


def test_filling_the_gaps_gives_the_authors_text() -> None:
    cards = deck("struggle")
    for seed in range(20):
        asked = cloze(cards, seed)
        assert asked is not None
        text = asked.prompt
        for number, gap in enumerate(asked.gaps, start=1):
            text = text.replace(f"{{{{{number}}}}}", gap.accepted[0])
        assert " ".join(text.partition("\n\n")[2].split()) in " ".join(
            cards[0].content.answer.split()  # type: ignore[union-attr]
        )


def test_braces_of_the_author_mark_no_gap() -> None:
    cards = answered(
        ("What is {{1}}?", "- the {{2}} was used by Nasa\n- then Nasa left in {{{1999}}}")
    )
    for seed in range(10):
        asked = cloze(cards, seed)
        assert asked is not None
        assert re.findall(r"\{\{\d+\}\}", asked.prompt) == ["{{1}}"]


def test_a_hint_that_tells_a_gap_is_left_out() -> None:
    content = BasicContent("Outline", "- He left for Paris in 1924", hints=("in 1924", "by train"))
    for seed in range(10):
        asked = cloze(deck_of(content), seed)
        assert asked is not None
        assert asked.hints == (
            ("by train",) if asked.gaps[-1].accepted[0] == "1924" else ("in 1924", "by train")
        )


def test_short_words_are_no_gaps() -> None:
    assert cloze(answered(("Why?", "- it was so and they did not")), 0) is None


@pytest.mark.parametrize("format", list(Format))
@pytest.mark.parametrize(
    "content",
    [
        basic("River", "Seine"),
        TypedContent("River", ("Seine",)),
        NumericContent("Year", "1924"),
        ChoiceContent("River", (Option("Seine", True), Option("Nile", False))),
    ],
)
def test_what_a_card_is_asked_as_anyway_is_not_made(format: Format, content: object) -> None:
    card = version(content, 700)  # type: ignore[arg-type]
    if format in formats_for(kind_of(card.content)):
        assert made(format, (card, *CAPITALS)) is None


@pytest.mark.parametrize("format", list(making.MAKERS))
@pytest.mark.parametrize("name", ["capitals", "struggle", "vocabulary", "numbers"])
def test_whether_one_can_be_made_does_not_hang_on_the_seed(format: Format, name: str) -> None:
    cards = deck(name)
    lent = siblings(cards)
    for card in cards[:12]:
        can = making.can_make(format, card, lent, language="en")
        made_ones = [making.make(format, card, lent, seed=seed, language="en") for seed in range(6)]
        assert [question is not None for question in made_ones] == [can] * 6


@pytest.mark.parametrize("format", list(making.MAKERS))
def test_the_order_and_number_of_siblings_given_does_not_matter(format: Format) -> None:
    cards = deck("capitals")[1:]
    one = making.make(format, cards[0], siblings(cards), seed=7, language="en")
    other = making.make(format, cards[0], siblings(cards[::-1] + cards), seed=7, language="en")
    assert one == other


@pytest.mark.parametrize("format", list(making.MAKERS))
def test_what_was_made_is_stored_and_read_back(format: Format) -> None:
    name = "struggle" if format is Format.CLOZE else "capitals"
    cards = deck(name)
    question = made(format, cards[1:], 5)
    assert question is not None
    pins = Pins(language="en", made=question)
    assert pins_from_json(pins_to_json(pins)) == pins


def test_formats_are_drawn_among_those_that_can_be_made() -> None:
    card, lent = CAPITALS[1], siblings(CAPITALS)
    drawn = Counter(
        making.pick_format(card, lent, list(Format), seed=seed, language="en")
        for seed in range(200)
    )
    assert set(drawn) == {Format.CHOICE, Format.TRUE_FALSE, Format.MATCHING, Format.TYPED}
    assert min(drawn.values()) > 30


def test_no_format_is_picked_where_nothing_can_be_made() -> None:
    alone = answered(("Why?", "it is so"))[0]
    assert making.pick_format(alone, (), [Format.CHOICE], seed=1, language=None) is None
