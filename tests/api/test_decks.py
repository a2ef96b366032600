"""Decks over HTTP: make, find, change, delete."""

from typing import Any
from uuid import uuid4

import pytest
from people import join, make_workspace
from writing import BASIC, TYPED, cards_of, key, make_deck, pointers


async def test_a_new_deck_is_private_and_empty(owner: Any) -> None:
    reply = await owner.post("/v1/decks", json={"title": "  Rivers "})
    deck = reply.json()
    assert reply.status_code == 201
    assert reply.headers["location"] == f"/v1/decks/{deck['id']}"
    assert (deck["title"], deck["workspace_id"]) == ("Rivers", owner.workspace_id)
    assert (deck["visibility"], deck["answers_public"], deck["card_count"]) == ("private", False, 0)
    assert (deck["may_edit"], deck["may_read_answers"], deck["revision"]) == (True, True, 1)


async def test_everything_said_of_a_deck_comes_back(owner: Any) -> None:
    said = {
        "title": "Rivers",
        "subtitle": "of Europe",
        "description": "Long *and* short <b>ones</b>",
        "language": "pt-BR",
        "tags": ["water", "europe"],
        "visibility": "unlisted",
        "source": "An atlas",
        "licence": "CC-BY-4.0",
        "answers_public": True,
        "study_defaults": {
            "mode": "test",
            "order": "shuffled",
            "limit": 10,
            "formats": ["typed", "flip"],
            "feedback": "deferred",
            "scheduler": "leitner",
            "desired_retention": 0.85,
            "maximum_interval_days": 365,
            "new_per_day": 5,
            "due_per_day": 0,
        },
    }
    made = await make_deck(owner, **said)
    deck = (await owner.get(f"/v1/decks/{made['id']}")).json()
    assert {name: deck[name] for name in said} == said
    assert deck["description_html"] == "<p>Long <em>and</em> short &lt;b&gt;ones&lt;/b&gt;</p>\n"


async def test_tags_are_trimmed_and_named_once(owner: Any) -> None:
    assert (await make_deck(owner, tags=[" water", "water "]))["tags"] == ["water"]


async def test_nobody_reaches_decks_without_credentials(service: Any) -> None:
    client, path = service.anonymous, f"/v1/decks/{uuid4()}"
    for method, url in [
        ("GET", "/v1/decks"),
        ("POST", "/v1/decks"),
        ("GET", path),
        ("PATCH", path),
        ("DELETE", path),
        ("POST", f"{path}/copies"),
        ("GET", f"{path}/export"),
    ]:
        assert (await client.request(method, url)).status_code == 401, (method, url)


async def test_a_stranger_finds_no_private_deck(service: Any, owner: Any) -> None:
    deck = await make_deck(owner)
    stranger = await service.account()
    path = f"/v1/decks/{deck['id']}"
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.patch(path, json={"title": "Mine"})).status_code == 404
    assert (await stranger.delete(path)).status_code == 404


async def test_a_stranger_may_see_a_public_deck_but_not_change_it(service: Any, owner: Any) -> None:
    deck = await make_deck(owner, visibility="public")
    stranger = await service.account()
    path = f"/v1/decks/{deck['id']}"
    seen = (await stranger.get(path)).json()
    assert (seen["may_edit"], seen["may_read_answers"]) == (False, False)
    assert (await stranger.patch(path, json={"title": "Mine"})).status_code == 403
    assert (await stranger.delete(path)).status_code == 403


async def test_a_guest_makes_no_decks(guest: Any) -> None:
    assert (await guest.post("/v1/decks", json={"title": "Mine"})).status_code == 403


async def test_an_unlisted_deck_is_found_by_id_alone(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, title="Hidden", visibility="unlisted")
    assert (await guest.get(f"/v1/decks/{deck['id']}")).status_code == 200
    listed = await guest.get("/v1/decks", params={"workspace_id": owner.workspace_id})
    assert listed.json()["items"] == []


