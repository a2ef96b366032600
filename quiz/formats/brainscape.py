"""Reader for the text of a Brainscape flashcard page, as it is copied from a browser.

The page is a title ("… Flashcards"), a line naming the deck's section, then for each card:

    N, Q, the prompt, A, the answer, "How well did you know this?",
    1, "Not at all", 2, 3, 4, 5, "Perfectly"

with blank lines in between. Prompt and answer are kept verbatim but for blank lines around
them: the indentation of an answer's first line stays, because it says whether the next lines
stand below it. The printed number may repeat and is only metadata; cards keep their order.
A damaged card refuses the whole page, since guessing would join two cards into one; text
outside the cards is left out and listed as a loss. Key points are derived from the answers.
Source: the sample in fixtures/formats; the page format is not published.
"""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from quiz import card_rules, cards, key_points, limits
from quiz.cards import BasicContent
from quiz.formats import texts
from quiz.formats.document import Document, DocumentCard, DocumentDeck, Loss, Part, whole

_QUESTION = "How well did you know this?"
_RATINGS = ("1", "Not at all", "2", "3", "4", "5", "Perfectly")
_SUFFIX = " Flashcards"
_NUMBER = re.compile(r"\d{1,6}")
_CARD_START = re.compile(rb"(?:^|\n)[ \t]*\d{1,6}[ \t]*\r?\n[ \t]*Q[ \t]*\r?\n")
_HOLE = re.compile(
    r"\b(?:of|the|an?|in|on|at|to|for|by|from|with|and|or|between|is|was|are|were)\s+\?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Brainscape:
    """Reads page text; there is no writing it."""

    name: str = "brainscape"

    def detect(self, head: bytes) -> bool:
        """Whether it holds the question under each card, or the start of a card."""
        is_json = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))
        return not is_json and (_QUESTION.encode() in head or bool(_CARD_START.search(head)))

    def parts(self, stream: BinaryIO) -> Iterator[Part]:
        """The page's one deck. Raises `Invalid` with the line and the rule it breaks."""
        return _Page(texts.read(stream)).parts()

    def read(self, stream: BinaryIO) -> Document:
        """All parts together. Raises like `parts`."""
        return whole(self.parts(stream))


