"""API keys: secrets of a workspace's own servers."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from quiz.access import KEY_SCOPES, Scope
from schemas.accounts import Name
from schemas.base import LEFT_OUT, Input, Instant, Output, Patch

_GRANTABLE = sorted(scope.value for scope in KEY_SCOPES)


def _each_once(scopes: list[Scope]) -> list[Scope]:
    refused = sorted(scope.value for scope in scopes if scope not in KEY_SCOPES)
    if refused:
        raise ValueError(f"a key cannot have {refused[0]!r}; it takes {', '.join(_GRANTABLE)}")
    return sorted(set(scopes))


def _is_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("an instant is a text of RFC 3339")  # noqa: TRY004 pydantic's own
    return value


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the instant lies outside the years 1 to 9999") from error


Expiry = Annotated[
    AwareDatetime,
    BeforeValidator(_is_text),
    AfterValidator(_in_utc),
    Field(description="RFC 3339, in the future."),
]


class ApiKeyCreate(Input):
    """A key for a server of yours."""

    workspace_id: UUID | None = Field(
        default=None,
        description="Whose key it is. Default: your personal workspace, or the calling key's.",
    )
    name: Name = Field(description="What it is for.", examples=["Moodle, production"])
    scopes: Annotated[list[Scope], AfterValidator(_each_once)] = Field(
        min_length=1,
        max_length=20,
        description=f"Any of {', '.join(_GRANTABLE)}. A key gives no scope that it lacks.",
        examples=[["study", "learners:write"]],
    )
    expires_at: Expiry | None = Field(default=None, description="`null`: the key never expires.")


class ApiKeyUpdate(Patch):
    """What can be changed of a key."""

    name: Name = Field(default=LEFT_OUT, examples=["Moodle, staging"])
    expires_at: Expiry | None = Field(
        default=LEFT_OUT, description="`null`: the key never expires."
    )


class ApiKey(Output):
    """A key without its secret; `hint` is the secret's last four characters.

    `created_by` is the account that made it, `null` when another key did.
    """

    id: UUID
    workspace_id: UUID
    name: str
    hint: str
    scopes: list[Scope]
    created_by: UUID | None
    created_at: Instant
    updated_at: Instant
    expires_at: Instant | None
    revoked_at: Instant | None
    revision: int


class ApiKeyCreated(ApiKey):
    """A new key with its secret, which is shown this once."""

    secret: str = Field(description="Starts with `rk_live_`. Keep it on your server.")
