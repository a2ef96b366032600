"""The Brainscape reader: the real sample, then pages that are odd, damaged or hostile."""

from io import BytesIO
from pathlib import Path

import pytest

from quiz import limits
from quiz.cards import BasicContent
from quiz.errors import Invalid
from quiz.formats import by_name, detect
from quiz.formats.brainscape import Brainscape
from quiz.formats.document import Document, DocumentDeck, Loss

SAMPLE = Path(__file__).parents[3] / "fixtures/formats/brainscape-stalin-power-struggle.txt"
RATINGS = "How well did you know this?\n1\nNot at all\n2\n3\n4\n5\nPerfectly\n"


def read(page: str) -> Document:
    return Brainscape().read(BytesIO(page.encode()))


def card(number: str, prompt: str, answer: str) -> str:
    return f"{number}\nQ\n\n{prompt}\n\nA\n\n{answer}\n\n{RATINGS}"


def page(*cards: str) -> str:
    return "\n".join(["Rivers Flashcards\n\nFocus Water\n", *cards])


def refusal(text: str) -> tuple[str, str]:
    """The place and the message of the error that reading raises."""
    with pytest.raises(Invalid) as caught:
        read(text)
    (fault,) = caught.value.faults
    return fault.pointer, fault.message


@pytest.fixture(scope="module")
def sample() -> Document:
    with SAMPLE.open("rb") as stream:
        return Brainscape().read(stream)


@pytest.fixture(scope="module")
def deck(sample: Document) -> DocumentDeck:
    return sample.decks[0]


def contents(deck: DocumentDeck) -> list[BasicContent]:
    return [found.content for found in deck.cards if isinstance(found.content, BasicContent)]


def test_the_sample_is_one_deck_with_its_title_and_section(deck: DocumentDeck) -> None:
    assert deck.title == (
        "power struggle between Stalin, Trotsky and other leading Bolshevik figures in the 1920s"
    )
    assert deck.subtitle == "Focus Struggle"
    assert deck.description is None


def test_the_sample_has_twelve_cards_in_order(deck: DocumentDeck) -> None:
    assert [content.prompt for content in contents(deck)] == [
        "Outline Leon Trotsky?",
        "Outline Lev Kamenev?",
        "Outline Grigori Zionoviev?",
        "Outline Nikolai Bukharin",
        "Summarise - changing factors and alliances, main players, and stalins accumulation of "
        "power",
        "Important factors of ?",
        "Lenin cult and testament",
        "Stalin party manoeuvring",
        "The Struggle for power",
        "What happened after the triumvirate?",
        "outcome of power struggle",
        "Stalins consolidation of power at the end of the 1920s",
    ]


def test_the_printed_number_is_only_metadata(deck: DocumentDeck) -> None:
    numbers = [found.metadata["number"] for found in deck.cards]
    assert numbers == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "10", "11"]
    assert all(found.external_id is None for found in deck.cards)


def test_every_answer_is_verbatim_between_its_a_and_the_question_below_it(
    deck: DocumentDeck,
) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    parts = [part.partition("\nHow well did you know this?")[0] for part in text.split("\nA\n")[1:]]
    assert [content.answer for content in contents(deck)] == [part.strip("\n") for part in parts]


def test_the_first_line_of_an_answer_keeps_its_indentation(deck: DocumentDeck) -> None:
    assert contents(deck)[0].answer.startswith("  • Mastermind of the October 1917 coup\n    -tran")


def test_nothing_of_the_boilerplate_is_left(deck: DocumentDeck) -> None:
    text = "\n".join(content.prompt + content.answer for content in contents(deck))
    assert "How well" not in text
    assert "Perfectly" not in text


def test_key_points_are_derived(deck: DocumentDeck) -> None:
    assert all(content.key_points and content.key_points_derived for content in contents(deck))


def test_the_prompt_with_a_hole_is_kept_and_listed_with_its_place(sample: Document) -> None:
    reason = "the prompt 'Important factors of ?' has a hole before its question mark"
    assert sample.losses == (Loss("line 118", reason, is_kept=True),)
    assert SAMPLE.read_text(encoding="utf-8").split("\n")[117] == "Important factors of ?"


def test_a_final_line_feed_makes_no_difference(sample: Document) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert text.endswith("5\nPerfectly")
    assert read(text + "\n\n") == sample


def test_line_ends_and_a_byte_order_mark_make_no_difference(sample: Document) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert read("\ufeff" + text.replace("\n", "\r\n")) == sample


def test_blank_lines_make_no_difference_but_inside_a_text() -> None:
    spaced = page(card("1", "Nile?", "long\n\nriver").replace("\n2\n3", "\n\n2\n\n3"))
    (found,) = contents(read(spaced).decks[0])
    assert (found.prompt, found.answer) == ("Nile?", "long\n\nriver")


