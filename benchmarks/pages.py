"""Pages of a deck's cards through HTTP: deep ones against the first, large decks against small."""

import http.client
import json
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import classroom
from figures import NAMES, Figure, over
from rounds import Home, place, settle
from sides import SIDES

DEPTH = 99_000
LARGE, SMALL = 100_000, 1_000
STEP = 200
PAGE = 50


class Reader:
    """A connection of a learner who reads pages."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> dict[str, object]:
        """What is under the path. Raises `RuntimeError` when it is not there."""
        return self._send("GET", path, None, self.headers)

    def post(self, path: str, body: str) -> dict[str, object]:
        """What posting the JSON gives. Raises `RuntimeError` when it is refused."""
        return self._send("POST", path, body, self.headers | {"Content-Type": "application/json"})

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> dict[str, object]:
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        told = reply.read()
        if reply.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {reply.status} {told[:500]!r}")
        return dict(json.loads(told))

    def ms(self, path: str) -> float:
        """Milliseconds that the path takes."""
        begin = time.perf_counter()
        self.get(path)
        return 1_000 * (time.perf_counter() - begin)

    def cursor_at(self, path: str, depth: int) -> str:
        """The cursor of the page that begins after so many items of a list."""
        cursor = ""
        for _ in range(depth // STEP):
            more = f"&cursor={cursor}" if cursor else ""
            cursor = str(self.get(f"{path}?limit={STEP}{more}")["next_cursor"])
        return cursor


async def measure(
    home: Home, kind: str, *, rounds: int, progress: Callable[[str], None], large: int = LARGE
) -> list[Figure]:
    """Bar 7: each round reads every page once, in turns."""
    async with place(home, kind, "pages", cards=SMALL) as where:
        deck = await classroom.fill(where.database, card_count=large)
        await settle(where.database)
        [pupil] = await classroom.open_sessions(where.database, deck, each=1)
        progress(f"{kind}: filled a deck of {large:,} cards")
        with SIDES["recite"].serves(where.url) as service:
            reader = Reader(service.url, pupil.token)
            of_large, of_small = (f"/v1/decks/{room.deck_id}/cards" for room in (deck, where.room))
            cursor = reader.cursor_at(of_large, DEPTH * large // LARGE)
            paths = {
                "deep": f"{of_large}?limit={PAGE}&cursor={cursor}",
                "first": f"{of_large}?limit={PAGE}",
                "small": f"{of_small}?limit={PAGE}",
            }
            times: dict[str, list[float]] = {name: [] for name in paths}
            for number in range(rounds):
                for name in paths if number % 2 == 0 else reversed(list(paths)):
                    times[name].append(reader.ms(paths[name]))
    return [
        _figure("7a", kind, times, "deep", "first"),
        _figure("7b", kind, times, "first", "small"),
    ]


def _figure(key: str, kind: str, times: dict[str, list[float]], one: str, other: str) -> Figure:
    """The ratio of medians; its range is that of the thirds of all rounds, as a single page may
    wait for anything."""
    third = max(1, len(times[one]) // 3)
    parts = [slice(start, start + third) for start in range(0, 3 * third, third)]
    medians = [
        over("", "", times[one][part]).value / over("", "", times[other][part]).value
        for part in parts
    ]
    mine, theirs = (over("", "", times[name]).value for name in (one, other))
    told = f"{mine:.1f} ms / {theirs:.1f} ms"
    return Figure(key, NAMES[kind], mine / theirs, min(medians), max(medians), told)
