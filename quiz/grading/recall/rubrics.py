"""What a card asks for, read once: its gradable points with their shares, and the question.

Labels are not graded. Every gradable point counts alike, times its weight and the weights of the
points it stands below, each relative to its siblings: a point with three points below it is worth
four. Where only one point is outermost and it is a label, those below it are the outermost ones.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from quiz import key_points
from quiz.cards import KeyPoint
from quiz.grading.recall.lexicons import Lexicon, lexicon
from quiz.grading.recall.patterns import Pattern, pattern_of, stems
from quiz.grading.recall.texts import Text, read
from quiz.grading.recall.tongues import script_of

LARGE: Final = 60
"""A rubric of more points is large; few of those are kept."""

WORDINGS: Final = 1_000
"""Of more wordings (points and alternatives together) the alternatives past them are left out."""


@dataclass(frozen=True, slots=True)
class Point:
    """One gradable point: its wordings (the author's text first), the outermost point it belongs
    to (`branch`, from 0) and its share of all points (they sum to 1)."""

    text: str
    branch: int
    share: float
    wordings: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Rubric:
    """A card as the grader sees it; `wholes` are wordings of the answer as one text, `subjects`
    the first words of content (stems) of all clauses, `repeated` the stems of several of them,
    `topics` the words of the question that points begin with, `spoken` the points' words, bare."""

    language: Lexicon
    prompt: Text
    asked: frozenset[str]
    points: tuple[Point, ...]
    wholes: tuple[Pattern, ...]
    required: int | None
    stems: frozenset[str]
    subjects: frozenset[str]
    repeated: frozenset[str]
    topics: frozenset[str]
    source: str
    spoken: str
    script: str


@dataclass(frozen=True, slots=True)
class _Placed:
    point: KeyPoint
    branch: int
    mass: float


def rubric(
    prompt: str, points: tuple[KeyPoint, ...], required: int | None, language: str | None
) -> Rubric:
    """The rubric of a card; `language` as `languages.base_language` gives it."""
    count = sum(1 for point in points for _ in point.walk())
    make = _large if count > LARGE else _small
    return make(prompt, points, required, language)


def _made(
    prompt: str, points: tuple[KeyPoint, ...], required: int | None, language: str | None
) -> Rubric:
    words = lexicon(language)
    asked = stems(prompt, words)
    outermost = _outermost(points)
    placed = [each for branch, point in enumerate(outermost) for each in _placed(point, branch)]
    made = _points(placed, asked, words)
    source = "\n".join(each.point.text for each in placed)
    if len(made) == 1:
        wholes = made[0].wordings
    else:
        wholes = (pattern_of(read(source, words), asked, words),)
    return Rubric(
        language=words,
        prompt=read(prompt, words),
        asked=asked,
        points=tuple(made),
        wholes=wholes,
        required=required if required is not None and required < len(outermost) else None,
        stems=asked | {t.stem for p in made for w in p.wordings for t in w.terms},
        subjects=frozenset(_subjects(made)),
        topics=_topics(made, asked),
        repeated=_repeated([point.wordings[0].text for point in made]),
        source=source,
        spoken=" ".join(word.bare for word in read(source, words).words),
        script=script_of(f"{source}\n{prompt}"),
    )


def _subjects(points: Sequence[Point]) -> Iterator[str]:
    """The first word of content of each clause, numbers left out."""
    for point in points:
        text = point.wordings[0].text
        for first, end in text.clauses:
            words = (word for word in text.words[first:end] if not word.is_function)
            opening = next(words, None)
            if opening is not None and not opening.is_number:
                yield opening.stem


def _topics(points: Sequence[Point], asked: frozenset[str]) -> frozenset[str]:
    """The words of the question that several points begin with, if there are at least two."""
    opening = [
        next((term.stem for term in point.wordings[0].terms if not term.is_function), "")
        for point in points
    ]
    topics = asked & frozenset(opening)
    return topics if len(topics) > 1 else frozenset()


def _repeated(texts: Sequence[Text]) -> frozenset[str]:
    """The stems that stand in several texts, or in several clauses of the only one."""
    parts = [text.words for text in texts]
    if len(texts) == 1:
        parts = [texts[0].words[first:end] for first, end in texts[0].clauses]
    counts = Counter(stem for part in parts for stem in {word.stem for word in part})
    return frozenset(stem for stem, count in counts.items() if count > 1)


def _points(placed: Sequence[_Placed], asked: frozenset[str], words: Lexicon) -> list[Point]:
    """The points with their patterns and shares."""
    total = sum(each.mass for each in placed)
    spare = max(0, WORDINGS - len(placed))
    spread = Counter(
        stem
        for each in placed
        for stem in {word.stem for word in read(each.point.text, words).words}
    )
    made: list[Point] = []
    for each in placed:
        others = each.point.alternatives[:spare]
        spare -= len(others)
        wordings = tuple(
            pattern_of(read(text, words), asked, words, spread)
            for text in (each.point.text, *others)
        )
        made.append(Point(each.point.text, each.branch, each.mass / total, wordings))
    return made


_small = lru_cache(maxsize=64)(_made)
_large = lru_cache(maxsize=3)(_made)


def _outermost(points: Sequence[KeyPoint]) -> Sequence[KeyPoint]:
    """The outermost points, below a label that holds all of them."""
    while len(points) == 1 and key_points.is_label(points[0]):
        points = points[0].children
    return points


def _placed(point: KeyPoint, branch: int, factor: float = 1.0) -> Iterator[_Placed]:
    """The gradable points of a branch, with what each weighs."""
    mass = factor * point.weight
    if not key_points.is_label(point):
        yield _Placed(point, branch, mass)
    for child in point.children:
        yield from _placed(child, branch, mass)
