"""Imports: decks from other systems, all or nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from operating import finished
from people import join, make_workspace
from writing import AUTHORED, CARDS, TYPED, cards_of, key, make_deck, pointers

from quiz import formats
from schemas.imports import ImportFormat

PAGE = Path(__file__).parents[2] / "fixtures/formats/brainscape-stalin-power-struggle.txt"
TEXT = {"Content-Type": "text/plain; charset=utf-8"}
JSON = {"Content-Type": "application/json"}


def document(*cards: dict[str, Any], **fields: Any) -> str:
    deck = {"title": "Rivers", "cards": list(cards)} | fields
    return json.dumps({"recite": 1, "decks": [deck]})


async def send(author: Any, body: str | bytes, headers: dict[str, str], **query: Any) -> Any:
    return await author.post("/v1/imports", content=body, headers=headers, params=query)


async def report(service: Any, author: Any, reply: Any) -> dict[str, Any]:
    operation = await finished(service, author, reply)
    assert operation["status"] == "succeeded", operation
    return dict(operation["result"])


async def own_decks(author: Any) -> list[dict[str, Any]]:
    reply = await author.get("/v1/decks", params={"collection": "own"})
    return list(reply.json()["items"])


def test_the_contract_names_every_format() -> None:
    assert {format.value for format in ImportFormat} == set(formats.names())


async def test_an_import_is_accepted_as_an_operation(owner: Any) -> None:
    reply = await send(owner, document(TYPED), JSON)
    operation = reply.json()
    assert reply.status_code == 202
    assert reply.headers["location"] == f"/v1/operations/{operation['id']}"
    assert (operation["kind"], operation["status"]) == ("import", "pending")
    assert operation["workspace_id"] == owner.workspace_id


async def test_a_document_becomes_a_private_deck(service: Any, owner: Any) -> None:
    reply = await send(owner, document(*CARDS, subtitle="of Europe", tags=["water"]), JSON)
    told = await report(service, owner, reply)
    (imported,) = told["decks"]
    deck = (await owner.get(f"/v1/decks/{imported['deck_id']}")).json()
    others = dict.fromkeys(["choice", "typed", "numeric", "cloze", "matching", "ordering"], 1)
    assert imported["kinds"] == {"basic": 2} | others
    assert (deck["title"], deck["subtitle"], deck["tags"]) == ("Rivers", "of Europe", ["water"])
    assert (deck["visibility"], deck["answers_public"]) == ("private", False)
    assert deck["card_count"] == len(CARDS)
    assert (told["format"], told["dry_run"], told["warnings"]) == ("recite_json", False, [])


async def test_imported_cards_are_as_if_they_were_made_here(service: Any, owner: Any) -> None:
    reply = await send(owner, document(*CARDS), JSON)
    (imported,) = (await report(service, owner, reply))["decks"]
    made = (await make_deck(owner, *CARDS))["cards"]
    cards = await cards_of(owner, imported["deck_id"])
    differs = {"id", "deck_id", "created_at", "updated_at"}
    assert [{n: card[n] for n in card.keys() - differs} for card in cards] == [
        {n: card[n] for n in card.keys() - differs} for card in made
    ]


async def test_derived_points_of_a_document_stay_until_the_answer_changes(
    service: Any, owner: Any
) -> None:
    card = {"kind": "basic", "prompt": "Which?", "answer": "- Ob", "key_points": [{"text": "Obi"}]}
    body = document(card | {"key_points_derived": True})
    (imported,) = (await report(service, owner, await send(owner, body, JSON)))["decks"]
    (made,) = await cards_of(owner, imported["deck_id"])
    path = f"/v1/cards/{made['id']}"
    kept = (await owner.patch(path, json={"prompt": "Which river?"})).json()
    derived = (await owner.patch(path, json={"answer": "- the Ob"})).json()
    assert [point["text"] for point in kept["key_points"]] == ["Obi"]
    assert [point["text"] for point in derived["key_points"]] == ["the Ob"]


async def test_a_brainscape_page_becomes_a_deck(service: Any, owner: Any) -> None:
    told = await report(service, owner, await send(owner, PAGE.read_bytes(), TEXT))
    (imported,) = told["decks"]
    cards = await cards_of(owner, imported["deck_id"])
    assert (told["format"], imported["card_count"]) == ("brainscape", 12)
    assert cards[0]["prompt"] == "Outline Leon Trotsky?"
    assert [warning["is_kept"] for warning in told["warnings"]] == [True]
    assert "hole" in told["warnings"][0]["reason"]


async def test_an_export_imported_again_exports_the_same(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, *CARDS, tags=["water"], language="en")
    first = (await owner.get(f"/v1/decks/{deck['id']}/export")).content
    (imported,) = (await report(service, owner, await send(owner, first, JSON)))["decks"]
    assert (await owner.get(f"/v1/decks/{imported['deck_id']}/export")).content == first


async def test_a_dry_run_reports_and_writes_nothing(service: Any, owner: Any) -> None:
    told = await report(service, owner, await send(owner, document(*CARDS), JSON, dry_run=True))
    assert (told["dry_run"], told["decks"][0]["deck_id"]) == (True, None)
    assert told["decks"][0]["card_count"] == len(CARDS)
    assert await own_decks(owner) == []


async def test_progress_counts_cards(service: Any, owner: Any) -> None:
    operation = await finished(service, owner, await send(owner, document(*[TYPED] * 700), JSON))
    assert (operation["done_count"], operation["total_count"]) == (700, 700)


async def test_an_import_goes_where_it_is_sent(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    query = {"workspace_id": workspace, "visibility": "unlisted"}
    told = await report(service, owner, await send(owner, document(TYPED), JSON, **query))
    deck = (await owner.get(f"/v1/decks/{told['decks'][0]['deck_id']}")).json()
    assert (deck["workspace_id"], deck["visibility"]) == (workspace, "unlisted")


async def test_what_has_no_place_here_is_told(service: Any, owner: Any) -> None:
    body = document(TYPED, external_id="d7", metadata={"a": "b"})
    told = await report(service, owner, await send(owner, body, JSON))
    assert [(w["place"], w["is_kept"]) for w in told["warnings"]] == [
        ("/decks/0/external_id", False),
        ("/decks/0/metadata", False),
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (document(TYPED, AUTHORED | {"required": 9}), "/decks/0/cards/1/required"),
        (document(TYPED | {"accepted": []}), "/decks/0/cards/0/accepted"),
        (document(TYPED, colour="blue"), "/decks/0/colour"),
        ('{"recite": 2, "decks": []}', "/recite"),
        ('{"recite": 1, "decks": [', ""),
        ('{"recite": 1, "decks": ' + "[" * 100_000, ""),
    ],
)
async def test_a_faulty_document_fails_and_leaves_nothing(
    service: Any, owner: Any, body: str, pointer: str
) -> None:
    operation = await finished(service, owner, await send(owner, body, JSON))
    assert operation["status"] == "failed"
    assert operation["problem"]["errors"][0]["pointer"] == pointer
    assert operation["result"] is None
    assert await own_decks(owner) == []


async def test_a_damaged_page_fails_with_its_line(service: Any, owner: Any) -> None:
    operation = await finished(service, owner, await send(owner, PAGE.read_bytes()[:2000], TEXT))
    assert operation["status"] == "failed"
    assert operation["problem"]["errors"][0]["pointer"].startswith("line:")


@pytest.mark.parametrize("body", ["", " \n", "just notes", '{"title": "Rivers"}'])
async def test_a_body_of_no_format_is_refused_at_once(owner: Any, body: str) -> None:
    assert pointers(await send(owner, body, TEXT)) == [""]


async def test_an_empty_body_is_refused_though_its_format_is_named(owner: Any) -> None:
    assert pointers(await send(owner, "", TEXT, format="brainscape")) == [""]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"format": "word"}, "query:format"),
        ({"dry_run": "perhaps"}, "query:dry_run"),
        ({"visibility": "secret"}, "query:visibility"),
        ({"dryrun": "true"}, "query:dryrun"),
    ],
)
async def test_a_senseless_wish_is_refused(owner: Any, query: dict[str, Any], pointer: str) -> None:
    assert pointers(await send(owner, document(TYPED), JSON, **query)) == [pointer]


async def test_other_media_types_are_refused(owner: Any) -> None:
    reply = await send(owner, "<deck/>", {"Content-Type": "application/xml"})
    assert reply.status_code == 415


async def test_an_upload_over_8_megabytes_is_refused(owner: Any) -> None:
    assert (await send(owner, "x" * 8_000_001, TEXT)).status_code == 413


async def test_the_same_key_imports_once(service: Any, owner: Any) -> None:
    header = JSON | key()
    first = await send(owner, document(TYPED), header)
    second = await send(owner, document(TYPED), header)
    assert second.headers["idempotency-replayed"] == "true"
    assert (second.status_code, second.json()) == (202, first.json())
    await report(service, owner, first)
    assert len(await own_decks(owner)) == 1


async def test_only_authors_import(service: Any, owner: Any, guest: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    stranger = await service.account()
    for client, status in [
        (service.anonymous, 401),
        (guest, 403),
        (teacher, 403),
        (stranger, 404),
    ]:
        reply = await send(client, document(TYPED), JSON, workspace_id=workspace)
        assert reply.status_code == status


async def test_strangers_see_nothing_of_an_import(service: Any, owner: Any) -> None:
    reply = await send(owner, document(TYPED), JSON)
    stranger = await service.account()
    assert (await stranger.get(reply.headers["location"])).status_code == 404
