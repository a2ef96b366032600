"""Cards that ask for numbers, gaps, pairs and orders: sent, changed, found, refused."""

from typing import Any

import pytest
from writing import (
    CARDS,
    CLOZE,
    MATCHING,
    NUMERIC,
    ORDERING,
    TYPED,
    cards_of,
    change,
    make_deck,
    only_card,
    pointers,
)

PAIRS: Any = MATCHING["pairs"]


async def test_what_a_typed_card_leaves_out_is_lenient(owner: Any) -> None:
    card = await only_card(owner, TYPED)
    told = {"case_sensitive": False, "diacritics": "lenient"}
    told |= {"tolerance": None, "relative_tolerance": None, "unit": None}
    assert {name: card[name] for name in told} == told


async def test_pairs_and_items_come_as_html_too(owner: Any) -> None:
    pairs = [{"left": "*Don*", "right": "Azov"}, {"left": "Oder", "right": "<b>"}]
    card = await only_card(owner, MATCHING | {"pairs": pairs})
    assert card["pairs"][0]["left_html"] == "<p><em>Don</em></p>\n"
    assert card["pairs"][1]["right_html"] == "<p>&lt;b&gt;</p>\n"
    ordering = await only_card(owner, ORDERING | {"items": ["*Don*", "Oder"]})
    assert ordering["items_html"] == ["<p><em>Don</em></p>\n", "<p>Oder</p>\n"]


async def test_gaps_stand_in_the_html_as_they_are_written(owner: Any) -> None:
    card = await only_card(owner, CLOZE | {"prompt": "**{{2}}** {{1}}"})
    assert card["prompt_html"] == "<p><strong>{{2}}</strong> {{1}}</p>\n"


async def test_a_policy_is_changed_field_by_field(owner: Any) -> None:
    card = await only_card(owner, TYPED | {"tolerance": 1, "unit": "km"})
    changed = await change(owner, card, diacritics="ignore", tolerance=None, relative_tolerance=0.1)
    told = ("case_sensitive", "diacritics", "tolerance", "relative_tolerance", "unit", "version")
    assert [changed[name] for name in told] == [False, "ignore", None, 0.1, "km", 2]


@pytest.mark.parametrize(
    ("card", "patch"),
    [
        (NUMERIC, {"value": "1924-01-21", "unit": None}),
        (NUMERIC, {"tolerance": None, "relative_tolerance": 0.5}),
        (CLOZE, {"prompt": "{{1}} and {{2}}", "case_sensitive": True}),
        (MATCHING, {"distractors": []}),
        (ORDERING, {"items": ["Lena", "Don"]}),
    ],
)
async def test_a_patch_makes_a_new_version(
    owner: Any, card: dict[str, Any], patch: dict[str, Any]
) -> None:
    changed = await change(owner, await only_card(owner, card), **patch)
    assert changed["version"] == 2
    assert {name: changed[name] for name in patch} == patch
    versions = (await owner.get(f"/v1/cards/{changed['id']}/versions")).json()["items"]
    assert [version["kind"] for version in versions] == [card["kind"]] * 2


async def test_a_patch_replaces_the_gaps(owner: Any) -> None:
    gaps = [{"accepted": ["Oder"], "hint": "A *river*"}]
    changed = await change(owner, await only_card(owner, CLOZE), prompt="{{1}}", gaps=gaps)
    assert changed["version"] == 2
    html = "<p>A <em>river</em></p>\n"
    assert changed["gaps"] == [{"accepted": ["Oder"], "hint": "A *river*", "hint_html": html}]


async def test_a_patch_that_says_the_same_changes_nothing(owner: Any) -> None:
    for sent in (NUMERIC, CLOZE, MATCHING, ORDERING):
        card = await only_card(owner, sent)
        assert await change(owner, card, **sent) == card


async def test_fields_of_another_kind_are_refused(owner: Any) -> None:
    card = await only_card(owner, NUMERIC)
    reply = await owner.patch(f"/v1/cards/{card['id']}", json={"gaps": CLOZE["gaps"]})
    assert pointers(reply) == ["/gaps"]


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (TYPED | {"diacritics": "none"}, ["/diacritics"]),
        (TYPED | {"tolerance": -1}, ["/tolerance"]),
        (TYPED | {"tolerance": 1, "relative_tolerance": 1}, ["/relative_tolerance"]),
        (TYPED | {"policy": {}}, ["/policy"]),
        (NUMERIC | {"value": "1,500"}, ["/value"]),
        (NUMERIC | {"value": 742}, ["/value"]),
        (NUMERIC | {"value": "1" * 101}, ["/value"]),
        (NUMERIC | {"value": "1924-01-21"}, ["/unit"]),
        (NUMERIC | {"unit": ""}, ["/unit"]),
        (NUMERIC | {"diacritics": "strict"}, ["/diacritics"]),
        (CLOZE | {"gaps": []}, ["/gaps"]),
        (CLOZE | {"gaps": [{"accepted": []}, {"accepted": ["a"]}]}, ["/gaps/0/accepted"]),
        (CLOZE | {"gaps": [{"accepted": ["a"], "chars": 1}]}, ["/gaps/0/chars"]),
        (CLOZE | {"prompt": "No gap {{1}}"}, ["/prompt"]),
        (CLOZE | {"prompt": "{{1}} {{2}} {{2}} {{3}}"}, ["/prompt", "/prompt"]),
        (MATCHING | {"pairs": PAIRS[:1]}, ["/pairs"]),
        (MATCHING | {"pairs": PAIRS * 11}, ["/pairs"]),
        (MATCHING | {"pairs": [PAIRS[0], PAIRS[0]]}, ["/pairs/1/left", "/pairs"]),
        (MATCHING | {"pairs": [{"left": "a"}, PAIRS[0]]}, ["/pairs/0/right"]),
        (MATCHING | {"distractors": ["Baltic"]}, ["/distractors/0"]),
        (MATCHING | {"distractors": list("abcdefg")}, ["/distractors"]),
        (ORDERING | {"items": ["a"]}, ["/items"]),
        (ORDERING | {"items": ["a", "a"]}, ["/items"]),
        (ORDERING | {"items": ["a", ""]}, ["/items/1"]),
        (ORDERING | {"items": ["a", "b" * 501]}, ["/items/1"]),
    ],
)
async def test_a_malformed_card_is_refused_with_its_places(
    owner: Any, card: dict[str, Any], expected: list[str]
) -> None:
    deck = await make_deck(owner)
    assert pointers(await owner.post(f"/v1/decks/{deck['id']}/cards", json=card)) == expected


async def test_a_batch_takes_every_kind(owner: Any) -> None:
    deck = await make_deck(owner)
    items = [{"op": "create", "card": card} for card in (*CARDS, ORDERING | {"items": ["a", "a"]})]
    reply = await owner.post(f"/v1/decks/{deck['id']}/cards/batch", json={"items": items})
    results = reply.json()["results"]
    assert [result["status"] for result in results] == ["created"] * len(CARDS) + ["failed"]
    assert [fault["pointer"] for fault in results[-1]["problem"]["errors"]] == [
        "/items/8/card/items"
    ]


@pytest.mark.parametrize("kind", ["numeric", "cloze", "matching", "ordering"])
async def test_cards_are_found_by_their_kind(owner: Any, kind: str) -> None:
    deck = await make_deck(owner, *CARDS)
    assert [card["kind"] for card in await cards_of(owner, deck["id"], kind=kind)] == [kind]
