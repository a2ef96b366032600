"""Who does what to whom: words that change sides of the same verb.

"A outwits B" and "B outwits A" share every word. In a clause the word before the verb acts and the
word after it is acted on; in the passive ("was … by") it is the other way round. Two texts swap
roles when a word acts in one and is acted on in the other, with the same verb between or beside.
Pronouns stand for the one name that the question asks about, if it has just one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.texts import Text, Word

NEAR: Final = 4
"""An actor stands at most so many words from its verb."""


class Role(Enum):
    """What a word is to a verb."""

    ACTS = auto()
    SUFFERS = auto()


@dataclass(frozen=True, slots=True)
class Cast:
    """The names that a text may speak of: stems, and who "he" is (`None`: nobody known)."""

    names: frozenset[str]
    hero: str | None


def names_in(text: Text) -> frozenset[str]:
    """Stems of words that are written with a capital within a sentence."""
    starts = {first for first, _ in text.sentences}
    return frozenset(
        word.stem
        for place, word in enumerate(text.words)
        if place not in starts
        and not word.is_function
        and len(word.bare) > 1
        and text.source[word.start].isupper()
        and text.source[word.start + 1 : word.end].islower()
    )


def roles(
    text: Text, verb: int, clause: tuple[int, int], cast: Cast, language: Lexicon
) -> Mapping[str, Role]:
    """The role of each name of the clause with regard to the word at `verb`."""
    words = text.words
    first, end = clause
    is_passive = _voice(text, verb, first, language)
    if is_passive is None:
        return {}
    found: dict[str, Role] = {}
    for place in range(max(first, verb - NEAR - 1), verb):
        name = _name(text, place, cast, language)
        if name is not None:
            is_caused = place > first and words[place - 1].bare in language.causatives
            found[name] = Role.SUFFERS if is_passive or is_caused else Role.ACTS
    is_agent = False
    for place in range(verb + 1, min(end, verb + NEAR + 2)):
        is_agent = is_agent or words[place].bare in language.agents
        name = _name(text, place, cast, language)
        if name is None or name in found:
            continue
        if is_agent:
            found[name] = Role.ACTS
        elif not is_passive and place <= verb + 2:
            found[name] = Role.SUFFERS
    return found


def _voice(text: Text, verb: int, first: int, language: Lexicon) -> bool | None:
    """Whether a word is in the passive: a form of "to be" before it, with a participle.

    `None` where "to be" only says what something is: "was the head", "was ill".
    """
    words = text.words
    for place in range(max(first, verb - 3), verb):
        if words[place].bare in language.passive:
            after = words[place + 1 : verb + 1]
            if any(word.bare in language.pronouns for word in after):
                continue
            is_verb = not language.participles or any(is_participle(w, language) for w in after)
            return True if is_verb and after[0].bare not in language.articles else None
    return False


def is_participle(word: Word, language: Lexicon) -> bool:
    """Whether a word may be a participle, or a past form that looks like one."""
    return word.bare.endswith(language.participles) or word.bare in language.bases


def _name(text: Text, place: int, cast: Cast, language: Lexicon) -> str | None:
    word = text.words[place]
    if word.stem in cast.names:
        return word.stem
    return cast.hero if word.bare in language.pronouns else None


def triples(text: Text, language: Lexicon) -> list[tuple[int, int, int]]:
    """Places of three words of content that follow each other but for articles: A does to B."""
    content = [place for place, word in enumerate(text.words) if not word.is_function]
    found = []
    for one, verb, other in zip(content, content[1:], content[2:], strict=False):
        gap = [text.words[place] for place in range(one, other) if place not in {one, verb}]
        is_plain = all(len(word.bare) <= 3 and word.bare in language.articles for word in gap)
        word = text.words[verb]
        is_verb = word.bare in language.bases or (
            word.bare != word.stem and word.bare.endswith(language.verb_endings)
        )
        if is_plain and is_verb and word.stem not in language.symmetric:
            found.append((one, verb, other))
    return found


def is_swapped(one: Mapping[str, Role], other: Mapping[str, Role]) -> bool:
    """Whether somebody changed sides, while the other side is named in both or one of them."""
    changed = [name for name, role in one.items() if name in other and other[name] is not role]
    same = [name for name, role in one.items() if name in other and other[name] is role]
    return bool(changed) and not same
