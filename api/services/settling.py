"""Settles what a session does: by its request, then the deck's study defaults, then the mode."""

from dataclasses import dataclass
from typing import Any

from quiz.errors import Fault
from quiz.limits import CARDS_PER_SESSION
from quiz.responses import Format
from quiz.session.sessions import SCHEDULED, Chooser, Feedback, Mode, Order, Selection
from schemas.faults import invalid
from schemas.sessions import SessionCreate


@dataclass(frozen=True, slots=True)
class Choices:
    """What a session does."""

    mode: Mode
    order: Order
    limit: int | None
    formats: tuple[Format, ...]
    feedback: Feedback
    selection: Selection
    repeats: bool
    is_offline: bool

    @property
    def chooser(self) -> Chooser:
        """Who says what comes next, where the cards are known from the start."""
        if self.is_offline:
            return Chooser.DEVICE
        return Chooser.QUEUE if self.repeats else Chooser.PLAN

    @property
    def may_choose(self) -> bool:
        """Whether a scheduler may choose question by question, and the same card again: the service
        or, offline, the device."""
        return self.mode is Mode.STUDY and self.repeats

    @property
    def most(self) -> int:
        """Cards that are planned at most."""
        return min(self.limit or CARDS_PER_SESSION, CARDS_PER_SESSION)


def choose(wanted: SessionCreate, defaults: dict[str, Any]) -> Choices:
    """What is asked for, with the deck's defaults and the mode's for what is left out.

    Raises `Invalid` for what no offline session can be.
    """

    def pick(name: str, otherwise: Any) -> Any:
        value = getattr(wanted, name)
        value = defaults.get(name) if value is None else value
        return otherwise if value is None else value

    mode = Mode(pick("mode", Mode.STUDY))
    is_test = mode is Mode.TEST
    feedback = Feedback(pick("feedback", Feedback.DEFERRED if is_test else Feedback.IMMEDIATE))
    if wanted.offline:
        _check_offline(wanted, mode)
        feedback = Feedback.IMMEDIATE
    selection = wanted.selection
    if selection is None:
        takes_due = mode in SCHEDULED and not wanted.card_ids
        selection = Selection.DUE if takes_due else Selection.ALL
    repeats = mode in SCHEDULED and feedback is Feedback.IMMEDIATE
    return Choices(
        mode=mode,
        order=Order(pick("order", _order_of(mode, selection))),
        limit=pick("limit", None),
        formats=tuple(Format(name) for name in dict.fromkeys(pick("formats", list(Format)))),
        feedback=feedback,
        selection=selection,
        repeats=repeats and wanted.repeats is not False,
        is_offline=wanted.offline,
    )


def _check_offline(wanted: SessionCreate, mode: Mode) -> None:
    """Refuse what a device that knows all answers cannot do honestly."""
    rules = {
        "mode": mode is Mode.TEST and "a test is not taken along; name another mode",
        "feedback": wanted.feedback is Feedback.DEFERRED and "a pack tells the answers at once",
        "time_limit_seconds": wanted.time_limit_seconds is not None and "nothing is timed offline",
    }
    faults = [Fault(f"/{name}", rule) for name, rule in rules.items() if rule]
    if faults:
        raise invalid(faults)


def _order_of(mode: Mode, selection: Selection) -> Order:
    if selection is Selection.DUE:
        return Order.QUEUE
    return Order.SHUFFLED if mode is Mode.TEST else Order.DECK
