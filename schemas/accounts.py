"""Accounts: people who sign in."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, EmailStr, Field, SecretStr, StringConstraints, model_validator

from schemas.base import LEFT_OUT, Input, Instant, Output, Patch

MIN_PASSWORD_LENGTH = 8
MAX_PASSWORD_LENGTH = 128

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""What a person calls somebody or something; white space around it is cut off."""


def _sound(password: SecretStr) -> SecretStr:
    length = len(password.get_secret_value())
    if not MIN_PASSWORD_LENGTH <= length <= MAX_PASSWORD_LENGTH:
        raise ValueError(
            f"a password has {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters"
        )
    if not password.get_secret_value().strip():
        raise ValueError("a password must not be only white space")
    return password


def _lowered(address: str) -> str:
    lowered = address.lower()
    if len(lowered) > 254:
        raise ValueError("an e-mail address has at most 254 characters")
    return lowered


Email = Annotated[EmailStr, AfterValidator(_lowered)]
"""An e-mail address, in lower case."""


class AccountCreate(Input):
    """What signing up takes."""

    email: Email = Field(
        description="Kept in lower case; signing in takes any case.",
        examples=["vera@school.example"],
    )
    password: Annotated[SecretStr, AfterValidator(_sound)] = Field(
        json_schema_extra={
            "minLength": MIN_PASSWORD_LENGTH,
            "maxLength": MAX_PASSWORD_LENGTH,
        },
        description="Any characters; not only white space, and not the e-mail address.",
        examples=["correct horse battery staple"],
    )
    name: Name = Field(description="What others see.", examples=["Vera"])
    guest_token: str | None = Field(
        default=None,
        max_length=4_000,
        description="A guest's access token: the account keeps the guest's learner.",
    )
    timezone: str = Field(
        default="UTC",
        max_length=64,
        description="IANA time zone of the learner's days.",
        examples=["Europe/Oslo"],
    )

    @model_validator(mode="after")
    def refuse_the_address_as_password(self) -> Self:
        """A password that everybody knows is none."""
        if self.password.get_secret_value().lower() == self.email:
            raise ValueError("the password must not be the e-mail address")
        return self


class AccountUpdate(Patch):
    """What a person may change of their account."""

    name: Name = Field(default=LEFT_OUT, description="What others see.", examples=["Vera"])


class Account(Output):
    """A person. `learner_id` is whom they study as."""

    id: UUID
    email: str
    name: str
    learner_id: UUID
    created_at: Instant
    updated_at: Instant
    revision: int
