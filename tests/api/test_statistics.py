"""What learners did, day by day, and how much they remembered."""

from typing import Any

import pytest
from marking import mark
from studying import answer, make_deck, pending
from studying import start_scheduled as start
from test_due import CARDS, asked, study
from test_due import pupil as pupil


async def test_days_streaks_and_sums_are_told(service: Any, owner: Any, pupil: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(pupil, deck, "oslo", "wrong", took_ms=700_000)
    service.clock.turn(days=1)
    await study(pupil, deck, "oslo", took_ms=1_000)
    told = await asked(pupil, "stats")
    assert told["days"] == [
        {"on": "2026-03-02", "answers": 2, "graded": 2, "right": 1, "took_ms": 1_200_000},
        {"on": "2026-03-03", "answers": 1, "graded": 1, "right": 1, "took_ms": 1_000},
    ]
    assert (told["total"]["answers"], told["total"]["busiest_on"]) == (3, "2026-03-02")
    assert told["current_streak"]["days"] == told["longest_streak"]["days"] == 2
    assert (told["is_studied_today"], told["to_on"]) == (True, "2026-03-03")
    service.clock.turn(days=10)
    told = await asked(pupil, "stats", days=5)
    assert (told["days"], told["current_streak"]) == ([], None)
    assert told["ever"] == {"answers": 3, "studied_days": 2, "first_on": "2026-03-02"}


async def test_an_answer_taken_back_was_not_given(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    session = await start(guest, deck)
    await answer(guest, session, await pending(guest, session))
    await guest.post(f"/v1/sessions/{session['id']}/undo")
    told = await asked(guest, "stats")
    assert (told["days"], told["ever"]["answers"], told["longest_streak"]) == ([], 0, None)


async def test_a_deferred_session_tells_nothing_of_right_and_wrong(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    session = await start(guest, deck, feedback="deferred", repeats=False)
    await answer(guest, session, await pending(guest, session), text="oslo")
    [day] = (await asked(guest, "stats"))["days"]
    assert (day["answers"], day["graded"], day["right"]) == (1, 0, 0)
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    [day] = (await asked(guest, "stats"))["days"]
    assert (day["graded"], day["right"]) == (1, 1)


async def test_stats_of_one_deck_leave_out_the_others(owner: Any, guest: Any) -> None:
    decks = [await make_deck(owner, *CARDS), await make_deck(owner, *CARDS)]
    await study(guest, decks[0], "oslo", "oslo")
    await study(guest, decks[1], "oslo")
    assert (await asked(guest, "stats", deck_id=decks[1]["id"]))["total"]["answers"] == 1
    assert (await asked(guest, "stats"))["total"]["answers"] == 3


async def test_a_mark_changes_what_was_right(service: Any, owner: Any, pupil: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    session = await start(pupil, deck)
    told = await answer(pupil, session, await pending(pupil, session), text="wrong")
    assert (await asked(pupil, "stats"))["total"]["right"] == 0
    marked = await mark(owner, pupil, told["answer"], fraction=1)
    assert marked.status_code == 201, marked.text
    assert (await asked(pupil, "stats"))["total"]["right"] == 1


async def foretold(service: Any, owner: Any, pupil: Any) -> dict[str, Any]:
    """Two cards known well, reviewed when they are due: one forgotten; the answer that was."""
    deck = await make_deck(owner, *CARDS)
    await study(pupil, deck, "oslo", "oslo", confidence=5)
    service.clock.turn(days=20)
    named = {"card_ids": deck["card_ids"][:2], "repeats": False}
    session = await start(pupil, deck, **named)
    await answer(pupil, session, await pending(pupil, session), text="oslo", confidence=5)
    told = await answer(pupil, session, await pending(pupil, session), text="wrong")
    await service.wait(owner)
    return told["answer"]


async def test_retention_sets_what_was_right_against_what_was_foretold(
    service: Any, owner: Any, pupil: Any
) -> None:
    await foretold(service, owner, pupil)
    told = await asked(pupil, "retention", by="month")
    assert (told["all"]["reviews"], told["all"]["right"], told["all"]["measured"]) == (2, 1, 0.5)
    assert 0.7 < told["all"]["predicted"] < 0.95
    assert told["all"]["low"] < 0.5 < told["all"]["high"]
    assert [(p["from_on"], p["to_on"]) for p in told["periods"]] == [("2026-03-01", "2026-03-31")]
    [found] = told["bins"]
    assert found["from_share"] <= told["all"]["predicted"] < found["to_share"]


async def test_retention_counts_a_deferred_session_once_it_is_finished(
    service: Any, owner: Any, pupil: Any
) -> None:
    immediate = await foretold(service, owner, pupil)
    other = await make_deck(owner, *CARDS)
    await study(pupil, other, "oslo", "oslo", confidence=5)
    service.clock.turn(days=20)
    named = {"card_ids": other["card_ids"][:2], "feedback": "deferred"}
    session = await start(pupil, other, **named)
    await answer(pupil, session, await pending(pupil, session), text="oslo", confidence=5)
    await answer(pupil, session, await pending(pupil, session), text="wrong")
    own = {"deck_id": other["id"]}
    assert (await asked(pupil, "retention", **own))["all"] is None
    await pupil.post(f"/v1/sessions/{session['id']}/finish")
    told = (await asked(pupil, "retention", **own))["all"]
    assert (told["reviews"], told["right"]) == (2, 1)
    before = await asked(pupil, "retention", deck_id=immediate["deck_id"])
    assert told["predicted"] == pytest.approx(before["all"]["predicted"], abs=0.01)


async def test_retention_counts_what_memory_takes_for_right(
    service: Any, owner: Any, pupil: Any
) -> None:
    forgotten = await foretold(service, owner, pupil)
    marked = await mark(owner, pupil, forgotten, fraction=1)
    assert marked.status_code == 201, marked.text
    assert (await asked(pupil, "retention"))["all"]["right"] == 2


async def test_the_learners_own_word_stands_above_a_teachers(
    service: Any, owner: Any, pupil: Any
) -> None:
    forgotten = await foretold(service, owner, pupil)
    path = f"/v1/answers/{forgotten['id']}/appeals"
    appealed = await pupil.post(path, json={})
    assert appealed.status_code == 201, appealed.text
    await mark(owner, pupil, forgotten, fraction=0)
    assert (await asked(pupil, "stats"))["total"]["right"] == 3
    assert (await asked(pupil, "retention"))["all"]["right"] == 2


async def test_without_reviews_there_is_no_retention(guest: Any) -> None:
    told = await asked(guest, "retention")
    assert (told["all"], told["periods"], told["bins"]) == (None, [], [])


@pytest.mark.parametrize("what", ["stats", "retention"])
async def test_only_the_learner_and_their_staff_are_told(
    service: Any, owner: Any, pupil: Any, guest: Any, what: str
) -> None:
    path = f"/v1/learners/{pupil.learner_id}/{what}"
    assert (await service.anonymous.get(path)).status_code == 401
    assert (await guest.get(path)).status_code == 404
    assert (await owner.get(path)).json()["learner_id"] == pupil.learner_id
    assert (await owner.get(path)).json() == (await pupil.get(path)).json()
    for wrong in ({"days": "0"}, {"days": "367"}, {"deck_id": "x"}, {"unknown": "1"}):
        assert (await owner.get(path, params=wrong)).status_code == 422
