"""A window that says of somebody else, or the other way round, what the point says."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from quiz.grading.recall.coverage import Coverage
from quiz.grading.recall.roles import (
    Cast,
    Role,
    is_participle,
    is_swapped,
    names_in,
    roles,
    triples,
)
from quiz.grading.recall.scenes import Scene
from quiz.grading.recall.texts import Word

NAME_RARITY: Final = 3.8
"""A word at the start of a sentence that is rarer than this may be a name."""


def has_swapped_roles(coverage: Coverage, scene: Scene) -> bool:
    """Whether somebody who acts in the point is acted on in the window, or the reverse."""
    language, answer, pattern = scene.language, scene.answer, coverage.pattern.text
    clause_of = {place: clause for clause in pattern.clauses for place in range(*clause)}
    verbs = _verbs(coverage, scene)
    for verb, cast in _casts(coverage, scene):
        word = pattern.words[verb]
        if word.stem not in verbs or word.stem in cast.names | language.symmetric:
            continue
        here = roles(pattern, verb, clause_of[verb], cast, language)
        there = [
            roles(answer.text, place, answer.text.clauses[answer.clause_of[place]], cast, language)
            for place in verbs[word.stem]
        ]
        if here and there and all(_swaps(here, other) for other in there):
            return True
        others = scene.known - {other.stem for other in pattern.words}
        is_verb = is_participle(word, language)
        if is_verb and here and there and all(_replaces(here, other, others) for other in there):
            return True
    return False


def _casts(coverage: Coverage, scene: Scene) -> list[tuple[int, Cast]]:
    """Verbs of the point (places) with those who may stand on either side."""
    pattern = coverage.pattern.text
    names = scene.cast.names
    if not scene.language.has_capital_nouns:
        names |= names_in(pattern)
    cast = Cast(names, scene.cast.hero)
    named = [(place, cast) for place in range(len(pattern.words)) if names]
    agents = [
        (verb, Cast(names | {agent}, scene.cast.hero)) for verb, agent in _agents(coverage, scene)
    ]
    return (
        named
        + agents
        + [
            (verb, Cast(frozenset({pattern.words[one].stem, pattern.words[other].stem}), None))
            for one, verb, other in triples(pattern, scene.language)
        ]
    )


def _agents(coverage: Coverage, scene: Scene) -> Iterator[tuple[int, str]]:
    """Verbs of the point (places) with the stem of the one "by" whom it is done."""
    words = coverage.pattern.text.words
    for place, word in enumerate(words):
        if word.bare in scene.language.agents:
            before = next((p for p in range(place - 1, -1, -1) if not words[p].is_function), None)
            after = next((w for w in words[place + 1 :] if not w.is_function), None)
            if before is not None and after is not None and not after.is_number:
                yield before, after.stem


def _verbs(coverage: Coverage, scene: Scene) -> Mapping[str, tuple[int, ...]]:
    """Where the stems of the point stand in the window, numbers and function words left out.

    Where one or two words are missing, the one word that the window has of its own may stand for
    them: "was outwitted by" for "was beaten by".
    """
    matched = {term.stem: places for term, places in coverage.matched() if not term.is_number}
    lost = [term for term in coverage.missing() if not term.is_function]
    if 1 <= len(lost) <= 2:
        taken = {place for _, places in coverage.matched() for place in places}
        words = scene.answer.text.words
        own = [
            place
            for place in coverage.window
            if place not in taken
            and not words[place].is_function
            and words[place].stem not in scene.cast.names
        ]
        if len(own) == 1:
            matched.update((term.stem, (own[0],)) for term in lost if not term.is_number)
    return matched


def _swaps(here: Mapping[str, Role], there: Mapping[str, Role]) -> bool:
    """Whether roles that name both sides in the answer contradict those of the point."""
    return len(there) >= 2 and is_swapped(here, there)


def _replaces(
    here: Mapping[str, Role], there: Mapping[str, Role], strangers: frozenset[str]
) -> bool:
    """Whether those who act in the window are others, whom another point of the card names."""
    actors = {name for name, role in here.items() if role is Role.ACTS}
    others = {name for name, role in there.items() if role is Role.ACTS}
    is_plain = Role.SUFFERS not in here.values() and Role.SUFFERS not in there.values()
    return is_plain and bool(actors) and bool(others) and others <= strangers


def has_other_name(coverage: Coverage, scene: Scene) -> bool:
    """Whether the window says of somebody else what the point says of a name or of "him"."""
    if scene.language.has_capital_nouns:
        return False
    words, pattern = scene.answer.text.words, coverage.pattern.text.words
    taken = {place for _, places in coverage.matched() for place in places}
    own = {word.stem for word in pattern} | scene.asked
    names = scene.cast.names - own
    strangers = [
        place
        for place in coverage.window
        if place not in taken
        and (
            words[place].stem in names
            or (_opens_with_name(scene, place) and words[place].stem not in own)
        )
    ]
    if not strangers:
        return False
    spoken = {words[place].stem for place in coverage.window}
    if scene.cast.hero is not None and scene.cast.hero not in spoken:
        actions = _actions(pattern, scene)
        if any(
            place in coverage.window and words[place + 1].stem in actions
            for place in strangers
            if place + 1 < len(words)
        ):
            return True
    known = names_in(coverage.pattern.text)
    lost = {term.stem for term in coverage.missing() if term.stem in known}
    gaps = [p for p, word in enumerate(pattern) if word.stem in lost]
    return any(
        _is_alike(words, run, pattern, gap) for run in _runs(strangers) for gap in _runs(gaps)
    )


def _opens_with_name(scene: Scene, place: int) -> bool:
    """Whether a sentence begins here with a rare word that is no adverb: most likely a name."""
    text = scene.answer.text
    word = text.words[place]
    if not any(first == place for first, _ in text.sentences) or word.is_function:
        return False
    is_rare = scene.language.rarity(word.stem) >= NAME_RARITY and word.bare.isalpha()
    return is_rare and text.source[word.start].isupper() and not word.bare.endswith("ly")


def _actions(pattern: Sequence[Word], scene: Scene) -> frozenset[str]:
    """The stems that follow "he" or the name of the question in a point, or begin it as a verb."""
    language = scene.language
    found = {
        after.stem
        for before, after in pairwise(pattern)
        if before.bare in language.pronouns or before.stem == scene.cast.hero
    }
    first = pattern[0]
    is_inflected = first.bare.endswith(language.verb_endings) and first.bare != first.stem
    is_verb = is_inflected and len(pattern) > 1
    if first.bare in language.passive or first.bare in language.bases or is_verb:
        found.add(first.stem)
    return frozenset(found)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last places of names of one or several words."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = runs[-1][0], place
        else:
            runs.append((place, place))
    return runs


def _is_alike(
    words: Sequence[Word], run: tuple[int, int], pattern: Sequence[Word], gap: tuple[int, int]
) -> bool:
    """Whether the words around a name are those around one that is missing from the point.

    Where the point ends with the name, what stands before it tells, back to a word of content.
    """
    after = _stem_at(pattern, gap[1] + 1)
    if after:
        is_before = _stem_at(pattern, gap[0] - 1) == _stem_at(words, run[0] - 1)
        return is_before and after == _stem_at(words, run[1] + 1)
    for step in range(1, gap[0] + 1):
        word = pattern[gap[0] - step]
        if word.stem != _stem_at(words, run[0] - step):
            return False
        if not word.is_function:
            return True
    return False


def _stem_at(words: Sequence[Word], place: int) -> str:
    """The stem of the word at a place, "" past the ends."""
    return words[place].stem if 0 <= place < len(words) else ""
