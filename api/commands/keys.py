"""`recite key`: API keys for servers."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from pydantic import TypeAdapter

from api.commands.running import run
from api.services import issuing
from api.services.issuing import KeyWanted
from api.services.signing_in import ACCOUNT_SCOPES
from db import accounts
from db.engine import Database
from quiz.access import KEY_SCOPES, Caller, CallerKind, Scope
from quiz.errors import NotFound
from schemas.api_keys import ApiKeyCreate
from schemas.faults import validated

app = typer.Typer(no_args_is_help=True, help="API keys for servers.")


@app.command()
def create(
    email: Annotated[str, typer.Option(help="Account that owns the workspace.")],
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[
        list[Scope], typer.Option(help=f"Repeatable: {', '.join(sorted(KEY_SCOPES))}.")
    ],
    workspace: Annotated[
        UUID | None, typer.Option(help="Default: the account's personal workspace.")
    ] = None,
    days: Annotated[int | None, typer.Option(help="Days until it expires.", min=1)] = None,
) -> None:
    """Make an API key and print its secret, which is shown this once."""

    async def go(database: Database, now: datetime) -> str:
        async with database.writing() as db:
            account = await accounts.find_by_email(db, email)
            if account is None:
                raise NotFound(f"There is no account for {email!r}.")
            caller = Caller(
                kind=CallerKind.ACCOUNT,
                scopes=ACCOUNT_SCOPES,
                account_id=account.id,
                learner_id=account.learner_id,
            )
            expires_at = now + timedelta(days=days) if days is not None else None
            fields = {
                "workspace_id": workspace,
                "name": name,
                "scopes": scope,
                "expires_at": expires_at,
            }
            sent: ApiKeyCreate = validated(TypeAdapter(ApiKeyCreate), fields)
            wanted = KeyWanted(sent.workspace_id, sent.name, sent.scopes, sent.expires_at)
            _, secret = await issuing.issue(db, caller, wanted, now=now)
            return secret

    typer.echo(run(go))
