"""How the service slows down as data grows: 10,000 to 1,000,000 memories of one learner, decks of
1,000 to 100,000 cards. Databases of all sizes stand side by side and take turns."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from uuid import UUID

import classroom
import due_queue
import importing
import load
from classroom import Room
from due_queue import Size
from pages import Reader
from rounds import Home, settle
from services import Service
from sides import SIDES
from sqlalchemy import text

from db import deck_settings, engine, migrating
from db.engine import Database
from db.workspaces import WorkspaceKind, WorkspaceRow
from quiz.cards import CardKind

ANSWERS = 100
FOUND = f"q={classroom.word(97)}"
"""A word that one card of each deck has."""
QUEUE = ("20 due", "capped count")
Progress = Callable[[str], None]


@dataclass(slots=True)
class Curve:
    """What was measured on one kind of database: medians by what was measured, one per size."""

    kind: str
    sizes: tuple[int, ...]
    units: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, unit: str, rounds: Sequence[Sequence[float]]) -> None:
        """Keep the medians of what each size took in each round."""
        self.units[name] = unit
        self.values[name] = [median(each) for each in rounds]


@dataclass(frozen=True, slots=True)
class _Stand:
    """A database of one size with a service on it, and a learner who reads and answers."""

    database: Database
    service: Service
    room: Room
    reader: Reader
    database_cpu: Callable[[], float]


async def measure_memories(
    home: Home, kind: str, *, most: int, rounds: int, progress: Progress
) -> Curve:
    """The curves of one learner with more and more memories in four decks."""
    sizes = (most // 100, most // 10, most)
    curve = Curve(kind, sizes)
    async with AsyncExitStack() as stack:
        stands = []
        for size in sizes:
            url, cpu = await home.make(kind, f"memories{size}")
            database = await due_queue.filled(engine.connect(url), Size("", 1, size))
            stack.push_async_callback(database.dispose)
            room = await _complete(database, size)
            stands.append(await _stand(stack, database, url, room, cpu))
            progress(f"{kind}: filled {size:,} memories")
        await _queues(curve, stands, 3 * rounds)
        deck = f'{{"deck_ids":["{due_queue.deck_id(0)}"],"mode":"study","limit":20}}'
        await _timed(curve, "memories, a page", stands, rounds, _gets("/v1/memories?limit=50"))
        await _timed(curve, "session start", stands, rounds, _posts(lambda _: deck))
        await _answers(curve, stands, max(2, rounds // 5))
    return curve


async def measure_decks(
    home: Home, kind: str, *, most: int, rounds: int, progress: Progress
) -> Curve:
    """The curves of a deck with more and more cards."""
    sizes = (most // 100, most // 10, most)
    curve = Curve(kind, sizes)
    async with AsyncExitStack() as stack:
        stands = []
        for size in sizes:
            url, cpu = await home.make(kind, f"deck{size}")
            database = engine.connect(url)
            stack.push_async_callback(database.dispose)
            await migrating.upgrade(database)
            room = await classroom.fill(database, card_count=size)
            await settle(database)
            stands.append(await _stand(stack, database, url, room, cpu))
            progress(f"{kind}: filled a deck of {size:,} cards")
        await _timed(curve, "cards, a page", stands, rounds, lambda stand: _read(stand, "limit=50"))
        await _timed(curve, "search", stands, rounds, lambda stand: _read(stand, FOUND))
        whole = '{{"deck_ids":["{}"],"selection":"all","limit":20}}'
        start = _posts(lambda stand: whole.format(stand.room.deck_id))
        await _timed(curve, "session start", stands, rounds, start)
    await _imports(home, curve, kind)
    return curve


async def _stand(
    stack: AsyncExitStack,
    database: Database,
    url: str,
    room: Room,
    cpu: Callable[[], float],
) -> _Stand:
    service = stack.enter_context(SIDES["recite"].serves(url))
    token = classroom.token(room.learner_ids[0], datetime.now(UTC))
    return _Stand(database, service, room, Reader(service.url, token), cpu)


async def _complete(database: Database, size: int) -> Room:
    """Give cards that `due_queue` made a version, and the learner settings; gives the deck."""
    content = "jsonb_build_object('kind', 'typed', 'prompt', 'Which word is ' || id || '?', "
    content += "'accepted', jsonb_build_array(id::text))"
    at = "'2026-01-01 00:00:00'"
    if database.is_sqlite:
        content = content.replace("jsonb_build", "json").replace("id::text", "id")
    async with database.writing() as db:
        if not database.is_sqlite:
            await db.execute(text("SET LOCAL statement_timeout = 0"))
        await db.execute(
            text(
                "INSERT INTO card_versions (card_id, version, content, created_at) "
                f"SELECT id, 1, {content}, {at} FROM cards".replace(":", r"\:")
            )
        )
        decks = [due_queue.deck_id(each) for each in range(due_queue.DECKS)]
        learner_id = due_queue.learner_id(0)
        now = datetime.now(UTC)
        await deck_settings.ensure_many(db, learner_id=learner_id, deck_ids=decks, now=now)
    await settle(database)
    count = min(size // due_queue.DECKS, classroom.CARDS)
    ids = tuple(UUID(int=place * due_queue.DECKS * 7919 + 1) for place in range(count))
    kinds = (CardKind.TYPED,) * count
    return Room(due_queue.deck_id(0), ids, kinds, (learner_id,))


async def _queues(curve: Curve, stands: Sequence[_Stand], rounds: int) -> None:
    """The due queue of all decks, asked of the database itself."""
    queries = due_queue.questions()
    for name in QUEUE:
        query = queries[f"{name}, all decks"]

        async def ask(stand: _Stand, query: due_queue.Query = query) -> None:
            async with stand.database.reading() as db:
                await query(db)

        await _timed(curve, name, stands, rounds, ask)


async def _timed(
    curve: Curve,
    name: str,
    stands: Sequence[_Stand],
    rounds: int,
    work: Callable[[_Stand], Awaitable[None]],
) -> None:
    """Milliseconds that the work takes on each database; the first time is not counted."""
    times: list[list[float]] = [[] for _ in stands]
    for number in range(rounds + 1):
        for place, stand in enumerate(stands):
            begin = time.perf_counter()
            await work(stand)
            if number:
                times[place].append(1_000 * (time.perf_counter() - begin))
    curve.add(name, "ms", times)


def _gets(path: str) -> Callable[[_Stand], Awaitable[None]]:
    async def get(stand: _Stand) -> None:
        stand.reader.get(path)

    return get


def _posts(body: Callable[[_Stand], str]) -> Callable[[_Stand], Awaitable[None]]:
    async def post(stand: _Stand) -> None:
        stand.reader.post("/v1/sessions", body(stand))

    return post


async def _read(stand: _Stand, query: str) -> None:
    stand.reader.get(f"/v1/decks/{stand.room.deck_id}/cards?{query}")


async def _answers(curve: Curve, stands: Sequence[_Stand], rounds: int) -> None:
    """Processor time of an answer, server and database, of the learner alone."""
    used: list[list[float]] = [[] for _ in stands]
    sent = b'{"format":"typed","text":"no idea"}'
    for _ in range(rounds):
        for place, stand in enumerate(stands):
            pupils = await classroom.open_sessions(stand.database, stand.room, each=4)
            book = {str(id): (sent, sent) for id in stand.room.card_ids}
            before = stand.service.cpu_seconds() + stand.database_cpu()
            done = load.run(stand.service.url, pupils, book, answers=ANSWERS)
            after = stand.service.cpu_seconds() + stand.database_cpu()
            used[place].append(1e6 * (after - before) / done.answers)
    curve.add("answer, CPU", "µs", used)


async def _imports(home: Home, curve: Curve, kind: str) -> None:
    """Milliseconds that an import takes for 1,000 of its cards, once."""
    times: list[list[float]] = []
    for size in curve.sizes:
        url, _ = await home.make(kind, f"imports{size}")
        database = engine.connect(url)
        await migrating.upgrade(database)
        async with database.writing() as db:
            now = datetime.now(UTC)
            row = WorkspaceRow(
                id=importing.WORKSPACE,
                kind=WorkspaceKind.PERSONAL,
                name="Bench",
                created_at=now,
                updated_at=now,
            )
            db.add(row)
        upload = importing.document(size)
        begin = time.perf_counter()
        await importing.imported(database, upload)
        times.append([1e6 * (time.perf_counter() - begin) / size])
        await database.dispose()
    curve.add("import, 1,000 cards", "ms", times)
