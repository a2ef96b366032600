"""Cards in steps come back in the session, at their time or when nothing else is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from quiz.responses import Format
from quiz.scheduling.memories import CardState, Memory
from quiz.session.advancing import advanced
from quiz.session.sessions import (
    Chooser,
    Feedback,
    Mode,
    Pending,
    Planned,
    Returning,
    Session,
    progress,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST, SECOND, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)


def session(*card_ids: UUID, returning: tuple[Returning, ...] = ()) -> Session:
    return Session(
        id=UUID(int=50),
        learner_id=UUID(int=51),
        mode=Mode.STUDY,
        feedback=Feedback.IMMEDIATE,
        plan=tuple(Planned(card_id, Format.FLIP, None) for card_id in card_ids),
        pending=None,
        answered_count=0,
        right_count=0,
        ends_at=None,
        finished_at=None,
        chooser=Chooser.QUEUE,
        returning=returning,
    )


def asked(card_id: UUID, position: int) -> Pending:
    return Pending(UUID(int=60), card_id, 1, Format.FLIP, 1, position, NOW)


def in_steps(minutes: int) -> Memory:
    return Memory(
        state=CardState.LEARNING, due_on=NOW.date(), due_at=NOW + timedelta(minutes=minutes)
    )


def cards(session: Session) -> list[UUID]:
    return [planned.card_id for planned in session.plan]


def test_a_card_in_steps_waits_while_others_are_planned() -> None:
    after = advanced(session(FIRST, SECOND), asked(FIRST, 1), in_steps(10), NOW)
    assert cards(after) == [FIRST, SECOND]
    assert [card.card_id for card in after.returning] == [FIRST]


def test_a_card_whose_time_has_come_goes_before_what_is_planned() -> None:
    back = Returning(FIRST, Format.FLIP, NOW)
    before = session(FIRST, SECOND, THIRD, returning=(back,))
    after = advanced(before, asked(SECOND, 2), None, NOW)
    assert cards(after) == [FIRST, SECOND, FIRST, THIRD]
    assert after.returning == ()


def test_when_nothing_else_is_left_it_comes_early() -> None:
    after = advanced(session(FIRST), asked(FIRST, 1), in_steps(10), NOW)
    assert cards(after) == [FIRST, FIRST]


def test_more_than_twenty_minutes_early_is_too_early() -> None:
    after = advanced(session(FIRST), asked(FIRST, 1), in_steps(21), NOW)
    assert cards(after) == [FIRST]
    assert progress(after, NOW).total == 1


def test_a_card_that_has_left_its_steps_stays_away() -> None:
    back = Returning(FIRST, Format.FLIP, NOW + timedelta(minutes=1))
    known = Memory(state=CardState.REVIEW, due_on=NOW.date())
    after = advanced(session(FIRST, FIRST, returning=(back,)), asked(FIRST, 2), known, NOW)
    assert (cards(after), after.returning) == ([FIRST, FIRST], ())


def test_a_suspended_leech_does_not_come_back() -> None:
    memory = replace(in_steps(1), is_suspended=True)
    assert cards(advanced(session(FIRST), asked(FIRST, 1), memory, NOW)) == [FIRST]


def test_the_earliest_of_several_comes_first() -> None:
    later = Returning(SECOND, Format.FLIP, NOW + timedelta(minutes=3))
    before = session(SECOND, FIRST, returning=(later,))
    after = advanced(before, asked(FIRST, 2), in_steps(1), NOW)
    assert cards(after) == [SECOND, FIRST, FIRST]
