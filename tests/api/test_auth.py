"""Signing in, refreshing and signing out; and tokens that must not count."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

VECTORS = json.loads(Path("fixtures/vectors/tokens.json").read_text())
PASSWORD = "correct horse battery"


async def sign_in(service: Any, email: str, **fields: str) -> Any:
    form = {"grant_type": "password", "username": email, "password": PASSWORD, **fields}
    return await service.anonymous.post("/v1/auth/token", data=form)


async def refresh(service: Any, token: str) -> Any:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await service.anonymous.post("/v1/auth/token", data=form)


def error_of(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]


async def test_a_password_gives_tokens_that_nobody_may_cache(service: Any, owner: Any) -> None:
    reply = await sign_in(service, owner.email)
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert reply.json()["account_id"] == owner.account_id
    assert reply.json()["learner_id"] == owner.learner_id
    assert reply.json()["expires_in"] == 900


async def test_the_address_is_taken_in_any_case(service: Any, owner: Any) -> None:
    assert (await sign_in(service, owner.email.upper())).status_code == 200


async def test_a_wrong_password_and_an_unknown_address_read_the_same(
    service: Any, owner: Any
) -> None:
    wrong = await sign_in(service, owner.email, password="wrong horse battery")
    unknown = await sign_in(service, "nobody@school.example")
    assert error_of(wrong) == error_of(unknown) == (400, "invalid_grant")
    assert wrong.json()["error_description"] == unknown.json()["error_description"]
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "invalid_request"),
        ({"grant_type": "password", "username": "a@b.example"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "rr_unknown"}, "invalid_grant"),
        ({"grant_type": "password", "username": "a\0", "password": "x"}, "invalid_request"),
        ({"grant_type": "password", "username": "a" * 300, "password": "x"}, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "x" * 200}, "invalid_request"),
        (
            {"grant_type": "password", "username": "a", "password": "x", "guest_token": "y"},
            "invalid_request",
        ),
    ],
)
async def test_a_senseless_token_request_says_why(
    service: Any, form: dict[str, str], error: str
) -> None:
    assert error_of(await service.anonymous.post("/v1/auth/token", data=form)) == (400, error)


async def test_parameters_that_are_unknown_are_ignored(service: Any, owner: Any) -> None:
    assert (await sign_in(service, owner.email, client_id="an-app")).status_code == 200


async def test_the_token_endpoint_takes_forms_only(service: Any) -> None:
    reply = await service.anonymous.post("/v1/auth/token", json={"grant_type": "password"})
    assert reply.status_code == 415


async def test_a_refresh_token_gives_the_next_pair(service: Any, owner: Any) -> None:
    granted = (await refresh(service, owner.refresh_token)).json()
    assert granted["account_id"] == owner.account_id
    assert granted["refresh_token"] != owner.refresh_token
    assert (await service.client(granted["access_token"]).get("/v1/me")).status_code == 200


async def test_a_guest_refreshes_too(service: Any, guest: Any) -> None:
    granted = (await refresh(service, guest.refresh_token)).json()
    assert (granted["account_id"], granted["learner_id"]) == (None, guest.learner_id)


async def test_reuse_of_a_refresh_token_kills_its_family(service: Any, owner: Any) -> None:
    newest = (await refresh(service, owner.refresh_token)).json()["refresh_token"]
    assert error_of(await refresh(service, owner.refresh_token)) == (400, "invalid_grant")
    assert error_of(await refresh(service, newest)) == (400, "invalid_grant")


async def test_reuse_leaves_other_sign_ins_alone(service: Any, owner: Any) -> None:
    other = (await sign_in(service, owner.email)).json()["refresh_token"]
    await refresh(service, owner.refresh_token)
    await refresh(service, owner.refresh_token)
    assert (await refresh(service, other)).status_code == 200


async def test_a_refresh_token_expires(service: Any, owner: Any) -> None:
    service.clock.turn(days=30)
    assert error_of(await refresh(service, owner.refresh_token)) == (400, "invalid_grant")


async def test_of_twenty_refreshes_with_one_token_one_wins(service: Any, owner: Any) -> None:
    replies = await asyncio.gather(*(refresh(service, owner.refresh_token) for _ in range(20)))
    assert sorted(reply.status_code for reply in replies) == [200] + [400] * 19


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
async def test_revoking_either_token_ends_the_sign_in(service: Any, owner: Any, kind: str) -> None:
    granted = (await sign_in(service, owner.email)).json()
    form = {"token": granted[kind], "token_type_hint": kind}
    reply = await service.anonymous.post("/v1/auth/revoke", data=form)
    assert (reply.status_code, reply.content) == (200, b"")
    assert error_of(await refresh(service, granted["refresh_token"])) == (400, "invalid_grant")
    assert (await refresh(service, owner.refresh_token)).status_code == 200


@pytest.mark.parametrize("token", ["", "rr_unknown", "a.b.c", "x\0y", "rk_live_nothing"])
async def test_revoking_an_unknown_token_changes_nothing(service: Any, token: str) -> None:
    reply = await service.anonymous.post("/v1/auth/revoke", data={"token": token})
    assert reply.status_code == (422 if token == "" else 200)


async def test_an_access_token_expires(service: Any, owner: Any) -> None:
    service.clock.turn(minutes=15)
    reply = await owner.get("/v1/me")
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")


async def test_the_genuine_token_of_the_vectors_counts(service: Any) -> None:
    reply = await service.client(VECTORS["genuine"]).get("/v1/me")
    assert (reply.status_code, reply.json()["kind"]) == (200, "guest")


@pytest.mark.parametrize("forged", VECTORS["forged"], ids=lambda forged: forged["note"])
async def test_a_forged_token_counts_for_nothing(service: Any, forged: dict[str, str]) -> None:
    reply = await service.client(forged["token"]).get("/v1/me")
    assert (reply.status_code, reply.headers.get("www-authenticate")) == (401, "Bearer")


@pytest.mark.parametrize("header", ["", "Bearer", "Basic dTpw", "Token x", "bearer  "])
async def test_other_authorization_is_refused(service: Any, header: str) -> None:
    reply = await service.anonymous.get("/v1/me", headers={"Authorization": header})
    assert reply.status_code == 401
