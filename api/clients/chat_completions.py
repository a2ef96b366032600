"""The LLM grader: any endpoint that speaks OpenAI's chat completions, over HTTP.

One answer makes one request, a second one where the endpoint does not know JSON schemas, and one
more where it says to try again: all within one time limit. Replies are read up to a limit,
redirects are not followed, certificates are checked, and the key goes into one header only.
"""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any, Final

import httpx
import structlog
from pydantic import SecretStr

from api.clients import chat_prompts
from api.clients.breakers import Breaker
from api.clients.proposers import Failure, ProposalFailed, failed, gradable_points
from quiz.grading.proposals import Proposal, ProposedPoint
from quiz.questions import Question

NAME: Final = "llm"

CONNECT_SECONDS: Final = 3.0
CONNECTIONS: Final = 100
REPLY_BYTES: Final = 256 * 1024
RETRY_SECONDS: Final = 0.25
"""Wait before the second try, where the endpoint does not say how long."""

_UNKNOWN_FORMAT: Final = (400, 422)
"""How endpoints answer that do not know `json_schema`, or do not like what the answer says."""

log = structlog.get_logger("recite.llm")


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    body: bytes
    retry_after: str


class ChatCompletions:
    """Proposes what a language model says of an answer."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        api_key: SecretStr,
        seconds: float,
        breaker: Breaker | None = None,
    ) -> None:
        """`url` is the base below which `/chat/completions` stands; an empty key sends none."""
        self._model = model
        self._seconds = seconds
        self._breaker = breaker or Breaker()
        self._knows_schemas = True
        key = api_key.get_secret_value()
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Accept-Encoding": "identity", "User-Agent": "recite"}
            | ({"Authorization": f"Bearer {key}"} if key else {}),
            timeout=httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS)),
            limits=httpx.Limits(max_connections=CONNECTIONS),
            follow_redirects=False,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def propose(self, question: Question, text: str) -> Proposal:
        """What the model says of the answer, or why it says nothing."""
        if self._breaker.is_open:
            return failed(NAME, Failure.PAUSED)
        try:
            points = await self._verdicts(question, text)
        except ProposalFailed as error:
            if not error.is_of_one:
                self._breaker.failed()
            log.warning("proposal_failed", grader=NAME, failure=error.failure.value)
            return failed(NAME, error.failure)
        self._breaker.succeeded()
        return Proposal(grader=NAME, points=points)

    async def _verdicts(self, question: Question, text: str) -> tuple[ProposedPoint, ...]:
        """The points. Raises `ProposalFailed` for all that can go wrong outside."""
        points = gradable_points(question)
        asked = chat_prompts.messages(
            question.asked.prompt, points, text, nonce=secrets.token_hex(16)
        )
        try:
            async with asyncio.timeout(self._seconds) as limit:
                reply = await self._ask(asked, len(points), limit)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ProposalFailed(Failure.TIMED_OUT) from error
        except httpx.HTTPError as error:
            raise ProposalFailed(Failure.UNREACHABLE) from error
        if reply.status != httpx.codes.OK:
            log.warning("llm_refused", status=reply.status)
            raise ProposalFailed(Failure.REFUSED, is_of_one=reply.status in _UNKNOWN_FORMAT)
        return chat_prompts.read(reply.body, len(points))

    async def _ask(self, asked: list[dict[str, str]], count: int, limit: asyncio.Timeout) -> _Reply:
        """The reply, of the second try if the first one failed in passing."""
        reply = await self._ask_once(asked, count)
        if reply.status != httpx.codes.TOO_MANY_REQUESTS and reply.status < 500:
            return reply
        wait = float(reply.retry_after) if reply.retry_after.isdecimal() else RETRY_SECONDS
        until = limit.when()
        assert until is not None
        if asyncio.get_running_loop().time() + wait >= until:
            return reply
        await asyncio.sleep(wait)
        return await self._ask_once(asked, count)

    async def _ask_once(self, asked: list[dict[str, str]], count: int) -> _Reply:
        """The reply with a JSON schema or, from an endpoint that knows none, with plain JSON."""
        if self._knows_schemas:
            reply = await self._post(asked, chat_prompts.response_format(count))
            if reply.status not in _UNKNOWN_FORMAT:
                return reply
        reply = await self._post(asked, {"type": "json_object"})
        if reply.status == httpx.codes.OK:
            self._knows_schemas = False
        return reply

    async def _post(self, asked: list[dict[str, str]], format: dict[str, Any]) -> _Reply:
        body = {
            "model": self._model,
            "messages": asked,
            "temperature": 0,
            "response_format": format,
        }
        async with self._client.stream("POST", "chat/completions", json=body) as response:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise ProposalFailed(Failure.MALFORMED)
            received = bytearray()
            if response.status_code == httpx.codes.OK:
                async for chunk in response.aiter_raw():
                    received += chunk
                    if len(received) > REPLY_BYTES:
                        raise ProposalFailed(Failure.MALFORMED)
            return _Reply(
                response.status_code, bytes(received), response.headers.get("Retry-After", "")
            )
