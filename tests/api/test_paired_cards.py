"""A matching question made of cards: each of them is graded and remembered by its own pair."""

from typing import Any

from studying import answer, make_deck, pending, start
from test_made_questions import RIVERS, rivers
from test_merging import sign_in

CITIES = {f"River through {city}": river for city, river in RIVERS.items()}


def pairs_for(question: dict[str, Any], right: int) -> dict[str, str]:
    """Pairs of which the first so many on the left are right and all others wrong."""
    ids = {item["text"]: item["id"] for item in question["rights"]}
    keys = [ids[CITIES[left["text"]]] for left in question["lefts"]]
    given = keys[:right] + keys[right + 1 :] + keys[right : right + 1]
    return {left["id"]: key for left, key in zip(question["lefts"], given, strict=True)}


def card_ids_of(deck: dict[str, Any], question: dict[str, Any]) -> list[str]:
    """The cards in the order of the left side."""
    prompts = [left["text"] for left in question["lefts"]]
    return [deck["card_ids"][list(CITIES).index(prompt)] for prompt in prompts]


async def match(
    learner: Any, deck: dict[str, Any], right: int, **options: Any
) -> tuple[dict[str, Any], list[str]]:
    """The result of a matching question, and the ids of its cards, of which so many are right."""
    session = await start(learner, deck, formats=["matching"], **options)
    question = await pending(learner, session)
    given = await answer(learner, session, question, pairs=pairs_for(question, right), confidence=4)
    return given, card_ids_of(deck, question)


async def remembered(learner: Any) -> dict[str, dict[str, Any]]:
    reply = await learner.get("/v1/memories")
    assert reply.status_code == 200, reply.text
    return {memory["card_id"]: memory for memory in reply.json()["items"]}


async def test_each_card_is_graded_and_remembered_by_its_pair(owner: Any, guest: Any) -> None:
    result, cards = await match(guest, await rivers(owner), right=2)
    earned = [1, 1] + [0] * (len(cards) - 2)
    told = {source["card_id"]: source["fraction"] for source in result["answer"]["made_from"]}
    assert [told.pop(card) for card in cards] == earned
    assert told == {}
    known = await remembered(guest)
    assert [known[card]["fraction"] for card in cards] == earned
    assert [known[card]["right_count"] for card in cards] == earned
    assert {(m["review_count"], m["confidence"]) for m in known.values()} == {(1, 4)}


async def test_the_reply_tells_of_the_card_that_was_asked(owner: Any, guest: Any) -> None:
    result, cards = await match(guest, await rivers(owner), right=2)
    asked = result["answer"]["card_id"]
    memory = (await remembered(guest))[asked]
    assert result["memory"]["card_id"] == asked
    assert result["memory"]["fraction"] == memory["fraction"]
    assert result["answer"]["grade"]["fraction"] == 2 / len(cards)
    again = (await guest.get(f"/v1/answers/{result['answer']['id']}")).json()
    assert again["made_from"] == result["answer"]["made_from"]


async def test_an_answer_counts_once_however_many_cards_it_has(owner: Any, guest: Any) -> None:
    deck = await rivers(owner)
    result, _ = await match(guest, deck, right=6, limit=1)
    assert result["progress"] == {"answered": 1, "total": 1, "right": 1}
    session = result["answer"]["session_id"]
    totals = (await guest.get(f"/v1/sessions/{session}/results")).json()["totals"]
    assert (totals["answered"], totals["right"], totals["fraction_of_all"]) == (1, 1, 1)
    assert len((await guest.get("/v1/answers")).json()["items"]) == 1
    told = (await guest.get(f"/v1/learners/{guest.learner_id}/calibration")).json()
    assert [period["answers"] for period in told["periods"]] == [1]


async def test_undoing_brings_all_cards_back(service: Any, owner: Any, guest: Any) -> None:
    deck = await rivers(owner)
    flips = await start(guest, deck)
    for _ in RIVERS:
        await answer(guest, flips, await pending(guest, flips), confidence=5)
    before = {card: _without_revision(m) for card, m in (await remembered(guest)).items()}
    service.clock.turn(minutes=1)
    result, cards = await match(guest, deck, right=0)
    assert {(await remembered(guest))[card]["fraction"] for card in cards} == {0}
    session = result["answer"]["session_id"]
    reply = await guest.post(f"/v1/sessions/{session}/undo", json={})
    assert reply.status_code == 200, reply.text
    after = {card: _without_revision(m) for card, m in (await remembered(guest)).items()}
    assert after == before


def _without_revision(memory: dict[str, Any]) -> dict[str, Any]:
    return {name: memory[name] for name in memory.keys() - {"revision", "updated_at"}}


