"""Quiz sessions: start one, get its questions, end it, see the results."""

from typing import Annotated
from uuid import UUID

from fastapi import Body, Query, Response

from api.deps import Conditions, Db, Now, Once, Reading, Student, Writing
from api.listing import Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import asking, finishing, packing, starting
from api.showing import show_next, show_packed, show_session
from api.showing_answers import show_results
from db import sessions
from quiz.session.sessions import Mode
from schemas import progress as progress_schemas
from schemas import questions as question_schemas
from schemas.base import Page
from schemas.packs import PackedQuestion
from schemas.sessions import (
    NextQuestion,
    Session,
    SessionCreate,
    SessionResults,
    UndoCreate,
    Undone,
)

router = strict_router("/v1/sessions", "sessions")


@router.post("", status_code=201, dependencies=[Once], responses=problems(404, 409, 413, 415))
async def sessions_start(
    body: SessionCreate,
    caller: Student,
    database: Db,
    db: Writing,
    now: Now,
    tag: Conditions,
    response: Response,
) -> Session:
    """Start a session over decks, cards or tags. Its first question waits at `…/next`.

    In a test the cards are fixed as they are now; in other modes a card is asked as it stands
    when its turn comes. Cards that cannot be asked in the allowed formats are left out. An
    `offline` session has all of its questions in a pack, at `…/pack`.
    """
    row = await starting.start(database, db, caller, body, now=now)
    shown = show_session(row, now)
    tag.shows("session", row.id, row.revision, view=_view(shown))
    response.headers["Location"] = f"/v1/sessions/{row.id}"
    return shown


@router.get("")
async def sessions_list(
    caller: Student,
    db: Reading,
    now: Now,
    pages: Pages,
    mode: Annotated[Mode | None, Query(description="Only sessions of this mode.")] = None,
) -> Page[Session]:
    """The learner's sessions, the newest first."""
    rows = await sessions.list_of_learner(
        db, pages.request, learner_id=caller.studies_as, mode=mode
    )
    return pages.page(rows, lambda row: show_session(row, now))


@router.get("/{session_id}", responses=NOT_MODIFIED | problems(404))
async def sessions_get(
    session_id: UUID, caller: Student, db: Reading, now: Now, tag: Conditions
) -> Session:
    """One session of the learner's."""
    row = await sessions.get(db, session_id, learner_id=caller.studies_as)
    shown = show_session(row, now)
    tag.shows("session", row.id, row.revision, view=_view(shown))
    return shown


@router.get("/{session_id}/next", responses=problems(404))
async def sessions_next(session_id: UUID, caller: Student, db: Reading, now: Now) -> NextQuestion:
    """The pending question: the same one until it is answered."""
    row, question = await asking.next_question(
        db, session_id, learner_id=caller.studies_as, now=now
    )
    return show_next(row, question, now)


@router.get("/{session_id}/pack", responses=problems(404, 409))
async def sessions_pack(
    session_id: UUID, caller: Student, db: Reading, pages: Pages
) -> Page[PackedQuestion]:
    """The questions of an offline session with their answers, to take along. They stay as they are
    whatever becomes of the cards. Takes the right to read answers, still."""
    row, found = await packing.show(db, caller, session_id, pages.request)
    return pages.page(found, lambda packed: show_packed(row, *packed))


@router.post("/{session_id}/reveal", responses=problems(404, 409))
async def sessions_reveal(session_id: UUID, caller: Student, db: Writing, now: Now) -> NextQuestion:
    """Show the answer side of the pending flip card, to compare and then rate oneself."""
    row, question = await asking.reveal(db, session_id, learner_id=caller.studies_as, now=now)
    return show_next(row, question, now)


@router.post("/{session_id}/undo", responses=problems(404, 409, 413, 415))
async def sessions_undo(
    session_id: UUID,
    caller: Student,
    db: Writing,
    now: Now,
    body: Annotated[UndoCreate | None, Body()] = None,
) -> Undone:
    """Take back the last answer. Its question waits again, under a new id.

    In a test an answer whose solution was seen stays.
    """
    undone = await finishing.undo(
        db,
        session_id,
        learner_id=caller.studies_as,
        answer_id=body.answer_id if body else None,
        now=now,
    )
    return Undone(
        voided_answer_id=undone.voided_answer_id,
        question=question_schemas.show(undone.question, undone.pending, session_id=session_id),
        progress=progress_schemas.show(undone.progress),
    )


@router.post("/{session_id}/finish", responses=problems(404))
async def sessions_finish(
    session_id: UUID, caller: Student, db: Writing, now: Now, tag: Conditions
) -> Session:
    """End the session. Deferred feedback is told from then on; ending it again changes nothing."""
    row = await finishing.finish(db, session_id, learner_id=caller.studies_as, now=now)
    shown = show_session(row, now)
    tag.shows("session", row.id, row.revision, view=_view(shown))
    return shown


@router.get("/{session_id}/results", responses=problems(404))
async def sessions_results(
    session_id: UUID, caller: Student, db: Reading, now: Now
) -> SessionResults:
    """Totals and every answered question, with what may be seen now.

    While a deferred session is open, grades and answer sides are hidden. Questions that were
    never answered never show theirs.
    """
    row, answered, marks = await finishing.results(db, session_id, learner_id=caller.studies_as)
    return show_results(row, answered, marks, now)


def _view(shown: Session) -> str:
    """What tells two looks at a session apart: ids are unique per learner, and time can end it.

    The service's clock is not part of it.
    """
    return f"{shown.learner_id}:{shown.status}"
