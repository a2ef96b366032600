"""Questions in each format: what they show, what their answers take, and what comes back."""

from typing import Any

import pytest
from studying import (
    BASIC,
    CHOICE,
    CLOZE,
    MATCHING,
    NUMERIC,
    ORDERING,
    TYPED,
    answer,
    make_deck,
    pending,
    response_to,
    send,
    start,
)
from writing import pointers

from quiz import limits

ITEMS: Any = ORDERING["items"]
EVERY_QUESTION = {
    *("id", "session_id", "card_id", "position", "prompt", "prompt_html", "hints", "hints_html"),
    *("made_by", "asked_at", "format"),
}


async def asked(owner: Any, learner: Any, card: dict[str, Any], **options: Any) -> Any:
    """A session over the card alone, and its question."""
    session = await start(learner, await make_deck(owner, card), **options)
    return session, await pending(learner, session)


def ids_of(shown: list[dict[str, Any]]) -> list[str]:
    return [each["id"] for each in shown]


def id_of(shown: list[dict[str, Any]], text: str) -> str:
    return str(next(each["id"] for each in shown if each["text"] == text))


def in_order(question: dict[str, Any], items: list[str]) -> list[str]:
    return [id_of(question["items"], item) for item in items]


@pytest.mark.parametrize(
    ("card", "form", "shown"),
    [
        (BASIC, "free_text", set()),
        (TYPED, "typed", set()),
        (NUMERIC, "numeric", set()),
        (CHOICE, "choice", {"multiple", "options"}),
        (CLOZE, "cloze", {"gaps"}),
        (MATCHING, "matching", {"lefts", "rights"}),
        (ORDERING, "ordering", {"items"}),
    ],
)
async def test_a_question_shows_what_its_format_needs_and_no_more(
    owner: Any, guest: Any, card: dict[str, Any], form: str, shown: set[str]
) -> None:
    _, question = await asked(owner, guest, card, formats=[form])
    assert question["format"] == form
    assert set(question) == EVERY_QUESTION | shown


async def test_gaps_show_their_hints_and_nothing_of_what_belongs_there(
    owner: Any, guest: Any
) -> None:
    _, question = await asked(owner, guest, CLOZE)
    assert question["prompt_html"] == "<p>The {{2}} flows into the {{1}} Sea.</p>\n"
    assert question["gaps"] == [
        {"id": "1", "hint": None, "hint_html": None},
        {"id": "2", "hint": "Two *letters*", "hint_html": "<p>Two <em>letters</em></p>\n"},
    ]


async def test_both_sides_are_shown_under_ids_of_their_own(owner: Any, guest: Any) -> None:
    _, question = await asked(owner, guest, MATCHING)
    assert ids_of(question["lefts"]) == ["1", "2", "3"]
    assert ids_of(question["rights"]) == ["a", "b", "c"]
    assert {left["text"] for left in question["lefts"]} == {"Ob", "Yenisei", "Lena"}
    assert {right["text"] for right in question["rights"]} == {"Kara", "*Laptev*", "Azov"}
    assert "<p><em>Laptev</em></p>\n" in [right["html"] for right in question["rights"]]


async def test_items_are_shown_out_of_order(owner: Any, guest: Any) -> None:
    _, question = await asked(owner, guest, ORDERING)
    assert ids_of(question["items"]) == ["a", "b", "c", "d"]
    texts = [item["text"] for item in question["items"]]
    assert texts != ITEMS
    assert sorted(texts) == sorted(ITEMS)


