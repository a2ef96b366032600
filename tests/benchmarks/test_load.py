"""The client sends an answer again that the server failed to take, and counts that."""

import socket
import threading
from uuid import UUID

import load
import pytest
from classroom import Pupil, Waiting

from quiz.responses import Format

CARD = UUID(int=3)
PUPIL = Pupil(UUID(int=1), "token", (Waiting(UUID(int=2), CARD, CARD, Format.NUMERIC),) * 3)
BOOK = {str(CARD): (b'{"format":"numeric","text":"3"}', b'{"format":"numeric","text":"7"}')}


def _serve(listener: socket.socket, replies: list[bytes], requests: list[bytes]) -> None:
    connection, _ = listener.accept()
    with connection:
        for reply in replies:
            requests.append(connection.recv(65_536))
            connection.sendall(reply)


def _run(replies: list[bytes], answers: int) -> tuple[load.Load, list[bytes]]:
    requests: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_serve, args=(listener, replies, requests))
        server.start()
        try:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            return load.run(url, [PUPIL], BOOK, answers=answers), requests
        finally:
            server.join()


def _reply(status: bytes, body: bytes) -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


def test_an_answer_that_met_an_error_is_sent_again_and_counted_once() -> None:
    taken, failed = _reply(b"201 Created", b'{"next":null}'), _reply(b"500 Oops", b"oops")
    done, requests = _run([failed, taken, taken], answers=1)
    assert (done.answers, done.refused) == (1, 1)
    assert requests[1] == requests[0]
    assert requests[2] != requests[1]


def test_an_answer_that_the_service_refuses_ends_the_round() -> None:
    with pytest.raises(RuntimeError, match="409 Conflict"):
        _run([_reply(b"409 Conflict", b"{}")], answers=1)
