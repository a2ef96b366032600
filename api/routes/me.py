"""Who is calling."""

from uuid import UUID

from api.deps import AnyCaller, Conditions, Now, Person, Reading, Writing
from api.openapi import NOT_MODIFIED, problems
from api.routes import accounts as account_routes
from api.routing import router as strict_router
from db import accounts
from db.accounts import AccountRow
from quiz.access import Caller
from schemas.accounts import AccountUpdate
from schemas.me import Me

router = strict_router("/v1/me", "me")


@router.get("", responses={**NOT_MODIFIED, **problems(404)})
async def me_get(caller: AnyCaller, db: Reading, tag: Conditions) -> Me:
    """Who you are to the service, whatever credentials you show."""
    account = None
    if caller.account_id is not None:
        account = await accounts.get(db, caller.account_id)
    tag.shows(*_state(caller, account))
    return _shown(caller, account)


@router.patch("", responses=problems(404, 409, 412, 413, 415))
async def me_update(
    body: AccountUpdate, caller: Person, db: Writing, now: Now, tag: Conditions
) -> Me:
    """Change your account."""
    assert caller.account_id is not None
    account = await accounts.lock(db, caller.account_id)
    tag.expects(*_state(caller, account))
    account = await accounts.change(db, account, body.model_dump(exclude_unset=True), now=now)
    tag.shows(*_state(caller, account))
    return _shown(caller, account)


def _state(caller: Caller, account: AccountRow | None) -> tuple[str, UUID, int, str]:
    """What the entity tag hangs on."""
    identity = caller.writes_as or caller.learner_id
    assert identity is not None
    view = " ".join((caller.subject, *sorted(caller.scopes)))
    return "caller", identity, account.revision if account else 1, view


def _shown(caller: Caller, account: AccountRow | None) -> Me:
    return Me(
        kind=caller.kind,
        scopes=sorted(caller.scopes),
        account=account_routes.shown(account) if account else None,
        learner_id=caller.learner_id,
        workspace_id=caller.workspace_id,
        api_key_id=caller.api_key_id,
    )
