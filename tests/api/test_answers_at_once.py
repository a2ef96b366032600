"""Answers that are sent at once: nothing is lost, and nothing is stored twice."""

import asyncio
from typing import Any

from studying import (
    BASIC,
    answer,
    make_deck,
    pending,
    response_to,
    send,
    start,
)


async def test_one_answer_sent_fifty_times_at_once_is_stored_once(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    body = response_to(await pending(guest, session))
    replies = await asyncio.gather(*(send(guest, session, body) for _ in range(50)))
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert len((await guest.get("/v1/answers")).json()["items"]) == 1
    assert (await guest.get("/v1/memories")).json()["items"][0]["review_count"] == 1


async def test_one_request_sent_thirty_times_at_once_under_one_key_is_answered_once(
    owner: Any, guest: Any
) -> None:
    session = await start(guest, await make_deck(owner))
    body = response_to(await pending(guest, session))
    del body["id"]
    path, key = f"/v1/sessions/{session['id']}/answers", {"Idempotency-Key": "answer-1"}
    replies = await asyncio.gather(*(guest.post(path, json=body, headers=key) for _ in range(30)))
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert len((await guest.get("/v1/answers")).json()["items"]) == 1


async def test_one_question_answered_differently_at_once_takes_one(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    question = await pending(guest, session)
    bodies = [response_to(question) for _ in range(30)]
    replies = await asyncio.gather(*(send(guest, session, body) for body in bodies))
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 29
    assert len((await guest.get("/v1/answers")).json()["items"]) == 1


async def test_forty_learners_at_once_lose_nothing(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC)

    async def study() -> tuple[Any, str]:
        learner = await service.guest()
        session = await start(learner, deck)
        result = await answer(learner, session, await pending(learner, session))
        return learner, result["answer"]["id"]

    studied = await asyncio.gather(*(study() for _ in range(40)))
    for learner, id in studied:
        assert [a["id"] for a in (await learner.get("/v1/answers")).json()["items"]] == [id]
        assert len((await learner.get("/v1/memories")).json()["items"]) == 1


async def test_one_learner_in_forty_sessions_loses_nothing(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    sessions = [await start(guest, deck) for _ in range(40)]
    questions = [await pending(guest, session) for session in sessions]
    await asyncio.gather(*(answer(guest, s, q) for s, q in zip(sessions, questions, strict=True)))
    memory = (await guest.get(f"/v1/memories/{deck['card_ids'][0]}")).json()
    assert memory["review_count"] == 40
