"""Runs of combining marks, kept short enough that normalising stays linear.

Source: Unicode Standard Annex 15, "Stream-Safe Text Format": no language needs more than 30
non-starters in a row, and putting a longer run into order takes quadratic time.
"""

import unicodedata

LONGEST_RUN = 30


def stream_safe(text: str) -> str:
    """The text without the marks that come after 30 others in a row."""
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= LONGEST_RUN:
            kept.append(char)
    return "".join(kept)
