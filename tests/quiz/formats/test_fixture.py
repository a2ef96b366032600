"""The deck that ships with the project is what the reader and the writer make of its sample."""

import runpy
from pathlib import Path

from quiz.formats import by_name

ROOT = Path(__file__).parents[3]
DECK = ROOT / "fixtures/decks/stalin-power-struggle.json"


def test_the_fixture_is_what_its_script_makes_byte_for_byte() -> None:
    script = runpy.run_path(str(ROOT / "scripts/build-fixtures"))
    assert DECK.read_bytes() == script["stalin_power_struggle"]()


def test_the_fixture_reads_as_the_sample_does_but_for_its_language() -> None:
    with DECK.open("rb") as stream:
        (deck,) = by_name("recite_json").read(stream).decks
    with (ROOT / "fixtures/formats/brainscape-stalin-power-struggle.txt").open("rb") as stream:
        (page,) = by_name("brainscape").read(stream).decks
    assert (deck.language, deck.title, deck.subtitle) == ("en", page.title, "Focus Struggle")
    assert deck.cards == page.cards
