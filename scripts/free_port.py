"""Says whether the address that `--host` and `--port` name can be listened on.

    free_port.py COMMAND [--host HOST] [--port PORT] [anything else]

Exits 0 when it can, and when that cannot be told here. Otherwise names a port that is free.
"""

import errno
import socket
import sys

DEFAULTS = {"--host": "127.0.0.1", "--port": "8000"}


def asked(arguments: list[str]) -> tuple[str, int]:
    values = dict(DEFAULTS)
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, is_joined, value = argument.partition("=")
        if name in values:
            values[name] = value if is_joined else following
    return values["--host"], int(values["--port"])


def fault(host: str, port: int) -> OSError | None:
    """What listening there would fail with."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            return error
    return None


def main(command: str, arguments: list[str]) -> str | None:
    try:
        host, port = asked(arguments)
        error = fault(host, port)
    except (ValueError, OverflowError):
        return None  # the service words its own complaint about its arguments
    if error is None:
        return None
    if error.errno == errno.EADDRINUSE:
        free = next(n for n in range(port + 1, 65537) if n == 65536 or not fault(host, n))
        way_out = f": {command} --port {free}" if free < 65536 else "."
        return (
            f"Port {port} on {host} is taken, perhaps by a Recite that already runs.\n"
            f"Stop that one or choose another port{way_out}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to this user: choose one above 1023 with --port."
    return f"Cannot listen on {host} port {port}: {error.strerror}. Choose another --host."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
