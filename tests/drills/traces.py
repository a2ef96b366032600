"""Reads what strace saw: was what each 201 promises on the disk before it was sent?"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

FORM = ("-f", "-y", "-qq", "-xx", "-s", str(1 << 20))
"""How strace writes what is read here: all bytes of a call and all paths in hexadecimal digits."""
CALLS = "pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync"
_LINE = re.compile(r"(?P<pid>\d+) +(?P<resumed><\.\.\. )?(?P<call>\w+)(?P<rest>.*)")


def escaped(raw: bytes) -> str:
    """Bytes as strace writes them."""
    return "".join(f"\\x{byte:02x}" for byte in raw)


_LOG = re.compile(
    rf"\(\d+<[^>]*(?:{re.escape(escaped(b'-wal'))}|{re.escape(escaped(b'/pg_wal/'))}[^>]*)>"
)
_ACK = escaped(b"HTTP/1.1 201")
_PLACE = re.compile(
    re.escape(escaped(b"\r\nlocation: ")) + r"(?P<place>(?:\\x[0-9a-f]{2})+?)\\x0d", re.ASCII
)


@dataclass(slots=True)
class Traced:
    """The ids that 201s named, those of them whose rows were not on the disk by then, and how many
    syncs brought several of them there at once."""

    acknowledged: list[UUID] = field(default_factory=list)
    unsynced: list[UUID] = field(default_factory=list)
    shared_syncs: int = 0


def read(lines: Collection[str], background: Collection[int]) -> Traced:
    """Each 201 names an id, which must have been written to the write-ahead log, and the log then
    been synced, before it was sent. Syncs of processes in `background` do not count."""
    found = Traced()
    awaited = {id: _forms(id) for line in lines if (id := _acknowledged(line))}
    written: set[UUID] = set()
    synced: set[UUID] = set()
    syncing: dict[str, set[UUID]] = {}
    unfinished: dict[str, str] = {}
    for pid, is_resumed, call, rest in _calls(lines):
        if not is_resumed and (id := _acknowledged(rest)):
            found.acknowledged.append(id)
            if id not in synced:
                found.unsynced.append(id)
        if rest.endswith("<unfinished ...>"):
            unfinished[pid] = rest
            syncing[pid] = set(written)
            continue
        whole = unfinished.pop(pid, "") + rest if is_resumed else rest
        covered = syncing.pop(pid, written) if is_resumed else written
        if call in ("fsync", "fdatasync"):
            if _LOG.match(whole) and rest.endswith("= 0") and int(pid) not in background:
                found.shared_syncs += len(covered - synced) > 1
                synced |= covered
        elif _LOG.match(whole):
            fresh = [id for id in awaited if any(form in whole for form in awaited[id])]
            written.update(fresh)
            for id in fresh:
                del awaited[id]
    return found


def _calls(lines: Iterable[str]) -> Iterable[tuple[str, bool, str, str]]:
    for line in lines:
        found = _LINE.match(line)
        if found is not None:
            yield found["pid"], found["resumed"] is not None, found["call"], found["rest"]


def _acknowledged(text: str) -> UUID | None:
    """The id that the place of a 201 ends in."""
    if _ACK not in text:
        return None
    found = _PLACE.search(text)
    if found is None:
        return None
    place = bytes.fromhex(found["place"].replace("\\x", "")).decode()
    return UUID(place.rpartition("/")[2])


def _forms(id: UUID) -> tuple[str, str]:
    """An id as PostgreSQL and as SQLite write it."""
    return escaped(id.bytes), escaped(id.hex.encode())
