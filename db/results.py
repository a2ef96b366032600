"""What answers count as, as columns: what `quiz.marking.marks` says, for queries that add up.

Queries join `AnswerRow` with `MarkRow` by `last_mark_of_answer`, and, where memory's view counts,
with `OWN_MARK` by `own_mark_of_answer`.
"""

from sqlalchemy import ColumnElement, and_, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import col

from db import marks
from db.answer_cards import AnswerCardRow
from db.answers import AnswerRow
from db.marks import MarkRow
from quiz.marking.marks import MarkSource

_OWN = (MarkSource.LEARNER_RATING, MarkSource.APPEAL)

OWN_MARK = aliased(MarkRow, name="own_mark")
"""What the learner themselves said last, which memory goes by."""


def last_mark_of_answer() -> ColumnElement[bool]:
    """Joins an answer to the mark that tells what it counts as."""
    return and_(
        col(MarkRow.learner_id) == col(AnswerRow.learner_id),
        col(MarkRow.answer_id) == col(AnswerRow.id),
        marks.is_last(),
    )


def own_mark_of_answer() -> ColumnElement[bool]:
    """Joins an answer to the learner's own last word on it."""
    later = aliased(MarkRow)
    return and_(
        col(OWN_MARK.learner_id) == col(AnswerRow.learner_id),
        col(OWN_MARK.answer_id) == col(AnswerRow.id),
        col(OWN_MARK.source).in_(_OWN),
        ~exists().where(
            col(later.learner_id) == col(OWN_MARK.learner_id),
            col(later.answer_id) == col(OWN_MARK.answer_id),
            col(later.number) > col(OWN_MARK.number),
            col(later.source).in_(_OWN),
        ),
    )


def own_grade_of_card() -> ColumnElement[bool]:
    """Joins an answer to the grade that the asked card has of its own, where several were asked."""
    return and_(
        col(AnswerCardRow.learner_id) == col(AnswerRow.learner_id),
        col(AnswerCardRow.answer_id) == col(AnswerRow.id),
        col(AnswerCardRow.card_id) == col(AnswerRow.card_id),
    )


def fraction() -> ColumnElement[float]:
    """The share of the marks, `NULL` where it is left open."""
    return func.coalesce(col(MarkRow.result_fraction), col(AnswerRow.fraction))


def is_right() -> ColumnElement[bool]:
    """Whether it is right, `NULL` where that is left open."""
    return func.coalesce(col(MarkRow.result_is_right), col(AnswerRow.is_right))


def is_right_for_memory() -> ColumnElement[bool]:
    """Whether memory takes it for right, by the asked card's own grade where that has one."""
    return func.coalesce(
        col(OWN_MARK.is_right),
        col(MarkRow.result_is_right),
        col(AnswerCardRow.is_right),
        col(AnswerRow.is_right),
    )
