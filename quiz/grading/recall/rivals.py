"""Whether a window says of one thing of the card what the card says of another, or says both.

"Venus is the smallest planet" uses the words of "Mercury is the smallest planet". The *subject* of
a clause is its first word of content. A rival is a subject of the card that stands where the
missing subject of a point should: at the start of a clause, before words that follow it there.
An answer that offers a word of the point *or* its opposite, another number or name, says neither.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.denials import COVERED
from quiz.grading.recall.lexicons import Lexicon
from quiz.grading.recall.polarity import is_opposite
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Text, Word

TOLD: Final = 2
FOLLOWING: Final = 3
FURTHEST: Final = 8
"""So many telling words after a subject, in a point and in an answer, tell what it does; they are
at most so many words away."""

REACH: Final = 3
"""An alternative stands at most so many words before or after "or"."""


def has_rival(coverage: Coverage, scene: Scene) -> bool:
    """Whether another subject of the card stands where that of the point should.

    Nothing is wrong where the subject is said too, with what the point says of it.
    """
    pattern, words = coverage.pattern.text.words, scene.answer.text.words
    at = next((p for p, word in enumerate(pattern) if not word.is_function), None)
    if at is None or coverage.value < COVERED:
        return False
    subject = pattern[at].stem
    if any(
        word.stem == subject and _is_said(words, place, pattern, at, scene)
        for place, word in enumerate(words)
    ):
        return False
    told = set(_following(pattern, at, TOLD, scene))
    rivals = scene.subjects - {word.stem for word in pattern}
    if scene.is_single:
        rivals = _exchanged(pattern, words, subject, scene)
    return any(
        words[place].stem in rivals
        and (words[place].stem in scene.asked) is (subject in scene.asked)
        and told & set(_following(words[: coverage.last + 1], place, FOLLOWING, scene))
        and _opens(scene.answer.text, place, scene.language)
        for place in coverage.window
    )


def is_of_other_topic(coverage: Coverage, scene: Scene) -> bool:
    """Whether a window speaks of one of several things asked about, and the point of another.

    "Compare Mercury and Venus" makes both words of the question, which weigh little; what the
    answer says of the one is no part of what it says of the other.
    """
    pattern = coverage.pattern.text.words
    at = next((p for p, word in enumerate(pattern) if not word.is_function), None)
    if at is None or not coverage.window or pattern[at].stem not in scene.topics:
        return False
    words, topic = scene.answer.text.words, pattern[at].stem
    if any(words[place].stem == topic for place in coverage.window):
        return False
    before = (words[p].stem for p in range(coverage.last, -1, -1) if words[p].stem in scene.topics)
    other = next(before, None)
    return other is not None and other != topic and other not in {word.stem for word in pattern}


def _exchanged(
    pattern: Sequence[Word], words: Sequence[Word], subject: str, scene: Scene
) -> frozenset[str]:
    """The subjects of one long point of which the answer tells another one's story."""
    after = {
        stem
        for place, word in enumerate(words)
        if word.stem == subject
        for stem in _following(words, place, FOLLOWING, scene)
    }
    return frozenset(
        word.stem
        for place, word in enumerate(pattern)
        if word.stem in scene.subjects - {subject}
        and after & set(_following(pattern, place, TOLD, scene))
    )


def _is_said(
    words: Sequence[Word],
    place: int,
    pattern: Sequence[Word],
    at: int,
    scene: Scene,
) -> bool:
    """Whether a subject of the answer is followed by what the point says of it.

    Words that follow it in both texts at once ("carbon *dioxide*") belong to it.
    """
    while (
        max(place + 1 - len(words), at + 1 - len(pattern)) < 0
        and words[place + 1].stem == pattern[at + 1].stem
    ):
        place, at = place + 1, at + 1
    told = set(_following(pattern, at, TOLD, scene))
    return not told or not told.isdisjoint(_following(words, place, FOLLOWING, scene))


def _following(words: Sequence[Word], place: int, count: int, scene: Scene) -> list[str]:
    """The stems of the next telling words, up to the next subject.

    Telling are words of content and those that have an opposite ("below"), but no numbers, and none
    that several points of the card have.
    """
    found: list[str] = []
    for word in words[place + 1 : place + 1 + FURTHEST]:
        if word.stem in scene.topics or len(found) == count:
            break
        is_telling = not word.is_function or word.stem in scene.language.opposites
        if is_telling and not word.is_number and word.stem not in scene.repeated:
            found.append(word.stem)
    return found


def _opens(text: Text, place: int, language: Lexicon) -> bool:
    """Whether nothing but articles and linking words stands before a word in its clause."""
    first = next(first for first, end in text.clauses if first <= place < end)
    plain = language.articles | language.coordinating | language.conditions
    return all(word.bare in plain for word in text.words[first:place])


def says_both(coverage: Coverage, scene: Scene) -> bool:
    """Whether the answer offers a word of the point or something else that rules it out.

    One such word is enough in a window that covers the point, two where the answer scatters them.
    """
    language, words = scene.language, scene.answer.text.words
    if any(word.bare in language.alternatives for word in coverage.pattern.text.words):
        return False
    links = [place for place, word in enumerate(words) if word.bare in language.alternatives]
    offered = 0
    for term, found in zip(coverage.pattern.terms, coverage.found, strict=True):
        is_word = not term.is_function or term.stem in language.opposites.keys() - language.degrees
        if found is None or term.is_asked or not is_word:
            continue
        is_covered = coverage.value >= COVERED
        inside = [p for p in found.places if p in coverage.window or not is_covered]
        offered += any(
            _rules_out(words[place], words[other], scene)
            for link in links
            for place in inside
            if abs(place - link) <= REACH
            for other in _across(place, link, len(words))
        )
    return offered >= (1 if coverage.value >= COVERED else 2)


def _across(place: int, link: int, count: int) -> Iterator[int]:
    """The places on the other side of a linking word."""
    if place < link:
        yield from range(link + 1, min(count, link + 1 + REACH))
    else:
        yield from range(max(0, link - REACH), link)


def _rules_out(one: Word, other: Word, scene: Scene) -> bool:
    """Whether two words cannot both be meant: opposites, two numbers, two names."""
    if other.stem in scene.asked or other.stem == one.stem:
        return False
    if one.is_number or other.is_number:
        return one.is_number and other.is_number and other.stem not in scene.known
    names = scene.cast.names
    if one.stem in names and other.stem in names:
        return other.stem not in scene.known
    return is_opposite(one, other, scene.language)
