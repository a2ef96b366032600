"""How much of each thing is taken, in one place: formats, schemas and columns agree on these."""

import re

PROMPT_CHARS = 10_000
ANSWER_CHARS = 20_000
EXPLANATION_CHARS = 10_000
HINTS = 10
HINT_CHARS = 1_000

KEY_POINTS = 500
"""Key points of one card, on all levels together."""
KEY_POINT_DEPTH = 6
"""Levels of key points; 1 is a card without nested points."""
KEY_POINT_CHARS = 1_000
KEY_POINT_WEIGHT = 1_000.0
"""The greatest weight; the least is anything above zero."""
ALTERNATIVES = 20
ALTERNATIVE_CHARS = 1_000

OPTIONS_LEAST = 2
OPTIONS_MOST = 20
OPTION_CHARS = 2_000
FEEDBACK_CHARS = 2_000

NUMBER_CHARS = 100
"""Characters of a numeric card's value."""
UNIT_CHARS = 50
GAPS = 50
PAIRS_LEAST = 2
PAIRS_MOST = 20
PAIR_CHARS = 500
MATCHING_DISTRACTORS = 6
"""Together with the pairs they are at most as many as there are letters."""
ITEMS_LEAST = 2
ITEMS_MOST = 20
ITEM_CHARS = 500

TYPED_CHARS = 10_000
"""Characters of a typed answer that are taken."""
FREE_TEXT_CHARS = 20_000
"""Characters of a free-text answer that are taken: as many as an answer side has, since who pastes
a whole page deserves to be told that most of it is unrelated."""
GAP_CHARS = 500
"""Characters that are taken for one gap."""
NUMERIC_CHARS = 500
"""Characters that are taken for a number with its unit."""

ACCEPTED_LEAST = 1
ACCEPTED_MOST = 50
ACCEPTED_CHARS = 500
ACCEPTED_CHARS_IN_ALL = 25_000
"""Characters of all accepted texts of one card, of every gap together: each of them is read for
each answer. A typed card at its limits has as many."""

COMMENT_CHARS = 2_000
"""Characters of a teacher's comment, and of the reason of an appeal."""

TAGS = 50
TAG_CHARS = 100
EXTERNAL_ID_CHARS = 200
METADATA_ENTRIES = 50
METADATA_KEY_CHARS = 100
METADATA_VALUE_CHARS = 2_000

TITLE_CHARS = 300
SUBTITLE_CHARS = 300
DESCRIPTION_CHARS = 10_000
SOURCE_CHARS = 2_000
LICENCE_CHARS = 200
LANGUAGE_CHARS = 35
LANGUAGE_PATTERN = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*"
"""The shape of a language tag, to match in full: BCP 47 without its registry, and without
primary subtags of more than three letters, of which there are none."""

CARDS_PER_DECK = 100_000
CARDS_PER_SESSION = 500
CARDS_PER_REORDER = 10_000
DECKS_PER_DOCUMENT = 1_000
DOCUMENT_BYTES = 32 * 1024 * 1024
"""The largest document that a reader takes into memory."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether databases can keep the text: it holds no NUL and no lone surrogate."""
    return _UNSTORABLE.search(text) is None
