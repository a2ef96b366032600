"""Sessions in which schedulers say what is asked: what is due, what is new, and what comes back."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from marking import POINTS, VAGUE
from studying import BASIC, CHOICE, TYPED, answer, make_deck, pending
from studying import start_scheduled as start

CARDS = tuple({**TYPED, "prompt": f"Capital of Norway, {n}?"} for n in range(1, 5))


async def study(learner: Any, session: dict[str, Any], **given: Any) -> list[str]:
    """The prompts of the whole session, each answered."""
    prompts = []
    question = await pending(learner, session)
    while question is not None:
        prompts.append(question["prompt"])
        question = (await answer(learner, session, question, **given))["next"]
    return prompts


async def refused(learner: Any, deck: dict[str, Any], **options: Any) -> dict[str, Any]:
    reply = await learner.post("/v1/sessions", json={"deck_ids": [deck["id"]], **options})
    assert reply.status_code == 409, reply.text
    return reply.json()


async def test_a_second_session_asks_nothing_until_something_is_due(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(pupil, await start(pupil, deck, repeats=False), text="oslo", confidence=5)
    assert "the next card is due on 2026-03-" in (await refused(pupil, deck))["detail"]
    service.clock.turn(days=30)
    assert len(await study(pupil, await start(pupil, deck, repeats=False))) == 4


async def test_what_was_forgotten_comes_back_before_what_is_planned(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS[:3])
    session = await start(pupil, deck)
    first = await pending(pupil, session)
    told = await answer(pupil, session, first, text="wrong")
    service.clock.turn(seconds=61)
    told = await answer(pupil, session, told["next"], confidence=5)
    assert told["next"]["card_id"] == first["card_id"]
    assert told["next"]["id"] != first["id"]
    assert told["progress"]["total"] == 4


async def test_when_nothing_else_is_left_a_card_in_steps_comes_early(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, CARDS[0])
    session = await start(guest, deck)
    told = await answer(guest, session, await pending(guest, session))
    assert told["memory"]["state"] == "learning"
    told = await answer(guest, session, told["next"])
    assert told["memory"]["state"] == "review"
    assert told["next"] is None


async def test_cards_come_back_only_where_they_may(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS[:2])
    session = await start(guest, deck, repeats=False)
    assert len(await study(guest, session, text="wrong")) == 2


async def test_an_undone_answer_brings_nothing_back(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, CARDS[0])
    session = await start(guest, deck)
    told = await answer(guest, session, await pending(guest, session), text="wrong")
    undone = await guest.post(f"/v1/sessions/{session['id']}/undo")
    again = undone.json()["question"]
    told = await answer(guest, session, again, confidence=5)
    assert (told["next"], told["progress"]["answered"]) == (None, 1)


async def test_what_waits_longest_comes_first_and_new_cards_are_mixed_in(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    ids = deck["card_ids"]
    await study(pupil, await start(pupil, deck, card_ids=[ids[2]], repeats=False), confidence=5)
    service.clock.turn(days=5)
    await study(pupil, await start(pupil, deck, card_ids=[ids[1]], repeats=False), confidence=5)
    service.clock.turn(days=60)
    found = await study(pupil, await start(pupil, deck, repeats=False))
    numbers = [prompt[-2] for prompt in found]
    assert numbers == ["3", "1", "2", "4"]


async def test_a_review_goes_over_every_deck_and_takes_no_new_cards(
    service: Any, owner: Any, pupil: Any
) -> None:
    decks = [await make_deck(owner, *CARDS[:3], title=f"Deck {n}") for n in (1, 2)]
    for deck in decks:
        named = deck["card_ids"][:2]
        session = await start(pupil, deck, card_ids=named, repeats=False)
        await study(pupil, session, confidence=5)
    service.clock.turn(days=60)
    reply = await pupil.post("/v1/sessions", json={"mode": "review", "repeats": False})
    assert reply.status_code == 201, reply.text
    homes = {card: deck["id"] for deck in decks for card in deck["card_ids"]}
    asked, question = [], await pending(pupil, reply.json())
    while question is not None:
        asked.append(homes[question["card_id"]])
        question = (await answer(pupil, reply.json(), question))["next"]
    assert len(asked) == 4
    assert asked[0] != asked[1]
    assert asked[2] != asked[3]


async def test_a_review_of_nothing_says_so(guest: Any) -> None:
    reply = await guest.post("/v1/sessions", json={"mode": "review"})
    assert reply.status_code == 409
    assert reply.json()["type"] == "urn:recite:problem:nothing-to-ask"


async def test_a_review_leaves_out_decks_that_went_private(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, CARDS[0])
    session = await start(guest, deck, repeats=False)
    await answer(guest, session, await pending(guest, session), text="wrong")
    service.clock.turn(minutes=5)
    assert (await guest.post("/v1/sessions", json={"mode": "review"})).status_code == 201
    await owner.patch(f"/v1/decks/{deck['id']}", json={"visibility": "private"})
    assert (await guest.post("/v1/sessions", json={"mode": "review"})).status_code == 409


async def test_formats_get_harder_as_a_card_gets_known(
    service: Any, owner: Any, pupil: Any
) -> None:
    capitals = {"Norway": "Oslo", "Peru": "Lima", "Kenya": "Nairobi", "Iran": "Tehran"}
    cards = [
        {"kind": "basic", "prompt": f"Capital of {land}?", "answer": city}
        for land, city in capitals.items()
    ]
    deck = await make_deck(owner, *cards)
    named = {"card_ids": deck["card_ids"][:1], "mode": "learn", "repeats": False}
    formats = []
    for days in (0, 1, 40):
        service.clock.turn(days=days)
        session = await start(pupil, deck, **named)
        question = await pending(pupil, session)
        formats.append(question["format"])
        answers = {"choice": {"selected": [_letter(question, "Oslo")]}, "typed": {"text": "Oslo"}}
        given = answers.get(question["format"], {"text": "Oslo"})
        told = await answer(pupil, session, question, **given, confidence=5)
        assert told["memory"]["state"] == "review"
    assert formats == ["choice", "free_text", "free_text"]


def _letter(question: dict[str, Any], text: str) -> str | None:
    found = (o["id"] for o in question.get("options", []) if o["text"] == text)
    return next(found, None)


async def test_filters_narrow_to_states_and_to_what_is_overdue(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    named = deck["card_ids"][:2]
    await study(pupil, await start(pupil, deck, card_ids=named, repeats=False), confidence=5)
    new = await start(pupil, deck, states=["new"], repeats=False)
    assert new["progress"]["total"] == 2
    known = await start(pupil, deck, selection="all", states=["review"], repeats=False)
    assert known["progress"]["total"] == 2
    await refused(pupil, deck, selection="all", is_overdue=True)
    service.clock.turn(days=90)
    overdue = await start(pupil, deck, is_overdue=True, repeats=False)
    assert overdue["progress"]["total"] == 2
    await refused(pupil, deck, is_leech=True)


async def test_all_cards_can_be_studied_before_they_are_due(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(guest, await start(guest, deck, repeats=False), confidence=5)
    everything = await start(guest, deck, selection="all", repeats=False)
    assert everything["progress"]["total"] == 4


async def test_a_flip_card_tells_what_each_rating_leads_to(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC, CHOICE, TYPED)
    session = await start(guest, deck, formats=["flip"])
    question = await pending(guest, session)
    steps = question["scale"]["steps"]
    seconds = [step["preview"]["interval_seconds"] for step in steps]
    assert seconds == [60, 60, 330, 600, None]
    assert steps[4]["preview"]["interval_days"] >= 7
    assert steps[0]["preview"]["due_on"] == "2026-03-02"


async def test_a_rating_leads_to_what_was_foretold(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    session = await start(guest, deck)
    question = await pending(guest, session)
    told = await answer(guest, session, question, confidence=5)
    foretold = question["scale"]["steps"][4]["preview"]
    assert told["memory"]["interval_days"] == foretold["interval_days"]
    assert told["memory"]["due_on"] == foretold["due_on"]


async def test_the_next_question_foretells_from_what_was_just_answered(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, BASIC)
    session = await start(guest, deck)
    told = await answer(guest, session, await pending(guest, session), confidence=4)
    again = told["next"]["scale"]["steps"]
    assert again[3]["preview"]["interval_seconds"] is None
    assert again[3]["preview"]["interval_days"] >= 1


async def test_an_undone_rating_is_foretold_anew(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    session = await start(guest, deck)
    first = await pending(guest, session)
    await answer(guest, session, first, confidence=4)
    undone = await guest.post(f"/v1/sessions/{session['id']}/undo")
    assert undone.json()["question"]["scale"] == first["scale"]


async def test_nothing_is_foretold_where_memory_does_not_follow(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC)
    for options in ({"mode": "cram"}, {"mode": "test"}, {"feedback": "deferred"}):
        question = await pending(guest, await start(guest, deck, **options))
        assert {step["preview"] for step in question["scale"]["steps"]} == {None}


async def test_confidence_chooses_question_by_question(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"scheduler": "confidence"})
    session = await start(guest, deck, formats=["flip"], limit=12)
    assert session["progress"]["total"] == 12
    asked, question = [], await pending(guest, session)
    while question is not None:
        asked.append(deck["card_ids"].index(question["card_id"]))
        service.clock.turn(seconds=20)
        question = (await answer(guest, session, question, confidence=3))["next"]
    assert len(asked) == 12
    assert all(one != other for one, other in pairwise(asked))
    assert asked[0] == 0
    assert set(asked) == {0, 1, 2, 3}


async def test_confidence_counts_no_further_than_what_can_be_asked(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"scheduler": "confidence"})
    session = await start(guest, deck, formats=["flip"], limit=12)
    question = await pending(guest, session)
    for card_id in deck["card_ids"]:
        reply = await guest.patch(f"/v1/memories/{card_id}", json={"is_suspended": True})
        assert reply.status_code == 200, reply.text
    told = await answer(guest, session, question)
    assert told["next"] is None
    assert (told["progress"]["answered"], told["progress"]["total"]) == (1, 1)
    shown = (await guest.get(f"/v1/sessions/{session['id']}")).json()
    assert shown["progress"]["total"] == 1
    undone = (await guest.post(f"/v1/sessions/{session['id']}/undo")).json()
    assert undone["progress"]["total"] == 12


async def test_confidence_leaves_a_card_out_until_the_day_that_was_set(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS[:2], study_defaults={"scheduler": "confidence"})
    first, prompt = deck["card_ids"][0], CARDS[0]["prompt"]
    options = {"limit": 4}
    assert prompt in await study(pupil, await start(pupil, deck, **options), confidence=2)
    in_three_days = (service.clock.now + timedelta(days=3)).date().isoformat()
    reply = await pupil.patch(f"/v1/memories/{first}", json={"due_on": in_three_days})
    assert reply.status_code == 200, reply.text
    service.clock.turn(days=1)
    assert prompt not in await study(pupil, await start(pupil, deck, **options), confidence=5)
    service.clock.turn(days=2)
    question = await pending(pupil, await start(pupil, deck, **options))
    assert question["card_id"] == first


async def test_undone_confidence_is_chosen_from_anew(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"scheduler": "confidence"})
    session = await start(guest, deck, formats=["flip"])
    first = await pending(guest, session)
    told = await answer(guest, session, first, confidence=1)
    undone = await guest.post(f"/v1/sessions/{session['id']}/undo")
    again = await answer(guest, session, undone.json()["question"], confidence=1)
    assert again["next"]["card_id"] == told["next"]["card_id"]
    assert again["memory"]["schedule"] == {"kind": "confidence", "level": 1, "rank": 1}


async def test_confidence_asks_no_card_twice_where_nothing_may_come_back(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"scheduler": "confidence"})
    for options in ({"feedback": "deferred"}, {"repeats": False}):
        session = await start(guest, deck, **options)
        assert session["progress"]["total"] == 4


async def test_confidence_goes_on_past_what_nobody_has_graded(owner: Any, guest: Any) -> None:
    cards = [{**POINTS, "prompt": f"Outline Leon Trotsky, {n}"} for n in range(3)]
    deck = await make_deck(owner, *cards, study_defaults={"scheduler": "confidence"})
    session = await start(guest, deck, formats=["free_text"])
    asked, question = [], await pending(guest, session)
    while question is not None:
        asked.append(question["card_id"])
        told = await answer(guest, session, question, text=VAGUE)
        assert told["answer"]["grade"]["fraction"] is None
        question = told["next"]
    assert asked == deck["card_ids"]


async def test_a_deck_says_how_many_cards_a_day_are_asked(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"new_per_day": 3})
    session = await start(pupil, deck, repeats=False)
    assert len(await study(pupil, session, confidence=5)) == 3
    assert "your limits" in (await refused(pupil, deck))["detail"]
    service.clock.turn(days=1)
    assert len(await study(pupil, await start(pupil, deck, repeats=False))) == 1


async def test_an_edit_of_the_deck_changes_nothing_for_those_who_have_begun(
    owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS, study_defaults={"scheduler": "leitner"})
    session = await start(guest, deck, limit=2)
    told = await answer(guest, session, await pending(guest, session))
    await owner.patch(f"/v1/decks/{deck['id']}", json={"study_defaults": {"scheduler": "sm2"}})
    told = await answer(guest, session, told["next"])
    assert told["memory"]["schedule"]["kind"] == "leitner"


async def test_cards_that_cannot_be_asked_hide_none_that_can(owner: Any, guest: Any) -> None:
    cards = [{**CHOICE, "prompt": f"Which sea, {n}?"} for n in range(3)]
    deck = await make_deck(owner, *cards, TYPED, study_defaults={"new_per_day": 2})
    session = await start(guest, deck, formats=["typed"])
    assert (await pending(guest, session))["prompt"] == TYPED["prompt"]
