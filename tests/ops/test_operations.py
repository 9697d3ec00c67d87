"""Every command of docs/operations.md, docs/monitoring.md, docs/schedule.md, docs/cluster.md and
docs/quotations.md that can run here runs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from newscrawl.index import SearchRequest, open_index
from newscrawl.web import WebConfiguration, make_app
from tests.conftest import ROOT, Newsroom, article, run, scrapy_crawl
from tests.ops.test_monitor import Hook
from tests.servers.elasticsearch import Node
from tests.servers.redis import Redis
from tests.servers.scrapyd import Scrapyd

NOT_HERE = ("docker ", "useradd ", "git clone", "cp systemd", "cp docker", "systemctl ", "pip install", "scrapyd-deploy", "mkdir -p /etc", "cd /opt")
"""They need a Docker engine, root on a machine of one's own, or would install into the environment that runs the tests."""


def commands(name: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / name).read_text(), re.S)
    lines = [line for block in blocks for line in block.strip().splitlines()]
    assert lines
    return [line for line in lines if not line.startswith(NOT_HERE)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an archive, as a user has it."""
    folder = tmp_path_factory.mktemp("operations")
    index = open_index(f"tantivy:{folder / 'archive'}")
    index.put([article(f"https://x.example/{n}", site="almayadeen-en", body=[f"text {n}"] * 9) for n in range(300)])
    yield folder


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Path]]:
    folder = tmp_path_factory.mktemp("snapshots")
    with Node(folder / "node", path__repo=str(folder / "backup")) as node:
        yield node, folder / "backup"


def run_all(lines: list[str], folder: Path, replaced: dict[str, str], **variables: str) -> None:
    """Run lines in one shell, as a user who types them one after the other; each must end with 0."""
    script = "\n".join(lines)
    for old, new in replaced.items():
        script = script.replace(old, new)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONUTF8": "1", **variables}
    done = subprocess.run(
        ["bash", "-ec", script], cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"


def test_the_commands_of_the_operations_page(site: Path, snapshots: tuple[Node, Path], tmp_path: Path) -> None:
    node, repository = snapshots
    lines = commands("operations.md")
    run_schedule(site)
    with Scrapyd(tmp_path / "scrapyd") as daemon:
        variables = {"NEWSCRAWL_SCRAPYD_URLS": daemon.url, "NEWSCRAWL_SITES_DIRS": "", "NEWSCRAWL_CONTACT": "desk@x.example"}
        # what is checked there answers here; an archive without a crawl has nothing to be watched
        lines = [line for line in lines if not line.startswith(("newscrawl doctor", "newscrawl monitor", "curl -f"))]
        run_all(lines, site, {"localhost:9200": node.url.removeprefix("http://")}, **variables)
    curls = [line for line in commands("operations.md") if line.startswith("curl -f")]
    run_all(curls, site, {"localhost:9200": node.url.removeprefix("http://"), "/backup": str(repository)})
    restored = open_index(f"{node.url}/restored")
    names = json.load(urlopen(f"{node.url}/_cat/indices?format=json"))
    assert any(one["index"].startswith("restored-articles") and one["docs.count"] == "300" for one in names), names
    restored.close()


def run_schedule(folder: Path) -> None:
    """Let the scheduler have run once, so that there is a schedule to be asked about."""
    command = [sys.executable, "-m", "newscrawl.cli", "schedule", "start", "-s", "SCHEDULE_LOOK_SECONDS=0.2"]
    environment = {**os.environ, "NEWSCRAWL_SCRAPYD_URLS": "http://127.0.0.1:9"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "jobs through" in line, line  # from here on SIGTERM ends it in good order
    for _ in range(300):
        listed = run("newscrawl.cli", "schedule", "list", cwd=folder)
        if listed.returncode == 0 and "in " in listed.stdout:
            break
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0


def test_the_commands_of_the_schedule_page(site: Path) -> None:
    run_schedule(site)
    run_all([line for line in commands("schedule.md") if line != "newscrawl schedule start"], site, {})


def test_the_commands_of_the_quotations_page(site: Path) -> None:
    run_all(commands("quotations.md"), site, {})


def test_the_commands_of_the_cluster_page(living_newsroom: Newsroom, tmp_path: Path) -> None:
    with Redis(tmp_path / "redis") as redis:
        lines = [line for line in commands("cluster.md") if not line.startswith("redis-server")]
        crawl = f"scrapy crawl almayadeen-en -a base={living_newsroom.en} -a max_articles=5"
        replaced = {"redis://localhost:6379/0": redis.url, "scrapy crawl almayadeen-en": crawl}
        run_all(lines, tmp_path, replaced, SCRAPY_SETTINGS_MODULE="newscrawl.settings")


def test_the_commands_of_the_monitoring_page(living_newsroom: Newsroom, tmp_path: Path) -> None:
    hook = Hook()
    scrapy_crawl(
        "en", living_newsroom.en, tmp_path / "archive", cwd=tmp_path, env={"SCRAPY_SETTINGS_MODULE": "newscrawl.settings"}
    )
    lines = [line for line in commands("monitoring.md") if "sites repair" not in line]
    lines = [re.sub(r"NEWSCRAWL_MONITOR_MAIL=\S+ NEWSCRAWL_SMTP_URL=\S+", "A=1", line) for line in lines]
    # doctor says of this machine that no scrapyd runs, and that the first site cannot be reached
    lines = [f"{line} || true" if line == "newscrawl doctor" else line for line in lines]
    run_all(lines, tmp_path, {"http://localhost:9000/hook": hook.url})
    assert hook.got[0]["begun"][0]["check"] == "test"
    hook.server.shutdown()


# -- backup and restore


def test_a_backup_made_while_articles_come_in_is_whole(tmp_path: Path) -> None:
    place = f"tantivy:{tmp_path / 'archive'}"
    index = open_index(place)
    index.put([article(f"https://x.example/{n}") for n in range(50)])
    stop = threading.Event()

    def write() -> None:
        n = 50
        while not stop.is_set():
            index.put([article(f"https://x.example/{n + k}", body=["some words"] * 30) for k in range(20)])
            n += 20
            time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(4):
            done = run("newscrawl.cli", "backup", str(tmp_path / f"{n}.tar"), index=place)
            assert done.returncode == 0, done.stderr
    finally:
        stop.set()
        writer.join()
    for n in range(4):
        there = f"tantivy:{tmp_path / f'restored-{n}'}"
        done = run("newscrawl.cli", "restore", str(tmp_path / f"{n}.tar"), index=there)
        assert done.returncode == 0, done.stderr
        restored = open_index(there)
        held = list(restored.scan(SearchRequest()))
        told = int(re.search(r"([\d,]+) article", done.stdout)[1].replace(",", ""))  # type: ignore[index]
        assert len(held) == told >= 50 and restored.search(SearchRequest(limit=0)).total == told
    assert not list(tmp_path.glob(".backup-*")) and not list(tmp_path.glob(".*.new"))


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
def test_a_damaged_backup_restores_nothing(site: Path, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "archive.tar"
    assert run("newscrawl.cli", "backup", str(file), index=site / "archive").returncode == 0
    data = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "changed":
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(data)
    else:
        with tarfile.open(file, "w") as tar:
            tar.add(ROOT / "README.md", "README.md")
    done = run("newscrawl.cli", "restore", str(file), index=tmp_path / "restored")
    assert done.returncode == 2 and str(file) in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["archive.tar"]


def test_backup_and_restore_write_over_nothing(site: Path, tmp_path: Path, snapshots: tuple[Node, Path]) -> None:
    file = tmp_path / "archive.tar"
    assert run("newscrawl.cli", "backup", str(file), index=site / "archive").returncode == 0
    again = run("newscrawl.cli", "backup", str(file), index=site / "archive")
    assert again.returncode == 2 and "--force" in again.stderr
    over = run("newscrawl.cli", "restore", str(file), index=site / "archive")
    assert over.returncode == 2 and "is not empty" in over.stderr
    away = run("newscrawl.cli", "backup", str(tmp_path / "x.tar"), index=snapshots[0].url)
    assert away.returncode == 2 and "snapshots" in away.stderr
    none = run("newscrawl.cli", "backup", str(tmp_path / "x.tar"), index=tmp_path / "nothing")
    assert none.returncode == 2 and "there is no archive" in none.stderr


# -- doctor, metrics, units


def test_the_doctor_says_what_is_wrong_and_what_to_do(living_newsroom: Newsroom, tmp_path: Path) -> None:
    (sites := tmp_path / "sites").mkdir()
    text = (ROOT / "newscrawl/sites/data/almayadeen-en.toml").read_text()
    text = text.replace("https://english.almayadeen.net", living_newsroom.en).replace('"almayadeen-en"', '"mine"')
    (sites / "mine.toml").write_text(text)
    (sites / "broken.toml").write_text("name = 'broken'\n")
    with Redis(tmp_path / "redis") as redis:
        redis.client.config_set("maxmemory", "10mb")
        redis.client.config_set("maxmemory-policy", "allkeys-lru")
        environment = {
            "NEWSCRAWL_SITES_DIRS": str(sites), "NEWSCRAWL_REDIS_URL": redis.url,
            "NEWSCRAWL_SCRAPYD_URLS": "http://127.0.0.1:9", "NEWSCRAWL_OUTBOX_DIR": str(tmp_path / "outbox"),
        }  # fmt: skip
        done = run("newscrawl.cli", "doctor", "mine", "--json", index=tmp_path / "none", cwd=tmp_path, env=environment)
    assert done.returncode == 1, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    bad = {(one["what"], one["state"]) for one in found if one["state"] != "good"}
    assert bad >= {("site files", "bad"), ("contact", "doubtful"), ("index", "doubtful"), ("Redis", "bad"), ("scrapyd", "bad")}
    assert all(one["advice"] for one in found if one["state"] != "good")
    good = {one["what"] for one in found if one["state"] == "good"}
    assert good >= {"settings", "outbox", "mine", "clock"}


def test_every_figure_of_the_dashboard_is_one_that_the_server_has(site: Path, tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    run_schedule(site)
    open_index(f"tantivy:{site / 'archive'}").records.keep_run(_run_record())
    configuration = WebConfiguration(
        f"tantivy:{site / 'archive'}", outbox=tmp_path / "outbox", schedule=site / "schedule"
    )
    with TestClient(make_app(configuration), base_url="http://localhost") as client:
        client.get("/healthz")
        text = client.get("/metrics").text
    families = list(text_string_to_metric_families(text))
    names = {sample.name for family in families for sample in family.samples} | {family.name for family in families}
    dashboard = json.loads((ROOT / "docker" / "grafana-dashboard.json").read_text())
    asked = {n for p in dashboard["panels"] for t in p["targets"] for n in re.findall(r"newscrawl_\w+", t["expr"])}
    assert asked <= names, asked - names
    assert 'newscrawl_crawl_field_ratio{field="tags",site="almayadeen-en"} 0.5' in text


def _run_record():  # type: ignore[no-untyped-def]
    from newscrawl.items import CrawlRun

    return CrawlRun(
        "almayadeen-en", "2023-11-01T10:00:00+00:00", "2023-11-01T10:05:00+00:00", "finished", "r1", code=0, pages=9,
        coverage={"headline": 8, "tags": 4}, layers={"headline": {"metadata": 8}}, rejected={"no-text": 1}, seconds=9.0,
    )  # fmt: skip


UNITS = sorted((ROOT / "systemd").glob("*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_the_units_start_what_there_is(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text().replace("/opt/newscrawl/.venv/bin", str(Path(sys.executable).parent))
    program, *words = re.search(r"^ExecStart=(.*)$", text, re.M)[1].split()  # type: ignore[index]
    assert Path(program).exists()
    if program.endswith("newscrawl"):
        assert run("newscrawl.cli", *[w for w in words if "/" not in w], "--help").returncode == 0
    variables = set(re.findall(r"^#?(NEWSCRAWL_\w+)=", (ROOT / "systemd" / "newscrawl.env").read_text(), re.M))
    assert variables <= set(re.findall(r"NEWSCRAWL_\w+", (ROOT / "newscrawl" / "settings.py").read_text()))
    if shutil.which("systemd-analyze"):
        (tmp_path / unit.name).write_text(text)
        done = subprocess.run(
            ["systemd-analyze", "verify", str(tmp_path / unit.name)], capture_output=True, text=True, check=False
        )
        assert unit.name not in done.stderr, done.stderr
