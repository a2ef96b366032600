"""Answering the pending question of a session: what is asked of the service most."""

from uuid import UUID

from fastapi import Response

from api.deps import Reception, Student
from api.idempotency import tell_replay
from api.openapi import problems
from api.routing import router as strict_router
from api.services import answering
from api.showing_answers import show_result
from schemas.answers import AnswerCreate, AnswerResult

router = strict_router("/v1/sessions", "sessions")


@router.post("/{session_id}/answers", status_code=201, responses=problems(404, 409, 413, 415))
async def sessions_answer(
    session_id: UUID,
    body: AnswerCreate,
    caller: Student,
    reception: Reception,
    response: Response,
) -> AnswerResult:
    """Answer the pending question: it is graded, remembered, and the next one comes back.

    Sending the same `id` again gives the first result; sending it with another body is a 409.
    While feedback is deferred the grade, the answer side and the memory stay hidden.
    """
    answered = await answering.answer(reception, caller, session_id, body)
    response.headers["Location"] = f"/v1/answers/{answered.applied.row.id}"
    if answered.applied.is_replay:
        tell_replay(response)
    return show_result(answered)
