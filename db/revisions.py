"""Which revision the tables are at and which this code needs; `migrating` brings them there."""

from sqlalchemy import inspect, text

from db.engine import Database

HEAD = "20261127_count_from_indexes"
"""The newest migration."""


async def current(database: Database) -> str | None:
    """The revision that the database is at; `None` when it is empty."""
    async with database.reading() as session:
        connection = await session.connection()
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        found = await connection.execute(text("SELECT version_num FROM alembic_version"))
        return found.scalar_one_or_none()
