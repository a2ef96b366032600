"""The service with one thing broken: a reading of SQLite's never ends, so that the write-ahead log
can never be brought home."""

import os
import sqlite3

_path = os.environ["RECITE_DATABASE_URL"].partition("///")[2]
_reading = sqlite3.connect(_path, isolation_level=None, check_same_thread=False)
_reading.execute("BEGIN")
_reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()

if __name__ == "__main__":
    from api.cli import app

    app()
