"""The least that FastAPI and SQLModel start with: one table, one route."""

import os

from fastapi import FastAPI
from sqlalchemy import make_url
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Thing(SQLModel, table=True):
    """A thing with a name."""

    id: int | None = Field(default=None, primary_key=True)
    name: str


url = make_url(os.environ["RECITE_DATABASE_URL"])
driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
engine = create_engine(url.set(drivername=driver))
SQLModel.metadata.create_all(engine)
app = FastAPI()


@app.get("/health/ready")
def things() -> list[Thing]:
    """All things; there are none."""
    with Session(engine) as session:
        return list(session.exec(select(Thing)).all())
