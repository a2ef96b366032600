"""Runs the service with its HTTP application wrapped into another one."""

from collections.abc import Callable

from starlette.types import ASGIApp


def run(wrap: Callable[[ASGIApp], ASGIApp]) -> None:
    """The command line, where `serve` serves what `wrap` makes of the application."""
    from api import main
    from api.cli import app

    create_app = main.create_app
    main.create_app = lambda: wrap(create_app())  # type: ignore[assignment, return-value, misc]
    app()
