"""An article at the end of a prompt, which would tell the options that it fits.

English has "a" and "an"; French and Italian elide before a vowel, which the prompt shows by the
apostrophe. Other languages' articles tell a gender, which no rule reads from a word's writing.
"""

import re

from quiz.languages import base_language

_ENDING = re.compile(r"(?:^|\s)(an?|[dl]['’])[\s_:.…?]*$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_VOWELS = frozenset("aeiouáàâäãåæéèêëíìîïóòôöõøœúùûüý")
_SILENT_H = ("hour", "honest", "honor", "honour", "heir")
_LIKE_YOU = ("uni", "use", "usu", "eu", "ubi", "uto", "uran", "one", "once")
"""Beginnings of English words whose sound is not their first letter's. "unim…" and "unin…" ("a
unimportant") fall on the wrong side, which costs a distractor."""


def agree(shown: str, key: str, other: str, language: str | None) -> bool:
    """Whether the article at the end of what is shown, if any, fits both texts or neither."""
    ending = _ENDING.search(shown[-40:])
    if ending is None:
        return True
    is_elided = ending[1][-1] in "'’"
    if not is_elided and base_language(language or "en") != "en":
        return True
    return _begins_with_vowel(key) == _begins_with_vowel(other)


def _begins_with_vowel(text: str) -> bool:
    letter = _LETTER.search(text)
    if letter is None:
        return False
    word = text[letter.start() :].casefold()
    if word.startswith(_SILENT_H):
        return True
    return word[0] in _VOWELS and not word.startswith(_LIKE_YOU)
