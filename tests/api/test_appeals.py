""" "I was right": what it does to marks and memory, by the deck's policy."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from marking import (
    answer_wrong,
    appeal,
    results_of,
)
from studying import BASIC, CHOICE, TYPED, answer, letter_of, make_deck, pending, start


async def test_an_appeal_counts_at_once_unless_the_deck_asks_a_teacher(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    assert deck["appeal_policy"] == "count_at_once"
    answered = await answer_wrong(guest, deck)
    assert answered["result"] == {"fraction": 0, "is_right": False, "source": "grader"}
    reply = await appeal(guest, answered, reason="An older name")
    assert reply.status_code == 201, reply.text
    told = reply.json()
    assert told["appeal"]["status"] == "counted"
    assert told["answer"]["result"] == {"fraction": 1, "is_right": True, "source": "appeal"}
    assert told["answer"]["grade"] == answered["grade"]
    assert (told["memory"]["fraction"], told["memory"]["right_count"]) == (1, 1)
    assert told["progress"] == {"answered": 1, "total": 1, "right": 1}
    [mark] = told["answer"]["marks"]
    assert (mark["source"], mark["counts"], mark["number"]) == ("appeal", True, 1)
    assert mark["appeal_id"] == told["appeal"]["id"]
    totals = (await results_of(guest, answered))["totals"]
    assert (totals["right"], totals["fraction_of_all"], totals["ungraded"]) == (1, 1, 0)


async def test_where_a_teacher_is_asked_memory_follows_and_marks_wait(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED, appeal_policy="ask_teacher")
    answered = await answer_wrong(guest, deck)
    told = (await appeal(guest, answered)).json()
    assert told["appeal"]["status"] == "open"
    assert told["answer"]["result"] == {"fraction": 0, "is_right": False, "source": "grader"}
    assert told["answer"]["marks"][0]["counts"] is False
    assert (told["memory"]["fraction"], told["memory"]["right_count"]) == (1, 1)
    assert (await results_of(guest, answered))["totals"]["right"] == 0


async def test_a_later_policy_rewrites_nothing(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED)
    answered = await answer_wrong(guest, deck)
    await appeal(guest, answered)
    changed = await owner.patch(f"/v1/decks/{deck['id']}", json={"appeal_policy": "ask_teacher"})
    assert changed.json()["appeal_policy"] == "ask_teacher"
    kept = (await guest.get(f"/v1/answers/{answered['id']}")).json()
    assert kept["result"]["source"] == "appeal"


async def test_the_answer_shows_its_marks_and_has_another_tag(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    path = f"/v1/answers/{answered['id']}"
    before = await guest.get(path)
    told = (await appeal(guest, answered)).json()
    after = await guest.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json() == told["answer"]
    [listed] = (await guest.get("/v1/answers")).json()["items"]
    assert listed == told["answer"]


async def test_an_appeal_that_is_sent_again_counts_once(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    body = {"id": str(uuid4()), "reason": "So it was"}
    first, again = await appeal(guest, answered, **body), await appeal(guest, answered, **body)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    other = await appeal(guest, answered, **body, fraction=0.5)
    assert (other.status_code, other.json()["type"]) == (409, "urn:recite:problem:already-exists")
    assert (await appeal(guest, answered)).status_code == 409
    listed = await guest.get(f"/v1/answers/{answered['id']}/appeals")
    assert [item["id"] for item in listed.json()["items"]] == [body["id"]]
    assert listed.json()["items"][0]["reason"] == "So it was"


async def test_many_appeals_at_once_leave_one(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    replies = await asyncio.gather(*(appeal(guest, answered) for _ in range(6)))
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 5


async def test_an_idempotency_key_repeats_the_first_reply(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    path, headers = f"/v1/answers/{answered['id']}/appeals", {"Idempotency-Key": str(uuid4())}
    first = await guest.post(path, json={}, headers=headers)
    again = await guest.post(path, json={}, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)


async def test_what_is_claimed_must_be_more(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, TYPED))
    right = await answer(guest, session, await pending(guest, session), text="Oslo")
    assert (await appeal(guest, right["answer"])).status_code == 409


async def test_ones_own_rating_is_not_appealed(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, BASIC), formats=["flip"])
    rated = await answer(guest, session, await pending(guest, session), confidence=1)
    reply = await appeal(guest, rated["answer"])
    assert reply.status_code == 409
    assert "own rating" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"fraction": 0}, "/fraction"),
        ({"fraction": 1.1}, "/fraction"),
        ({"reason": ""}, "/reason"),
        ({"reason": "x" * 2001}, "/reason"),
        ({"id": "x"}, "/id"),
        ({"counts": True}, "/counts"),
    ],
)
async def test_a_malformed_appeal_changes_nothing(
    owner: Any, guest: Any, body: dict[str, Any], pointer: str
) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    reply = await appeal(guest, answered, **body)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await guest.get(f"/v1/answers/{answered['id']}")).json()["marks"] == []


async def test_somebody_elses_answer_is_not_there(service: Any, owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    other = await service.guest()
    assert (await appeal(other, answered)).status_code == 404
    assert (await other.get(f"/v1/answers/{answered['id']}/appeals")).status_code == 404
    assert (await appeal(service.anonymous, answered)).status_code == 401


async def test_a_deferred_session_tells_nothing_by_appeals(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, CHOICE)
    session = await start(guest, deck, mode="test", order="deck", formats=["typed", "choice"])
    wrong = await answer(guest, session, await pending(guest, session), text="Bergen")
    right = await answer(guest, session, wrong["next"], selected=[letter_of(wrong["next"], "Kara")])
    replies = [await appeal(guest, told["answer"]) for told in (wrong, right)]
    assert [reply.status_code for reply in replies] == [409, 409]
    assert replies[0].json()["detail"] == replies[1].json()["detail"]
    rated = await guest.post(f"/v1/answers/{wrong['answer']['id']}/rating", json={"confidence": 5})
    assert rated.json()["detail"] == replies[0].json()["detail"]
    hidden = (await guest.get(f"/v1/answers/{wrong['answer']['id']}")).json()
    assert (hidden["marks"], hidden["result"], hidden["grade"]) == ([], None, None)

    await guest.post(f"/v1/sessions/{session['id']}/finish")
    reply = await appeal(guest, wrong["answer"])
    assert reply.status_code == 201
    assert reply.json()["progress"]["right"] == 2


async def test_an_answer_taken_back_takes_no_appeal(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    await appeal(guest, answered)
    path = f"/v1/sessions/{answered['session_id']}"
    assert (await guest.post(f"{path}/undo", json={})).json()["progress"]["right"] == 0
    [listed] = (await guest.get(f"/v1/answers/{answered['id']}/appeals")).json()["items"]
    assert listed["status"] == "withdrawn"
    assert (await appeal(guest, answered)).status_code == 409
    assert (await guest.get(f"/v1/memories/{answered['card_id']}")).status_code == 404


async def test_a_graded_answer_is_appealed_not_rated(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    reply = await guest.post(f"/v1/answers/{answered['id']}/rating", json={"confidence": 5})
    assert reply.status_code == 409
    assert "appeal" in reply.json()["detail"]


async def test_marks_and_appeals_go_with_a_guest_who_signs_in(
    service: Any, owner: Any, guest: Any
) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    told = (await appeal(guest, answered)).json()
    form = {
        "grant_type": "password",
        "username": owner.email,
        "password": "correct horse battery",
        "guest_token": guest.headers["authorization"].removeprefix("Bearer "),
    }
    assert (await service.anonymous.post("/v1/auth/token", data=form)).status_code == 200
    kept = (await owner.get(f"/v1/answers/{answered['id']}")).json()
    assert (kept["marks"], kept["result"]) == (told["answer"]["marks"], told["answer"]["result"])
    [listed] = (await owner.get(f"/v1/answers/{answered['id']}/appeals")).json()["items"]
    assert listed["id"] == told["appeal"]["id"]
    memory = (await owner.get(f"/v1/memories/{answered['card_id']}")).json()
    assert (memory["review_count"], memory["right_count"]) == (1, 1)


async def test_a_guest_who_appealed_can_be_erased(owner: Any, guest: Any) -> None:
    answered = await answer_wrong(guest, await make_deck(owner, TYPED))
    await appeal(guest, answered)
    reply = await guest.delete(f"/v1/learners/{guest.learner_id}")
    assert reply.status_code == 204, reply.text


async def test_certainty_marks_follow_the_mark(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, TYPED))
    question = await pending(guest, session)
    result = await answer(guest, session, question, text="Christiania", certainty=3)
    assert result["answer"]["certainty_marks"] == -6
    told = (await appeal(guest, result["answer"])).json()
    assert told["answer"]["certainty_marks"] == 3
    calibration = await guest.get(f"/v1/learners/{guest.learner_id}/calibration")
    assert calibration.status_code == 200
    assert '"right":1' in calibration.text.replace(" ", "")
