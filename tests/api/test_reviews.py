"""Staff see what waits for a person, mark it, and decide appeals."""

import asyncio
from typing import Any

from marking import (
    POINTS,
    answer_wrong,
    appeal,
    decide,
    make_pupil,
    mark,
    queue,
    write_vaguely,
)
from people import join, make_workspace
from studying import TYPED, answer, make_deck, pending, start


async def test_an_open_answer_of_a_managed_learner_waits_with_what_helps(
    service: Any, owner: Any
) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, POINTS, workspace_id=workspace, visibility="private")
    pupil = await make_pupil(service, owner, workspace)
    answered = await write_vaguely(pupil, deck)
    assert (answered["grade"]["suggested_fraction"], answered["grade"]["evidence"]) == (None, None)
    assert answered["result"]["fraction"] is None
    [waiting] = await queue(owner, workspace_id=workspace)
    assert (waiting["kind"], waiting["status"], waiting["reason"]) == ("ungraded", "open", None)
    assert (waiting["id"], waiting["learner_id"]) == (answered["id"], pupil.learner_id)
    shown = waiting["answer"]
    assert shown["grade"]["suggested_fraction"] is not None
    assert shown["grade"]["evidence"]["points"]
    assert shown["answer_side"]["answer"] == POINTS["answer"]
    assert shown["response"]["text"].startswith("He led some coup")


