"""What an optional grader proposes for a free-text answer, before the guards.

A model outside (sentence embeddings, a language model) may say how well each gradable point is
covered and quote where. It only proposes: the free-text grader takes a proposal that is more than
what it read itself, if the quote holds, and its guards stay above both.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProposedPoint:
    """Credit (0..1) for one gradable point, and the words of the answer that show it, verbatim.

    Credit without a `quote` that stands in the answer and says something counts for nothing:
    `None` goes with no credit.
    """

    credit: float
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """An optional grader's view of one answer: one point for each gradable key point, in order.

    `failure` tells why there is none ("timed out", …): then `points` is empty and the default
    grader decides alone, and says so.
    """

    grader: str
    points: tuple[ProposedPoint, ...] = ()
    failure: str | None = None
