"""What makes an answer as a whole unfit to be marked by its words alone."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.disavowals import asked
from quiz.grading.recall.matches import Answer
from quiz.grading.recall.rubrics import Rubric
from quiz.grading.recall.texts import Text
from quiz.grading.recall.tongues import is_other

FUNCTION_SHARE: Final = 0.15
"""A text with a smaller share of function words may be a bare list of keywords."""

LIST_WORDS: Final = 8
"""A list of fewer words is a short answer."""

PHRASE_WORDS: Final = (1.6, 7.5)
"""Notes have phrases of a length between these; single words, or no breaks at all, have none."""

UNRELATED_WORDS: Final = 40
UNRELATED_SHARE: Final = 0.35
OFF_TOPIC_WORDS: Final = 6
OFF_TOPIC_SHARE: Final = 0.12
REPEATED_WORDS: Final = 8
REPEATED_SHARE: Final = 0.5
ASKED_SHARE: Final = 0.5

_BREAK: Final = re.compile(r"[,;.:!?\n\r•●○▪()/]|->|→|=>| [-–—] |(?:^|\n)\s*[-–—*+]")


class Flag(StrEnum):
    """What is said of an answer as a whole."""

    EMPTY = "empty"
    GAVE_UP = "gave_up"
    QUESTION_COPY = "question_copy"
    INSTRUCTIONS_REMOVED = "instructions_removed"
    KEYWORD_LIST = "keyword_list"
    MOSTLY_UNRELATED = "mostly_unrelated_text"
    OTHER_LANGUAGE = "other_language"
    REPETITION = "repetition"
    ONLY_ASKS = "only_asks"
    CONTRADICTION = "contradiction"
    TEXT_CUT = "text_cut"
    PROPOSAL_FAILED = "proposal_failed"


@dataclass(frozen=True, slots=True)
class Related:
    """How many words of content an answer has, and how many of them speak for some point."""

    content: int
    matched: int

    @property
    def share(self) -> float:
        """The matched share, 1 for an answer without content."""
        return self.matched / self.content if self.content else 1.0


def related(answer: Answer, coverages: Sequence[Coverage]) -> Related:
    """The words of content that stand in windows that cover a point in part."""
    inside: set[int] = set()
    for coverage in coverages:
        if coverage.value >= 0.3:
            inside.update(range(coverage.first, coverage.last + 1))
    places = [p for p, word in enumerate(answer.text.words) if not word.is_function]
    matched = sum(1 for place in places if place in inside)
    return Related(len(places), matched)


def gives_up(text: Text, rubric: Rubric, best: float) -> bool:
    """Whether the learner says that they do not know, and says little else."""
    pattern = rubric.language.gave_up
    if pattern is None or best >= 0.4 or len(text.words) > 25:
        return False
    spoken = " ".join(word.bare for word in text.words)
    found = pattern.search(spoken)
    if found is None:
        return False
    rest = sum(not word.is_function for word in text.words)
    return rest <= 8 or (found.start() == 0 and rest <= 12)


def copies_question(text: Text, rubric: Rubric) -> bool:
    """Whether the answer says again what the question says, and nothing else."""
    language = rubric.language
    content = {word.stem for word in text.words if not word.is_function}
    if not content or not rubric.asked:
        return False
    weigh = language.rarity
    content -= language.asking - rubric.asked
    said = sum(weigh(stem) for stem in content)
    new = sum(weigh(stem) for stem in content - rubric.asked)
    asked = sum(weigh(stem) for stem in rubric.asked)
    repeated = sum(weigh(stem) for stem in content & rubric.asked)
    has_fresh = any(stem in rubric.stems - rubric.asked for stem in content)
    if has_fresh or new > 0.1 * said:
        return False
    is_short = all(term.is_asked or term.is_function for term in rubric.wholes[0].terms)
    return repeated >= (0.9 if is_short else 0.5) * asked and len(text.words) >= 2


def only_asks(text: Text, judged: Sequence[tuple[float, Coverage]]) -> bool:
    """Whether most of the credit, given beside each coverage, is for words that ask."""
    places = asked(text)
    total = sum(credit for credit, _ in judged)
    is_asked = (
        credit
        for credit, coverage in judged
        if all(places.issuperset(found) for _, found in coverage.matched())
    )
    return bool(places) and total > 0 and sum(is_asked) >= ASKED_SHARE * total


def is_keyword_list(text: Text, rubric: Rubric) -> bool:
    """Whether the answer is words without grammar, where the card's own answer is not."""
    words = text.words
    if len(words) < LIST_WORDS or not rubric.language.function:
        return False
    share = sum(word.is_function for word in words) / len(words)
    own = [word for wording in rubric.wholes[:1] for word in wording.text.words]
    own_share = sum(word.is_function for word in own) / max(1, len(own))
    if share >= FUNCTION_SHARE or own_share < share + 0.1:
        return False
    phrases = [part for part in _BREAK.split(text.source) if part and any(map(str.isalnum, part))]
    length = len(words) / max(1, len(phrases))
    return not PHRASE_WORDS[0] < length < PHRASE_WORDS[1]


def is_unrelated(relation: Related, text: Text, rubric: Rubric) -> bool:
    """Whether most of the answer has nothing to do with any point."""
    expected = sum(len(wording.text.words) for wording in rubric.wholes[:1])
    if relation.content >= UNRELATED_WORDS and relation.share < UNRELATED_SHARE:
        return len(text.words) > 1.2 * expected or relation.share < OFF_TOPIC_SHARE
    content = [word.stem for word in text.words if not word.is_function]
    known = sum(stem in rubric.stems for stem in content)
    return len(content) >= OFF_TOPIC_WORDS and known < OFF_TOPIC_SHARE * len(content)


def is_other_language(text: Text, rubric: Rubric) -> bool:
    """Whether the answer is written in another language than the card."""
    words = [word.bare for word in text.words]
    return is_other(words, rubric.language.language, text.source, rubric.script)


def is_repetition(text: Text) -> bool:
    """Whether the same few words come again and again."""
    content = [word.stem for word in text.words if not word.is_function]
    if len(content) < REPEATED_WORDS:
        return False
    counts = Counter(content)
    return len(counts) < REPEATED_SHARE * len(content) and max(counts.values()) >= 3
