"""Health, metrics, and what every response carries."""

from typing import Any

import httpx


async def test_the_process_says_that_it_lives(service: Any) -> None:
    reply = await service.anonymous.get("/health/live")
    assert (reply.status_code, reply.json()) == (200, {"status": "live"})


async def test_a_migrated_service_is_ready(service: Any) -> None:
    reply = await service.anonymous.get("/health/ready")
    assert reply.status_code == 200
    assert reply.json()["migration"] == reply.json()["expected_migration"]


async def test_a_service_on_older_tables_is_not_ready(service: Any) -> None:
    known = service.app.state.migration_head
    service.app.state.migration_head = "20991231_newer"
    reply = await service.anonymous.get("/health/ready")
    service.app.state.migration_head = known
    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "1"
    assert reply.json()["type"] == "urn:recite:problem:unavailable"


async def test_metrics_count_requests_by_route(service: Any) -> None:
    await service.anonymous.get("/health/live")
    text = (await service.anonymous.get("/metrics")).text
    assert 'recite_requests_total{method="GET",route="health_live",status="200"}' in text


async def test_a_wrong_method_names_the_right_ones(service: Any) -> None:
    reply = await service.anonymous.delete("/health/live")
    assert (reply.status_code, reply.headers["allow"]) == (405, "GET")
    assert reply.headers["content-type"] == "application/problem+json"


async def test_an_unknown_path_is_a_problem(service: Any) -> None:
    reply = await service.anonymous.get("/v1/nothing")
    assert (reply.status_code, reply.json()["type"]) == (404, "urn:recite:problem:not-found")


async def test_an_unknown_query_parameter_is_refused(service: Any) -> None:
    reply = await service.anonymous.get("/health/live?verbose=1")
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == "query:verbose"


async def test_a_request_id_is_given_back(service: Any) -> None:
    reply = await service.anonymous.get("/v1/nothing", headers={"X-Request-Id": "client-made-1"})
    assert reply.headers["x-request-id"] == reply.json()["request_id"] == "client-made-1"


async def test_a_senseless_request_id_is_replaced(service: Any) -> None:
    reply = await service.anonymous.get("/v1/nothing", headers={"X-Request-Id": "a b\tc"})
    assert len(reply.headers["x-request-id"]) == 36


async def test_a_guest_gets_tokens(service: Any) -> None:
    reply = await service.anonymous.post("/v1/auth/guest")
    assert reply.status_code == 200
    assert reply.headers["cache-control"] == "no-store"
    assert reply.json()["token_type"] == "bearer"


async def test_a_process_that_is_about_to_stop_is_not_ready(service: Any) -> None:
    async def leaving(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["is_leaving"] = True
        await service.app(scope, receive, send)

    transport = httpx.ASGITransport(leaving)
    async with httpx.AsyncClient(transport=transport, base_url="http://recite.test") as client:
        reply = await client.get("/health/ready")
        assert reply.status_code == 503
        assert reply.headers["retry-after"]
        assert (await client.get("/health/live")).status_code == 200
