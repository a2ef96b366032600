"""The command line's entry. Settings are `RECITE_*` variables; see the README."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvicorn

from api import serving
from api.commands import accounts, backups, decks, grading, keys, scheduling
from api.commands.running import check_database, fail, finish, settings
from db import migrating, revisions
from db.engine import connect

log = structlog.get_logger("recite.serve")

app = typer.Typer(
    no_args_is_help=True,
    help="Recite, an open quiz API. Settings are RECITE_* variables; see the README.",
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(decks.app, name="deck")
app.add_typer(accounts.app, name="account")
app.add_typer(keys.app, name="key")
app.command()(backups.backup)
app.command()(backups.restore)
app.command("move-database")(backups.move_database)
app.command()(grading.grade)
app.command()(scheduling.replay)
app.command()(scheduling.evaluate)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that serve HTTP.", min=1, max=64)] = 1,
    worker: Annotated[
        bool, typer.Option("--worker/--no-worker", help="Also run the worker for long work.")
    ] = True,
) -> None:
    """Serve HTTP, and do long work beside it, until SIGTERM or Ctrl-C."""
    found = settings()
    check_database()
    signal.signal(signal.SIGTERM, _leave)
    config = uvicorn.Config(
        "api.main:create_app",
        factory=True,
        http=serving.PunctualProtocol,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=found.shutdown_seconds,
        timeout_keep_alive=30,
    )
    with _listening(host, port) as listener, _worker_beside(worker), _shared_metrics(workers):
        address = f"http://{host}:{port}"
        typer.echo(f"Recite serves on {address} (docs: {address}/docs)", err=True)
        serving.serve(config, [listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that is bound to the address, so that a taken port is told at once."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        fail(f"cannot listen on {host}:{port}: {error.strerror}; choose another one with --port.")
    listener.set_inheritable(True)
    with listener:
        yield listener


def _leave(_number: int, _frame: object) -> None:
    """Leave as after any other end, so that the worker is stopped too."""
    raise SystemExit(0)


@contextmanager
def _worker_beside(is_wanted: bool) -> Iterator[None]:
    if not is_wanted:
        yield
        return
    leaving = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=[leaving], name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        leaving.set()
        keeper.join()


def _keep_worker(leaving: threading.Event) -> None:
    """Run a worker until `leaving`; one that dies before is started again, once a second at most.

    One that ends well was told to, as by the Ctrl-C that ends the service too.
    """
    process = _start_worker()
    while not leaving.wait(1.0):
        if process is None or process.poll():
            log.warning("worker_died", code=process.returncode if process else None)
            process = _start_worker()
    if process is None:
        return
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()


def _start_worker() -> subprocess.Popen[bytes] | None:
    command = [sys.executable, "-m", "api.cli", "worker", "--parent", str(os.getpid())]
    try:
        return subprocess.Popen(command)  # noqa: S603 the command is our own
    except OSError as error:
        log.warning("worker_not_started", error=str(error))
        return None


@contextmanager
def _shared_metrics(workers: int) -> Iterator[None]:
    """Where several processes serve, let each write its measurements where all can read them."""
    if workers == 1:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="recite-metrics-") as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


@app.command()
def worker(
    parent: Annotated[
        int | None, typer.Option(help="Stop when this is no longer the parent.", hidden=True)
    ] = None,
) -> None:
    """Do long work (imports) and housekeeping, until SIGTERM or Ctrl-C."""
    from api import worker as worker_process  # Takes a while, and no other command needs it.

    finish(worker_process.run(settings(), parent=parent))


@app.command()
def migrate(
    revision: Annotated[str, typer.Argument(help="Revision to go to.")] = "head",
    down: Annotated[bool, typer.Option("--down", help="Go back to the revision.")] = False,
) -> None:
    """Bring the database's tables to a revision; does nothing when they are there."""
    found = settings()

    async def go() -> tuple[str | None, str | None]:
        database = connect(found.database_url, pool_size=2)
        try:
            before = await revisions.current(database)
            if down:
                await migrating.downgrade(database, revision)
            else:
                await migrating.upgrade(database, revision)
            return before, await revisions.current(database)
        finally:
            await database.dispose()

    before, after = finish(go())
    if before == after:
        typer.echo(f"The tables are at {after}.")
    else:
        typer.echo(f"The tables went from {before or 'nothing'} to {after or 'nothing'}.")


@app.command()
def openapi(
    output: Annotated[Path | None, typer.Option(help="File to write to.")] = None,
) -> None:
    """Print the OpenAPI document of this version."""
    from api.main import create_app  # Only this command needs every route.

    document = json.dumps(create_app(settings()).openapi(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(document, nl=False)
    else:
        output.write_text(document)


if __name__ == "__main__":
    app()
