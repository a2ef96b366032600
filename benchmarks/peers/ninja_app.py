"""The answer endpoint in django-ninja, with Django's models in the usual way.

Under gunicorn with threads, each of which keeps its connection; under ASGI each request would open
one of its own.
"""

import os
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import django
from django.conf import settings
from sqlalchemy import make_url

URL = make_url(os.environ["RECITE_DATABASE_URL"])
if URL.get_backend_name() == "sqlite":
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE", "timeout": 10}
    database: dict[str, Any] = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": URL.database,
        "OPTIONS": options,
    }
else:
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": URL.database,
        "USER": URL.username,
        "HOST": URL.query["host"],
    }
settings.configure(
    DATABASES={"default": database | {"CONN_MAX_AGE": None}},
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    SECRET_KEY="measured-only",
    INSTALLED_APPS=[],
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models, transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.http import Http404, HttpRequest  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils import timezone  # noqa: E402
from ninja import NinjaAPI, Schema  # noqa: E402
from ninja.security import HttpBearer  # noqa: E402


def Id(**how: Any) -> models.Field:  # noqa: N802  # reads as a kind of field
    """A UUID; on SQLite the text that the tables hold."""
    is_text = URL.get_backend_name() == "sqlite"
    return models.CharField(max_length=36, **how) if is_text else models.UUIDField(**how)


class Key(models.Model):
    token = models.TextField(primary_key=True)
    learner_id = Id()

    class Meta:
        app_label, db_table, managed = "peers", "peer_keys", False


class Session(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "id")
    id = Id()
    learner_id = Id()
    plan = models.JSONField()
    position = models.IntegerField()
    right_count = models.IntegerField()

    class Meta:
        app_label, db_table, managed = "peers", "peer_sessions", False


class Card(models.Model):
    id = Id(primary_key=True)
    prompt = models.TextField()
    accepted = models.TextField()

    class Meta:
        app_label, db_table, managed = "peers", "peer_cards", False


class Answer(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "id")
    id = Id()
    learner_id = Id()
    session_id = Id()
    card_id = Id()
    response = models.JSONField()
    is_right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "peers", "peer_answers", False


class Memory(models.Model):
    pk = models.CompositePrimaryKey("learner_id", "card_id")
    learner_id = Id()
    card_id = Id()
    reviews = models.IntegerField()
    interval_days = models.FloatField()
    due_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "peers", "peer_memories", False


class Event(models.Model):
    id = Id(primary_key=True)
    learner_id = Id()
    type = models.TextField()
    data = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "peers", "peer_events", False


class Response(Schema):
    format: str
    text: str


class AnswerCreate(Schema):
    id: UUID
    question_id: UUID
    response: Response
    confidence: int | None = None
    took_ms: int | None = None


class Next(Schema):
    id: UUID
    card_id: UUID
    format: str
    prompt: str


class AnswerResult(Schema):
    is_right: bool
    interval_days: float
    next: Next | None


class Bearer(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> Key | None:  # noqa: ARG002
        return Key.objects.filter(token=token).first()


api = NinjaAPI()


@api.get("/health/ready")
def ready(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001  # ninja hands it over
    return {"status": "ok"}


@api.post("/v1/sessions/{session_id}/answers", auth=Bearer(), response={201: AnswerResult})
@transaction.atomic
def answer(request: HttpRequest, session_id: UUID, body: AnswerCreate) -> Any:
    learner_id, session_id = request.auth.learner_id, str(session_id)
    session = Session.objects.filter(learner_id=learner_id, id=session_id).first()
    if session is None:
        raise Http404
    now = timezone.now()
    asked = session.plan[session.position : session.position + 2]
    cards = {str(id): card for id, card in Card.objects.in_bulk(asked).items()}
    is_right = cards[asked[0]].accepted == body.response.text
    Answer.objects.create(
        id=str(body.id),
        learner_id=learner_id,
        session_id=session_id,
        card_id=asked[0],
        response=body.response.dict(),
        is_right=is_right,
        answered_at=now,
    )
    memory = remembered(learner_id, asked[0], is_right, now)
    Session.objects.filter(learner_id=learner_id, id=session_id, position=session.position).update(
        position=F("position") + 1, right_count=F("right_count") + int(is_right)
    )
    Event.objects.create(
        id=str(uuid4()),
        learner_id=learner_id,
        type="answer.graded",
        data={"answer_id": str(body.id), "card_id": asked[0], "is_right": is_right},
        created_at=now,
    )
    following = None
    if len(asked) > 1:
        card = cards[asked[1]]
        following = {"id": card.id, "card_id": card.id, "format": "typed", "prompt": card.prompt}
    return 201, {"is_right": is_right, "interval_days": memory.interval_days, "next": following}


def remembered(learner_id: Any, card_id: str, is_right: bool, now: datetime) -> Memory:
    """Django's usual upsert, which is two statements."""
    days = 1 if is_right else 0
    fresh = {"interval_days": days, "due_at": now + timedelta(days=days)}
    memory, _ = Memory.objects.update_or_create(
        learner_id=learner_id,
        card_id=card_id,
        defaults=fresh | {"reviews": F("reviews") + 1},
        create_defaults=fresh | {"reviews": 1},
    )
    return memory


urlpatterns = [path("", api.urls)]
app = get_wsgi_application()
