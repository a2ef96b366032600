"""What routes can ask for: the clock, the database, the caller and conditions.

Each name here is a type in a route's signature; reading the signature tells who may call.

Dependencies are coroutines, also those that wait for nothing: FastAPI hands any other function to a
thread, which costs more than most of what they do. They call plain functions for what they need
themselves: each dependency of a dependency costs every request some 30 µs.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Header, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlalchemy.ext.asyncio import AsyncSession

from api import idempotency
from api.etags import Conditional
from api.idempotency import KeyUse
from api.services import acting, answering, signing_in
from api.services.answering import Answering
from api.settings import Settings
from api.tokens import AccessTokens
from db.engine import Database
from quiz.access import Caller, Scope
from quiz.errors import Forbidden, Unauthenticated

bearer = HTTPBearer(
    scheme_name="bearer",
    description="An access token from `POST /v1/auth/token` or `/v1/auth/guest`, a learner token, "
    "or an API key (`rk_live_…`).",
    auto_error=False,
)


def settings_in(request: Request) -> Settings:
    """The settings of the application."""
    return cast("Settings", request.app.state.settings)


def _database(request: Request) -> Database:
    return cast("Database", request.app.state.database)


def _answering(request: Request) -> Answering:
    return cast("Answering", request.app.state.answering)


def _now(request: Request) -> datetime:
    if not hasattr(request.state, "now"):
        request.state.now = request.app.state.clock()
    return cast("datetime", request.state.now)


async def _settings(request: Request) -> Settings:
    return settings_in(request)


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


AppSettings = Annotated[Settings, Depends(_settings)]
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
    tokens = AccessTokens(settings_in(request).key_for("access-token"))
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
    return Conditional(request, response, settings_in(request).key_for("etag"))


Conditions = Annotated[Conditional, Depends(conditional)]


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
        secret=settings_in(request).key_for("idempotency"),
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
