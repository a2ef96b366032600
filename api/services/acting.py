"""Decides whom a caller studies as."""

from dataclasses import replace
from uuid import UUID

from db import learners
from db.engine import Database
from db.learners import LearnerRow
from quiz.access import Caller, CallerKind
from quiz.errors import Fault, Invalid, NotFound

HEADER = "Recite-Learner"
_EXTERNAL = "external:"


async def as_learner(database: Database, caller: Caller, named: str | None) -> Caller:
    """The caller, with the learner they study as.

    An API key names one of its workspace's managed learners, by id or as `external:<id>`;
    everybody else studies as themselves. Raises `Invalid` when the header is missing, senseless
    or not theirs to send, `NotFound` for a learner of another workspace.
    """
    if caller.kind is not CallerKind.API_KEY:
        if named is not None:
            raise _faulty(f"Only API keys send {HEADER}; you study as yourself.")
        return caller
    if named is None:
        raise _faulty(f"An API key names the learner it acts for in the header {HEADER}.")
    assert caller.workspace_id is not None
    async with database.reading() as db:
        if named.startswith(_EXTERNAL):
            external_id = named.removeprefix(_EXTERNAL)
            row = await learners.find_external(db, external_id, workspace_id=caller.workspace_id)
            if row is None:
                raise NotFound(f"There is no learner with the external id {external_id!r}.")
        else:
            row = await learners.get_managed(db, _id(named), workspace_id=caller.workspace_id)
    return replace(caller, learner_id=row.id)


def in_place_of(caller: Caller, learner: LearnerRow) -> Caller:
    """Whoever sees what the learner sees: the caller who is that learner, or, where staff speak for
    one, a caller of the workspace who has no more rights than the learner."""
    if caller.learner_id == learner.id:
        return caller
    return Caller(
        kind=CallerKind.LEARNER_TOKEN,
        scopes=frozenset(),
        learner_id=learner.id,
        workspace_id=learner.workspace_id,
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise _faulty(
            f"{HEADER} takes a learner's id or 'external:' and an external id."
        ) from error


def _faulty(rule: str) -> Invalid:
    return Invalid(rule, [Fault(f"header:{HEADER}", rule)])
