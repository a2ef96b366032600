"""Cards over HTTP: make, find, change, delete."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from writing import (
    AUTHORED,
    BASIC,
    CANARY,
    CARDS,
    CHOICE,
    TYPED,
    add_card,
    cards_of,
    change,
    key,
    make_deck,
    only_card,
    pointers,
    prompts_of,
    texts,
)


@pytest.mark.parametrize("card", CARDS)
async def test_a_card_comes_back_as_it_was_sent(owner: Any, card: dict[str, Any]) -> None:
    deck = await make_deck(owner, card)
    made = deck["cards"][0]
    shown_with_more = ("key_points", "options", "pairs", "gaps")
    sent = {name: made[name] for name in card if name not in shown_with_more}
    assert sent == {name: card[name] for name in sent}
    assert (made["version"], made["revision"], made["position"]) == (1, 1, 1)
    assert made["is_answer_hidden"] is False
    assert (await owner.get(f"/v1/cards/{made['id']}")).json() == made
    assert await cards_of(owner, deck["id"]) == [made]


async def test_markdown_comes_as_safe_html_too(owner: Any) -> None:
    card = await only_card(owner, BASIC | {"hints": ["<script>"]})
    assert card["prompt_html"] == "<p>Which <strong>rivers</strong> flow north?</p>\n"
    assert card["hints_html"] == ["<p>&lt;script&gt;</p>\n"]
    assert card["answer_html"].startswith("<ul>")


async def test_options_come_with_what_is_true_of_them(owner: Any) -> None:
    card = await only_card(owner, CHOICE)
    assert [option["is_correct"] for option in card["options"]] == [True, False]
    assert card["options"][0]["feedback_html"] == f"<p>Yes {CANARY}</p>\n"


async def test_key_points_are_read_from_the_answer(owner: Any) -> None:
    card = await only_card(owner, BASIC)
    assert (texts(card), card["key_points_derived"]) == ([f"the Nile {CANARY}", "the Ob"], True)


async def test_given_key_points_are_the_authors(owner: Any) -> None:
    card = await only_card(owner, AUTHORED)
    assert (texts(card), card["key_points_derived"]) == ([f"Oder {CANARY}"], False)
    assert card["key_points"][0]["alternatives"] == [f"Odra {CANARY}"]


async def test_a_client_may_name_the_card(owner: Any) -> None:
    card_id = str(uuid4())
    assert (await only_card(owner, TYPED | {"id": card_id}))["id"] == card_id


async def test_a_card_id_is_taken_once_and_for_all(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    taken = TYPED | {"id": deck["cards"][0]["id"]}
    await owner.delete(f"/v1/cards/{taken['id']}")
    stranger = await service.account()
    for author, place in [(owner, deck), (stranger, await make_deck(stranger))]:
        reply = await author.post(f"/v1/decks/{place['id']}/cards", json=taken)
        assert (reply.status_code, reply.json()["type"]) == (
            409,
            "urn:recite:problem:already-exists",
        )


async def test_one_of_many_at_once_gets_the_card_id(owner: Any) -> None:
    decks = [await make_deck(owner) for _ in range(4)]
    card = TYPED | {"id": str(uuid4())}
    replies = await asyncio.gather(
        *(owner.post(f"/v1/decks/{deck['id']}/cards", json=card) for deck in decks)
    )
    assert sorted(reply.status_code for reply in replies) == [201, 409, 409, 409]


async def test_the_same_key_makes_one_card(owner: Any) -> None:
    deck, header = await make_deck(owner), key()
    path = f"/v1/decks/{deck['id']}/cards"
    first = await owner.post(path, json=TYPED, headers=header)
    second = await owner.post(path, json=TYPED, headers=header)
    assert second.headers["idempotency-replayed"] == "true"
    assert second.json() == first.json()
    assert len(await cards_of(owner, deck["id"])) == 1


async def test_cards_made_at_once_all_get_places_of_their_own(owner: Any) -> None:
    deck = await make_deck(owner)
    path = f"/v1/decks/{deck['id']}/cards"
    await asyncio.gather(*(owner.post(path, json=TYPED) for _ in range(8)))
    cards = await cards_of(owner, deck["id"])
    assert [card["position"] for card in cards] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert (await owner.get(f"/v1/decks/{deck['id']}")).json()["card_count"] == 8


async def test_a_card_goes_where_its_author_says(owner: Any) -> None:
    deck = await make_deck(owner, *(TYPED | {"prompt": name} for name in "abc"))
    await add_card(owner, deck["id"], TYPED | {"prompt": "first", "position": 1})
    await add_card(owner, deck["id"], TYPED | {"prompt": "last", "position": 99})
    assert await prompts_of(owner, deck["id"]) == ["first", "a", "b", "c", "last"]


async def test_a_card_that_made_room_has_a_new_tag(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    path = f"/v1/cards/{deck['cards'][0]['id']}"
    before = (await owner.get(path)).headers["etag"]
    await add_card(owner, deck["id"], TYPED | {"position": 1})
    assert (await owner.get(path, headers={"If-None-Match": before})).json()["position"] == 2


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({"kind": "basic", "prompt": "x"}, ["/answer"]),
        (BASIC | {"prompt": ""}, ["/prompt"]),
        (BASIC | {"prompt": "   "}, ["/prompt"]),
        (BASIC | {"prompt": "x" * 10_001}, ["/prompt"]),
        (BASIC | {"answer": "nul \0"}, ["/answer"]),
        (BASIC | {"pass_at": 0}, ["/pass_at"]),
        (BASIC | {"pass_at": 1.1}, ["/pass_at"]),
        (BASIC | {"hints": ["ok", ""]}, ["/hints/1"]),
        (BASIC | {"required": 3}, ["/required"]),
        (BASIC | {"key_points": [{"text": " "}]}, ["/key_points/0/text"]),
        (BASIC | {"key_points": [{"text": "a", "weight": -1}]}, ["/key_points/0/weight"]),
        (
            BASIC | {"key_points": [{"text": "a", "children": [{"txt": "b"}]}]},
            ["/key_points/0/children/0/text", "/key_points/0/children/0/txt"],
        ),
        (BASIC | {"accepted": ["x"]}, ["/accepted"]),
        (BASIC | {"metadata": {"a": 1}}, ["/metadata/a"]),
        (BASIC | {"position": 0}, ["/position"]),
        (BASIC | {"id": "mine"}, ["/id"]),
        (CHOICE | {"options": CHOICE["options"][:1]}, ["/options"]),  # type: ignore[index]
        (CHOICE | {"options": [{"text": "a", "is_correct": False}] * 2}, ["/options"]),
        (CHOICE | {"options": [{"text": "a", "is_correct": True}] * 2}, ["/options"]),
        (
            CHOICE | {"options": [{"text": "a"}] * 2},
            ["/options/0/is_correct", "/options/1/is_correct"],
        ),
        (TYPED | {"accepted": []}, ["/accepted"]),
        (TYPED | {"accepted": ["x", " "]}, ["/accepted/1"]),
        ({"kind": "riddle"}, ["/kind"]),
        ({"prompt": "x"}, ["/kind"]),
        ([], [""]),
    ],
)
async def test_a_malformed_card_is_refused_with_its_places(
    owner: Any, card: dict[str, Any], expected: list[str]
) -> None:
    deck = await make_deck(owner)
    reply = await owner.post(f"/v1/decks/{deck['id']}/cards", json=card)
    assert pointers(reply) == expected


async def test_nobody_reaches_cards_without_credentials(service: Any) -> None:
    client, deck, card = service.anonymous, f"/v1/decks/{uuid4()}", f"/v1/cards/{uuid4()}"
    for method, url in [
        ("GET", f"{deck}/cards"),
        ("POST", f"{deck}/cards"),
        ("POST", f"{deck}/cards/batch"),
        ("GET", card),
        ("PATCH", card),
        ("DELETE", card),
        ("GET", f"{card}/versions"),
    ]:
        assert (await client.request(method, url)).status_code == 401, (method, url)


async def test_a_stranger_finds_no_card_of_a_private_deck(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC)
    stranger = await service.account()
    path, card = f"/v1/decks/{deck['id']}/cards", f"/v1/cards/{deck['cards'][0]['id']}"
    for reply in [
        await stranger.get(path),
        await stranger.post(path, json=TYPED),
        await stranger.get(card),
        await stranger.get(f"{card}/versions"),
        await stranger.patch(card, json={"prompt": "Mine"}),
        await stranger.delete(card),
    ]:
        assert reply.status_code == 404
    assert deck["id"] not in (await stranger.get(card)).text


async def test_a_stranger_may_not_change_a_public_deck(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC, visibility="public")
    stranger = await service.account()
    card = f"/v1/cards/{deck['cards'][0]['id']}"
    for reply in [
        await stranger.post(f"/v1/decks/{deck['id']}/cards", json=TYPED),
        await stranger.patch(card, json={"prompt": "Mine"}),
        await stranger.delete(card),
        await stranger.get(f"{card}/versions"),
    ]:
        assert reply.status_code == 403


async def test_a_guest_sees_prompts_and_no_canary(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, visibility="public")
    reply = await guest.get(f"/v1/decks/{deck['id']}/cards")
    assert CANARY not in reply.text
    cards = reply.json()["items"]
    assert [card["prompt"] for card in cards] == [card["prompt"] for card in CARDS]
    assert all(card["is_answer_hidden"] for card in cards)
    for card in deck["cards"]:
        path = f"/v1/cards/{card['id']}"
        assert CANARY not in (await guest.get(path)).text
        assert CANARY not in (await guest.patch(path, json={"prompt": "x"})).text
        assert CANARY not in (await guest.get(f"{path}/versions")).text


async def test_what_is_hidden_is_null(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, visibility="public")
    cards = await cards_of(guest, deck["id"])
    basic, authored, choice, typed, numeric, cloze, matching, ordering = cards
    for name in ("answer", "answer_html", "key_points", "key_points_derived", "required"):
        assert basic[name] is authored[name] is None
    for card in cards:
        assert card["explanation"] is card["explanation_html"] is card["metadata"] is None
    assert choice["options"] is typed["accepted"] is cloze["gaps"] is None
    for card in (typed, numeric, cloze):
        assert card["tolerance"] is card["relative_tolerance"] is card["unit"] is None
    assert numeric["value"] is matching["pairs"] is matching["distractors"] is None
    assert ordering["items"] is ordering["items_html"] is None


async def test_everybody_reads_answers_where_the_deck_says_so(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS, visibility="public", answers_public=True)
    assert await cards_of(guest, deck["id"]) == deck["cards"]
    path = f"/v1/cards/{deck['cards'][0]['id']}/versions"
    assert (await guest.get(path)).status_code == 200


async def test_a_key_that_only_writes_is_shown_no_answers(service: Any, owner: Any) -> None:
    deck = await make_deck(owner)
    writer = await service.key(owner, "decks:write")
    card = await add_card(writer, deck["id"], BASIC)
    assert (card["answer"], card["is_answer_hidden"]) == (None, True)
    assert (await change(writer, card, answer="- a secret"))["answer"] is None


async def test_readers_of_other_rights_have_other_tags(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, BASIC, visibility="public")
    path = f"/v1/cards/{deck['cards'][0]['id']}"
    tag = (await owner.get(path)).headers["etag"]
    assert (await owner.get(path, headers={"If-None-Match": tag})).status_code == 304
    assert (await guest.get(path, headers={"If-None-Match": tag})).status_code == 200


async def test_a_deleted_card_is_gone(owner: Any) -> None:
    deck = await make_deck(owner, BASIC, TYPED)
    path = f"/v1/cards/{deck['cards'][0]['id']}"
    assert (await owner.delete(path)).status_code == 204
    for reply in [
        await owner.get(path),
        await owner.patch(path, json={}),
        await owner.delete(path),
        await owner.get(f"{path}/versions"),
    ]:
        assert reply.status_code == 404
    assert await prompts_of(owner, deck["id"]) == [TYPED["prompt"]]


async def test_cards_come_in_pages(owner: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    path = f"/v1/decks/{deck['id']}/cards"
    first = (await owner.get(path, params={"limit": 5})).json()
    query = {"limit": 5, "cursor": first["next_cursor"]}
    second = (await owner.get(path, params=query)).json()
    assert first["items"] + second["items"] == deck["cards"]
    assert second["next_cursor"] is None
