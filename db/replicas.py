"""How far a database that follows another one is behind it."""

from sqlalchemy import text

from db.engine import Database
from quiz.errors import Unavailable

_LAG = text(
    "SELECT CASE"
    " WHEN NOT pg_is_in_recovery() THEN 0"
    " WHEN EXISTS (SELECT 1 FROM pg_stat_wal_receiver)"
    " AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0"
    " ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END"
)
"""A replica that is connected and has applied what it got is not behind. Any other one is as old
as the last change that it applied (PostgreSQL, "Recovery Information Functions")."""


async def lag_seconds(database: Database) -> float:
    """Seconds that a streaming replica may be behind its primary; 0 for any other database, and
    infinite for a replica that has applied nothing yet."""
    if database.is_sqlite:
        return 0.0
    async with database.reading() as db:
        lag = (await db.execute(_LAG)).scalar_one()
    return float("inf") if lag is None else max(0.0, float(lag))


async def check(database: Database, *, most_seconds: float) -> None:
    """Raise `Unavailable` where the database is further behind its primary."""
    lag = await lag_seconds(database)
    if lag > most_seconds:
        raise Unavailable(
            f"This replica is {lag:,.1f} s behind its primary; at most {most_seconds:g} s are "
            "allowed (RECITE_MAX_REPLICA_LAG_SECONDS)."
        )
