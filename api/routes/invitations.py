"""Invitations: the promise of a role in a workspace to one e-mail address."""

from datetime import timedelta
from uuid import UUID

from fastapi import Response

from api.deps import Conditions, Now, Once, Person, Reading, Writing
from api.listing import Pages
from api.openapi import problems
from api.routes import members
from api.routing import router as strict_router
from api.services import authorizing, inviting
from db import invitations
from db.invitations import InvitationRow
from quiz.access import Scope
from schemas.base import Page
from schemas.invitations import (
    Invitation,
    InvitationAccept,
    InvitationCreate,
    InvitationCreated,
)
from schemas.members import Member

router = strict_router("/v1", "invitations")


@router.get("/workspaces/{workspace_id}/invitations", responses=problems(404))
async def invitations_list(
    workspace_id: UUID, caller: Person, db: Reading, pages: Pages
) -> Page[Invitation]:
    """The invitations into a workspace that you own, accepted and expired ones included."""
    await authorizing.workspace(db, caller, workspace_id, Scope.WORKSPACE_ADMIN)
    page = await invitations.list_of_workspace(db, pages.request, workspace_id=workspace_id)
    return pages.page(page, _shown)


@router.post(
    "/workspaces/{workspace_id}/invitations",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def invitations_create(
    workspace_id: UUID,
    body: InvitationCreate,
    caller: Person,
    db: Writing,
    now: Now,
    response: Response,
) -> InvitationCreated:
    """Invite somebody into a workspace that you own. The token is shown this once.

    The service sends no mail: hand the token over yourself. Only the account with the invited
    address can accept it. Personal workspaces take nobody else (409); neither do members need
    another invitation (409).
    """
    row, token = await inviting.invite(
        db,
        caller,
        body.email,
        body.role,
        workspace_id=workspace_id,
        lifetime=timedelta(days=body.expires_in_days),
        now=now,
    )
    response.headers["Cache-Control"] = "no-store"
    return InvitationCreated(**_shown(row).model_dump(), token=token)


@router.delete(
    "/workspaces/{workspace_id}/invitations/{invitation_id}",
    status_code=204,
    responses=problems(404, 409),
)
async def invitations_delete(
    workspace_id: UUID, invitation_id: UUID, caller: Person, db: Writing, now: Now
) -> None:
    """Take an open invitation back; its token stops counting. An accepted one is a 409."""
    await inviting.withdraw(db, caller, invitation_id, workspace_id=workspace_id, now=now)


@router.post(
    "/invitations/accept",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def invitations_accept(
    body: InvitationAccept, caller: Person, db: Writing, now: Now, tag: Conditions
) -> Member:
    """Become a member. The invited address must be your account's.

    A token that is unknown, used, expired, or meant for another address is a 404 alike; a member
    who accepts again is a 409.
    """
    member, account = await inviting.accept(db, caller, body.token, now=now)
    tag.shows(*members.state(member, account))
    return members.shown(member, account)


def _shown(row: InvitationRow) -> Invitation:
    return Invitation(
        id=row.id,
        workspace_id=row.workspace_id,
        email=row.email,
        role=row.role,
        invited_by=row.invited_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
    )
