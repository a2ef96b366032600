"""Exports: decks as documents."""

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from writing import BASIC, CANARY, CARDS, CHOICE, TYPED, make_deck, pointers

from quiz.formats import by_name


async def exported(reader: Any, deck: dict[str, Any]) -> dict[str, Any]:
    reply = await reader.get(f"/v1/decks/{deck['id']}/export", params={"format": "recite_json"})
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "application/json"
    return dict(json.loads(reply.content))


async def test_a_document_holds_the_deck_and_its_cards_in_order(owner: Any) -> None:
    deck = await make_deck(
        owner, *CARDS, subtitle="of Europe", tags=["water"], language="en", licence="CC0-1.0"
    )
    document = await exported(owner, deck)
    (told,) = document["decks"]
    assert document["recite"] == 1
    assert (told["title"], told["subtitle"], told["tags"]) == ("Rivers", "of Europe", ["water"])
    assert (told["language"], told["licence"]) == ("en", "CC0-1.0")
    assert [card["prompt"] for card in told["cards"]] == [card["prompt"] for card in CARDS]
    assert told["cards"][0]["metadata"] == BASIC["metadata"]
    assert told["cards"][2]["options"][0] == CHOICE["options"][0]  # type: ignore[index]


async def test_the_document_can_be_read_again(owner: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    content = (await owner.get(f"/v1/decks/{deck['id']}/export")).content
    document = by_name("recite_json").read(BytesIO(content))
    assert len(document.decks[0].cards) == len(CARDS)


async def test_a_large_deck_comes_whole(owner: Any) -> None:
    deck = await make_deck(owner)
    items = [{"op": "create", "card": BASIC | {"prompt": str(n)}} for n in range(500)]
    await owner.post(f"/v1/decks/{deck['id']}/cards/batch", json={"items": items})
    cards = (await exported(owner, deck))["decks"][0]["cards"]
    assert [card["prompt"] for card in cards] == [str(n) for n in range(500)]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Die Flüsse / Śląsk", "die-flusse-slask.json"),
        ('a"; rm -rf\r\n../../x', "a-rm-rf-x.json"),
        ("河川", "deck.json"),
        ("x" * 300, "x" * 60 + ".json"),
    ],
)
async def test_the_file_has_a_safe_name(owner: Any, title: str, name: str) -> None:
    deck = await make_deck(owner, title=title)
    reply = await owner.get(f"/v1/decks/{deck['id']}/export")
    assert reply.headers["content-disposition"] == f'attachment; filename="{name}"'


async def test_an_export_takes_the_right_to_read_answers(
    service: Any, owner: Any, guest: Any
) -> None:
    public = await make_deck(owner, *CARDS, visibility="public")
    reply = await guest.get(f"/v1/decks/{public['id']}/export")
    assert reply.status_code == 403
    assert CANARY not in reply.text
    student = await service.key(owner, "study")
    assert (await student.get(f"/v1/decks/{public['id']}/export")).status_code == 403
    private = await make_deck(owner)
    assert (await guest.get(f"/v1/decks/{private['id']}/export")).status_code == 404


async def test_everybody_exports_where_answers_are_public(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, TYPED, visibility="public", answers_public=True)
    (card,) = (await exported(guest, deck))["decks"][0]["cards"]
    assert card["accepted"] == TYPED["accepted"]


async def test_an_unknown_format_is_refused(owner: Any) -> None:
    path = f"/v1/decks/{uuid4()}/export"
    assert pointers(await owner.get(path, params={"format": "brainscape"})) == ["query:format"]
