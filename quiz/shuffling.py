"""Seeded orders that are the same on every machine and every version of Python."""

from hashlib import sha256


def shuffled(length: int, seed: int) -> tuple[int, ...]:
    """A permutation of `range(length)`, each equally likely over the seeds.

    Fisher-Yates; each draw is a SHA-256 of seed and step, reduced by rejection so that no
    place is favoured. Source: D. E. Knuth, The Art of Computer Programming 2, 3.4.2, algorithm P.
    """
    order = list(range(length))
    for last in range(length - 1, 0, -1):
        place = draw(last + 1, seed, step=last)
        order[last], order[place] = order[place], order[last]
    return tuple(order)


def draw(bound: int, seed: int, *, step: int) -> int:
    """A number in `range(bound)`, uniform over the seeds."""
    limit = (1 << 64) - (1 << 64) % bound
    attempt = 0
    while True:
        digest = sha256(f"{seed}:{step}:{attempt}".encode()).digest()
        value = int.from_bytes(digest[:8], "big")
        if value < limit:
            return value % bound
        attempt += 1


def derived(seed: int, *labels: str) -> int:
    """A seed (0..2**63 - 1) for a part of what `seed` made, told apart by labels."""
    digest = sha256(":".join((str(seed), *labels)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
