"""Which card accepts what besides, and where."""

import pytest

from quiz.cards import BasicContent, ChoiceContent, KeyPoint, Option, TypedContent
from quiz.errors import Conflict, Invalid
from quiz.grading.grades import FreeTextEvidence, PointEvidence, PointStatus, TypedEvidence
from quiz.marking.alternatives import best_place, text_of, with_alternative
from quiz.responses import FlipResponse, FreeTextResponse, TypedResponse

POINTS = (
    KeyPoint("led the coup", children=(KeyPoint("in October"),)),
    KeyPoint("built the Red Army", alternatives=("made the Red Army",)),
)
BASIC = BasicContent(prompt="Outline Trotsky", answer="…", key_points=POINTS)
TYPED = TypedContent(prompt="Capital?", accepted=("Oslo",))


def test_a_typed_card_accepts_one_text_more_once() -> None:
    more = with_alternative(TYPED, "Kristiania", None)
    assert more == TypedContent(prompt="Capital?", accepted=("Oslo", "Kristiania"))
    assert with_alternative(more, "Oslo", None) is more


def test_a_key_point_gains_another_wording() -> None:
    outer = with_alternative(BASIC, "set up the Red Army", (1,))
    inner = with_alternative(BASIC, "in autumn", (0, 0))
    assert isinstance(outer, BasicContent)
    assert isinstance(inner, BasicContent)
    assert outer.key_points[1].alternatives == ("made the Red Army", "set up the Red Army")
    assert inner.key_points[0].children[0].alternatives == ("in autumn",)
    assert (outer.key_points[0], inner.key_points[1]) == POINTS
    assert not outer.key_points_derived


@pytest.mark.parametrize("place", [None, (2,), (0, 1), (1, 0)])
def test_a_key_point_must_be_there(place: tuple[int, ...] | None) -> None:
    with pytest.raises(Invalid) as raised:
        with_alternative(BASIC, "x", place)
    assert raised.value.faults[0].pointer == "/add_alternative/key_point"


def test_other_kinds_take_none() -> None:
    choice = ChoiceContent(prompt="?", options=(Option("a", True), Option("b", False)))
    with pytest.raises(Conflict, match="choice"):
        with_alternative(choice, "c", None)


def test_the_best_point_is_the_one_it_came_nearest_to() -> None:
    def point(text: str, status: PointStatus, credit: float) -> PointEvidence:
        return PointEvidence(text=text, status=status, credit=credit, weight=0.3)

    evidence = FreeTextEvidence(
        points=(
            point("led the coup", PointStatus.COVERED, 0.9),
            point("in October", PointStatus.PARTIAL, 0.4),
            point("built the Red Army", PointStatus.MISSING, 0.02),
        )
    )
    assert best_place(BASIC, evidence) == (0, 0)
    assert best_place(BASIC, TypedEvidence(matched=None)) is None
    assert best_place(TYPED, evidence) is None
    alone = BasicContent(prompt="?", answer="x", key_points=(KeyPoint("x"),))
    assert best_place(alone, TypedEvidence(matched=None)) == (0,)


def test_only_what_was_written_is_a_text() -> None:
    assert text_of(TypedResponse(" Kristiania ")) == "Kristiania"
    assert text_of(FreeTextResponse("  ")) is None
    assert text_of(FlipResponse()) is None