async def test_matched_pairs_are_graded_and_explained(owner: Any, guest: Any) -> None:
    session, question = await asked(owner, guest, MATCHING)
    left = {text: id_of(question["lefts"], text) for text in ("Ob", "Yenisei", "Lena")}
    right = {text: id_of(question["rights"], text) for text in ("Kara", "*Laptev*", "Azov")}
    pairs = {left["Ob"]: right["Kara"], left["Yenisei"]: right["Azov"]}
    result = (await answer(guest, session, question, pairs=pairs))["answer"]
    assert result["response"] == {"format": "matching", "pairs": pairs}
    assert result["grade"]["fraction"] == pytest.approx(1 / 3)
    told = {pair["left"]: pair for pair in result["grade"]["evidence"]["pairs"]}
    assert told[left["Lena"]] == {
        "left": left["Lena"],
        "given": None,
        "expected": right["*Laptev*"],
        "is_right": False,
    }
    side = result["answer_side"]
    assert [pair["left"] for pair in side["pairs"]] == question["lefts"]
    assert {pair["left"]["text"]: pair["right"]["text"] for pair in side["pairs"]} == {
        "Ob": "Kara",
        "Yenisei": "Kara",
        "Lena": "*Laptev*",
    }
    assert [each["text"] for each in side["distractors"]] == ["Azov"]


async def test_an_order_is_graded_by_how_much_of_it_is_right(owner: Any, guest: Any) -> None:
    session, question = await asked(owner, guest, ORDERING)
    order = in_order(question, ["Ob", "Oder", "*Lena*", "Nile"])
    result = (await answer(guest, session, question, order=order))["answer"]
    assert result["grade"]["fraction"] == pytest.approx(2 / 3)
    assert result["grade"]["evidence"] == {
        "kind": "ordering",
        "given": order,
        "expected": in_order(question, ITEMS),
        "pairs_in_order": 5,
        "pairs": 6,
    }
    assert [item["text"] for item in result["answer_side"]["items"]] == ITEMS
    assert ids_of(result["answer_side"]["items"]) == in_order(question, ITEMS)


async def test_an_undone_order_is_asked_in_the_same_layout(owner: Any, guest: Any) -> None:
    session, question = await asked(owner, guest, ORDERING)
    await answer(guest, session, question)
    undone = await guest.post(f"/v1/sessions/{session['id']}/undo")
    assert undone.json()["question"]["items"] == question["items"]


async def test_a_number_is_read_with_its_unit_and_within_its_tolerance(
    owner: Any, guest: Any
) -> None:
    session, question = await asked(owner, guest, NUMERIC | {"tolerance": 5})
    result = (await answer(guest, session, question, text="0.621 km"))["answer"]
    assert result["grade"]["fraction"] == 1.0
    assert result["grade"]["evidence"]["kind"] == "numeric"
    assert (result["answer_side"]["value"], result["answer_side"]["unit"]) == ("620", "m")


async def test_gaps_are_graded_apart(owner: Any, guest: Any) -> None:
    session, question = await asked(owner, guest, CLOZE)
    result = (await answer(guest, session, question, texts=["Kara", "Lena"]))["answer"]
    assert result["response"] == {"format": "cloze", "texts": ["Kara", "Lena"]}
    assert result["grade"]["fraction"] == 0.5
    assert [gap["matched"] for gap in result["grade"]["evidence"]["gaps"]] == ["Kara", None]
    assert result["answer_side"]["gaps"] == [
        {"id": "1", "accepted": ["Kara"]},
        {"id": "2", "accepted": ["Ob"]},
    ]


async def test_free_text_is_graded_point_by_point(owner: Any, guest: Any) -> None:
    session, question = await asked(owner, guest, BASIC, formats=["free_text"])
    text = "Sverdrup was an oceanographer."
    result = (await answer(guest, session, question, text=text))["answer"]
    assert result["response"] == {"format": "free_text", "text": text}
    points = result["grade"]["evidence"]["points"]
    assert [point["text"] for point in points] == ["an oceanographer", "Norwegian"]
    assert [point["status"] for point in points] == ["covered", "missing"]


@pytest.mark.parametrize(
    "card", [NUMERIC, CLOZE, MATCHING, ORDERING], ids=lambda card: card["kind"]
)
async def test_every_kind_can_be_flipped(owner: Any, guest: Any, card: dict[str, Any]) -> None:
    session, question = await asked(owner, guest, card, formats=["flip"])
    assert (question["format"], question["answer_side"]) == ("flip", None)
    revealed = await guest.post(f"/v1/sessions/{session['id']}/reveal")
    assert revealed.status_code == 200, revealed.text
    side = (await pending(guest, session))["answer_side"]
    assert side["kind"] == card["kind"]
    assert (await answer(guest, session, question))["answer"]["answer_side"] == side


