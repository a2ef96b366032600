"""Signing in and out: the OAuth2 grants of this service."""

from datetime import timedelta

from fastapi import Response

from api.deps import AppSettings, Now, Writing
from api.routing import router as strict_router
from api.services import signing_in
from api.services.signing_in import Granted, Lifetimes
from api.settings import Settings
from api.tokens import AccessTokens
from schemas.tokens import Token

router = strict_router("/v1/auth", "auth")


@router.post("/guest")
async def auth_guest(db: Writing, settings: AppSettings, now: Now, response: Response) -> Token:
    """Make a guest: a learner without an account, who can study public decks at once.

    Sign up with the guest's access token as `guest_token` to keep their progress.
    """
    response.headers["Cache-Control"] = "no-store"
    granted = await signing_in.as_guest(db, _tokens(settings), _lifetimes(settings), now=now)
    return _shown(granted)


def _tokens(settings: Settings) -> AccessTokens:
    return AccessTokens(settings.key_for("access-token"))


def _lifetimes(settings: Settings) -> Lifetimes:
    return Lifetimes(
        access=timedelta(minutes=settings.access_token_minutes),
        refresh=timedelta(days=settings.refresh_token_days),
    )


def _shown(granted: Granted) -> Token:
    assert granted.caller.learner_id is not None
    return Token(
        access_token=granted.access_token,
        token_type="bearer",  # noqa: S106 the token's type, not a password
        expires_in=granted.expires_in_seconds,
        refresh_token=granted.refresh_token,
        scope=" ".join(sorted(granted.caller.scopes)),
        learner_id=granted.caller.learner_id,
        account_id=granted.caller.account_id,
    )
