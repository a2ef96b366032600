"""An answer in other words, or in more: judged by recall, and cut for what it says besides."""

from dataclasses import replace
from typing import Final

from quiz.grading.short_answers import hedges, recall, variants
from quiz.grading.short_answers.hedges import Hedge
from quiz.grading.short_answers.recall import Recall
from quiz.grading.short_answers.settings import Setting, initials_of
from quiz.grading.short_answers.texts import Key
from quiz.grading.short_answers.verdicts import HEDGED, Forgiven, Problem, Verdict, refused

ENOUGH: Final = 0.52
"""Recall from which a short key counts as said."""

ENOUGH_OF_LONG: Final = 0.45
"""The same for a key of more than `SHORT_KEY` content words, which few repeat in full."""

SHORT_KEY: Final = 4

SOMETHING: Final = 0.3
"""Recall from which an answer is partly right rather than wrong."""

MOSTLY: Final = 0.8
"""Share for an answer that says enough of the key but not all."""

PARTLY: Final = 0.4
"""Share for an answer that says something of the key but not enough."""

HINTED: Final = 0.2
"""Share for an answer that has a word of the key, and another in place of a telling one."""

_DIRECTIONS: Final = frozenset(("into", "from", "than", "to"))
"""Words around which another order says the opposite."""

FREE_WORDS: Final = 6
WORDS_PER_WORD: Final = 3
"""An answer may have 6 words and 3 for each of the key before its length counts against it."""

ALL_WORDS: Final = 0.9
ENOUGH_WORDS: Final = 0.75
SOME_WORDS: Final = 0.7
UNMATCHED: Final = 0.95
NEAR: Final = 0.7
CANCELLED: Final = 0.85
"""Reliabilities: all words there, enough, some; nothing alike; something alike; taken back."""


def judge_words(setting: Setting, key: Key) -> Verdict:
    """The verdict by the words that key and answer share."""
    short = _abbreviated(setting, key)
    if short is not None:
        return short
    answer, text = setting.given.tokens, key.text
    if text.is_symbolic:
        return _unmatched(0.0)
    found = recall.measure(key.needs, setting.answer, setting.question)
    if found.share < SOMETHING or not text.tokens:
        return _unmatched(found.share)
    if found.wrong_number:
        return refused(Problem.WRONG_NUMBER, CANCELLED)
    if contradicts(setting, key):
        is_denied = hedges.denies(answer, text.tokens, setting.given.written)
        return refused(Problem.NEGATED if is_denied else Problem.OPPOSITE, CANCELLED)
    if _copies_question(setting):
        return refused(Problem.COPIES_QUESTION, CANCELLED)
    verdict = _by_share(found, setting, key)
    if found.extra and _is_hedged(setting, names_one=found.is_name or len(text.tokens) == 1):
        problems = (*verdict.problems, Problem.LISTS_MANY)
        return replace(verdict, fraction=min(HEDGED, verdict.fraction), problems=problems)
    return damped(verdict, setting, key)


def _is_hedged(setting: Setting, *, names_one: bool) -> bool:
    """Whether the answer leaves open what it means; "and" does so beside a single word or name."""
    return setting.hedge is Hedge.GUESSES or (names_one and setting.hedge is Hedge.PAIR)


def contradicts(setting: Setting, key: Key) -> bool:
    """Whether the answer denies the key or says the opposite of part of it."""
    answer, tokens = setting.given.tokens, key.text.tokens
    return hedges.denies(answer, tokens, setting.given.written) or hedges.is_opposite(
        answer, tokens
    )


def damped(verdict: Verdict, setting: Setting, key: Key) -> Verdict:
    """The verdict with less for an answer much longer than the key.

    The question's words are free.
    """
    words = sum(token.form not in setting.question for token in setting.given.tokens)
    allowed = FREE_WORDS + WORDS_PER_WORD * max(1, len(key.text.tokens))
    if words <= allowed:
        return verdict
    fraction = verdict.fraction * (allowed / words) ** 2
    problems = (*verdict.problems, Problem.TOO_LONG)
    return replace(verdict, fraction=fraction, problems=problems, reliability=SOME_WORDS)


