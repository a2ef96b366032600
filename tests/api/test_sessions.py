"""Starting sessions, and the questions they ask."""

from typing import Any
from uuid import uuid4

import pytest
from studying import BASIC, CHOICE, TYPED, answer, letter_of, make_deck, pending, start


async def test_a_stranger_cannot_start(service: Any) -> None:
    reply = await service.anonymous.post("/v1/sessions", json={"deck_ids": [str(uuid4())]})
    assert reply.status_code == 401


async def test_a_session_asks_the_cards_in_order(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    session = await start(guest, deck)
    first = await pending(guest, session)
    second = (await answer(guest, session, first))["next"]
    third = (await answer(guest, session, second))["next"]
    assert [q["card_id"] for q in (first, second, third)] == deck["card_ids"]
    assert [q["format"] for q in (first, second, third)] == ["flip", "choice", "typed"]
    assert (await answer(guest, session, third))["next"] is None


async def test_next_gives_the_same_question_until_it_is_answered(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    assert await pending(guest, session) == await pending(guest, session)


async def test_a_flip_card_asks_in_the_words_of_the_seed(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, BASIC))
    scale = (await pending(guest, session))["scale"]
    assert scale["question"] == "How well did you know this?"
    ends = [(scale["steps"][end]["confidence"], scale["steps"][end]["label"]) for end in (0, 4)]
    assert ends == [(1, "Not at all"), (5, "Perfectly")]


async def test_a_test_defers_its_feedback_unless_told_otherwise(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    assert (await start(guest, deck, mode="test"))["feedback"] == "deferred"
    told = await start(guest, deck, mode="test", feedback="immediate")
    assert told["feedback"] == "immediate"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/deck_ids"),
        ({"deck_ids": ["x"]}, "/deck_ids/0"),
        ({"deck_ids": [], "mode": "sleep"}, "/mode"),
        ({"deck_ids": [], "limit": 0}, "/limit"),
        ({"deck_ids": [], "limit": 501}, "/limit"),
        ({"deck_ids": [], "seed": -1}, "/seed"),
        ({"deck_ids": [], "formats": []}, "/formats"),
        ({"deck_ids": [], "time_limit_seconds": 0}, "/time_limit_seconds"),
        ({"deck_ids": [], "tags": ["a\u0000"]}, "/tags/0"),
        ({"deck_ids": [], "learner_id": str(uuid4())}, "/learner_id"),
    ],
)
async def test_bad_options_are_named(guest: Any, body: dict[str, Any], pointer: str) -> None:
    reply = await guest.post("/v1/sessions", json=body)
    assert reply.status_code == 422
    assert [fault["pointer"] for fault in reply.json()["errors"]] == [pointer]


async def test_a_private_deck_is_not_found_by_others(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, visibility="private")
    by_deck = await guest.post("/v1/sessions", json={"deck_ids": [deck["id"]]})
    by_card = await guest.post("/v1/sessions", json={"card_ids": deck["card_ids"]})
    assert (by_deck.status_code, by_card.status_code) == (404, 404)
    await start(owner, deck)


async def test_an_unlisted_deck_is_studied_by_id(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, visibility="unlisted")
    await start(guest, deck)


async def test_a_session_can_bring_its_own_id_once(owner: Any, guest: Any) -> None:
    deck, id = await make_deck(owner), str(uuid4())
    assert (await start(guest, deck, id=id))["id"] == id
    reply = await guest.post("/v1/sessions", json={"deck_ids": [deck["id"]], "id": id})
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:already-exists")


