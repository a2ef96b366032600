"""The texts of a card's answer side, for those who may read answers."""

from collections.abc import Iterator
from typing import assert_never

from quiz.cards import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    Content,
    MatchingContent,
    NumericContent,
    OrderingContent,
    TypedContent,
)


def answer_texts(content: Content) -> Iterator[str]:
    """Every text (Markdown) that tells something of the answer, the explanation at the end.

    Both sides of a matching card are among them: which belongs to which is the answer.
    """
    match content:
        case BasicContent():
            yield content.answer
            for point in content.key_points if not content.key_points_derived else ():
                for nested in point.walk():
                    yield from (nested.text, *nested.alternatives)
        case ChoiceContent():
            yield from (option.text for option in content.options)
        case TypedContent():
            yield from content.accepted
        case NumericContent():
            yield content.value
        case ClozeContent():
            for gap in content.gaps:
                yield from gap.accepted
        case MatchingContent():
            for pair in content.pairs:
                yield from (pair.left, pair.right)
            yield from content.distractors
        case OrderingContent():
            yield from content.items
        case _:
            assert_never(content)
    if content.explanation is not None:
        yield content.explanation
