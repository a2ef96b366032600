"""How the service is."""

from schemas.base import Output


class Liveness(Output):
    """The process answers."""

    status: str


class Readiness(Output):
    """Whether requests can be served: the database answers and its tables are this code's."""

    status: str
    database: str
    migration: str | None
    expected_migration: str
    version: str
