"""Grades a response that came by itself: an optional grader may be asked first, and what takes long
is done in a thread, so that other requests go on meanwhile.
"""

import asyncio
from functools import partial

from api.clients.proposers import Proposer
from quiz import grading
from quiz.grading.grades import Grade
from quiz.grading.proposals import Proposal
from quiz.questions import Question
from quiz.responses import Format, FreeTextResponse, Response


async def grade(
    proposer: Proposer | None, question: Question, response: Response, confidence: int | None
) -> Grade:
    """The grade of the response, made in a thread where that takes long."""
    proposal = await _proposal(proposer, question, response)
    grade = partial(grading.grade, question, response, confidence=confidence, proposal=proposal)
    return await asyncio.to_thread(grade) if grading.takes_long(response) else grade()


async def _proposal(
    proposer: Proposer | None, question: Question, response: Response
) -> Proposal | None:
    """What the optional grader proposes, where there is one and something to read."""
    if proposer is None or question.format is not Format.FREE_TEXT:
        return None
    if not isinstance(response, FreeTextResponse) or not response.text.strip():
        return None
    return await proposer.propose(question, response.text)
