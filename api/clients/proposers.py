"""What an optional grader is: something outside that proposes how well key points are covered.

It runs before the transaction that writes the answer, within a bounded time, and only proposes:
the free-text grader in `quiz.grading` weighs the proposal and keeps its guards above it.
"""

from enum import StrEnum
from typing import Protocol

from quiz import key_points
from quiz.cards import BasicContent, KeyPoint
from quiz.grading.proposals import Proposal
from quiz.questions import Question


class Failure(StrEnum):
    """Why there is no proposal."""

    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    MALFORMED = "malformed reply"
    TOO_LARGE = "too large"
    PAUSED = "paused after failures"
    BROKEN = "broken"


class ProposalFailed(Exception):
    """A proposer has nothing to propose; never leaves `api.clients`.

    `is_of_one` says that the card or the answer may be the cause, so that others need not fail.
    """

    def __init__(self, failure: Failure, *, is_of_one: bool = False) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.is_of_one = is_of_one or failure in {Failure.TOO_LARGE, Failure.MALFORMED}


class Proposer(Protocol):
    """Proposes for free-text answers."""

    async def propose(self, question: Question, text: str) -> Proposal:
        """A proposal for this answer, within the proposer's own time limit.

        Never raises for what the outside does: then the proposal holds a `failure`.
        """
        ...

    async def close(self) -> None:
        """Give back connections and threads."""
        ...


def failed(grader: str, failure: Failure) -> Proposal:
    """A proposal that only tells why there is none."""
    return Proposal(grader=grader, failure=failure.value)


def gradable_points(question: Question) -> tuple[KeyPoint, ...]:
    """The points that a proposal speaks of, in its order; none for cards without key points."""
    content = question.asked
    if not isinstance(content, BasicContent):
        return ()
    return key_points.gradable(content.key_points)
