"""Long work, done while a test waits."""

from typing import Any

from api.services.working import Worker
from api.worker import kinds_of


async def finished(service: Any, author: Any, reply: Any) -> dict[str, Any]:
    """The operation, once a worker has done what waits."""
    assert reply.status_code == 202, reply.text
    database = service.app.state.database
    worker = Worker(database, kinds_of(database), lambda: service.clock.now)
    while await worker.work_once():
        pass
    operation = await author.get(reply.headers["location"])
    assert operation.status_code == 200, operation.text
    return dict(operation.json())
