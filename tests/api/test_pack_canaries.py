"""Packs and batches tell no answer to those who may not read it, and take nothing for others.

Secrets are unique words; every response is searched for them, as in `test_canaries.py`.
"""

from typing import Any
from uuid import uuid4

import pytest
from canaries import Ears, Secrets, crawl, make_secrets
from packs import Things, item, new_id, pack_of, statuses, take_along, upload
from studying import TYPED, make_deck, start
from test_canaries import learner_of, things_of
from test_merging import sign_in


async def try_packing(learner: Any, secrets: Secrets) -> None:
    """Every way to ask for a pack, and for what may be in one."""
    deck, card = secrets.deck["id"], secrets.card_id("typed one")
    for body in (
        {"deck_ids": [deck]},
        {"card_ids": [card]},
        {"deck_ids": [deck], "mode": "cram"},
        {"deck_ids": [deck], "mode": "learn"},
        {"deck_ids": [deck], "formats": ["choice"], "selection": "all"},
        {"tags": ["shown"], "deck_ids": [deck]},
    ):
        reply = await learner.post("/v1/sessions", json={"offline": True, **body})
        assert reply.status_code == 403, reply.text
    online = await start(learner, secrets.deck)
    asked = (await learner.get(f"/v1/sessions/{online['id']}/next")).json()["question"]
    for session_id in (online["id"], new_id()):
        assert (await learner.get(f"/v1/sessions/{session_id}/pack")).status_code in (404, 409)
        sent = item({"question": asked | {"session_id": session_id}}, "2026-03-02T09:00:00Z")
        results = await upload(learner, sent, sent | {"id": new_id(), "question_id": new_id()})
        assert set(statuses(results)) <= {"rejected", "conflict"}


@pytest.mark.parametrize("kind", ["guest", "learner token", "account"])
async def test_no_pack_tells_what_its_learner_may_not_read(
    service: Any, owner: Any, kind: str
) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    learner = ears.listen(await learner_of(service, kind))
    await try_packing(learner, secrets)
    assert ears.leaks(secrets.all) == []
    assert ears.flags() == []
    assert len(ears.heard) > 10


@pytest.mark.parametrize("closing", [{"answers_public": False}, {"visibility": "private"}])
async def test_a_pack_that_was_closed_tells_of_what_is_answered_alone(
    service: Any, app: Any, owner: Any, closing: Things
) -> None:
    secrets, ears = await make_secrets(owner, answers_public=True), Ears()
    learner = await service.guest()
    session, packed = await take_along(learner, secrets.deck)
    path = f"/v1/sessions/{session['id']}"
    page = (await learner.get(f"{path}/pack", params={"limit": 2})).json()
    changed = await owner.patch(f"/v1/decks/{secrets.deck['id']}", json=closing)
    assert changed.status_code == 200, changed.text
    ears.listen(learner)
    for query in ({}, {"limit": 2, "cursor": page["next_cursor"]}):
        assert (await learner.get(f"{path}/pack", params=query)).status_code == 403
    things = things_of(learner, secrets, session)
    await crawl(learner, app.openapi(), things, secrets.all, is_full=False, naming="session")
    await learner.get("/v1/changes")
    await learner.post(f"{path}/reveal")
    await learner.post(f"{path}/undo")
    assert ears.leaks(secrets.all) == []
    [one] = [p for p in packed if p["question"]["card_id"] == secrets.card_id("typed one")]
    [result] = await upload(learner, item(one, service.clock.now))
    assert result["status"] == "applied"
    await learner.post(f"{path}/undo")
    await crawl(learner, app.openapi(), things, secrets.all, is_full=False, naming="session")
    assert {word for _, word in ears.leaks(secrets.all)} <= secrets.of("typed one")


