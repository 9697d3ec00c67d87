"""The compose file and its parts agree with each other and with what the tests run; Docker itself cannot run here."""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

import click
import pytest
import yaml

from newscrawl.cli.main import main
from newscrawl.index.elastic.mapping import PROPERTIES, read_alias
from newscrawl.index.elastic.records import MAPPINGS
from tests.conftest import ROOT
from tests.servers.elasticsearch import VERSION

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKER = ROOT / "docker"


def test_the_version_of_elasticsearch_is_the_one_the_tests_run() -> None:
    images = {name: service["image"] for name, service in SERVICES.items() if "image" in service}
    of_elastic = {image for image in images.values() if image.startswith(("elasticsearch", "kibana"))}
    assert of_elastic == {f"elasticsearch:{VERSION}", f"kibana:{VERSION}"}
    assert set(images.values()) - of_elastic == {"newscrawl", "redis:7"}
    client = re.search(r"^elasticsearch==(\d+\.\d+)", (ROOT / "constraints.txt").read_text(), re.M)
    assert client and VERSION.startswith(client[1])


def test_security_is_on_and_ports_are_open_to_this_machine_only() -> None:
    assert SERVICES["elasticsearch"]["environment"]["xpack.security.enabled"] == "true"
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))
    text = (ROOT / "docker-compose.yml").read_text()
    assert not re.search(r"PASSWORD: (?!\$\{)", text), "a password stands in the file"


def test_every_variable_has_a_line_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    assert used == set(re.findall(r"^(\w+)=", (DOCKER / "example.env").read_text(), re.M))


def test_services_start_in_order_with_limits_health_checks_and_volumes() -> None:
    for name, service in SERVICES.items():
        for other, condition in service.get("depends_on", {}).items():
            assert other in SERVICES
            assert condition["condition"] == (
                "service_healthy" if "healthcheck" in SERVICES[other] else "service_completed_successfully"
            ), name
        if "restart" in service and service["restart"] == "unless-stopped":
            assert service["healthcheck"] and service["mem_limit"] and service["volumes"]
    named = {v.partition(":")[0] for s in SERVICES.values() for v in s["volumes"] if not v.startswith(".")}
    assert named == set(COMPOSE["volumes"])


def test_what_the_services_are_told_is_what_newscrawl_reads() -> None:
    """Each NEWSCRAWL_ variable of the compose file is read by the settings or the credentials."""
    sources = (ROOT / "newscrawl" / "settings.py").read_text() + (
        ROOT / "newscrawl" / "index" / "address.py"
    ).read_text()
    known = set(re.findall(r"NEWSCRAWL_\w+", sources)) | {
        f"NEWSCRAWL_INDEX_{name}" for name in ("API_KEY", "USER", "PASSWORD", "CA")
    }
    known |= {"NEWSCRAWL_WEB_TOKEN"}  # of newscrawl serve
    for service in ("scrapyd", "scheduler", "web"):
        assert {name for name in SERVICES[service]["environment"] if name.startswith("NEWSCRAWL_")} <= known


@pytest.mark.parametrize("service", ["scheduler", "web"])
def test_the_commands_of_the_services_are_understood(service: str) -> None:
    program, *words = SERVICES[service]["command"]
    command: click.Command = main
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words.pop(0))
        assert found is not None
        command = found
    assert program == "newscrawl"
    command.make_context(program, words)  # raises what a user would see


def test_the_data_view_shows_the_alias_by_a_date_that_is_mapped() -> None:
    (view,) = [json.loads(line) for line in (DOCKER / "data-view.ndjson").read_text().splitlines()]
    assert view["type"] == "index-pattern"
    assert view["attributes"]["title"] == read_alias("newscrawl")
    assert PROPERTIES[view["attributes"]["timeFieldName"]]["type"] == "date"


def test_the_role_covers_the_indices_and_the_set_up_script_parses() -> None:
    role = json.loads((DOCKER / "role.json").read_text())
    assert role["indices"][0]["names"] == [f"{read_alias('newscrawl')}*", *(f"newscrawl-{what}" for what in MAPPINGS)]
    subprocess.run(["bash", "-n", str(DOCKER / "setup.sh")], check=True)


@pytest.mark.parametrize(
    "name", ["docker/scrapyd.conf", "newscrawl", "pyproject.toml", "setup.py", "constraints.txt", "README.md"]
)
def test_what_the_dockerfile_copies_is_there(name: str) -> None:
    assert (ROOT / name).exists() and name in (DOCKER / "Dockerfile").read_text()
