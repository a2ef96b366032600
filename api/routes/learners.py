"""Learners: who studies."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from api.deps import (
    AnyCaller,
    AppSettings,
    Conditions,
    LearnerReader,
    LearnerWriter,
    Now,
    Once,
    Reading,
    Writing,
)
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import authorizing, enrolling, erasing
from api.services.enrolling import TOKEN_SCOPES, LearnerWanted
from api.tokens import AccessTokens
from db import learners
from db.learners import LearnerRow
from quiz.access import Scope
from schemas.base import Page
from schemas.learners import (
    ExternalId,
    Learner,
    LearnerCreate,
    LearnerKind,
    LearnerPut,
    LearnerToken,
    LearnerTokenCreate,
    LearnerUpdate,
)

router = strict_router("/v1/learners", "learners")

WorkspaceId = Annotated[
    UUID | None,
    Query(description="Whose. Default: your personal workspace, or the calling key's own."),
]


@router.get("", responses=problems(404))
async def learners_list(
    caller: LearnerReader, db: Reading, pages: Pages, workspace_id: WorkspaceId = None
) -> Page[Learner]:
    """The learners that a workspace manages, the oldest first. Owners and teachers see them."""
    used = await authorizing.workspace_to_use(db, caller, workspace_id, Scope.LEARNERS_READ)
    page = await learners.list_managed(db, pages.request, workspace_id=used)
    return pages.page(page, _shown)


@router.post("", status_code=201, dependencies=[Once], responses=problems(404, 409, 413, 415))
async def learners_create(
    body: LearnerCreate,
    caller: LearnerWriter,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Learner:
    """Make a learner for your workspace to manage. An external id that is in use is a 409."""
    row = await enrolling.enrol(db, caller, LearnerWanted(**body.model_dump()), now=now)
    tag.shows("learner", row.id, row.revision)
    response.headers["Location"] = f"/v1/learners/{row.id}"
    return _shown(row)


@router.put(
    "/external/{external_id:path}",
    responses={
        201: {"model": Learner, "description": "The learner was made."},
        **problems(404, 409, 412, 413, 415),
    },
)
async def learners_put(
    external_id: Annotated[ExternalId, Path(description="What your own system calls them.")],
    body: LearnerPut,
    caller: LearnerWriter,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
    workspace_id: WorkspaceId = None,
) -> Learner:
    """The learner of this external id: made if there is none yet (201), otherwise as sent (200).

    Send it as often as you like, also at the same moment: there is one learner per external id.
    Fields that are left out keep their values. Percent-encode the id.
    """
    changes = body.model_dump(exclude_unset=True)
    row, is_new = await enrolling.ensure(
        db, caller, external_id, changes, workspace_id=workspace_id, now=now
    )
    if is_new:
        tag.expects_nothing("learner")
    else:
        tag.expects("learner", row.id, row.revision)
    row = await enrolling.change(db, row, changes, now=now)
    tag.shows("learner", row.id, row.revision)
    response.status_code = 201 if is_new else 200
    return _shown(row)


@router.get("/{learner_id}", responses={**NOT_MODIFIED, **problems(404)})
async def learners_get(
    learner_id: UUID, caller: AnyCaller, db: Reading, tag: Conditions
) -> Learner:
    """Your own learner, or one that your workspace manages."""
    row = await enrolling.learner_to_see(db, caller, learner_id)
    tag.shows("learner", row.id, row.revision)
    return _shown(row)


@router.patch("/{learner_id}", responses=problems(404, 409, 412, 413, 415))
async def learners_update(
    learner_id: UUID,
    body: LearnerUpdate,
    caller: AnyCaller,
    db: Writing,
    now: Now,
    tag: Conditions,
) -> Learner:
    """Change your own learner, or one that your workspace manages (`learners:write`).

    A new time zone or rollover counts from now on; what was studied keeps its day. Limits count
    over all decks, beside each deck's own.
    """
    row = await enrolling.learner_to_change(db, caller, learner_id)
    tag.expects("learner", row.id, row.revision)
    row = await enrolling.change(db, row, body.model_dump(exclude_unset=True), now=now)
    tag.shows("learner", row.id, row.revision)
    return _shown(row)


@router.delete("/{learner_id}", status_code=204, responses=problems(404, 409, 412))
async def learners_delete(
    learner_id: UUID, caller: AnyCaller, db: Writing, now: Now, tag: Conditions
) -> None:
    """Erase a managed learner (`learners:write`), or yourself as a guest, for good.

    Sessions, answers and memories go with them. An account's own learner stays (409).
    """
    row = await erasing.learner_to_erase(db, caller, learner_id)
    tag.expects("learner", row.id, row.revision)
    await erasing.erase(db, row, now=now)


@router.post(
    "/{learner_id}/tokens",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def learners_create_token(
    learner_id: UUID,
    body: LearnerTokenCreate,
    caller: LearnerWriter,
    db: Writing,
    settings: AppSettings,
    now: Now,
    response: Response,
) -> LearnerToken:
    """A short-lived token that studies as this one managed learner, for your frontend's browser.

    It cannot be revoked, so keep `expires_in` short and ask for the next one in time.
    """
    lifetime = timedelta(seconds=body.expires_in)
    tokens = AccessTokens(settings.key_for("access-token"))
    token = await enrolling.token_for(db, tokens, caller, learner_id, lifetime=lifetime, now=now)
    response.headers["Cache-Control"] = "no-store"
    return LearnerToken(
        access_token=token,
        token_type="bearer",  # noqa: S106 the token's type, not a password
        expires_in=body.expires_in,
        expires_at=now + lifetime,
        scope=" ".join(sorted(TOKEN_SCOPES)),
        learner_id=learner_id,
    )


def _shown(row: LearnerRow) -> Learner:
    return Learner(
        id=row.id,
        kind=LearnerKind(row.kind),
        workspace_id=row.workspace_id,
        external_id=row.external_id,
        name=row.name,
        timezone=row.timezone,
        day_starts_at=row.day_starts_at,
        new_per_day=row.new_per_day,
        due_per_day=row.due_per_day,
        created_at=row.created_at,
        updated_at=row.updated_at,
        revision=row.revision,
    )
