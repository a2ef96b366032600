"""Signing in and out: the OAuth2 grants of this service."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Form, Response
from pydantic import AfterValidator

from api.deps import AppSettings, Db, Now, Writing
from api.openapi import problems
from api.routing import router as strict_router
from api.services import signing_in
from api.services.signing_in import Granted, Lifetimes
from api.settings import Settings
from api.tokens import AccessTokens
from quiz.errors import InvalidGrant
from schemas.problems import TokenProblem
from schemas.tokens import Token

router = strict_router("/v1/auth", "auth")

MAX_TOKEN_LENGTH = 4_000
_TOKEN_PROBLEM: dict[int | str, dict[str, Any]] = {
    400: {"model": TokenProblem, "description": "The grant is not valid (RFC 6749, section 5.2)."}
}


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("text must not hold NUL characters")
    return text


Text = AfterValidator(_storable)
GrantType = Annotated[
    str,
    Form(max_length=100, description="`password` or `refresh_token`.", examples=["password"]),
]
Username = Annotated[str, Form(max_length=254, description="The e-mail address."), Text]
Password = Annotated[
    str, Form(max_length=128, description="The password.", json_schema_extra={"format": "password"})
]
RefreshToken = Annotated[str, Form(max_length=MAX_TOKEN_LENGTH, description="For its grant.")]
GuestToken = Annotated[
    str | None,
    Form(
        max_length=MAX_TOKEN_LENGTH,
        description="A guest's access token: what they studied becomes the account's learner's.",
    ),
]
TokenText = Annotated[
    str, Form(max_length=MAX_TOKEN_LENGTH, description="A refresh token or an access token.")
]
TokenTypeHint = Annotated[str | None, Form(max_length=100, description="Not needed (RFC 7009).")]


@router.post("/token", responses={**_TOKEN_PROBLEM, **problems(413, 415)})
async def auth_token(
    database: Db,
    settings: AppSettings,
    now: Now,
    response: Response,
    grant_type: GrantType,
    username: Username = "",
    password: Password = "",
    refresh_token: RefreshToken = "",
    guest_token: GuestToken = None,
) -> Token:
    """Sign in (OAuth 2.0, RFC 6749): the grants `password` and `refresh_token`, as a form.

    A refresh token counts once. One that is sent again, even at the same moment, revokes every
    token of its sign-in: sign in again. With `guest_token` the password grant merges what a guest
    studied into the account's learner, and the guest is gone. Parameters that are not listed are
    ignored, as the standard wants.
    """
    response.headers["Cache-Control"] = "no-store"
    tokens, lifetimes = _tokens(settings), _lifetimes(settings)
    match grant_type:
        case "password":
            granted = await signing_in.with_password(
                database,
                tokens,
                lifetimes,
                settings.passwords(),
                email=_given(username, "username"),
                password=_given(password, "password"),
                guest_token=guest_token,
                now=now,
            )
        case "refresh_token":
            token = _given(refresh_token, "refresh_token")
            granted = await signing_in.with_refresh_token(
                database, tokens, lifetimes, token, now=now
            )
        case _:
            raise _unsupported(grant_type)
    return _shown(granted)


@router.post("/revoke", response_class=Response, responses=problems(413, 415))
async def auth_revoke(
    db: Writing,
    settings: AppSettings,
    now: Now,
    token: TokenText,
    token_type_hint: TokenTypeHint = None,  # noqa: ARG001 the standard's, and not needed
) -> Response:
    """Sign out (RFC 7009): revoke the sign-in that a refresh token or an access token belongs to.

    Always 200, also for a token that is unknown. Refresh tokens stop counting at once; access
    tokens count until they expire, a few minutes later.
    """
    await signing_in.sign_out(db, _tokens(settings), token, now=now)
    return Response(headers={"Cache-Control": "no-store"})


@router.post("/guest")
async def auth_guest(db: Writing, settings: AppSettings, now: Now, response: Response) -> Token:
    """Make a guest: a learner without an account, who can study public decks at once.

    Sign up with the guest's access token as `guest_token` to keep their progress.
    """
    response.headers["Cache-Control"] = "no-store"
    granted = await signing_in.as_guest(db, _tokens(settings), _lifetimes(settings), now=now)
    return _shown(granted)


def _unsupported(grant_type: str) -> InvalidGrant:
    rule = f"The grant type {grant_type!r} is not supported; use 'password' or 'refresh_token'."
    return InvalidGrant(rule, "unsupported_grant_type")


def _given(text: str, name: str) -> str:
    if not text:
        raise InvalidGrant(f"The parameter {name!r} is missing.", "invalid_request")
    return text


def _tokens(settings: Settings) -> AccessTokens:
    return AccessTokens(settings.key_for("access-token"))


def _lifetimes(settings: Settings) -> Lifetimes:
    return Lifetimes(
        access=timedelta(minutes=settings.access_token_minutes),
        refresh=timedelta(days=settings.refresh_token_days),
    )


def _shown(granted: Granted) -> Token:
    return Token(
        access_token=granted.access_token,
        token_type="bearer",  # noqa: S106 the token's type, not a password
        expires_in=granted.expires_in_seconds,
        refresh_token=granted.refresh_token,
        scope=" ".join(sorted(granted.caller.scopes)),
        learner_id=granted.caller.studies_as,
        account_id=granted.caller.account_id,
    )
