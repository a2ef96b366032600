"""The lines of a text as an outline: what heads, what is a bullet, what only continues.

Levels come from a stack of the lines above: a line stands below the top of the stack if it is
indented further by two columns or more, or, at about the same indentation, if its glyph ranks
lower. Discs (● •) rank over circles (○) and both over numbers; any other glyph ranks below the
one it first appears under until that one comes again. `quiz.key_points` says what becomes of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

HEADING_WORDS = 4
"""A plain line of at most so many words over bullets is a heading, colon or not."""

UNDER_BULLET_WORDS = 8
"""A line with a colon right under a bullet is a heading up to here, else it continues it."""

WRAPPED_CHARS = 40
"""A line this long may be continued by one that starts with a small letter."""

TAB_COLUMNS = 4


class Mark(Enum):
    """What a line begins with."""

    BLANK = auto()
    TITLE = auto()
    HEADING = auto()
    PLAIN = auto()
    DISC = auto()
    CIRCLE = auto()
    DASH = auto()
    SQUARE = auto()
    NUMBER = auto()
    LETTER = auto()


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of an outline; `level` 0 is the outermost, `is_plain` that it had no bullet."""

    level: int
    text: str
    is_plain: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    mark: Mark
    indent: int
    text: str
    is_after_blank: bool = False

    @property
    def is_bullet(self) -> bool:
        return self.mark not in {Mark.BLANK, Mark.TITLE, Mark.HEADING, Mark.PLAIN}


@dataclass(frozen=True, slots=True)
class _Habits:
    """Whether dashes and numbers at the start of a line are bullets in this text."""

    dashes: bool
    numbers: bool


_MARKER = re.compile(
    r"(?P<DISC>[•●⚫∙·\uf0b7])|(?P<CIRCLE>[○◦⚪])|(?P<SQUARE>[▪■▫□‣▶►➢➤◆✓✔])"
    r"|(?P<DASH>[-–—−](?![-–—−>])|[*+](?=\s))"
    r"|(?P<NUMBER>\(?\d{1,3}[.)](?!\d))|(?P<LETTER>\(?(?:[A-Za-z]|[ivx]{2,4})\)(?!\w))"
    r"|(?P<TITLE>\#{1,6}(?=\s))"
)
_DASH_BULLET = re.compile(r"[-–—−](?![-–—−>\d])")
_MINUS = re.compile(r"[-–−]\d")
_NUMBERED = re.compile(r"\(?\d{1,3}[.)](?!\d)|\(?[A-Za-z]\)(?!\w)")
_FIRST_NUMBER = re.compile(r"\(?(?:1[.)](?!\d)|[aA]\)(?!\w))")
_RULE = re.compile(r"[-*_=–—]{3,}|[-–—]")
_YEARS = re.compile(r"(?:c\. ?)?\d{3,4}s?(?: ?[-–/] ?\d{2,4}s?)?")
_EMPHASIS = (
    re.compile(r"\*\*([^*\s]|[^*\s][^*]*[^*\s])\*\*"),
    re.compile(r"__([^_\s]|[^_\s][^_]*[^_\s])__"),
    re.compile(r"(?<![\w*])\*([^*\s]|[^*\s][^*]*[^*\s])\*(?![\w*])"),
    re.compile(r"(?<!\w)_([^_\s]|[^_\s][^_]*[^_\s])_(?!\w)"),
)


def read(text: str) -> tuple[Item, ...]:
    """The entries of a text in reading order, none without a text of its own."""
    lines = _joined(_headed(tuple(_lines(text))))
    return tuple(item for item in _levelled(lines) if item.text)


