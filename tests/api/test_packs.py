"""Packs: an offline session's questions, all at once and with their answers."""

from typing import Any

import pytest
from packs import item, pack_of, take_along, upload
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
    send,
    start,
)

ALL = (BASIC, CHOICE, TYPED, NUMERIC, CLOZE, MATCHING, ORDERING)


async def open_deck(owner: Any, *cards: Any, **fields: Any) -> dict[str, Any]:
    return await make_deck(owner, *cards, answers_public=True, **fields)


async def test_a_pack_has_every_question_with_its_answer(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, *ALL)
    session, packed = await take_along(guest, deck)
    assert session["offline"] is True
    assert [one["question"]["position"] for one in packed] == [1, 2, 3, 4, 5, 6, 7]
    assert [one["question"]["card_id"] for one in packed] == deck["card_ids"]
    assert {one["answer_side"]["kind"] for one in packed} == {card["kind"] for card in ALL}
    choice = packed[1]
    shown = {option["id"]: option["text"] for option in choice["question"]["options"]}
    right = [option["id"] for option in choice["answer_side"]["options"] if option["is_correct"]]
    assert [shown[id] for id in right] == ["Kara"]
    assert choice["answer_side"]["explanation"] == "The Lena is a river."


async def test_flip_cards_of_a_pack_tell_what_each_rating_leads_to(
    service: Any, owner: Any, guest: Any
) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, BASIC))
    steps = packed["question"]["scale"]["steps"]
    assert [step["confidence"] for step in steps] == [1, 2, 3, 4, 5]
    assert all(step["preview"] for step in steps)


async def test_a_pack_comes_in_pages_and_stays_as_it_is(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, *ALL)
    session, packed = await take_along(guest, deck)
    await owner.patch(f"/v1/cards/{deck['card_ids'][2]}", json={"accepted": ["Bergen"]})
    await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")
    service.clock.turn(minutes=10)
    assert await pack_of(guest, session, limit=2) == packed


async def test_made_questions_are_packed_as_they_would_be_asked(
    service: Any, owner: Any, guest: Any
) -> None:
    cards = [
        {"kind": "typed", "prompt": f"Capital of {land}?", "accepted": [city]}
        for land, city in (("Peru", "Lima"), ("Norway", "Oslo"), ("Chile", "Santiago"))
    ] + [{"kind": "typed", "prompt": "Capital of Spain?", "accepted": ["Madrid"]}]
    deck = await open_deck(owner, *cards)
    options = {"formats": ["choice"], "seed": 7}
    _, packed = await take_along(guest, deck, **options)
    assert [one["question"]["format"] for one in packed] == ["choice"] * 4
    assert all(one["question"]["made_by"] == "choices" for one in packed)
    online = await start(guest, deck, **options)
    asked = await pending(guest, online)
    texts = {option["text"] for option in asked["options"]}
    assert {option["text"] for option in packed[0]["question"]["options"]} <= {
        "Lima",
        "Oslo",
        "Santiago",
        "Madrid",
    }
    assert len(texts) == len(packed[0]["question"]["options"])


async def test_learning_packs_the_format_of_each_cards_rung(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, *ALL)
    _, packed = await take_along(guest, deck, mode="learn")
    online = await start(guest, deck, mode="learn")
    assert packed[0]["question"]["format"] == (await pending(guest, online))["format"]


async def test_a_pack_takes_the_right_to_read_answers(service: Any, owner: Any, guest: Any) -> None:
    closed = await make_deck(owner, TYPED)
    body = {"deck_ids": [closed["id"]], "offline": True}
    assert (await guest.post("/v1/sessions", json=body)).status_code == 403
    mixed = body | {"deck_ids": [(await open_deck(owner, TYPED))["id"], closed["id"]]}
    assert (await guest.post("/v1/sessions", json=mixed)).status_code == 403
    assert (await owner.post("/v1/sessions", json=mixed)).status_code == 201
    hidden = await open_deck(owner, TYPED, visibility="private")
    unknown = body | {"deck_ids": [hidden["id"]]}
    assert (await guest.post("/v1/sessions", json=unknown)).status_code == 404


async def test_a_pack_is_closed_when_its_answers_are(service: Any, owner: Any, guest: Any) -> None:
    deck = await open_deck(owner, TYPED)
    session, [packed] = await take_along(guest, deck)
    await owner.patch(f"/v1/decks/{deck['id']}", json={"answers_public": False})
    path = f"/v1/sessions/{session['id']}/pack"
    assert (await guest.get(path)).status_code == 403
    [result] = await upload(guest, item(packed, service.clock.now))
    assert result["status"] == "applied"
    await owner.delete(f"/v1/decks/{deck['id']}")
    assert (await guest.get(path)).status_code == 403


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"mode": "test"}, "/mode"),
        ({"feedback": "deferred"}, "/feedback"),
        ({"time_limit_seconds": 60}, "/time_limit_seconds"),
    ],
)
async def test_what_cannot_be_honest_offline_is_refused(
    service: Any, owner: Any, options: dict[str, Any], pointer: str
) -> None:
    deck = await open_deck(owner, TYPED)
    body = {"deck_ids": [deck["id"]], "offline": True, **options}
    reply = await owner.post("/v1/sessions", json=body)
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]


async def test_a_decks_deferred_feedback_does_not_hold_for_a_pack(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, TYPED, study_defaults={"feedback": "deferred"})
    session, _ = await take_along(guest, deck)
    assert session["feedback"] == "immediate"


async def test_an_offline_session_asks_nothing_online(service: Any, owner: Any, guest: Any) -> None:
    session, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    path = f"/v1/sessions/{session['id']}"
    following = (await guest.get(f"{path}/next")).json()
    assert (following["question"], following["status"]) == (None, "open")
    assert (await guest.post(f"{path}/reveal")).status_code == 409
    body = {"question_id": packed["question"]["id"], "response": {"format": "typed", "text": "x"}}
    reply = await send(guest, session, body)
    assert reply.status_code == 409
    assert "/v1/answers/batch" in reply.json()["detail"]


async def test_an_online_session_has_no_pack(service: Any, owner: Any) -> None:
    session = await start(owner, await open_deck(owner, TYPED))
    assert session["offline"] is False
    assert (await owner.get(f"/v1/sessions/{session['id']}/pack")).status_code == 409


async def test_by_confidence_the_pack_mixes_what_was_seen_with_new_cards(
    service: Any, owner: Any, guest: Any
) -> None:
    cards = [{"kind": "basic", "prompt": f"Card {n}", "answer": "- a"} for n in range(12)]
    deck = await open_deck(owner, *cards, study_defaults={"scheduler": "confidence"})
    online = await start(guest, deck)
    for confidence in (5, 1, 3):
        service.clock.turn(minutes=1)
        await answer(guest, online, await pending(guest, online), confidence=confidence)
    _, packed = await take_along(guest, deck, limit=6)
    assert len(packed) == len({one["question"]["card_id"] for one in packed}) == 6
    _, whole = await take_along(guest, deck)
    assert {one["question"]["card_id"] for one in whole} == set(deck["card_ids"])


async def test_an_offline_session_is_started_once(service: Any, owner: Any) -> None:
    deck = await open_deck(owner, TYPED)
    body = {"deck_ids": [deck["id"]], "offline": True}
    key = {"Idempotency-Key": "take-along"}
    first = await owner.post("/v1/sessions", json=body, headers=key)
    again = await owner.post("/v1/sessions", json=body, headers=key)
    assert (first.status_code, again.json()) == (201, first.json())
