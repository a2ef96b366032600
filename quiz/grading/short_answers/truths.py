"""Keys that are "yes", "no", "true" or "false": read by what the answer comes to."""

from collections.abc import Sequence
from typing import Final

from quiz.grading.short_answers.settings import Setting
from quiz.grading.short_answers.texts import Key
from quiz.grading.short_answers.tokens import Token
from quiz.grading.short_answers.verdicts import Forgiven, Problem, Verdict, refused

_TRUTHS: Final = {
    **dict.fromkeys(("yes", "y", "yeah", "yep", "yup", "true", "t", "correct", "right"), True),
    **dict.fromkeys(("no", "n", "nope", "nah", "false", "f", "untrue", "incorrect"), False),
}
_KEYS: Final = frozenset(("yes", "no", "true", "false"))
_LETTERS: Final = frozenset("ynft")
_SURE: Final = 0.95


def judge_truth(setting: Setting, key: Key) -> Verdict | None:
    """The verdict for a key that says yes or no; `None` for any other key."""
    if key.text.bare not in _KEYS:
        return None
    said = _truth_of(setting.given.tokens)
    if said is None:
        return refused(Problem.UNMATCHED, _SURE)
    if said != _TRUTHS[key.text.bare]:
        return refused(Problem.OPPOSITE, _SURE)
    return Verdict(1.0, key.accepted, (Forgiven.VARIANT,), (), None, _SURE)


def _truth_of(tokens: Sequence[Token]) -> bool | None:
    """What the first words come to: "no, never" is no, "it is not true" is no, too.

    `None` when they say neither, or both.
    """
    found = [
        (place, _TRUTHS[token.bare])
        for place, token in enumerate(tokens)
        if token.bare in _TRUTHS and (token.bare not in _LETTERS or len(tokens) == 1)
    ]
    if not found or len({truth for _, truth in found}) > 1:
        return None
    place, truth = found[0]
    denials = sum(token.is_negator and token.bare not in _TRUTHS for token in tokens[:place])
    return truth if denials % 2 == 0 else not truth
