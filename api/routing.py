"""The route class that every router uses: it refuses what a route does not know, and keeps the
first response to an idempotency key.

The response is made before the transaction of the request ends (the session dependency has
function scope), so that what is kept commits or rolls back with the effect.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, get_origin

from fastapi import APIRouter, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Form, Query
from fastapi.routing import APIRoute
from starlette.convertors import Convertor, register_url_convertor

from api import idempotency
from quiz.errors import Fault, Invalid, UnsupportedType
from quiz.limits import is_storable

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_MERGE_PATCH = "application/merge-patch+json"


class _Id(Convertor[str]):
    """Whatever may stand for an id, right or wrong, but `batch`, which stands in a path beside it:
    a method that is wrong there is 405, not an id that is malformed."""

    regex = "(?!batch$)[^/]+"

    def convert(self, value: str) -> str:
        """The text, which the route reads as an id."""
        return value

    def to_string(self, value: str) -> str:
        """The text as it stands in a path."""
        return value


register_url_convertor("id", _Id())


class StrictRoute(APIRoute):
    """A route that refuses unknown query parameters and wrong media types."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, with the checks before it and the idempotency key after it."""
        handle = super().get_route_handler()
        known = {
            field.alias: get_origin(field.field_info.annotation) is list
            for field in get_flat_params(self.dependant)
            if isinstance(field.field_info, Query)
        }
        media_types = self._media_types()

        async def checked(request: Request) -> Response:
            refuse_unknown_parameters(request, known)
            refuse_unstorable_parameters(request)
            refuse_media_type(request, media_types)
            try:
                response = await handle(request)
                await idempotency.keep(request, response)
            finally:
                idempotency.release(request)
            return response

        return checked

    def _media_types(self) -> tuple[str, ...]:
        if self.openapi_extra and "requestBody" in self.openapi_extra:
            return tuple(self.openapi_extra["requestBody"]["content"])
        if self.body_field is None:
            return ()
        if isinstance(self.body_field.field_info, Form):
            return (_FORM,)
        return (_JSON, _MERGE_PATCH) if "PATCH" in (self.methods or ()) else (_JSON,)


def refuse_unknown_parameters(request: Request, known: Mapping[str, bool]) -> None:
    """Raise `Invalid` for a query parameter that the route does not have, or that is sent again
    although it is not a list. `known` tells of each parameter whether it is one."""
    if not request.scope["query_string"]:
        return
    sent: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            rule = f"{name!r} is not a query parameter of this route; it has: {listed}."
            raise Invalid(rule, [Fault(f"query:{name}", rule)])
        if name in sent and not known[name]:
            rule = f"{name!r} is to be sent once."
            raise Invalid(rule, [Fault(f"query:{name}", rule)])
        sent.add(name)


def refuse_unstorable_parameters(request: Request) -> None:
    """Raise `Invalid` for a parameter that no database can keep or compare."""
    given = [("path", *item) for item in request.path_params.items()]
    if request.scope["query_string"]:
        given += [("query", *item) for item in request.query_params.multi_items()]
    for where, name, value in given:
        if not is_storable(str(value)):
            rule = f"{name!r} must not hold NUL characters or lone surrogates."
            raise Invalid(rule, [Fault(f"{where}:{name}", rule)])


def refuse_media_type(request: Request, media_types: tuple[str, ...]) -> None:
    """Raise `UnsupportedType` for a body whose media type the route does not take."""
    given = request.headers.get("content-type")
    has_body = (
        request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    )
    if not media_types or not (has_body or given):
        return
    essence = (given or "").split(";")[0].strip().lower()
    if essence not in media_types:
        allowed = " or ".join(media_types)
        raise UnsupportedType(f"The body must be {allowed}, not {given or 'without a type'!r}.")


def router(prefix: str, tag: str) -> APIRouter:
    """A router whose routes are strict, under one path prefix and one heading in the docs."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=StrictRoute)
