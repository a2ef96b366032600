"""What a database's refusal means: a conflict, or a service that cannot serve now."""

from socket import gaierror

from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from quiz.errors import Conflict, QuizError, Unavailable

_TAKEN = frozenset({"23503", "23505", "23P01"})
"""A foreign key, a unique key or an exclusion is violated: a race, where the code asked first."""
_RETRYABLE = frozenset({"40001", "40P01", "55P03"})
_READ_ONLY = "25006"
"""Something is written on a replica."""
_DISK_FULL = frozenset({"53100", "SQLITE_FULL"})
_UNAVAILABLE = ("08", "53", "57")
"""SQLSTATE classes: connection, insufficient resources, operator intervention (PostgreSQL,
"Error Codes")."""


_SQLITE_TAKEN = frozenset(
    {
        "SQLITE_CONSTRAINT_FOREIGNKEY",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_UNIQUE",
    }
)
_SQLITE_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_CANTOPEN", "SQLITE_IOERR")


def as_quiz_error(error: BaseException) -> QuizError | None:
    """The expected failure behind a database error; `None` for what is a bug."""
    if isinstance(error, PoolTimeout | ConnectionError | TimeoutError | gaierror):
        return _busy()
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return _busy()  # A unix socket that nobody listens at; a missing file would have its name.
    # What `db.bulk` does reaches the driver directly, and so do its errors.
    origin = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(origin, "sqlstate", None) or ""
    name = getattr(origin, "sqlite_errorname", None) or ""
    if state in _TAKEN or name in _SQLITE_TAKEN:
        return Conflict("Another request changed the same thing first; read it again and retry.")
    if state in _RETRYABLE:
        return Conflict("Another request changed the same thing first; retry.")
    if state == _READ_ONLY:
        return Unavailable("This copy of the database takes no changes; send them to the primary.")
    if state in _DISK_FULL or name in _DISK_FULL:
        return Unavailable("The disk of the database is full; what is stored can still be read.")
    if (
        state.startswith(_UNAVAILABLE)
        or name.startswith(_SQLITE_BUSY)
        or (isinstance(error, DBAPIError) and error.connection_invalidated)
        or (isinstance(error, InterfaceError) and not state)
    ):
        return _busy()
    return None


def _busy() -> Unavailable:
    return Unavailable("The database cannot be reached or is overloaded; try again shortly.")
