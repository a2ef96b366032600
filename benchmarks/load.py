"""Learners who answer as fast as they are asked, in one thread, over connections that stay open.

    python benchmarks/load.py --database sqlite --clients 32 --answers 3000
    python benchmarks/load.py --database postgres --side naive --rounds 3

serves a side on a database of its own, and prints answers a second, processor time per answer of
the server, the database and this client, and how long a learner waits (p50, p99).

The client writes HTTP by hand and reads of a reply what it needs: a client library would cost more
than the service that is measured.
"""

import argparse
import asyncio
import itertools
import selectors
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
from classroom import Pupil, Waiting
from measures import percentile

WRONG_EVERY = 5
"""Of so many answers one is wrong."""
MOST_REFUSALS = 100
"""Errors of the server that one learner puts up with in a round."""
_HEADERS_END = b"\r\n\r\n"
_numbers = itertools.count(int(time.time()) << 32)


class _Option(msgspec.Struct):
    id: str
    text: str


class _Next(msgspec.Struct):
    id: str
    card_id: str
    format: str
    options: list[_Option] = []


class _Reply(msgspec.Struct):
    next: _Next | None


_REPLY = msgspec.json.Decoder(_Reply)


@dataclass(slots=True)
class Load:
    """What came of it: `waits` are the seconds that each answer took, `client_cpu_seconds` what
    this client used of the processor, `refused` how many requests met an error of the server or the
    end of their connection, and were sent again."""

    seconds: float = 0.0
    client_cpu_seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def answers(self) -> int:
        """How many were taken."""
        return len(self.waits)

    @property
    def per_second(self) -> float:
        """Answers a second, of all learners together."""
        return self.answers / self.seconds

    def wait_ms(self, share: float) -> float:
        """Milliseconds that so much of the answers took at most."""
        return 1_000 * percentile(self.waits, share)


def _new_id() -> bytes:
    """A fresh UUID of version 7; the client makes the ids of its answers."""
    number = f"{next(_numbers):022x}"
    parts = "01990000", number[:4], "7" + number[4:7], "8" + number[7:10], number[10:]
    return "-".join(parts).encode()


class _Learner:
    """One connection, and the session it is at."""

    def __init__(
        self, host: str, port: int, pupil: Pupil, book: dict[str, tuple[bytes, bytes]]
    ) -> None:
        self.address = host, port
        self.connect()
        self.book = book
        self.head = f"Host: {host}:{port}\r\nAuthorization: Bearer {pupil.token}\r\n".encode()
        self.sessions = iter(pupil.sessions)
        self.read = b""
        self.count = 0
        self.refused = 0
        self.sent = b""
        self.sent_at = 0.0

    def connect(self) -> None:
        """Open the connection, or another one."""
        self.connection = socket.create_connection(self.address)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def try_again(self) -> None:
        """Send the last answer again over another connection: the service has closed this one.
        Raises `RuntimeError` where that happened too often."""
        self.refused += 1
        if self.refused > MOST_REFUSALS:
            raise RuntimeError("The service closes connections all the time.")
        self.close()
        self.connect()
        self.read = b""
        self.connection.sendall(self.sent)

    def begin(self) -> bool:
        """Answer the first question of the next session; false where there is none left."""
        waiting: Waiting | None = next(self.sessions, None)
        if waiting is None:
            return False
        self.post = b"POST /v1/sessions/%s/answers HTTP/1.1\r\n" % str(waiting.session_id).encode()
        self.post += self.head
        self.answer(_Next(str(waiting.question_id), str(waiting.card_id), waiting.format.value))
        return True

    def answer(self, question: _Next) -> None:
        """Send the answer to a question; the reply is not waited for."""
        self.count += 1
        response = self.book[question.card_id][self.count % WRONG_EVERY == 0]
        if question.format == "choice":
            wanted = response.decode()
            ids = (option.id for option in question.options if option.text == wanted)
            chosen = next(ids, question.options[0].id)
            response = b'{"format":"choice","selected":["%s"]}' % chosen.encode()
        body = (b'{"id":"%s","question_id":"%s","response":%s,"confidence":4,"took_ms":4200}') % (
            _new_id(),
            question.id.encode(),
            response,
        )
        self.sent_at = time.perf_counter()
        how = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self.sent = self.post + how + body
        self.connection.sendall(self.sent)

    def receive(self) -> bytes | None:
        """The body of a reply that is there as a whole, else `None`. After an error of the server
        the same answer is sent again. Raises `RuntimeError` for another reply that takes none,
        `ConnectionError` where the service has closed the connection."""
        more = self.connection.recv(65_536)
        if not more:
            raise ConnectionResetError("The service closed the connection.")
        self.read += more
        end = self.read.find(_HEADERS_END)
        if end < 0:
            return None
        head = self.read[:end].lower()
        is_error = head.startswith(b"http/1.1 5") and self.refused < MOST_REFUSALS
        if not is_error and not head.startswith(b"http/1.1 201 "):
            raise RuntimeError(f"An answer was not taken: {self.read[:2_000]!r}")
        start = head.find(b"content-length:") + 15
        length = int(head[start : (head + b"\r\n").find(b"\r\n", start)])
        if len(self.read) < end + 4 + length:
            return None
        body = self.read[end + 4 : end + 4 + length]
        self.read = self.read[end + 4 + length :]
        if is_error:
            self.refused += 1
            self.connection.sendall(self.sent)
            return None
        return body


