"""Decides what a caller may reach: workspaces by role or key, decks by visibility."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from db import decks, members, workspaces
from db.decks import DeckRow
from quiz.access import Caller, CallerKind, Role, Scope, may
from quiz.errors import Forbidden, NotFound
from quiz.following import Sight


@dataclass(frozen=True, slots=True)
class DeckAccess:
    """A deck that the caller may see, and what else they may do with it.

    `reads_answers` is the right to see answer keys outside a session.
    """

    deck: DeckRow
    reads_answers: bool
    edits: bool


async def workspace(
    db: AsyncSession,
    caller: Caller,
    workspace_id: UUID,
    scope: Scope,
    *,
    unknown: NotFound | None = None,
) -> None:
    """Let through who may do what `scope` covers in the workspace.

    Raises `NotFound` for strangers, `Forbidden` for members whose role does not cover it. What
    strangers are told does not name the workspace when they asked for a thing of it: `unknown`.
    """
    if caller.kind is CallerKind.API_KEY and caller.workspace_id == workspace_id:
        if not caller.has(scope):
            raise Forbidden(f"This API key lacks the scope {scope.value!r}.")
        return
    role = await _role(db, caller, workspace_id)
    if role is None:
        raise unknown or NotFound(f"There is no workspace {str(workspace_id)!r}.")
    if not may(role, scope):
        raise Forbidden(f"As {role.value} of this workspace you may not do this ({scope.value}).")


async def allows(db: AsyncSession, caller: Caller, workspace_id: UUID, scope: Scope) -> bool:
    """Whether the caller may do what `scope` covers in the workspace."""
    try:
        await workspace(db, caller, workspace_id, scope)
    except (NotFound, Forbidden):
        return False
    return True


async def workspace_to_use(
    db: AsyncSession, caller: Caller, named: UUID | None, scope: Scope
) -> UUID:
    """The workspace that is named, or the caller's own: a key's, or an account's personal one.

    Raises like `workspace`; `Forbidden` for callers who have none.
    """
    if named is None:
        if caller.workspace_id is not None:
            named = caller.workspace_id
        elif caller.account_id is not None:
            named = (await workspaces.find_personal(db, account_id=caller.account_id)).id
        else:
            raise Forbidden("Guests have no workspace; sign up to get one.")
    await workspace(db, caller, named, scope)
    return named


async def deck_to_read(db: AsyncSession, caller: Caller, deck_id: UUID) -> DeckAccess:
    """The deck, if the caller may see it. Raises `NotFound`."""
    deck, role = await decks.get(
        db, deck_id, account_id=caller.account_id, workspace_id=caller.workspace_id
    )
    return access_to(caller, deck, role)


async def list_access(
    db: AsyncSession, caller: Caller, deck_ids: Sequence[UUID]
) -> dict[UUID, DeckAccess]:
    """Those of the decks that the caller may see, and what else they may do with each."""
    if not deck_ids:
        return {}
    found = await decks.list_seen(
        db, deck_ids, account_id=caller.account_id, workspace_id=caller.workspace_id
    )
    return {deck_id: access_to(caller, deck, role) for deck_id, (deck, role) in found.items()}


async def check_reads_answers(db: AsyncSession, caller: Caller, deck_ids: Sequence[UUID]) -> None:
    """Raise `Forbidden` unless the caller may see the answers of every one of these decks outside a
    session."""
    found = await list_access(db, caller, deck_ids)
    hidden = [id for id in deck_ids if id not in found or not found[id].reads_answers]
    if hidden:
        raise Forbidden(f"The answers of the deck {str(hidden[0])!r} are not yours to take along.")


def access_to(caller: Caller, deck: DeckRow, role: Role | None) -> DeckAccess:
    """What the caller, of this role in the deck's workspace, may do with a deck they may see."""
    sight = sight_of(
        caller, role, workspace_id=deck.workspace_id, answers_public=deck.answers_public
    )
    return DeckAccess(deck, sight.reads_answers, sight.edits)


def sight_of(
    caller: Caller, role: Role | None, *, workspace_id: UUID, answers_public: bool
) -> Sight:
    """What the caller may do with a deck of this workspace, where they have this role."""
    if caller.kind is CallerKind.API_KEY and caller.workspace_id == workspace_id:
        return Sight(caller.has(Scope.DECKS_READ), caller.has(Scope.DECKS_WRITE))
    is_member = role is not None and caller.kind is CallerKind.ACCOUNT
    return Sight(
        reads_answers=is_member or answers_public,
        edits=is_member and may(role, Scope.DECKS_WRITE),
    )


async def deck_to_edit(db: AsyncSession, caller: Caller, deck_id: UUID) -> DeckAccess:
    """The deck, locked, if the caller may edit it.

    Raises `NotFound`, or `Forbidden` for a deck that they may only see.
    """
    access = await deck_to_read(db, caller, deck_id)
    if not access.edits:
        raise Forbidden(f"You may see the deck {str(deck_id)!r}, but not change it.")
    return replace(access, deck=await decks.lock(db, deck_id))


async def answers_to_read(db: AsyncSession, caller: Caller, deck_id: UUID) -> DeckRow:
    """The deck, if the caller may see its answers outside a session.

    Raises `NotFound`, or `Forbidden` for a deck that they may only study.
    """
    access = await deck_to_read(db, caller, deck_id)
    if not access.reads_answers:
        raise Forbidden(
            f"The answers of the deck {str(deck_id)!r} are shown only in quiz sessions."
        )
    return access.deck


async def _role(db: AsyncSession, caller: Caller, workspace_id: UUID) -> Role | None:
    if caller.kind is not CallerKind.ACCOUNT or caller.account_id is None:
        return None
    return await members.find_role(db, workspace_id=workspace_id, account_id=caller.account_id)
