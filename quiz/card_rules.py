"""What a card's content must keep to, whoever wrote it: the limits, and the rules of its kind."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import assert_never

from quiz import limits
from quiz.cards import (
    BasicContent,
    ChoiceContent,
    ClozeContent,
    Content,
    KeyPoint,
    MatchingContent,
    NumericContent,
    Option,
    OrderingContent,
    TypedContent,
)
from quiz.errors import Fault

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def check(content: Content) -> tuple[Fault, ...]:
    """The faults of a card's content, with pointers from the content's own root; none if sound."""
    faults = [
        *_text("/prompt", content.prompt, limits.PROMPT_CHARS),
        *_texts("/hints", content.hints, limits.HINT_CHARS, most=limits.HINTS),
    ]
    if content.explanation is not None:
        faults += _text(
            "/explanation", content.explanation, limits.EXPLANATION_CHARS, may_be_blank=True
        )
    if not 0 < content.pass_at <= 1:
        faults.append(Fault("/pass_at", "must be above 0 and at most 1"))
    match content:
        case BasicContent():
            return (*faults, *_basic(content))
        case ChoiceContent():
            return (*faults, *_choice(content))
        case TypedContent():
            return (*faults, *_typed(content))
        case NumericContent() | ClozeContent() | MatchingContent() | OrderingContent():
            return tuple(faults)
        case _:
            assert_never(content)


def text_problem(value: str, most: int, *, may_be_blank: bool = False) -> str | None:
    """What is wrong with a text of at most `most` characters, `None` if nothing is."""
    if len(value) > most:
        return f"must have at most {most:,} characters"
    if not may_be_blank and not value.strip():
        return "must not be blank"
    if _UNSTORABLE.search(value):
        return "must not contain NUL characters or lone surrogates"
    return None


def count_problem(count: int, least: int, most: int) -> str | None:
    """What is wrong with a number of items, `None` if nothing is."""
    if count > most:
        return f"must have at most {most:,} items"
    if count < least:
        return f"must have at least {least:,} items" if least > 1 else "must not be empty"
    return None


def _text(pointer: str, value: str, most: int, *, may_be_blank: bool = False) -> Iterator[Fault]:
    problem = text_problem(value, most, may_be_blank=may_be_blank)
    if problem is not None:
        yield Fault(pointer, problem)


def _texts(
    pointer: str, values: Sequence[str], chars: int, *, most: int, least: int = 0
) -> Iterator[Fault]:
    yield from _count(pointer, len(values), least, most)
    for place, value in enumerate(values[:most]):
        yield from _text(f"{pointer}/{place}", value, chars)


def _count(pointer: str, count: int, least: int, most: int) -> Iterator[Fault]:
    problem = count_problem(count, least, most)
    if problem is not None:
        yield Fault(pointer, problem)


def _basic(content: BasicContent) -> Iterator[Fault]:
    yield from _text("/answer", content.answer, limits.ANSWER_CHARS)
    most = len(content.key_points)
    if content.required is not None and not 1 <= content.required <= most:
        rule = f"must be 1 to {most}, the number of outermost key points"
        yield Fault("/required", rule if most else "must be null for a card without key points")
    points = _walk(content.key_points)
    for pointer, point, depth in islice(points, limits.KEY_POINTS):
        yield from _key_point(pointer, point, depth)
    if next(points, None) is not None:
        yield Fault("/key_points", f"must have at most {limits.KEY_POINTS} points on all levels")


def _walk(points: Sequence[KeyPoint]) -> Iterator[tuple[str, KeyPoint, int]]:
    """Each point with its pointer and its level from 1; one level too many is the last."""
    pending = [(f"/key_points/{place}", point, 1) for place, point in enumerate(points)][::-1]
    while pending:
        pointer, point, depth = pending.pop()
        yield pointer, point, depth
        if depth <= limits.KEY_POINT_DEPTH:
            pending += [
                (f"{pointer}/children/{place}", child, depth + 1)
                for place, child in enumerate(point.children)
            ][::-1]


def _key_point(pointer: str, point: KeyPoint, depth: int) -> Iterator[Fault]:
    if depth > limits.KEY_POINT_DEPTH:
        yield Fault(pointer, f"must not be nested deeper than {limits.KEY_POINT_DEPTH} levels")
        return
    yield from _text(f"{pointer}/text", point.text, limits.KEY_POINT_CHARS)
    if not 0 < point.weight <= limits.KEY_POINT_WEIGHT:
        yield Fault(
            f"{pointer}/weight", f"must be above 0 and at most {limits.KEY_POINT_WEIGHT:,.0f}"
        )
    alternatives, chars = point.alternatives, limits.ALTERNATIVE_CHARS
    yield from _texts(f"{pointer}/alternatives", alternatives, chars, most=limits.ALTERNATIVES)


def _choice(content: ChoiceContent) -> Iterator[Fault]:
    options = content.options
    yield from _count("/options", len(options), limits.OPTIONS_LEAST, limits.OPTIONS_MOST)
    for place, option in enumerate(options[: limits.OPTIONS_MOST]):
        yield from _option(f"/options/{place}", option)
    if options and all(not option.text.strip() for option in options):
        yield Fault("/options", "must not all be blank")
    correct = sum(option.is_correct for option in options)
    if correct == 0:
        yield Fault("/options", "must have a correct one")
    elif correct > 1 and not content.multiple:
        yield Fault("/options", "must have one correct only, unless `multiple` is true")


def _option(pointer: str, option: Option) -> Iterator[Fault]:
    yield from _text(f"{pointer}/text", option.text, limits.OPTION_CHARS, may_be_blank=True)
    if option.feedback is not None:
        yield from _text(
            f"{pointer}/feedback", option.feedback, limits.FEEDBACK_CHARS, may_be_blank=True
        )


def _typed(content: TypedContent) -> Iterator[Fault]:
    least, most = limits.ACCEPTED_LEAST, limits.ACCEPTED_MOST
    chars = limits.ACCEPTED_CHARS
    yield from _texts("/accepted", content.accepted, chars, least=least, most=most)
