"""How far a session is."""

from quiz.session import sessions
from schemas.base import Output


class Progress(Output):
    """Counts of questions. `right` is `null` while it may not be told."""

    answered: int
    total: int
    right: int | None


def show(progress: sessions.Progress) -> Progress:
    """The progress as it is sent."""
    return Progress(answered=progress.answered, total=progress.total, right=progress.right)
