"""Every table, gathered so that the metadata is whole."""

from db import (
    accounts,
    answers,
    api_keys,
    cards,
    decks,
    events,
    idempotency_keys,
    invitations,
    learners,
    marks,
    members,
    memories,
    operations,
    reviews,
    sessions,
    sign_ins,
    workspaces,
)
from db.base import metadata

__all__ = [
    "accounts",
    "answers",
    "api_keys",
    "cards",
    "decks",
    "events",
    "idempotency_keys",
    "invitations",
    "learners",
    "marks",
    "members",
    "memories",
    "metadata",
    "operations",
    "reviews",
    "sessions",
    "sign_ins",
    "workspaces",
]