async def test_an_idempotency_key_starts_one_session(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    body, key = {"deck_ids": [deck["id"]]}, {"Idempotency-Key": "start-1"}
    first = await guest.post("/v1/sessions", json=body, headers=key)
    again = await guest.post("/v1/sessions", json=body, headers=key)
    other = await guest.post("/v1/sessions", json={**body, "limit": 1}, headers=key)
    assert first.content == again.content
    assert again.headers["idempotency-replayed"] == "true"
    assert (other.status_code, other.json()["type"]) == (422, "urn:recite:problem:key-reused")
    assert len((await guest.get("/v1/sessions")).json()["items"]) == 1


async def test_sessions_are_listed_newest_first_in_pages(
    owner: Any, guest: Any, service: Any
) -> None:
    deck = await make_deck(owner)
    made = []
    for _ in range(3):
        service.clock.turn(seconds=1)
        made.append((await start(guest, deck))["id"])
    first = (await guest.get("/v1/sessions?limit=2")).json()
    rest = (await guest.get(f"/v1/sessions?limit=2&cursor={first['next_cursor']}")).json()
    assert [s["id"] for s in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None


async def test_a_cursor_of_somebody_else_is_refused(owner: Any, guest: Any, service: Any) -> None:
    deck = await make_deck(owner)
    for _ in range(2):
        await start(guest, deck)
    cursor = (await guest.get("/v1/sessions?limit=1")).json()["next_cursor"]
    other = await service.guest()
    assert (await other.get(f"/v1/sessions?limit=1&cursor={cursor}")).status_code == 422
    assert (await guest.get(f"/v1/sessions?limit=1&mode=test&cursor={cursor}")).status_code == 422
    assert (await guest.get(f"/v1/sessions?limit=1&cursor=x{cursor}")).status_code == 422


async def test_a_session_of_another_learner_is_not_found(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    for path in ("", "/next", "/results"):
        assert (await owner.get(f"/v1/sessions/{session['id']}{path}")).status_code == 404
    for path in ("/reveal", "/undo", "/finish"):
        assert (await owner.post(f"/v1/sessions/{session['id']}{path}")).status_code == 404


async def test_an_etag_spares_the_body_until_something_changes(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner))
    path = f"/v1/sessions/{session['id']}"
    tag = {"If-None-Match": (await guest.get(path)).headers["etag"]}
    assert (await guest.get(path, headers=tag)).status_code == 304
    await answer(guest, session, await pending(guest, session))
    assert (await guest.get(path, headers=tag)).status_code == 200


async def test_reveal_shows_the_answer_side_of_a_flip_card(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, BASIC))
    before = await pending(guest, session)
    assert (before["answer_side"], before["revealed_at"]) == (None, None)
    reply = await guest.post(f"/v1/sessions/{session['id']}/reveal")
    side = reply.json()["question"]["answer_side"]
    assert side["answer"] == BASIC["answer"]
    assert [point["text"] for point in side["key_points"]] == ["an oceanographer", "Norwegian"]
    assert (await pending(guest, session))["answer_side"] == side


async def test_only_flip_cards_are_revealed(owner: Any, guest: Any) -> None:
    session = await start(guest, await make_deck(owner, CHOICE))
    assert (await guest.post(f"/v1/sessions/{session['id']}/reveal")).status_code == 409


async def test_an_edited_card_is_asked_as_it_stands_in_study(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, TYPED)
    session = await start(guest, deck)
    await owner.patch(f"/v1/cards/{deck['card_ids'][1]}", json={"prompt": "Changed?"})
    result = await answer(guest, session, await pending(guest, session))
    assert result["next"]["prompt"] == "Changed?"


async def test_a_test_asks_cards_as_they_were_at_its_start(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, TYPED)
    session = await start(guest, deck, mode="test", order="deck")
    await owner.patch(f"/v1/cards/{deck['card_ids'][1]}", json={"prompt": "Changed?"})
    result = await answer(guest, session, await pending(guest, session))
    assert result["next"]["prompt"] == TYPED["prompt"]


async def test_deleting_cards_and_decks_does_not_end_open_sessions(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner)
    session = await start(guest, deck)
    assert (await owner.delete(f"/v1/cards/{deck['card_ids'][1]}")).status_code == 204
    assert (await owner.delete(f"/v1/decks/{deck['id']}")).status_code == 204
    for _ in range(3):
        await answer(guest, session, await pending(guest, session))
    results = (await guest.get(f"/v1/sessions/{session['id']}/results")).json()
    assert len(results["answers"]) == 3


async def test_option_ids_say_nothing_of_the_authors_order(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, CHOICE)
    places = set()
    for _ in range(24):
        question = await pending(guest, await start(guest, deck))
        assert [option["id"] for option in question["options"]] == ["a", "b", "c", "d"]
        places.add(letter_of(question, "Kara"))
    assert len(places) > 1


async def test_a_key_studies_for_the_learner_it_names(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, visibility="private")
    key = await service.key(owner, "study", "learners:write", "learners:read")
    pupil = (await key.put("/v1/learners/external/pupil-7", json={})).json()
    acting = {"Recite-Learner": "external:pupil-7"}
    body = {"deck_ids": [deck["id"]]}
    started = await key.post("/v1/sessions", json=body, headers=acting)
    assert (started.status_code, started.json()["learner_id"]) == (201, pupil["id"])
    assert (await key.post("/v1/sessions", json=body)).status_code == 422
    unknown = {"Recite-Learner": "external:nobody"}
    assert (await key.post("/v1/sessions", json=body, headers=unknown)).status_code == 404


async def test_a_learner_token_studies_as_its_learner(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, visibility="private")
    key = await service.key(owner, "study", "learners:write")
    pupil = (await key.put("/v1/learners/external/pupil-8", json={})).json()
    token = (await key.post(f"/v1/learners/{pupil['id']}/tokens", json={})).json()
    frontend = service.client(token["access_token"])
    assert (await start(frontend, deck))["learner_id"] == pupil["id"]
    naming = {"Recite-Learner": pupil["id"]}
    reply = await frontend.get("/v1/sessions", headers=naming)
    assert reply.status_code == 422


async def test_two_learners_sessions_of_one_id_have_tags_of_their_own(
    service: Any, owner: Any
) -> None:
    deck, id = await make_deck(owner), str(uuid4())
    key = await service.key(owner, "study", "learners:write")
    tags = []
    for pupil in ("a", "b"):
        await key.put(f"/v1/learners/external/{pupil}", json={})
        acting = {"Recite-Learner": f"external:{pupil}"}
        await key.post("/v1/sessions", json={"deck_ids": [deck["id"]], "id": id}, headers=acting)
        reply = await key.get(f"/v1/sessions/{id}", headers=acting)
        tags.append(reply.headers["etag"])
    assert tags[0] != tags[1]


async def test_the_tag_of_a_new_session_is_the_one_it_is_read_with(owner: Any, guest: Any) -> None:
    body = {"deck_ids": [(await make_deck(owner))["id"]]}
    made = await guest.post("/v1/sessions", json=body)
    read = await guest.get(made.headers["location"])
    assert made.headers["etag"] == read.headers["etag"]
