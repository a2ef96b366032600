"""Who may regrade, what they see of whom, and what is refused."""

from typing import Any
from uuid import uuid4

import pytest
from marking import answer_wrong, make_pupil
from people import join, make_workspace
from regrading import ACCEPTS_BOTH, ask, change, changes, regrade
from studying import (
    TYPED,
    make_deck,
)
from writing import pointers


async def test_whose_answers_they_are_is_told_of_managed_learners_alone(
    service: Any, owner: Any, guest: Any
) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace)
    pupil = await make_pupil(service, owner, workspace)
    of_pupil, _ = await answer_wrong(pupil, deck), await answer_wrong(guest, deck)
    await change(owner, deck, **ACCEPTS_BOTH)
    operation = await regrade(service, owner, deck)
    listed = await changes(owner, operation)
    told = {(one["learner_id"], one["answer_id"]) for one in listed}
    assert told == {(pupil.learner_id, of_pupil["id"]), (None, None)}
    texts = {one["response"] and one["response"]["text"] for one in listed}
    assert texts == {"Christiania", None}
    editor = await join(service, owner, workspace, "editor")
    seen = await changes(editor, operation)
    assert {one["learner_id"] for one in seen} == {None}
    assert [one["after"] for one in seen] == [one["after"] for one in listed]
    pages = [await changes(owner, operation, limit=1)]
    reply = await owner.get(f"/v1/operations/{operation['id']}/changes", params={"limit": 1})
    cursor = reply.json()["next_cursor"]
    pages.append(await changes(owner, operation, limit=1, cursor=cursor))
    assert pages[0] + pages[1] == listed


async def test_it_takes_the_rights_to_edit_and_to_mark(
    service: Any, owner: Any, guest: Any
) -> None:
    workspace = await make_workspace(owner)
    deck = await make_deck(owner, TYPED, workspace_id=workspace)
    for role, status in (("teacher", 403), ("editor", 202), ("owner", 202)):
        person = await join(service, owner, workspace, role)
        assert (await ask(person, deck)).status_code == status, role
    own = await make_deck(owner, TYPED)
    for scopes, status in ((["decks:write"], 403), (["decks:write", "answers:mark"], 202)):
        program = await service.key(owner, *scopes)
        assert (await ask(program, own)).status_code == status, scopes
    assert (await ask(await service.account(), deck)).status_code == 403
    assert (await ask(guest, deck)).status_code == 403
    assert (await ask(service.anonymous, deck)).status_code == 401
    hidden = await make_deck(owner, TYPED, workspace_id=workspace, visibility="private")
    assert (await ask(await service.account(), hidden)).status_code == 404


async def test_strangers_see_no_changes(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED)
    operation = (await ask(owner, deck)).json()
    path = f"/v1/operations/{operation['id']}/changes"
    assert (await (await service.account()).get(path)).status_code == 404
    assert (await guest.get(path)).status_code in (403, 404)
    assert (await owner.get(f"/v1/operations/{uuid4()}/changes")).status_code == 404


async def test_only_a_dry_run_of_this_deck_that_succeeded_is_applied(
    service: Any, owner: Any, guest: Any
) -> None:
    deck, other = await make_deck(owner, TYPED), await make_deck(owner, TYPED)
    waiting = (await ask(owner, deck)).json()
    assert (await ask(owner, deck, dry_run_id=waiting["id"])).status_code == 409
    dry = await regrade(service, owner, deck)
    assert (await ask(owner, other, dry_run_id=dry["id"])).status_code == 404
    assert (await ask(owner, deck, dry_run_id=str(uuid4()))).status_code == 404
    stranger = await service.account()
    theirs = await make_deck(stranger, TYPED)
    assert (await ask(stranger, theirs, dry_run_id=dry["id"])).status_code == 404
    applied = await regrade(service, owner, deck, dry_run_id=dry["id"])
    assert (await ask(owner, deck, dry_run_id=applied["id"])).status_code == 409


async def test_a_cancelled_dry_run_cannot_be_applied(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    operation = (await ask(owner, deck)).json()
    ended = await owner.delete(f"/v1/operations/{operation['id']}")
    assert ended.json()["status"] == "cancelled"
    assert await changes(owner, operation) == []
    assert (await ask(owner, deck, dry_run_id=operation["id"])).status_code == 409


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [
        ({"policy": "sometimes"}, "/policy"),
        ({"card_ids": []}, "/card_ids"),
        ({"card_ids": ["x"]}, "/card_ids/0"),
        ({"dry_run": False}, "/dry_run"),
        ({"dry_run_id": str(uuid4()), "policy": "as_graded"}, ""),
    ],
)
async def test_a_senseless_wish_is_refused(
    owner: Any, wanted: dict[str, Any], pointer: str
) -> None:
    reply = await ask(owner, await make_deck(owner, TYPED), **wanted)
    assert reply.status_code == 422
    assert pointers(reply) == [pointer]


async def test_cards_of_another_deck_are_not_found(owner: Any) -> None:
    deck, other = await make_deck(owner, TYPED), await make_deck(owner, TYPED)
    assert (await ask(owner, deck, card_ids=other["card_ids"])).status_code == 404
