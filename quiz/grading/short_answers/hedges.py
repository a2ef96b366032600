"""Answers that say the right thing and take it back: denials, opposites, lists of guesses."""

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache
from typing import Final

from quiz.grading.short_answers import languages, lookalikes, tokens
from quiz.grading.short_answers.tokens import Token
from quiz.grading.short_answers.word_lists import listed

_ASIDE: Final = re.compile(
    r"\b(?:i(?: a|')?m not (?:really |very |too |quite |so )?sure|not (?:really |very )?sure"
    r"|i (?:do not|don'?t) (?:really )?(?:know|remember)|no idea|dunno|idk|not certain"
    r"|if i(?: a|')?m not (?:wrong|mistaken)|no doubt|unsure)\b,?(?: but| if| whether)?",
    re.IGNORECASE,
)
_CONTRAST: Final = re.compile(
    r"(?:,|;|\(|\band|\bbut|\brather than|\binstead of|\bund|\bsondern|\bmais|\bpero| -)"
    r"\s*(?:is |it's |it is )?(?:not|nicht|pas|no|non|не)\s+(?=\w)|\b(?:rather than|instead of)\s+",
    re.IGNORECASE,
)
_ALL_BUT: Final = re.compile(
    r"\b(?:any|every|all)\w*(?: \w+)? (?:but|except|other than|besides)\b", re.IGNORECASE
)
_LIST: Final = re.compile(r"[,;\n]|\s/\s|\s\|\s")
_PARTED: Final = re.compile(r";\s|[|•·→＼\\／⁄∕]|\s[~:=]\s|(?:^|\s)(?:[1-9]|[A-Ea-e])[.)]\s")
"""Marks that part one answer from the next, as a comma, which also adds to it, does not."""
_LONGEST_ITEM: Final = 3
_BARE_LIST: Final = 6
_SHORT_PAIR: Final = 5
_AND: Final = re.compile(r"\s(?:and|und|et|y|e|и|&|\+)\s", re.IGNORECASE)

MOST_GUESSES: Final = 2
"""Items beside the right one from which a list is a list of guesses."""


def without_asides(text: str) -> str:
    """The text without "I'm not sure, but", unless nothing else is there."""
    found = _ASIDE.sub(" ", text) if "n" in text or "I" in text else text
    return found if any(char.isalnum() for char in found) else text


def denies(answer: Sequence[Token], key: Sequence[Token], written: str) -> bool:
    """Whether one of the two has a negator and the other has none.

    "Trotsky, not Stalin" denies something else and nothing of the key.
    """
    if _ALL_BUT.search(written):
        return True
    in_key = [token for token in key if token.is_negator]
    in_answer = [token for token in answer if token.is_negator]
    if bool(in_key) == bool(in_answer):
        return False
    if in_key:
        return not _has_denying_prefix(answer, key)
    contrast = _CONTRAST.search(written)
    if contrast is None or len(in_answer) > 1:
        return True
    wanted = {token.form for token in key if not token.is_function}
    before = {token.form for token in answer[: len(written[: contrast.start()].split())]}
    return not (wanted and wanted & before)


def _has_denying_prefix(answer: Sequence[Token], key: Sequence[Token]) -> bool:
    """Whether the answer says "unstable" for "not stable"."""
    wanted = [token.bare for token in key if not token.is_function and not token.is_negator]
    return any(
        token.bare == prefix + word
        for token in answer
        for word in wanted
        for prefix in ("un", "in", "im", "non", "dis", "ir", "il")
    )


def is_opposite(answer: Sequence[Token], key: Sequence[Token]) -> bool:
    """Whether the answer has the opposite of a word of the key, in the place of it."""
    said = {token.bare for token in answer}
    meant = {token.bare for token in key}
    return any(not said.isdisjoint(lookalikes.opposites(word) - meant) for word in meant - said)


class Hedge(Enum):
    """Whether an answer names one thing, another beside it by "and", or several to choose from."""

    NONE = auto()
    PAIR = auto()
    GUESSES = auto()


