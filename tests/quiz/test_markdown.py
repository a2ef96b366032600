"""Markdown is safe to show, quick on any input, and readable as plain words."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from cpu_time import run_within
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import markdown

PAYLOADS = json.loads((files("fixtures") / "vectors" / "xss.json").read_text("utf-8"))["payloads"]

PLAIN_TAGS = {"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "li"} | {
    *("h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr"),
}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "img": {"src", "alt", "title", "referrerpolicy"},
    "ol": {"start"},
    "th": {"style"},
    "td": {"style"},
}
SCHEMES = {"href": {"http", "https", "mailto"}, "src": {"http", "https"}}
ALIGNMENTS = {"text-align:left", "text-align:center", "text-align:right"}


class Inspector(HTMLParser):
    """Collects what a browser could act on that is not on the list above."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.findings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in PLAIN_TAGS | ATTRIBUTES.keys():
            self.findings.append(f"tag {tag}")
        self.findings.extend(self._attributes(tag, attrs))

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()):
                yield f"attribute {tag} {name}"
            if name in SCHEMES and urlsplit(value or "").scheme not in SCHEMES[name]:
                yield f"address {name} {value}"
            if name == "style" and value not in ALIGNMENTS:
                yield f"style {value}"

    def handle_comment(self, data: str) -> None:
        self.findings.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.findings.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.findings.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.findings.append(f"instruction {data}")


def findings_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.findings


def test_there_are_at_least_a_hundred_payloads_and_no_two_are_equal() -> None:
    assert len({payload["text"] for payload in PAYLOADS}) == len(PAYLOADS) >= 100


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: payload["kind"])
def test_no_payload_survives(payload: dict[str, str]) -> None:
    assert findings_in(markdown.to_html(payload["text"])) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        '<p onclick="x">',
        '<a href="javascript:x">',
        '<a href="/relative">',
        '<img src="data:image/png;base64,x">',
        '<img src="mailto:a@b.example">',
        '<td style="position:fixed">',
        "<!-- x -->",
        "<!DOCTYPE html>",
        "<?php x ?>",
    ],
)
def test_the_inspection_itself_finds_what_is_forbidden(html: str) -> None:
    assert findings_in(html) != []


@settings(deadline=None)
@given(st.lists(st.sampled_from([payload["text"] for payload in PAYLOADS]), max_size=4))
def test_payloads_beside_each_other_do_not_survive_either(texts: list[str]) -> None:
    assert findings_in(markdown.to_html(" ".join(texts))) == []


@settings(deadline=None)
@given(st.text() | st.text(alphabet="[]()!<>*_`|-#&:\\\n\t \"'a1.\ud800\0"))
def test_any_string_becomes_safe_html_and_words(text: str) -> None:
    assert findings_in(markdown.to_html(text)) == []
    assert isinstance(markdown.to_text(text), str)


GOLDEN = {
    "*a* **b** `c`": "<p><em>a</em> <strong>b</strong> <code>c</code></p>\n",
    "# Lenin\n\nborn *1870*": "<h1>Lenin</h1>\n<p>born <em>1870</em></p>\n",
    "3. a\n4. b": '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n',
    "> a\\\n> b": "<blockquote>\n<p>a<br>\nb</p>\n</blockquote>\n",
    "```py\nx < y\n```": "<pre><code>x &lt; y\n</code></pre>\n",
    "[a](https://b.example 'c')": '<p><a href="https://b.example" title="c"'
    ' rel="nofollow noopener noreferrer">a</a></p>\n',
    "<mailto:a@b.example>": '<p><a href="mailto:a@b.example"'
    ' rel="nofollow noopener noreferrer">mailto:a@b.example</a></p>\n',
    "![a](https://b.example/c.png)": '<p><img src="https://b.example/c.png" alt="a"'
    ' referrerpolicy="no-referrer"></p>\n',
    "|a|\n|:-:|\n|1|": '<table>\n<thead>\n<tr>\n<th style="text-align:center">a</th>\n</tr>\n'
    '</thead>\n<tbody>\n<tr>\n<td style="text-align:center">1</td>\n</tr>\n</tbody>\n</table>\n',
    "[a][r]\n\n[r]: https://b.example": '<p><a href="https://b.example"'
    ' rel="nofollow noopener noreferrer">a</a></p>\n',
    "<b>bold</b> & https://b.example": "<p>&lt;b&gt;bold&lt;/b&gt; &amp; https://b.example</p>\n",
    "[a](/relative)": "<p>[a](/relative)</p>\n",
    "![a](mailto:a@b.example)": '<p><img referrerpolicy="no-referrer" alt="a"></p>\n',
    "a\ud800b\0c": "<p>a\ufffdb\ufffdc</p>\n",
    "": "",
}


@pytest.mark.parametrize(("text", "html"), GOLDEN.items())
def test_markdown_reads_as_commonmark_with_tables(text: str, html: str) -> None:
    assert markdown.to_html(text) == html


