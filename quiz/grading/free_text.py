"""A free answer in the learner's own words, held against the key points of the card.

Every key point is looked for in clause windows of the answer, never in the answer as a bag of
words. What is found is credit; guards that see the opposite said take it away again. The weighted
mean over what is required is the mark, bent for short answers by what the whole answer looks like.
A grade that is not sure enough is left to a person, with the suggestion beside it. Nothing leaves
the machine, and the same answer has the same grade everywhere.

The formulae in words, with the module of `quiz.grading.recall` that has each:

- A stem weighs 8 less its Zipf frequency (0.3 to 6), function words 0.15 of that, numbers 1.3 x 4,
  words of the question 0.25 of it, words of several points less (`patterns`).
- A word is found as itself, joined or parted, derived (0.9), misspelt (0.95: 1 error in 4 to 7
  letters, 2 in 8 to 14, 3 from 15, never in numbers) or as a synonym (0.7) (`matches`).
- Coverage = 0.6 x recall of stems + 0.4 x root of the recall of character 3- to 5-grams, of the
  best window; credit = logistic(9 x (coverage - 0.46)); below 0.15 it counts nothing (`coverage`).
- A contradicted point has 0.08 at the most: denial, opposite, other number, exchanged words or
  roles, other name or subject, both of two that rule each other out (`contradictions`).
- Likeness = logistic(weighted features of the whole answer): root of the recall of stems and of
  n-grams, share of unrelated words, a denial of the card that is missing (`calibration`, `wholes`).
  Mark = s x curve(likeness) + (1 - s) x mean credit, where s = 1 / (1 + (points - 1)^1.5): all for
  one point, a quarter for three (`weighing`).
- Reliability = 0.5 + 0.5 x root(1 - 4 x variance), which for one point is the likelihood of the
  likelier verdict; below `calibration.REVIEW_BELOW` the grade is left to a person.
- Nothing for an empty answer, giving up, a copy of the question, or another subject; at most half
  for a bare list of keywords; left to a person in another language (`suspicions`). Sentences that
  instruct a grader are taken out first (`instructions`).

An optional grader's proposal may set the credit of a point; every guard stays above it.

Sources: stemming is Snowball (https://snowballstem.org); rarity is adapted from wordfreq
(`fixtures/words/frequencies`); typing errors are counted as optimal string alignment distance;
the constants were fitted on SemEval-2013 Task 7 (`benchmarks/fit_grading.py`).
"""

from quiz.cards import BasicContent
from quiz.grading.grades import Grade
from quiz.grading.lengths import refuse_long
from quiz.grading.proposals import Proposal
from quiz.grading.recall.marking import mark
from quiz.limits import FREE_TEXT_CHARS
from quiz.questions import Question
from quiz.responses import FreeTextResponse, Response

NAME = "free_text"
VERSION = "1"


def grade(
    question: Question,
    response: Response,
    *,
    confidence: int | None,  # noqa: ARG001
    proposal: Proposal | None = None,
) -> Grade:
    """The share of the key points that the answer says.

    `proposal` is an optional grader's, and can only raise the credit of points. One that does not
    have one point for each gradable key point, or that failed, is left out, and the flag
    "proposal_failed" says so. Raises `Invalid` at `/response/text` when the answer is longer than
    `limits.FREE_TEXT_CHARS`.
    """
    content = question.asked
    if not isinstance(content, BasicContent) or not isinstance(response, FreeTextResponse):
        raise TypeError(f"{NAME} grades basic cards, not question {question.id}.")
    refuse_long(response.text, FREE_TEXT_CHARS)
    marking = mark(
        content.prompt,
        content.key_points,
        content.required,
        question.language,
        response.text,
        proposal,
    )
    return Grade(
        fraction=None if marking.needs_review else marking.suggestion,
        suggested_fraction=marking.suggestion if marking.needs_review else None,
        grader=NAME,
        grader_version=VERSION,
        reliability=marking.reliability,
        needs_review=marking.needs_review,
        evidence=marking.evidence,
    )