def test_the_letter_a_may_be_an_answer() -> None:
    (found,) = contents(read(page(card("1", "First letter?", "A"))).decks[0])
    assert found.answer == "A"


def test_more_lines_before_the_cards_are_the_description() -> None:
    (deck,) = read("Rivers\nWater\nOf the world\nby me\n" + card("1", "Nile?", "long")).decks
    assert (deck.title, deck.subtitle, deck.description) == (
        "Rivers",
        "Water",
        "Of the world\nby me",
    )


def test_text_outside_the_cards_is_left_out_and_listed() -> None:
    document = read(page(card("1", "Nile?", "long"), "Decks in Rivers:\nmore\n"))
    reason = "text outside the cards, from 'Decks in Rivers:' on, is left out"
    assert document.losses == (Loss("lines 23 to 24", reason, is_kept=False),)


@pytest.mark.parametrize("prompt", ["What is it made of?", "Qui est-ce ?", "Is it 5 or ____?"])
def test_a_prompt_without_a_hole_is_not_doubted(prompt: str) -> None:
    assert read(page(card("1", prompt, "long"))).losses == ()


@pytest.mark.parametrize(
    ("text", "place", "rule"),
    [
        ("", "line:1", "the source is empty"),
        (" \n\n", "line:1", "the source is empty"),
        ("Rivers Flashcards\n\nFocus\n", "line:4", "the page must have cards"),
        (card("1", "Nile?", "long"), "line:1", "the page must begin with its title"),
        ("Flashcards\n\0", "line:2", "the source must not contain NUL"),
        ("– Flashcards\n" + card("1", "a", "b"), "line:1", "the title before the cards must not b"),
        ("x" * 301 + "\n" + card("1", "a", "b"), "line:1", "the title before the cards must have"),
        (page(card("1", "Nile?", "")), "line:5", "of card 1, answer must not be blank"),
        (page(card("1", "", "long")), "line:5", "of card 1, prompt must not be blank"),
        (page(card("1", "a", "x" * 20_001)), "line:5", "of card 1, answer must have at most"),
        (page("1\nQ\n\nNile?"), "line:8", "the page is cut off: 'A' must follow the prompt"),
        (page("1\nQ\nNile?\nA\nlong"), "line:9", "the page is cut off: 'How well"),
        (page("1\nQ\nNile?\nA\nb\n" + RATINGS[:44]), "line:14", "the page is cut off: '4' must fo"),
        (page("1\nQ\nNile?\nA\nb\n" + RATINGS[:-4]), "line:17", "under 'How well did you know thi"),
        (page(card("1", "a", "b"), "2\n"), "line:23", "the page is cut off: 'Q' must follow"),
        (page("1\nQ\nNile?\n" + RATINGS), "line:8", "'A' must come before this"),
        (page("1\nQ\nNile?\nA\nlong\n2\nQ\nOb?\nA\nb\n" + RATINGS), "line:10", "'How well did you"),
        (page("1\nQ\nNile?\n2\nQ\nOb?\nA\nb\n" + RATINGS), "line:8", "'A' must come before this"),
        (page("Q\nNile?\nA\nlong\n" + RATINGS), "line:5", "'Q' must belong to a card"),
        (page(card("1", "a", "b"), "Q\nOb?\nA\nlong\n" + RATINGS), "line:23", "'Q' must belong"),
    ],
)
def test_a_bad_page_is_refused_with_place_and_rule(text: str, place: str, rule: str) -> None:
    pointer, message = refusal(text)
    assert (pointer, message[: len(rule)]) == (place, rule)


def test_every_place_to_cut_the_sample_is_refused_or_reads_whole_cards(sample: Document) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    lines = text.split("\n")
    whole = {}
    for end in range(len(lines)):
        try:
            document = read("\n".join(lines[:end]))
        except Invalid:
            continue
        whole[len(document.decks[0].cards)] = document.decks[0].cards
    assert whole == {count: sample.decks[0].cards[:count] for count in range(1, 12)}


def test_what_is_not_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(Invalid, match=r"Line 2: the source must be UTF-8; byte 7 is not"):
        Brainscape().read(BytesIO(b"Rivers\n\xff\n"))


def test_a_page_past_the_limit_is_refused() -> None:
    with pytest.raises(Invalid, match="at most 33,554,432 bytes"):
        Brainscape().read(BytesIO(b"x" * (limits.DOCUMENT_BYTES + 1)))


def test_the_page_is_detected_by_its_cards() -> None:
    head = SAMPLE.read_bytes()[:4096]
    assert detect(head) == by_name("brainscape")
    assert Brainscape().detect(b"Rivers\r\n1\r\nQ\r\n\r\nNile?")
    assert not Brainscape().detect(b'{"text": "How well did you know this?"}')
    assert detect(b"Question,Answer\n") is None
