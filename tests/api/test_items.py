"""Item analysis: how the cards of a deck do, over all its learners."""

from typing import Any

from marking import mark
from studying import CHOICE, TYPED, answer, letter_of, make_deck, pending
from studying import start as start_whole

CARDS = (TYPED, CHOICE)


async def items(author: Any, deck: Any, **query: Any) -> Any:
    reply = await author.get(f"/v1/decks/{deck['id']}/items", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()["items"]


async def study(learner: Any, deck: Any, *, text: str = "oslo", option: str = "Kara") -> None:
    """The typed card and the choice card answered, once."""
    session = await start_whole(learner, deck, order="deck")
    await answer(learner, session, await pending(learner, session), text=text, took_ms=4_000)
    question = await pending(learner, session)
    await answer(learner, session, question, selected=[letter_of(question, option)])


async def test_cards_without_answers_are_listed_with_the_reason(owner: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    found = await items(owner, deck)
    assert [item["card_id"] for item in found] == deck["card_ids"]
    assert found[0]["facility"] == {"value": None, "count": 0, "reason": "few_learners"}
    assert (found[0]["answers"], found[0]["choices"], found[0]["one_learner_in"]) == (0, [], 1)


async def test_ten_learners_give_a_facility_times_and_distractors(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    for number in range(10):
        right = {} if number < 6 else {"text": "wrong", "option": "Lena"}
        await study(await service.guest(), deck, **right)
    typed, choice = await items(owner, deck)
    assert (typed["answers"], typed["learners"], typed["facility"]["value"]) == (10, 10, 0.6)
    assert typed["took_ms_median"]["value"] == 4_000
    assert typed["discrimination"]["reason"] == "few_learners"
    shares = {each["text"]: each["share"]["value"] for each in choice["choices"]}
    assert shares == {"Kara": 0.6, "Lena": 0.4, "Ural": 0, "Altai": 0}
    assert choice["choices"][0]["is_correct"] is True


async def test_only_first_answers_count_and_none_that_was_taken_back(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED)
    for text in ("wrong", "oslo"):
        session = await start_whole(guest, deck)
        await answer(guest, session, await pending(guest, session), text=text)
    [item] = await items(owner, deck)
    assert (item["answers"], item["learners"]) == (2, 1)
    await guest.post(f"/v1/sessions/{session['id']}/undo")
    assert (await items(owner, deck))[0]["answers"] == 1


async def test_self_rated_answers_and_open_tests_say_nothing(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED)
    session = await start_whole(guest, deck, formats=["flip"])
    await answer(guest, session, await pending(guest, session), confidence=5)
    session = await start_whole(guest, deck, feedback="deferred")
    await answer(guest, session, await pending(guest, session))
    assert (await items(owner, deck))[0]["answers"] == 0
    await guest.post(f"/v1/sessions/{session['id']}/finish")
    assert (await items(owner, deck))[0]["answers"] == 1


async def test_marks_change_what_an_item_earned(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    answered = []
    for _ in range(10):
        pupil = (await owner.post("/v1/learners", json={})).json()
        learner = await service.key(owner, "study", "decks:read", learner=pupil["id"])
        learner.learner_id = pupil["id"]
        session = await start_whole(learner, deck)
        told = await answer(learner, session, await pending(learner, session), text="wrong")
        answered.append((learner, told["answer"]))
    assert (await items(owner, deck))[0]["facility"]["value"] == 0
    marked = await mark(owner, *answered[0], fraction=1)
    assert marked.status_code == 201, marked.text
    assert (await items(owner, deck))[0]["facility"]["value"] == 0.1


async def test_items_come_in_pages_and_name_no_learner(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(guest, deck)
    path = f"/v1/decks/{deck['id']}/items"
    first = await owner.get(path, params={"limit": 1})
    cursor = first.json()["next_cursor"]
    second = await owner.get(path, params={"limit": 1, "cursor": cursor})
    told = [reply.json()["items"][0]["card_id"] for reply in (first, second)]
    assert (told, second.json()["next_cursor"]) == (deck["card_ids"], None)
    assert guest.learner_id not in first.text + second.text


async def test_only_those_who_edit_or_mark_see_items(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, answers_public=True)
    path = f"/v1/decks/{deck['id']}/items"
    assert (await service.anonymous.get(path)).status_code == 401
    assert (await guest.get(path)).status_code == 403
    for scope, status in (("decks:write", 200), ("answers:mark", 200), ("decks:read", 403)):
        key = await service.key(owner, scope)
        assert (await key.get(path)).status_code == status, scope
    hidden = await make_deck(owner, *CARDS, visibility="private")
    assert (await guest.get(f"/v1/decks/{hidden['id']}/items")).status_code == 404
    assert (await owner.get(path, params={"card": "x"})).status_code == 422