async def test_a_teacher_reads_answers_but_writes_no_decks(service: Any, owner: Any) -> None:
    workspace = await make_workspace(owner)
    teacher = await join(service, owner, workspace, "teacher")
    deck = await make_deck(owner, workspace_id=workspace)
    seen = (await teacher.get(f"/v1/decks/{deck['id']}")).json()
    assert (seen["may_edit"], seen["may_read_answers"]) == (False, True)
    reply = await teacher.patch(f"/v1/decks/{deck['id']}", json={"title": "Mine"})
    assert reply.status_code == 403
    wanted = {"title": "Mine", "workspace_id": workspace}
    assert (await teacher.post("/v1/decks", json=wanted)).status_code == 403


async def test_a_deck_cannot_be_made_in_somebody_elses_workspace(service: Any, owner: Any) -> None:
    stranger = await service.account()
    wanted = {"title": "Yours", "workspace_id": owner.workspace_id}
    assert (await stranger.post("/v1/decks", json=wanted)).status_code == 404


async def test_a_key_does_what_its_scopes_say(service: Any, owner: Any) -> None:
    deck = await make_deck(owner)
    path = f"/v1/decks/{deck['id']}"
    reader = await service.key(owner, "decks:read")
    assert (await reader.get(path)).json()["may_read_answers"] is True
    assert (await reader.patch(path, json={"title": "X"})).status_code == 403
    student = await service.key(owner, "study")
    assert (await student.get(path)).json()["may_read_answers"] is False


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": " "}, "/title"),
        ({"title": "x" * 301}, "/title"),
        ({"title": None}, "/title"),
        ({"tags": ["ok", ""]}, "/tags/1"),
        ({"tags": ["x"] * 51}, "/tags"),
        ({"language": "not a language"}, "/language"),
        ({"visibility": "secret"}, "/visibility"),
        ({"study_defaults": {"mode": "dream"}}, "/study_defaults/mode"),
        ({"study_defaults": {"formats": []}}, "/study_defaults/formats"),
        ({"study_defaults": {"limit": 0}}, "/study_defaults/limit"),
        ({"study_defaults": {"scheduler": "chance"}}, "/study_defaults/scheduler"),
        (
            {"study_defaults": {"desired_retention": 0.98}},
            "/study_defaults/desired_retention",
        ),
        (
            {"study_defaults": {"maximum_interval_days": 0}},
            "/study_defaults/maximum_interval_days",
        ),
        ({"study_defaults": {"new_per_day": -1}}, "/study_defaults/new_per_day"),
        ({"colour": "blue"}, "/colour"),
        ({"description": "nul \0"}, "/description"),
        ({"parent_id": "root"}, "/parent_id"),
    ],
)
async def test_a_malformed_deck_is_refused_with_its_place(
    owner: Any, fields: dict[str, Any], pointer: str
) -> None:
    reply = await owner.post("/v1/decks", json={"title": "Rivers"} | fields)
    assert pointers(reply) == [pointer]


@pytest.mark.parametrize(
    ("patch", "pointer"),
    [
        ({"title": None}, "/title"),
        ({"title": ""}, "/title"),
        ({"workspace_id": "019ab0c4-3f00-7000-8000-000000000009"}, "/workspace_id"),
        ({"study_defaults": {"order": "random"}}, "/study_defaults/order"),
    ],
)
async def test_a_malformed_patch_is_refused_with_its_place(
    owner: Any, patch: dict[str, Any], pointer: str
) -> None:
    deck = await make_deck(owner)
    assert pointers(await owner.patch(f"/v1/decks/{deck['id']}", json=patch)) == [pointer]


async def test_the_same_key_makes_one_deck(owner: Any) -> None:
    wanted, header = {"title": f"Once {uuid4().hex}"}, key()
    first = await owner.post("/v1/decks", json=wanted, headers=header)
    second = await owner.post("/v1/decks", json=wanted, headers=header)
    assert second.headers["idempotency-replayed"] == "true"
    assert (second.status_code, second.json()) == (201, first.json())
    assert second.headers["location"] == first.headers["location"]
    found = await owner.get("/v1/decks", params={"q": wanted["title"]})
    assert len(found.json()["items"]) == 1


async def test_the_same_key_with_another_deck_is_refused(owner: Any) -> None:
    header = key()
    await owner.post("/v1/decks", json={"title": "One"}, headers=header)
    reply = await owner.post("/v1/decks", json={"title": "Two"}, headers=header)
    assert (reply.status_code, reply.json()["type"]) == (422, "urn:recite:problem:key-reused")