async def test_a_deferred_session_tells_and_remembers_nothing_before_its_end(
    owner: Any, guest: Any
) -> None:
    result, cards = await match(guest, await rivers(owner), right=2, mode="test", order="deck")
    assert (result["answer"]["made_from"], result["memory"]) == (None, None)
    assert await remembered(guest) == {}
    for path in (f"/v1/answers/{result['answer']['id']}", "/v1/answers"):
        assert '"made_from":null' in (await guest.get(path)).text
    for card in cards:
        assert (await guest.get(f"/v1/memories/{card}")).status_code == 404
    session = result["answer"]["session_id"]
    await guest.post(f"/v1/sessions/{session}/finish")
    known = await remembered(guest)
    earned = [1, 1] + [0] * (len(cards) - 2)
    assert [known[card]["fraction"] for card in cards] == earned
    told = (await guest.get(f"/v1/answers/{result['answer']['id']}")).json()["made_from"]
    assert {source["card_id"]: source["fraction"] for source in told} == dict(
        zip(cards, earned, strict=True)
    )


async def test_a_crammed_answer_is_remembered_for_no_card(owner: Any, guest: Any) -> None:
    result, cards = await match(guest, await rivers(owner), right=2, mode="cram")
    assert len(result["answer"]["made_from"]) == len(cards)
    assert await remembered(guest) == {}


async def test_an_appeal_counts_for_all_cards(owner: Any, guest: Any) -> None:
    result, cards = await match(guest, await rivers(owner), right=1)
    path = f"/v1/answers/{result['answer']['id']}/appeals"
    told = (await guest.post(path, json={"reason": "All of them flow there"})).json()
    assert told["memory"]["fraction"] == 1
    known = await remembered(guest)
    assert [(known[c]["fraction"], known[c]["right_count"]) for c in cards] == [(1, 1)] * len(cards)
    assert told["answer"]["made_from"] == result["answer"]["made_from"]


async def test_a_stranger_sees_nothing_of_it(service: Any, owner: Any, guest: Any) -> None:
    result, cards = await match(guest, await rivers(owner), right=2)
    stranger = await service.guest()
    assert await remembered(stranger) == {}
    for path in (f"/v1/answers/{result['answer']['id']}", f"/v1/memories/{cards[1]}"):
        assert (await stranger.get(path)).status_code == 404


async def test_cards_that_are_gone_are_still_remembered(owner: Any, guest: Any) -> None:
    deck = await rivers(owner)
    session = await start(guest, deck, formats=["matching"])
    question = await pending(guest, session)
    cards = card_ids_of(deck, question)
    for card in cards:
        if card != question["card_id"]:
            assert (await owner.delete(f"/v1/cards/{card}")).status_code == 204
    await answer(guest, session, question, pairs=pairs_for(question, len(cards)))
    assert {m["fraction"] for m in (await remembered(guest)).values()} == {1}


async def test_a_guests_pairs_become_the_accounts(service: Any, owner: Any, guest: Any) -> None:
    deck = await rivers(owner)
    result, cards = await match(guest, deck, right=2)
    account = await service.account()
    service.clock.turn(minutes=1)
    flips = await start(account, deck)
    await answer(account, flips, await pending(account, flips), confidence=5)
    assert (await sign_in(service, account, guest)).status_code == 200
    known = await remembered(account)
    counts = {card: known[card]["review_count"] for card in cards}
    assert counts == dict.fromkeys(cards, 1) | {deck["card_ids"][0]: 2}
    kept = await account.get(f"/v1/answers/{result['answer']['id']}")
    assert kept.json()["made_from"] == result["answer"]["made_from"]
    assert await remembered(guest) == {}


async def test_a_learner_with_pairs_can_be_erased(owner: Any, service: Any) -> None:
    guest, deck = await service.guest(), await rivers(owner)
    result, _ = await match(guest, deck, right=2)
    reply = await guest.delete(f"/v1/learners/{guest.learner_id}")
    assert reply.status_code == 204, reply.text
    assert (await guest.get(f"/v1/answers/{result['answer']['id']}")).status_code in (401, 404)


async def test_a_matching_card_of_its_own_is_one_card(owner: Any, guest: Any) -> None:
    pairs = [{"left": city, "right": river} for city, river in RIVERS.items()]
    card = {"kind": "matching", "prompt": "Which river?", "pairs": pairs}
    deck = await make_deck(owner, card)
    session = await start(guest, deck)
    result = await answer(guest, session, await pending(guest, session))
    assert result["answer"]["made_from"] == []
    known = await remembered(guest)
    assert {id: m["fraction"] for id, m in known.items()} == {deck["card_ids"][0]: 1 / 6}
