"""Previews of cards: what becomes of them, and what their authors are warned of."""

from typing import Any
from uuid import uuid4

import pytest
from people import join, make_workspace
from writing import AUTHORED, BASIC, CARDS, NUMERIC, cards_of, make_deck, only_card, pointers

MANY = {"kind": "basic", "prompt": "Why?", "answer": "\n".join(f"- reason {n}" for n in range(36))}


async def preview(author: Any, card: dict[str, Any], **query: Any) -> dict[str, Any]:
    reply = await author.post("/v1/card-previews", json=card, params=query)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


@pytest.mark.parametrize("card", CARDS)
async def test_a_preview_shows_the_card_as_it_will_be_stored(
    owner: Any, card: dict[str, Any]
) -> None:
    made = await only_card(owner, card)
    told = await preview(owner, card)
    assert told["content"] == {name: made[name] for name in told["content"]}
    assert (await owner.get(f"/v1/cards/{made['id']}/preview")).json() == told


async def test_a_preview_shows_which_points_are_graded(owner: Any) -> None:
    answer = "Main players\n- Trotsky\n- Stalin"
    told = await preview(owner, {"kind": "basic", "prompt": "Who?", "answer": answer})
    assert told["graded_points"] == 2
    assert told["points"] == [
        {
            "pointer": "/key_points/0",
            "text": "Main players:",
            "is_graded": False,
            "children": [
                {
                    "pointer": f"/key_points/0/children/{place}",
                    "text": text,
                    "is_graded": True,
                    "children": [],
                }
                for place, text in enumerate(["Trotsky", "Stalin"])
            ],
        }
    ]


async def test_a_preview_says_how_the_card_can_be_asked(owner: Any) -> None:
    assert (await preview(owner, BASIC))["formats"] == ["flip", "free_text"]
    assert (await preview(owner, NUMERIC))["formats"] == ["numeric", "flip"]


async def test_an_author_is_warned_of_many_points_until_some_are_enough(owner: Any) -> None:
    (warning,) = (await preview(owner, MANY))["warnings"]
    assert (warning["code"], warning["pointer"]) == ("too_many_points", "/required")
    assert "set `required`" in warning["message"]
    assert (await preview(owner, MANY | {"required": 5}))["warnings"] == []


async def test_a_preview_knows_the_language_of_the_deck(owner: Any) -> None:
    card = AUTHORED | {"key_points": [{"text": "und es war das"}]}
    assert (await preview(owner, card, language="en"))["warnings"] == []
    (warning,) = (await preview(owner, card, language="de"))["warnings"]
    assert (warning["code"], warning["pointer"]) == ("no_content_words", "/key_points/0/text")
    deck = await make_deck(owner, card, language="de")
    reply = await owner.get(f"/v1/cards/{deck['cards'][0]['id']}/preview")
    assert reply.json()["warnings"] == [warning]


async def test_a_preview_stores_nothing(owner: Any) -> None:
    deck, card_id = await make_deck(owner), str(uuid4())
    await preview(owner, BASIC | {"id": card_id})
    assert await cards_of(owner, deck["id"]) == []
    assert (await owner.get(f"/v1/cards/{card_id}")).status_code == 404


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({"kind": "basic", "prompt": "x"}, ["/answer"]),
        (BASIC | {"required": 3}, ["/required"]),
        (NUMERIC | {"value": "many"}, ["/value"]),
        ({"kind": "riddle"}, ["/kind"]),
    ],
)
async def test_a_malformed_card_has_no_preview(
    owner: Any, card: dict[str, Any], expected: list[str]
) -> None:
    assert pointers(await owner.post("/v1/card-previews", json=card)) == expected


async def test_a_senseless_language_is_refused(owner: Any) -> None:
    reply = await owner.post("/v1/card-previews", json=BASIC, params={"language": "english!"})
    assert pointers(reply) == ["query:language"]


async def test_previews_are_for_authors(service: Any, owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, MANY, visibility="public")
    path = f"/v1/cards/{deck['cards'][0]['id']}/preview"
    reader, writer = [await service.key(owner, f"decks:{right}") for right in ("read", "write")]
    stranger = await service.account()
    for client, making, reading in [
        (service.anonymous, 401, 401),
        (guest, 403, 403),
        (stranger, 200, 403),
        (reader, 403, 200),
        (writer, 200, 403),
    ]:
        made = await client.post("/v1/card-previews", json=MANY)
        read = await client.get(path)
        assert (made.status_code, read.status_code) == (making, reading)
        assert "reason 7" not in read.text or read.status_code == 200


async def test_a_card_that_is_gone_or_private_has_no_preview(service: Any, owner: Any) -> None:
    card = await only_card(owner, BASIC)
    path = f"/v1/cards/{card['id']}"
    assert (await (await service.account()).get(f"{path}/preview")).status_code == 404
    await owner.delete(path)
    assert (await owner.get(f"{path}/preview")).status_code == 404


async def test_a_teacher_of_the_workspace_sees_previews(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    deck = await make_deck(owner, BASIC, workspace_id=workspace)
    reply = await teacher.get(f"/v1/cards/{deck['cards'][0]['id']}/preview")
    assert reply.status_code == 200
