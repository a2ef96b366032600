"""What the service remembers of a learner and a card, folded from what was answered."""
