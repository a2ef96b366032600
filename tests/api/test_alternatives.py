"""Cards that accept an answer from now on, because a teacher said so."""

from typing import Any

import pytest
from marking import POINTS, answer_wrong, appeal, decide, make_pupil, mark, write_vaguely
from people import join, make_workspace
from studying import BASIC, TYPED, answer, make_deck, pending, start


async def test_a_key_point_gains_another_wording(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, POINTS, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    answered = await write_vaguely(pupil, deck)
    wanted = {"key_point": [1], "text": "set up the Red Army"}
    reply = await mark(owner, pupil, answered, fraction=1, add_alternative=wanted)
    assert reply.status_code == 201, reply.text
    card = (await owner.get(f"/v1/cards/{answered['card_id']}")).json()
    assert [point["alternatives"] for point in card["key_points"]] == [
        [],
        ["set up the Red Army"],
        [],
    ]
    wanted = {"key_point": [7]}
    reply = await mark(owner, pupil, answered, fraction=0, add_alternative=wanted)
    assert reply.json()["errors"][0]["pointer"] == "/add_alternative/key_point"
    kept = (await pupil.get(f"/v1/answers/{answered['id']}")).json()
    assert len(kept["marks"]) == 1


async def test_an_alternative_takes_the_right_to_edit(service: Any, owner: Any, guest: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    deck = await make_deck(owner, TYPED, workspace_id=workspace, appeal_policy="ask_teacher")
    told = (await appeal(guest, await answer_wrong(guest, deck))).json()
    refused = await decide(teacher, told, status="accepted", add_alternative={})
    assert refused.status_code == 403
    assert (await decide(owner, told, status="declined", add_alternative={})).status_code == 422
    assert (await decide(teacher, told, status="accepted")).status_code == 201


@pytest.mark.parametrize("card", [BASIC])
async def test_what_takes_no_alternative_says_so(
    service: Any, owner: Any, card: dict[str, Any]
) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, card, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    session = await start(pupil, deck, formats=["flip"])
    rated = await answer(pupil, session, await pending(pupil, session), confidence=1)
    reply = await mark(owner, pupil, rated["answer"], fraction=1, add_alternative={})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (
        422,
        "/add_alternative/text",
    )
