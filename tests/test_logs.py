"""What the log keeps to itself."""

from pathlib import Path
from typing import Any

import pytest
import structlog

from api import logs
from api.settings import Environment, Settings

SECRET = "k3YJ0q9vX1s7Bw5Zr2Lf8Nt4Hd6Pg0Mc_test_only"
CANARY = ("PASSWORD", "CANARY")
"""In parts, since a traceback shows lines of code."""


@pytest.mark.parametrize("environment", list(Environment))
def test_a_failure_is_logged_without_the_values_of_variables(
    environment: Environment, tmp_path: Path, capsys: Any
) -> None:
    logs.configure(Settings(environment=environment, secret_key=SECRET, data_dir=tmp_path))

    def fail(password: str) -> None:
        raise RuntimeError(f"a fault with {len(password)} characters")

    try:
        fail("-".join(CANARY))
    except RuntimeError:
        structlog.get_logger("recite.test").exception("unexpected_error")
    told = capsys.readouterr().err
    structlog.reset_defaults()
    assert "a fault with 15 characters" in told
    assert "-".join(CANARY) not in told
