"""Rehearses growing past one process: several behind nginx, and readings from a replica.

    scripts/rehearse proxy      two processes on one PostgreSQL behind nginx; one is killed
    scripts/rehearse replica    a streaming replica serves readings; it lags, the primary dies

Real processes, a real PostgreSQL, and `docs/examples/nginx.conf` with other addresses. Answers keep
their ids when they are sent again, as clients must. Prints what was seen; fails where an answer is
lost or doubled.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from uuid import UUID, uuid4

import httpx
from classroom import QUESTIONS, SECRET, Pupil, fill, open_sessions
from insisting import PATIENCE_SECONDS, Seen, check, study_all
from postgres import Postgres, postgres, replica
from services import Service, free_port, serving

from db.engine import Database, connect

CONFIGURATION = Path(__file__).resolve().parents[1] / "docs/examples/nginx.conf"
STALENESS_SECONDS = 2.0


@contextmanager
def nginx(addresses: dict[str, str]) -> Iterator[str]:
    """The address of nginx with the example's configuration, `addresses` in place of its own."""
    binary, port = installed(), free_port()
    with tempfile.TemporaryDirectory(prefix="recite-nginx-") as name:
        folder = Path(name)
        text = CONFIGURATION.read_text().replace("listen 8080;", f"listen 127.0.0.1:{port};")
        for theirs, ours in addresses.items():
            text = text.replace(theirs, ours)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        paths = "".join(f"\n    {kind}_temp_path {folder / kind};" for kind in kinds)
        (folder / "nginx.conf").write_text(text.replace("http {", f"http {{{paths}", 1))
        log = folder / "error.log"
        own = f"daemon off; pid {folder / 'pid'}; error_log {log};"
        own += " user root;" if os.geteuid() == 0 else ""
        command = [binary, "-p", name, "-e", str(log), "-c", str(folder / "nginx.conf"), "-g", own]
        process = subprocess.Popen(command)
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/live", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def installed() -> str:
    """The path of nginx, installed where this is root on Debian; else the end, with what to do."""
    if found := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["install", "--yes", "--no-install-recommends", "nginx-light"]
        for words in (["update"], install):
            subprocess.run(["apt-get", "--quiet", *words], check=True, stdout=subprocess.DEVNULL)
        return shutil.which("nginx", path="/usr/sbin") or "nginx"
    sys.exit("nginx is missing: install your system's package, or run this as root on Debian.")


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(100):
        if process.poll() is not None:
            sys.exit(f"nginx ended: {log.read_text()}")
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    sys.exit(f"nginx did not answer: {log.read_text()}")


@asynccontextmanager
async def primary(
    server: Postgres, clients: int, questions: int
) -> AsyncIterator[tuple[Service, Database, list[Pupil]]]:
    """A service on a new database, with learners whose sessions wait."""
    url = await server.create(f"growing_{uuid4().hex[:8]}")
    with serving(url, secret_key=SECRET) as service:
        database = connect(url, pool_size=2)
        room = await fill(database, learners=clients)
        yield service, database, await open_sessions(database, room, each=1, questions=questions)
        await database.dispose()


