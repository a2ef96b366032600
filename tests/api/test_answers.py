"""Answers: graded, explained, stored once, taken back, and kept."""

from typing import Any
from uuid import uuid4

import pytest
from studying import (
    BASIC,
    CHOICE,
    TYPED,
    answer,
    letter_of,
    make_deck,
    pending,
    response_to,
    send,
    start,
)

from quiz.grading import typed


async def test_a_flip_answer_takes_the_learners_own_rating(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, BASIC))
    result = await answer(guest, session, await pending(guest, session), confidence=4)
    grade = result["answer"]["grade"]
    assert (grade["fraction"], grade["is_right"]) == (0.75, True)
    assert grade["evidence"] == {"kind": "self_rating", "confidence": 4, "label": ""}
    assert result["answer"]["answer_side"]["answer"] == BASIC["answer"]
    assert result["memory"]["confidence"] == 4
    assert result["progress"] == {"answered": 1, "total": 1, "right": 1}


@pytest.mark.parametrize(("confidence", "is_right"), [(1, False), (2, False), (3, True)])
async def test_three_is_a_pass(owner: Any, guest: Any, confidence: int, is_right: bool) -> None:
    session = await start(guest, await make_deck(owner, BASIC))
    question = await pending(guest, session)
    result = await answer(guest, session, question, confidence=confidence)
    assert result["answer"]["grade"]["is_right"] is is_right


async def test_a_choice_answer_names_hits_and_misses(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, CHOICE))
    question = await pending(guest, session)
    wrong, right = letter_of(question, "Lena"), letter_of(question, "Kara")
    result = await answer(guest, session, question, selected=[wrong])
    evidence = result["answer"]["grade"]["evidence"]
    assert evidence == {"kind": "choice", "hits": [], "misses": [right], "wrong": [wrong]}
    assert result["answer"]["grade"]["fraction"] == 0
    solved = {o["id"]: o["is_correct"] for o in result["answer"]["answer_side"]["options"]}
    assert solved[right] is True
    assert solved[wrong] is False


async def test_a_typed_answer_says_what_was_forgiven(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, TYPED))
    result = await answer(guest, session, await pending(guest, session), text=" OSLO ")
    grade = result["answer"]["grade"]
    assert (grade["fraction"], grade["evidence"]["matched"]) == (1, "Oslo")
    assert "case" in grade["evidence"]["forgiven"]


async def test_an_answer_keeps_what_was_asked_and_sent(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, TYPED))
    question = await pending(guest, session)
    sent = response_to(question, text="oslo", took_ms=1234, confidence=2)
    stored = (await send(guest, session, sent)).json()["answer"]
    kept = (await guest.get(f"/v1/answers/{sent['id']}")).json()
    assert kept == stored
    assert kept["response"] == {"format": "typed", "text": "oslo"}
    assert (kept["card_version"], kept["took_ms"], kept["confidence"]) == (1, 1234, 2)
    assert (kept["grade"]["grader"], kept["grade"]["grader_version"]) == ("typed", typed.VERSION)


async def test_the_study_day_begins_at_four(service: Any, owner: Any) -> None:
    deck = await make_deck(owner)
    service.clock.turn(hours=18, minutes=59)
    guest = await service.guest()
    session = await start(guest, deck)
    late = await answer(guest, session, await pending(guest, session))
    service.clock.turn(minutes=1)
    early = await answer(guest, session, late["next"])
    assert late["answer"]["studied_on"] == "2026-03-02"
    assert early["answer"]["studied_on"] == "2026-03-03"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"response": {"format": "flip"}}, "/response/format"),
        ({"response": {"format": "typed"}}, "/response/text"),
        ({"response": {"format": "song"}}, "/response/format"),
        ({"confidence": 6}, "/confidence"),
        ({"confidence": 4.5}, "/confidence"),
        ({"took_ms": -1}, "/took_ms"),
        ({"question_id": "x"}, "/question_id"),
        ({"fraction": 1}, "/fraction"),
        ({"response": {"format": "typed", "text": "x" * 10_001}}, "/response/text"),
        ({"response": {"format": "typed", "text": "a\u0000b"}}, "/response/text"),
    ],
)
async def test_a_malformed_answer_changes_nothing(
    owner: Any, guest: Any, change: dict[str, Any], pointer: str
) -> None:
    session = await start(guest, await make_deck(owner, TYPED))
    question = await pending(guest, session)
    reply = await send(guest, session, response_to(question) | change)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert await pending(guest, session) == question


async def test_a_flip_answer_without_a_rating_is_refused(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, BASIC))
    reply = await send(guest, session, response_to(await pending(guest, session), confidence=None))
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, "/confidence")


async def test_an_unknown_option_is_refused(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, CHOICE))
    question = await pending(guest, session)
    for selected in (["z"], ["a", "a"], ["a", "b"]):
        reply = await send(guest, session, response_to(question, selected=selected))
        assert reply.status_code == 422, selected


