"""The HTTP server: uvicorn, with a limit on how long a request's head may take to arrive, and with
a stop that readiness tells of before connections are refused.
"""

import asyncio
import signal
from time import monotonic
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.supervisors import multiprocess

from api.settings import load


class PunctualProtocol(HttpToolsProtocol):
    """A connection that is closed when a request's head is not there in time.

    Time begins when the connection is made, later with the first byte of a request. Between
    requests uvicorn's own limit holds. Bodies are the application's to limit (`api/arriving.py`).
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Take what came; what has begun without being a whole head is waited for."""
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle
        if self._deadline is None and (cycle is None or cycle.response_complete):
            self._await_head()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._forget_deadline()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._forget_deadline()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(load().arrival_seconds, self._give_up)

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.close()

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class Server(uvicorn.Server):
    """A server that serves for a notice after SIGTERM, while readiness answers 503, so that a
    load balancer sends its next requests elsewhere. Ctrl-C and a second SIGTERM stop it at once."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._noticed: tuple[float, int, FrameType | None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal to stop."""
        notice = load().notice_seconds
        if sig == signal.SIGTERM and notice and self.started and self._noticed is None:
            self.lifespan.state["is_leaving"] = True  # In the state of every request from now on.
            self._noticed = (monotonic() + notice, sig, frame)
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Look whether the notice is over; called ten times a second."""
        if self._noticed is not None and not self.should_exit:
            until, sig, frame = self._noticed
            if monotonic() >= until:
                super().handle_exit(sig, frame)
        return await super().on_tick(counter)


class Process(multiprocess.Process):
    """One of several serving processes."""

    @property
    def server(self) -> uvicorn.Server:
        """Its server, made in the process itself."""
        if self._server is None:
            self._server = Server(self.config)
        return self._server


def serve(config: uvicorn.Config, sockets: list[Any]) -> None:
    """Serve until told to stop, in this process or in as many as `config` says."""
    if config.workers == 1:
        Server(config).run(sockets=sockets)
        return
    multiprocess.Process = Process  # type: ignore[misc]  # uvicorn takes no other from outside
    multiprocess.Multiprocess(config, sockets=sockets).run()
