"""Teachers' marks: what they count, and who stands above whom."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from marking import (
    POINTS,
    answer_wrong,
    appeal,
    make_pupil,
    mark,
    queue,
    write_vaguely,
)
from people import join, make_workspace
from studying import TYPED, make_deck


async def test_a_teachers_mark_counts_and_settles(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    deck = await make_deck(owner, POINTS, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    answered = await write_vaguely(pupil, deck)
    reply = await mark(teacher, pupil, answered, fraction=0.7, comment="No sentences.")
    assert reply.status_code == 201, reply.text
    [given] = reply.json()["marks"]
    assert (given["source"], given["comment"]) == ("teacher", "No sentences.")
    assert given["made_by"] == teacher.account_id
    assert await queue(owner, workspace_id=workspace) == []
    [settled] = await queue(owner, workspace_id=workspace, status="marked")
    assert settled["comment"] == "No sentences."
    kept = (await pupil.get(f"/v1/answers/{answered['id']}")).json()
    assert kept["result"] == {"fraction": 0.7, "is_right": True, "source": "teacher"}
    assert (kept["marks"][0]["comment"], kept["marks"][0]["made_by"]) == ("No sentences.", None)
    assert kept["grade"]["fraction"] is None
    memory = (await pupil.get(f"/v1/memories/{answered['card_id']}")).json()
    assert (memory["review_count"], memory["fraction"]) == (1, 0.7)


async def test_of_two_marks_the_last_counts_and_both_stay(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    answered = await answer_wrong(pupil, deck)
    tries = [mark(owner, pupil, answered, fraction=n / 4) for n in range(5)]
    replies = await asyncio.gather(*tries)
    assert {reply.status_code for reply in replies} == {201}
    kept = (await pupil.get(f"/v1/answers/{answered['id']}")).json()
    assert [given["number"] for given in kept["marks"]] == [1, 2, 3, 4, 5]
    assert kept["result"]["fraction"] == kept["marks"][-1]["fraction"]
    session = (await pupil.get(f"/v1/sessions/{answered['session_id']}")).json()
    assert session["progress"]["right"] == int(kept["result"]["is_right"])


async def test_a_mark_that_is_sent_again_is_one(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    answered = await answer_wrong(pupil, deck)
    id = str(uuid4())
    first = await mark(owner, pupil, answered, id=id, fraction=0.5)
    again = await mark(owner, pupil, answered, id=id, fraction=0.5)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert (await mark(owner, pupil, answered, id=id, fraction=1)).status_code == 409


async def test_while_an_appeal_waits_it_is_decided_not_marked(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace, appeal_policy="ask_teacher")
    pupil = await make_pupil(service, owner, workspace)
    answered = await answer_wrong(pupil, deck)
    await appeal(pupil, answered)
    reply = await mark(owner, pupil, answered, fraction=1)
    assert reply.status_code == 409
    assert "decide" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/fraction"),
        ({"fraction": 2}, "/fraction"),
        ({"fraction": 1, "comment": ""}, "/comment"),
        ({"fraction": 1, "source": "regrade"}, "/source"),
        ({"fraction": 1, "add_alternative": {"key_point": [-1]}}, "/add_alternative/key_point/0"),
    ],
)
async def test_a_malformed_mark_changes_nothing(
    service: Any, owner: Any, body: dict[str, Any], pointer: str
) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    answered = await answer_wrong(pupil, deck)
    reply = await mark(owner, pupil, answered, **body)
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)
