"""Certainty on answers, its marks, and how sure a learner was against how right."""

from typing import Any

import pytest
from studying import TYPED, answer, make_deck, pending, send, start
from studying import response_to as response_to

RIGHT, WRONG = "Oslo", "Bergen"


async def study(owner: Any, learner: Any, *said: tuple[str, int | None], **options: Any) -> Any:
    """A session in which these texts were typed with these certainties."""
    deck = await make_deck(owner, *[TYPED] * len(said))
    session = await start(learner, deck, **options)
    for text, certainty in said:
        question = await pending(learner, session)
        await answer(learner, session, question, text=text, certainty=certainty)
    return session


async def calibration(learner: Any, *, of: str | None = None, **query: Any) -> Any:
    me = of or (await learner.get("/v1/me")).json()["learner_id"]
    reply = await learner.get(f"/v1/learners/{me}/calibration", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


@pytest.mark.parametrize(
    ("text", "certainty", "marks"),
    [(RIGHT, 3, 3), (WRONG, 3, -6), (WRONG, 1, 0), (RIGHT, None, None)],
)
async def test_an_answer_has_marks_by_certainty_beside_its_fraction(
    owner: Any, guest: Any, text: str, certainty: int | None, marks: float | None
) -> None:
    deck = await make_deck(owner, TYPED)
    session = await start(guest, deck)
    question = await pending(guest, session)
    result = await answer(guest, session, question, text=text, certainty=certainty)
    assert result["answer"]["certainty"] == certainty
    assert result["answer"]["certainty_marks"] == marks
    assert result["answer"]["grade"]["fraction"] == (1 if text == RIGHT else 0)


@pytest.mark.parametrize("certainty", [0, 4, 1.5, "high", True])
async def test_a_certainty_off_the_scale_is_refused(
    owner: Any, guest: Any, certainty: object
) -> None:
    session = await start(guest, await make_deck(owner, TYPED))
    body = response_to(await pending(guest, session), certainty=certainty)
    reply = await send(guest, session, body)
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "/certainty"


async def test_results_add_the_marks_up(owner: Any, guest: Any) -> None:
    session = await study(owner, guest, (RIGHT, 3), (WRONG, 1), (RIGHT, None))
    totals = (await guest.get(f"/v1/sessions/{session['id']}/results")).json()["totals"]
    assert totals["certainty_marks"]["accuracy"] == 0.5
    assert totals["certainty_marks"]["average"] == 1.5


async def test_levels_show_how_sure_and_how_right(owner: Any, guest: Any) -> None:
    await study(owner, guest, (RIGHT, 3), (WRONG, 3), (RIGHT, 1), (RIGHT, None))
    [period] = (await calibration(guest))["periods"]
    assert period["answers"] == 4
    levels = {level["certainty"]: level for level in period["certainties"]}
    assert (levels[3]["answers"], levels[3]["right"], levels[3]["fraction"]) == (2, 1, 0.5)
    assert levels[3]["judgement"] == "slightly_over_confident"
    assert levels[1]["fraction"] == 1


async def test_marks_of_a_deferred_session_are_told_when_it_is_finished(
    owner: Any, guest: Any
) -> None:
    session = await study(owner, guest, (RIGHT, 3), (WRONG, 2), feedback="deferred")
    [item] = (await guest.get("/v1/answers", params={"limit": 1})).json()["items"]
    assert item["certainty_marks"] is None
    assert (await calibration(guest))["periods"] == []
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    assert (await calibration(guest))["periods"][0]["answers"] == 2


async def test_self_rated_answers_say_nothing_of_calibration(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, TYPED), formats=["flip"])
    await answer(guest, session, await pending(guest, session), confidence=5)
    assert (await calibration(guest))["periods"] == []


async def test_an_answer_taken_back_is_not_counted(owner: Any, guest: Any) -> None:
    session = await study(owner, guest, (RIGHT, 3))
    await guest.post(f"/v1/sessions/{session['id']}/undo", json={})
    assert (await calibration(guest))["periods"] == []


async def test_time_and_deck_narrow_it_down(service: Any, owner: Any) -> None:
    pupil = (await owner.post("/v1/learners", json={})).json()
    staff = await service.key(owner, "decks:write", "decks:read")
    learner = await service.key(owner, "study", "learners:read", learner=pupil["id"])
    first = await study(staff, learner, (RIGHT, 3))
    service.clock.turn(days=40)
    await study(staff, learner, (WRONG, 2))
    whose = {"of": pupil["id"]}
    months = (await calibration(learner, **whose, period="month"))["periods"]
    assert [month["answers"] for month in months] == [1, 1]
    of_deck = await calibration(learner, **whose, deck_id=first["deck_ids"][0])
    assert len(of_deck["periods"]) == 1
    early = await calibration(learner, **whose, to_on=months[0]["to_on"])
    assert early["periods"][0]["fraction"] == 1


async def test_another_learners_calibration_is_not_there(owner: Any, guest: Any) -> None:
    me = (await guest.get("/v1/me")).json()["learner_id"]
    assert (await owner.get(f"/v1/learners/{me}/calibration")).status_code == 404


@pytest.mark.parametrize("day", ["0", "1700000000", "2026-1-5", "2026-02-30", "2026-01-05T00:00Z"])
async def test_days_are_written_as_days(guest: Any, day: str) -> None:
    me = (await guest.get("/v1/me")).json()["learner_id"]
    refused = await guest.get(f"/v1/learners/{me}/calibration", params={"to_on": day})
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"]
