"""Charts can be read in light and dark, and by people who see colours differently."""

import re
from itertools import pairwise

import pytest
from chart_cases import CASES
from chart_reading import DEFICIENCIES, contrast, difference

from api.charts.looks import DARK, LIGHT, Look, Palette, Theme, stylesheet
from quiz.errors import Invalid

PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
DEFICIENT = pytest.mark.parametrize("deficiency", DEFICIENCIES)


def test_contrast_is_that_of_the_standard() -> None:
    # WCAG 2.2: black on white is 21 to 1; #767676 is the lightest grey with 4.5 on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@PALETTES
def test_text_has_the_contrast_of_level_aa(palette: Palette) -> None:
    assert contrast(palette.text, palette.surface) >= 4.5
    assert contrast(palette.muted, palette.surface) >= 4.5


@PALETTES
@pytest.mark.parametrize("name", ["first", "second", "axis"])
def test_marks_have_the_contrast_of_level_aa(palette: Palette, name: str) -> None:
    assert contrast(getattr(palette, name), palette.surface) >= 3


@PALETTES
def test_marks_stand_out_from_the_areas_they_lie_on(palette: Palette) -> None:
    assert contrast(palette.first, palette.first_area) >= 3
    assert contrast(palette.second, palette.first_area) >= 3
    assert contrast(palette.second, palette.second_area) >= 3


@PALETTES
def test_every_studied_day_stands_out(palette: Palette) -> None:
    assert min(contrast(step, palette.surface) for step in palette.steps) >= 3


@PALETTES
def test_each_step_is_clearly_stronger_than_the_one_before(palette: Palette) -> None:
    strengths = [contrast(step, palette.surface) for step in (palette.nothing, *palette.steps)]
    assert min(after / before for before, after in pairwise(strengths)) >= 1.45


@PALETTES
@DEFICIENT
def test_the_two_series_look_different_to_everybody(palette: Palette, deficiency: str) -> None:
    assert difference(palette.first, palette.second, deficiency) >= 25


@PALETTES
@DEFICIENT
def test_the_steps_look_different_to_everybody(palette: Palette, deficiency: str) -> None:
    steps = (palette.nothing, *palette.steps)
    assert min(difference(a, b, deficiency) for a, b in pairwise(steps)) >= 10


def test_light_and_dark_hold_their_own_colours_only() -> None:
    light, dark = stylesheet(Theme.LIGHT, "c"), stylesheet(Theme.DARK, "c")
    assert LIGHT.surface in light
    assert DARK.surface not in light
    assert DARK.surface in dark
    assert "@media" not in light + dark


def test_auto_is_light_unless_dark_is_preferred() -> None:
    sheet = stylesheet(Theme.AUTO, "c")
    before, preferred = sheet.split("@media(prefers-color-scheme:dark)")
    assert LIGHT.surface in before
    assert DARK.surface in preferred


@pytest.mark.parametrize("theme", Theme)
def test_a_style_reaches_no_further_than_its_chart(theme: Theme) -> None:
    rules = stylesheet(theme, "c").replace("@media(prefers-color-scheme:dark){", "")
    selectors = ",".join(re.findall(r"([^{}]+)\{", rules)).split(",")
    assert [each for each in selectors if not each.startswith("#c ")] == []


def test_every_theme_gives_another_chart() -> None:
    drawn = {CASES["forecast, a week"](Look(theme), "Deck") for theme in Theme}
    assert len(drawn) == 3


@pytest.mark.parametrize("width", [319, 1201, 0, -1])
def test_a_width_that_cannot_be_read_is_refused(width: int) -> None:
    with pytest.raises(Invalid, match="320 to 1200 pixels"):
        Look(width=width)
