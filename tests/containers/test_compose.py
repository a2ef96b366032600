"""docker-compose.yml as the published schema sees it, and as an operator relies on it."""

import copy
import json
import tomllib
from importlib.metadata import requires
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "api", "worker"]


def published_schema() -> Any:
    """The Compose specification's own, as check-jsonschema carries it."""
    path = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    return json.loads(path.read_text())


def test_the_compose_file_fits_the_published_schema() -> None:
    jsonschema.validate(COMPOSE, published_schema())


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [
        ("api", "depend_on", ["migrate"]),
        ("api", "depends_on", {"migrate": {"condition": "service_done"}}),
        ("worker", "restart", False),
        ("postgres", "healthcheck", {"test": ["CMD", "true"], "tries": 3}),
    ],
)
def test_a_planted_error_is_refused(service: str, key: str, value: object) -> None:
    planted = copy.deepcopy(COMPOSE)
    planted["services"][service][key] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(planted, published_schema())


@pytest.mark.parametrize("secret", ["RECITE_SECRET_KEY", "POSTGRES_PASSWORD"])
def test_a_secret_has_no_default(secret: str) -> None:
    uses = [part for part in TEXT.split("${")[1:] if part.startswith(secret)]
    assert uses
    assert all(use.startswith(f"{secret}:?") for use in uses)


def test_every_variable_is_explained_in_the_example() -> None:
    used = {part.partition(":")[0] for part in TEXT.split("${")[1:]}
    example = (ROOT / ".env.example").read_text()
    assert {name for name in used if f"{name}=" not in example} == set()


def test_the_example_holds_no_secret() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert values == {"RECITE_SECRET_KEY": "", "POSTGRES_PASSWORD": ""}


def test_fetched_images_are_pinned() -> None:
    fetched = [service["image"] for service in SERVICES.values() if "build" not in service]
    fetched += [line.split()[1] for line in dockerfile() if line.startswith("FROM ")]
    assert fetched
    for image in fetched:
        tag = image.partition(":")[2]
        assert any(letter.isdigit() for letter in tag), image


@pytest.mark.parametrize("service", OURS)
def test_an_image_of_ours_is_built_and_never_fetched(service: str) -> None:
    assert SERVICES[service]["build"] == "."
    assert SERVICES[service]["pull_policy"] == "build"


def test_the_migration_waits_for_a_healthy_database() -> None:
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert SERVICES["postgres"]["healthcheck"]["test"][1] == "pg_isready"


@pytest.mark.parametrize("service", ["api", "worker"])
def test_a_service_waits_for_the_finished_migration(service: str) -> None:
    condition = {"condition": "service_completed_successfully"}
    assert SERVICES[service]["depends_on"] == {"migrate": condition}
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("service", OURS)
def test_a_service_of_ours_runs_without_privileges(service: str) -> None:
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]
    assert SERVICES[service]["environment"]["RECITE_ENVIRONMENT"] == "production"


def test_data_outlives_its_container() -> None:
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert "postgres" in COMPOSE["volumes"]


def test_the_database_sorts_texts_as_the_tested_one_does() -> None:
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert arguments == "--locale-provider=builtin --builtin-locale=C.UTF-8"
    tested = (ROOT / "tests" / "postgres_server.py").read_text()
    assert '"--locale-provider", "builtin", "--locale", "C.UTF-8"' in tested


def test_only_the_api_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"api": ["${RECITE_BIND:-127.0.0.1}:${RECITE_PORT:-8000}:8000"]}


def dockerfile() -> list[str]:
    """The instructions of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_does_not_run_as_root() -> None:
    last_stage = dockerfile()[[line[:5] for line in dockerfile()].index("USER ") :]
    assert last_stage[0] == "USER 10001:10001"
    assert [line.split()[0] for line in last_stage].count("USER") == 1
    assert not [line for line in last_stage if line.startswith("FROM ")]


@pytest.mark.parametrize("instruction", ["RUN", "CMD", "ENTRYPOINT"])
def test_the_image_starts_its_commands_without_a_shell(instruction: str) -> None:
    lines = [line for line in dockerfile() if line.split()[0] == instruction]
    assert lines
    for line in lines:
        assert all(isinstance(word, str) for word in json.loads(line.partition(" ")[2])), line


def test_every_file_the_image_copies_is_there_and_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copies = [line.split()[1:-1] for line in dockerfile() if line.startswith("COPY ")]
    for name in [name for names in copies for name in names if not name.startswith(("--", "/"))]:
        assert (ROOT / name).exists()
        assert f"!{name}" in ignored


def needed(requirements: list[str]) -> set[str]:
    """The names of what the requirements bring into an environment, themselves included."""
    names: set[str] = set()
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        names.add(canonicalize_name(requirement.name))
        for extra in ("", *requirement.extras):
            inner = map(Requirement, requires(requirement.name) or [])
            waiting += [(one, extra) for one in inner if extra or "extra ==" not in str(one)]
    return names


def test_the_image_keeps_no_build_tool() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project, groups = document["project"], document["dependency-groups"]
    to_run = needed(project["dependencies"] + project["optional-dependencies"]["postgres"])
    removal = next(line for line in dockerfile() if '"uninstall"' in line)
    removed = set(json.loads(removal.partition(" ")[2])) - {"/recite/bin/pip", "uninstall", "--yes"}
    assert removed == needed(groups["build"]) - to_run | {"pip"}
