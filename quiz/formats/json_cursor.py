"""JSON text read from its beginning to its end, one value after another.

`members` and `items` go through an object or an array without making it: between two of them the
caller takes the value with `value`, or goes into it in the same way. So a long list costs the
memory of one item. What is no JSON is refused as `strict_json.parse` refuses it.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from quiz.formats import strict_json

_SPACE = re.compile(r"[ \t\n\r]*")


class Cursor:
    """A place in a JSON text; `at` counts characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = _after_space(text, 0)

    def is_at(self, mark: str) -> bool:
        """Whether the next character is `mark`: `{` begins an object, `[` an array."""
        return self.text.startswith(mark, self.at)

    def value(self) -> Any:
        """The value that begins here, whole. Raises `Invalid`."""
        try:
            value, end = strict_json.DECODER.raw_decode(self.text, self.at)
        except strict_json.UNREADABLE as error:
            raise strict_json.refusal(error) from error
        self.at = _after_space(self.text, end)
        return value

    def members(self) -> Iterator[str]:
        """The names in the object that begins here. Raises `Invalid`."""
        for _ in self._parts("}"):
            if not self.is_at('"'):
                self._refuse("Expecting property name enclosed in double quotes")
            name = self.value()
            self._pass(":", "Expecting ':' delimiter")
            yield name

    def items(self) -> Iterator[int]:
        """The places, from 0 on, in the array that begins here. Raises `Invalid`."""
        return self._parts("]")

    def end(self) -> None:
        """Raise `Invalid` unless the text ends here."""
        if self.at < len(self.text):
            self._refuse("Extra data")

    def _parts(self, closing: str) -> Iterator[int]:
        self.at = _after_space(self.text, self.at + 1)
        place = 0
        while place or not self.is_at(closing):
            yield place
            place += 1
            if self.is_at(closing):
                break
            self._pass(",", "Expecting ',' delimiter")
        self.at = _after_space(self.text, self.at + 1)

    def _pass(self, mark: str, otherwise: str) -> None:
        if not self.is_at(mark):
            self._refuse(otherwise)
        self.at = _after_space(self.text, self.at + 1)

    def _refuse(self, message: str) -> None:
        raise strict_json.refusal(json.JSONDecodeError(message, self.text, self.at))


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    assert found is not None
    return found.end()
