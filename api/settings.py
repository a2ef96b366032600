"""Settings from `RECITE_*` variables, checked once when a process starts."""

import secrets
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api.passwords import LEAST_MEMORY_KIB, LEAST_PASSES, MEMORY_FLOOR_KIB, Passwords

MIN_SECRET_LENGTH = 32


class Environment(StrEnum):
    """Where the service runs: on a developer's machine, or for real."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class FreeTextGrader(StrEnum):
    """Who grades free text: the built-in grader alone, or with proposals of another one."""

    LEXICAL = "lexical"
    EMBEDDINGS = "embeddings"
    LLM = "llm"


class Settings(BaseSettings):
    """Everything that can be set. Raises pydantic's `ValidationError` for what cannot be."""

    model_config = SettingsConfigDict(
        env_prefix="RECITE_", extra="ignore", hide_input_in_errors=True
    )

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Path(".recite")
    database_url: str = ""
    database_pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    max_replica_lag_seconds: Annotated[float, Field(gt=0, le=3600)] = 10
    secret_key: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    cors_origins: Annotated[list[str], NoDecode] = []
    log_level: str = "info"
    access_token_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    refresh_token_days: Annotated[int, Field(ge=1, le=365)] = 30
    argon2_memory_kib: Annotated[int, Field(ge=MEMORY_FLOOR_KIB, le=4_194_304)] = 65_536
    argon2_passes: Annotated[int, Field(ge=1, le=100)] = 3
    idempotency_hours: Annotated[int, Field(ge=24, le=24 * 30)] = 24
    max_body_bytes: Annotated[int, Field(ge=65_536)] = 1_000_000
    max_batch_bytes: Annotated[int, Field(ge=65_536)] = 8_000_000
    arrival_seconds: Annotated[float, Field(gt=0, le=300)] = 20
    notice_seconds: Annotated[float, Field(ge=0, le=60)] = 1
    shutdown_seconds: Annotated[int, Field(ge=1, le=300)] = 10
    grader: FreeTextGrader = FreeTextGrader.LEXICAL
    llm_url: str = ""
    llm_model: str = ""
    llm_api_key: SecretStr = SecretStr("")
    llm_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 8
    embeddings_model: Path | None = None

    @field_validator("cors_origins", mode="before")
    @classmethod
    def split_origins(cls, value: object) -> object:
        """Origins are given in one variable, parted by commas."""
        if isinstance(value, str):
            return [origin.strip() for origin in value.split(",") if origin.strip()]
        return value

    @model_validator(mode="after")
    def complete(self) -> Self:
        """Fill in what follows from the rest, and refuse weak secrets where it counts."""
        if not self.database_url:
            self.database_url = f"sqlite:///{(self.data_dir / 'recite.sqlite').resolve()}"
        secret = self.secret_key.get_secret_value()
        if self.environment is Environment.PRODUCTION:
            if len(secret) < MIN_SECRET_LENGTH:
                raise ValueError(
                    f"RECITE_SECRET_KEY must hold at least {MIN_SECRET_LENGTH} characters of "
                    "randomness in production; make one with "
                    "'python3 -c \"import secrets; print(secrets.token_urlsafe(48))\"'"
                )
            self._check_password_cost()
            if len(set(secret)) < MIN_SECRET_LENGTH // 4:
                raise ValueError("RECITE_SECRET_KEY repeats itself; it must be random")
        elif not secret:
            self.secret_key = SecretStr(_kept_secret(self.data_dir))
        return self

    @model_validator(mode="after")
    def check_grader(self) -> Self:
        """Refuse an optional grader that lacks a setting, a file or the libraries it needs."""
        match self.grader:
            case FreeTextGrader.LLM:
                _check_llm(self.llm_url, self.llm_model, self.llm_api_key.get_secret_value())
            case FreeTextGrader.EMBEDDINGS:
                _check_embeddings(self.embeddings_model)
        return self

    def _check_password_cost(self) -> None:
        if self.argon2_memory_kib < LEAST_MEMORY_KIB or self.argon2_passes < LEAST_PASSES:
            raise ValueError(
                f"RECITE_ARGON2_MEMORY_KIB and RECITE_ARGON2_PASSES must be at least "
                f"{LEAST_MEMORY_KIB} and {LEAST_PASSES} in production"
            )

    def passwords(self) -> Passwords:
        """How passwords are hashed and checked."""
        return Passwords(self.argon2_memory_kib, self.argon2_passes)

    def key_for(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, derived from the secret, so that a token of one
        kind is never valid as another."""
        return digest(self.secret_key.get_secret_value().encode(), purpose.encode(), sha256)


def _check_llm(url: str, model: str, key: str) -> None:
    if not model:
        raise ValueError("RECITE_GRADER=llm needs RECITE_LLM_MODEL, the name of a model")
    parts = _address(url)
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise ValueError("RECITE_LLM_API_KEY must be printable ASCII without spaces")
    if key and parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        raise ValueError(
            "RECITE_LLM_API_KEY would travel in the clear: RECITE_LLM_URL must begin with https://"
        )


def _address(url: str) -> SplitResult:
    """The parts of the endpoint's address. Its text is not repeated: it may hold a secret."""
    wanted = "RECITE_LLM_URL must be an address such as https://llm.example/v1"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # Reading it checks it.
    except ValueError as error:
        raise ValueError(wanted) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(wanted)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise ValueError(f"{wanted}, without credentials, '?' and '#'")
    return parts


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_embeddings(folder: Path | None) -> None:
    missing = [name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None]
    if missing:
        raise ValueError(
            "RECITE_GRADER=embeddings needs the libraries of the extra 'embeddings'; install "
            "'recite[embeddings]'"
        )
    if folder is None:
        raise ValueError(
            "RECITE_GRADER=embeddings needs RECITE_EMBEDDINGS_MODEL, the folder of a model"
        )
    models = [folder / "model.onnx", folder / "onnx" / "model.onnx"]
    if not (folder / "tokenizer.json").is_file() or not any(path.is_file() for path in models):
        raise ValueError(
            f"RECITE_EMBEDDINGS_MODEL: {str(folder)!r} must hold tokenizer.json and model.onnx"
        )


def _kept_secret(data_dir: Path) -> str:
    """The development secret, made on first use and kept beside the data, readable by its owner."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            path.hardlink_to(fresh)  # The first of several processes wins.
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


@lru_cache(maxsize=1)
def load() -> Settings:
    """The settings of this process."""
    return Settings()
