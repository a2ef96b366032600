"""The service with one thing broken: a request may take for ever to arrive."""

from api import arriving, serving

serving.PunctualProtocol._await_head = lambda _self: None  # type: ignore[method-assign]
arriving.ArrivingMiddleware._in_time = lambda _self, receive: receive  # type: ignore[method-assign]

if __name__ == "__main__":
    from api.cli import app

    app()
