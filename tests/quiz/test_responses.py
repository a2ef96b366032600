"""Responses keep everything through JSON, and know which format they answer."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz import responses
from quiz.responses import (
    ChoiceResponse,
    ClozeResponse,
    FlipResponse,
    Format,
    FreeTextResponse,
    MatchingResponse,
    NumericResponse,
    OrderingResponse,
    Response,
    TrueFalseResponse,
    TypedResponse,
)

RESPONSES = st.one_of(
    st.builds(FlipResponse),
    st.builds(ChoiceResponse, selected=st.lists(st.text(max_size=3), max_size=5).map(tuple)),
    st.builds(TypedResponse, text=st.text()),
    st.builds(FreeTextResponse, text=st.text()),
    st.builds(NumericResponse, text=st.text()),
    st.builds(TrueFalseResponse, is_true=st.booleans()),
    st.builds(ClozeResponse, texts=st.lists(st.text(max_size=3), max_size=5).map(tuple)),
    st.builds(MatchingResponse, pairs=st.dictionaries(st.text(max_size=2), st.text(max_size=2))),
    st.builds(OrderingResponse, order=st.lists(st.text(max_size=3), max_size=5).map(tuple)),
)


@settings(deadline=None)
@given(RESPONSES)
def test_a_response_survives_json(response: Response) -> None:
    assert responses.from_json(json.loads(json.dumps(responses.to_json(response)))) == response


@pytest.mark.parametrize(
    ("response", "form", "stored"),
    [
        (FlipResponse(), Format.FLIP, {"format": "flip"}),
        (
            ChoiceResponse(selected=("a", "c")),
            Format.CHOICE,
            {"format": "choice", "selected": ["a", "c"]},
        ),
        (TypedResponse(text=" Lenin"), Format.TYPED, {"format": "typed", "text": " Lenin"}),
    ],
)
def test_a_response_is_stored_with_its_format(
    response: Response, form: Format, stored: dict[str, Any]
) -> None:
    assert responses.format_of(response) is form
    assert responses.to_json(response) == stored


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="essay"):
        responses.from_json({"format": "essay"})


def test_a_response_that_lacks_a_field_is_refused() -> None:
    with pytest.raises(ValueError, match="text"):
        responses.from_json({"format": "typed"})
