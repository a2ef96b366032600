"""Finding decks and cards by words, tags and kind, in pages."""

from typing import Any
from uuid import uuid4

import pytest
from writing import (
    AUTHORED,
    BASIC,
    CANARY,
    CARDS,
    CHOICE,
    CLOZE,
    TYPED,
    make_deck,
    pointers,
    prompts_of,
)

ANSWERS = ["nile", "odra", "altai", "mountains", "oder", "742", "baltic", "caspian", "lena"]


async def titles(client: Any, **query: Any) -> list[str]:
    reply = await client.get("/v1/decks", params=query)
    assert reply.status_code == 200, reply.text
    return [deck["title"] for deck in reply.json()["items"]]


async def test_own_decks_and_public_ones_are_told_apart(service: Any, owner: Any) -> None:
    word = uuid4().hex
    stranger = await service.account()
    await make_deck(owner, title=f"{word} mine")
    await make_deck(stranger, title=f"{word} theirs", visibility="public")
    await make_deck(stranger, title=f"{word} secret")
    assert await titles(owner, q=word, collection="own") == [f"{word} mine"]
    assert await titles(owner, q=word, collection="public") == [f"{word} theirs"]
    assert await titles(owner, q=word, sort="title") == [f"{word} mine", f"{word} theirs"]


async def test_words_are_found_without_regard_to_case_and_accents(owner: Any) -> None:
    await make_deck(owner, title="Flüsse", subtitle="in ŚLĄSK", tags=["Geografie"])
    assert await titles(owner, q="slask FLUSSE geografie", collection="own") == ["Flüsse"]
    assert await titles(owner, q="flusse unknown", collection="own") == []


async def test_signs_of_patterns_are_only_signs(owner: Any) -> None:
    await make_deck(owner, title="100 % sure")
    await make_deck(owner, title="100 and sure")
    assert await titles(owner, q="100 %", collection="own") == ["100 % sure"]
    assert await titles(owner, q="_", collection="own") == []


@pytest.mark.parametrize("words", ["", "  ", "\0", "\u0301", "x" * 201])
async def test_a_search_for_nothing_is_refused(owner: Any, words: str) -> None:
    assert pointers(await owner.get("/v1/decks", params={"q": words})) == ["query:q"]


async def test_decks_are_narrowed_to_all_of_the_tags(owner: Any) -> None:
    await make_deck(owner, title="Both", tags=["a", "b"])
    await make_deck(owner, title="One", tags=["a"])
    assert await titles(owner, tag=["a", "b"], collection="own") == ["Both"]
    assert await titles(owner, tag="a", collection="own", sort="title") == ["Both", "One"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("created_at", ["B", "A", "C"]),
        ("-created_at", ["C", "A", "B"]),
        ("title", ["A", "B", "C"]),
        ("-title", ["C", "B", "A"]),
    ],
)
async def test_decks_are_sorted_over_pages(
    service: Any, owner: Any, sort: str, expected: list[str]
) -> None:
    for title in ("B", "A", "C"):
        await make_deck(owner, title=title)
        service.clock.turn(seconds=1)
    query: dict[str, Any] = {"collection": "own", "sort": sort, "limit": 1}
    found = []
    for _ in expected:
        page = (await owner.get("/v1/decks", params=query)).json()
        found += [deck["title"] for deck in page["items"]]
        query["cursor"] = page["next_cursor"]
    assert found == expected
    assert page["next_cursor"] is None


async def test_a_long_title_fits_into_a_cursor(owner: Any) -> None:
    await make_deck(owner, title="🌊" * 300)
    await make_deck(owner, title="🌊" * 299 + "🦆")
    query = {"collection": "own", "sort": "title", "limit": 1}
    first = (await owner.get("/v1/decks", params=query)).json()
    second = await owner.get("/v1/decks", params=query | {"cursor": first["next_cursor"]})
    assert second.status_code == 200
    assert second.json()["items"] != first["items"]


async def test_a_cursor_serves_its_own_list_and_reader_alone(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, BASIC, TYPED, visibility="public")
    other = await make_deck(owner, BASIC, TYPED, visibility="public")
    path = f"/v1/decks/{deck['id']}/cards"
    cursor = (await owner.get(path, params={"limit": 1})).json()["next_cursor"]
    assert (await owner.get(path, params={"cursor": cursor})).status_code == 200
    stranger = await service.account()
    for client, url, query in [
        (owner, path, {"cursor": cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")}),
        (owner, path, {"cursor": cursor, "kind": "typed"}),
        (owner, f"/v1/decks/{other['id']}/cards", {"cursor": cursor}),
        (owner, "/v1/decks", {"cursor": cursor}),
        (stranger, path, {"cursor": cursor}),
    ]:
        assert pointers(await client.get(url, params=query)) == ["query:cursor"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": 0}, "query:limit"),
        ({"limit": 201}, "query:limit"),
        ({"sort": "random"}, "query:sort"),
        ({"collection": "mine"}, "query:collection"),
        ({"workspace_id": "x"}, "query:workspace_id"),
        ({"titel": "Rivers"}, "query:titel"),
    ],
)
async def test_a_senseless_filter_is_refused(
    owner: Any, query: dict[str, Any], pointer: str
) -> None:
    assert pointers(await owner.get("/v1/decks", params=query)) == [pointer]


async def test_cards_are_found_by_words_tags_and_kind(owner: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    assert await prompts_of(owner, deck["id"], q="WROCŁAW") == [TYPED["prompt"], CLOZE["prompt"]]
    assert await prompts_of(owner, deck["id"], q="russia") == [CHOICE["prompt"]]
    assert await prompts_of(owner, deck["id"], tag="rivers") == [BASIC["prompt"], CHOICE["prompt"]]
    assert await prompts_of(owner, deck["id"], tag=["rivers", "russia"]) == [CHOICE["prompt"]]
    assert await prompts_of(owner, deck["id"], kind="basic") == [
        BASIC["prompt"],
        AUTHORED["prompt"],
    ]


@pytest.mark.parametrize("words", ANSWERS)
async def test_authors_find_cards_by_their_answers(owner: Any, words: str) -> None:
    deck = await make_deck(owner, *CARDS)
    assert await prompts_of(owner, deck["id"], q=words)


@pytest.mark.parametrize("words", [*ANSWERS, CANARY, "kept"])
async def test_nobody_else_finds_cards_by_their_answers(owner: Any, guest: Any, words: str) -> None:
    deck = await make_deck(owner, *CARDS, visibility="public")
    assert await prompts_of(guest, deck["id"], q=words) == []
    assert await prompts_of(guest, deck["id"], q="rivers") != []


async def test_a_changed_card_is_found_by_its_new_words(owner: Any) -> None:
    deck = await make_deck(owner, TYPED)
    path = f"/v1/cards/{deck['cards'][0]['id']}"
    await owner.patch(path, json={"prompt": "Opole lies on the …", "tags": ["poland"]})
    assert await prompts_of(owner, deck["id"], q="ópole poland oder") == ["Opole lies on the …"]
    assert await prompts_of(owner, deck["id"], q="wrocław") == []
