"""Who is calling."""

from uuid import UUID

from quiz.access import CallerKind, Scope
from schemas.accounts import Account
from schemas.base import Output


class Me(Output):
    """The caller as the service sees them.

    `learner_id` is whom they study as (a key names one in each request), `workspace_id` the one
    workspace that a key or a learner token belongs to.
    """

    kind: CallerKind
    scopes: list[Scope]
    account: Account | None
    learner_id: UUID | None
    workspace_id: UUID | None
    api_key_id: UUID | None
