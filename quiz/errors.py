"""Every expected failure, as one tree.

    QuizError
    ├── Invalid                  malformed input; `faults` point at the fields
    │   └── KeyReused            an idempotency key came back with another body
    ├── Unauthenticated          no, expired or forged credentials
    ├── InvalidGrant             a token request whose grant cannot be honoured
    ├── Forbidden                known caller, not allowed
    ├── NotFound                 no such thing, or somebody else's
    ├── Conflict                 well-formed, but the state forbids it
    │   ├── AlreadyExists        the name or id is taken
    │   ├── KeyInUse             the first request of this idempotency key is still running
    │   ├── StaleQuestion        the answer is for a question that is not pending
    │   ├── SessionFinished      the session takes no more answers
    │   ├── SessionOverdue       the session's time is up
    │   └── NothingToAsk         no card fits what the session asks for
    ├── PreconditionFailed       If-Match names another state
    ├── TooLarge                 more than a documented limit
    ├── TooSlow                  the request did not arrive in time
    ├── UnsupportedType          a media type the route does not take
    └── Unavailable              cannot be served now; try again

The domain knows no HTTP numbers; the API maps each class to its status.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field.

    `pointer` is an RFC 6901 JSON pointer into the request body (`/options/0/text`),
    or `query:NAME`, `header:NAME`, `path:NAME` for the other parts of a request.
    """

    pointer: str
    message: str


class QuizError(Exception):
    """An expected failure with a message for the caller."""

    title = "Something is wrong with the request"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Invalid(QuizError):
    """Malformed input."""

    title = "The request is not valid"

    def __init__(self, detail: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail)
        self.faults = tuple(faults)


class KeyReused(Invalid):
    """An idempotency key was used before with another body."""

    title = "The idempotency key was used for another request"


class Unauthenticated(QuizError):
    """No credentials, or none that count."""

    title = "Authentication is needed"


class InvalidGrant(QuizError):
    """A token request that cannot be honoured; `error` is RFC 6749's code (section 5.2)."""

    title = "The grant is not valid"

    def __init__(self, detail: str, error: str = "invalid_grant") -> None:
        super().__init__(detail)
        self.error = error


class Forbidden(QuizError):
    """The caller is known and may not do this."""

    title = "Not allowed"


class NotFound(QuizError):
    """No such thing, or one that belongs to somebody else."""

    title = "Not found"


class Conflict(QuizError):
    """The request is well-formed, but the state forbids it."""

    title = "The current state forbids this"


class AlreadyExists(Conflict):
    """A name or id is taken."""

    title = "It exists already"


class KeyInUse(Conflict):
    """The first request with this idempotency key is still running."""

    title = "The first request with this idempotency key is still running"


class StaleQuestion(Conflict):
    """The question is not the pending one."""

    title = "The question is not the pending one"


class SessionFinished(Conflict):
    """The session is over."""

    title = "The session is finished"


class SessionOverdue(Conflict):
    """The session's time is up."""

    title = "The session's time is up"


class NothingToAsk(Conflict):
    """No card fits what the session asks for."""

    title = "There is nothing to ask"


class PreconditionFailed(QuizError):
    """The thing has changed since the caller read it."""

    title = "It has changed since you read it"


class TooLarge(QuizError):
    """More than a documented limit."""

    title = "Too large"


class TooSlow(QuizError):
    """The request did not arrive in time."""

    title = "The request took too long"


class UnsupportedType(QuizError):
    """A media type that the route does not take."""

    title = "The media type is not supported"


class Unavailable(QuizError):
    """Cannot be served now."""

    title = "Not available now"
