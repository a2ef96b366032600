"""The application: routers, middleware, and what they share."""

import gc
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import iter_route_contexts
from fastapi_offline import FastAPIOffline
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.routing import compile_path

from api import errors, logs, openapi
from api.arriving import ArrivingMiddleware
from api.clients.choosing import chosen
from api.clock import clock_now
from api.ids import new_id
from api.observing import Metrics, ObservedProposer, ObservingMiddleware
from api.routes import (
    accounts,
    answering,
    answers,
    api_keys,
    auth,
    calibration,
    card_previews,
    cards,
    changes,
    charts,
    deck_settings,
    decks,
    fits,
    health,
    imports,
    invitations,
    items,
    learners,
    mastery,
    me,
    members,
    memories,
    operations,
    regrades,
    reschedules,
    reviews,
    sessions,
    statistics,
    workspaces,
)
from api.services.answering import Answering
from api.settings import Settings, load
from api.version import VERSION
from db import engine, revisions
from db.group_commits import AnswerWriter
from db.group_reads import SituationReader

ROUTERS: tuple[APIRouter, ...] = (
    answering.router,
    sessions.router,
    answers.router,
    health.router,
    accounts.router,
    auth.router,
    me.router,
    workspaces.router,
    members.router,
    invitations.router,
    api_keys.router,
    learners.router,
    calibration.router,
    deck_settings.router,
    reschedules.router,
    fits.router,
    statistics.router,
    mastery.router,
    charts.router,
    decks.router,
    items.router,
    card_previews.router,
    cards.router,
    imports.router,
    memories.router,
    changes.router,
    reviews.router,
    regrades.router,
    operations.router,
)
"""What is asked most often stands first: a request is held against one router after the other."""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application under these settings (default: those of the environment)."""
    settings = settings or load()
    logs.configure(settings)
    app = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        title="Recite",
        version=VERSION,
        summary="An open quiz API",
        description=openapi.DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=_lifespan,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        responses=openapi.COMMON_PROBLEMS,
    )
    metrics = Metrics()
    _share(app, settings, metrics)
    for router in ROUTERS:
        app.include_router(router)
    app.state.methods_of = _methods_by_path(app)
    errors.install(app)
    openapi.install(app)
    if settings.cors_origins:
        _allow_origins(app, settings.cors_origins)
    app.add_middleware(ArrivingMiddleware, seconds=settings.arrival_seconds)
    app.add_middleware(ObservingMiddleware, settings=settings, metrics=metrics)
    return app


def _share(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Keep with the application what its routes and its lifespan use."""
    app.state.settings = settings
    app.state.database = engine.connect(
        settings.database_url, pool_size=settings.database_pool_size
    )
    proposer = chosen(settings)
    app.state.answering = Answering(
        app.state.database,
        SituationReader(app.state.database),
        AnswerWriter(app.state.database),
        ObservedProposer(proposer, metrics) if proposer else None,
    )
    app.state.migration_head = revisions.HEAD
    app.state.metrics_registry = lambda: _registry(metrics)
    app.state.clock = clock_now
    app.state.new_request_id = lambda: str(new_id(clock_now()))


def _allow_origins(app: FastAPI, origins: Sequence[str]) -> None:
    """Let pages of these origins call the service from a browser."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Recite-Learner",
            "X-Request-Id",
        ],
        expose_headers=["ETag", "Location", "Idempotency-Replayed", "X-Request-Id"],
        max_age=600,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Check the database's settings at the start; at the end, write the answers that wait, and give
    all connections back."""
    await engine.check(app.state.database)
    gc.collect()
    gc.freeze()  # What is loaded by now stays; the collector need not look at it again.
    yield
    try:
        await app.state.answering.close()
    finally:
        await app.state.database.dispose()


def _registry(metrics: Metrics) -> CollectorRegistry:
    """This process's measurements, or those of all processes when there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return metrics.registry
    merged = CollectorRegistry()
    MultiProcessCollector(merged)  # type: ignore[no-untyped-call]  # the library is untyped here
    return merged


def _methods_by_path(app: FastAPI) -> Callable[[str], list[str]]:
    """A function from a path to the methods that some route takes there."""
    table = [
        (compile_path(context.path)[0], context.methods or set())
        for context in iter_route_contexts(app.routes)
        if context.path is not None
    ]

    def methods_of(path: str) -> list[str]:
        found = (methods for pattern, methods in table if pattern.match(path))
        return sorted({method for methods in found for method in methods})

    return methods_of
