"""Batches of answers from devices that were offline: late, twice, out of order, and malformed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from packs import item, new_id, statuses, take_along, upload
from sqlalchemy import Engine, event
from studying import BASIC, CHOICE, TYPED, answer, make_deck, pending, start
from test_merging import sign_in

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


async def open_deck(owner: Any, *cards: Any, **fields: Any) -> dict[str, Any]:
    return await make_deck(owner, *cards, answers_public=True, **fields)


async def memory_of(learner: Any, card_id: str) -> dict[str, Any]:
    reply = await learner.get(f"/v1/memories/{card_id}")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def test_answers_are_graded_and_remembered_at_the_time_they_were_given(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, BASIC, CHOICE, TYPED)
    session, packed = await take_along(guest, deck)
    given = START - timedelta(days=3)
    sent = [item(one, given + timedelta(minutes=n)) for n, one in enumerate(packed)]
    results = await upload(guest, *sent)
    assert statuses(results) == ["applied"] * 3
    assert [result["id"] for result in results] == [one["id"] for one in sent]
    assert results[2]["answer"]["grade"]["fraction"] == 1
    assert results[2]["answer"]["studied_on"] == "2026-02-27"
    assert results[2]["answer"]["answered_at"] == "2026-02-27T09:02:00Z"
    assert results[2]["memory"]["first_answered_at"] == "2026-02-27T09:02:00Z"
    memory = await memory_of(guest, deck["card_ids"][2])
    assert (memory["review_count"], memory["last_studied_on"]) == (1, "2026-02-27")
    shown = (await guest.get(f"/v1/sessions/{session['id']}")).json()
    assert (shown["progress"]["answered"], shown["progress"]["total"]) == (3, 3)
    assert shown["status"] == "open"


async def test_an_answer_that_was_sent_before_gives_its_first_result(
    service: Any, owner: Any, guest: Any
) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    sent = item(packed, START)
    [first] = await upload(guest, sent)
    service.clock.turn(minutes=2)
    again, other = await upload(guest, sent, sent | {"response": {"format": "typed", "text": "x"}})
    assert (again["status"], again["answer"], again["memory"]) == (
        "duplicate",
        first["answer"],
        first["memory"],
    )
    assert (other["status"], other["problem"]["status"]) == ("conflict", 409)
    in_one = item(packed, START, text="bergen")
    results = await upload(guest, in_one, in_one, in_one | {"took_ms": 3})
    assert statuses(results) == ["applied", "duplicate", "conflict"]


async def test_the_same_instant_in_another_offset_is_the_same_answer(
    service: Any, owner: Any, guest: Any
) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    sent = item(packed, "2026-03-01T10:00:00+01:00")
    results = await upload(guest, sent, sent | {"answered_at": "2026-03-01t09:00:00.000z"})
    assert statuses(results) == ["applied", "duplicate"]


async def test_a_question_may_be_answered_again_later(service: Any, owner: Any, guest: Any) -> None:
    deck = await open_deck(owner, BASIC)
    session, [packed] = await take_along(guest, deck)
    sent = [item(packed, START + timedelta(minutes=n), confidence=1 + n) for n in range(3)]
    results = await upload(guest, *sent[:2])
    results += await upload(guest, sent[2])
    assert [result["answer"]["attempt"] for result in results] == [1, 2, 3]
    memory = await memory_of(guest, deck["card_ids"][0])
    assert (memory["review_count"], memory["confidence"]) == (3, 3)
    told = (await guest.get(f"/v1/sessions/{session['id']}/results")).json()
    assert (told["totals"]["total"], told["totals"]["answered"]) == (3, 3)
    assert [one["confidence"] for one in told["answers"]] == [1, 2, 3]


async def test_items_fail_alone(service: Any, owner: Any, guest: Any) -> None:
    deck = await open_deck(owner, BASIC, CHOICE, TYPED)
    _, [basic, choice, typed] = await take_along(guest, deck)
    _, [other, *_] = await take_along(guest, deck)
    online = await start(guest, deck)
    asked = await pending(guest, online)
    good = item(typed, START)
    bad: list[tuple[Any, str, str]] = [
        ("nonsense", "rejected", "/items/1"),
        ({**good, "id": "7"}, "rejected", "/items/2/id"),
        ({**good, "id": new_id(), "fraction": 1}, "rejected", "/items/3/fraction"),
        ({**good, "id": new_id(), "answered_at": None}, "rejected", "/items/4/answered_at"),
        (item(basic, START, confidence=9), "rejected", "/items/5/confidence"),
        (item(choice, START, selected=["z"]), "rejected", "/items/6/response/selected/0"),
        ({**item(choice, START), "response": {"format": "flip"}}, "rejected", "/items/7"),
        ({**good, "id": new_id(), "session_id": new_id()}, "rejected", ""),
        ({**good, "id": new_id(), "question_id": new_id()}, "rejected", ""),
        (item(other, START) | {"session_id": good["session_id"]}, "rejected", ""),
        ({**item({"question": asked}, START)}, "conflict", ""),
        ({**good, "id": new_id(), "response": {"format": "typed", "text": "\0"}}, "rejected", ""),
    ]
    results = await upload(guest, good, *[sent for sent, _, _ in bad], item(basic, START))
    assert (results[0]["status"], results[-1]["status"]) == ("applied", "applied")
    for result, (sent, status, pointer) in zip(results[1:], bad, strict=False):
        assert result["status"] == status, (sent, result)
        problem = result["problem"]
        assert (result["answer"], result["memory"]) == (None, None)
        assert problem["detail"]
        assert all(fault["pointer"].startswith(pointer) for fault in problem["errors"]), problem
        assert bool(problem["errors"]) == (problem["status"] == 422)


@pytest.mark.parametrize(
    "told",
    [
        "2026-03-02T09:00:00",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:30:00+01:00",
        "0001-01-01T00:00:00+14:00",
        "2026-02-29T09:00:00Z",
        "2026-03-02T25:00:00Z",
        "2026-03-02",
        "yesterday",
        "10000-01-01T00:00:00Z",
        1772442000,
        None,
    ],
)
async def test_times_that_cannot_be_are_refused(
    service: Any, owner: Any, guest: Any, told: Any
) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    [result] = await upload(guest, item(packed, START) | {"answered_at": told})
    assert result["status"] == "rejected"
    assert result["problem"]["errors"][0]["pointer"] == "/items/0/answered_at"


@pytest.mark.parametrize(
    ("told", "counts_as", "is_clamped"),
    [
        ("9999-12-31T23:59:59Z", "2026-03-02T09:00:00Z", True),
        ("9999-12-31T23:59:59-14:00", "2026-03-02T09:00:00Z", True),
        ("2026-03-02T09:05:01Z", "2026-03-02T09:00:00Z", True),
        ("2026-03-02T09:05:00Z", "2026-03-02T09:05:00Z", False),
        ("2026-03-02T09:00:00.1234567+00:00", "2026-03-02T09:00:00.123456Z", False),
        ("2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z", False),
    ],
)
async def test_times_far_in_the_future_become_that_of_reception(
    service: Any, owner: Any, guest: Any, told: str, counts_as: str, is_clamped: bool
) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    [result] = await upload(guest, item(packed, told))
    taken = result["answer"]
    assert (taken["answered_at"], taken["is_time_clamped"]) == (counts_as, is_clamped)


async def test_the_study_day_is_that_of_the_zone_that_held(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, TYPED)
    path = f"/v1/learners/{guest.learner_id}"
    await guest.patch(path, json={"timezone": "Pacific/Auckland"})
    _, [packed] = await take_along(guest, deck)
    service.clock.turn(minutes=5)
    await guest.patch(path, json={"timezone": "Pacific/Honolulu"})
    before, after = await upload(
        guest,
        item(packed, START),
        item(packed, START + timedelta(minutes=6)),
    )
    assert before["answer"]["studied_on"] == "2026-03-02"
    assert after["answer"]["studied_on"] == "2026-03-01"


async def test_an_offline_answer_can_be_taken_back(service: Any, owner: Any, guest: Any) -> None:
    deck = await open_deck(owner, BASIC, TYPED)
    session, [basic, typed] = await take_along(guest, deck)
    sent = [
        item(basic, START, confidence=2),
        item(typed, START + timedelta(minutes=1)),
        item(basic, START + timedelta(minutes=2), confidence=5),
    ]
    await upload(guest, *sent)
    path = f"/v1/sessions/{session['id']}/undo"
    undone = await guest.post(path, json={"answer_id": sent[0]["id"]})
    assert undone.status_code == 200, undone.text
    assert undone.json()["question"]["id"] == basic["question"]["id"]
    assert undone.json()["progress"] == {"answered": 2, "total": 2, "right": 2}
    memory = await memory_of(guest, deck["card_ids"][0])
    assert (memory["review_count"], memory["confidence"]) == (1, 5)
    last = (await guest.post(path)).json()
    assert last["voided_answer_id"] == sent[2]["id"]
    assert (await guest.get(f"/v1/memories/{deck['card_ids'][0]}")).status_code == 404
    [again] = await upload(guest, item(basic, START + timedelta(minutes=3)))
    assert again["answer"]["attempt"] == 3
    assert (await guest.post(path, json={"answer_id": new_id()})).status_code == 409
    [duplicate] = await upload(guest, sent[0])
    assert duplicate["status"] == "duplicate"


async def test_cramming_offline_leaves_memory_alone(service: Any, owner: Any, guest: Any) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED), mode="cram")
    [result] = await upload(guest, item(packed, START))
    assert (result["status"], result["memory"]) == ("applied", None)
    assert (await guest.get("/v1/memories")).json()["items"] == []


async def test_answers_after_the_session_was_finished_still_count(
    service: Any, owner: Any, guest: Any
) -> None:
    session, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    [result] = await upload(guest, item(packed, START))
    assert result["status"] == "applied"


async def test_somebody_elses_pack_takes_no_answers(service: Any, owner: Any, guest: Any) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    other = await service.guest()
    [result] = await upload(other, item(packed, START))
    assert (result["status"], result["problem"]["status"]) == ("rejected", 404)


async def test_a_guests_pack_moves_to_the_account(service: Any, owner: Any, guest: Any) -> None:
    session, packed = await take_along(guest, await open_deck(owner, BASIC, TYPED))
    await upload(guest, item(packed[0], START))
    assert (await sign_in(service, owner, guest)).status_code == 200
    [result] = await upload(owner, item(packed[1], START))
    assert result["status"] == "applied"
    shown = (await owner.get(f"/v1/sessions/{session['id']}")).json()
    assert shown["progress"]["answered"] == 2


async def test_what_a_grader_leaves_open_can_be_rated(service: Any, owner: Any, guest: Any) -> None:
    deck = await open_deck(owner, BASIC)
    _, [packed] = await take_along(guest, deck, formats=["free_text"])
    [result] = await upload(guest, item(packed, START, text="a seafarer of sorts, Norwegian?"))
    if result["answer"]["grade"]["fraction"] is None:
        path = f"/v1/answers/{result['id']}/rating"
        assert (await guest.post(path, json={"confidence": 4})).status_code == 201
    assert (await memory_of(guest, deck["card_ids"][0]))["review_count"] == 1


@pytest.mark.parametrize("items", [[], ["x"] * 501, None, {}])
async def test_a_batch_has_one_to_500_items(guest: Any, items: Any) -> None:
    reply = await guest.post("/v1/answers/batch", json={"items": items})
    assert reply.status_code == 422


async def test_a_batch_honours_idempotency_keys(service: Any, owner: Any, guest: Any) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    body, key = {"items": [item(packed, START)]}, {"Idempotency-Key": "upload-1"}
    first = await guest.post("/v1/answers/batch", json=body, headers=key)
    again = await guest.post("/v1/answers/batch", json=body, headers=key)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"


async def test_500_answers_take_as_many_statements_as_two(owner: Any, guest: Any) -> None:
    cards = [{"kind": "typed", "prompt": f"{n}?", "accepted": [str(n)]} for n in range(250)]
    deck = await open_deck(owner, TYPED)
    path = f"/v1/decks/{deck['id']}/cards/batch"
    created = [{"op": "create", "card": card} for card in cards]
    assert (await owner.post(path, json={"items": created})).status_code == 200
    _, packed = await take_along(guest, deck, selection="all")
    await upload(guest, item(packed[0], START))
    counts = []
    for some in (packed[:1], packed[:250]):
        sent = [item(one, START + timedelta(minutes=1)) for one in some]
        sent += [item(one, START - timedelta(hours=1)) for one in some]
        with Counting() as statements:
            results = await upload(guest, *sent)
        assert set(statuses(results)) == {"applied"}
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 25, counts


class Counting:
    """Counts the statements that the service sends to its database, by whichever engine."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __enter__(self) -> list[str]:
        event.listen(Engine, "before_cursor_execute", self._count)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._count)

    def _count(self, _c: Any, _k: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)


async def test_nobody_forges_a_grade_or_a_reading_offline(
    service: Any, owner: Any, guest: Any
) -> None:
    _, [packed] = await take_along(guest, await open_deck(owner, TYPED))
    forged = ("fraction", "grade", "is_right", "learner_id", "received_at", "attempt", "studied_on")
    sent = [item(packed, START) | {name: 1} for name in forged]
    results = await upload(guest, *sent)
    assert set(statuses(results)) == {"rejected"}
    assert json.dumps(results).count("is not known here") >= len(forged)


async def test_answers_of_an_online_session_are_no_duplicates_here(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await open_deck(owner, TYPED)
    online = await start(guest, deck, feedback="deferred")
    question = await pending(guest, online)
    body = {"id": new_id()}
    await answer(guest, online, question, **body)
    told = item({"question": question}, START) | body
    [result] = await upload(guest, told)
    assert (result["status"], result["answer"]) == ("conflict", None)