async def test_repeating_an_answer_gives_the_first_result(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    body = response_to(await pending(guest, session))
    first = await send(guest, session, body)
    await answer(guest, session, first.json()["next"])
    again = await send(guest, session, body)
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    other = await send(guest, session, body | {"confidence": 1})
    assert (other.status_code, other.json()["type"]) == (409, "urn:recite:problem:already-exists")


async def test_an_idempotency_key_answers_once(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    body = response_to(await pending(guest, session))
    del body["id"]
    path, key = f"/v1/sessions/{session['id']}/answers", {"Idempotency-Key": "answer-1"}
    first = await guest.post(path, json=body, headers=key)
    again = await guest.post(path, json=body, headers=key)
    other = await guest.post(path, json=body | {"confidence": 1}, headers=key)
    assert (first.status_code, again.content) == (201, first.content)
    assert (other.status_code, other.json()["type"]) == (422, "urn:recite:problem:key-reused")
    assert len((await guest.get("/v1/answers")).json()["items"]) == 1


async def test_a_stale_question_is_a_conflict(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    question = await pending(guest, session)
    await answer(guest, session, question)
    reply = await send(guest, session, response_to(question))
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:stale-question")


async def test_a_finished_session_takes_no_answers(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    question = await pending(guest, session)
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    reply = await send(guest, session, response_to(question))
    assert reply.json()["type"] == "urn:recite:problem:session-finished"
    assert await pending(guest, session) is None


async def test_the_servers_clock_ends_a_session_to_the_second(
    service: Any, owner: Any, guest: Any
) -> None:
    session = await start(guest, await make_deck(owner), time_limit_seconds=60)
    service.clock.turn(seconds=59.999)
    result = await answer(guest, session, await pending(guest, session))
    service.clock.turn(seconds=0.001)
    reply = await send(guest, session, response_to(result["next"]))
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:session-overdue")
    overdue = (await guest.get(f"/v1/sessions/{session['id']}")).json()
    assert overdue["status"] == "finished"
    assert overdue["finished_at"] == overdue["ends_at"]


async def test_a_deferred_session_tells_nothing_before_its_end(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, CHOICE, TYPED)
    session = await start(guest, deck, mode="test", order="deck")
    question = await pending(guest, session)
    result = await answer(guest, session, question, selected=[letter_of(question, "Kara")])
    listed = (await guest.get("/v1/answers")).json()["items"][0]
    results = (await guest.get(f"/v1/sessions/{session['id']}/results")).json()
    for told in (result["answer"], listed, results["answers"][0]):
        assert (told["grade"], told["answer_side"], told["is_grade_hidden"]) == (None, None, True)
    assert (result["memory"], result["progress"]["right"]) == (None, None)
    assert (results["totals"]["right"], results["totals"]["fraction_of_all"]) == (None, None)
    assert (await guest.get("/v1/memories")).json()["items"] == []


async def test_finishing_tells_everything_and_remembers_it(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, CHOICE, TYPED)
    session = await start(guest, deck, mode="test", order="deck")
    question = await pending(guest, session)
    await answer(guest, session, question, selected=[letter_of(question, "Kara")])
    finished = await guest.post(f"/v1/sessions/{session['id']}/finish")
    assert finished.json()["progress"] == {"answered": 1, "total": 2, "right": 1}
    results = (await guest.get(f"/v1/sessions/{session['id']}/results")).json()
    assert results["totals"]["fraction_of_answered"] == 1
    assert results["totals"]["fraction_of_all"] == 0.5
    assert results["answers"][0]["grade"]["is_right"] is True
    memories = (await guest.get("/v1/memories")).json()["items"]
    assert [memory["card_id"] for memory in memories] == deck["card_ids"][:1]


async def test_finishing_twice_changes_nothing(service: Any, owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    path = f"/v1/sessions/{session['id']}/finish"
    first = (await guest.post(path)).json()
    service.clock.turn(minutes=1)
    again = (await guest.post(path)).json()
    assert (again["finished_at"], again["revision"]) == (first["finished_at"], first["revision"])


async def test_an_unanswered_question_never_shows_its_answer_side(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner), mode="test")
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    results = await guest.get(f"/v1/sessions/{session['id']}/results")
    assert results.json()["answers"] == []
    assert "Oslo" not in results.text


async def test_cramming_leaves_memory_alone(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner), mode="cram")
    result = await answer(guest, session, await pending(guest, session))
    assert result["memory"] is None
    assert (await guest.get("/v1/memories")).json()["items"] == []


async def test_answers_are_filtered_and_paged(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    session = await start(guest, deck)
    ids = []
    for _ in range(3):
        service.clock.turn(seconds=1)
        ids.append((await answer(guest, session, await pending(guest, session)))["answer"]["id"])
    first = (await guest.get("/v1/answers?limit=2")).json()
    rest = (await guest.get(f"/v1/answers?limit=2&cursor={first['next_cursor']}")).json()
    assert [a["id"] for a in first["items"] + rest["items"]] == ids[::-1]
    of_card = await guest.get(f"/v1/answers?card_id={deck['card_ids'][1]}")
    assert [a["id"] for a in of_card.json()["items"]] == [ids[1]]
    none = await guest.get(f"/v1/answers?session_id={uuid4()}")
    assert none.json() == {"items": [], "next_cursor": None}


async def test_somebody_elses_answer_and_memory_are_not_found(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    session = await start(guest, deck)
    id = (await answer(guest, session, await pending(guest, session)))["answer"]["id"]
    assert (await owner.get(f"/v1/answers/{id}")).status_code == 404
    assert (await owner.get(f"/v1/memories/{deck['card_ids'][0]}")).status_code == 404
    assert (await owner.get("/v1/answers")).json()["items"] == []
    assert (
        await send(owner, session, response_to({"id": str(uuid4()), "format": "flip"}))
    ).status_code == 404


async def test_two_learners_may_use_the_same_answer_id(owner: Any, guest: Any) -> None:
    deck, id = await make_deck(owner), str(uuid4())
    for learner in (owner, guest):
        session = await start(learner, deck)
        await answer(learner, session, await pending(learner, session), id=id)
    assert (await owner.get(f"/v1/answers/{id}")).json()["session_id"] != session["id"]
