"""Changes to cards: merge-patches, versions, and editors at the same time."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from writing import (
    AUTHORED,
    BASIC,
    CANARY,
    TYPED,
    change,
    make_deck,
    only_card,
    pointers,
    prompts_of,
    texts,
)


async def test_a_card_moves_and_others_make_room(owner: Any) -> None:
    deck = await make_deck(owner, *(TYPED | {"prompt": name} for name in "abcd"))
    moved = await change(owner, deck["cards"][3], position=2)
    assert await prompts_of(owner, deck["id"]) == ["a", "d", "b", "c"]
    assert (moved["position"], moved["version"], moved["revision"]) == (2, 1, 2)
    await change(owner, deck["cards"][0], position=99)
    assert await prompts_of(owner, deck["id"]) == ["d", "b", "c", "a"]


async def test_new_content_is_a_new_version(service: Any, owner: Any) -> None:
    card = await only_card(owner, TYPED)
    service.clock.turn(minutes=1)
    changed = await change(owner, card, accepted=["Oder", "Odra"])
    assert (changed["version"], changed["revision"]) == (2, 2)
    assert changed["updated_at"] == "2026-03-02T09:01:00Z"
    assert changed["prompt"] == card["prompt"]


async def test_labels_change_no_version(owner: Any) -> None:
    card = await only_card(owner, TYPED)
    group = str(uuid4())
    labels = {"tags": ["x"], "external_id": "q7", "sibling_group": group, "metadata": {"a": "b"}}
    changed = await change(owner, card, **labels)
    assert {name: changed[name] for name in labels} == labels
    assert (changed["version"], changed["revision"]) == (1, 2)


async def test_a_patch_that_changes_nothing_leaves_the_revision(owner: Any) -> None:
    card = await only_card(owner, BASIC)
    assert await change(owner, card, kind="basic", answer=BASIC["answer"], position=1) == card
    assert await change(owner, card) == card


async def test_null_brings_a_field_back_to_its_default(owner: Any) -> None:
    card = await only_card(owner, BASIC | {"pass_at": 0.9, "external_id": "q"})
    changed = await change(
        owner, card, explanation=None, hints=None, pass_at=None, external_id=None, tags=None
    )
    assert (changed["explanation"], changed["hints"], changed["pass_at"]) == (None, [], 0.6)
    assert (changed["external_id"], changed["tags"]) == (None, [])


async def test_metadata_is_merged(owner: Any) -> None:
    card = await only_card(owner, TYPED | {"metadata": {"a": "1", "b": "2"}})
    changed = await change(owner, card, metadata={"a": None, "c": "3"})
    assert changed["metadata"] == {"b": "2", "c": "3"}


async def test_a_new_answer_gives_new_derived_points(owner: Any) -> None:
    card = await only_card(owner, BASIC)
    changed = await change(owner, card, answer="- the Volga")
    assert (texts(changed), changed["key_points_derived"]) == (["the Volga"], True)


async def test_a_new_answer_leaves_the_authors_points(owner: Any) -> None:
    card = await only_card(owner, AUTHORED)
    changed = await change(owner, card, answer="- the Volga")
    assert (texts(changed), changed["required"]) == ([f"Oder {CANARY}"], 1)


async def test_points_become_the_authors_and_derived_again(owner: Any) -> None:
    card = await only_card(owner, BASIC)
    edited = await change(owner, card, key_points=[{"text": "Nile"}])
    assert (texts(edited), edited["key_points_derived"]) == (["Nile"], False)
    derived = await change(owner, card, key_points=None)
    assert (texts(derived), derived["version"]) == ([f"the Nile {CANARY}", "the Ob"], 3)


async def test_a_shorter_answer_may_not_ask_for_more_points_than_it_has(owner: Any) -> None:
    card = await only_card(owner, BASIC | {"required": 2})
    reply = await owner.patch(f"/v1/cards/{card['id']}", json={"answer": "- the Ob"})
    assert pointers(reply) == ["/required"]


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"kind": "basic"}, "/kind"),
        ({"kind": None}, "/kind"),
        ({"prompt": None}, "/prompt"),
        ({"prompt": " "}, "/prompt"),
        ({"accepted": []}, "/accepted"),
        ({"answer": "x"}, "/answer"),
        ({"position": None}, "/position"),
        ({"id": str(uuid4())}, "/id"),
        ({"version": 7}, "/version"),
        ({"metadata": {"a": [1]}}, "/metadata/a"),
    ],
)
async def test_a_malformed_patch_is_refused_with_its_place(
    owner: Any, patch: dict[str, Any], pointer: str
) -> None:
    card = await only_card(owner, TYPED)
    path = f"/v1/cards/{card['id']}"
    assert pointers(await owner.patch(path, json=patch)) == [pointer]
    assert (await owner.get(path)).json() == card


async def test_an_old_tag_changes_nothing(owner: Any) -> None:
    card = await only_card(owner, TYPED)
    path = f"/v1/cards/{card['id']}"
    old = {"If-Match": (await owner.get(path)).headers["etag"]}
    first = await owner.patch(path, json={"prompt": "One"}, headers=old)
    assert first.status_code == 200
    assert (await owner.patch(path, json={"prompt": "Two"}, headers=old)).status_code == 412
    assert (await owner.delete(path, headers=old)).status_code == 412
    fresh = {"If-Match": first.headers["etag"]}
    assert (await owner.delete(path, headers=fresh)).status_code == 204


async def test_one_of_two_editors_at_once_gets_through(owner: Any) -> None:
    card = await only_card(owner, TYPED)
    path = f"/v1/cards/{card['id']}"
    tag = {"If-Match": (await owner.get(path)).headers["etag"]}
    replies = await asyncio.gather(
        *(owner.patch(path, json={"prompt": word}, headers=tag) for word in ("One", "Two"))
    )
    assert sorted(reply.status_code for reply in replies) == [200, 412]


async def test_versions_come_newest_first_in_pages(owner: Any) -> None:
    card = await only_card(owner, BASIC)
    await change(owner, card, answer="- the Volga")
    await change(owner, card, explanation=None)
    path = f"/v1/cards/{card['id']}/versions"
    page = (await owner.get(path, params={"limit": 2})).json()
    rest = (await owner.get(path, params={"cursor": page["next_cursor"]})).json()
    versions = page["items"] + rest["items"]
    assert [version["version"] for version in versions] == [3, 2, 1]
    assert versions[2]["answer"] == BASIC["answer"]
    assert versions[0]["created_by"] == owner.account_id
    assert rest["next_cursor"] is None
