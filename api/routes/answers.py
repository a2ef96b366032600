"""The learner's answers, as they stand in the log, and what the learner says of their marks."""

from uuid import UUID

from fastapi import Request, Response

from api.deps import Answerer, Conditions, Now, Once, Reading, Student, Writing
from api.errors import problem_of
from api.idempotency import tell_replay
from api.listing import Answers, Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import appealing, looking, rating, receiving
from api.showing_answers import show_marked, show_received, view_of_answer
from api.showing_reviews import show_appeal, show_looked
from db import answers, reviews, sessions
from quiz.session.sessions import shows_grades
from schemas.answer_batches import AnswerBatch, AnswerBatchResults
from schemas.answers import Answer, MarkedAnswer
from schemas.appeals import Appeal, AppealCreate, AppealResult
from schemas.base import Page
from schemas.marks import RatingCreate

router = strict_router("/v1/answers", "answers")


@router.get("")
async def answers_list(
    caller: Student,
    db: Reading,
    now: Now,
    pages: Pages,
    filter: Answers,
) -> Page[Answer]:
    """The learner's answers, the newest first, those taken back included."""
    found = await looking.list_of_learner(db, pages.request, filter, learner_id=caller.studies_as)
    return pages.page(found, lambda row: show_looked(row[0], session=row[1], now=now))


@router.post("/batch", dependencies=[Once], responses=problems(409, 413, 415))
async def answers_batch(
    body: AnswerBatch, caller: Student, answerer: Answerer, now: Now, request: Request
) -> AnswerBatchResults:
    """Send the answers of a device that was offline: to questions of packs, in any order, as late
    as may be. Sending one again changes nothing and gives its first result.

    They are graded by the built-in graders alone. Each counts for memory at the time it was given,
    so that the end is the same in whatever order and parts they arrive.
    """
    received = await receiving.receive(answerer, caller, body.items, now=now)
    return AnswerBatchResults(
        results=[
            show_received(index, one, lambda error: problem_of(request, error))
            for index, one in enumerate(received)
        ]
    )


@router.get("/{answer_id:id}", responses=NOT_MODIFIED | problems(404))
async def answers_get(
    answer_id: UUID, caller: Student, db: Reading, now: Now, tag: Conditions
) -> Answer:
    """One answer of the learner's: what the grader decided, every mark since, and what counts."""
    looked, session = await looking.look_with_session(db, answer_id, learner_id=caller.studies_as)
    is_shown = shows_grades(sessions.to_domain(session), now)
    view = view_of_answer(looked.answer, looked.void, looked.marks, is_shown=is_shown)
    tag.shows("answer", answer_id, 1, view=view)
    return show_looked(looked, session=session, now=now)


@router.post(
    "/{answer_id}/rating",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def answers_rate(
    answer_id: UUID,
    body: RatingCreate,
    caller: Student,
    db: Writing,
    now: Now,
    response: Response,
) -> MarkedAnswer:
    """Rate an answer that the grader left open (`needs_review`), as you would a flip card.

    Compare it with its answer side first. Your rating counts until a teacher marks the answer;
    memory follows it at once and for good. What the grader leans to is shown from now on. An
    answer that is graded or marked is a 409: appeal instead.
    """
    marked = await rating.rate(db, caller, answer_id, body, now=now)
    response.headers["Location"] = f"/v1/answers/{answer_id}"
    if marked.is_replay:
        tell_replay(response)
    return show_marked(marked, now)


@router.post(
    "/{answer_id}/appeals",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def answers_appeal(
    answer_id: UUID,
    body: AppealCreate,
    caller: Student,
    db: Writing,
    now: Now,
    response: Response,
) -> AppealResult:
    """Say "I was right" against a mark.

    Memory follows you at once. Whether results do, the deck says (`appeal_policy`): at once, or
    when a teacher has decided. The grader's grade stays beside it. By appealing you show this one
    answer to the workspace that the deck belongs to.
    """
    row, marked = await appealing.appeal(db, caller, answer_id, body, now=now)
    response.headers["Location"] = f"/v1/answers/{answer_id}/appeals"
    if marked.is_replay:
        tell_replay(response)
    return AppealResult(**dict(show_marked(marked, now)), appeal=show_appeal(row))


@router.get("/{answer_id}/appeals", responses=problems(404))
async def answers_list_appeals(
    answer_id: UUID, caller: Student, db: Reading, pages: Pages
) -> Page[Appeal]:
    """The appeals over one answer of the learner's, the oldest first."""
    await answers.get(db, answer_id, learner_id=caller.studies_as)
    rows = await reviews.page_of_answer(
        db, pages.request, learner_id=caller.studies_as, answer_id=answer_id
    )
    return pages.page(rows, show_appeal)
