"""What the judge of a short answer says, and how sure it is by reason."""

from dataclasses import dataclass
from enum import StrEnum


class Forgiven(StrEnum):
    """What was let pass between an answer and an accepted text."""

    CASE = "case"
    PUNCTUATION = "punctuation"
    ARTICLE = "article"
    DIACRITICS = "diacritics"
    SPACING = "spacing"
    TYPO = "typo"
    VARIANT = "variant"
    INFLECTION = "inflection"
    WORD_ORDER = "word_order"
    EXTRA_WORDS = "extra_words"
    MISSING_WORDS = "missing_words"
    NUMBER_WORDS = "number_words"
    NUMBER_FORMAT = "number_format"
    UNIT_CONVERSION = "unit_conversion"
    DATE_FORMAT = "date_format"
    MORE_PRECISE = "more_precise"


class Problem(StrEnum):
    """Why an answer got less than everything."""

    EMPTY = "empty"
    CASE = "case"
    DIACRITICS = "diacritics"
    ARTICLE = "article"
    NEGATED = "negated"
    OPPOSITE = "opposite"
    LISTS_MANY = "lists_many"
    COPIES_QUESTION = "copies_question"
    TOO_LONG = "too_long"
    PARTIAL_WORDS = "partial_words"
    WRONG_NUMBER = "wrong_number"
    OUT_OF_TOLERANCE = "out_of_tolerance"
    WRONG_UNIT = "wrong_unit"
    MISSING_UNIT = "missing_unit"
    LESS_PRECISE = "less_precise"
    WRONG_DATE = "wrong_date"
    UNMATCHED = "unmatched"


PARTIAL = 0.5
"""Share for an answer that is right but for one thing: its unit, its diacritics, its precision."""

HEDGED = 0.25
"""Share for an answer that names the right thing among others."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision about one text.

    `fraction` (0..1) is the share of the marks, `matched` the accepted text that it was given
    for, `correction` that text when it was meant but written otherwise, `read` how a number,
    quantity or date was understood. `reliability` is 0..1.
    """

    fraction: float
    matched: str | None = None
    forgiven: tuple[Forgiven, ...] = ()
    problems: tuple[Problem, ...] = ()
    correction: str | None = None
    reliability: float = 1.0
    read: str | None = None

    @property
    def rank(self) -> tuple[float, int, float]:
        """What makes one verdict better than another, to compare."""
        return self.fraction, -len(self.forgiven), self.reliability


def refused(problem: Problem, reliability: float, read: str | None = None) -> Verdict:
    """Nothing, for this reason."""
    return Verdict(0.0, problems=(problem,), reliability=reliability, read=read)
