"""What a database's refusal means: a conflict, or a service that cannot serve now."""

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quiz.errors import Conflict, QuizError, Unavailable

_RETRYABLE = frozenset({"40001", "40P01", "55P03"})
_UNAVAILABLE = ("08", "53", "57")
"""SQLSTATE classes: connection, insufficient resources, operator intervention (PostgreSQL,
"Error Codes")."""


def as_quiz_error(error: BaseException) -> QuizError | None:
    """The expected failure behind a database error; `None` for what is a bug."""
    busy = Unavailable("The database cannot be reached or is overloaded; try again shortly.")
    if isinstance(error, IntegrityError):
        return Conflict("Another request changed the same thing first; read it again and retry.")
    if isinstance(error, PoolTimeout | InterfaceError | OSError):
        return busy
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in _RETRYABLE:
            return Conflict("Another request changed the same thing first; retry.")
        if state.startswith(_UNAVAILABLE) or error.connection_invalidated:
            return busy
        if isinstance(error, OperationalError) and not state:
            return busy
    return None
