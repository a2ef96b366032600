"""What a fit of parameters found, and whether they are to be used. Needs no NumPy."""

from dataclasses import dataclass
from enum import StrEnum

ALGORITHM = "fsrs-6"

LEAST_REVIEWS = 1_000
"""Scored reviews below which nothing is fitted."""


class Refusal(StrEnum):
    """Why parameters were not adopted."""

    TOO_FEW_REVIEWS = "too_few_reviews"
    NOT_BETTER = "not_better"


@dataclass(frozen=True, slots=True)
class Losses:
    """The mean log loss (natural logarithm, 0 or more, less is better) of the parameters in use
    until now, and of those fitted, over the same reviews."""

    before: float
    after: float

    @property
    def gain(self) -> float:
        """How much less the fitted ones lose; below 0 when they lose more."""
        return self.before - self.after


@dataclass(frozen=True, slots=True)
class Fit:
    """The parameters to use from now on, and why.

    `parameters` are the fitted ones if `is_adopted`, else those in use until now. `scored_count`
    counts the reviews a study day or more after the one before: those of which FSRS foretells how
    they go. `train` and `newest` are of parameters fitted to the older four fifths of them: what
    they lose there, and on the newest fifth, which they have not seen and which decides. Both are
    `None` when nothing was fitted.
    """

    parameters: tuple[float, ...]
    scored_count: int
    train: Losses | None
    newest: Losses | None
    refusal: Refusal | None
    algorithm: str = ALGORITHM

    @property
    def is_adopted(self) -> bool:
        """Whether the parameters are new."""
        return self.refusal is None

    @property
    def gain(self) -> float | None:
        """How much less the fitted ones lose on the newest fifth, if anything was fitted."""
        return None if self.newest is None else self.newest.gain