def _by_share(found: Recall, setting: Setting, key: Key) -> Verdict:
    """The verdict that the recall alone gives."""
    forgiven = [Forgiven.TYPO] if found.is_misspelt else []
    forgiven += [Forgiven.INFLECTION] if found.is_inflected else []
    correction = key.text.written if found.is_misspelt else None
    if len(setting.given.tokens) > len(key.text.tokens) or found.extra:
        forgiven.append(Forgiven.EXTRA_WORDS)
    if not found.missing:
        if not found.is_in_order and not _DIRECTIONS.isdisjoint(t.bare for t in key.text.tokens):
            return Verdict(HEDGED, key.accepted, (), (Problem.OPPOSITE,), None, SOME_WORDS)
        forgiven += [] if found.is_in_order else [Forgiven.WORD_ORDER]
        return Verdict(1.0, key.accepted, tuple(forgiven), (), correction, ALL_WORDS)
    enough = ENOUGH if len(key.text.tokens) <= SHORT_KEY else ENOUGH_OF_LONG
    items = _share_of_items(found, key)
    if items is not None:
        problems = (Problem.PARTIAL_WORDS,)
        return Verdict(items, key.accepted, tuple(forgiven), problems, correction, SOME_WORDS)
    replaces = found.replaces and len(key.text.tokens) <= SHORT_KEY
    if found.share >= enough and not replaces and not found.lacks_number:
        forgiven.append(Forgiven.MISSING_WORDS)
        return Verdict(MOSTLY, key.accepted, tuple(forgiven), (), correction, ENOUGH_WORDS)
    problems = (Problem.PARTIAL_WORDS,)
    fraction = HINTED if replaces else PARTLY
    return Verdict(fraction, key.accepted, tuple(forgiven), problems, correction, SOME_WORDS)


def _share_of_items(found: Recall, key: Key) -> float | None:
    """For a key that enumerates ("a, b and c") the share of its items that were named."""
    written = key.text.written
    if written.count(",") < 1 or not hedges.is_enumeration(written):
        return None
    content = [token for token in key.text.tokens if not token.is_function]
    return (len(content) - len(found.missing)) / len(content)


def _abbreviated(setting: Setting, key: Key) -> Verdict | None:
    """The verdict where one of the two is the initials of the other."""
    given, text = setting.given.written.removeprefix("the ").replace(".", ""), key.text.written
    is_long = 3 <= len(setting.initials) <= 8 and text.isupper()
    is_long = is_long and setting.initials == text.replace(".", "").casefold()
    is_short = 2 <= len(given) <= 8 and given.isupper()
    if is_short:
        least = 2 if all(t.written[:1].isupper() for t in key.text.tokens) else 3
        is_short = len(given) >= least and given.casefold() == initials_of(key.text)
    if all(token.form in setting.question for token in setting.given.tokens):
        return None
    if not (is_short or is_long) or setting.given.bare in setting.guard.texts:
        return None
    if is_short and not variants.is_short_for(given, text):
        return None
    return Verdict(1.0, key.accepted, (Forgiven.VARIANT,), (), None, ENOUGH_WORDS)


def _copies_question(setting: Setting) -> bool:
    """Whether the answer is the question, or most of it, and no more."""
    own = [token.form for token in setting.given.tokens if not token.is_function]
    if len(own) < 3 or len(own) < 0.7 * len(setting.question):
        return False
    return all(form in setting.question for form in own)


NOTHING_ALIKE: Final = refused(Problem.UNMATCHED, UNMATCHED)
_SOMETHING_ALIKE: Final = refused(Problem.UNMATCHED, NEAR)


def _unmatched(share: float) -> Verdict:
    return NOTHING_ALIKE if share == 0 else _SOMETHING_ALIKE
