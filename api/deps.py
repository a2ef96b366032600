"""What routes can ask for: the clock, the database, the caller, pages and conditions.

Each name here is a type in a route's signature; reading the signature tells who may call.

Dependencies are coroutines, also those that wait for nothing: FastAPI hands any other function to a
thread, which costs more than most of what they do. They call plain functions for what they need
themselves: each dependency of a dependency costs every request some 30 µs.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Header, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlalchemy.ext.asyncio import AsyncSession

from api import idempotency
from api.change_cursors import Follows
from api.change_cursors import decode as decode_changes
from api.etags import Conditional
from api.idempotency import KeyUse
from api.paging import Paging, decode
from api.services import acting, answering, signing_in
from api.services.answering import Answering
from api.settings import Settings
from api.tokens import AccessTokens
from db.answers import AnswerFilter
from db.engine import Database
from db.pages import PageRequest
from quiz.access import Caller, Scope
from quiz.errors import Forbidden, Unauthenticated

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
DEFAULT_CHANGES = 200
MAX_CHANGES = 500
MAX_CHANGE_CURSOR = 16_000
CURSOR = r"^[A-Za-z0-9_-]*$"
"""Characters of a cursor: none of them grows in an address, and one has to fit into a request."""

bearer = HTTPBearer(
    scheme_name="bearer",
    description="An access token from `POST /v1/auth/token` or `/v1/auth/guest`, a learner token, "
    "or an API key (`rk_live_…`).",
    auto_error=False,
)


def _settings(request: Request) -> Settings:
    return cast("Settings", request.app.state.settings)


def _database(request: Request) -> Database:
    return cast("Database", request.app.state.database)


def _answering(request: Request) -> Answering:
    return cast("Answering", request.app.state.answering)


def _now(request: Request) -> datetime:
    if not hasattr(request.state, "now"):
        request.state.now = request.app.state.clock()
    return cast("datetime", request.state.now)


async def settings_of(request: Request) -> Settings:
    """The settings of the application."""
    return _settings(request)


async def database_of(request: Request) -> Database:
    """The database of the application."""
    return _database(request)


async def answering_of(request: Request) -> Answering:
    """What the application answers with."""
    return _answering(request)


async def clock(request: Request) -> datetime:
    """The instant of this request: one for everything it does."""
    return _now(request)


async def _reading(request: Request) -> AsyncIterator[AsyncSession]:
    async with _database(request).reading() as db:
        yield db


async def _writing(request: Request) -> AsyncIterator[AsyncSession]:
    async with _database(request).writing() as db:
        yield db


AppSettings = Annotated[Settings, Depends(settings_of)]
Db = Annotated[Database, Depends(database_of)]
Answerer = Annotated[Answering, Depends(answering_of)]
"""What answers are graded, read around and written with."""
Now = Annotated[datetime, Depends(clock)]
Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
"""A transaction that commits before the response leaves, or not at all."""


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


async def find_caller(request: Request, credentials: Credentials) -> Caller | None:
    """Who shows credentials, or `None`. Raises `Unauthenticated` for credentials that are wrong."""
    if credentials is None:
        if "authorization" in request.headers:
            raise Unauthenticated("Authorization takes 'Bearer' and a token or an API key.")
        return None
    tokens = AccessTokens(_settings(request).key_for("access-token"))
    return await signing_in.recognise(
        _database(request), tokens, credentials.credentials, now=_now(request)
    )


MaybeCaller = Annotated[Caller | None, Depends(find_caller)]


async def identify(scopes: SecurityScopes, request: Request, credentials: Credentials) -> Caller:
    """The caller, who holds one of the scopes that the route names."""
    caller = await _caller_of(request, credentials)
    if caller is None:
        raise Unauthenticated("This needs credentials; send 'Authorization: Bearer …'.")
    if scopes.scopes and not any(caller.has(Scope(name)) for name in scopes.scopes):
        needed = " or ".join(repr(Scope(name).value) for name in scopes.scopes)
        raise Forbidden(f"These credentials lack the scope {needed}.")
    return caller


async def _caller_of(
    request: Request, credentials: HTTPAuthorizationCredentials | None
) -> Caller | None:
    """Who shows the credentials, found once for a request."""
    if not hasattr(request.state, "caller"):
        request.state.caller = await find_caller(request, credentials)
    return cast("Caller | None", request.state.caller)


AnyCaller = Annotated[Caller, Security(identify)]
Person = Annotated[Caller, Security(identify, scopes=[Scope.ACCOUNT])]
Reader = Annotated[Caller, Security(identify, scopes=[Scope.DECKS_READ, Scope.STUDY])]
Author = Annotated[Caller, Security(identify, scopes=[Scope.DECKS_WRITE])]
LearnerReader = Annotated[Caller, Security(identify, scopes=[Scope.LEARNERS_READ])]
LearnerWriter = Annotated[Caller, Security(identify, scopes=[Scope.LEARNERS_WRITE])]
Marker = Annotated[Caller, Security(identify, scopes=[Scope.ANSWERS_MARK])]
Admin = Annotated[Caller, Security(identify, scopes=[Scope.WORKSPACE_ADMIN])]


async def _student(
    scopes: SecurityScopes,
    request: Request,
    credentials: Credentials,
    recite_learner: Annotated[
        str | None,
        Header(
            description="The learner an API key acts for: an id, or `external:<external_id>`. "
            "Only keys send it.",
            max_length=220,
            examples=["external:pupil-7"],
        ),
    ] = None,
) -> Caller:
    caller = await identify(scopes, request, credentials)
    return await acting.as_learner(_database(request), caller, recite_learner)


Student = Annotated[Caller, Security(_student, scopes=[Scope.STUDY])]
"""A caller who studies; who has a learner, `studies_as`."""


async def conditional(request: Request, response: Response) -> Conditional:
    """The conditions of this request, and the tag of its response."""
    return Conditional(request, response, _settings(request).key_for("etag"))


Conditions = Annotated[Conditional, Depends(conditional)]


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
    key = _settings(request).key_for("cursor")
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
    key = _settings(request).key_for("cursor")
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

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=idempotency.HEADER,
        max_length=255,
        description="Any text of your own, such as a UUID. The same key and body give the first "
        "response again.",
        examples=["7f6e0f7a-2f4e-4a2e-9a43-0f4f2b9f2d01"],
    ),
]


async def _once(
    request: Request,
    caller: AnyCaller,
    db: Writing,
    idempotency_key: IdempotencyKey = None,
) -> None:
    if idempotency_key is not None:
        use = await _use_of(request, idempotency_key, caller.subject, db=db)
        await idempotency.begin(request, use, _database(request))


async def _once_for_anyone(
    request: Request,
    caller: MaybeCaller,
    db: Writing,
    idempotency_key: IdempotencyKey = None,
) -> None:
    if idempotency_key is not None:
        subject = caller.subject if caller else "anonymous"
        use = await _use_of(request, idempotency_key, subject, db=db)
        await idempotency.begin(request, use, _database(request))


async def _use_of(request: Request, key: str, subject: str, *, db: AsyncSession) -> KeyUse:
    idempotency.check_key(key)
    return KeyUse(
        subject=subject,
        key=key,
        fingerprint=await idempotency.fingerprint_of(request),
        secret=_settings(request).key_for("idempotency"),
        db=db,
        now=_now(request),
    )


Once = Depends(_once)
"""Goes into the `dependencies` of a creating route: it then honours `Idempotency-Key`."""
OnceForAnyone = Depends(_once_for_anyone)
"""The same for a route that takes no credentials; elsewhere they come before the key."""


async def _reception(
    request: Request, idempotency_key: IdempotencyKey = None
) -> answering.Reception:
    key = None
    if idempotency_key is not None:
        idempotency.check_key(idempotency_key)
        key = answering.SentKey(idempotency_key, await idempotency.fingerprint_of(request))
    return answering.Reception(_answering(request), key, _now(request))


Reception = Annotated[answering.Reception, Depends(_reception)]
"""What receives an answer; its idempotency key is kept with it by its writer."""