async def test_a_patch_changes_only_what_it_names(service: Any, owner: Any) -> None:
    deck = await make_deck(
        owner, subtitle="of Europe", tags=["a"], study_defaults={"mode": "test", "limit": 5}
    )
    service.clock.turn(minutes=5)
    patch = {"title": "Streams", "subtitle": None, "study_defaults": {"limit": None}}
    reply = await owner.patch(f"/v1/decks/{deck['id']}", json=patch)
    changed = reply.json()
    assert reply.status_code == 200
    assert (changed["title"], changed["subtitle"], changed["tags"]) == ("Streams", None, ["a"])
    assert (changed["study_defaults"]["mode"], changed["study_defaults"]["limit"]) == ("test", None)
    assert (changed["revision"], changed["updated_at"]) == (2, "2026-03-02T09:05:00Z")


async def test_a_patch_may_be_merge_patch_json(owner: Any) -> None:
    deck = await make_deck(owner)
    headers = {"Content-Type": "application/merge-patch+json"}
    reply = await owner.patch(f"/v1/decks/{deck['id']}", content='{"tags": ["x"]}', headers=headers)
    assert reply.json()["tags"] == ["x"]


async def test_a_patch_that_changes_nothing_leaves_the_revision(owner: Any) -> None:
    deck = await make_deck(owner)
    reply = await owner.patch(f"/v1/decks/{deck['id']}", json={"title": "Rivers"})
    assert reply.json()["revision"] == 1


async def test_a_renamed_deck_is_found_under_its_new_name(owner: Any) -> None:
    deck = await make_deck(owner)
    await owner.patch(f"/v1/decks/{deck['id']}", json={"title": "Streams"})
    found = await owner.get("/v1/decks", params={"q": "streams", "collection": "own"})
    assert [one["id"] for one in found.json()["items"]] == [deck["id"]]


async def test_an_old_tag_changes_nothing(owner: Any) -> None:
    deck = await make_deck(owner)
    path = f"/v1/decks/{deck['id']}"
    tag = (await owner.get(path)).headers["etag"]
    first = await owner.patch(path, json={"title": "One"}, headers={"If-Match": tag})
    assert first.status_code == 200
    second = await owner.patch(path, json={"title": "Two"}, headers={"If-Match": tag})
    assert second.status_code == 412
    assert (await owner.delete(path, headers={"If-Match": tag})).status_code == 412
    assert (await owner.get(path)).json()["title"] == "One"
    tag = first.headers["etag"]
    assert (await owner.delete(path, headers={"If-Match": tag})).status_code == 204


async def test_a_tag_saves_reading_again(owner: Any) -> None:
    path = f"/v1/decks/{(await make_deck(owner))['id']}"
    tag = (await owner.get(path)).headers["etag"]
    reply = await owner.get(path, headers={"If-None-Match": tag})
    assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", tag)


async def test_callers_of_other_rights_have_other_tags(owner: Any, guest: Any) -> None:
    path = f"/v1/decks/{(await make_deck(owner, visibility='public'))['id']}"
    tag = (await owner.get(path)).headers["etag"]
    assert (await guest.get(path, headers={"If-None-Match": tag})).status_code == 200


async def test_a_deleted_deck_is_gone_with_its_cards(owner: Any) -> None:
    deck = await make_deck(owner, BASIC)
    path = f"/v1/decks/{deck['id']}"
    assert (await owner.delete(path)).status_code == 204
    assert (await owner.get(path)).status_code == 404
    assert (await owner.delete(path)).status_code == 404
    assert (await owner.get(f"{path}/cards")).status_code == 404
    assert (await owner.get(f"/v1/cards/{deck['cards'][0]['id']}")).status_code == 404


async def test_a_deck_counts_its_cards(owner: Any) -> None:
    deck = await make_deck(owner, BASIC, TYPED)
    path = f"/v1/decks/{deck['id']}"
    assert (await owner.get(path)).json()["card_count"] == 2
    await owner.delete(f"/v1/cards/{deck['cards'][0]['id']}")
    assert (await owner.get(path)).json()["card_count"] == 1
    assert len(await cards_of(owner, deck["id"])) == 1


async def test_a_language_is_named_by_its_tag(owner: Any) -> None:
    refused = await owner.post("/v1/decks", json={"title": "Rivers", "language": "english"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/language")
