"""How well learners know their decks, today and over time."""

from typing import Any

from studying import make_deck
from test_due import CARDS, asked, study
from test_due import pupil as pupil


async def mastery(learner: Any, deck: Any) -> Any:
    return await asked(learner, f"decks/{deck['id']}/mastery")


async def test_a_deck_never_begun_is_not_known_at_all(owner: Any, guest: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    told = await mastery(guest, deck)
    assert (told["percent"], told["cards"], told["seen"], told["points"]) == (0, 5, 0, [])
    assert told["formula"] == "memory-ladder/1"
    assert (await asked(guest, "mastery"))["items"] == []


async def test_mastery_rises_with_answers_and_is_told_week_by_week(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(pupil, deck, "oslo", "oslo", confidence=5)
    first = await mastery(pupil, deck)
    assert (first["seen"], first["folded_cards"]) == (2, 2)
    assert [point["on"] for point in first["points"]] == ["2026-03-02"]
    assert first["points"][-1]["percent"] == first["percent"] > 20
    service.clock.turn(days=14)
    await study(pupil, deck, "oslo", "oslo", "oslo", confidence=5)
    told = await mastery(pupil, deck)
    assert [point["on"] for point in told["points"]] == ["2026-03-02", "2026-03-09", "2026-03-16"]
    assert told["points"][0]["percent"] == first["percent"]
    assert told["points"][1]["percent"] < first["percent"] < told["percent"]
    assert told["points"][2]["percent"] == told["percent"]


async def test_the_last_point_is_what_is_known_today_also_after_flying_west(
    service: Any, owner: Any, pupil: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    learner = f"/v1/learners/{pupil.learner_id}"
    await owner.patch(learner, json={"timezone": "Pacific/Kiritimati"})
    await study(pupil, deck, "oslo", "oslo", confidence=5)
    service.clock.turn(minutes=1)
    await owner.patch(learner, json={"timezone": "Pacific/Pago_Pago"})
    told = await mastery(pupil, deck)
    assert told["percent"] > 20
    assert told["points"] == [{"on": "2026-03-01", "percent": told["percent"]}]


async def test_deleted_cards_count_for_nothing(owner: Any, pupil: Any) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(pupil, deck, "oslo", "oslo", confidence=5)
    before = (await mastery(pupil, deck))["percent"]
    await owner.delete(f"/v1/cards/{deck['card_ids'][4]}")
    told = await mastery(pupil, deck)
    assert (told["cards"], told["seen"]) == (4, 2)
    assert told["percent"] > before
    await owner.delete(f"/v1/cards/{deck['card_ids'][0]}")
    told = await mastery(pupil, deck)
    assert (told["cards"], told["seen"], told["folded_cards"]) == (3, 1, 1)


async def test_decks_are_listed_page_by_page_and_only_those_in_sight(
    owner: Any, guest: Any
) -> None:
    decks = [await make_deck(owner, *CARDS) for _ in range(3)]
    for deck in decks:
        await study(guest, deck, "oslo")
    begun = {deck["id"] for deck in decks}
    first = await asked(guest, "mastery", limit=2)
    rest = await asked(guest, "mastery", limit=2, cursor=first["next_cursor"])
    told = [item["deck_id"] for item in first["items"] + rest["items"]]
    assert (set(told), len(told), rest["next_cursor"]) == (begun, 3, None)
    await owner.patch(f"/v1/decks/{decks[0]['id']}", json={"visibility": "private"})
    assert len((await asked(guest, "mastery"))["items"]) == 2
    path = f"/v1/learners/{guest.learner_id}/decks/{decks[0]['id']}/mastery"
    assert (await guest.get(path)).status_code == 404


async def test_only_the_learner_and_their_staff_are_told(
    service: Any, owner: Any, pupil: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    await study(pupil, deck, "oslo")
    for what in ("mastery", f"decks/{deck['id']}/mastery"):
        path = f"/v1/learners/{pupil.learner_id}/{what}"
        assert (await service.anonymous.get(path)).status_code == 401
        assert (await guest.get(path)).status_code == 404
        assert (await owner.get(path)).json() == (await pupil.get(path)).json()
        assert (await owner.get(path, params={"deck": "x"})).status_code == 422
    nowhere = f"/v1/learners/{pupil.learner_id}/decks/x/mastery"
    assert (await owner.get(nowhere)).status_code == 422
