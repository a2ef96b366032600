"""Schemathesis hooks: what this service promises of every response, beyond the document."""

from typing import Any

import schemathesis

PROBLEM = "application/problem+json"


@schemathesis.check
def problems_are_whole(ctx: Any, response: Any, case: Any) -> None:
    """Every failure is a problem document of its own request; what is malformed is named."""
    if response.status_code < 400:
        return
    assert response.headers["content-type"] == [PROBLEM], "not a problem document"
    problem = response.json()
    assert problem["status"] == response.status_code, "tells another status"
    assert [problem["request_id"]] == response.headers["x-request-id"], "tells another request"
    assert problem["detail"], "says nothing"
    if response.status_code == 422 and problem["type"] == "urn:recite:problem:invalid":
        assert problem["errors"], "names no field"
