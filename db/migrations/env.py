"""Alembic's entry: runs migrations over the connection it is handed."""

from typing import Any

from alembic import context

from db.tables import metadata


def _include(item: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    if kind == "index" and context.get_context().dialect.name == "sqlite":
        return not item.dialect_options["postgresql"]["using"]
    return not (kind == "table" and name == "alembic_version")


def run() -> None:
    """Run the migrations that Alembic asked for, each in the connection's transaction."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_object=_include,
    )
    context.run_migrations()


run()
