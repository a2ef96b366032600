"""A session that is made when it is first used: who finds all at hand needs none."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


class Unopened:
    """Stands for an `AsyncSession`, which it becomes with the first thing that is asked of it but
    its `info`."""

    def __init__(self, open: Callable[[], AsyncSession], info: dict[str, object]) -> None:
        self.info = info
        self._open = open

    @cached_property
    def _session(self) -> AsyncSession:
        return self._open()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    async def __aenter__(self) -> "Unopened":
        return self

    async def __aexit__(self, *raised: object) -> None:
        if "_session" in self.__dict__:
            await self._session.__aexit__(*raised)
