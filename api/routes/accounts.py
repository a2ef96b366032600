"""Accounts: signing up."""

from api.deps import AppSettings, Conditions, Now, OnceForAnyone, Writing
from api.openapi import OPTIONAL_CREDENTIALS, problems
from api.routing import router as strict_router
from api.services import signing_up
from api.services.signing_up import SignUp
from api.tokens import AccessTokens
from db.accounts import AccountRow
from schemas.accounts import Account, AccountCreate

router = strict_router("/v1/accounts", "accounts")


@router.post(
    "",
    status_code=201,
    dependencies=[OnceForAnyone],
    responses=problems(409, 413, 415),
    openapi_extra=OPTIONAL_CREDENTIALS,
)
async def accounts_create(
    body: AccountCreate, db: Writing, settings: AppSettings, now: Now, tag: Conditions
) -> Account:
    """Sign up. You get a learner and a personal workspace of your own; sign in for tokens.

    With `guest_token` the account keeps the guest's learner and everything it studied; the guest's
    refresh token ends, so that whoever else holds it gets nothing of the account. An address that
    is taken is a 409; so is a guest who has signed up already.
    """
    row = await signing_up.sign_up(
        db,
        AccessTokens(settings.key_for("access-token")),
        settings.passwords(),
        SignUp(
            email=body.email,
            password=body.password.get_secret_value(),
            name=body.name,
            timezone=body.timezone,
            guest_token=body.guest_token,
        ),
        now=now,
    )
    tag.shows("account", row.id, row.revision)
    return shown(row)


def shown(row: AccountRow) -> Account:
    """The account as its own person sees it."""
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        learner_id=row.learner_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        revision=row.revision,
    )
