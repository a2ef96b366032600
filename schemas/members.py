"""Members: which account is what in which workspace."""

from uuid import UUID

from pydantic import Field

from quiz.access import Role
from schemas.base import LEFT_OUT, Instant, Output, Patch

ROLES = (
    "`owner`: everything. `editor`: decks. `teacher`: reads decks, reads and writes learners. "
    "All of them study."
)


class MemberUpdate(Patch):
    """What an owner may change of a member."""

    role: Role = Field(default=LEFT_OUT, description=ROLES)


class Member(Output):
    """An account's role in a workspace."""

    workspace_id: UUID
    account_id: UUID
    name: str
    email: str
    role: Role
    created_at: Instant
    updated_at: Instant
    revision: int
