"""Typing errors: how many are let pass, and which differences are none.

The budget grows with the key: none up to 3 letters, 1 for 4 to 7, 2 for 8 to 14, 3 from 15. An
error is one letter too many, missing, another or two letters swapped (optimal string alignment;
L. Boytsov, "Indexing methods for approximate dictionary searching", ACM JEA 16, 2011). Never
forgiven: digits and signs, abbreviations, words of three letters, another first letter that does
not sound alike, terms that only look alike (`lookalikes`), and any word of the deck.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from quiz.grading.short_answers import lookalikes, vocabulary
from quiz.grading.short_answers.word_lists import listed

_SOUNDS_ALIKE: Final = tuple(
    map(frozenset, ("ckq", "sz", "sc", "fp", "fv", "vw", "gj", "ieay", "uo", "oa", "xz", "jy"))
)
_VOWELS: Final = frozenset("aeiouаеиоуыэюя")


@dataclass(frozen=True, slots=True)
class Guard:
    """What a typing error may not lead to.

    `texts` are folded answers of other cards; `words` single words that are right elsewhere.
    `endings_count` makes another last vowel another word.
    """

    texts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    endings_count: bool = False


_MOST_ERRORS: Final = 3
NO_GUARD: Final = Guard()


def budget(letters: int) -> int:
    """Typing errors that a key of so many letters and digits forgives."""
    return 0 if letters <= 3 else 1 if letters <= 7 else 2 if letters <= 14 else 3


def is_same_or_misspelt(word: str, meant: str) -> bool:
    """Whether a word in lower case is the meant one, or a typing error away from it."""
    return word == meant or is_misspelt(word, meant)


def is_misspelt(word: str, meant: str, guard: Guard = NO_GUARD) -> bool:
    """Whether a word is another than the meant one by typing errors alone; both in lower case."""
    if word == meant or word in guard.words or word in guard.texts:
        return False
    return _is_misspelt(word, meant, endings_count=guard.endings_count)


@lru_cache(maxsize=8192)
def _is_misspelt(word: str, meant: str, *, endings_count: bool) -> bool:
    allowed = budget(len(meant))
    if not allowed or abs(len(word) - len(meant)) > allowed or not word.isalpha():
        return False
    if not meant.isalpha() or OSA.distance(word, meant, score_cutoff=allowed) > allowed:
        return False
    return not _is_another_word(word, meant, endings_count=endings_count)


def _is_another_word(word: str, meant: str, *, endings_count: bool) -> bool:
    """Whether two words that are close are too different in kind to be one word misspelt."""
    return (
        _begins_otherwise(word, meant)
        or (len(meant) == _SHORTEST and _is_other_short_word(word, meant))
        or (endings_count and _ends_otherwise(word, meant))
        or lookalikes.told_apart(meant, word)
    )


def _begins_otherwise(word: str, meant: str) -> bool:
    """Whether the first letter was replaced by one that does not sound like it."""
    if word[0] == meant[0] or len(word) != len(meant) or word[1] == meant[0]:
        return False
    if word[1:] == meant[1:] and len(meant) > _LONG:
        return False
    return not any(word[0] in sounds and meant[0] in sounds for sounds in _SOUNDS_ALIKE)


def _is_other_short_word(word: str, meant: str) -> bool:
    """Whether a slip of one key is unlikely in four letters, where it mostly makes another word.

    Likely are swapped letters, a missing or doubled one, and a consonant that sounds alike.
    """
    if len(word) < len(meant) or sorted(word) == sorted(meant):
        return False
    if len(word) > len(meant):
        return not any(
            word[place] == word[place - 1] and word[:place] + word[place + 1 :] == meant
            for place in range(1, len(word))
        )
    changed = [pair for pair in zip(word, meant, strict=True) if pair[0] != pair[1]]
    return not all(
        any(a in sounds and b in sounds for sounds in _SOUNDS_ALIKE) and a not in _VOWELS
        for a, b in changed
    )


_LONG: Final = 9
_SHORTEST: Final = 4


def _ends_otherwise(word: str, meant: str) -> bool:
    """Whether only the last vowel differs, with or without an "s" behind it."""
    first, second = word.removesuffix("s"), meant.removesuffix("s")
    return (
        len(first) == len(second)
        and first[:-1] == second[:-1]
        and first[-1:] in _VOWELS
        and second[-1:] in _VOWELS
    )


def between(
    given: str, key: str, originals: tuple[str, ...], guard: Guard, code: str | None
) -> bool:
    """Whether the folded text is the folded key with typing errors.

    `originals` are the key's words as the author wrote them: capitals tell abbreviations. Words
    are compared one to one where their number is the same, so that no short word changes.
    """
    if abs(len(given) - len(key)) > _MOST_ERRORS + 1:
        return False
    allowed = budget(sum(char.isalnum() for char in key))
    if not allowed or abs(len(given) - len(key)) > allowed + 1 or _signs(given) != _signs(key):
        return False
    if OSA.distance(given, key, score_cutoff=allowed) > allowed or given in guard.texts:
        return False
    words, meant = given.split(), key.split()
    if len(words) != len(meant):
        whole, key_whole = "".join(words), "".join(meant)
        if whole in guard.texts or _is_another_word(whole, key_whole, endings_count=False):
            return False
        return not (_lacks_a_word(words, key_whole) or _lacks_a_word(meant, whole))
    if len(originals) != len(meant):
        originals = tuple(meant)
    return all(
        _may_stand_for(word, expected, original, guard)
        and not (original.islower() and word != expected and vocabulary.is_common(word, code))
        for word, expected, original in zip(words, meant, originals, strict=True)
    )


def _lacks_a_word(words: list[str], whole: str) -> bool:
    """Whether a whole word more or less is the difference, and no space."""
    distance = OSA.distance("".join(words), whole)
    return any(
        OSA.distance("".join((*words[:place], *words[place + 1 :])), whole) < distance
        for place in range(len(words))
    )


def _may_stand_for(word: str, meant: str, original: str, guard: Guard) -> bool:
    """Whether a word of a longer text can be the meant one; its errors are counted elsewhere."""
    if word == meant:
        return True
    if word in guard.words or word in guard.texts or is_abbreviation(original):
        return False
    if not meant.isalpha():
        return False
    if len(meant) <= 3:
        return len(meant) > 1 and sorted(word) == sorted(meant) and word not in _SHORT_WORDS
    return not _is_another_word(word, meant, endings_count=guard.endings_count)


_SHORT_WORDS: Final = frozenset(
    listed("on no of for fro in is it at was saw not ton own now won or who")
)


@lru_cache(maxsize=8192)
def is_abbreviation(word: str) -> bool:
    """Whether a word is made of capitals, like "NATO", "mRNA" and "IPv"."""
    capitals = sum(char.isupper() for char in word)
    return capitals >= 2 and len(word) <= 6


@lru_cache(maxsize=4096)
def _signs(text: str) -> str:
    """Everything but letters and spaces, in order: what typing errors never change."""
    return "".join(char for char in text if not char.isalpha() and char not in " -'")


def are_as_far(given: str, key: str, bare_given: str, bare_key: str) -> bool:
    """Whether case and accents add nothing to the distance of two texts."""
    return OSA.distance(given, key) == OSA.distance(bare_given, bare_key) and bare_given != bare_key
