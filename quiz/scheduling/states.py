"""Where a card stands that comes back soon, for schedulers without steps of their own."""

from quiz.scheduling.memories import CardState, Memory


def state_in_steps(memory: Memory) -> CardState:
    """Relearning for a card that had been learned, learning for one that had not.

    So a card that fails again and again before it is next passed was forgotten once, not each time.
    """
    was_learned = memory.state in {CardState.REVIEW, CardState.RELEARNING}
    return CardState.RELEARNING if was_learned else CardState.LEARNING
