"""API keys: secrets of a workspace's own servers."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from api.deps import Admin, Conditions, Now, Once, Reading, Writing
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import authorizing, issuing
from api.services.issuing import KeyWanted
from db import api_keys
from db.api_keys import ApiKeyRow
from quiz.access import Scope
from schemas.api_keys import ApiKey, ApiKeyCreate, ApiKeyCreated, ApiKeyUpdate
from schemas.base import Page

router = strict_router("/v1/api-keys", "api keys")

WorkspaceId = Annotated[
    UUID | None,
    Query(description="Whose keys. Default: your personal workspace, or the calling key's own."),
]


@router.get("", responses=problems(404))
async def api_keys_list(
    caller: Admin, db: Reading, pages: Pages, workspace_id: WorkspaceId = None
) -> Page[ApiKey]:
    """The keys of a workspace that you own, revoked and expired ones included."""
    used = await authorizing.workspace_to_use(db, caller, workspace_id, Scope.WORKSPACE_ADMIN)
    page = await api_keys.list_of_workspace(db, pages.request, workspace_id=used)
    return pages.page(page, _shown)


@router.post("", status_code=201, dependencies=[Once], responses=problems(404, 409, 413, 415))
async def api_keys_create(
    body: ApiKeyCreate,
    caller: Admin,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> ApiKeyCreated:
    """Make a key for a server of yours. The secret is shown this once.

    People need the role owner. A key with `workspace:admin` makes keys for its own workspace,
    with scopes that it has itself and no longer than it lasts itself.
    """
    row, secret = await issuing.issue(
        db,
        caller,
        KeyWanted(
            workspace_id=body.workspace_id,
            name=body.name,
            scopes=body.scopes,
            expires_at=body.expires_at,
        ),
        now=now,
    )
    tag.shows("API key", row.id, row.revision)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = f"/v1/api-keys/{row.id}"
    return ApiKeyCreated(**_shown(row).model_dump(), secret=secret)


@router.get("/{key_id}", responses={**NOT_MODIFIED, **problems(404)})
async def api_keys_get(key_id: UUID, caller: Admin, db: Reading, tag: Conditions) -> ApiKey:
    """A key, without its secret."""
    row = await issuing.key_to_see(db, caller, key_id)
    tag.shows("API key", row.id, row.revision)
    return _shown(row)


@router.patch("/{key_id}", responses=problems(404, 409, 412, 413, 415))
async def api_keys_update(
    key_id: UUID, body: ApiKeyUpdate, caller: Admin, db: Writing, now: Now, tag: Conditions
) -> ApiKey:
    """Change a key's name or expiry. A revoked key cannot be changed (409)."""
    row = await issuing.key_to_change(db, caller, key_id)
    tag.expects("API key", row.id, row.revision)
    changes = body.model_dump(exclude_unset=True)
    row = await issuing.change(db, caller, row, changes, now=now)
    tag.shows("API key", row.id, row.revision)
    return _shown(row)


@router.delete("/{key_id}", status_code=204, responses=problems(404, 409, 412))
async def api_keys_delete(
    key_id: UUID, caller: Admin, db: Writing, now: Now, tag: Conditions
) -> None:
    """Revoke a key for good: it stops counting at once, and stays in the list with `revoked_at`.

    Learner tokens that it made count until they expire. Revoking twice changes nothing.
    """
    row = await issuing.key_to_change(db, caller, key_id)
    tag.expects("API key", row.id, row.revision)
    await issuing.revoke(db, row, now=now)


def _shown(row: ApiKeyRow) -> ApiKey:
    return ApiKey(
        id=row.id,
        workspace_id=row.workspace_id,
        name=row.name,
        hint=row.hint,
        scopes=[Scope(name) for name in row.scopes],
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        revision=row.revision,
    )
