"""The service with one thing broken: on the way down, how long answers took is forgotten."""

from sqlalchemy import text

from db import migrating
from db.engine import Database

downgrade = migrating.downgrade


async def downgrade_forgetfully(database: Database, revision: str) -> None:
    """Go down, and forget."""
    await downgrade(database, revision)
    async with database.writing() as db:
        await db.execute(text("UPDATE answers SET took_ms = NULL"))


migrating.downgrade = downgrade_forgetfully

if __name__ == "__main__":
    from api.cli import app

    app()
