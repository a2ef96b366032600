"""The learner's own 1..5 says when a card comes back: 5 min, 15 min, 6 h, 3 days, 21 days."""

from dataclasses import replace
from datetime import timedelta

import pytest
from study_log import AGAIN, CONFIDENCE, GOOD, NOON, TODAY, answered, rated

from quiz.scheduling import confidence
from quiz.scheduling.events import Answered
from quiz.scheduling.folding import review
from quiz.scheduling.memories import UNSEEN, CardState, ConfidenceSchedule
from quiz.scheduling.ratings import level_of


def silent(event: Answered) -> Answered:
    """The answer without a word of the learner's own."""
    return replace(event, confidence=None)


@pytest.mark.parametrize(("level", "minutes"), [(1, 5), (2, 15), (3, 360)])
def test_low_levels_come_back_within_hours(level: int, minutes: int) -> None:
    memory = confidence.review(UNSEEN, rated(level), CONFIDENCE)
    assert memory.due_at == NOON + timedelta(minutes=minutes)
    assert (memory.state, memory.interval_days, memory.due_on) == (CardState.LEARNING, 0, TODAY)


@pytest.mark.parametrize(("level", "days"), [(4, 3), (5, 21)])
def test_high_levels_come_back_after_days(level: int, days: int) -> None:
    memory = confidence.review(UNSEEN, rated(level), CONFIDENCE)
    assert (memory.due_at, memory.due_on) == (None, TODAY + timedelta(days=days))
    assert (memory.state, memory.interval_days) == (CardState.REVIEW, days)


def test_the_level_and_the_rank_of_the_answer_are_kept() -> None:
    memory = confidence.review(UNSEEN, rated(2, rank=17), CONFIDENCE)
    assert memory.schedule == ConfidenceSchedule(level=2, rank=17)


def test_a_wrong_answer_is_weak_however_sure_the_learner_was() -> None:
    wrong = replace(answered(AGAIN), confidence=5)
    assert confidence.review(UNSEEN, wrong, CONFIDENCE).schedule == ConfidenceSchedule(1, 0)


@pytest.mark.parametrize(("rating", "level"), [(AGAIN, 1), (GOOD, 4)])
def test_an_answer_without_a_word_gets_its_level_from_the_grade(rating: int, level: int) -> None:
    memory = confidence.review(UNSEEN, silent(answered(rating)), CONFIDENCE)
    assert memory.schedule == ConfidenceSchedule(level, 0)


@pytest.mark.parametrize("said", [1, 2, 3, 4, 5])
def test_a_level_is_what_was_said(said: int) -> None:
    assert level_of(is_right=True, confidence=said) == said


def test_a_card_that_was_known_and_is_not_is_learned_again() -> None:
    known = review(None, rated(5), CONFIDENCE)
    memory = review(known, rated(1, 2, at=NOON + timedelta(days=21)), CONFIDENCE)
    assert (memory.state, memory.lapse_count) == (CardState.RELEARNING, 1)


def test_no_interval_is_longer_than_the_maximum() -> None:
    short = replace(CONFIDENCE, maximum_interval_days=7)
    assert confidence.review(UNSEEN, rated(5), short).interval_days == 7


def test_confidence_foretells_nothing() -> None:
    assert confidence.recall(review(None, rated(5), CONFIDENCE), TODAY, CONFIDENCE) is None
