"""Questions made of cards: asked where no natural format is allowed, pinned, told apart later."""

import asyncio
import threading
from typing import Any

import pytest
from studying import NUMERIC, ORDERING, TYPED, answer, make_deck, pending, start

from quiz import making

RIVERS = {
    "Paris": "Seine",
    "London": "Thames",
    "Cairo": "Nile",
    "Vienna": "Danube",
    "Cologne": "Rhine",
    "Lisbon": "Tagus",
}


def river(city: str, answer: str) -> dict[str, Any]:
    return {"kind": "basic", "prompt": f"River through {city}", "answer": answer}


async def rivers(author: Any, *more: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A deck of short answers whose cards can be made into any format but a cloze text."""
    cards = [river(city, name) for city, name in RIVERS.items()]
    return await make_deck(author, *cards, *more, language="en", **fields)


def texts(question: dict[str, Any]) -> set[str]:
    return {option["text"] for option in question["options"]}


async def test_a_choice_question_is_made_of_a_basic_card(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    session = await start(learner, deck, formats=["choice"])
    question = await pending(learner, session)
    assert (question["format"], question["made_by"]) == ("choice", "choices")
    assert question["card_id"] == deck["card_ids"][0]
    assert question["prompt"] == "River through Paris"
    assert "Seine" in texts(question)
    assert len(texts(question)) == 4
    assert texts(question) <= set(RIVERS.values())


async def test_a_made_question_is_graded_and_says_what_it_was_made_from(
    service: Any, owner: Any
) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    session = await start(learner, deck, formats=["choice"])
    question = await pending(learner, session)
    [key] = [option["id"] for option in question["options"] if option["text"] == "Seine"]
    told = (await answer(learner, session, question, selected=[key]))["answer"]
    assert told["grade"]["fraction"] == 1
    first = {"card_id": deck["card_ids"][0], "version": 1, "fraction": 1}
    assert told["made_from"][0] == first
    assert {source["fraction"] for source in told["made_from"][1:]} == {None}
    lent = {source["card_id"] for source in told["made_from"][1:]}
    shown = texts(question) - {"Seine"}
    assert lent == {deck["card_ids"][list(RIVERS.values()).index(text)] for text in shown}
    kept = (await learner.get(f"/v1/answers/{told['id']}")).json()
    assert kept["made_from"] == told["made_from"]
    assert kept["answer_side"] == told["answer_side"]


async def test_a_card_asked_as_it_is_was_made_from_nothing(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    session = await start(learner, deck)
    question = await pending(learner, session)
    assert (question["format"], question["made_by"]) == ("flip", None)
    assert (await answer(learner, session, question))["answer"]["made_from"] == []


async def test_natural_formats_go_before_made_ones(service: Any, owner: Any) -> None:
    deck = await rivers(owner, TYPED)
    learner = await service.guest()
    formats = ["choice", "true_false", "typed", "matching", "flip"]
    session = await start(learner, deck, formats=formats)
    for _ in RIVERS:
        question = await pending(learner, session)
        assert (question["format"], question["made_by"]) == ("flip", None)
        await answer(learner, session, question)
    question = await pending(learner, session)
    assert (question["format"], question["made_by"]) == ("typed", None)


@pytest.mark.parametrize("form", ["choice", "true_false", "typed", "matching"])
async def test_each_format_is_asked_answered_and_kept(service: Any, owner: Any, form: str) -> None:
    learner = await service.guest()
    session = await start(learner, await rivers(owner), formats=[form])
    assert session["progress"]["total"] == len(RIVERS)
    question = await pending(learner, session)
    assert question["format"] == form
    given = {"response": {"format": "true_false", "is_true": True}} if form == "true_false" else {}
    result = await answer(learner, session, question, **given)
    assert result["answer"]["format"] == form
    assert result["answer"]["grade"] is not None
    assert result["next"]["format"] == form


async def test_a_cloze_text_is_made_of_key_points(service: Any, owner: Any) -> None:
    points = "- He left for Paris in 1924\n- Later he taught chess at the Sorbonne"
    card = {"kind": "basic", "prompt": "Outline Alekhine", "answer": points}
    learner = await service.guest()
    session = await start(learner, await make_deck(owner, card), formats=["cloze"])
    question = await pending(learner, session)
    assert question["prompt"].startswith("Outline Alekhine\n\n")
    assert "{{1}}" in question["prompt"]
    assert question["made_by"] == "cloze"


async def test_the_formats_of_cards_are_drawn_by_the_seed(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()

    async def drawn(seed: int) -> list[str]:
        body = {"formats": ["choice", "true_false", "typed"], "seed": seed}
        session = await start(learner, deck, **body)
        found = []
        for _ in RIVERS:
            question = await pending(learner, session)
            found.append(question["format"])
            given = {"response": {"format": "true_false", "is_true": True}}
            await answer(learner, session, question, **(given if found[-1] == "true_false" else {}))
        return found

    one = await drawn(1)
    assert one == await drawn(1)
    assert {form for seed in range(3) for form in await drawn(seed)} == {
        "choice",
        "true_false",
        "typed",
    }


async def test_cards_that_nothing_can_be_made_of_are_left_out(service: Any, owner: Any) -> None:
    deck = await rivers(owner, ORDERING, river("Oslo", "- a\n- b"))
    learner = await service.guest()
    session = await start(learner, deck, formats=["choice"])
    assert session["progress"]["total"] == len(RIVERS)


async def test_a_session_of_such_cards_alone_has_nothing_to_ask(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, river("Paris", "Seine"), river("London", "Thames"))
    learner = await service.guest()
    body = {"deck_ids": [deck["id"]], "formats": ["choice"]}
    reply = await learner.post("/v1/sessions", json=body)
    assert reply.status_code == 409
    assert reply.json()["type"].endswith("nothing-to-ask")


async def test_only_the_cards_wanted_are_asked_while_all_may_lend(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    asked = deck["card_ids"][2:3]
    session = await start(learner, deck, formats=["choice"], card_ids=asked)
    assert session["progress"]["total"] == 1
    question = await pending(learner, session)
    assert (question["card_id"], len(texts(question))) == (asked[0], 4)


async def test_a_limit_counts_made_questions(service: Any, owner: Any) -> None:
    learner = await service.guest()
    session = await start(learner, await rivers(owner), formats=["choice"], limit=2)
    assert session["progress"]["total"] == 2


async def test_changed_siblings_leave_a_pending_question_as_it_is(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    session = await start(learner, deck, formats=["choice"])
    question = await pending(learner, session)
    for card_id in deck["card_ids"][1:]:
        change = await owner.patch(f"/v1/cards/{card_id}", json={"answer": "Euphrates"})
        assert change.status_code == 200, change.text
    assert await pending(learner, session) == question
    told = (await answer(learner, session, question))["answer"]
    assert {source["version"] for source in told["made_from"]} == {1}
    again = await learner.get(f"/v1/sessions/{session['id']}/results")
    assert again.json()["answers"][0]["answer_side"] == told["answer_side"]


async def test_where_nothing_can_be_made_any_more_the_card_is_asked_as_it_is(
    service: Any, owner: Any
) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    session = await start(learner, deck, formats=["choice"])
    for card_id in deck["card_ids"][2:]:
        assert (await owner.delete(f"/v1/cards/{card_id}")).status_code == 204
    result = await answer(learner, session, await pending(learner, session))
    assert (result["next"]["format"], result["next"]["made_by"]) == ("flip", None)


async def test_an_undone_made_question_waits_again_as_it_was(service: Any, owner: Any) -> None:
    learner = await service.guest()
    session = await start(learner, await rivers(owner), formats=["choice"])
    question = await pending(learner, session)
    await answer(learner, session, question)
    undone = (await learner.post(f"/v1/sessions/{session['id']}/undo", json={})).json()
    assert undone["question"]["options"] == question["options"]
    assert undone["question"]["made_by"] == "choices"


async def test_a_test_tells_the_siblings_only_at_its_end(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    session = await start(learner, deck, formats=["choice"], mode="test", limit=1)
    reply = await learner.get(f"/v1/sessions/{session['id']}/next")
    asked = reply.json()["question"]["card_id"]
    others = set(deck["card_ids"]) - {asked}
    assert not [card_id for card_id in others if card_id in reply.text]
    told = (await answer(learner, session, reply.json()["question"]))["answer"]
    assert told["made_from"] is None
    for path in ("/v1/answers", f"/v1/sessions/{session['id']}/results", "/v1/me"):
        text = (await learner.get(path)).text
        assert not [card_id for card_id in others if card_id in text], path
    await learner.post(f"/v1/sessions/{session['id']}/finish")
    results = (await learner.get(f"/v1/sessions/{session['id']}/results")).json()
    assert len(results["answers"][0]["made_from"]) == 4


async def test_nothing_of_a_made_question_marks_its_key(service: Any, owner: Any) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    for form in ("choice", "true_false", "matching"):
        session = await start(learner, deck, formats=[form], seed=3)
        reply = await learner.get(f"/v1/sessions/{session['id']}/next")
        for word in ("is_correct", "is_true", "accepted", "sources", "made_from", "maker_version"):
            assert f'"{word}"' not in reply.text
        for option in reply.json()["question"].get("options", []):
            assert set(option) == {"id", "text", "html"}


async def test_a_number_that_is_made_a_choice_has_near_ones(service: Any, owner: Any) -> None:
    learner = await service.guest()
    session = await start(learner, await make_deck(owner, NUMERIC), formats=["choice"])
    question = await pending(learner, session)
    assert "620 m" in texts(question)
    assert all(text.endswith(" m") for text in texts(question))


async def test_making_questions_holds_up_nobody_who_writes(
    service: Any, owner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = await rivers(owner)
    learner = await service.guest()
    began, may_end = threading.Event(), threading.Event()

    def slowly(*_: Any, **__: Any) -> None:
        began.set()
        may_end.wait(20)

    monkeypatch.setattr(making, "pick_format", slowly)
    waiting = asyncio.create_task(start(learner, deck, formats=["choice"]))
    try:
        assert await asyncio.to_thread(began.wait, 10)
        async with asyncio.timeout(5):
            made = await owner.post("/v1/decks", json={"title": "Meanwhile"})
        assert made.status_code == 201
        assert not waiting.done()
    finally:
        may_end.set()
        await asyncio.gather(waiting, return_exceptions=True)
