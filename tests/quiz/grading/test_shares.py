"""What each card of a question earned: its own pair, or else the whole."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import grading
from quiz.cards import BasicContent, CardVersion, Content, MatchingContent, Pair, TypedContent
from quiz.grading.shares import Share, shares
from quiz.questions import (
    OPTION_IDS,
    Made,
    Pins,
    Question,
    Source,
    Statement,
    left_order,
    rights_in_order,
)
from quiz.responses import (
    FlipResponse,
    Format,
    FreeTextResponse,
    MatchingResponse,
    Response,
    TrueFalseResponse,
    TypedResponse,
)

DECK = UUID(int=9)
RIVERS = MatchingContent(
    "Which river?",
    (
        Pair("Paris", "Seine"),
        Pair("London", "Thames"),
        Pair("Cairo", "Nile"),
        Pair("Vienna", "Danube"),
    ),
)
SOURCES = tuple(Source(UUID(int=number), version=10 + number) for number in range(1, 5))
SEEDS = st.integers(0, 2**63 - 1)
CHOSEN = st.lists(st.sampled_from("abcd"), max_size=4)


def question(content: Content, format: Format, made: Made | None = None, seed: int = 0) -> Question:
    card = CardVersion(SOURCES[0].card_id, DECK, SOURCES[0].version, content)
    return Question(UUID(int=8), card, format, seed=seed, position=1, pins=Pins(made=made))


def rivers(seed: int) -> Question:
    """A matching question made of four cards."""
    own = TypedContent("River through Paris", ("Seine",))
    return question(own, Format.MATCHING, Made("matching", "1", SOURCES, RIVERS), seed)


def earned(asked: Question, response: Response, confidence: int | None = None) -> tuple[Share, ...]:
    return shares(asked, grading.grade(asked, response, confidence=confidence))


def given_for(asked: Question, **rivers: str) -> MatchingResponse:
    """These rivers for these cities, by the ids under which the question shows them."""
    order = left_order(RIVERS, asked.seed)
    lefts = {RIVERS.pairs[index].left: str(n) for n, index in enumerate(order, start=1)}
    rights = dict(zip(rights_in_order(RIVERS, asked.seed), OPTION_IDS, strict=False))
    return MatchingResponse({lefts[city]: rights[river] for city, river in rivers.items()})


@pytest.mark.parametrize("seed", [0, 7, 2**63 - 1])
def test_each_card_earns_its_own_pair(seed: int) -> None:
    asked = rivers(seed)
    given = given_for(asked, Paris="Seine", London="Nile", Cairo="Thames", Vienna="Danube")
    assert earned(asked, given) == (
        Share(SOURCES[0].card_id, DECK, 11, 1.0, is_right=True),
        Share(SOURCES[1].card_id, DECK, 12, 0.0, is_right=False),
        Share(SOURCES[2].card_id, DECK, 13, 0.0, is_right=False),
        Share(SOURCES[3].card_id, DECK, 14, 1.0, is_right=True),
    )


def test_what_was_left_out_earns_nothing() -> None:
    asked = rivers(3)
    given = given_for(asked, Cairo="Nile")
    assert [share.fraction for share in earned(asked, given)] == [0, 0, 1, 0]


@settings(deadline=None)
@given(SEEDS, CHOSEN)
def test_the_cards_together_earned_what_the_answer_did(seed: int, chosen: list[str]) -> None:
    asked = rivers(seed)
    pairs = {str(place): right for place, right in enumerate(chosen, start=1)}
    grade = grading.grade(asked, MatchingResponse(pairs), confidence=None)
    assert sum(share.fraction for share in shares(asked, grade)) == 4 * (grade.fraction or 0)


def test_a_matching_card_is_one_card() -> None:
    asked = question(RIVERS, Format.MATCHING)
    assert asked.paired == ()
    given = given_for(asked, Paris="Seine", London="Thames", Cairo="Nile")
    assert earned(asked, given) == (Share(SOURCES[0].card_id, DECK, 11, 0.75, is_right=True),)


def test_cards_that_lent_wrong_options_earn_nothing() -> None:
    statement = Statement("River through Paris", "Nile", is_true=False)
    asked = question(
        TypedContent("River through Paris", ("Seine",)),
        Format.TRUE_FALSE,
        Made("true_false", "1", SOURCES, statement),
    )
    assert asked.paired == ()
    [share] = earned(asked, TrueFalseResponse(is_true=False))
    assert (share.card_id, share.fraction, share.is_right) == (SOURCES[0].card_id, 1, True)


def test_a_card_that_is_asked_as_it_is_earns_the_whole() -> None:
    asked = question(TypedContent("Capital of Norway?", ("Oslo",)), Format.TYPED)
    assert [share.fraction for share in earned(asked, TypedResponse("Bergen"))] == [0]
    flipped = question(BasicContent("Outline Amundsen", "an explorer"), Format.FLIP)
    [share] = earned(flipped, FlipResponse(), confidence=3)
    assert (share.fraction, share.is_right) == (0.5, True)


def test_nobody_earns_anything_before_there_is_a_grade() -> None:
    content = BasicContent("Outline Amundsen", "- an explorer of both poles\n- Norwegian")
    asked = question(content, Format.FREE_TEXT)
    grade = grading.grade(asked, FreeTextResponse("explored the poles maybe"), confidence=None)
    assert grade.fraction is None
    assert shares(asked, grade) == ()
