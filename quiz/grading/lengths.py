"""The longest texts that graders take."""

from quiz.errors import Fault, Invalid


def refuse_long(text: str, most: int, *, what: str = "An answer") -> None:
    """Raise `Invalid` at `/response/text` for a text of more than `most` characters."""
    if len(text) > most:
        message = f"{what} has at most {most:,} characters, not {len(text):,}."
        raise Invalid(message, [Fault("/response/text", message)])
