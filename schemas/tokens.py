"""Tokens: what grants give."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from schemas.base import Output


class Token(Output):
    """An access token, and a refresh token that gives the next pair and then counts no more."""

    access_token: str
    token_type: Literal["bearer"]
    expires_in: int = Field(description="Seconds until the access token expires.")
    refresh_token: str
    scope: str = Field(description="Scopes, parted by spaces.")
    learner_id: UUID
    account_id: UUID | None