def run(
    url: str,
    pupils: Sequence[Pupil],
    book: dict[str, tuple[bytes, bytes]],
    *,
    seconds: float = 3_600.0,
    answers: int = 1_000_000_000,
) -> Load:
    """Let each of them answer one question after the other, until so many answers are taken or so
    much time is up. Raises `RuntimeError` when their sessions do not last as long."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    assert parts.port is not None
    with ExitStack() as stack:
        selector = stack.enter_context(selectors.DefaultSelector())
        learners = [_Learner(parts.hostname, parts.port, pupil, book) for pupil in pupils]
        for learner in learners:
            stack.callback(learner.close)
        return _answer_all(selector, learners, seconds=seconds, answers=answers)


def _answer_all(
    selector: selectors.BaseSelector,
    learners: Sequence[_Learner],
    *,
    seconds: float,
    answers: int,
) -> Load:
    load = Load()
    cpu, begin = time.process_time(), time.perf_counter()
    for learner in learners:
        selector.register(learner.connection, selectors.EVENT_READ, learner)
        learner.begin()
    while load.answers < answers and not (load.waits and time.perf_counter() - begin > seconds):
        for key, _ in selector.select(timeout=60):
            learner = key.data
            try:
                body = learner.receive()
            except ConnectionError:
                selector.unregister(learner.connection)
                learner.try_again()
                selector.register(learner.connection, selectors.EVENT_READ, learner)
                continue
            if body is None:
                continue
            load.waits.append(time.perf_counter() - learner.sent_at)
            question = _REPLY.decode(body).next
            if question is not None:
                learner.answer(question)
            elif not learner.begin():
                raise RuntimeError("A learner has no session left: prepare more.")
    load.seconds = time.perf_counter() - begin
    load.client_cpu_seconds = time.process_time() - cpu
    for learner in learners:
        selector.unregister(learner.connection)
        _finish(learner)
    load.refused = sum(learner.refused for learner in learners)
    return load


def _finish(learner: _Learner) -> None:
    """Take the reply that is still on its way, so that nothing is going on when a round ends."""
    learner.connection.settimeout(30)
    with suppress(ConnectionError):
        while learner.receive() is None:
            pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--side", default="recite", help="recite, naive, naive-async")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--answers", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    from rounds import measure_alone

    asyncio.run(measure_alone(asked))


if __name__ == "__main__":
    main()
