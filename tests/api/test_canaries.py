"""No answer leaves before it may: secrets are unique words, every response is searched for them."""

import os
from typing import Any
from uuid import uuid4

import pytest
from canaries import Ears, Secrets, crawl, make_secrets
from contract import operations_of
from studying import answer, letter_of, pending, response_to, send, start
from test_made_questions import rivers

IS_FULL = "RECITE_FULL" in os.environ
ENOUGH = 2_000 if IS_FULL else 250
"""Responses for each kind of learner."""
MACHINE_GRADED = ["free_text", "choice", "typed", "numeric", "cloze", "matching", "ordering"]

ECHOES = {"card_previews_create"}
"""What shows nothing but what it was sent."""


async def learner_of(service: Any, kind: str) -> Any:
    match kind:
        case "guest":
            return await service.guest()
        case "account":
            return await service.account()
    school = await service.account()
    learner = (await school.post("/v1/learners", json={})).json()["id"]
    granted = await school.post(f"/v1/learners/{learner}/tokens", json={})
    client = service.client(granted.json()["access_token"])
    client.learner_id = learner
    return client


def things_of(learner: Any, secrets: Secrets, session: dict[str, Any]) -> dict[str, str]:
    """What the learner's paths name; what they have nothing of is named by some id."""
    nothing = (
        "home",
        "workspace",
        "account",
        "invitation",
        "key",
        "operation",
        "answer",
        "appeal",
        "pupil_answer",
        "pupil_card",
    )
    return {
        **{name: str(uuid4()) for name in nothing},
        "external": "pupil",
        "question": str(uuid4()),
        "learner": learner.learner_id,
        "pupil": learner.learner_id,
        "deck": secrets.deck["id"],
        "card": secrets.card_id("basic"),
        "session": session["id"],
        "packed": session["id"],
    }


async def try_everything(learner: Any, secrets: Secrets) -> dict[str, Any]:
    """Sessions of every mode and kind of feedback, without a single answer that is told."""
    session: dict[str, Any] = {}
    for mode in ("study", "test", "cram"):
        for feedback in ("immediate", "deferred"):
            options = {"mode": mode, "feedback": feedback}
            session = await start(learner, secrets.deck, **options, order="shuffled")
            await learner.get(f"/v1/sessions/{session['id']}/next")
            await learner.post(f"/v1/sessions/{session['id']}/undo")
            await learner.post(f"/v1/sessions/{session['id']}/finish")
            for path in ("", "/next", "/results"):
                await learner.get(f"/v1/sessions/{session['id']}{path}")
            session = await start(learner, secrets.deck, **options, formats=MACHINE_GRADED)
            await learner.post(f"/v1/sessions/{session['id']}/reveal")
            question = await pending(learner, session)
            await send(learner, session, response_to(question) | {"confidence": 9})
            await send(learner, session, response_to({**question, "id": str(uuid4())}))
            await learner.get(f"/v1/sessions/{session['id']}/results")
    for form in MACHINE_GRADED:
        session = await start(learner, secrets.deck, formats=[form])
        question = await pending(learner, session)
        await send(learner, session, response_to(question) | {"question_id": str(uuid4())})
    return session


async def answer_all(learner: Any, session: dict[str, Any], text: str = "no") -> None:
    while question := await pending(learner, session):
        given = {"text": text} if question["format"] == "typed" else {}
        await answer(learner, session, question, **given)


@pytest.mark.parametrize("kind", ["guest", "learner token", "account"])
async def test_nothing_tells_an_answer_before_one_is_given(
    service: Any, app: Any, owner: Any, kind: str
) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    learner = ears.listen(await learner_of(service, kind))
    session = await try_everything(learner, secrets)
    things = things_of(learner, secrets, session)
    for card in ("basic", "typed one") if IS_FULL else ("basic",):
        things["card"] = secrets.card_id(card)
        searched = secrets.all | secrets.placed
        await crawl(learner, app.openapi(), things, searched, is_full=IS_FULL)
    for found in operations_of(app.openapi()):
        is_read = found.method == "GET" or found.id in ECHOES
        if not is_read and found.path.startswith("/v1/") and "learner" not in found.path:
            await found.call(learner, things)
    assert ears.leaks(secrets.all) == []
    assert ears.flags() == []
    told = {request.partition("?")[0] for request, _ in ears.leaks(secrets.placed)}
    assert told
    assert all(request.endswith("/next → 200") for request in told), told
    assert len(ears.heard) >= ENOUGH, len(ears.heard)


