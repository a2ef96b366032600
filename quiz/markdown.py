"""Markdown of authors, as HTML that is safe to show and as plain words to search.

CommonMark 0.31 with tables (GitHub Flavored Markdown, section 4.10); raw HTML is text, and a line
break is kept, since answers list their points in lines. Links go to absolute `http`, `https` and
`mailto` addresses, images come from `http` and `https`; any other address leaves the construct as
typed. What markdown-it writes then passes an allow-list, so that one fault in either lets nothing
through. A remote image tells its host who looks, but not where.

Four bounds keep a short text from costing seconds: nesting (markdown-it's own, 20 levels), the
lines that block quotes search, the cells of a table, and opening brackets, each of which looks
for its closing one. A fifth keeps it from growing: what
reference definitions may repeat. Past a bound the construct stays as typed.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote
from markdown_it.rules_block.table import table
from markdown_it.token import Token

CACHED_TEXTS: Final = 4_096
CACHED_LENGTH: Final = 4_000
"""Longest text (characters) that is remembered: all of them long would take some 35 MB."""

MAX_QUOTED_LINES: Final = 50_000
"""Lines that all block quotes may search for their end; without lazy lines, each counts once."""

MAX_TABLE_CELLS: Final = 10_000
"""Columns times lines from which a table is left as typed."""

MAX_BRACKETS: Final = 500
"""Opening brackets above which a text has no links and images."""
MAX_REPEATED: Final = 100_000
"""Characters that reference links may repeat. Source: cmark 0.30.3, `max_ref_size`."""

_SCHEMES: Final = {
    ("a", "href"): frozenset({"http", "https", "mailto"}),
    ("img", "src"): frozenset({"http", "https"}),
}
_LINK_SCHEMES: Final = _SCHEMES["a", "href"]
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PLAIN: Final = re.compile(r"(?!\d{1,9}[.)])[^\W_][^\\`*_\[\]!<&\x00-\x1f\x7f-\x9f\ud800-\udfff]*")
"""A line in which nothing can be markup: most prompts are one, and the parser takes 30 times as
long to find nothing. It begins with a letter or a digit, not with the number of a list."""


def to_html(text: str) -> str:
    """The text as HTML whose every tag, attribute and address is on the allow-list.

    Takes any string. Links carry `rel="nofollow noopener noreferrer"`.
    """
    return _remembered_html(text) if len(text) <= CACHED_LENGTH else _html(text)


def to_html_if_any(text: str | None) -> str | None:
    """The text as `to_html` renders it; `None` for none."""
    return None if text is None else to_html(text)


def to_text(text: str) -> str:
    """The words without markup, for search: a line per block and table cell.

    It is no HTML: what looks like a tag was typed as text.
    """
    if _PLAIN.fullmatch(text):
        return text.strip()
    return "\n".join(filter(None, (_words(token).strip() for token in _parsed(text))))


def _html(text: str) -> str:
    return _CLEANER.clean(_PARSER.renderer.render(_parsed(text), _PARSER.options, {}))


_remembered_html = lru_cache(maxsize=CACHED_TEXTS)(_html)


def _parsed(text: str) -> Sequence[Token]:
    """The block tokens; lone surrogates, which no encoding can carry, read U+FFFD."""
    encodable = _LONE_SURROGATE.sub("\ufffd", text)
    if encodable.count("[") > MAX_BRACKETS:
        return _PARSER_WITHOUT_LINKS.parse(encodable)
    found: dict[str, Any] = {}
    tokens = _PARSER.parse(encodable, found)
    references = found.get("references", {}).values()
    longest = max((len(each["href"]) + len(each["title"]) for each in references), default=0)
    if longest * encodable.count("]") > MAX_REPEATED:
        return _PARSER_WITHOUT_REFERENCES.parse(encodable)
    return tokens


def _words(token: Token) -> str:
    """What a reader sees of a token and of those inside it."""
    if token.children is not None:
        return "".join(map(_words, token.children))
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def _has_scheme(address: str, allowed: frozenset[str]) -> bool:
    scheme, colon, _ = address.partition(":")
    return bool(colon) and scheme.lower() in allowed


class _Parser(MarkdownIt):
    """markdown-it with the rules and bounds described at the top."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "linkify": False, "breaks": True})
        self.enable("table")
        ends_paragraph = ["paragraph", "reference"]
        self.block.ruler.at("table", _bounded_table, {"alt": ends_paragraph})
        alt = [*ends_paragraph, "blockquote", "list"]
        self.block.ruler.at("blockquote", _bounded_blockquote, {"alt": alt})

    def validateLink(self, url: str) -> bool:  # noqa: N802 (markdown-it's name)
        """Whether a link or image may have this address."""
        return _has_scheme(url, _LINK_SCHEMES)


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it's rule, for tables within the bound: it fills short rows with empty cells."""
    if start + 1 >= end:
        return False
    delimiters = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    if (delimiters.count("|") + 1) * (end - start) > MAX_TABLE_CELLS:
        return False
    return table(state, start, end, silent)


def _bounded_blockquote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """markdown-it's rule while the text's lines are within the bound.

    Each quote looks through all lines up to an empty one, since they may be lazy continuations:
    quotes that alternate with other lines would take quadratic time.
    """
    marker = state.bMarks[start] + state.tShift[start]
    if silent or not state.src.startswith(">", marker):
        return blockquote(state, start, end, silent)
    line = start
    left: int = state.env.get("quoted_lines_left", MAX_QUOTED_LINES)
    while line < end and not state.isEmpty(line) and left > 0:
        line, left = line + 1, left - 1
    state.env["quoted_lines_left"] = left
    return left > 0 and blockquote(state, start, end, silent)


def _allowed_attribute(tag: str, attribute: str, value: str) -> str | None:
    """The attribute's value, or `None` when it is an address that its tag may not have."""
    schemes = _SCHEMES.get((tag, attribute))
    return value if schemes is None or _has_scheme(value, schemes) else None


_PARSER: Final = _Parser()
_PARSER_WITHOUT_REFERENCES: Final = _Parser().disable("reference")
_PARSER_WITHOUT_LINKS: Final = _Parser().disable(["reference", "link", "image"])
_CLEANER: Final = nh3.Cleaner(
    tags={"p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "code", "pre"}
    | {"blockquote", "ul", "ol", "li", "a", "img"}
    | {"table", "thead", "tbody", "tr", "th", "td"},
    attributes={
        "a": {"href", "title"},
        "img": {"src", "alt", "title"},
        "ol": {"start"},
        "th": {"style"},
        "td": {"style"},
    },
    attribute_filter=_allowed_attribute,
    url_schemes=set(_LINK_SCHEMES),
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
    filter_style_properties={"text-align"},
    set_tag_attribute_values={"img": {"referrerpolicy": "no-referrer"}},
)
