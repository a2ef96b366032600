"""Certainty-based marks against the table of Moodle's `question_cbm`, worked by hand."""

import pytest

from quiz import certainty
from quiz.certainty import Judgement, Marked, Summary


@pytest.mark.parametrize(
    ("said", "right", "wrong"), [(None, 1, 0), (1, 1, 0), (2, 2, -2), (3, 3, -6)]
)
def test_right_and_wrong_are_worth_what_the_table_says(
    said: int | None, right: float, wrong: float
) -> None:
    assert certainty.marks(1, said) == right
    assert certainty.marks(0, said) == wrong


def test_what_is_partly_right_has_that_part_of_right() -> None:
    assert certainty.marks(0.5, 3) == 1.5
    assert certainty.marks(0.25, 2) == 0.5
    assert certainty.marks(1e-9, 3) == -6


@pytest.mark.parametrize(("share", "best"), [(0.5, 1), (0.66, 1), (0.7, 2), (0.79, 2), (0.81, 3)])
def test_being_honest_pays_best(share: float, best: int) -> None:
    expected = {
        said: share * certainty.marks(1, said) + (1 - share) * certainty.marks(0, said)
        for said in (1, 2, 3)
    }
    assert max(expected, key=expected.__getitem__) == best


def test_sums_follow_the_formulae() -> None:
    answers = [Marked(1, 3), Marked(1, 3), Marked(0, 1), Marked(1, 2, weight=2)]
    # accuracy (1 + 1 + 0 + 2) / 5; average (3 + 3 + 0 + 4) / 5; best constant: level 2 or 3,
    # 0.8 · 2 - 0.2 · 2 = 0.8 · 3 - 0.2 · 6 = 1.2
    assert certainty.summary(answers) == Summary(
        accuracy=0.8, average=2.0, bonus=pytest.approx(0.08), total=pytest.approx(0.88)
    )


def test_nothing_adds_up_to_nothing() -> None:
    assert certainty.summary([]) is None


@pytest.mark.parametrize(
    ("said", "share", "count", "judgement"),
    [
        (3, 0.5, 10, Judgement.OVER_CONFIDENT),
        (3, 0.75, 10, Judgement.SLIGHTLY_OVER_CONFIDENT),
        (3, 0.9, 10, Judgement.WELL_JUDGED),
        (1, 1.0, 10, Judgement.UNDER_CONFIDENT),
        (1, 0.7, 10, Judgement.SLIGHTLY_UNDER_CONFIDENT),
        (2, 0.7, 10, Judgement.WELL_JUDGED),
    ],
)
def test_a_level_is_judged_by_how_often_it_was_right(
    said: int, share: float, count: int, judgement: Judgement
) -> None:
    assert certainty.judge(said, share, count) is judgement
