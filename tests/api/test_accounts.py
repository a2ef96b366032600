"""Signing up."""

import asyncio
from typing import Any

import pytest


def form(**fields: Any) -> dict[str, Any]:
    email = "mina@school.example"
    return {"email": email, "password": "correct horse battery", "name": "Mina"} | fields


def token_of(client: Any) -> str:
    return client.headers["authorization"].removeprefix("Bearer ")


async def test_signing_up_makes_an_account_a_learner_and_a_workspace(
    service: Any,
) -> None:
    email = f"Mina-{id(service)}@School.Example"
    reply = await service.anonymous.post("/v1/accounts", json=form(email=email))
    assert reply.status_code == 201
    assert reply.headers["etag"]
    assert (reply.json()["email"], reply.json()["name"]) == (email.lower(), "Mina")
    assert set(reply.json()) == {
        "id", "email", "name", "learner_id", "created_at", "updated_at", "revision",
    }  # fmt: skip


async def test_a_new_account_owns_one_personal_workspace(owner: Any) -> None:
    workspaces = (await owner.get("/v1/workspaces")).json()["items"]
    assert [(w["kind"], w["role"]) for w in workspaces] == [("personal", "owner")]


async def test_an_address_is_taken_once_in_any_case(service: Any, owner: Any) -> None:
    reply = await service.anonymous.post("/v1/accounts", json=form(email=owner.email.upper()))
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:already-exists")


async def test_of_five_who_want_one_address_at_once_one_gets_it(service: Any) -> None:
    body = form(email=f"race-{id(service)}@school.example")
    replies = await asyncio.gather(
        *(service.anonymous.post("/v1/accounts", json=body) for _ in range(5))
    )
    assert sorted(reply.status_code for reply in replies) == [201] + [409] * 4


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"email": "no address"}, "/email"),
        ({"email": f"{'a' * 60}@{'b' * 250}.example"}, "/email"),
        ({"email": None}, "/email"),
        ({"password": "seven c"}, "/password"),
        ({"password": "x" * 129}, "/password"),
        ({"password": " " * 12}, "/password"),
        ({"password": "mina@school.example"}, ""),
        ({"name": "   "}, "/name"),
        ({"name": "x" * 201}, "/name"),
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"guest_token": "no.such.token"}, "/guest_token"),
        ({"is_admin": True}, "/is_admin"),
    ],
)
async def test_a_senseless_sign_up_points_at_the_field(
    service: Any, fields: dict[str, Any], pointer: str
) -> None:
    reply = await service.anonymous.post("/v1/accounts", json=form(**fields))
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_a_refused_password_is_not_repeated(service: Any) -> None:
    reply = await service.anonymous.post("/v1/accounts", json=form(password="secret7"))
    assert "secret7" not in reply.text


async def test_a_guest_keeps_the_learner(service: Any, guest: Any) -> None:
    account = await service.account(guest_token=token_of(guest), timezone="Europe/Oslo")
    assert account.learner_id == guest.learner_id
    learner = (await account.get(f"/v1/learners/{guest.learner_id}")).json()
    assert (learner["kind"], learner["timezone"]) == ("own", "Europe/Oslo")


async def test_a_guests_refresh_token_gives_nothing_of_the_account(
    service: Any, guest: Any
) -> None:
    await service.account(guest_token=token_of(guest))
    refresh = {"grant_type": "refresh_token", "refresh_token": guest.refresh_token}
    refused = await service.anonymous.post("/v1/auth/token", data=refresh)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_a_guest_signs_up_once(service: Any, guest: Any) -> None:
    await service.account(guest_token=token_of(guest))
    body = form(email=f"again-{id(service)}@school.example", guest_token=token_of(guest))
    reply = await service.anonymous.post("/v1/accounts", json=body)
    assert (reply.status_code, reply.json()["type"]) == (409, "urn:recite:problem:conflict")
    assert "no guest any more" in reply.json()["detail"]


async def test_an_accounts_token_is_no_guests(service: Any, owner: Any) -> None:
    reply = await service.anonymous.post("/v1/accounts", json=form(guest_token=token_of(owner)))
    assert reply.status_code == 422


async def test_the_same_key_and_body_sign_up_once(service: Any) -> None:
    body = form(email=f"once-{id(service)}@school.example")
    key = {"Idempotency-Key": f"sign-up-{id(service)}"}
    first = await service.anonymous.post("/v1/accounts", json=body, headers=key)
    second = await service.anonymous.post("/v1/accounts", json=body, headers=key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second.headers["idempotency-replayed"] == "true"
    other = await service.anonymous.post("/v1/accounts", json=body | {"name": "N"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:recite:problem:key-reused")
