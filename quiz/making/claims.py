"""What can be claimed of a card: something right, and wrong things in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.making.distractors import Candidate
from quiz.making.likeness import form_of, shows

GAP = "____"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right text and wrong ones; where a sentence is claimed, they stand within it.

    `kind` says what it was made from: "answers", "points" or "terms".
    """

    kind: str
    key: Candidate
    wrong: tuple[Candidate, ...]
    before: str = ""
    after: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether the texts stand within a sentence."""
        return bool(self.before or self.after)

    @property
    def is_prose(self) -> bool:
        """Whether the texts are clauses."""
        return self.kind == "points"

    @property
    def sentence(self) -> str:
        """The sentence with a gap, empty where the texts stand alone."""
        return f"{self.before}{GAP}{self.after}" if self.is_gap else ""

    def filled(self, candidate: Candidate) -> str:
        """The claim with this text in it."""
        return f"{self.before}{candidate.text}{self.after}"

    def hints(self, given: Sequence[str], language: str | None) -> tuple[str, ...]:
        """The card's hints, without those that name what is asked for in a gap."""
        if not self.is_gap:
            return tuple(given)
        key = form_of(self.key.text, language)
        return tuple(hint for hint in given if not shows(form_of(hint, language), key))
