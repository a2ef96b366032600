"""Entity tags: a keyed hash of what is shown, at which revision, and how the caller sees it.

Source: RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2.
"""

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from uuid import UUID

from fastapi import Request, Response

from api.errors import NotModified
from quiz.errors import Fault, Invalid, PreconditionFailed

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(_TAG)
_LIST_OF_TAGS = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")


@dataclass(frozen=True, slots=True)
class Conditional:
    """The conditions of one request, and the tag of its response."""

    request: Request
    response: Response
    key: bytes

    def shows(self, kind: str, id: UUID, revision: int, view: str = "") -> None:
        """Tag the response; raises `NotModified`, with the headers that the response has so far,
        when the caller holds the same already."""
        tag = self._tag(kind, id, revision, view)
        known = self._given("if-none-match")
        self.response.headers["ETag"] = tag
        if self.request.method == "GET" and known is not None and _matches(tag, known, weak=True):
            raise NotModified(self.response.headers)

    def expects(self, kind: str, id: UUID, revision: int, view: str = "") -> None:
        """Raise `PreconditionFailed` when `If-Match` names another state than this."""
        wanted = self._given("if-match")
        if wanted is not None and not _matches(
            self._tag(kind, id, revision, view), wanted, weak=False
        ):
            raise PreconditionFailed(
                f"The {kind} {str(id)!r} has changed since you read it; read it again."
            )

    def expects_nothing(self, kind: str) -> None:
        """Raise `PreconditionFailed` when `If-Match` names a state of a thing that is not there."""
        if self._given("if-match") is not None:
            raise PreconditionFailed(f"There is no such {kind} yet, so it has no entity tag.")

    def _tag(self, kind: str, id: UUID, revision: int, view: str) -> str:
        told = f"{kind}:{id}:{revision}:{view}".encode()
        return f'"{urlsafe_b64encode(digest(self.key, told, sha256)[:15]).decode()}"'

    def _given(self, header: str) -> list[str] | None:
        given = self.request.headers.getlist(header)
        if not given:
            return None
        text = ", ".join(given).strip()
        if text == "*":
            return ["*"]
        tags = _TAGS.findall(text)
        if not _LIST_OF_TAGS.fullmatch(text):
            rule = f"{header.title()} takes '*' or a list of quoted entity tags."
            raise Invalid(rule, [Fault(f"header:{header.title()}", rule)])
        return tags


def _matches(tag: str, given: list[str], *, weak: bool) -> bool:
    if given == ["*"]:
        return True
    return tag in ([item.removeprefix("W/") for item in given] if weak else given)
