"""Health and metrics, for whoever runs the service."""

from hmac import compare_digest

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api import version
from api.deps import AppSettings, Db
from api.openapi import problems
from api.routing import router as strict_router
from api.settings import Environment
from db import engine, replicas, revisions
from quiz.errors import NotFound, Unauthenticated, Unavailable
from schemas.health import Liveness, Readiness

router = strict_router("", "health")


@router.get("/health/live")
async def health_live() -> Liveness:
    """Whether the process answers. Restart it when this fails."""
    return Liveness(status="live")


@router.get("/health/ready")
async def health_ready(request: Request, database: Db, settings: AppSettings) -> Readiness:
    """Whether requests can be served. Send no traffic while this answers 503.

    A service on a read replica is not ready while that is too far behind its primary.
    """
    if getattr(request.state, "is_leaving", False):
        raise Unavailable("This process is about to stop.")
    await engine.check(database)
    await replicas.check(database, most_seconds=settings.max_replica_lag_seconds)
    at = await revisions.current(database)
    if at != request.app.state.migration_head:
        raise Unavailable(
            f"The tables are at migration {at!r}, this code needs "
            f"{request.app.state.migration_head!r}; run 'recite migrate'."
        )
    return Readiness(
        status="ready",
        database="sqlite" if database.is_sqlite else "postgresql",
        migration=at,
        expected_migration=request.app.state.migration_head,
        version=version.VERSION,
    )


@router.get(
    "/metrics",
    response_class=Response,
    responses=problems(401, 404)
    | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics_show(request: Request, settings: AppSettings) -> Response:
    """Prometheus metrics. In production they need the token of `RECITE_METRICS_TOKEN`."""
    token = settings.metrics_token.get_secret_value()
    if not token and settings.environment is Environment.PRODUCTION:
        raise NotFound("Metrics are switched off; set RECITE_METRICS_TOKEN to switch them on.")
    given = request.headers.get("authorization", "")
    if token and not compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Unauthenticated("Metrics need 'Authorization: Bearer' and the metrics token.")
    text = generate_latest(request.app.state.metrics_registry())
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})
