"""Packs of offline sessions: questions with what a device needs to ask and judge them by itself."""

from pydantic import Field

from schemas.answer_sides import AnswerSide
from schemas.base import Output
from schemas.questions import Question


class PackedQuestion(Output):
    """A question as it is asked online, with its answer side beside it."""

    question: Question
    answer_side: AnswerSide
    pass_at: float = Field(description="Share of the marks, 0 to 1, from which it is right.")