async def test_a_rating_is_told_and_stays_on_the_queue(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, POINTS, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    answered = await write_vaguely(pupil, deck)
    path = f"/v1/answers/{answered['id']}/rating"
    told = (await pupil.post(path, json={"confidence": 2})).json()
    assert told["answer"]["grade"]["suggested_fraction"] is not None
    assert told["memory"]["confidence"] == 2
    assert told["answer"]["result"] == {
        "fraction": 0.25,
        "is_right": False,
        "source": "learner_rating",
    }
    [waiting] = await queue(owner, workspace_id=workspace)
    assert waiting["answer"]["result"]["source"] == "learner_rating"


async def test_an_appeal_is_accepted_with_the_answer_as_an_alternative(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED, appeal_policy="ask_teacher")
    answered = await answer_wrong(guest, deck)
    told = (await appeal(guest, answered, reason="The older name")).json()
    [waiting] = await queue(owner)
    assert (waiting["id"], waiting["reason"]) == (told["appeal"]["id"], "The older name")
    assert waiting["claimed_fraction"] == 1
    reply = await decide(owner, told, status="accepted", comment="Indeed.", add_alternative={})
    assert reply.status_code == 201, reply.text
    assert (reply.json()["status"], reply.json()["comment"]) == ("accepted", "Indeed.")
    card = (await owner.get(f"/v1/cards/{answered['card_id']}")).json()
    assert (card["version"], card["accepted"]) == (2, ["Oslo", "Christiania"])
    kept = (await guest.get(f"/v1/answers/{answered['id']}")).json()
    assert kept["result"] == {"fraction": 1, "is_right": True, "source": "teacher"}
    assert (kept["card_version"], kept["grade"]) == (1, answered["grade"])
    assert [given["source"] for given in kept["marks"]] == ["appeal", "teacher"]
    session = await start(guest, deck, formats=["typed"])
    again = await answer(guest, session, await pending(guest, session), text="Christiania")
    assert again["answer"]["grade"]["is_right"] is True


async def test_a_declined_appeal_leaves_the_mark_and_memory_with_the_learner(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    answered = await answer_wrong(guest, deck)
    told = (await appeal(guest, answered)).json()
    [counted] = await queue(owner, status="counted")
    assert counted["id"] == told["appeal"]["id"]
    reply = await decide(owner, told, status="declined", comment="No.")
    assert reply.status_code == 201, reply.text
    kept = (await guest.get(f"/v1/answers/{answered['id']}")).json()
    assert kept["result"] == {"fraction": 0, "is_right": False, "source": "teacher"}
    memory = (await guest.get(f"/v1/memories/{answered['card_id']}")).json()
    assert memory["right_count"] == 1
    [listed] = (await guest.get(f"/v1/answers/{answered['id']}/appeals")).json()["items"]
    assert (listed["status"], listed["comment"]) == ("declined", "No.")
    assert (await appeal(guest, answered)).status_code == 409


async def test_of_two_who_decide_at_once_one_does(service: Any, owner: Any, guest: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    deck = await make_deck(owner, TYPED, workspace_id=workspace, appeal_policy="ask_teacher")
    told = (await appeal(guest, await answer_wrong(guest, deck))).json()
    replies = await asyncio.gather(
        decide(owner, told, status="accepted"), decide(teacher, told, status="declined")
    )
    assert sorted(reply.status_code for reply in replies) == [201, 409]
    kept = (await guest.get(f"/v1/answers/{told['answer']['id']}")).json()
    assert [given["source"] for given in kept["marks"]] == ["appeal", "teacher"]


async def test_answers_of_others_are_theirs_until_they_appeal(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    answered = await answer_wrong(guest, deck)
    path = f"/v1/learners/{guest.learner_id}/answers"
    assert (await owner.get(f"{path}/{answered['id']}")).status_code == 404
    assert (await mark(owner, guest, answered, fraction=1)).status_code == 404
    await appeal(guest, answered)
    shown = await owner.get(f"{path}/{answered['id']}")
    assert shown.json()["response"]["text"] == "Christiania"
    assert (await owner.get(path)).status_code == 404
    stranger = await service.account()
    assert (await stranger.get(f"{path}/{answered['id']}")).status_code == 404
    assert await queue(stranger) == []


async def test_editors_see_appeals_but_no_managed_learners(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    editor = await join(service, owner, workspace, "editor")
    deck = await make_deck(owner, POINTS, TYPED, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    ungraded = await write_vaguely(pupil, deck)
    answered = await answer_wrong(pupil, deck)
    await appeal(pupil, answered)
    everything = {"workspace_id": workspace, "status": ["open", "counted"]}
    assert len(await queue(owner, **everything)) == 2
    [seen] = await queue(editor, **everything)
    assert seen["kind"] == "appeal"
    path = f"/v1/learners/{pupil.learner_id}/answers"
    assert (await editor.get(f"{path}/{ungraded['id']}")).status_code == 404
    assert (await editor.get(f"{path}/{answered['id']}")).status_code == 200
    assert (await editor.get(path)).status_code == 403


async def test_staff_read_a_managed_learners_answers(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    session = await start(pupil, deck, mode="test", formats=["typed"])
    hidden = await answer(pupil, session, await pending(pupil, session), text="Bergen")
    path = f"/v1/learners/{pupil.learner_id}/answers"
    [seen] = (await owner.get(path)).json()["items"]
    assert (seen["id"], seen["grade"]["fraction"]) == (hidden["answer"]["id"], 0)
    [own] = (await pupil.get(path)).json()["items"]
    assert (own["grade"], own["answer_side"]) == (None, None)


async def test_the_queue_comes_in_pages_and_by_deck(service: Any, owner: Any, guest: Any) -> None:
    decks = [await make_deck(owner, TYPED, appeal_policy="ask_teacher") for _ in range(2)]
    appealed = []
    for deck in decks * 2:
        service.clock.turn(seconds=1)
        appealed.append((await appeal(guest, await answer_wrong(guest, deck))).json()["appeal"])
    first = (await owner.get("/v1/reviews", params={"limit": 3})).json()
    rest = {"limit": 3, "cursor": first["next_cursor"]}
    second = (await owner.get("/v1/reviews", params=rest)).json()
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == [found["id"] for found in appealed]
    of_deck = await queue(owner, deck_id=decks[0]["id"])
    assert [item["deck_id"] for item in of_deck] == [decks[0]["id"]] * 2
    assert await queue(owner, kind="ungraded") == []


async def test_an_appeal_of_one_who_is_erased_goes_along(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, appeal_policy="ask_teacher")
    told = (await appeal(guest, await answer_wrong(guest, deck))).json()
    await guest.delete(f"/v1/learners/{guest.learner_id}")
    assert await queue(owner) == []
    assert (await decide(owner, told, status="accepted")).status_code == 404
