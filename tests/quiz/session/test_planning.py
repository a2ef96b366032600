"""Which cards a session asks, in which order and format."""

from uuid import UUID

import pytest

from quiz.cards import CardKind
from quiz.errors import NothingToAsk
from quiz.responses import Format
from quiz.session.planning import Candidate, plan
from quiz.session.sessions import Mode, Order, Planned

DECK = UUID(int=99)
KINDS = (CardKind.BASIC, CardKind.CHOICE, CardKind.TYPED)
CARDS = [Candidate(UUID(int=n), DECK, n, kind) for n, kind in enumerate(KINDS, 1)]


def planned(**changes: object) -> list[Planned]:
    options = {
        "mode": Mode.STUDY,
        "formats": list(Format),
        "order": Order.DECK,
        "seed": 1,
        "limit": 10,
    } | changes
    cards = options.pop("cards", CARDS)
    return list(plan(cards, **options))  # type: ignore[arg-type]


def test_each_card_is_asked_in_its_most_natural_format() -> None:
    assert [p.format for p in planned()] == [Format.FLIP, Format.CHOICE, Format.TYPED]


def test_cards_that_fit_no_format_are_left_out() -> None:
    assert [p.card_id.int for p in planned(formats=[Format.TYPED])] == [3]


def test_only_a_test_pins_versions_at_its_start() -> None:
    assert [p.version for p in planned()] == [None, None, None]
    assert [p.version for p in planned(mode=Mode.TEST)] == [1, 2, 3]


def test_a_shuffle_keeps_every_card_and_follows_its_seed() -> None:
    many = [Candidate(UUID(int=n), DECK, 1, CardKind.TYPED) for n in range(30)]
    one = planned(cards=many, order=Order.SHUFFLED, seed=7, limit=30)
    again = planned(cards=many, order=Order.SHUFFLED, seed=7, limit=30)
    other = planned(cards=many, order=Order.SHUFFLED, seed=8, limit=30)
    assert one == again != other
    assert sorted(p.card_id for p in one) == [card.card_id for card in many]


def test_a_shuffled_limit_draws_from_all_cards() -> None:
    many = [Candidate(UUID(int=n), DECK, 1, CardKind.TYPED) for n in range(30)]
    drawn = {
        planned(cards=many, order=Order.SHUFFLED, seed=s, limit=1)[0].card_id for s in range(99)
    }
    assert len(drawn) > 15


def test_named_cards_come_in_the_order_named() -> None:
    order = [card.card_id for card in reversed(CARDS)]
    assert [p.card_id for p in planned(card_order=order)] == order


@pytest.mark.parametrize(("cards", "said"), [([], "no cards"), (CARDS[:1], "'typed'")])
def test_nothing_to_ask_says_why(cards: list[Candidate], said: str) -> None:
    with pytest.raises(NothingToAsk, match=said):
        planned(cards=cards, formats=[Format.TYPED])
