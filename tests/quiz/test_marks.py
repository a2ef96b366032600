"""Runs of combining marks are cut where no language goes."""

from cpu_time import run_within

from quiz.marks import stream_safe
from quiz.words import folded

ACUTE, DOT = "\u0301", "\u0323"


def test_text_that_a_language_writes_stays_as_it_is() -> None:
    for text in ("Oslo", "Zażółć", "e" + ACUTE, "नमस्ते", "שָׁלוֹם", "a" + DOT * 30):
        assert stream_safe(text) == text


def test_a_longer_run_is_cut_at_thirty() -> None:
    assert stream_safe("a" + ACUTE * 31 + "b" + DOT * 40) == "a" + ACUTE * 30 + "b" + DOT * 30


def test_a_hostile_run_costs_no_time() -> None:
    text = "a" + ACUTE * 10_000 + DOT * 10_000
    run_within(0.5, lambda: folded(text))
