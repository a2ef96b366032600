"""What the state of a session allows, and what it hides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from quiz.errors import SessionFinished, SessionOverdue, StaleQuestion
from quiz.responses import Format
from quiz.session import sessions
from quiz.session.sessions import Feedback, Mode, Pending, Planned, Session

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PENDING = Pending(UUID(int=1), UUID(int=2), 3, Format.TYPED, 4, 1, NOW)
OPEN = Session(
    id=UUID(int=7),
    learner_id=UUID(int=8),
    mode=Mode.TEST,
    feedback=Feedback.DEFERRED,
    plan=(Planned(UUID(int=2), Format.TYPED, 3),) * 2,
    pending=PENDING,
    answered_count=1,
    right_count=1,
    ends_at=NOW + timedelta(seconds=60),
    finished_at=None,
)


def test_an_answer_counts_until_the_deadline_and_not_at_it() -> None:
    just_before = NOW + timedelta(seconds=59, microseconds=999_999)
    assert sessions.check_pending(OPEN, PENDING.question_id, just_before) == PENDING
    with pytest.raises(SessionOverdue):
        sessions.check_pending(OPEN, PENDING.question_id, NOW + timedelta(seconds=60))


def test_only_the_pending_question_takes_an_answer() -> None:
    for session, id in ((OPEN, UUID(int=9)), (replace(OPEN, pending=None), PENDING.question_id)):
        with pytest.raises(StaleQuestion):
            sessions.check_pending(session, id, NOW)


def test_a_finished_session_takes_nothing() -> None:
    with pytest.raises(SessionFinished):
        sessions.check_open(replace(OPEN, finished_at=NOW), NOW)


def test_deferred_feedback_is_told_when_the_session_is_over() -> None:
    assert not sessions.shows_grades(OPEN, NOW)
    assert sessions.shows_grades(OPEN, NOW + timedelta(seconds=60))
    assert sessions.shows_grades(replace(OPEN, finished_at=NOW), NOW)
    assert sessions.shows_grades(replace(OPEN, feedback=Feedback.IMMEDIATE), NOW)


def test_progress_hides_what_is_right_as_long_as_grades() -> None:
    assert sessions.progress(OPEN, NOW).right is None
    assert sessions.progress(replace(OPEN, finished_at=NOW), NOW).right == 1


def test_cramming_alone_leaves_memory_alone() -> None:
    counting = {mode for mode in Mode if sessions.counts_for_memory(replace(OPEN, mode=mode))}
    assert counting == set(Mode) - {Mode.CRAM}


def test_questions_and_plans_come_back_from_json_as_they_were() -> None:
    revealed = replace(PENDING, revealed_at=NOW)
    for pending in (PENDING, revealed):
        assert sessions.pending_from_json(sessions.pending_to_json(pending)) == pending
    for planned in (OPEN.plan[0], Planned(UUID(int=2), Format.FLIP, None)):
        assert sessions.planned_from_json(sessions.planned_to_json(planned)) == planned