LONG = 20_000
PATHOLOGICAL = {
    "open brackets": "[" * LONG,
    "nested brackets": "[" * (LONG // 2) + "]" * (LONG // 2),
    "open images": "![" * (LONG // 2),
    "nested images": "![" * 4_000 + "](http://b)" * 1_090,
    "nested links": "[" * 4_000 + "](http://b)" * 1_450,
    "open links": "[a](" * (LONG // 4),
    "open addresses": "[x](<" * (LONG // 5),
    "open emphasis": "*a " * (LONG // 3),
    "mixed emphasis": "*_" * (LONG // 2),
    "crossed emphasis": "*a **a " * (LONG // 7),
    "growing code spans": "".join("`" * width + " " for width in range(199)),
    "block quotes": ">" * 10_000,
    "lazy block quotes": ">" * 50 + "\n" + "a\n" * 9_900,
    "block quotes that end in empty items": "  \n>1.\n(" * (LONG // 9),
    "block quotes that end empty": ">>\n||  \n" * (LONG // 8),
    "lists": "- " * (LONG // 2),
    "stairs of lists": "\n".join(" " * (2 * depth) + "- a" for depth in range(139)),
    "wide table with short rows": "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|a\n" * 6_500,
    "many tables": "|a|b|\n|-|-|\n" * (LONG // 12),
    "pipes": "a|" * (LONG // 2),
    "references": "".join(f"[{number}]: http://b\n" for number in range(1_200)),
    "entities": "&#x" * (LONG // 3),
    "open tags": "<a " * (LONG // 3),
    "autolinks": "<http:" * (LONG // 6),
    "comments": "<!--" * (LONG // 4),
    "fences": "```\n" * (LONG // 4),
    "backslashes": "\\" * LONG,
    "headings": "a\n=\n" * (LONG // 4),
    "empty lines": "\n" * LONG,
    "spaces": " " * LONG,
}


@pytest.mark.parametrize("text", PATHOLOGICAL.values(), ids=PATHOLOGICAL.keys())
def test_a_pathological_text_takes_less_than_a_second(text: str) -> None:
    assert findings_in(run_within(1, lambda: markdown.to_html(text))) == []


def test_a_long_address_that_is_referred_to_often_is_not_repeated() -> None:
    text = "[a]: http://b/" + "c" * 10_000 + "\n\n" + "[a]\n" * 2_400
    assert len(markdown.to_html(text)) < 2 * len(text)


def test_an_address_that_is_referred_to_a_few_times_is_repeated() -> None:
    text = "[a]: http://b/" + "c" * 1_000 + "\n\n" + "[a]\n" * 20
    assert markdown.to_html(text).count("<a ") == 20


def test_a_table_as_large_as_a_text_usually_holds_stays_a_table() -> None:
    text = "|a|b|c|d|\n|-|-|-|-|\n" + "|1|2|3|4|\n" * 1_500
    assert markdown.to_html(text).count("<tr>") == 1_501


def test_a_long_quote_stays_a_quote() -> None:
    assert markdown.to_html("> > a\n" * 3_000).count("<blockquote>") == 2


def test_the_memory_of_rendered_texts_is_bounded() -> None:
    remembered = markdown._remembered_html.cache_info
    before = remembered().currsize
    markdown.to_html("x" * (markdown.CACHED_LENGTH + 1))
    assert remembered().currsize == before
    assert remembered().maxsize == markdown.CACHED_TEXTS


WORDS = {
    "# Outline *Leon* `Trotsky`": "Outline Leon Trotsky",
    "- a\n- **b** c\n  - d": "a\nb c\nd",
    "[link](https://b.example 't') ![picture *one*](https://b.example/c.png)": "link picture one",
    "one\ntwo  \nthree": "one two three",
    "|a|b|\n|-|-|\n|1|2|": "a\nb\n1\n2",
    "```\ncode\n```": "code",
    "x &amp; y \\* z": "x & y * z",
    "1 < 2 <b>": "1 < 2 <b>",
    "---": "",
}


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_words_come_without_markup(text: str, words: str) -> None:
    assert markdown.to_text(text) == words


MARKUP = ["*b*", "_b_", "`b`", "[b](c)", "![b](c)", "<http://b>", "&amp;", "\\*", "1. ", "1) "]
MARKUP += ["- ", "+ ", "# ", "> ", "***", "---", "~~~", "===", "|", "\n", "\t", "\u00a0", "é", "a"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=3), max_size=4).map("".join))
def test_a_plain_line_reads_as_the_parser_reads_it(text: str) -> None:
    # After an empty line a text is no plain line any more, and means the same.
    assert markdown.to_text(text) == markdown.to_text("\n" + text)
    assert markdown.to_text("a" + text) == markdown.to_text("\na" + text)
