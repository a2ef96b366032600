"""Invitations: the promise of a role in a workspace to one e-mail address."""

from uuid import UUID

from pydantic import Field

from quiz.access import Role
from schemas.accounts import Email
from schemas.base import Input, Instant, Output
from schemas.members import ROLES


class InvitationCreate(Input):
    """Whom to invite, and as what."""

    email: Email = Field(
        description="Only the account with this address can accept.",
        examples=["nadia@school.example"],
    )
    role: Role = Field(description=ROLES, examples=["teacher"])
    expires_in_days: int = Field(default=7, ge=1, le=30, strict=True)


class InvitationAccept(Input):
    """The token that the invited person was handed."""

    token: str = Field(min_length=1, max_length=200, examples=["ri_…"])


class Invitation(Output):
    """An invitation without its token. `invited_by` is an account."""

    id: UUID
    workspace_id: UUID
    email: str
    role: Role
    invited_by: UUID
    created_at: Instant
    expires_at: Instant
    accepted_at: Instant | None


class InvitationCreated(Invitation):
    """A new invitation with its token, which is shown this once."""

    token: str = Field(description="Hand it to the invited person; it counts once.")
