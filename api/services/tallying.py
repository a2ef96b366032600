"""Adds up what a regrade makes of answers, card by card."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from api.services.regrading import Wanted
from quiz.marking.regrades import CHANGES, RegradeOutcome
from schemas.regrades import RegradeCounts, RegradedCard, RegradeReport

CARDS_REPORTED = 1_000


@dataclass(slots=True)
class Tally:
    """Outcomes counted per card, the cards' versions, and how many changes were listed."""

    outcomes: dict[UUID, Counter[RegradeOutcome]] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    listed: int = 0
    answers: int = 0

    def count(self, card_id: UUID, version: int, found: RegradeOutcome) -> None:
        """Count one answer more; `version` is the card's that it was graded against."""
        self.outcomes.setdefault(card_id, Counter())[found] += 1
        self.versions[card_id] = version
        self.answers += 1

    def report(self, wanted: Wanted) -> RegradeReport:
        """The sums, and the cards with the most changes."""
        changed = {
            card_id: sum(counts[found] for found in CHANGES)
            for card_id, counts in self.outcomes.items()
        }
        most = sorted((-count, card_id) for card_id, count in changed.items() if count)
        total: Counter[RegradeOutcome] = Counter()
        for counts in self.outcomes.values():
            total.update(counts)
        return RegradeReport(
            **dict(_counts(total)),
            deck_id=wanted.deck_id,
            dry_run_id=wanted.dry_run_id,
            policy=wanted.policy,
            against=wanted.against,
            cards=[
                RegradedCard(
                    **dict(_counts(self.outcomes[card_id])),
                    card_id=card_id,
                    card_version=self.versions[card_id],
                )
                for _, card_id in most[:CARDS_REPORTED]
            ],
        )


def _counts(counts: Counter[RegradeOutcome]) -> RegradeCounts:
    by_name = {found.value: counts[found] for found in RegradeOutcome}
    return RegradeCounts(answers=counts.total(), **by_name)
