"""Processor time of an answer in Anki's own backend, in process, on a collection in a file.

    python benchmarks/anki_backend.py --answers 500        prints µs of processor time per answer

Anki (AGPL) is only ever measured against, in a process of its own: nothing of the service or of its
tests needs it. The loop is what its window does for each card: the next of the queue is taken, the
states that each rating leads to are given with it, and the answer is written. No HTTP, no grading:
a rating is all there is.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from figures import NAMES, Figure, over
from rounds import WARM_UP, Home, answer, place
from sides import SIDES

CARDS = 1_000


def loop(answers: int) -> float:
    """µs of processor time per answer, over so many answers of a fresh collection of new cards."""
    from anki.collection import Collection
    from anki.scheduler.v3 import CardAnswer

    with tempfile.TemporaryDirectory(prefix="recite-bench-") as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        try:
            _fill(collection)
            ratings = [CardAnswer.GOOD, CardAnswer.GOOD, CardAnswer.EASY, CardAnswer.AGAIN]
            begin = time.process_time()
            for number in range(answers):
                [queued] = collection.sched.get_queued_cards(fetch_limit=1).cards
                card = collection.get_card(queued.card.id)
                card.start_timer()
                given = collection.sched.build_answer(
                    card=card, states=queued.states, rating=ratings[number % len(ratings)]
                )
                collection.sched.answer_card(given)
            return 1e6 * (time.process_time() - begin) / answers
        finally:
            collection.close()


def _fill(collection) -> None:  # type: ignore[no-untyped-def]  # Anki is not there for mypy
    """Basic notes in the default deck, which asks as many new cards a day as there are."""
    from anki.collection import AddNoteRequest

    notetype = collection.models.by_name("Basic")
    requests = []
    for number in range(CARDS):
        note = collection.new_note(notetype)
        note["Front"], note["Back"] = f"Question {number}?", f"Answer {number}"
        requests.append(AddNoteRequest(note, 1))
    collection.add_notes(requests)
    config = collection.decks.config_dict_for_deck_id(1)
    config["new"]["perDay"] = config["rev"]["perDay"] = 9_999
    collection.decks.update_config(config)
    collection.set_config("fsrs", True)


async def measure(
    home: Home, kind: str, *, rounds: int, seconds: float, progress: Callable[[str], None]
) -> list[Figure]:
    """Bar 11: the service's processor time per answer, server and database, over Anki's."""
    ours, theirs = [], []
    async with place(home, kind, "anki") as where:
        with SIDES["recite"].serves(where.url) as service:
            await answer(where, service, clients=32, answers=WARM_UP)
            for number in range(rounds):
                for is_ours in (True, False) if number % 2 == 0 else (False, True):
                    if is_ours:
                        one = await answer(where, service, clients=32, seconds=seconds)
                        ours.append(one.cpu)
                    else:
                        theirs.append(_apart())
                progress(f"{kind}: {ours[-1]:,.0f} µs, Anki {theirs[-1]:,.0f} µs an answer")
    values = [a / b for a, b in zip(ours, theirs, strict=True)]
    told = f"{median(ours):,.0f} µs / {median(theirs):,.0f} µs"
    return [over("11", NAMES[kind], values, told)]


def _apart() -> float:
    """What the loop gives in a process that does nothing else."""
    command = [sys.executable, str(Path(__file__).resolve())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Anki's backend failed: {done.stderr[-2_000:]}")
    return float(done.stdout)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=2_000)
    print(loop(parser.parse_args().answers))
