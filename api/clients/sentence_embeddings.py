"""The semantic grader: how near the clauses of an answer come to each key point in meaning.

Each key point, in each of its wordings, is compared with windows of one to three clauses of the
answer by the cosine of their embeddings; the nearest window is the quote. Models differ in how
alike they find texts that have nothing in common, so that level (`unlike`) counts as 0 and equal
texts as 1; from there `CREDIT` maps nearness to credit. It is a proposal: embeddings find negated
and swapped statements near, and the grader's guards decide on those.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog

from api.clients.breakers import Breaker
from api.clients.proposers import Failure, ProposalFailed, failed, gradable_points
from api.clients.sentence_models import SentenceModel
from quiz.cards import KeyPoint
from quiz.grading.proposals import Proposal, ProposedPoint
from quiz.questions import Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME: Final = "embeddings"
SECONDS: Final = 5.0

CREDIT: Final = (0.45, 0.8)
"""Nearness up to the first gives no credit, from the second on all of it, between in proportion."""

CLAUSES: Final = 3
"""So many neighbouring clauses are a window at most."""

WINDOWS: Final = 240
WORDINGS: Final = 256
"""A card with more wordings of key points is not graded this way."""

CACHED: Final = 4_096
"""Vectors of wordings that are kept, the last used ones. Those of answers never are."""

UNLIKE: Final = (
    "The train to the coast leaves at nine.",
    "Cells store energy in molecules of sugar.",
    "She painted the kitchen door green.",
    "Parliament passed the budget in spring.",
    "A triangle has three sides.",
    "The goalkeeper was injured in the second half.",
)
"""Sentences that have nothing in common."""

_CLAUSE: Final = re.compile(r"(?:[^.!?;:,\n。！？；，、•]|[.!?;:,](?=\S))+")

log = structlog.get_logger("recite.embeddings")


class SentenceEmbeddings:
    """Proposes what a local embedding model finds near.

    Works in one thread of its own, which begins to load the model at once.
    """

    def __init__(
        self, folder: Path, *, seconds: float = SECONDS, breaker: Breaker | None = None
    ) -> None:
        """`folder` as `sentence_models` describes it; `seconds` bounds one proposal."""
        self._folder = folder
        self._seconds = seconds
        self._breaker = breaker or Breaker()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=NAME)
        self._reader: _Reader | None = None
        self._thread.submit(self._load)  # What fails here fails again, and is told, when asked.

    def _load(self) -> "_Reader":
        if self._reader is None:
            self._reader = _Reader(SentenceModel(self._folder))
        return self._reader

    async def close(self) -> None:
        """Let the thread end after what it does now."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def propose(self, question: Question, text: str) -> Proposal:
        """What is near in the answer, or why nothing can be said."""
        if self._breaker.is_open:
            return failed(NAME, Failure.PAUSED)
        points = gradable_points(question)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._seconds):
                proposed = await loop.run_in_executor(self._thread, self._compare, points, text)
        except TimeoutError:
            return self._failed(Failure.TIMED_OUT)
        except ProposalFailed as error:
            return self._failed(error.failure)
        self._breaker.succeeded()
        return Proposal(grader=NAME, points=proposed)

    def _failed(self, failure: Failure) -> Proposal:
        if failure is not Failure.TOO_LARGE:
            self._breaker.failed()
        log.warning("proposal_failed", grader=NAME, failure=failure.value)
        return failed(NAME, failure)

    def _compare(self, points: Sequence[KeyPoint], text: str) -> tuple[ProposedPoint, ...]:
        """Runs in the thread. Raises `ProposalFailed`."""
        if sum(1 + len(point.alternatives) for point in points) > WORDINGS:
            raise ProposalFailed(Failure.TOO_LARGE)
        try:
            return self._load().compare(points, text)
        except Exception as error:  # The libraries' own errors have no other base.
            log.exception("model_failed", error=type(error).__name__)
            raise ProposalFailed(Failure.BROKEN) from error


class _Reader:
    """A loaded model with what it remembers of key points."""

    def __init__(self, model: SentenceModel) -> None:
        self._model = model
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        vectors = model.encode(UNLIKE)
        pairs = [float(one @ other) for one, other in combinations(vectors, 2)]
        self._unlike = min(0.95, max(0.0, sum(pairs) / len(pairs)))

    def compare(self, points: Sequence[KeyPoint], text: str) -> tuple[ProposedPoint, ...]:
        """Credit and the nearest window for each point; nothing for a text without clauses."""
        shown = windows(text)
        if not points or not shown:
            return tuple(ProposedPoint(credit=0.0) for _ in points)
        wordings = [(point.text, *point.alternatives) for point in points]
        vectors = self._vectors([wording for each in wordings for wording in each])
        nearness = vectors @ self._model.encode(shown).T
        proposed = []
        start = 0
        for each in wordings:
            rows = nearness[start : start + len(each)].max(axis=0)
            start += len(each)
            nearest = int(rows.argmax())
            credit = credit_of(float(rows[nearest]), self._unlike)
            proposed.append(ProposedPoint(credit, shown[nearest] if credit else None))
        return tuple(proposed)

    def _vectors(self, wordings: Sequence[str]) -> "NDArray[np.float32]":
        """A row for each wording; only those that are not known are encoded."""
        import numpy as np

        fresh = list(dict.fromkeys(each for each in wordings if each not in self._known))
        if fresh:
            self._known.update(zip(fresh, self._model.encode(fresh), strict=True))
        rows = np.stack([self._known[wording] for wording in wordings])
        for wording in wordings:
            self._known.move_to_end(wording)
        while len(self._known) > CACHED:
            self._known.popitem(last=False)
        return rows


def credit_of(cosine: float, unlike: float) -> float:
    """Credit (0..1) for a cosine, by a model that finds unlike texts as near as `unlike`."""
    least, most = CREDIT
    nearness = (cosine - unlike) / (1 - unlike)
    return round(min(1.0, max(0.0, (nearness - least) / (most - least))), 3)


def windows(text: str) -> list[str]:
    """Runs of up to `CLAUSES` neighbouring clauses, verbatim, the short ones first."""
    places = [(each.start(), each.end()) for each in _CLAUSE.finditer(text) if each[0].strip()]
    found = dict.fromkeys(
        text[places[first][0] : places[first + more][1]].strip()
        for more in range(CLAUSES)
        for first in range(len(places) - more)
    )
    return list(found)[:WINDOWS]
