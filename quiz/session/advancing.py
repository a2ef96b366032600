"""What a session asks next, once a question is answered.

A card in steps comes back in the session: at its time, before what is still planned; when nothing
else is left, up to twenty minutes early. The plan grows by what is chosen, so that it always says
what was asked at each position.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from quiz.scheduling.memories import Memory
from quiz.session.sessions import Pending, Planned, Returning, Session

LEARN_AHEAD = timedelta(minutes=20)
"""How much earlier than its time a card in steps may come back, where nothing else is left."""


def advanced(session: Session, answered: Pending, memory: Memory | None, now: datetime) -> Session:
    """The session with what comes after the answered question at its place in the plan, if
    anything does.

    `memory` is that of the answered card with the answer in it, `None` where nothing is known of it
    yet.
    """
    returning = _returning(session, answered, memory)
    place = answered.position
    chosen = _chosen(returning, now, has_more=place < len(session.plan))
    if chosen is None:
        return replace(session, returning=returning)
    return replace(
        session,
        plan=_with(session.plan, place, Planned(chosen.card_id, chosen.format, None)),
        returning=tuple(card for card in returning if card is not chosen),
    )


def without(session: Session, answered: Pending, left_out: Collection[UUID]) -> Session:
    """The session without cards that are not to be asked any more, but for what was asked."""
    asked, coming = session.plan[: answered.position], session.plan[answered.position :]
    return replace(
        session,
        plan=(*asked, *(planned for planned in coming if planned.card_id not in left_out)),
        returning=tuple(card for card in session.returning if card.card_id not in left_out),
    )


def brings_back(plan: tuple[Planned, ...], answered: Pending) -> bool:
    """Whether what comes after the answered question was asked before."""
    place = answered.position
    asked = {planned.card_id for planned in plan[:place]}
    return len(plan) > place and plan[place].card_id in asked


def chosen_next(session: Session, answered: Pending, chosen: Planned | None) -> Session:
    """The session with the chosen card as all that comes after the answered question."""
    asked = session.plan[: answered.position]
    return replace(session, plan=asked if chosen is None else (*asked, chosen))


def _returning(session: Session, answered: Pending, memory: Memory | None) -> tuple[Returning, ...]:
    """The cards that come back, now that this one was answered."""
    others = tuple(card for card in session.returning if card.card_id != answered.card_id)
    if memory is None or memory.due_at is None or memory.is_suspended:
        return others
    return (*others, Returning(answered.card_id, answered.format, memory.due_at))


def _chosen(returning: tuple[Returning, ...], now: datetime, *, has_more: bool) -> Returning | None:
    """The card that comes back now, `None` where the plan goes on."""
    if not returning:
        return None
    first = min(returning, key=lambda card: (card.due_at, card.card_id))
    return first if first.due_at <= (now if has_more else now + LEARN_AHEAD) else None


def _with(plan: tuple[Planned, ...], place: int, planned: Planned) -> tuple[Planned, ...]:
    return (*plan[:place], planned, *plan[place:])
