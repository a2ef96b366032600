"""What the settings refuse of an optional grader when a process starts."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from api.settings import FreeTextGrader, Settings

LLM: dict[str, Any] = {"grader": "llm", "llm_url": "https://llm.example/v1", "llm_model": "small"}
KEY = "sk-canary-0123456789"


def settings(tmp_path: Path, **given: Any) -> Settings:
    return Settings(data_dir=tmp_path, **given)


def refusal(tmp_path: Path, **given: Any) -> str:
    with pytest.raises(ValidationError) as error:
        settings(tmp_path, **given)
    return str(error.value)


def test_the_default_grader_needs_nothing(tmp_path: Path) -> None:
    assert settings(tmp_path).grader is FreeTextGrader.LEXICAL


def test_an_unknown_grader_is_refused(tmp_path: Path) -> None:
    assert "'lexical', 'embeddings' or 'llm'" in refusal(tmp_path, grader="magic")


@pytest.mark.parametrize(
    "url",
    [
        "https://llm.example/v1",
        "http://127.0.0.1:8080/v1",
        "http://localhost/v1",
        "http://[::1]/v1",
    ],
)
def test_addresses_over_tls_or_on_this_machine_take_a_key(tmp_path: Path, url: str) -> None:
    assert settings(tmp_path, **LLM | {"llm_url": url, "llm_api_key": KEY}).llm_url == url


def test_another_machine_without_tls_is_fine_without_a_key(tmp_path: Path) -> None:
    assert settings(tmp_path, **LLM | {"llm_url": "http://llm:8000/v1"}).llm_api_key == SecretStr(
        ""
    )


@pytest.mark.parametrize(
    "url",
    [
        *("", "llm.example/v1", "ftp://llm.example", "file:///etc/passwd", "unix:///run/llm.sock"),
        *("https://", "https://llm.example:99999/v1", "https://[::1", "https:///v1"),
        *(
            "https://me:secret@llm.example/v1",
            "https://llm.example/v1?a=b",
            "https://llm.example/#x",
        ),
    ],
)
def test_other_addresses_are_refused(tmp_path: Path, url: str) -> None:
    told = refusal(tmp_path, **LLM | {"llm_url": url})
    assert "RECITE_LLM_URL must be an address such as https://llm.example/v1" in told
    assert "secret" not in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"llm_model": ""}, "needs RECITE_LLM_MODEL"),
        ({"llm_url": "http://llm.example/v1", "llm_api_key": KEY}, "travel in the clear"),
        ({"llm_api_key": f"{KEY}\n"}, "RECITE_LLM_API_KEY must be printable"),
        ({"llm_timeout_seconds": 0}, "greater than 0"),
        ({"llm_timeout_seconds": 31}, "less than or equal to 30"),
    ],
)
def test_what_an_llm_lacks_is_said_and_the_key_is_not(
    tmp_path: Path, given: dict[str, Any], told: str
) -> None:
    message = refusal(tmp_path, **LLM | {"llm_api_key": KEY} | given)
    assert told in message
    assert "canary" not in message


def test_embeddings_need_a_folder_with_a_model(tmp_path: Path) -> None:
    assert "needs RECITE_EMBEDDINGS_MODEL" in refusal(tmp_path, grader="embeddings")
    told = refusal(tmp_path, grader="embeddings", embeddings_model=tmp_path / "no")
    assert "must hold tokenizer.json and model.onnx" in told
