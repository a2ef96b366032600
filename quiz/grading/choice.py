"""Options to tick: what was ticked is compared with what the author marked as correct.

Display ids (`a`, `b`, … in the order shown) are mapped back to the author's options with the
question's seed. One correct option: 1 when it is ticked, else 0. Several: the share of the correct
ones that were ticked, less the share of the incorrect ones that were ticked, never below 0, so
that ticking everything gains nothing. If no option is incorrect, nothing is taken off.
Source of the second: negative marking of multiple response, which QTI 2.2 expresses as
`mapResponse` with negative mapped values and lower bound 0 (Information Model, class mapping).
"""

from quiz.cards import ChoiceContent
from quiz.errors import Fault, Invalid
from quiz.grading.grades import ChoiceEvidence, Grade
from quiz.questions import OPTION_IDS, Question, option_order
from quiz.responses import ChoiceResponse, Response

NAME = "choice"
VERSION = "1"


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """The grade of the ticked options; nothing ticked gives 0.

    Raises `Invalid` at `/response/selected` for option ids that the question did not show, ids
    that come twice, and several ids where one is asked for.
    """
    content = question.asked
    if not isinstance(content, ChoiceContent) or not isinstance(response, ChoiceResponse):
        raise TypeError(f"{NAME} grades choice cards, not question {question.id}.")
    order = option_order(content, question.seed)
    shown = {OPTION_IDS[place]: content.options[author] for place, author in enumerate(order)}
    _refuse_misfits(content, tuple(shown), response.selected)
    ticked = frozenset(response.selected)
    correct = {option_id for option_id, option in shown.items() if option.is_correct}
    evidence = ChoiceEvidence(
        hits=tuple(i for i in shown if i in correct and i in ticked),
        misses=tuple(i for i in shown if i in correct and i not in ticked),
        wrong=tuple(i for i in shown if i not in correct and i in ticked),
    )
    return Grade(
        fraction=_fraction(evidence, content),
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=1.0,
        needs_review=False,
        evidence=evidence,
    )


def _fraction(evidence: ChoiceEvidence, content: ChoiceContent) -> float:
    """The share of the marks, 0..1, by the formula at the top."""
    hits, wrong = len(evidence.hits), len(evidence.wrong)
    if hits == 0:
        return 0.0
    if not content.multiple:
        return 1.0
    correct = hits + len(evidence.misses)
    incorrect = len(content.options) - correct
    if incorrect == 0:
        return hits / correct
    return max(0, hits * incorrect - wrong * correct) / (correct * incorrect)


def _refuse_misfits(
    content: ChoiceContent, shown: tuple[str, ...], selected: tuple[str, ...]
) -> None:
    """Raise `Invalid` when these ids cannot be ticked on this question."""
    faults = []
    for place, option_id in enumerate(selected):
        pointer = f"/response/selected/{place}"
        if option_id not in shown:
            message = f"The question has no option {option_id!r}; it has {', '.join(shown)}."
            faults.append(Fault(pointer, message))
        elif option_id in selected[:place]:
            faults.append(Fault(pointer, f"Option {option_id!r} is ticked twice."))
    if not content.multiple and len(selected) > 1:
        message = f"One option can be ticked, not {len(selected)}."
        faults.append(Fault("/response/selected", message))
    if faults:
        raise Invalid("The ticked options do not fit the question.", faults)