def without_emphasis(text: str) -> str:
    """The text without Markdown's emphasis markers, which stand around words."""
    for _ in range(2):
        for marker in _EMPHASIS:
            text = marker.sub(r"\1", text)
    return text


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, each with what it begins with."""
    raw_lines = text.splitlines()
    habits = _habits([raw.strip() for raw in raw_lines])
    is_after_blank = False
    for raw in raw_lines:
        stripped = raw.strip()
        if not stripped or _RULE.fullmatch(stripped):
            is_after_blank = True
            continue
        mark, rest = _marked(stripped, habits)
        columns = raw.expandtabs(TAB_COLUMNS)
        indent = len(columns) - len(columns.lstrip())
        yield _Line(mark, indent, without_emphasis(" ".join(rest.split())), is_after_blank)
        is_after_blank = False


def _habits(lines: Sequence[str]) -> _Habits:
    """How this author makes lists: "-5" and "11. November" alone are no bullets."""
    numbered = sum(_NUMBERED.match(line) is not None for line in lines)
    counts_from_one = any(_FIRST_NUMBER.match(line) for line in lines)
    has_more = sum(map(bool, lines)) > 1
    return _Habits(
        dashes=any(_DASH_BULLET.match(line) for line in lines),
        numbers=numbered > 1 or (counts_from_one and has_more),
    )


def _marked(stripped: str, habits: _Habits) -> tuple[Mark, str]:
    """The mark and the text behind it."""
    marker = _MARKER.match(stripped)
    if marker is None or (_MINUS.match(stripped) and not habits.dashes):
        return Mark.PLAIN, stripped
    mark = Mark[marker.lastgroup or Mark.PLAIN.name]
    if mark in {Mark.NUMBER, Mark.LETTER} and not habits.numbers:
        return Mark.PLAIN, stripped
    rest = stripped[marker.end() :]
    return mark, rest.rstrip("# ") if mark is Mark.TITLE else rest


def _headed(lines: Sequence[_Line]) -> tuple[_Line, ...]:
    """The lines with those that head others marked as headings."""
    headed: list[_Line] = []
    bullet: _Line | None = None
    for place, line in enumerate(lines):
        below = lines[place + 1 : place + 3]
        if bullet is not None and not _may_continue(line, bullet):
            bullet = None
        mark = line.mark
        if mark is Mark.TITLE and not (below and below[0].mark is not Mark.TITLE):
            mark = Mark.PLAIN
        elif mark is Mark.PLAIN and _is_heading(line, bullet, below):
            mark, bullet = Mark.HEADING, None
        headed.append(replace(line, mark=mark))
        bullet = line if line.is_bullet else bullet
    return tuple(headed)


def _is_heading(line: _Line, bullet: _Line | None, below: Sequence[_Line]) -> bool:
    """Whether a plain line, which may continue `bullet`, heads the lines below it."""
    if not below or line.text.endswith("."):
        return False
    words = len(line.text.split())
    has_colon = line.text.endswith(":")
    if bullet is not None:
        is_short = words <= UNDER_BULLET_WORDS and not line.text[:1].islower()
        return has_colon and is_short and below[0].is_bullet and line.indent < bullet.indent + 2
    if below[0].is_bullet:
        return has_colon or words <= HEADING_WORDS
    if below[0].mark is not Mark.PLAIN or below[0].is_after_blank:
        return False
    has_two_below = len(below) > 1 and not (below[1].is_after_blank or below[1].is_bullet)
    is_longer_below = len(below[0].text.split()) > HEADING_WORDS
    is_date = _YEARS.fullmatch(line.text) is not None
    return has_colon or (is_date and has_two_below and is_longer_below)


def _may_continue(line: _Line, bullet: _Line) -> bool:
    """Whether a line is right under a bullet's text, or indented further."""
    if line.mark is not Mark.PLAIN:
        return False
    return not line.is_after_blank or line.indent >= bullet.indent + 2


def _joined(lines: Sequence[_Line]) -> tuple[_Line, ...]:
    """The lines with each continuation joined to the line it continues."""
    groups: list[tuple[_Line, list[str]]] = []
    for line in lines:
        if groups and _continues(line, *groups[-1]):
            groups[-1][1].append(line.text)
        else:
            groups.append((line, [line.text]))
    return tuple(replace(line, text=" ".join(filter(None, texts))) for line, texts in groups)


def _continues(line: _Line, first: _Line, texts: Sequence[str]) -> bool:
    """Whether a line belongs to the one above, which began with `first` and has these texts."""
    if first.is_bullet:
        return _may_continue(line, first)
    if first.mark is not Mark.PLAIN or line.mark is not Mark.PLAIN or line.is_after_blank:
        return False
    is_wrapped = len(texts[-1]) >= WRAPPED_CHARS and not texts[-1].endswith((".", "!", "?", ":"))
    return is_wrapped and line.text[:1].islower()


def _levelled(lines: Sequence[_Line]) -> Iterator[Item]:
    """The entries with their levels."""
    stack: list[tuple[_Line, int]] = []
    heading: _Line | None = None
    for line in lines:
        if line.mark in {Mark.TITLE, Mark.HEADING}:
            heading, stack = line, []
            is_bare = not line.text.endswith(":")
            yield Item(0, f"{line.text}:" if is_bare else line.text)
            continue
        is_new_paragraph = line.mark is Mark.PLAIN and line.is_after_blank
        if is_new_paragraph and heading is not None and heading.mark is Mark.HEADING:
            heading, stack = None, []
        level = _level(line, stack, outermost=0 if heading is None else 1)
        stack.append((line, level))
        yield Item(level, line.text, is_plain=line.mark is Mark.PLAIN)


def _level(line: _Line, stack: list[tuple[_Line, int]], *, outermost: int) -> int:
    """The level of a line; takes from the stack what it does not stand below."""
    while stack:
        above, level = stack[-1]
        if _is_below(line, stack):
            return level + 1
        stack.pop()
        if above.mark is line.mark and _is_level_with(line, above):
            return level
    return outermost


def _is_below(line: _Line, stack: Sequence[tuple[_Line, int]]) -> bool:
    """Whether a line stands below the top of the stack."""
    above = stack[-1][0]
    if line.mark is Mark.PLAIN:
        return False
    if not _is_level_with(line, above):
        return line.indent > above.indent
    if above.mark is Mark.PLAIN:
        ranks_lower = line.mark in {Mark.CIRCLE, Mark.NUMBER, Mark.LETTER}
        return ranks_lower and not line.is_after_blank
    if any(line.mark is upper.mark and _is_level_with(line, upper) for upper, _ in stack):
        return False
    return not (line.mark is Mark.DISC and above.mark is Mark.CIRCLE)


def _is_level_with(line: _Line, other: _Line) -> bool:
    """Whether two lines are indented alike; a column more or less is an accident."""
    return abs(line.indent - other.indent) < 2
