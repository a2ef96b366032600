"""Failures as clients see them (RFC 9457)."""

from pydantic import Field

from schemas.base import Output


class ProblemFault(Output):
    """What is wrong with one field."""

    pointer: str = Field(
        description="JSON pointer into the body, or `query:NAME`, `header:NAME`, `path:NAME`.",
        examples=["/cards/0/prompt"],
    )
    detail: str = Field(examples=["String should have at least 1 character"])


class Problem(Output):
    """A problem document. `type` is stable and for programs, `detail` is for people."""

    type: str = Field(examples=["urn:recite:problem:not-found"])
    title: str = Field(examples=["Not found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no deck '0198…'."])
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="Names this request in the service's logs.")
    errors: list[ProblemFault] = Field(description="The fields at fault; empty otherwise.")


class TokenProblem(Problem):
    """A problem of the token endpoint, with what RFC 6749 (section 5.2) adds."""

    error: str = Field(examples=["invalid_grant"])
    error_description: str
