"""Taking answers back, and memory with them."""

from typing import Any

import pytest
from studying import (
    BASIC,
    CHOICE,
    answer,
    letter_of,
    make_deck,
    pending,
    start,
)


async def test_undo_takes_the_last_answer_back(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    first = await answer(guest, session, await pending(guest, session), confidence=5)
    second = await answer(guest, session, first["next"])
    undone = (await guest.post(f"/v1/sessions/{session['id']}/undo")).json()
    assert undone["voided_answer_id"] == second["answer"]["id"]
    assert undone["question"]["card_id"] == second["answer"]["card_id"]
    assert undone["question"]["options"] == first["next"]["options"]
    assert undone["progress"]["answered"] == 1
    voided = (await guest.get(f"/v1/answers/{second['answer']['id']}")).json()
    assert voided["voided_at"] is not None
    assert (await answer(guest, session, undone["question"]))["progress"]["answered"] == 2


async def test_undo_makes_memory_as_it_was(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    one = await start(guest, deck)
    await answer(guest, one, await pending(guest, one), confidence=5)
    before = (await guest.get(f"/v1/memories/{deck['card_ids'][0]}")).json()
    two = await start(guest, deck)
    await answer(guest, two, await pending(guest, two), confidence=1)
    await guest.post(f"/v1/sessions/{two['id']}/undo")
    after = (await guest.get(f"/v1/memories/{deck['card_ids'][0]}")).json()
    kept = {k: v for k, v in after.items() if k != "revision"}
    assert kept == {k: v for k, v in before.items() if k != "revision"}


async def test_undoing_the_only_answer_forgets_the_memory(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    session = await start(guest, deck)
    await answer(guest, session, await pending(guest, session))
    await guest.post(f"/v1/sessions/{session['id']}/undo")
    assert (await guest.get(f"/v1/memories/{deck['card_ids'][0]}")).status_code == 404


async def test_undo_can_be_held_to_one_answer(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    first = await answer(guest, session, await pending(guest, session))
    await answer(guest, session, first["next"])
    path = f"/v1/sessions/{session['id']}/undo"
    reply = await guest.post(path, json={"answer_id": first["answer"]["id"]})
    assert reply.status_code == 409
    assert len((await guest.get("/v1/answers")).json()["items"]) == 2


async def test_nothing_answered_is_nothing_to_undo(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    assert (await guest.post(f"/v1/sessions/{session['id']}/undo")).status_code == 409


@pytest.mark.parametrize(
    ("card", "options"),
    [(CHOICE, {"feedback": "immediate"}), (BASIC, {}), (BASIC, {"feedback": "immediate"})],
)
async def test_a_test_keeps_answers_whose_solution_was_seen(
    owner: Any, guest: Any, card: dict[str, Any], options: dict[str, Any]
) -> None:
    session = await start(guest, await make_deck(owner, card), mode="test", **options)
    await answer(guest, session, await pending(guest, session))
    assert (await guest.post(f"/v1/sessions/{session['id']}/undo")).status_code == 409


async def test_a_deferred_answer_can_be_changed_unseen(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, CHOICE), mode="test")
    question = await pending(guest, session)
    await answer(guest, session, question, selected=[letter_of(question, "Lena")])
    undone = (await guest.post(f"/v1/sessions/{session['id']}/undo")).json()["question"]
    await answer(guest, session, undone, selected=[letter_of(undone, "Kara")])
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    results = (await guest.get(f"/v1/sessions/{session['id']}/results")).json()
    assert (results["totals"]["right"], len(results["answers"])) == (1, 1)
