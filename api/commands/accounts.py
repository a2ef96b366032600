"""`recite account`: people who sign in."""

from datetime import datetime
from typing import Annotated

import typer
from pydantic import TypeAdapter

from api.commands.running import run, settings
from api.services import signing_up
from api.services.signing_up import SignUp
from api.tokens import AccessTokens
from db.accounts import AccountRow
from db.engine import Database
from schemas.accounts import AccountCreate
from schemas.faults import validated

app = typer.Typer(no_args_is_help=True, help="People who sign in.")


@app.command()
def create(
    email: Annotated[str, typer.Option(help="Address to sign in with.")],
    name: Annotated[str, typer.Option(help="Name to show.")],
    password: Annotated[
        str,
        typer.Option(
            prompt=True,
            confirmation_prompt=True,
            hide_input=True,
            envvar="RECITE_PASSWORD",
            help="At least 8 characters; asked for when it is not given.",
        ),
    ],
    timezone: Annotated[str, typer.Option(help="IANA time zone of their study days.")] = "UTC",
) -> None:
    """Make an account with a learner and a workspace of its own."""
    found = settings()
    tokens = AccessTokens(found.key_for("access-token"))
    fields = {"email": email, "name": name, "password": password, "timezone": timezone}

    async def go(database: Database, now: datetime) -> AccountRow:
        wanted: AccountCreate = validated(TypeAdapter(AccountCreate), fields)
        sign_up = SignUp(
            email=wanted.email,
            password=wanted.password.get_secret_value(),
            name=wanted.name,
            timezone=wanted.timezone,
            guest_token=None,
        )
        async with database.writing() as db:
            return await signing_up.sign_up(db, tokens, found.passwords(), sign_up, now=now)

    account = run(go)
    typer.echo(f"Made the account {account.id} for {account.email}.")
