"""Near answers and words of the deck stand around a question to type; far ones do not."""

from uuid import UUID

import pytest

from quiz.cards import BasicContent, CardVersion, ClozeContent, Content, Gap, TypedContent
from quiz.surroundings import MOST_OTHERS, MOST_WORDS, around


def cards(*contents: Content) -> list[CardVersion]:
    return [CardVersion(UUID(int=n), UUID(int=99), 1, c) for n, c in enumerate(contents)]


def typed(prompt: str, *accepted: str) -> TypedContent:
    return TypedContent(prompt=prompt, accepted=accepted)


def test_near_answers_of_other_cards_are_others() -> None:
    found = around(typed("P", "Austria"), cards(typed("a", "Australia"), typed("b", "Mongolia")))
    assert found.others == ("Australia",)


def test_gaps_of_other_cards_are_answers_too() -> None:
    other = ClozeContent(prompt="{{1}}", gaps=(Gap(("Iran",)),))
    assert around(typed("P", "Iraq"), cards(other)).others == ("Iran",)


def test_near_words_of_prompts_and_answers_are_words() -> None:
    other = BasicContent(prompt="The affects of it", answer="It was effective, and infects.")
    found = around(typed("How does it effect?", "effects"), cards(other))
    assert set(found.words) >= {"affects", "infects", "effect"}
    assert "was" not in found.words


def test_what_is_accepted_is_not_around() -> None:
    found = around(typed("Oslo or oslo", "Oslo", "Osla"), cards(typed("a", "OSLO")))
    assert found.others == ()
    assert not {"oslo", "osla"} & set(found.words)


def test_a_short_text_has_only_very_near_ones_around() -> None:
    found = around(typed("P", "Oslo"), cards(typed("a", "Rome"), typed("b", "Osla")))
    assert found.others == ("Osla",)


def test_every_gap_is_looked_around() -> None:
    asked = ClozeContent(prompt="{{1}} {{2}}", gaps=(Gap(("Iraq",)), Gap(("Niger",))))
    found = around(asked, cards(typed("a", "Iran"), typed("b", "Nigeria")))
    assert set(found.others) == {"Iran", "Nigeria"}


def test_there_are_at_most_so_many() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    others = cards(*(typed(f"{a}{b}istant", f"{a}{b}stance") for a in letters for b in letters))
    found = around(typed("P", "distance"), others)
    assert len(found.others) == MOST_OTHERS
    assert len(found.words) == MOST_WORDS


@pytest.mark.parametrize("content", [BasicContent(prompt="P", answer="Oslo")])
def test_nothing_stands_around_other_questions(content: BasicContent) -> None:
    assert around(content, cards(typed("a", "Osla"))).others == ()


def test_the_nearest_come_first() -> None:
    found = around(typed("P", "distance"), cards(typed("a", "instance"), typed("b", "distances")))
    assert found.others == ("distances", "instance")
