"""What routes that list can ask for: pages, changes and filters, each a type in their signature."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from api.change_cursors import Follows
from api.change_cursors import decode as decode_changes
from api.deps import AnyCaller, Student, settings_in
from api.paging import Paging, decode
from db.answers import AnswerFilter
from db.pages import PageRequest

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
DEFAULT_CHANGES = 200
MAX_CHANGES = 500
MAX_CHANGE_CURSOR = 16_000
CURSOR = r"^[A-Za-z0-9_-]*$"
"""Characters of a cursor: none of them grows in an address, and one has to fit into a request."""


async def _paging(
    request: Request,
    caller: AnyCaller,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="At most so many items.")] = (
        DEFAULT_LIMIT
    ),
    cursor: Annotated[
        str | None,
        Query(max_length=4000, description="The `next_cursor` of the page before."),
    ] = None,
) -> Paging:
    filters = sorted(
        (name, value)
        for name, value in request.query_params.multi_items()
        if name not in ("limit", "cursor")
    )
    reader = f"{caller.subject}:{request.headers.get('recite-learner', '')}"
    list_name = f"{request.url.path}?{filters!r}@{reader}"
    key = settings_in(request).key_for("cursor")
    after = decode(cursor, list_name=list_name, key=key) if cursor is not None else None
    return Paging(PageRequest(limit=limit, after=after), list_name, key)


Pages = Annotated[Paging, Depends(_paging)]


async def _following(
    request: Request,
    caller: Student,
    limit: Annotated[int, Query(ge=1, le=MAX_CHANGES, description="At most so many changes.")] = (
        DEFAULT_CHANGES
    ),
    cursor: Annotated[
        str | None,
        Query(
            max_length=MAX_CHANGE_CURSOR,
            pattern=CURSOR,
            description="The `next_cursor` that you were given last.",
        ),
    ] = None,
) -> Follows:
    reader = f"changes of {caller.studies_as} for {caller.subject}"
    key = settings_in(request).key_for("cursor")
    mark = decode_changes(cursor, list_name=reader, key=key) if cursor is not None else None
    return Follows(mark, limit, reader, key)


Following = Annotated[Follows, Depends(_following)]


async def _answers(
    session_id: Annotated[UUID | None, Query(description="Only of this session.")] = None,
    card_id: Annotated[UUID | None, Query(description="Only to this card.")] = None,
    deck_id: Annotated[UUID | None, Query(description="Only to cards of this deck.")] = None,
) -> AnswerFilter:
    return AnswerFilter(session_id=session_id, card_id=card_id, deck_id=deck_id)


Answers = Annotated[AnswerFilter, Depends(_answers)]
"""What a list of answers is narrowed to."""