async def test_what_a_server_packs_for_a_pupil_the_pupil_may_not_read(
    service: Any, owner: Any
) -> None:
    secrets, ears = await make_secrets(owner, visibility="private"), Ears()
    learner = (await owner.post("/v1/learners", json={})).json()["id"]
    granted = await owner.post(f"/v1/learners/{learner}/tokens", json={})
    pupil = ears.listen(service.client(granted.json()["access_token"]))
    server = await service.key(owner, "study", "decks:read", learner=learner)
    session, packed = await take_along(server, secrets.deck)
    assert len(packed) == len(secrets.words)
    refused = await pupil.get(f"/v1/sessions/{session['id']}/pack")
    assert refused.status_code == 403
    assert ears.leaks(secrets.all) == []
    blind = await service.key(owner, "study", learner=learner)
    assert (await blind.get(f"/v1/sessions/{session['id']}/pack")).status_code == 403
    nobody = await service.key(owner, "study", "decks:read")
    for client in (nobody, await service.key(await service.account(), "study", learner=learner)):
        sent = {"items": [item(packed[0], service.clock.now)]}
        reply = await client.post("/v1/answers/batch", json=sent)
        assert 400 <= reply.status_code < 500, reply.text
        assert (await client.get(f"/v1/sessions/{session['id']}/pack")).is_client_error


async def test_what_others_packed_is_like_nothing(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, answers_public=True)
    other = await service.guest()
    _, [theirs] = await take_along(other, deck)
    _, [own] = await take_along(guest, deck)
    good = item(own, service.clock.now)
    mixed = [
        item(theirs, service.clock.now),
        good | {"id": new_id(), "question_id": theirs["question"]["id"]},
        good | {"id": new_id(), "session_id": theirs["question"]["session_id"]},
    ]
    unknown = [
        mixed[0] | {"session_id": str(uuid4()), "question_id": str(uuid4())},
        mixed[1] | {"question_id": str(uuid4())},
        mixed[2] | {"session_id": str(uuid4())},
    ]
    results = await upload(guest, *mixed, *unknown)
    assert {(one["status"], one["problem"]["status"]) for one in results} == {("rejected", 404)}
    details = [one["problem"]["detail"] for one in results]
    for sent, plain, real, none in zip(mixed, unknown, details[:3], details[3:], strict=True):
        for name in ("session_id", "question_id"):
            real, none = real.replace(sent[name], "…"), none.replace(plain[name], "…")
        assert real == none
    [taken] = await upload(other, item(theirs, service.clock.now) | {"id": good["id"]})
    [same] = await upload(guest, good)
    assert (taken["status"], same["status"]) == ("applied", "applied")


async def test_answers_to_what_was_deleted_meanwhile_are_not_lost(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED, TYPED, answers_public=True)
    _, [first, second] = await take_along(guest, deck)
    at = service.clock.now
    assert (await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")).status_code == 204
    assert statuses(await upload(guest, item(first, at))) == ["applied"]
    assert (await owner.delete(f"/v1/decks/{deck['id']}")).status_code == 204
    results = await upload(guest, item(first, at), item(second, at))
    assert statuses(results) == ["applied", "applied"]
    assert [one["memory"]["review_count"] for one in results] == [2, 1]
    told = (await guest.get("/v1/answers")).json()["items"]
    assert len(told) == 3


async def test_a_session_id_that_two_learners_chose_keeps_their_packs_apart(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, TYPED, answers_public=True)
    chosen = {"id": new_id(), "deck_ids": [deck["id"]], "offline": True}
    packs = []
    for learner in (owner, guest):
        started = await learner.post("/v1/sessions", json=chosen)
        assert started.status_code == 201, started.text
        packs += await pack_of(learner, started.json())
    sent = [item(one, service.clock.now) for one in packs]
    [before] = await upload(guest, sent[1])
    assert (await sign_in(service, owner, guest)).status_code == 200
    results = await upload(owner, *sent, item(packs[1], service.clock.now))
    assert before["status"] == "applied"
    assert statuses(results) == ["applied", "rejected", "rejected"]
    gone = await guest.post("/v1/answers/batch", json={"items": sent[1:]})
    assert gone.status_code == 401
