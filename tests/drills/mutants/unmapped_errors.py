"""The service with one thing broken: it takes a database that is away for a bug of its own."""

from db import failures
from quiz.errors import QuizError, Unavailable

as_quiz_error = failures.as_quiz_error


def only_conflicts(error: BaseException) -> QuizError | None:
    """The expected failure, unless it is that the database cannot serve."""
    expected = as_quiz_error(error)
    return None if isinstance(expected, Unavailable) else expected


failures.as_quiz_error = only_conflicts

if __name__ == "__main__":
    from api.cli import app

    app()
