"""Memory is a fold: the same answers give the same memory, in whatever order they arrive."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.scheduling.memories import (
    Memory,
    StudyEvent,
    fold,
    follows,
    from_json,
    review,
    to_json,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def event(number: int, minutes: int = 0, **given: object) -> StudyEvent:
    at = START + timedelta(minutes=minutes)
    fields = {"confidence": None, "fraction": None, "is_right": None} | given
    return StudyEvent(id=UUID(int=number), at=at, studied_on=at.date(), **fields)  # type: ignore[arg-type]


EVENTS = st.lists(
    st.builds(
        event,
        number=st.integers(1, 10_000),
        minutes=st.integers(0, 50),
        confidence=st.none() | st.integers(1, 5),
        fraction=st.none() | st.sampled_from([0.0, 0.5, 1.0]),
        is_right=st.none() | st.booleans(),
    ),
    max_size=12,
    unique_by=lambda e: e.id,
)


def test_nothing_answered_is_nothing_remembered() -> None:
    assert fold([]) is None


def test_an_answer_without_a_rating_keeps_the_last_one() -> None:
    memory = fold([event(1, 0, confidence=4, fraction=0.75), event(2, 1)])
    assert memory is not None
    assert (memory.confidence, memory.fraction, memory.review_count) == (4, 0.75, 2)


def test_an_ungraded_answer_is_not_right() -> None:
    memory = fold([event(1, 0, is_right=True), event(2, 1, is_right=None)])
    assert memory is not None
    assert (memory.review_count, memory.right_count) == (2, 1)


def test_equal_times_are_ordered_by_id() -> None:
    memory = fold([event(2, 0, confidence=5), event(1, 0, confidence=1)])
    assert memory is not None
    assert (memory.confidence, memory.last_answer_id) == (5, UUID(int=2))


@settings(deadline=None, max_examples=200)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(events: list[StudyEvent], random: object) -> None:
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(events)


@settings(deadline=None, max_examples=200)
@given(EVENTS)
def test_step_by_step_is_the_same_as_at_once(events: list[StudyEvent]) -> None:
    memory: Memory | None = None
    for step in sorted(events, key=lambda e: (e.at, e.id)):
        assert follows(memory, step)
        memory = review(memory, step)
    assert memory == fold(events)


@settings(deadline=None, max_examples=100)
@given(EVENTS)
def test_a_memory_comes_back_from_json_as_it_was(events: list[StudyEvent]) -> None:
    memory = fold(events)
    assert from_json(to_json(memory)) == memory


def test_an_earlier_answer_does_not_follow() -> None:
    memory = fold([event(5, 10)])
    assert not follows(memory, event(9, 9))
    assert not follows(memory, event(4, 10))
    assert follows(memory, event(6, 10))
