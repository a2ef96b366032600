"""Regrades over HTTP: look at what would change, apply it, see grade, marks and result."""

from typing import Any

from marking import POINTS, VAGUE, answer_wrong, make_pupil, mark, results_of, write_vaguely
from operating import finished
from regrading import ACCEPTS_BOTH, ask, change, changes, kept, look_and_apply, regrade
from studying import (
    TYPED,
    answer,
    make_deck,
    pending,
    start,
)
from writing import key


async def test_a_dry_run_lists_what_would_change_and_changes_nothing(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    answered = await answer_wrong(guest, deck)
    await change(owner, deck, **ACCEPTS_BOTH)
    reply = await ask(owner, deck)
    assert (reply.status_code, reply.json()["kind"]) == (202, "regrade")
    assert await changes(owner, reply.json()) == []
    operation = await finished(service, owner, reply)
    report = operation["result"]
    assert (operation["done_count"], operation["total_count"]) == (1, 1)
    assert (report["answers"], report["raised"], report["lowered"]) == (1, 1, 0)
    assert (report["dry_run_id"], report["policy"]) == (None, "never_lower")
    assert [card["card_id"] for card in report["cards"]] == deck["card_ids"]
    assert report["cards"][0]["card_version"] == 2
    [listed] = await changes(owner, operation)
    assert listed["before"] == {"fraction": 0, "is_right": False, "source": "grader"}
    assert listed["after"] == {"fraction": 1, "is_right": True, "source": "regrade"}
    assert (listed["number"], listed["card_version"], listed["grader"]) == (1, 2, "typed")
    now = await kept(guest, answered)
    assert (now["marks"], now["result"]) == ([], answered["result"])


async def test_applying_it_counts_and_the_grade_stays(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED)
    answered = await answer_wrong(guest, deck, mode="test", feedback="immediate")
    await change(owner, deck, **ACCEPTS_BOTH)
    before = await guest.get(f"/v1/answers/{answered['id']}")
    dry = await regrade(service, owner, deck)
    service.clock.turn(minutes=5)
    operation = await regrade(service, owner, deck, dry_run_id=dry["id"])
    report = operation["result"]
    assert (report["answers"], report["raised"], report["dry_run_id"]) == (1, 1, dry["id"])
    assert await changes(owner, operation) == await changes(owner, dry)
    after = await guest.get(f"/v1/answers/{answered['id']}")
    assert after.headers["etag"] != before.headers["etag"]
    now = after.json()
    assert now["grade"] == answered["grade"]
    assert now["result"] == {"fraction": 1, "is_right": True, "source": "regrade"}
    [given] = now["marks"]
    assert (given["source"], given["fraction"], given["counts"]) == ("regrade", 1, True)
    assert (given["operation_id"], given["card_version"]) == (operation["id"], 2)
    assert (given["grader"], given["grader_version"]) == (
        "typed",
        answered["grade"]["grader_version"],
    )
    assert given["made_by"] is None
    totals = (await results_of(guest, answered))["totals"]
    assert (totals["right"], totals["fraction_of_all"]) == (1, 1)
    memory = (await guest.get(f"/v1/memories/{answered['card_id']}")).json()
    assert (memory["fraction"], memory["right_count"]) == (1, 1)


async def test_how_sure_learners_were_is_held_against_what_counts(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    session = await start(guest, deck, formats=["typed"])
    question = await pending(guest, session)
    await answer(guest, session, question, text="Christiania", confidence=5)
    path = f"/v1/learners/{guest.learner_id}/calibration"
    before = (await guest.get(path)).text
    await change(owner, deck, **ACCEPTS_BOTH)
    await look_and_apply(service, owner, deck)
    after = (await guest.get(path)).text
    assert before != after


async def test_applying_twice_is_harmless(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED)
    answered = await answer_wrong(guest, deck)
    await change(owner, deck, **ACCEPTS_BOTH)
    dry = await regrade(service, owner, deck)
    path, once = f"/v1/decks/{deck['id']}/regrades", key()
    first = await owner.post(path, json={"dry_run_id": dry["id"]}, headers=once)
    again = await owner.post(path, json={"dry_run_id": dry["id"]}, headers=once)
    assert first.json()["id"] == again.json()["id"]
    await finished(service, owner, first)
    operation = await regrade(service, owner, deck, dry_run_id=dry["id"])
    report = operation["result"]
    assert (report["answers"], report["raised"], report["same"]) == (1, 0, 1)
    assert await changes(owner, operation) == []
    assert len((await kept(guest, answered))["marks"]) == 1
    assert (await results_of(guest, answered))["totals"]["right"] == 1


async def test_marks_go_down_only_where_that_is_asked_for(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED | ACCEPTS_BOTH)
    answered = await answer_wrong(guest, deck)
    assert answered["result"]["fraction"] == 1
    await change(owner, deck, accepted=["Oslo"])
    report = await look_and_apply(service, owner, deck)
    assert (report["answers"], report["kept_higher"]) == (0, 0)
    dry = await regrade(service, owner, deck)
    assert (dry["result"]["answers"], dry["result"]["kept_higher"]) == (1, 1)
    report = await look_and_apply(service, owner, deck, policy="as_graded")
    assert (report["lowered"], report["policy"]) == (1, "as_graded")
    assert (await kept(guest, answered))["result"]["fraction"] == 0
    assert (await results_of(guest, answered))["totals"]["right"] == 0
    memory = (await guest.get(f"/v1/memories/{answered['card_id']}")).json()
    assert (memory["fraction"], memory["right_count"]) == (0, 0)


async def test_a_teachers_mark_stands(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    pupil = await make_pupil(service, owner, owner.workspace_id)
    answered = await answer_wrong(pupil, deck)
    await change(owner, deck, **ACCEPTS_BOTH)
    dry = await regrade(service, owner, deck)
    assert (await mark(owner, pupil, answered, fraction=0.5)).status_code == 201
    report = (await regrade(service, owner, deck, dry_run_id=dry["id"]))["result"]
    assert (report["raised"], report["kept_by_person"]) == (0, 1)
    now = await kept(pupil, answered)
    assert [given["source"] for given in now["marks"]] == ["teacher"]
    assert now["result"] == {"fraction": 0.5, "is_right": False, "source": "teacher"}
    assert (await regrade(service, owner, deck))["result"]["kept_by_person"] == 1


async def test_an_answer_that_is_left_open_again_cannot_be_regraded(
    service: Any, owner: Any
) -> None:
    deck = await make_deck(owner, POINTS)
    pupil = await make_pupil(service, owner, owner.workspace_id)
    answered = await write_vaguely(pupil, deck)
    dry = await regrade(service, owner, deck)
    assert (dry["result"]["left_open"], dry["result"]["raised"]) == (1, 0)
    await change(owner, deck, answer=f"• {VAGUE}")
    report = await look_and_apply(service, owner, deck)
    assert report["raised"] == 1
    now = await kept(pupil, answered)
    assert now["grade"]["fraction"] is None
    assert now["result"]["is_right"]


async def test_a_test_tells_nothing_of_it_before_it_is_over(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED, TYPED | {"prompt": "Capital?"})
    answered = await answer_wrong(guest, deck, mode="test", order="deck")
    await change(owner, deck, **ACCEPTS_BOTH)
    await look_and_apply(service, owner, deck)
    now = await kept(guest, answered)
    assert (now["grade"], now["result"], now["marks"]) == (None, None, [])
    assert (await guest.get(f"/v1/memories/{answered['card_id']}")).status_code == 404
    done = await guest.post(f"/v1/sessions/{answered['session_id']}/finish", json={})
    assert done.status_code == 200
    assert (await results_of(guest, answered))["totals"]["right"] == 1
    assert (await kept(guest, answered))["result"]["source"] == "regrade"
    memory = (await guest.get(f"/v1/memories/{answered['card_id']}")).json()
    assert memory["fraction"] == 1
