"""What a card accepts besides, once a person has found that an answer was right after all."""

from collections.abc import Sequence
from dataclasses import replace

from quiz.cards import BasicContent, Content, KeyPoint, TypedContent, kind_of
from quiz.errors import Conflict, Fault, Invalid
from quiz.grading.grades import Evidence, FreeTextEvidence, PointStatus
from quiz.responses import FreeTextResponse, Response, TypedResponse

Place = tuple[int, ...]
"""Where a key point stands: its index, then the indexes of the points below on the way to it."""


def text_of(response: Response) -> str | None:
    """What the learner wrote, `None` where they wrote nothing that a card could accept."""
    if isinstance(response, TypedResponse | FreeTextResponse):
        return response.text.strip() or None
    return None


def with_alternative(content: Content, text: str, place: Place | None) -> Content:
    """The content that also accepts the text: a typed card among its answers, a basic card as
    another wording of the key point at `place`.

    Raises `Conflict` for cards of other kinds, `Invalid` for a basic card without a place.
    """
    match content:
        case TypedContent():
            if text in content.accepted:
                return content
            return replace(content, accepted=(*content.accepted, text))
        case BasicContent():
            if place is None:
                raise _faulty("name the key point that the answer is another wording of")
            points = _worded(content.key_points, text, place)
            return replace(content, key_points=points, key_points_derived=False)
        case _:
            raise Conflict(
                f"A card of kind {kind_of(content).value!r} takes no other wordings; "
                "change the card itself instead."
            )


def best_place(content: Content, evidence: Evidence) -> Place | None:
    """The key point that an answer came nearest to without covering it, `None` for none: the only
    point of a card, or by the grader's evidence the one with the most credit."""
    if not isinstance(content, BasicContent):
        return None
    places = list(_places(content.key_points))
    if len(places) == 1:
        return places[0][0]
    if not isinstance(evidence, FreeTextEvidence):
        return None
    missed = [p for p in evidence.points if p.status is not PointStatus.COVERED]
    known = {text: place for place, text in reversed(places)}
    near = [point for point in missed if point.text in known]
    best = max(near, key=lambda point: point.credit, default=None)
    return None if best is None else known[best.text]


def _places(points: Sequence[KeyPoint], above: Place = ()) -> list[tuple[Place, str]]:
    found: list[tuple[Place, str]] = []
    for index, point in enumerate(points):
        place = (*above, index)
        found += [(place, point.text), *_places(point.children, place)]
    return found


def _worded(points: tuple[KeyPoint, ...], text: str, place: Place) -> tuple[KeyPoint, ...]:
    index, below = place[0], place[1:]
    if not 0 <= index < len(points):
        raise _faulty("there is no such key point in the card's newest version")
    point = points[index]
    if below:
        point = replace(point, children=_worded(point.children, text, below))
    elif text not in (point.text, *point.alternatives):
        point = replace(point, alternatives=(*point.alternatives, text))
    return (*points[:index], point, *points[index + 1 :])


def _faulty(rule: str) -> Invalid:
    return Invalid(f"The alternative: {rule}.", [Fault("/add_alternative/key_point", rule)])
