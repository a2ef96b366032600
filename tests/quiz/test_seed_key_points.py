"""The fixture deck's twelve cards fall into the points that a person read and found sensible.

After a change of segmentation, read the difference; then write the file anew:

    python tests/quiz/test_seed_key_points.py
"""

import json
from collections.abc import Iterator
from pathlib import Path

from quiz.cards import KeyPoint
from quiz.key_points import derive, is_label

GOLDEN = Path(__file__).parent / "golden/seed-key-points.txt"
DECK = Path(__file__).parents[2] / "fixtures/decks/stalin-power-struggle.json"


def outline(points: tuple[KeyPoint, ...], depth: int = 1) -> Iterator[str]:
    for point in points:
        mark = "label" if is_label(point) else "-"
        yield f"{'    ' * depth}{mark} {point.text}"
        yield from outline(point.children, depth + 1)


def segmented() -> str:
    [deck] = json.loads(DECK.read_text())["decks"]
    lines = []
    for number, card in enumerate(deck["cards"], start=1):
        points = derive(card["answer"])
        gradable = [p for point in points for p in point.walk() if not is_label(p)]
        lines += [f"{number}. {card['prompt']} ({len(gradable)} points)", *outline(points), ""]
    return "\n".join(lines)


def test_the_seed_cards_fall_into_the_points_that_a_person_read() -> None:
    assert segmented() == GOLDEN.read_text()


if __name__ == "__main__":
    GOLDEN.write_text(segmented())
