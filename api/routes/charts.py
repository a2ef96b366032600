"""Learners' figures as pictures."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from api import chart_links
from api.charts.looks import LEAST_WIDTH, MOST_WIDTH, WIDTH, Look, Theme
from api.deps import AnyCaller, AppSettings, Conditions, MaybeCaller, Now, Reading
from api.etags import Conditional
from api.openapi import NOT_MODIFIED, OPTIONAL_CREDENTIALS, problems
from api.routes.statistics import By, DeckId, ForecastDays, PastDays
from api.routing import router as strict_router
from api.services import drawing, enrolling, surveying
from db import learners
from db.learners import LearnerRow
from quiz.errors import Unauthenticated
from quiz.periods import Period
from schemas.charts import Chart, ChartName, Charts

router = strict_router("/v1/learners", "learners")

_SVG = "image/svg+xml"
_LONGEST = int(chart_links.LONGEST.total_seconds())
_DRAWN: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The chart; it says in its title and description what it shows.",
        "content": {_SVG: {"schema": {"type": "string"}}},
    },
    **NOT_MODIFIED,
    **problems(404),
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


async def _look(
    theme: Annotated[
        Theme, Query(description="`auto` is light or dark as the viewer prefers.")
    ] = Theme.AUTO,
    width: Annotated[int, Query(ge=LEAST_WIDTH, le=MOST_WIDTH, description="In pixels.")] = WIDTH,
) -> Look:
    return Look(theme, width)


LookWanted = Annotated[Look, Depends(_look)]


async def _shown_learner(
    request: Request,
    learner_id: UUID,
    caller: MaybeCaller,
    db: Reading,
    settings: AppSettings,
    now: Now,
    expires: Annotated[
        int | None, Query(ge=0, le=253_402_300_799, description="Part of a signed address.")
    ] = None,
    signature: Annotated[
        str | None, Query(max_length=64, description="Part of a signed address.")
    ] = None,
) -> LearnerRow:
    """The learner whom the caller may see, or whom a signed address speaks of."""
    if expires is not None and signature is not None:
        query = request.query_params.multi_items()
        chart_links.check(request.url.path, query, key=settings.key_for("charts"), now=now)
        return await learners.get(db, learner_id)
    if caller is None:
        raise Unauthenticated("This needs credentials, or an address from 'GET …/charts'.")
    return await enrolling.learner_to_see(db, caller, learner_id)


Shown = Annotated[LearnerRow, Depends(_shown_learner)]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which charts addresses are asked for, as query parameters."""

    look: Look
    days: int | None
    deck_id: UUID | None

    def of(self, chart: ChartName) -> list[tuple[str, str]]:
        found = [("theme", self.look.theme.value), ("width", str(self.look.width))]
        if self.days is not None and chart is not ChartName.MASTERY:
            found.append(("days", str(self.days)))
        if self.deck_id is not None:
            found.append(("deck_id", str(self.deck_id)))
        return found


@router.get("/{learner_id}/charts", responses=problems(404))
async def learners_list_charts(
    learner_id: UUID,
    caller: AnyCaller,
    db: Reading,
    now: Now,
    settings: AppSettings,
    look: LookWanted,
    response: Response,
    days: Annotated[
        int | None, Query(ge=1, le=365, description="Default: each chart's own.")
    ] = None,
    deck_id: DeckId = None,
    expires_in: Annotated[
        int, Query(ge=60, le=_LONGEST, description="Seconds that the addresses hold.")
    ] = 86_400,
) -> Charts:
    """Addresses of charts for `<img src>`, which sends no credentials: signed for this learner,
    these parameters and a time, at most seven days.

    They cannot be taken back, so let them expire soon, and ask again.
    """
    surveyed = await surveying.survey(db, caller, learner_id, deck_id, now=now)
    expires_at = (now + timedelta(seconds=expires_in)).replace(microsecond=0)
    wanted = _Wanted(look, days, deck_id)
    response.headers["Cache-Control"] = "no-store"
    return Charts(
        learner_id=surveyed.learner.id,
        expires_at=expires_at,
        charts=[
            Chart(
                chart=chart,
                url=chart_links.link(
                    f"/v1/learners/{learner_id}/charts/{chart.value}.svg",
                    wanted.of(chart),
                    key=settings.key_for("charts"),
                    expires_at=expires_at,
                ),
            )
            for chart in ChartName
            if chart is not ChartName.MASTERY or deck_id is not None
        ],
    )


@router.get(
    "/{learner_id}/charts/forecast.svg",
    response_class=Response,
    responses=_DRAWN,
    openapi_extra=OPTIONAL_CREDENTIALS,
)
async def learners_draw_forecast(
    learner: Shown,
    db: Reading,
    now: Now,
    tag: Conditions,
    look: LookWanted,
    days: ForecastDays = 30,
    deck_id: DeckId = None,
) -> Response:
    """The forecast as a picture, with credentials or by an address from `GET …/charts`."""
    return _image(
        tag, learner, await drawing.forecast(db, learner, deck_id, look, days=days, now=now)
    )


@router.get(
    "/{learner_id}/charts/heatmap.svg",
    response_class=Response,
    responses=_DRAWN,
    openapi_extra=OPTIONAL_CREDENTIALS,
)
async def learners_draw_heatmap(
    learner: Shown,
    db: Reading,
    now: Now,
    tag: Conditions,
    look: LookWanted,
    days: PastDays = 365,
    deck_id: DeckId = None,
) -> Response:
    """Answers per study day as a picture, with credentials or by an address from
    `GET …/charts`."""
    return _image(
        tag, learner, await drawing.heatmap(db, learner, deck_id, look, days=days, now=now)
    )


@router.get(
    "/{learner_id}/charts/retention.svg",
    response_class=Response,
    responses=_DRAWN,
    openapi_extra=OPTIONAL_CREDENTIALS,
)
async def learners_draw_retention(
    learner: Shown,
    db: Reading,
    now: Now,
    tag: Conditions,
    look: LookWanted,
    by: By = Period.WEEK,
    days: PastDays = 365,
    deck_id: DeckId = None,
) -> Response:
    """Retention, measured against predicted, as a picture, with credentials or by an address from
    `GET …/charts`."""
    svg = await drawing.remembered(db, learner, deck_id, look, by=by, days=days, now=now)
    return _image(tag, learner, svg)


@router.get(
    "/{learner_id}/charts/mastery.svg",
    response_class=Response,
    responses=_DRAWN,
    openapi_extra=OPTIONAL_CREDENTIALS,
)
async def learners_draw_mastery(
    learner: Shown,
    db: Reading,
    now: Now,
    tag: Conditions,
    look: LookWanted,
    deck_id: Annotated[UUID, Query(description="Which deck.")],
) -> Response:
    """A deck's mastery over time as a picture, with credentials or by an address from
    `GET …/charts`."""
    return _image(tag, learner, await drawing.mastered(db, learner, deck_id, look, now=now))


def _image(tag: Conditional, learner: LearnerRow, svg: str) -> Response:
    tag.response.headers.update(_HEADERS)
    tag.shows("chart", learner.id, 0, view=sha256(svg.encode()).hexdigest())
    return Response(svg, media_type=_SVG, headers=tag.response.headers)
