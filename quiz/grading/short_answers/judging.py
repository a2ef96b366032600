"""The verdict on one text: does it say what one of the accepted texts says?

In this order, and the best over all accepted texts and what they stand for (`variants`):
1. equal once case, punctuation, articles, diacritics and spacing are folded: all;
2. a key that is a number, quantity or date: by value (`comparing`), and no other way;
3. equal but for typing errors within a budget (`typos`): all;
4. the words: all of them, whatever else is said, gives all; enough of their weight (`recall`)
   most; less a part that is no pass.
What the last two gave is cancelled by a denial or an opposite, and cut for a list of guesses or
for length (`wording`). Where case or diacritics count, a text that would do without them is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from quiz.cards import Diacritics, TypedPolicy
from quiz.grading.folding import Difference, forgiven_between
from quiz.grading.short_answers import (
    comparing,
    hedges,
    languages,
    texts,
    truths,
    typos,
    units,
    wording,
)
from quiz.grading.short_answers.comparing import Precision
from quiz.grading.short_answers.settings import Setting
from quiz.grading.short_answers.texts import Key, Strictness
from quiz.grading.short_answers.verdicts import PARTIAL, Forgiven, Problem, Verdict, refused
from quiz.questions import Surroundings

EXACT: Final = 1.0
FOLDED: Final = 0.99
VARIANT: Final = 0.97
MISSPELT: Final = 0.93
"""Reliabilities of texts that are equal, or nearly: how often a teacher would accept them, too."""

_UNIT: Final = "unit"
_LONGEST_UNIT: Final = 40
_NOWHERE: Final = Surroundings()
_ALL: Final = frozenset(Difference)


def judge(
    text: str,
    accepted: Sequence[str],
    *,
    policy: TypedPolicy,
    prompt: str = "",
    language: str | None = None,
    surroundings: Surroundings = _NOWHERE,
    is_value: bool = False,
) -> Verdict:
    """The best verdict on a text over the accepted texts; deterministic.

    `language` is the card's, as a BCP 47 tag. `is_value` tells the value of a numeric card: written
    as in English or ISO 8601, and four digits are a year only where the question asks for one.
    (A year is exact whatever relative tolerance the policy has.)
    """
    line = texts.cleaned(text)
    if texts.is_empty(line, accepted):
        return refused(Problem.EMPTY, 1.0)
    if not any("<" in text for text in accepted):
        line = texts.without_markup(line)
    strictness = Strictness(policy.case_sensitive, policy.diacritics is Diacritics.STRICT)
    code = languages.code_of(language, prompt)
    setting_of = partial(
        Setting.of,
        line,
        tuple(accepted),
        code=code,
        key_code="en" if is_value else code,
        precision=_precision(policy, prompt, is_value=is_value),
        prompt=prompt,
        surroundings=surroundings,
    )
    return _as_told(_at(strictness, setting_of, accepted), policy.diacritics)


def _precision(policy: TypedPolicy, prompt: str, *, is_value: bool) -> Precision:
    return Precision(
        tolerance=policy.tolerance,
        relative_tolerance=policy.relative_tolerance,
        unit=policy.unit,
        question=prompt.lower(),
        is_year_likely=not is_value,
    )


def _at(
    strictness: Strictness, setting_of: Callable[..., Setting], accepted: Sequence[str]
) -> Verdict:
    """The best verdict where so much counts: part of the marks for a text that is right but for
    its case or diacritics."""
    verdict = _best(setting_of(strictness=strictness), accepted)
    if strictness == Strictness() or _is_as_strict(verdict):
        return verdict
    loose = _best(setting_of(strictness=Strictness()), accepted)
    if verdict.fraction <= PARTIAL or _is_but_for_marks(loose):
        return _but_for(loose, verdict, strictness)
    return verdict


def _is_as_strict(verdict: Verdict) -> bool:
    """Whether nothing was read into the text that could hide another case or diacritics."""
    return verdict.fraction == 1.0 and Forgiven.TYPO not in verdict.forgiven


def _is_but_for_marks(loose: Verdict) -> bool:
    """Whether the text is a key with nothing but another case or other diacritics."""
    marks = {Forgiven.CASE, Forgiven.DIACRITICS}
    return not marks.isdisjoint(loose.forgiven) and Forgiven.TYPO not in loose.forgiven


def _best(setting: Setting, accepted: Sequence[str]) -> Verdict:
    """The best verdict over the accepted texts, the earlier where two are as good."""
    best = wording.NOTHING_ALIKE
    for text in accepted:
        whole = texts.keys_of(text, setting.key_code, setting.strictness)[0]
        if whole.text.base == setting.given.base:
            best = max(best, _on_key(setting, whole, is_variant=False), key=lambda v: v.rank)
    if best.fraction == 1.0:
        return best
    for text in accepted:
        for place, key in enumerate(texts.keys_of(text, setting.key_code, setting.strictness)):
            verdict = _on_key(setting, key, is_variant=place > 0)
            if verdict.rank > best.rank or (
                Problem.UNMATCHED in best.problems and Problem.UNMATCHED not in verdict.problems
            ):
                best = verdict
            if best.fraction == 1.0 and not best.forgiven:
                return best
            if Problem.ARTICLE in verdict.problems:
                break
    return best


def _on_key(setting: Setting, key: Key, *, is_variant: bool) -> Verdict:
    equal = _equal(setting, key)
    if key.measure is not None:
        verdict = _measured(setting, key)
        is_as_written = equal is not None and (not equal.forgiven or _is_name(key))
        is_as_written = is_as_written and not setting.precision.unit
        if equal and (verdict.fraction == 1.0 or is_as_written):
            verdict = replace(equal, read=verdict.read)
    else:
        verdict = (
            equal
            or _same_unit(setting, key)
            or truths.judge_truth(setting, key)
            or _misspelt(setting, key)
            or wording.judge_words(setting, key)
        )
    if is_variant and verdict.fraction > 0:
        forgiven = tuple(dict.fromkeys((*verdict.forgiven, Forgiven.VARIANT)))
        reliability = min(verdict.reliability, VARIANT)
        return replace(verdict, forgiven=forgiven, reliability=reliability)
    return verdict


def _equal(setting: Setting, key: Key) -> Verdict | None:
    """The verdict on a text that is the key once what the card forgives is folded away."""
    given, text = setting.given, key.text
    is_same = given.base == text.base
    if not is_same and (given.squeezed != text.squeezed or not text.squeezed):
        return None
    folds = setting.strictness.folds
    differences = forgiven_between(given.written, text.written, folds)
    if differences is None:
        forgiven: tuple[Forgiven, ...] = (Forgiven.ARTICLE if is_same else Forgiven.SPACING,)
    else:
        forgiven = tuple(Forgiven(difference.value) for difference in differences)
    if setting.guard.endings_count and languages.articles_clash(
        given.article, text.article, setting.code
    ):
        problems = (Problem.ARTICLE,)
        return Verdict(PARTIAL, key.accepted, forgiven, problems, key.text.written, FOLDED)
    correction = key.text.written if Forgiven.DIACRITICS in forgiven else None
    reliability = FOLDED if forgiven else EXACT
    return Verdict(1.0, key.accepted, forgiven, (), correction, reliability)


def _is_name(key: Key) -> bool:
    """Whether figures with one letter behind them are rather a name than a quantity: "3B"."""
    written = key.text.written
    return written[:-1].isdecimal() and written[-1:].isalpha()


def _same_unit(setting: Setting, key: Key) -> Verdict | None:
    """The verdict where the question asks for a unit, and the answer is another name of it."""
    if _UNIT not in setting.question or len(key.text.written) > _LONGEST_UNIT:
        return None
    asked = units.parse(key.text.written)
    given = units.parse(setting.given.written) if asked else None
    if asked is None or given is None or not units.are_same(asked, given):
        return None
    return Verdict(1.0, key.accepted, (Forgiven.VARIANT,), (), None, VARIANT)


def _measured(setting: Setting, key: Key) -> Verdict:
    """The verdict on a text for a key that is a number, a quantity or a date."""
    assert key.measure is not None
    scan = setting.scan
    verdict = comparing.compare(key.measure, scan, setting.precision)
    if verdict is None or hedges.solves_for_another(setting.given.written, key.accepted):
        return refused(Problem.UNMATCHED, comparing.SURE)
    if verdict.fraction == 0:
        return verdict
    if hedges.changes_number(scan.before, scan.words, key.text.tokens, setting.code):
        return refused(Problem.NEGATED, comparing.FAIRLY_SURE, verdict.read)
    if any(char.isdigit() for word in scan.words for char in word):
        return refused(Problem.LISTS_MANY, comparing.FAIRLY_SURE, verdict.read)
    verdict = replace(verdict, matched=key.accepted)
    if scan.words:
        forgiven = tuple(dict.fromkeys((*verdict.forgiven, Forgiven.EXTRA_WORDS)))
        reliability = min(verdict.reliability, comparing.FAIRLY_SURE)
        verdict = replace(verdict, forgiven=forgiven, reliability=reliability)
    return wording.damped(verdict, setting, key)


def _misspelt(setting: Setting, key: Key) -> Verdict | None:
    """The verdict on a text that is the key with typing errors, in its words or its spacing."""
    given, text = setting.given, key.text
    if text.is_symbolic or given.is_symbolic:
        return None
    if setting.guard.texts and given.bare in setting.guard.texts:
        return None
    originals = tuple(token.written for token in text.tokens)
    if not typos.between(given.bare, text.bare, originals, setting.guard, setting.code):
        return None
    is_loose = setting.strictness == Strictness()
    if not is_loose and not typos.are_as_far(given.base, text.base, given.bare, text.bare):
        return None
    if wording.contradicts(setting, key):
        return None
    forgiven = (Forgiven.TYPO,)
    return Verdict(1.0, key.accepted, forgiven, (), text.written, MISSPELT)


def _but_for(loose: Verdict, strict: Verdict, strictness: Strictness) -> Verdict:
    """The verdict where case or diacritics count and the text would do without them.

    A text that is right but for its diacritics is half right; one in another case is not.
    """
    if loose.fraction <= PARTIAL:
        return strict
    correction = loose.correction or loose.matched
    if strictness.accented and not strictness.cased:
        problems = (Problem.DIACRITICS,)
        return replace(loose, fraction=PARTIAL, problems=problems, correction=correction)
    return Verdict(0.0, None, (), (Problem.CASE,), None, FOLDED)


def _as_told(verdict: Verdict, diacritics: Diacritics) -> Verdict:
    """The verdict without a word of diacritics where the card ignores them."""
    if diacritics is not Diacritics.IGNORE or Forgiven.DIACRITICS not in verdict.forgiven:
        return verdict
    forgiven = tuple(each for each in verdict.forgiven if each is not Forgiven.DIACRITICS)
    correction = verdict.correction if Forgiven.TYPO in forgiven else None
    return replace(verdict, forgiven=forgiven, correction=correction)
