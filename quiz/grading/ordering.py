"""Items brought into an order, worth what the order has in common with the right one.

Of all pairs of items, those in the right order count for and those the other way round against:
fraction = max(0, (concordant - discordant) / pairs), which is Kendall's tau with nothing below 0.
A random order of different items has a tau of 0 on average, the reversed order -1. Unlike counting
places, one item that was moved to the front costs little. Items with equal texts can stand for
each other and make no pair. Source: M. G. Kendall, "A New Measure of Rank Correlation",
Biometrika 30 (1938), 81-93.
"""

from collections import defaultdict
from itertools import combinations

from quiz.cards import OrderingContent
from quiz.errors import Fault, Invalid
from quiz.grading.grades import Grade, OrderingEvidence
from quiz.questions import OPTION_IDS, Question, item_order
from quiz.responses import OrderingResponse, Response

NAME = "ordering"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The grade of the order.

    Raises `Invalid` at `/response/order` for ids that the question did not show, ids that come
    twice and ids that are missing.
    """
    content = question.asked
    if not isinstance(content, OrderingContent) or not isinstance(response, OrderingResponse):
        raise TypeError(f"{NAME} grades ordering cards, not question {question.id}.")
    order = item_order(content, question.seed)
    texts = {OPTION_IDS[place]: content.items[index].strip() for place, index in enumerate(order)}
    _refuse_misfits(response.order, tuple(texts))
    expected = _expected(content, texts, response.order)
    place = {id: place for place, id in enumerate(response.order)}
    pairs = [(a, b) for a, b in combinations(expected, 2) if texts[a] != texts[b]]
    in_order = sum(place[a] < place[b] for a, b in pairs)
    return Grade(
        fraction=max(0, 2 * in_order - len(pairs)) / len(pairs) if pairs else 1.0,
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=1.0,
        needs_review=False,
        evidence=OrderingEvidence(response.order, expected, in_order, len(pairs)),
    )


def _expected(
    content: OrderingContent, texts: dict[str, str], given: tuple[str, ...]
) -> tuple[str, ...]:
    """The ids in the right order; among equal texts those first that the learner put first."""
    waiting = defaultdict(list)
    for id in reversed(given):
        waiting[texts[id]].append(id)
    return tuple(waiting[item.strip()].pop() for item in content.items)


def _refuse_misfits(given: tuple[str, ...], shown: tuple[str, ...]) -> None:
    """Raise `Invalid` unless these are the ids that were shown, each once."""
    faults = []
    for place, id in enumerate(given):
        pointer = f"/response/order/{place}"
        if id not in shown:
            message = f"The question has no item {id!r}; it has {', '.join(shown)}."
            faults.append(Fault(pointer, message))
        elif id in given[:place]:
            faults.append(Fault(pointer, f"Item {id!r} stands there twice."))
    missing = [id for id in shown if id not in given]
    if missing:
        message = f"All items are to be put in order; {', '.join(missing)} missing."
        faults.append(Fault("/response/order", message))
    if faults:
        raise Invalid("The order does not fit the question.", faults)
