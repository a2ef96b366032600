"""The service with one thing broken: commits do not wait for the disk."""

from typing import Any

from db import engine

create_async_engine = engine.create_async_engine


def create_forgetful(url: Any, **options: Any) -> Any:
    """An engine whose PostgreSQL sessions do not wait for the write-ahead log."""
    settings = options["connect_args"].get("server_settings")
    if settings is not None:
        settings["synchronous_commit"] = "off"
    return create_async_engine(url, **options)


engine.PRAGMAS["synchronous"] = 1  # NORMAL: the log is synced at checkpoints only.
engine.create_async_engine = create_forgetful

if __name__ == "__main__":
    from api.cli import app

    app()
