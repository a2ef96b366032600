"""What first answers say of a card: how hard it is, and whether it tells who knows the rest."""

from itertools import chain
from uuid import UUID

import pytest

from quiz.statistics.distractors import Shown
from quiz.statistics.figures import Figure, Reason
from quiz.statistics.items import Answer, Item, items

CARD = UUID(int=1)
OTHERS = [UUID(int=number) for number in range(2, 7)]
PARIS = "Paris"
LYON = "Lyon"
NICE = "Nice"


def learner(number: int) -> UUID:
    return UUID(int=1000 + number)


def answer(number: int, fraction: float, took_ms: int | None = None) -> Answer:
    return Answer(CARD, learner(number), fraction, took_ms)


def rests(number: int, fraction: float, cards: int = 5) -> list[Answer]:
    return [Answer(card, learner(number), fraction) for card in OTHERS[:cards]]


def chose(number: int, text: str) -> Answer:
    options = tuple(Shown(each, each == PARIS, each == text) for each in (PARIS, LYON, NICE))
    return Answer(CARD, learner(number), float(text == PARIS), options=options)


def of_the_card(answers: list[Answer]) -> Item:
    [found] = [item for item in items(answers) if item.card_id == CARD]
    return found


def sorted_out() -> list[Answer]:
    """Thirty learners: the half that knows the rest (0.8) chooses Paris, the other (0.2) Lyon."""
    knowing = [(*rests(number, 0.8), chose(number, PARIS)) for number in range(15)]
    guessing = [(*rests(number, 0.2), chose(number, LYON)) for number in range(15, 30)]
    return list(chain.from_iterable(knowing + guessing))


def test_no_answers_give_no_items() -> None:
    assert items([]) == ()


def test_facility_is_the_mean_fraction_of_ten_learners() -> None:
    found = of_the_card([answer(number, number / 10) for number in range(10)])
    assert found.facility == Figure(pytest.approx(0.45), 10)


def test_nine_learners_are_too_few_for_a_facility() -> None:
    found = of_the_card([answer(number, 1.0) for number in range(9)])
    assert found.facility == Figure(None, 9, Reason.FEW_LEARNERS)


def test_only_the_first_answer_of_each_learner_counts() -> None:
    first = [answer(number, 0.0, 1_000) for number in range(10)]
    again = [answer(number, 1.0, 9_000) for number in range(10)]
    found = of_the_card(first + again)
    assert (found.answers, found.learners) == (20, 10)
    assert found.facility.value == 0.0
    assert found.times.median.value == 1_000


def test_times_are_quartiles_of_those_who_said() -> None:
    said = [answer(number, 1.0, 1_000 * (number + 1)) for number in range(10)]
    found = of_the_card([*said, answer(10, 1.0)]).times
    assert found.first_quartile == Figure(3_250, 10)
    assert found.median == Figure(5_500, 10)
    assert found.third_quartile == Figure(7_750, 10)


def test_a_card_that_those_who_know_the_rest_get_right_discriminates() -> None:
    assert of_the_card(sorted_out()).discrimination == Figure(pytest.approx(1.0), 30)


def test_the_card_itself_is_no_part_of_the_rest() -> None:
    # Everybody earned the same elsewhere: with the card in the total it would agree with itself.
    answers = [each for number in range(30) for each in rests(number, 0.5)]
    own = [answer(number, float(number % 2)) for number in range(30)]
    found = of_the_card(answers + own)
    assert found.discrimination == Figure(None, 30, Reason.NO_SPREAD)


def test_the_rest_is_a_mean_so_that_learners_of_more_cards_have_no_other() -> None:
    extra = [Answer(UUID(int=99), learner(number), 0.8) for number in range(15)]
    assert of_the_card(sorted_out() + extra).discrimination.value == pytest.approx(1.0)


def test_learners_of_too_few_other_cards_have_no_rest() -> None:
    answers = [each for number in range(30) for each in rests(number, number / 30, cards=4)]
    own = [answer(number, float(number % 2)) for number in range(30)]
    assert of_the_card(answers + own).discrimination == Figure(None, 0, Reason.FEW_OTHER_CARDS)


def test_twenty_nine_learners_are_too_few_to_tell_whether_it_discriminates() -> None:
    answers = [each for number in range(29) for each in rests(number, number / 30)]
    own = [answer(number, float(number % 2)) for number in range(29)]
    assert of_the_card(answers + own).discrimination == Figure(None, 29, Reason.FEW_LEARNERS)


def test_a_distractor_that_works_draws_those_who_know_less() -> None:
    lyon = of_the_card(sorted_out()).choices[1]
    assert (lyon.text, lyon.is_correct, lyon.shown, lyon.chosen) == (LYON, False, 30, 15)
    assert lyon.share == Figure(0.5, 30)
    assert lyon.point_biserial == Figure(pytest.approx(-1.0), 30)


def test_a_distractor_that_nobody_chose_is_told() -> None:
    nice = of_the_card(sorted_out()).choices[2]
    assert (nice.text, nice.chosen, nice.share.value) == (NICE, 0, 0.0)
    assert nice.point_biserial.reason is Reason.NO_SPREAD


def test_the_correct_option_comes_first() -> None:
    assert of_the_card(sorted_out()).choices[0].text == PARIS


def test_an_option_is_counted_among_those_who_were_shown_it() -> None:
    without_nice = (Shown(PARIS, True, True), Shown(LYON, False, False))
    older = [Answer(CARD, learner(number), 1.0, options=without_nice) for number in range(20)]
    newer = [chose(number, NICE) for number in range(20, 30)]
    nice = of_the_card(older + newer).choices[1]
    assert (nice.text, nice.shown, nice.share.value) == (NICE, 10, 1.0)


def test_cards_without_options_have_no_choices() -> None:
    assert of_the_card([answer(0, 1.0)]).choices == ()


def test_cards_come_in_order_of_their_first_answers() -> None:
    assert [item.card_id for item in items(rests(0, 1.0))] == OTHERS
