"""The container files start what is there: entry commands, modules and variables."""

import importlib.util
import re
from typing import Any

import pytest
import yaml

from alsweb.environment import ROOT
from alsweb.launch import site

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "alsweb"}


def test_the_site_is_made_of_the_services_that_run_starts_too() -> None:
    assert OURS.keys() == {"migrate", *site.commands(8000)}
    assert COMPOSE["services"].keys() - OURS.keys() == {"db", "valkey", "mailpit"}


@pytest.mark.parametrize("name", OURS)
def test_each_command_starts_a_module_that_is_there(name: str) -> None:
    command = OURS[name]["command"]

    assert command[:2] == ["python", "-m"]
    assert importlib.util.find_spec(command[2])


@pytest.mark.parametrize("name", ["web", "worker", "sender", "beat"])
def test_containers_run_what_run_runs(name: str) -> None:
    """But for the address and the place of a file, one command line."""
    own = {"127.0.0.1": "0.0.0.0", "beat-schedule": "/tmp/beat-schedule"}
    here = ["python", *site.commands(8000)[name][1:]]

    assert OURS[name]["command"] == [own.get(part, part) for part in here]


def test_the_image_starts_the_web_by_itself() -> None:
    command = re.search(r"^CMD (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert command
    assert yaml.safe_load(command[1]) == OURS["web"]["command"]


def test_no_secret_has_a_value_in_the_file() -> None:
    variables = OURS["web"]["environment"]

    for secret in ("SECRET_KEY", "WORDS_KEY"):
        assert variables[secret] == f"${{{secret}:?}}"
    assert re.findall(r":(\$\{\w+:\?\})@", " ".join(variables.values())) == [
        "${RUNTIME_PASSWORD:?}",
        "${OWNER_PASSWORD:?}",
    ]


def test_only_the_mail_catcher_needs_asking_for() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "profiles" in service] == ["mailpit"]


def test_the_image_runs_as_nobody_special() -> None:
    assert re.search(r"^USER alsweb$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
