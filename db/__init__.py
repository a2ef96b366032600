"""Rows, queries and their mapping to the domain, on SQLite and Postgres."""
