"""What every route keeps to, seen in what it depends on."""

from collections.abc import Iterator
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts

from api import deps


def calls_of(dependant: Any) -> Iterator[Any]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from calls_of(dependency)


def test_a_route_with_an_idempotency_key_holds_one_connection(sqlite_app: Any) -> None:
    once = {deps.Once.dependency, deps.OnceForAnyone.dependency}
    held = {
        context.name: set(calls_of(context.original_route.dependant))
        for context in iter_route_contexts(sqlite_app.routes)
        if isinstance(context.original_route, APIRoute)
    }
    keyed = {name for name, calls in held.items() if calls & once}
    assert len(keyed) > 10
    assert {name for name in keyed if deps._reading in held[name]} == set()