async def test_a_flip_card_shows_what_there_is_to_think_with(owner: Any, guest: Any) -> None:
    _, matching = await asked(owner, guest, MATCHING, formats=["flip"])
    assert (ids_of(matching["lefts"]), ids_of(matching["options"])) == (list("123"), list("abc"))
    _, ordering = await asked(owner, guest, ORDERING, formats=["flip"])
    assert (ordering["lefts"], ids_of(ordering["options"])) == ([], list("abcd"))
    _, numeric = await asked(owner, guest, NUMERIC, formats=["flip"])
    assert (numeric["lefts"], numeric["options"]) == ([], [])


async def test_the_answer_side_of_a_number_says_how_far_off_one_may_be(
    owner: Any, guest: Any
) -> None:
    session, _ = await asked(owner, guest, NUMERIC | {"tolerance": 5}, formats=["flip"])
    await guest.post(f"/v1/sessions/{session['id']}/reveal")
    assert (await pending(guest, session))["answer_side"] == {
        "kind": "numeric",
        "value": "620",
        "unit": "m",
        "tolerance": 5.0,
        "relative_tolerance": None,
        "explanation": None,
        "explanation_html": None,
    }


@pytest.mark.parametrize(
    ("card", "given", "expected"),
    [
        (MATCHING, {"pairs": {"4": "a"}}, ["/response/pairs/4"]),
        (MATCHING, {"pairs": {"1": "d"}}, ["/response/pairs/1"]),
        (MATCHING, {"pairs": {"1": "ab"}}, ["/response/pairs/1"]),
        (MATCHING, {"pairs": {"1": 1}}, ["/response/pairs/1"]),
        (MATCHING, {"pairs": [["1", "a"]]}, ["/response/pairs"]),
        (MATCHING, {"pairs": {str(n): "a" for n in range(21)}}, ["/response/pairs"]),
        (ORDERING, {"order": list("abc")}, ["/response/order"]),
        (ORDERING, {"order": list("abcc")}, ["/response/order/3", "/response/order"]),
        (ORDERING, {"order": list("abcde")}, ["/response/order/4"]),
        (ORDERING, {"order": ["a", "b", "c", "dd"]}, ["/response/order/3"]),
        (ORDERING, {"order": ["a"] * 21}, ["/response/order"]),
        (CLOZE, {"texts": []}, ["/response/texts"]),
        (CLOZE, {"texts": ["x" * 501, "y"]}, ["/response/texts/0"]),
        (CLOZE, {"texts": ["x"] * 51}, ["/response/texts"]),
        (CLOZE, {"texts": ["x", None]}, ["/response/texts/1"]),
        (NUMERIC, {"text": "1" * 501}, ["/response/text"]),
        (NUMERIC, {"text": 620}, ["/response/text"]),
        (BASIC, {"text": "x" * (limits.FREE_TEXT_CHARS + 1)}, ["/response/text"]),
        (BASIC, {"text": "nul \0"}, ["/response/text"]),
    ],
)
async def test_a_response_that_does_not_fit_is_refused_with_its_places(
    owner: Any, guest: Any, card: dict[str, Any], given: dict[str, Any], expected: list[str]
) -> None:
    formats = ["free_text"] if card is BASIC else [card["kind"]]
    session, question = await asked(owner, guest, card, formats=formats)
    reply = await send(guest, session, response_to(question, **given))
    assert pointers(reply) == expected
    assert (await pending(guest, session)) == question


@pytest.mark.parametrize("is_true", [None, "yes", 1, "true"])
async def test_true_and_false_are_said_in_json(owner: Any, guest: Any, is_true: Any) -> None:
    session, question = await asked(owner, guest, ORDERING)
    body = response_to(question) | {"response": {"format": "true_false", "is_true": is_true}}
    assert pointers(await send(guest, session, body)) == ["/response/is_true"]


async def test_a_response_in_another_format_is_refused(owner: Any, guest: Any) -> None:
    session, question = await asked(owner, guest, ORDERING)
    body = response_to(question) | {"response": {"format": "true_false", "is_true": True}}
    assert pointers(await send(guest, session, body)) == ["/response/format"]
