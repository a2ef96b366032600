"""Every chart is a document that stands alone, can be read at every width, and is safe to show."""

import json
from importlib.resources import files

import pytest
from chart_cases import CASES, LONG_TITLE, Draw
from chart_reading import (
    ATTRIBUTES,
    ELEMENTS,
    as_text,
    attributes,
    clashes,
    elements,
    ids,
    outside,
    parsed,
    said,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from api.charts.looks import Look, Theme
from api.charts.markup import element, escaped

PAYLOADS = json.loads((files("fixtures") / "vectors" / "xss.json").read_text("utf-8"))["payloads"]
EVERY = pytest.mark.parametrize("draw", CASES.values(), ids=CASES)
WIDTHS = pytest.mark.parametrize("width", [320, 375, 600, 900, 1200])
HOSTILE = [CASES["forecast, a week"], CASES["retention, nothing"]]


@EVERY
def test_a_chart_is_well_formed_and_holds_nothing_but_shapes_and_text(draw: Draw) -> None:
    svg = draw(Look(), "Deck")
    assert elements(svg) <= ELEMENTS
    assert attributes(svg) <= ATTRIBUTES


@EVERY
@WIDTHS
def test_no_label_meets_another(draw: Draw, width: int) -> None:
    assert clashes(draw(Look(width=width), LONG_TITLE)) == []


@EVERY
@WIDTHS
def test_no_label_leaves_the_chart(draw: Draw, width: int) -> None:
    assert outside(draw(Look(width=width), LONG_TITLE)) == []


@EVERY
@WIDTHS
def test_a_chart_is_a_hundred_kilobytes_at_most(draw: Draw, width: int) -> None:
    assert len(draw(Look(width=width), LONG_TITLE).encode()) <= 100_000


@EVERY
def test_the_same_figures_give_the_same_bytes(draw: Draw) -> None:
    assert draw(Look(), "Deck") == draw(Look(), "Deck")


@EVERY
def test_a_chart_says_what_it_shows(draw: Draw) -> None:
    title, told = said(draw(Look(), "Deck"))
    assert title.endswith(": Deck")
    assert told.endswith(".")


@EVERY
def test_a_chart_is_an_image_named_by_its_title_and_description(draw: Draw) -> None:
    svg = draw(Look(), "Deck")
    root = parsed(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"].split() == ids(svg)[1:]


@WIDTHS
def test_a_chart_is_as_wide_as_it_was_asked_to_be(width: int) -> None:
    root = parsed(CASES["forecast, a week"](Look(width=width), ""))
    assert root.attrib["width"] == str(width)
    assert root.attrib["viewBox"] == f"0 0 {width} {root.attrib['height']}"


def test_ids_on_a_page_of_charts_are_unique() -> None:
    looks = [Look(theme, width) for theme in Theme for width in (320, 640)]
    found = [id for look in looks for draw in CASES.values() for id in ids(draw(look, "Deck"))]
    assert len(found) == len(set(found))


@pytest.mark.parametrize("draw", HOSTILE)
@pytest.mark.parametrize("payload", [payload["text"] for payload in PAYLOADS])
def test_a_hostile_title_stays_text(draw: Draw, payload: str) -> None:
    svg = draw(Look(), payload)
    assert elements(svg) <= ELEMENTS
    assert attributes(svg) <= ATTRIBUTES
    assert said(svg)[0].endswith(": " + as_text(payload))


@pytest.mark.parametrize("draw", HOSTILE)
@settings(deadline=None)
@given(title=st.text(max_size=60))
def test_any_title_gives_a_well_formed_chart(draw: Draw, title: str) -> None:
    assert elements(draw(Look(), title)) <= ELEMENTS


def test_a_title_with_half_a_character_gives_a_chart() -> None:
    svg = CASES["forecast, a week"](Look(), "a\ud800b")
    assert said(svg)[0] == "Cards due per day: a\ufffdb"


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert escaped("a\x00b\x1fc\ufffed\ud800e") == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_an_attribute_cannot_be_left() -> None:
    assert element("g", id='"><script>') == '<g id="&quot;&gt;&lt;script&gt;"/>'


def test_a_title_cannot_turn_the_text_after_it_around() -> None:
    assert escaped("\u202egnp.\u202c\u2066x\u2069") == "gnp.x"


def test_a_chart_loads_nothing() -> None:
    svg = CASES["forecast, a week"](Look(), "Deck")
    assert svg.count("http") == svg.count('xmlns="http://www.w3.org/2000/svg"') == 1
    assert "url(" not in svg
    assert "@import" not in svg