class _Lines:
    """The lines of a text, cut out when they are asked for: a long page has very many."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.ends = array("L", (end.start() for end in re.finditer(r"\n|\Z", self.text)))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: int) -> str:
        return self.text[self.ends[place - 1] + 1 if place else 0 : self.ends[place]]

    def bare(self, place: int) -> str:
        """The line without white space around it; empty past the end."""
        return self[place].strip() if place < len(self.ends) else ""


class _Page:
    """The lines of a page and how far they are read; `at` counts from 0, places from 1."""

    def __init__(self, text: str) -> None:
        self.lines = _Lines(text)
        self.bare = self.lines.bare
        self.at = 0

    def parts(self) -> Iterator[Part]:
        """Everything on the page."""
        title, subtitle, description = self._front()
        count = 0
        while self.at < len(self.lines):
            if count == limits.CARDS_PER_DECK:
                rule = f"a deck must have at most {limits.CARDS_PER_DECK:,} cards."
                raise texts.refusal(self.at + 1, rule)
            yield from self._card()
            yield from self._skip_stray()
            count += 1
        source = "Brainscape flashcard page"
        yield DocumentDeck(title, subtitle, description, source=source)

    def _front(self) -> tuple[str, str | None, str | None]:
        """Title, subtitle and description: the first line, the second, and any more."""
        places = self._to_next_card()
        if self.at == len(self.lines):
            rule = "the page must have cards: a number, Q, a prompt, A, an answer."
            raise texts.refusal(len(self.lines), rule)
        if not places:
            raise texts.refusal(1, "the page must begin with its title.")
        front = [self.bare(place) for place in places]
        title = front[0].removesuffix(_SUFFIX).lstrip("-–— ")
        subtitle, description = "".join(front[1:2]), "\n".join(front[2:])
        self._check("title", title, limits.TITLE_CHARS)
        self._check("subtitle", subtitle or "-", limits.SUBTITLE_CHARS)
        self._check("description", description or "-", limits.DESCRIPTION_CHARS)
        return title, subtitle or None, description or None

    def _check(self, what: str, text: str, most: int) -> None:
        if problem := card_rules.text_problem(text, most):
            raise texts.refusal(1, f"the {what} before the cards {problem}.")

    def _to_next_card(self) -> list[int]:
        """Go to the next card or the end; the places of the lines in between with text."""
        between: list[int] = []
        while self.at < len(self.lines) and not self._is_card_start():
            if self.bare(self.at) in {"Q", "A", _QUESTION}:
                rule = f"{self.bare(self.at)!r} must belong to a card that begins with N and Q."
                raise texts.refusal(self.at + 1, rule)
            if self.bare(self.at):
                between.append(self.at)
            self.at += 1
        return between

    def _is_card_start(self) -> bool:
        """Whether a number and Q stand here."""
        is_number = _NUMBER.fullmatch(self.bare(self.at)) is not None
        return is_number and self.bare(self.at + 1) == "Q"

    def _skip_stray(self) -> Iterator[Loss]:
        """Go to the next card, telling what stands before it."""
        if stray := self._to_next_card():
            if self.at == len(self.lines) and _NUMBER.fullmatch(self.bare(stray[-1])):
                raise texts.refusal(stray[-1] + 1, "the page is cut off: 'Q' must follow.")
            place = f"lines {stray[0] + 1} to {stray[-1] + 1}"
            reason = f"text outside the cards, from {self.bare(stray[0])[:80]!r} on, is left out"
            yield Loss(place, reason, is_kept=False)

    def _card(self) -> Iterator[Part]:
        """The card that starts here, and what is doubtful about it."""
        start, number = self.at + 1, self.bare(self.at)
        self.at += 2
        prompt, prompt_at = self._until("A", "the prompt")
        answer, _ = self._until(_QUESTION, "the answer")
        self._skip_ratings()
        content = cards.with_key_points(BasicContent(prompt, answer), key_points.derive(answer))
        for fault in card_rules.check(content):
            rule = f"of card {number}, {fault.pointer.lstrip('/')} {fault.message}."
            raise texts.refusal(start, rule)
        if _HOLE.search(prompt):
            reason = f"the prompt {prompt[:200]!r} has a hole before its question mark"
            yield Loss(f"line {prompt_at + 1}", reason, is_kept=True)
        yield DocumentCard(content=content, metadata={"number": number})

    def _until(self, end: str, what: str) -> tuple[str, int]:
        """The lines up to the line `end`, without blank ones around them, and their place."""
        start = self.at
        while self.at < len(self.lines) and self.bare(self.at) != end:
            if self.bare(self.at) == _QUESTION or self._is_card_start():
                raise texts.refusal(self.at + 1, f"{end!r} must come before this, after {what}.")
            self.at += 1
        if self.at == len(self.lines):
            raise texts.refusal(self.at, f"the page is cut off: {end!r} must follow {what}.")
        full = [place for place in range(start, self.at) if self.bare(place)] or [start]
        self.at += 1
        return "\n".join(map(self.lines.__getitem__, range(full[0], full[-1] + 1))), full[0]

    def _skip_ratings(self) -> None:
        """Go past the five ratings under a card."""
        for rating in _RATINGS:
            while self.at < len(self.lines) and not self.bare(self.at):
                self.at += 1
            if self.at == len(self.lines):
                raise texts.refusal(self.at, f"the page is cut off: {rating!r} must follow.")
            if self.bare(self.at) != rating:
                raise texts.refusal(self.at + 1, f"under {_QUESTION!r} must come {rating!r} here.")
            self.at += 1
