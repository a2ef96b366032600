"""Workspaces: the tenants that own decks, API keys and managed learners."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from quiz.access import Role
from schemas.accounts import Name
from schemas.base import LEFT_OUT, Input, Instant, Output, Patch


class WorkspaceKind(StrEnum):
    """A person's own, made when they signed up, or one that several share."""

    PERSONAL = "personal"
    TEAM = "team"


class WorkspaceCreate(Input):
    """A workspace to share."""

    name: Name = Field(examples=["History, class 10b"])


class WorkspaceUpdate(Patch):
    """What an owner may change."""

    name: Name = Field(default=LEFT_OUT, examples=["History, class 10c"])


class Workspace(Output):
    """A tenant. `role` is what you are in it."""

    id: UUID
    kind: WorkspaceKind
    name: str
    role: Role
    created_at: Instant
    updated_at: Instant
    revision: int