def hedge(written: str, keys: Sequence[Token], code: str | None, question: frozenset[str]) -> Hedge:
    """What stands beside the right answer: "X or Y", "X and Y", "A, B, X".

    `keys` are the tokens of everything that is accepted. A part counts as another answer when it
    is short and has none of them; what is denied ("not Y") does not count.
    """
    written = _CONTRAST.split(written)[0]
    wanted = {token.form for token in keys} | {token.bare for token in keys}
    sides = _either(code).split(written)
    if len(sides) > 1 and _others(sides, wanted, code, frozenset()):
        return Hedge.GUESSES
    parted = _PARTED.split(written)
    if len(parted) > 1 and _others(parted, wanted, code, question):
        return Hedge.GUESSES
    if len(_others(_LIST.split(written), wanted, code, question)) >= MOST_GUESSES:
        return Hedge.GUESSES
    said = tokens.of(written, code)
    spoken = {token.bare for token in said}
    there = [key for key in keys if key.bare in spoken and not key.is_function]
    if any(t.form not in wanted and _stands_against(t, there) for t in said):
        return Hedge.GUESSES
    if len(said) >= _BARE_LIST and not any(t.is_function for t in said):
        own = sum(t.form not in wanted and t.form not in question for t in said)
        return Hedge.GUESSES if own >= _BARE_LIST - 2 else Hedge.NONE
    both = _AND.split(written)
    if len(both) > 2 and len(_others(both, wanted, code, question)) >= MOST_GUESSES:
        return Hedge.GUESSES
    is_pair = len(both) == 2 and len(said) <= _SHORT_PAIR
    is_pair = is_pair and len(_others(both, wanted, code, question)) == 1
    return Hedge.PAIR if is_pair else Hedge.NONE


@cache
def _either(code: str | None) -> re.Pattern[str]:
    words = "|".join(map(re.escape, sorted(languages.either_words(code))))
    return re.compile(rf"\s(?:{words})\s|[/|]", re.IGNORECASE)


def _stands_against(token: Token, keys: Sequence[Token]) -> bool:
    """Whether a word is the counterpart of one that is accepted: "meiosis" beside "mitosis"."""
    return any(
        lookalikes.told_apart(token.bare, key.bare) or token.bare in lookalikes.opposites(key.bare)
        for key in keys
    )


def _others(
    parts: Sequence[str], wanted: set[str], code: str | None, question: frozenset[str]
) -> list[str]:
    """The short parts with content of their own and nothing of what is wanted."""
    found = []
    for part in parts[:20]:
        own = [token for token in tokens.of(part, code) if not token.is_function]
        is_other = own and not any(t.form in wanted or t.bare in wanted for t in own)
        if is_other and len(own) <= _LONGEST_ITEM and any(t.form not in question for t in own):
            found.append(part)
    return found


_LEFT_SIDE: Final = re.compile(r"([^\W\d_]\w{0,3})\s?=")


def solves_for_another(written: str, accepted: str) -> bool:
    """Whether an equation for another unknown was given: "y = 5" for "x = 5"."""
    asked, given = _LEFT_SIDE.search(accepted), _LEFT_SIDE.search(written)
    if asked is None or given is None:
        return False
    return asked[1].lower() != given[1].lower()


_ENUMERATION: Final = re.compile(
    r"[^,]+(?:, [^,]+)+,? (?:and|und|et|y|e|и|&) [^,]+|[^,]+(?:, [^,]+){2,}"
)


def is_enumeration(written: str) -> bool:
    """Whether a text lists things side by side: "a, b and c", "a, b, c"."""
    return _ENUMERATION.fullmatch(written) is not None


_COMPARATIVES: Final = frozenset(
    listed(
        "before after over under above below more less fewer greater smaller minus least most "
        "vor nach avant apres antes despues until since except"
    )
)


def changes_number(
    before: Sequence[str], words: Sequence[str], key: Sequence[Token], code: str | None
) -> bool:
    """Whether words make another number of it: "not 5", "before 1917", "3 or more".

    `before` are those of the `words` that stand before the number: a denial behind it is part of
    something else ("404 not found").
    """
    meant = {token.bare for token in key}
    denied = {word.casefold().replace("'", "") for word in before} & languages.negators(code)
    turned = {word.casefold() for word in words} & _COMPARATIVES
    return not (denied | turned) <= meant