async def rehearse_proxy(
    clients: int, *, questions: int = QUESTIONS, tell: Callable[[str], None] = print
) -> Seen:
    """Answers through nginx to two processes, of which one is killed and started again."""
    with postgres() as server:
        async with primary(server, clients, questions) as (first, database, pupils):
            url = first.environment["RECITE_DATABASE_URL"]
            with serving(url, migrates=False, secret_key=SECRET) as second:
                addresses = {"127.0.0.1:8000": first.url, "127.0.0.1:8001": second.url}
                addresses |= {"127.0.0.1:8010": first.url}
                bare = {theirs: ours.removeprefix("http://") for theirs, ours in addresses.items()}
                with nginx(bare) as proxy:
                    seen = await study_all(
                        proxy, pupils, _killing(second, clients * questions // 2)
                    )
                await check(database, pupils, seen)
                shares = [_answers_taken(each) for each in (first, second)]
    tell(
        f"| {clients} | {len(seen.taken):,} | {len(seen.taken) / seen.seconds:,.0f} | "
        f"{1000 * median(seen.waits):.0f} ms | {sum(seen.retries.values())} {dict(seen.retries)} | "
        f"{shares[0]} / {shares[1]} since its start | 0 |"
    )
    return seen


def _killing(service: Service, after: int) -> Callable[[Seen], Awaitable[None]]:
    """`kill -9` when so many answers are taken, and a start a second later."""

    async def kill(seen: Seen) -> None:
        await _until(lambda: _has(seen, after), seconds=600)
        service.kill()
        await asyncio.sleep(1)
        await asyncio.to_thread(service.start)

    return kill


async def _has(seen: Seen, count: int) -> bool:
    return len(seen.taken) >= count


def _answers_taken(service: Service) -> int:
    """How many answers a process says it took, since its start."""
    text = httpx.get(f"{service.url}/metrics").text
    start = 'recite_requests_total{method="POST",route="sessions_answer",status="201"}'
    return sum(int(float(line.split()[-1])) for line in text.splitlines() if line.startswith(start))


@dataclass(slots=True)
class Followed:
    """What was seen of a replica, in seconds."""

    delays: list[float] = field(default_factory=list)
    writing_status: int = 0
    unready_after_pause: float = 0.0
    ready_after_resume: float = 0.0
    unready_after_crash: float = 0.0
    writes_after_promotion: float = 0.0


async def rehearse_replica(
    clients: int, *, questions: int = QUESTIONS, tell: Callable[[str], None] = print
) -> Followed:
    """Readings from a replica under load; then it lags, its primary dies, and it takes over."""
    found = Followed()
    with postgres() as server, replica(server) as follower:
        async with primary(server, clients, questions) as (service, database, pupils):
            name = database.engine.url.database or ""
            bound = {"max_replica_lag_seconds": STALENESS_SECONDS, "secret_key": SECRET}
            await _until(lambda: _knows(follower, name))
            with serving(follower.url(name), migrates=False, **bound) as reads:
                seen = await study_all(service.url, pupils, _watching(reads, pupils, found))
                await check(database, pupils, seen)
                async with httpx.AsyncClient(base_url=reads.url) as client:
                    found.writing_status = (await client.post("/v1/auth/guest")).status_code
                await _fall_behind(service, reads, follower, pupils[0], name, found)
                found.unready_after_crash = await _timed(server.stop, lambda: _is(reads, False))
                await follower.ask("SELECT pg_promote()")
                begin = time.monotonic()
                await _until(lambda: _takes_writes(reads))
                found.writes_after_promotion = time.monotonic() - begin
    tell(_told(clients, seen, found))
    return found


def _told(clients: int, seen: Seen, found: Followed) -> str:
    delays = sorted(1000 * delay for delay in found.delays)
    return "\n".join(
        [
            f"{clients} clients, {len(seen.taken):,} answers, "
            f"{len(seen.taken) / seen.seconds:,.0f} a second",
            f"an answer was read from the replica {median(delays):.1f} ms after its reply (median "
            f"of {len(delays)}), {delays[-1]:.1f} ms at most",
            f"writing there is answered with {found.writing_status}",
            f"replay paused: not ready after {found.unready_after_pause:.1f} s (bound "
            f"{STALENESS_SECONDS:g} s); let go: ready after {found.ready_after_resume:.1f} s",
            f"primary dead: not ready after {found.unready_after_crash:.1f} s",
            f"promoted: takes writes after {found.writes_after_promotion:.1f} s",
        ]
    )


async def _knows(server: Postgres, name: str) -> bool:
    query = f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"
    return bool(await server.ask(query))


def _watching(
    reads: Service, pupils: Sequence[Pupil], found: Followed
) -> Callable[[Seen], Awaitable[None]]:
    """Ask the replica for a learner's newest answer until it is there, again and again."""
    tokens = {pupil.learner_id: pupil.token for pupil in pupils}

    async def watch(seen: Seen) -> None:
        async with httpx.AsyncClient(base_url=reads.url, timeout=10) as client:
            while not seen.seconds:
                await asyncio.sleep(0.02)
                if seen.taken:
                    found.delays.append(await _appearing(client, seen.taken[-1], tokens))

    return watch


async def _appearing(client: httpx.AsyncClient, answer_id: UUID, tokens: dict[UUID, str]) -> float:
    begin = time.perf_counter()
    while time.perf_counter() < begin + PATIENCE_SECONDS:
        for token in tokens.values():
            headers = {"Authorization": f"Bearer {token}"}
            reply = await client.get(f"/v1/answers/{answer_id}", headers=headers)
            if reply.status_code == 200:
                return time.perf_counter() - begin
    raise TimeoutError(f"the answer {answer_id} did not reach the replica")


async def _fall_behind(
    service: Service, reads: Service, follower: Postgres, pupil: Pupil, name: str, found: Followed
) -> None:
    """Pause the replica while the primary takes something, and let it go on."""
    async with httpx.AsyncClient(base_url=service.url) as client:
        await follower.ask("SELECT pg_wal_replay_pause()", name=name)
        headers = {"Authorization": f"Bearer {pupil.token}"}
        path = f"/v1/learners/{pupil.learner_id}"
        reply = await client.patch(path, json={"name": "Vera"}, headers=headers)
        reply.raise_for_status()
    begin = time.monotonic()
    await _until(lambda: _is(reads, False))
    found.unready_after_pause = time.monotonic() - begin
    begin = time.monotonic()
    await follower.ask("SELECT pg_wal_replay_resume()", name=name)
    await _until(lambda: _is(reads, True))
    found.ready_after_resume = time.monotonic() - begin


async def _timed(act: Callable[[], None], reached: Callable[[], Awaitable[bool]]) -> float:
    await asyncio.to_thread(act)
    begin = time.monotonic()
    await _until(reached)
    return time.monotonic() - begin


async def _is(service: Service, is_ready: bool) -> bool:
    return await asyncio.to_thread(service.is_ready) is is_ready


async def _takes_writes(service: Service) -> bool:
    async with httpx.AsyncClient(base_url=service.url) as client:
        return (await client.post("/v1/auth/guest")).status_code == 200


async def _until(
    reached: Callable[[], Awaitable[bool]], *, seconds: float = PATIENCE_SECONDS
) -> None:
    until = time.monotonic() + seconds
    while not await reached():
        if time.monotonic() > until:
            raise TimeoutError(f"it did not come to that in {seconds:g} s")
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["proxy", "replica"])
    parser.add_argument("--clients", type=int, nargs="+", default=[8, 32])
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of each learner")
    arguments = parser.parse_args()
    rehearse = rehearse_proxy if arguments.what == "proxy" else rehearse_replica
    if arguments.what == "proxy":
        heads = "answers | answers/s | median wait | sent again | taken by"
        print(f"| clients | {heads} | lost, doubled |")
        print("|--:|--:|--:|--:|---|---|--:|")
    for count in arguments.clients:
        asyncio.run(rehearse(count, questions=arguments.questions))
