"""Charts by address: with credentials, or signed for an image that sends none."""

from typing import Any
from xml.etree import ElementTree

import pytest
from studying import make_deck
from test_due import CARDS, asked, study
from test_due import pupil as pupil

SVG = "{http://www.w3.org/2000/svg}"


async def links(learner: Any, **query: Any) -> dict[str, str]:
    told = await asked(learner, "charts", **query)
    return {chart["chart"]: chart["url"] for chart in told["charts"]}


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
async def test_every_chart_is_drawn_by_its_address_alone(
    service: Any, owner: Any, pupil: Any, theme: str
) -> None:
    deck = await make_deck(owner, *CARDS, title="Seas & <b>rivers</b>")
    await study(pupil, deck, "oslo", "wrong", confidence=5)
    found = await links(pupil, deck_id=deck["id"], theme=theme, width=400)
    assert list(found) == ["forecast", "heatmap", "retention", "mastery"]
    for url in found.values():
        drawn = await service.anonymous.get(url)
        assert drawn.status_code == 200, drawn.text
        root = ElementTree.fromstring(drawn.text)
        assert (root.tag, root.attrib["width"]) == (f"{SVG}svg", "400")
        assert "Seas & <b>rivers</b>" in str(root.findtext(f"{SVG}title"))


async def test_a_chart_is_sent_as_a_picture_that_can_do_nothing(owner: Any, guest: Any) -> None:
    drawn = await guest.get(f"/v1/learners/{guest.learner_id}/charts/heatmap.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["x-content-type-options"] == "nosniff"
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert drawn.headers["content-security-policy"] == policy
    assert drawn.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": drawn.headers["etag"]}
    path = f"/v1/learners/{guest.learner_id}/charts/heatmap.svg"
    assert (await guest.get(path, headers=known)).status_code == 304
    deck = await make_deck(owner, *CARDS)
    await study(guest, deck, "oslo")
    assert (await guest.get(path, headers=known)).status_code == 200


async def test_a_chart_that_is_still_the_same_keeps_what_lets_other_sites_show_it(
    owner: Any, guest: Any
) -> None:
    path = f"/v1/learners/{guest.learner_id}/charts/heatmap.svg"
    drawn = await guest.get(path)
    again = await guest.get(path, headers={"If-None-Match": drawn.headers["etag"]})
    assert (drawn.status_code, again.status_code) == (200, 304)
    # What a 304 says replaces what the caller has kept (RFC 9111, section 4.3.4).
    for name in ("cross-origin-resource-policy", "content-security-policy", "cache-control"):
        assert again.headers[name] == drawn.headers[name]
    assert again.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_without_a_deck_there_is_no_mastery_to_draw(guest: Any) -> None:
    assert "mastery" not in await links(guest)
    refused = await guest.get(f"/v1/learners/{guest.learner_id}/charts/mastery.svg")
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("width=720", "width=721"),
        ("width=720&", ""),
        ("heatmap.svg", "forecast.svg"),
        ("expires=", "expires=1"),
        ("signature=", "signature=A"),
        ("signature=", "by=week&signature="),
    ],
)
async def test_an_address_that_was_changed_draws_nothing(
    service: Any, guest: Any, old: str, new: str
) -> None:
    url = (await links(guest))["heatmap"]
    assert (await service.anonymous.get(url)).status_code == 200
    assert old in url
    refused = await service.anonymous.get(url.replace(old, new))
    assert refused.status_code in (401, 422), refused.text
    assert refused.headers["content-type"] == "application/problem+json"


async def test_an_address_is_good_for_one_learner_and_for_a_time(service: Any, guest: Any) -> None:
    url = (await links(guest, expires_in=60))["heatmap"]
    other = await service.guest()
    moved = url.replace(guest.learner_id, other.learner_id)
    assert (await service.anonymous.get(moved)).status_code == 401
    assert (await other.get(moved)).status_code == 401
    service.clock.turn(seconds=59)
    assert (await service.anonymous.get(url)).status_code == 200
    service.clock.turn(seconds=1)
    assert (await service.anonymous.get(url)).status_code == 401


async def test_an_address_shows_no_deck_that_went_out_of_sight(
    service: Any, owner: Any, guest: Any
) -> None:
    deck = await make_deck(owner, *CARDS)
    url = (await links(guest, deck_id=deck["id"]))["forecast"]
    await owner.patch(f"/v1/decks/{deck['id']}", json={"visibility": "private"})
    assert (await service.anonymous.get(url)).status_code == 404


@pytest.mark.parametrize("chart", ["forecast", "heatmap", "retention"])
async def test_only_the_learner_and_their_staff_see_charts(
    service: Any, owner: Any, pupil: Any, guest: Any, chart: str
) -> None:
    path = f"/v1/learners/{pupil.learner_id}/charts/{chart}.svg"
    assert (await service.anonymous.get(path)).status_code == 401
    assert (await service.anonymous.get(path, params={"expires": "9"})).status_code == 401
    assert (await guest.get(path)).status_code == 404
    assert (await owner.get(path)).content == (await pupil.get(path)).content
    for wrong in ({"width": "100"}, {"theme": "red"}, {"days": "0"}, {"other": "1"}):
        assert (await owner.get(path, params=wrong)).status_code == 422


@pytest.mark.parametrize("seconds", ["59", "604801", "x"])
async def test_addresses_hold_for_a_minute_to_a_week(guest: Any, seconds: str) -> None:
    path = f"/v1/learners/{guest.learner_id}/charts"
    assert (await guest.get(path, params={"expires_in": seconds})).status_code == 422
