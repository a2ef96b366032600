"""The reader of traces tells what was on the disk from what was not."""

from uuid import UUID

import pytest

from drills.traces import escaped, read

ONE, OTHER = UUID(int=1), UUID(int=2)


def file(path: str) -> str:
    return f"9<{escaped(path.encode())}>"


WAL = file("/data/recite.sqlite-wal")


def wrote(*ids: UUID, pid: int = 7) -> str:
    page = b"".join(id.hex.encode() for id in ids)
    return f'{pid} pwrite64({WAL}, "{escaped(page)}", 4096, 32) = 4096'


def acknowledged(id: UUID) -> str:
    head = f"HTTP/1.1 201 Created\r\nlocation: /v1/answers/{id}\r\n\r\n"
    return f'7 sendto(12<socket:[1]>, "{escaped(head.encode())}", 80, 0, NULL, 0) = 80'


SYNCED = f"8 fdatasync({WAL}) = 0"


def test_what_was_synced_before_its_acknowledgement_is_safe() -> None:
    found = read([wrote(ONE, OTHER), SYNCED, acknowledged(ONE), acknowledged(OTHER)], [])
    assert found.acknowledged == [ONE, OTHER]
    assert found.unsynced == []
    assert found.shared_syncs == 1


@pytest.mark.parametrize(
    "lines",
    [
        [wrote(ONE), acknowledged(ONE)],
        [wrote(ONE), acknowledged(ONE), SYNCED],
        [SYNCED, wrote(ONE), acknowledged(ONE)],
        [wrote(OTHER), SYNCED, wrote(ONE), acknowledged(ONE), acknowledged(OTHER)],
        [SYNCED, acknowledged(ONE)],
        [wrote(ONE), f"8 fdatasync({file('/data/recite.sqlite')}) = 0", acknowledged(ONE)],
        [wrote(ONE), f"8 fdatasync({WAL}) = -1 EIO", acknowledged(ONE)],
        [wrote(ONE), f"9 fdatasync({WAL}) = 0", acknowledged(ONE)],
        [
            f"8 fdatasync({WAL} <unfinished ...>",
            wrote(ONE),
            "8 <... fdatasync resumed>) = 0",
            acknowledged(ONE),
        ],
    ],
)
def test_what_was_not_is_told(lines: list[str]) -> None:
    assert read(lines, background=[9]).unsynced == [ONE]


def test_a_sync_that_was_interrupted_counts_for_what_was_there_when_it_began() -> None:
    lines = [
        wrote(ONE),
        f"8 fdatasync({WAL} <unfinished ...>",
        "8 <... fdatasync resumed>) = 0",
        acknowledged(ONE),
    ]
    assert read(lines, []).unsynced == []


def test_postgres_writes_ids_as_bytes() -> None:
    log = file("/data/pg_wal/0001")
    page = f'7 pwrite64({log}, "{escaped(ONE.bytes)}", 8192, 0) = 8192'
    sync = f"7 fdatasync({log}) = 0"
    assert read([page, sync, acknowledged(ONE)], []).unsynced == []
