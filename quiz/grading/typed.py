"""A short answer to type, compared with the texts that the author accepts.

The answer is right when it equals an accepted text once case (unless the card is case-sensitive),
punctuation, a leading English article, diacritics and spacing are folded away; otherwise it gets
nothing. The evidence names the accepted text that needed the least forgiving, and what that was.
Typing errors, variants and paraphrase are not forgiven.
"""

from quiz.cards import TypedContent
from quiz.errors import Fault, Invalid
from quiz.grading.folding import Difference, folded, forgiven_between, plain
from quiz.grading.grades import Grade, TypedEvidence
from quiz.questions import Question
from quiz.responses import Response, TypedResponse

NAME = "typed"
VERSION = "1"

MAX_LENGTH = 10_000
"""Longest answer that is taken, in characters."""

SLACK = 200
"""Characters of space and marks that may be forgiven beyond four times the accepted text."""

MATCHED_RELIABILITY = 1.0
UNMATCHED_RELIABILITY = 0.5
"""Not calibrated: teachers accept much that equality refuses, so a refusal says little."""


def grade(question: Question, response: Response, *, confidence: int | None) -> Grade:  # noqa: ARG001
    """1 when the text equals an accepted one after folding, else 0; an empty text gets 0.

    Raises `Invalid` at `/response/text` when the text is longer than 10,000 characters.
    """
    content = question.asked
    if not isinstance(content, TypedContent) or not isinstance(response, TypedResponse):
        raise TypeError(f"{NAME} grades typed cards, not question {question.id}.")
    if len(response.text) > MAX_LENGTH:
        message = f"An answer has at most {MAX_LENGTH:,} characters, not {len(response.text):,}."
        raise Invalid(message, [Fault("/response/text", message)])
    evidence = _evidence(content, response.text)
    is_match = evidence.matched is not None
    return Grade(
        fraction=1.0 if is_match else 0.0,
        suggested_fraction=None,
        grader=NAME,
        grader_version=VERSION,
        reliability=MATCHED_RELIABILITY if is_match else UNMATCHED_RELIABILITY,
        needs_review=False,
        evidence=evidence,
    )


def _evidence(content: TypedContent, text: str) -> TypedEvidence:
    """The accepted text that needs the least forgiving; the author's first when several do."""
    forgivable = frozenset(Difference) - (
        {Difference.CASE} if content.policy.case_sensitive else set()
    )
    best = TypedEvidence(matched=None, forgiven=())
    longest = max(map(len, content.accepted), default=0)
    if len(text) > 4 * longest + SLACK or not plain(text).strip():
        return best
    given = folded(text, forgivable)
    for accepted in content.accepted:
        if folded(accepted, forgivable) != given:
            continue
        forgiven = forgiven_between(text, accepted, forgivable)
        if forgiven is None:
            continue
        if best.matched is None or len(forgiven) < len(best.forgiven):
            best = TypedEvidence(accepted, tuple(each.value for each in forgiven))
    return best
