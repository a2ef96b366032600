"""`recite deck`: load decks from files, list them, write them to files."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from api.commands.running import fail, run
from api.services import exporting, loading
from api.services.importing import Progress
from api.services.loading import Loaded
from db import decks
from db.decks import DeckCollection, DeckFilter, DeckRow
from db.engine import Database
from db.pages import PageRequest
from schemas.imports import ExportFormat

app = typer.Typer(no_args_is_help=True, help="Decks in files, and the public decks of the service.")


@app.command()
def load(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Decks to load; without any, those that come with Recite.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ] = None,
) -> None:
    """Load decks as public decks of the service. Loading again changes only what changed."""

    async def go(database: Database, now: datetime) -> list[Loaded]:
        with _bar() as progress:
            if not files:
                async with database.writing() as db:
                    return await loading.load_fixtures(db, now=now, progress=progress)
            loaded = []
            for path in files:
                async with database.writing() as db:
                    loaded.append(await loading.load_file(db, path, now=now, progress=progress))
            return loaded

    for deck in run(go):
        typer.echo(f"{deck.status.value:<9}  {deck.deck_id}  {deck.card_count:>6}  {deck.title}")


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """A progress bar on standard error, where a person watches."""
    if not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=1, file=sys.stderr, label="Writing cards") as bar:

        async def progress(done: int, total: int | None) -> None:
            bar.length = total or 1
            bar.update(done - bar.pos)

        yield progress


@app.command("list")
def list_decks() -> None:
    """List the public decks of the service: id, number of cards, title."""

    async def go(database: Database, _now: datetime) -> Sequence[DeckRow]:
        found: list[DeckRow] = []
        page = PageRequest(limit=200)
        async with database.reading() as db:
            while True:
                rows = await decks.list_visible(
                    db,
                    page,
                    account_id=None,
                    workspace_id=None,
                    filter=DeckFilter(collection=DeckCollection.PUBLIC),
                )
                found += [deck for deck, _ in rows.rows]
                if rows.next_key is None:
                    return found
                page = PageRequest(limit=200, after=rows.next_key)

    for deck in run(go):
        typer.echo(f"{deck.id}  {deck.card_count:>6}  {deck.title}")


@app.command()
def export(
    deck_id: Annotated[UUID, typer.Argument(help="The deck's id; see 'recite deck list'.")],
    output: Annotated[
        Path | None, typer.Option(help="File to write to; without it, standard output.")
    ] = None,
    format: Annotated[ExportFormat, typer.Option(help="Format to write.")] = (
        ExportFormat.RECITE_JSON
    ),
) -> None:
    """Write any deck of the service to a file."""

    async def go(database: Database, _now: datetime) -> bytes:
        async with database.reading() as db:
            deck = await decks.get_as_operator(db, deck_id)
            document = await exporting.document_of(db, deck)
        return b"".join(exporting.written(document, format.value))

    content = run(go)
    if output is None:
        sys.stdout.buffer.write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        fail(f"the file cannot be written: {error}")
