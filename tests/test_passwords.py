"""Passwords: hashed at the cost that is set, and checked as long for nobody as for somebody."""

from statistics import median
from time import process_time

import pytest

from api.passwords import LEAST_MEMORY_KIB, LEAST_PASSES, MEMORY_FLOOR_KIB, Passwords
from api.settings import Settings

STANDARD = Passwords(65_536, 3)


async def test_a_password_fits_its_own_hash_only() -> None:
    hashed = await STANDARD.hashed("correct horse battery")
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,")
    assert await STANDARD.fits("correct horse battery", hashed)
    assert not await STANDARD.fits("wrong horse battery", hashed)
    assert not await STANDARD.fits("nobody has this password", None)


async def test_nobodys_password_costs_as_much_as_somebodys() -> None:
    hashed = await STANDARD.hashed("correct horse battery")
    await STANDARD.fits("wrong", None)

    async def cost(password_hash: str | None) -> float:
        spent = []
        for _ in range(7):
            began = process_time()
            await STANDARD.fits("wrong", password_hash)
            spent.append(process_time() - began)
        return median(spent)

    assert 0.5 < await cost(None) / await cost(hashed) < 2


@pytest.mark.parametrize(
    ("memory_kib", "passes"),
    [(LEAST_MEMORY_KIB - 1, LEAST_PASSES), (LEAST_MEMORY_KIB, LEAST_PASSES - 1)],
)
def test_production_refuses_cheap_hashes(memory_kib: int, passes: int) -> None:
    with pytest.raises(ValueError, match="RECITE_ARGON2"):
        Settings(
            environment="production",
            secret_key="k3YJ0q9vX1s7Bw5Zr2Lf8Nt4Hd6Pg0Mc_test_only",
            argon2_memory_kib=memory_kib,
            argon2_passes=passes,
        )


async def test_the_least_memory_that_can_be_set_is_enough_to_hash() -> None:
    cheapest = Passwords(MEMORY_FLOOR_KIB, 1)
    assert await cheapest.fits("correct horse", await cheapest.hashed("correct horse"))
    with pytest.raises(ValueError, match="argon2_memory_kib"):
        Settings(argon2_memory_kib=MEMORY_FLOOR_KIB - 1)
