"""All cards at once, FSRS-6 gives what py-fsrs gives for each, and what published vectors say."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs
import numpy as np
import pytest
from synthetic_learners import parameters_of

from quiz.scheduling.optimizing.parameters import DEFAULTS
from quiz.scheduling.optimizing.recurrences import trace
from quiz.scheduling.optimizing.review_logs import Review
from quiz.scheduling.optimizing.sequences import Floats, sequences_of

VECTORS = Path(__file__).parents[3] / "fixtures/vectors/fsrs6_300.json"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
GAPS = (0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 30, 90, 365)

Answers = list[tuple[int, int]]
"""Gap in days and rating, for each review of a card."""


def random_answers(count: int, seed: int) -> list[Answers]:
    rng = random.Random(seed)
    return [
        [
            (rng.choice(GAPS), rng.choices((1, 2, 3, 4), (3, 1, 6, 1))[0])
            for _ in range(rng.randint(1, 20))
        ]
        for _ in range(count)
    ]


def log_of(cards: list[Answers]) -> list[Review]:
    """The answers of all cards as one log, ordered by time."""
    log = []
    for card, answers in enumerate(cards):
        on = NOON.date()
        for place, (gap, rating) in enumerate(answers):
            on += timedelta(days=gap if place else 0)
            log.append((on, place, Review(card, on, rating)))
    return [review for _, _, review in sorted(log, key=lambda each: each[:2])]


def ours(cards: list[Answers], parameters: Floats) -> dict[int, list[tuple[float, float]]]:
    """Stability and difficulty after each review, by card."""
    log = log_of(cards)
    sequences = sequences_of(log)
    traced = trace(sequences, parameters)
    stability = sequences.in_order(traced.stability)
    difficulty = sequences.in_order(traced.difficulty)
    found: dict[int, list[tuple[float, float]]] = {}
    for review, s, d in zip(log, stability, difficulty, strict=True):
        assert isinstance(review.card, int)
        found.setdefault(review.card, []).append((float(s), float(d)))
    return found


def theirs(answers: Answers, parameters: Floats) -> list[tuple[float, float]]:
    """The same of one card by py-fsrs."""
    scheduler = fsrs.Scheduler(parameters.tolist(), enable_fuzzing=False)
    card, at, found = fsrs.Card(card_id=1), NOON, []
    for place, (gap, rating) in enumerate(answers):
        at += timedelta(days=gap if place else 0)
        card, _ = scheduler.review_card(card, fsrs.Rating(rating), at)
        assert card.stability is not None
        assert card.difficulty is not None
        found.append((card.stability, card.difficulty))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_random_answers_leave_the_memory_that_py_fsrs_gives_them(seed: int) -> None:
    parameters = parameters_of(seed) if seed else DEFAULTS
    cards = random_answers(100, seed)
    found = ours(cards, parameters)
    for card, answers in enumerate(cards):
        np.testing.assert_allclose(found[card], theirs(answers, parameters), rtol=1e-9)


def test_published_sequences_are_met() -> None:
    published = json.loads(VECTORS.read_text())
    cards = [
        list(zip(each["delta_days"], each["ratings"], strict=True)) for each in published["vectors"]
    ]
    found = ours(cards, np.array(published["parameters"]))
    for card, each in enumerate(published["vectors"]):
        expected = list(zip(each["stability"], each["difficulty"], strict=True))
        np.testing.assert_allclose(found[card], expected, rtol=1e-4)


def test_a_rating_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 4"):
        sequences_of([Review("card", NOON.date(), 0)])


def test_a_log_without_reviews_has_no_steps() -> None:
    assert sequences_of([]).steps == ()


def test_a_day_that_goes_back_counts_as_the_same_day() -> None:
    back = Review("card", NOON.date() - timedelta(days=3), 3)
    sequences = sequences_of([Review("card", NOON.date(), 3), back])
    assert sequences.steps[1].elapsed_days.tolist() == [0.0]
    assert sequences.steps[1].same_day.tolist() == [0]
