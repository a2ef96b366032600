"""What a card's content must keep to, whoever wrote it: the limits, and the rules of its kind."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
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
    TypedPolicy,
)
from quiz.errors import Fault

GAP_MARK = re.compile(r"\{\{([0-9]+)\}\}")
"""Where a gap stands in the prompt of a cloze card; the group is its number, from 1."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_FRACTION = re.compile(r"[+-]?[0-9]+/[0-9]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")


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
        case NumericContent():
            return (*faults, *_numeric(content))
        case ClozeContent():
            return (*faults, *_cloze(content))
        case MatchingContent():
            return (*faults, *_matching(content))
        case OrderingContent():
            return (*faults, *_ordering(content))
        case _:
            assert_never(content)


def text_problem(value: str, most: int, *, may_be_blank: bool = False) -> str | None:
    """What is wrong with a text of at most `most` characters, `None` if nothing is."""
    if len(value) > most:
        return f"must have at most {most:,} characters"
    if not may_be_blank and not value.strip():
        return "must not be blank"
    if not limits.is_storable(value):
        return "must not contain NUL characters or lone surrogates"
    return None


def count_problem(count: int, least: int, most: int) -> str | None:
    """What is wrong with a number of items, `None` if nothing is."""
    if count > most:
        return f"must have at most {most:,} items"
    if count < least:
        return f"must have at least {least:,} items" if least > 1 else "must not be empty"
    return None


def is_number(value: str) -> bool:
    """Whether it is a finite number: "9.81", "6.022e23", "-5" or a fraction, "3/4"."""
    if _FRACTION.fullmatch(value):
        above, _, below = value.partition("/")
        return int(below) != 0 and math.isfinite(int(above) / int(below))
    return _NUMBER.fullmatch(value) is not None and math.isfinite(float(value))


def is_date(value: str) -> bool:
    """Whether it is a day or a month by ISO 8601: "1924-01-21", "1924-01". A year is a number."""
    found = _DATE.fullmatch(value)
    if found is None:
        return False
    year, month, day = found.groups(default="1")
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


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
    points = walk(content.key_points)
    for pointer, point, depth in islice(points, limits.KEY_POINTS):
        yield from _key_point(pointer, point, depth)
    if next(points, None) is not None:
        yield Fault("/key_points", f"must have at most {limits.KEY_POINTS} points on all levels")


def walk(points: Sequence[KeyPoint]) -> Iterator[tuple[str, KeyPoint, int]]:
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
    yield from _policy(content.policy)


def _policy(policy: TypedPolicy | NumericContent) -> Iterator[Fault]:
    """The tolerances and the unit, which stand flat beside the other fields."""
    absolute, relative = policy.tolerance, policy.relative_tolerance
    for name, value in (("tolerance", absolute), ("relative_tolerance", relative)):
        if value is not None and not 0 <= value < math.inf:
            yield Fault(f"/{name}", "must be a finite number of at least 0")
    if absolute is not None and relative is not None:
        yield Fault("/relative_tolerance", "must be null beside a `tolerance`")
    if policy.unit is not None:
        yield from _text("/unit", policy.unit, limits.UNIT_CHARS)


def _numeric(content: NumericContent) -> Iterator[Fault]:
    problem = text_problem(content.value, limits.NUMBER_CHARS)
    is_day = problem is None and is_date(content.value)
    if problem is None and not is_day and not is_number(content.value):
        problem = (
            "must be a number such as 9.81, -5, 6.022e23 or 3/4, without separators between "
            "thousands, or a date such as 1924-01-21, 1924-01 or 1924"
        )
    if problem is not None:
        yield Fault("/value", problem)
    yield from _policy(content)
    if is_day and content.unit is not None:
        yield Fault("/unit", "must be null for a date")
    if is_day and content.relative_tolerance is not None:
        yield Fault("/relative_tolerance", "must be null for a date; a `tolerance` is in days")


def _cloze(content: ClozeContent) -> Iterator[Fault]:
    gaps = content.gaps
    yield from _count("/gaps", len(gaps), 1, limits.GAPS)
    for place, gap in enumerate(gaps[: limits.GAPS]):
        least, most, chars = limits.ACCEPTED_LEAST, limits.ACCEPTED_MOST, limits.ACCEPTED_CHARS
        pointer = f"/gaps/{place}"
        yield from _texts(f"{pointer}/accepted", gap.accepted, chars, least=least, most=most)
        if gap.hint is not None:
            yield from _text(f"{pointer}/hint", gap.hint, limits.HINT_CHARS)
    if sum(len(text) for gap in gaps for text in gap.accepted) > limits.ACCEPTED_CHARS_IN_ALL:
        most = limits.ACCEPTED_CHARS_IN_ALL
        yield Fault("/gaps", f"must have at most {most:,} characters of accepted texts in all")
    marks = Counter(GAP_MARK.findall(content.prompt))
    wanted = [str(number) for number in range(1, len(gaps) + 1)]
    for number in wanted[: limits.GAPS]:
        if marks[number] != 1:
            yield Fault("/prompt", f"must have {{{{{number}}}}} once, not {marks[number]} times")
    for number in sorted(marks.keys() - set(wanted))[: limits.GAPS]:
        yield Fault("/prompt", f"must not have {{{{{number[:9]}}}}}: `gaps` has {len(gaps)}")
    yield from _policy(content.policy)


def _matching(content: MatchingContent) -> Iterator[Fault]:
    pairs, distractors, chars = content.pairs, content.distractors, limits.PAIR_CHARS
    yield from _count("/pairs", len(pairs), limits.PAIRS_LEAST, limits.PAIRS_MOST)
    lefts: set[str] = set()
    for place, pair in enumerate(pairs[: limits.PAIRS_MOST]):
        yield from _text(f"/pairs/{place}/left", pair.left, chars)
        yield from _text(f"/pairs/{place}/right", pair.right, chars)
        if pair.left.strip() in lefts:
            yield Fault(f"/pairs/{place}/left", "must not equal another text on the left")
        lefts.add(pair.left.strip())
    rights = {pair.right.strip() for pair in pairs}
    if len(rights) == 1 and len(pairs) > 1:
        yield Fault("/pairs", "must have two different texts on the right at least")
    yield from _texts("/distractors", distractors, chars, most=limits.MATCHING_DISTRACTORS)
    for place, text in enumerate(distractors[: limits.MATCHING_DISTRACTORS]):
        if text.strip() in rights:
            rule = "must not equal a text on the right or another distractor"
            yield Fault(f"/distractors/{place}", rule)
        rights.add(text.strip())


def _ordering(content: OrderingContent) -> Iterator[Fault]:
    items, least, most = content.items, limits.ITEMS_LEAST, limits.ITEMS_MOST
    yield from _texts("/items", items, limits.ITEM_CHARS, least=least, most=most)
    if len(items) > 1 and len({item.strip() for item in items}) == 1:
        yield Fault("/items", "must not all be equal")