@pytest.mark.parametrize("card", ["basic", "typed one", "numeric", "cloze", "matching", "ordering"])
async def test_an_answer_tells_of_its_own_card_alone(
    service: Any, app: Any, owner: Any, card: str
) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    learner = ears.listen(await service.guest())
    cards = [secrets.card_id(card)]
    alone = await start(learner, secrets.deck, card_ids=cards, formats=MACHINE_GRADED)
    await answer_all(learner, alone)
    rest = await start(learner, secrets.deck)
    things = things_of(learner, secrets, rest)
    await crawl(learner, app.openapi(), things, secrets.all, is_full=False)
    told = {word for _, word in ears.leaks(secrets.all)}
    assert told
    assert told <= secrets.of(card)


async def test_a_revealed_card_tells_of_itself_alone(service: Any, owner: Any) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    learner = ears.listen(await service.guest())
    session = await start(learner, secrets.deck, formats=["flip"])
    await learner.post(f"/v1/sessions/{session['id']}/reveal")
    await learner.get(f"/v1/sessions/{session['id']}/next")
    told = {word for _, word in ears.leaks(secrets.all)}
    assert told
    assert told <= secrets.of("basic")


async def test_a_deferred_session_tells_nothing_before_its_end(
    service: Any, app: Any, owner: Any
) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    learner = ears.listen(await service.guest())
    session = await start(learner, secrets.deck, feedback="deferred", formats=MACHINE_GRADED)
    await answer(learner, session, await pending(learner, session))
    for text in ("Kara", "Lena"):
        question = await pending(learner, session)
        body = response_to(question, selected=[letter_of(question, text)])
        given = (await send(learner, session, body)).json()["answer"]
        await send(learner, session, body)
    for form in ("typed", "typed", "numeric", "cloze", "matching"):
        question = await pending(learner, session)
        assert question["format"] == form
        await answer(learner, session, question)
    await learner.post(f"/v1/sessions/{session['id']}/undo")
    things = things_of(learner, secrets, session) | {"answer": given["id"]}
    await crawl(learner, app.openapi(), things, secrets.all, is_full=False)
    assert (ears.leaks(secrets.all), ears.flags()) == ([], [])
    assert [request for request, raw in ears.heard if b'"memory":{' in raw] == []

    await learner.post(f"/v1/sessions/{session['id']}/finish")
    await crawl(learner, app.openapi(), things, secrets.all, is_full=False)
    told = {word for _, word in ears.leaks(secrets.all)}
    assert told
    assert told <= secrets.all - secrets.of("ordering")
    assert all(told & secrets.of(card) for card in ("basic", "numeric", "cloze", "matching"))


async def test_a_deferred_session_tells_of_no_card_that_stood_in_a_matching_question(
    service: Any, app: Any, owner: Any
) -> None:
    ears = Ears()
    learner, deck = ears.listen(await service.guest()), await rivers(owner)
    session = await start(learner, deck, feedback="deferred", formats=["matching"])
    given = (await answer(learner, session, await pending(learner, session)))["answer"]
    things = things_of(learner, Secrets(deck, {"basic": []}, {}), session)
    for card in deck["card_ids"]:
        things["card"] = card
        await crawl(learner, app.openapi(), things, set(), is_full=False, naming="{card_id}")
    await crawl(learner, app.openapi(), things | {"answer": given["id"]}, set(), is_full=False)
    told = (b'"made_from":[', b'"review_count":', b'"fraction":0', b'"fraction":1')
    assert [request for request, raw in ears.heard if any(word in raw for word in told)] == []
    await learner.post(f"/v1/sessions/{session['id']}/finish")
    await crawl(learner, app.openapi(), things | {"answer": given["id"]}, set(), is_full=False)
    assert all(any(word in raw for _, raw in ears.heard) for word in told)


async def test_an_undone_answer_of_a_deferred_session_stays_untold(
    service: Any, owner: Any
) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    learner = ears.listen(await service.guest())
    session = await start(learner, secrets.deck, feedback="deferred", formats=MACHINE_GRADED)
    await answer(learner, session, await pending(learner, session))
    await learner.post(f"/v1/sessions/{session['id']}/undo")
    for path in ("/v1/answers", "/v1/memories", f"/v1/sessions/{session['id']}/results"):
        await learner.get(path)
    assert (ears.leaks(secrets.all), ears.flags()) == ([], [])


async def test_nobody_without_the_right_gets_a_deck_out(service: Any, owner: Any) -> None:
    secrets, ears = await make_secrets(owner), Ears()
    account = ears.listen(await service.account())
    deck, card = secrets.deck["id"], secrets.card_id("basic")
    for reply in (
        await account.post(f"/v1/decks/{deck}/copies", json={}),
        await account.get(f"/v1/decks/{deck}/export"),
        await account.get(f"/v1/cards/{card}/versions"),
    ):
        assert reply.status_code == 403, reply.text
    assert ears.leaks(secrets.all) == []
