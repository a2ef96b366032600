"""Key points read from the bullets of an answer.

Each line is a heading, a bullet or plain text. Lines that only continue the one above are
joined to it; bullets nest by indentation and by glyph (● over ○ over numbers; any other glyph
nests below the one it first appears under). Plain lines are points of their own, one block of
prose is split into sentences, and a point with more than `LONG_WORDS` content words becomes
its first sentence with the others nested below it. `quiz.outlines` reads the lines.

A heading ("Main players", "1925", "Stalin achieved success by:") becomes a point whose children
are what stands under it. Its text ends in a colon – one is added where the author wrote none –
and that, with children, makes it a *label*: `is_label`. A label names a group and is nothing
to be graded on. A line of more than `LABEL_WORDS` words says something itself, so it is an
ordinary point with children even if it ends in a colon. Authors make a label the same way.

Work is linear in the length of the answer. Points past `limits.KEY_POINTS` are left out
(the answer still has them), a level past `limits.KEY_POINT_DEPTH` is raised to it, and a text
past `limits.KEY_POINT_CHARS` is cut between words into several points.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from quiz import limits, outlines
from quiz.cards import KeyPoint

LABEL_WORDS = 8
"""A longer line with a colon and points below it is graded as a point itself."""

LONG_WORDS = 14
"""A point with more content words than this is split into its sentences."""

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<!\.)[.!?](?!\.)[\"'”’»)\]]{0,2} |[。！？]")
_OPENING = "\"'“‘«(["
_ABBREVIATIONS = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "rev", "st", "gen", "col", "sgt", "capt", "lt", "jr", "sr"}
    | {"no", "nos", "vol", "fig", "ca", "cf", "vs", "approx", "al"}
)

_Placed = tuple[int, str]
"""A text and its level, 0 for the outermost, in reading order."""


def derive(answer: str) -> tuple[KeyPoint, ...]:
    """The outermost points of an answer, in its order; none only if the answer is blank."""
    items = outlines.read(answer)
    if not items:
        text = " ".join(answer.split())
        items = (outlines.Item(0, text),) if text else ()
    is_prose = len(items) == 1 and items[0].is_plain
    placed = (place for item in items for place in (_prose(item) if is_prose else _one_point(item)))
    return _nested(tuple(islice(placed, limits.KEY_POINTS)))


def is_label(point: KeyPoint) -> bool:
    """Whether the point only names the group of its children."""
    return (
        bool(point.children) and point.text.endswith(":") and len(point.text.split()) <= LABEL_WORDS
    )


def gradable(points: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
    """Every point that is graded, on all levels, in reading order: all but the labels."""
    return tuple(each for point in points for each in point.walk() if not is_label(each))


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text whose white space is single spaces.

    Initials, abbreviations, ellipses and a lone number ("11. November") end none.
    """
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _ends_sentence(text, start, end):
            yield text[start : end.end()].strip()
            start = end.end()
    if text[start:].strip():
        yield text[start:].strip()


def _ends_sentence(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the sentence that begins at `start` really ends here."""
    if end[0] in "。！？":
        return True
    before = text[max(start, end.start() - 20) : end.start()]
    after = text[end.end() : end.end() + 2].lstrip(_OPENING)
    if not after or after[0].islower() or not before or before[-1] in " ,;:":
        return False
    if end[0][0] != ".":
        return True
    last = before.rpartition(" ")[2].lstrip(_OPENING).lower()
    initial = last.rpartition(".")[2]
    is_initial = len(initial) == 1 and initial.isalpha()
    return not (is_initial or last in _ABBREVIATIONS or before.isdigit())


def _prose(item: outlines.Item) -> Iterator[_Placed]:
    """Each sentence as a point of its own."""
    for sentence in sentences(item.text):
        for piece in _pieces(sentence):
            yield 0, piece


def _one_point(item: outlines.Item) -> Iterator[_Placed]:
    """The text as one point or, if it is long, as its first sentence and the rest below it."""
    words = _WORD.findall(item.text)
    is_long = sum(len(word) > 3 or word[0].isdigit() for word in words) > LONG_WORDS
    parts = tuple(sentences(item.text)) if is_long else (item.text,)
    for place, part in enumerate(parts):
        for piece in _pieces(part):
            yield min(item.level + (place > 0), limits.KEY_POINT_DEPTH - 1), piece


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that a point can hold, cut between words where there is a space."""
    start = 0
    while len(text) - start > limits.KEY_POINT_CHARS:
        most = start + limits.KEY_POINT_CHARS
        space = text.rfind(" ", start + 1, most + 1)
        end = space if space > 0 else most
        yield text[start:end].strip()
        start = end
    if text[start:].strip():
        yield text[start:].strip()


def _nested(placed: Sequence[_Placed]) -> tuple[KeyPoint, ...]:
    """The points with everything deeper that follows a point nested below it."""
    orphans: list[tuple[int, KeyPoint]] = []
    for level, text in reversed(placed):
        children = []
        while orphans and orphans[-1][0] > level:
            children.append(orphans.pop()[1])
        orphans.append((level, KeyPoint(text=text, children=tuple(children))))
    return tuple(point for _, point in reversed(orphans))
