"""The service with one thing broken: it takes answers to questions that no longer wait.

Nor does the database's own constraint hold: each answer counts as another attempt.
"""

import random
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from quiz.session import sessions

check_pending = sessions.check_pending


def take_any(session: sessions.Session, question_id: UUID, now: datetime) -> sessions.Pending:
    """The question that waits, under whatever id is asked for."""
    if session.pending is None:
        return check_pending(session, question_id, now)
    return replace(session.pending, question_id=question_id)


sessions.check_pending = take_any

from db import graded_answers  # noqa: E402 what it imports is broken first

to_row = graded_answers.to_row


def to_another_attempt(*rest: Any, **named: Any) -> Any:
    """The answer's row, as an attempt that nobody had."""
    return to_row(*rest, **named)._replace(attempt=random.randrange(1, 2**31))


graded_answers.to_row = to_another_attempt

if __name__ == "__main__":
    from api.cli import app

    app()
