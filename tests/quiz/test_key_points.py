"""Key points: the sample's twelve answers, then the rules one by one."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz import key_points, limits
from quiz.cards import KeyPoint

DECK = Path(__file__).parents[2] / "fixtures/decks/stalin-power-struggle.json"
CARDS = json.loads(DECK.read_text())["decks"][0]["cards"]


def outline(points: tuple[KeyPoint, ...], level: int = 0) -> list[str]:
    """One line per point, indented by two spaces a level."""
    lines = []
    for point in points:
        lines += [f"{'  ' * level}{point.text}", *outline(point.children, level + 1)]
    return lines


def derived(answer: str) -> list[str]:
    return outline(key_points.derive(answer))


# Compared with the source line by line: outermost points, points on all levels, labels among them.
@pytest.mark.parametrize(
    ("card", "outermost", "all_points", "labels"),
    [
        (0, 5, 6, 0),
        (1, 6, 6, 0),
        (2, 7, 7, 0),
        (3, 5, 5, 0),
        (4, 2, 7, 2),
        (5, 13, 36, 0),
        (6, 21, 32, 0),
        (7, 6, 12, 1),
        (8, 5, 5, 0),
        (9, 1, 4, 1),
        (10, 2, 3, 0),
        (11, 4, 5, 0),
    ],
)
def test_each_answer_of_the_sample_splits_as_a_reader_would(
    card: int, outermost: int, all_points: int, labels: int
) -> None:
    points = key_points.derive(CARDS[card]["answer"])
    walked = [point for outer in points for point in outer.walk()]
    assert (len(points), len(walked)) == (outermost, all_points)
    assert sum(map(key_points.is_label, walked)) == labels


def test_a_bullet_indented_further_is_nested_below_the_one_above() -> None:
    assert derived(CARDS[0]["answer"])[:3] == [
        "Mastermind of the October 1917 coup",
        "  transformed ragtag (defeated global super power) militas into a 5 million strong "
        "men army",
        "Organised the 1920s as he was out manevoured by stalin",
    ]


def test_headings_over_bullets_become_labels() -> None:
    assert derived(CARDS[4]["answer"]) == [
        "Main players:",
        "  No one had any idea who should lead the communist party after Lenin died",
        "  Naturally everyone volunteered; stalin, trotsky, bukharin, zionviev, kamenev, tomsky, "
        "and rykov",
        "Changing factors and alliances:",
        "  Stalin first sided with the lefties, which he later discredited",
        "  he did this again and betrayed the rightists",
        "  Stalin remained unscathed from a political mess that ruined the careers of the "
        "bolsheviks",
    ]


def test_circles_nest_below_discs_and_numbers_below_both() -> None:
    lines = derived(CARDS[5]["answer"])
    assert lines[:5] == [
        "Stalin was never seen as a leading figure in Bolshevik leadership - the grey blur",
        "  Trotsky was the charismatic, dynamic leader of the Red Army",
        "  Zinoviev ran the Comintern",
        "  Kamenev was the head of the govt",
        "Stalin was more concerned with bureaucracy",
    ]
    number = next(place for place, line in enumerate(lines) if "Lenin,. Trotsky" in line)
    assert lines[number - 1].startswith("The chief body from the Civil War")
    assert lines[number] == (
        "  Lenin,. Trotsky - (running of the Civil War), Zinoviev, Kamenev, Stalin - "
        "(day to day party business)"
    )


def test_a_long_point_is_split_into_its_first_sentence_and_the_rest_below() -> None:
    assert derived(CARDS[5]["answer"])[-7:] == [
        "Stalin was mostly unaffiliated and side-hopped throughout the struggle to get what he "
        "wanted.",
        "  He utilised the differing visions of rival parties to undermine and eliminate "
        "opposition.",
        "  He claimed to be the successor of Lenin and emulated his all important vision so that "
        "he could gain peasant support.",
        "  He formed a triumvirate with the left excluding Trotsky to expel him from the party.",
        "  He switched to the right to then oppose the left.",
        "  He initially appealed to the NEP but ultimately abolished it.",
        "  He leaned towards socialism in one country.",
    ]


def test_a_line_without_a_bullet_belongs_to_the_point_above() -> None:
    assert derived(CARDS[6]["answer"])[6:8] == [
        "  By 1923, Lenin indicated there was malice between them",
        "  Reasons are not clear but, in a letter, Lenin wrote: “You had the uncouthness to summon "
        "my wife to the telephone and swear at her … I do not intend to forget so easily … "
        "Apologise or you prefer to break relations between us.”",
    ]


def test_a_long_line_with_a_colon_is_a_point_and_no_label() -> None:
    last = key_points.derive(CARDS[6]["answer"])[-1]
    assert last.text.endswith("the following granted him victory:")
    assert [child.text for child in last.children] == [
        "The nature of ideological debate",
        "Stalin’s skills at political manoeuvring",
        "The party’s dislike and distrust of Trotsky",
    ]
    assert not key_points.is_label(last)


def test_a_short_bullet_with_a_colon_is_a_label_and_the_next_bullet_ends_it() -> None:
    first, second, *_ = key_points.derive(CARDS[7]["answer"])
    assert first.text == "Stalin achieved success by:"
    assert key_points.is_label(first)
    assert len(first.children) == 5
    assert second == KeyPoint("Stalin promoted the Leninist Cult")


def test_a_year_over_lines_is_a_label() -> None:
    (label,) = key_points.derive(CARDS[9]["answer"])
    assert label.text == "1925:"
    assert [child.text[:18] for child in label.children] == [
        "Stalin now turned ",
        "They oppose Zinovi",
        "Z and K even try a",
    ]


def test_plain_lines_are_points_of_their_own() -> None:
    assert derived(CARDS[8]["answer"])[1:3] == [
        "The triumvirate highlights Trotsky flaws",
        "He had only been a Bolshevik since mid 1917",
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Paris", ["Paris"]),
        ("", []),
        (" \n\t\n", []),
        ("-5", ["-5"]),
        ("-5\n-3", ["-5", "-3"]),
        ("-1923 he joined\n-he left", ["1923 he joined", "he left"]),
        ("-", ["-"]),
        ("11. November 1918", ["11. November 1918"]),
        ("1. Mai", ["1. Mai"]),
        ("1. Mai\n2. Juni", ["Mai", "Juni"]),
        ("a) one\nb) two", ["one", "two"]),
        ("(1) one\n(2) two", ["one", "two"]),
        ("1.5 million\n3.2 million", ["1.5 million", "3.2 million"]),
        ("1925\nThe year that it all began", ["1925", "The year that it all began"]),
        ("The four causes are these\n1. a\n2. b", ["The four causes are these", "  a", "  b"]),
        ("It ended badly for them.\n\n1. a\n2. b", ["It ended badly for them.", "a", "b"]),
        ("apples\npears\nplums", ["apples", "pears", "plums"]),
        ("1917\n1922\n1924", ["1917", "1922", "1924"]),
        ("Paris\nIt is the capital of France", ["Paris", "It is the capital of France"]),
        ("→ then this", ["→ then this"]),
        ("-> then this\n-> and that", ["-> then this", "-> and that"]),
        ("* one\n+ two", ["one", "two"]),
        ("•\nText\n•\nMore", ["Text", "More"]),
        ("- A sign: -5\n- -5", ["A sign: -5", "-5"]),
        ("1. a\n- x\n- y\n2. b\n• z", ["a", "  x", "  y", "b", "  z"]),
        ("- a\n  - b\n    - c\n  - d\n- e", ["a", "  b", "    c", "  d", "e"]),
        ("- a\n\t- b", ["a", "  b"]),
        ("- a\n\n- b\n\n- c", ["a", "b", "c"]),
        ("- Paris\n  the capital\n\n  of France\n- Rome", ["Paris the capital of France", "Rome"]),
        ("● a\n---\n● b", ["a", "b"]),
        ("# Top\n- a\n## Next ##\n- b", ["Top:", "  a", "Next:", "  b"]),
        ("# Only a title", ["Only a title"]),
        ("Causes:\nwar\nfamine", ["Causes:", "  war", "  famine"]),
        ("- a\nThe effects:\n- b", ["a", "The effects:", "  b"]),
        ("- a\nand more of it:\n- b", ["a and more of it:", "b"]),
        ("Causes\n- war\n\nThen it all ended.", ["Causes:", "  war", "Then it all ended."]),
    ],
)
def test_an_answer_gives_these_points(answer: str, expected: list[str]) -> None:
    assert derived(answer) == expected


def test_one_block_of_prose_is_split_into_sentences() -> None:
    prose = (
        "He met J. V. Stalin in St. Petersburg. Then he left the U.S. Army, e.g. in 1920 … too. "
        '"Why?" He never said! 第一句。第二句。'
    )
    assert derived(prose) == [
        "He met J. V. Stalin in St. Petersburg.",
        "Then he left the U.S. Army, e.g. in 1920 … too.",
        '"Why?"',
        "He never said!",
        "第一句。",
        "第二句。",
    ]


def test_a_wrapped_line_of_prose_is_joined_to_the_line_above() -> None:
    answer = "The war began because the great powers had made\nalliances with each other"
    assert derived(answer) == [answer.replace("\n", " ")]


def test_emphasis_is_no_part_of_a_point() -> None:
    answer = "- **Bold** and *thin* and __both__ and _so_\n- 2*3*4, 5 * 6 and snake_case_name"
    assert derived(answer) == [
        "Bold and thin and both and so",
        "2*3*4, 5 * 6 and snake_case_name",
    ]


def test_points_nest_no_deeper_than_the_limit() -> None:
    answer = "\n".join(f"{'  ' * level}- level {level}" for level in range(10))
    lines = derived(answer)
    assert len(lines) == 10
    assert lines[-1] == "  " * (limits.KEY_POINT_DEPTH - 1) + "level 9"


def test_there_are_no_more_points_than_the_limit() -> None:
    answer = "\n".join(f"- point {place}" for place in range(limits.KEY_POINTS + 10))
    assert len(derived(answer)) == limits.KEY_POINTS


def test_a_text_past_the_limit_is_cut_between_words() -> None:
    words = [f"word{place}" for place in range(400)]
    lines = derived("- " + " ".join(words))
    assert all(len(line) <= limits.KEY_POINT_CHARS for line in lines)
    assert " ".join(lines).split() == words
    assert len(derived("x" * 2500)) == 3


@pytest.mark.parametrize(
    "answer",
    [
        "." * 200_000,
        "* " * 100_000,
        "*a" * 100_000,
        "_a " * 70_000,
        "**a" * 70_000,
        "Ab. " * 50_000,
        "(" * 200_000,
        " " * 200_000 + "x",
        "\t" * 100_000 + "x",
        "x\n" * 30_000,
        "● a\n1. b\n○ c\n" * 7_000,
        "".join(" " * level + "- a\n" for level in range(600)),
    ],
)
def test_hostile_answers_take_no_time(answer: str) -> None:
    assert key_points.derive(answer)


@given(st.lists(st.sampled_from(["- ", "● ", "○ ", "1. ", "  - ", "", "\n", "# "]), max_size=12))
def test_no_word_of_an_answer_is_lost(marks: list[str]) -> None:
    answer = "\n".join(f"{mark}word{place}" for place, mark in enumerate(marks))
    joined = " ".join(derived(answer))
    assert re.findall(r"word\d+", joined) == [f"word{place}" for place in range(len(marks))]


@given(st.text(max_size=200))
def test_any_answer_but_a_blank_one_has_points_within_the_limits(answer: str) -> None:
    points = key_points.derive(answer)
    assert bool(points) == bool(answer.strip())
    assert all(point.text.strip() == point.text != "" for outer in points for point in outer.walk())
