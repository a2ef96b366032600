"""Texts on the left matched with texts on the right.

Display ids (`1`, `2`, … on the left, `a`, `b`, … on the right) are mapped back to the author's
pairs with the question's seed. The fraction is the share of the texts on the left that were given
the right text; one that was left out counts as wrong. Pairs whose right texts are equal share one
id, so it does not matter which of them was meant.
Source: the usual marking of QTI 2.2's `matchInteraction`, one mapped value for each pair.
"""

from quiz.cards import MatchingContent
from quiz.errors import Fault, Invalid
from quiz.grading.grades import Grade, MatchedPair, MatchingEvidence
from quiz.questions import OPTION_IDS, Question, left_order, rights_in_order
from quiz.responses import MatchingResponse, Response

NAME = "matching"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The grade of the pairs that were chosen; none chosen gives 0.

    Raises `Invalid` below `/response/pairs` for ids that the question did not show.
    """
    content = question.asked
    if not isinstance(content, MatchingContent) or not isinstance(response, MatchingResponse):
        raise TypeError(f"{NAME} grades matching cards, not question {question.id}.")
    rights = rights_in_order(content, question.seed)
    ids = dict(zip(rights, OPTION_IDS, strict=False))
    expected = {
        str(place): ids[content.pairs[index].right.strip()]
        for place, index in enumerate(left_order(content, question.seed), start=1)
    }
    _refuse_misfits(response, lefts=tuple(expected), rights=tuple(ids.values()))
    pairs = tuple(
        MatchedPair(
            left=left,
            given=(given := response.pairs.get(left)),
            expected=right,
            is_right=given == right,
        )
        for left, right in expected.items()
    )
    return Grade(
        fraction=sum(pair.is_right for pair in pairs) / len(pairs),
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=1.0,
        needs_review=False,
        evidence=MatchingEvidence(pairs),
    )


def _refuse_misfits(
    response: MatchingResponse, *, lefts: tuple[str, ...], rights: tuple[str, ...]
) -> None:
    """Raise `Invalid` when these ids cannot be matched on this question."""
    faults = []
    for left, right in response.pairs.items():
        pointer = "/response/pairs/" + left.replace("~", "~0").replace("/", "~1")
        if left not in lefts:
            message = f"The left side has no {left!r}; it has {', '.join(lefts)}."
            faults.append(Fault(pointer, message))
        if right not in rights:
            message = f"The right side has no {right!r}; it has {', '.join(rights)}."
            faults.append(Fault(pointer, message))
    if faults:
        raise Invalid("The pairs do not fit the question.", faults)
