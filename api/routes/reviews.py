"""The review queue, and what staff see and say of the answers of learners."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from api.deps import AnyCaller, Conditions, Marker, Now, Once, Reading, Writing
from api.idempotency import tell_replay
from api.listing import Answers, Pages
from api.openapi import NOT_MODIFIED, problems
from api.routing import router as strict_router
from api.services import deciding, enrolling, looking, reviewing
from api.showing_answers import view_of_answer
from api.showing_reviews import show_looked, show_review
from db.reviews import ReviewFilter
from quiz.marking.reviews import ReviewKind, ReviewStatus
from schemas.answers import Answer
from schemas.base import Page
from schemas.marks import MarkCreate
from schemas.reviews import DecisionCreate, Review

router = strict_router("/v1", "reviews")


@router.get("/reviews", responses=problems(404))
async def reviews_list(
    caller: Marker,
    db: Reading,
    pages: Pages,
    workspace_id: Annotated[
        UUID | None, Query(description="Whose. Default: the caller's own workspace.")
    ] = None,
    deck_id: Annotated[UUID | None, Query(description="Only answers to this deck's cards.")] = None,
    learner_id: Annotated[UUID | None, Query(description="Only this learner's.")] = None,
    status: Annotated[
        list[ReviewStatus], Query(max_length=6, description="Default: what waits.")
    ] = [ReviewStatus.OPEN],  # noqa: B006 FastAPI copies it
    kind: Annotated[ReviewKind | None, Query(description="Only of this kind.")] = None,
) -> Page[Review]:
    """What waits for a person, the oldest first: answers of learners whom the workspace manages
    that the grader left open, and appeals over its decks, whoever's they are.

    Each comes with everything that helps to decide: the answer side, the suggestion, the evidence.
    Editors see appeals alone. A learner's own rating does not take an answer off the queue.
    """
    filter = ReviewFilter(
        statuses=frozenset(status),
        kinds=frozenset([kind] if kind else ReviewKind),
        deck_id=deck_id,
        learner_id=learner_id,
    )
    rows = await reviewing.list_reviews(
        db, caller, pages.request, filter, workspace_id=workspace_id
    )
    return pages.page(rows, lambda row: show_review(*row))


@router.get("/learners/{learner_id}/answers", responses=problems(404))
async def learners_list_answers(
    learner_id: UUID,
    caller: AnyCaller,
    db: Reading,
    now: Now,
    pages: Pages,
    filter: Answers,
) -> Page[Answer]:
    """The answers of a learner whom your workspace manages (`learners:read`), or your own, the
    newest first.

    Staff see grades, answer sides and suggestions from the start; learners see their own as under
    `/v1/answers`.
    """
    learner = await enrolling.learner_to_see(db, caller, learner_id)
    found = await looking.list_of_learner(db, pages.request, filter, learner_id=learner.id)
    is_own = caller.learner_id == learner.id
    return pages.page(
        found, lambda row: show_looked(row[0], session=row[1] if is_own else None, now=now)
    )


@router.get("/learners/{learner_id}/answers/{answer_id}", responses=NOT_MODIFIED | problems(404))
async def learners_get_answer(
    learner_id: UUID, answer_id: UUID, caller: Marker, db: Reading, now: Now, tag: Conditions
) -> Answer:
    """One answer of a learner whom your workspace manages, or one that was appealed over a deck of
    yours, with the suggestion and the answer side."""
    await reviewing.check_reach(db, caller, learner_id, answer_id)
    looked = await looking.look(db, answer_id, learner_id=learner_id)
    view = view_of_answer(looked.answer, looked.void, looked.marks, is_shown=True)
    tag.shows("answer", answer_id, 1, view=f"{view}:staff")
    return show_looked(looked, session=None, now=now)


@router.post(
    "/learners/{learner_id}/answers/{answer_id}/marks",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def learners_mark_answer(
    learner_id: UUID,
    answer_id: UUID,
    body: MarkCreate,
    caller: Marker,
    db: Writing,
    now: Now,
    response: Response,
) -> Answer:
    """Mark an answer, with a comment for the learner.

    The mark stands above the grader's grade and above appeals; of several the last one counts, and
    all stay to be seen. While an appeal waits over the answer, decide that instead (409).
    """
    is_replay = await deciding.mark(db, caller, learner_id, answer_id, body, now=now)
    response.headers["Location"] = f"/v1/learners/{learner_id}/answers/{answer_id}"
    if is_replay:
        tell_replay(response)
    looked = await looking.look(db, answer_id, learner_id=learner_id)
    return show_looked(looked, session=None, now=now)


@router.get("/learners/{learner_id}/appeals/{appeal_id}", responses=NOT_MODIFIED | problems(404))
async def learners_get_appeal(
    learner_id: UUID, appeal_id: UUID, caller: Marker, db: Reading, tag: Conditions
) -> Review:
    """One appeal over a deck of your workspace."""
    row = await reviewing.get_appeal(db, caller, learner_id, appeal_id)
    looked = await looking.look(db, row.answer_id, learner_id=learner_id)
    view = f"{learner_id}:{len(looked.marks)}:{looked.void is not None}"
    tag.shows("review", row.id, row.revision, view=view)
    return show_review(row, looked)


@router.post(
    "/learners/{learner_id}/appeals/{appeal_id}/decisions",
    status_code=201,
    dependencies=[Once],
    responses=problems(404, 409, 413, 415),
)
async def learners_decide_appeal(
    learner_id: UUID,
    appeal_id: UUID,
    body: DecisionCreate,
    caller: Marker,
    db: Writing,
    now: Now,
    response: Response,
) -> Review:
    """Accept or decline an appeal over a deck of your workspace, with a mark and a comment.

    An appeal is decided once: whoever comes second gets a 409. With `add_alternative` the card
    accepts the answer from now on, in a new version.
    """
    row = await deciding.decide(db, caller, learner_id, appeal_id, body, now=now)
    response.headers["Location"] = f"/v1/learners/{learner_id}/appeals/{appeal_id}"
    return show_review(row, await looking.look(db, row.answer_id, learner_id=learner_id))
