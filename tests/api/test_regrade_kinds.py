"""Regrades of every format, against a card that has changed."""

from typing import Any

import pytest
from marking import answer_wrong
from regrading import ACCEPTS_BOTH, change, kept, look_and_apply, regrade
from studying import (
    CHOICE,
    CLOZE,
    MATCHING,
    NUMERIC,
    ORDERING,
    TYPED,
    answer,
    letter_of,
    make_deck,
    pending,
    start,
)


def _corrected(options: list[dict[str, Any]], right: str) -> list[dict[str, Any]]:
    return [option | {"is_correct": option["text"] == right} for option in options]


KINDS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "free_text": (
        {"kind": "basic", "prompt": "Outline Sverdrup", "answer": "• an oceanographer"},
        {"text": "a polar explorer"},
        {"answer": "• a polar explorer"},
    ),
    "numeric": (NUMERIC, {"text": "600 m"}, {"value": "600"}),
    "cloze": (
        CLOZE,
        {"texts": ["Kara", "Yenisei"]},
        {"gaps": [{"accepted": ["Kara"]}, {"accepted": ["Ob", "Yenisei"]}]},
    ),
}
"""By format: a card, what is answered to it, and the change of the card that makes it better."""


@pytest.mark.parametrize("format", KINDS)
async def test_every_format_is_graded_against_the_cards_new_version(
    service: Any, owner: Any, guest: Any, format: str
) -> None:
    card, given, better = KINDS[format]
    deck = await make_deck(owner, card)
    session = await start(guest, deck, formats=[format])
    question = await pending(guest, session)
    answered = (await answer(guest, session, question, **given))["answer"]
    assert not answered["result"]["is_right"]
    await change(owner, deck, **better)
    report = await look_and_apply(service, owner, deck)
    assert report["raised"] == 1
    now = await kept(guest, answered)
    assert now["result"]["is_right"]
    assert now["marks"][0]["card_version"] == 2
    assert now["grade"] == answered["grade"]


async def test_what_was_ordered_in_part_passes_where_the_card_asks_for_less(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, ORDERING | {"pass_at": 1.0})
    session = await start(guest, deck, formats=["ordering"])
    question = await pending(guest, session)
    ids = {item["text"]: item["id"] for item in question["items"]}
    order = [ids[text] for text in ("Oder", "Ob", "Nile", "*Lena*")]
    answered = (await answer(guest, session, question, order=order))["answer"]
    assert not answered["result"]["is_right"]
    await change(owner, deck, pass_at=0.1)
    report = await look_and_apply(service, owner, deck)
    assert report["raised"] == 1
    now = await kept(guest, answered)
    assert now["result"]["is_right"]
    assert now["result"]["fraction"] == answered["result"]["fraction"] > 0


async def test_what_was_matched_in_part_passes_where_the_card_asks_for_less(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, MATCHING | {"pass_at": 1.0})
    session = await start(guest, deck, formats=["matching"])
    question = await pending(guest, session)
    [kara] = [right["id"] for right in question["rights"] if right["text"] == "Kara"]
    pairs = {left["id"]: kara for left in question["lefts"]}
    answered = (await answer(guest, session, question, pairs=pairs))["answer"]
    assert not answered["result"]["is_right"]
    await change(owner, deck, pass_at=0.5)
    assert (await look_and_apply(service, owner, deck))["raised"] == 1
    now = await kept(guest, answered)
    assert now["result"]["is_right"]
    assert 0 < now["result"]["fraction"] == answered["result"]["fraction"] < 1


async def test_options_keep_their_meaning_when_their_order_changes(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, CHOICE)
    session = await start(guest, deck, formats=["choice"])
    question = await pending(guest, session)
    selected = [letter_of(question, "Ural")]
    answered = (await answer(guest, session, question, selected=selected))["answer"]
    turned = _corrected(CHOICE["options"][::-1], "Ural")
    await change(owner, deck, options=turned)
    assert (await look_and_apply(service, owner, deck))["raised"] == 1
    assert (await kept(guest, answered))["result"]["is_right"]


async def test_what_means_something_else_now_is_counted_with_its_reason(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, CHOICE, CLOZE)
    session = await start(guest, deck, formats=["choice", "cloze"])
    await answer(guest, session, await pending(guest, session))
    await answer(guest, session, await pending(guest, session))
    options = _corrected([*CHOICE["options"][:3], {"text": "Ob"}], "Ob")
    await change(owner, deck, options=options)
    swapped = {"prompt": "{{1}} flows into the {{2}} Sea.", "gaps": CLOZE["gaps"][::-1]}
    reply = await owner.patch(f"/v1/cards/{deck['card_ids'][1]}", json=swapped)
    assert reply.status_code == 200, reply.text
    report = (await regrade(service, owner, deck))["result"]
    assert (report["answers"], report["incomparable"], report["raised"]) == (2, 2, 0)
    pinned = (await regrade(service, owner, deck, against="pinned_version"))["result"]
    assert (pinned["incomparable"], pinned["same"]) == (0, 2)


async def test_self_rated_answers_and_other_cards_are_left_alone(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED, TYPED)
    session = await start(guest, deck, formats=["flip"])
    await guest.post(f"/v1/sessions/{session['id']}/reveal", json={})
    await answer(guest, session, await pending(guest, session))
    await answer_wrong(guest, deck)
    await change(owner, deck, **ACCEPTS_BOTH)
    report = (await regrade(service, owner, deck))["result"]
    assert (report["answers"], report["raised"]) == (1, 1)
    other = (await regrade(service, owner, deck, card_ids=deck["card_ids"][1:]))["result"]
    assert (other["answers"], other["cards"]) == (0, [])
    twice = (await regrade(service, owner, deck, card_ids=deck["card_ids"][:1] * 2))["result"]
    assert (twice["answers"], twice["raised"]) == (1, 1)
