"""Members: which account is what in which workspace."""

from uuid import UUID

from api.deps import Conditions, Now, Person, Reading, Writing
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import governing
from db import members, workspaces
from db.accounts import AccountRow
from db.members import MemberRow
from schemas.base import Page
from schemas.members import Member, MemberUpdate

router = strict_router("/v1/workspaces/{workspace_id}/members", "members")


@router.get("", responses=problems(404))
async def members_list(
    workspace_id: UUID, caller: Person, db: Reading, pages: Pages
) -> Page[Member]:
    """The members of a workspace that you belong to, the oldest first."""
    assert caller.account_id is not None
    await workspaces.get(db, workspace_id, account_id=caller.account_id)
    page = await members.list_of_workspace(db, pages.request, workspace_id=workspace_id)
    return pages.page(page, lambda row: shown(*row))


@router.get("/{account_id}", responses={**NOT_MODIFIED, **problems(404)})
async def members_get(
    workspace_id: UUID, account_id: UUID, caller: Person, db: Reading, tag: Conditions
) -> Member:
    """A member of a workspace that you belong to."""
    assert caller.account_id is not None
    await workspaces.get(db, workspace_id, account_id=caller.account_id)
    member, account = await members.get(db, account_id, workspace_id=workspace_id)
    tag.shows(*state(member, account))
    return shown(member, account)


@router.patch("/{account_id}", responses=problems(404, 409, 412, 413, 415))
async def members_update(
    workspace_id: UUID,
    account_id: UUID,
    body: MemberUpdate,
    caller: Person,
    db: Writing,
    now: Now,
    tag: Conditions,
) -> Member:
    """Give a member another role; owners do this. The last owner cannot step down (409)."""
    member, account = await governing.member_to_change(
        db, caller, account_id, workspace_id=workspace_id
    )
    tag.expects(*state(member, account))
    member = await governing.change_role(db, member, body.role, now=now)
    tag.shows(*state(member, account))
    return shown(member, account)


@router.delete("/{account_id}", status_code=204, responses=problems(404, 409, 412))
async def members_delete(
    workspace_id: UUID, account_id: UUID, caller: Person, db: Writing, now: Now, tag: Conditions
) -> None:
    """End a membership: owners remove anybody, and everybody may leave.

    The last owner cannot leave (409).
    """
    member, account = await governing.member_to_change(
        db, caller, account_id, workspace_id=workspace_id, leaves=True
    )
    tag.expects(*state(member, account))
    await governing.remove(db, member, now=now)


def state(member: MemberRow, account: AccountRow) -> tuple[str, UUID, int, str]:
    """What a member's entity tag hangs on."""
    view = f"{member.workspace_id}:{account.revision}"
    return "member", member.account_id, member.revision, view


def shown(member: MemberRow, account: AccountRow) -> Member:
    """The member as the others see them."""
    return Member(
        workspace_id=member.workspace_id,
        account_id=member.account_id,
        name=account.name,
        email=account.email,
        role=member.role,
        created_at=member.created_at,
        updated_at=member.updated_at,
        revision=member.revision,
    )
