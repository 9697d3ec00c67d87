"""Deploys to a real scrapyd, crawls through its API into a real Elasticsearch, cancels, and rolls back."""

from __future__ import annotations

import json
import re
import subprocess
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.delivery.outbox import outbox_folder, outbox_status
from newscrawl.index import SearchRequest, open_index
from tests.conftest import ROOT, Newsroom, differences, export
from tests.servers.elasticsearch import Node
from tests.servers.scrapyd import Scrapyd, copy_checkout, deploy


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, to deploy from and to change."""
    return copy_checkout(tmp_path_factory.mktemp("deploy") / "a checkout")


@pytest.fixture(scope="module")
def scrapyd(tmp_path_factory: pytest.TempPathFactory, elasticsearch: Node, checkout: Path) -> Iterator[Scrapyd]:
    folder = tmp_path_factory.mktemp("scrapyd") / "home"
    with Scrapyd(
        folder, NEWSCRAWL_INDEX_URL=f"{elasticsearch.url}/scrapyd", PYTHON_EGG_CACHE=str(folder / "egg-cache")
    ) as daemon:
        deploy(daemon, checkout, "1")
        site = checkout / "newscrawl" / "sites" / "data" / "almayadeen-en.toml"
        (site.parent / "second.toml").write_text(site.read_text().replace('name = "almayadeen-en"', 'name = "second"'))
        deploy(daemon, checkout, "2")
        yield daemon


def schedule(
    daemon: Scrapyd, newsroom: Newsroom, job: str, *settings: str, spider: str = "almayadeen-en", **values: str
) -> str:
    base = {"project": "newscrawl", "spider": spider, "jobid": job, "base": newsroom.en}
    daemon.post("schedule", {**base, "setting": ["AUTOTHROTTLE_ENABLED=False", *settings], **values})
    return job


def test_the_egg_holds_every_data_file_and_works_zipped(scrapyd: Scrapyd) -> None:
    eggs = scrapyd.folder / "eggs" / "newscrawl"
    assert sorted(path.name for path in eggs.iterdir()) == ["1.egg", "2.egg"]
    names = set(zipfile.ZipFile(eggs / "1.egg").namelist())
    shipped = {str(f.relative_to(ROOT)) for f in (ROOT / "newscrawl").rglob("*") if f.is_file() and f.suffix != ".pyc"}
    assert shipped <= names
    assert scrapyd.get("listspiders", project="newscrawl", _version="1")["spiders"] == [
        "almayadeen-ar",
        "almayadeen-en",
        "almayadeen-es",
    ]
    assert "second" in scrapyd.get("listspiders", project="newscrawl", _version="2")["spiders"]
    assert not (scrapyd.folder / "egg-cache").exists(), "files were unpacked from the egg"


def test_a_scheduled_crawl_fills_elasticsearch_and_job_log_items_and_articles_belong_together(
    scrapyd: Scrapyd, elasticsearch: Node, living_newsroom: Newsroom
) -> None:
    job = schedule(scrapyd, living_newsroom, "job-one")
    scrapyd.wait(job)
    url = f"{elasticsearch.url}/scrapyd"
    assert differences(living_newsroom.truth("en"), export(url)) == []
    assert "Spider closed (finished)" in scrapyd.log("almayadeen-en", job)
    index = open_index(url)
    assert index.search(SearchRequest(f"job:{job}", limit=0)).total == 80
    items = [item for item in scrapyd.items("almayadeen-en", job) if "headline" in item]
    assert len(items) >= 80 and {item["job"] for item in items} == {job}


def test_arguments_and_settings_go_through_schedule_json(
    scrapyd: Scrapyd, elasticsearch: Node, prefix: str, living_newsroom: Newsroom
) -> None:
    url = f"{elasticsearch.url}/{prefix}"
    scrapyd.wait(
        schedule(scrapyd, living_newsroom, "job-args", f"INDEX_URL={url}", sections="politics", max_articles="5")
    )
    found = export(url)
    assert 0 < len(found) <= 5 and all(a["section"][-1] == "Politics" for a in found.values())
    bad = schedule(scrapyd, living_newsroom, "job-bad", since="someday")
    scrapyd.wait(bad)
    assert "ERROR: since: 'someday' is not a day" in scrapyd.log("almayadeen-en", bad)
    assert not open_index(f"{elasticsearch.url}/scrapyd").search(SearchRequest(f"job:{bad}")).hits


def test_a_cancelled_crawl_loses_no_article(
    scrapyd: Scrapyd, elasticsearch: Node, prefix: str, newsroom: Newsroom
) -> None:
    url = f"{elasticsearch.url}/{prefix}"
    job = schedule(
        scrapyd, newsroom, "job-cancelled", f"INDEX_URL={url}", "CONCURRENT_REQUESTS=2", "DOWNLOAD_DELAY=0.02"
    )
    scrapyd.wait(job, "running")
    end = time.monotonic() + 60
    while open_index(url).search(SearchRequest(limit=0)).total < 20:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert scrapyd.post("cancel", {"project": "newscrawl", "job": job})["prevstate"] == "running"
    scrapyd.wait(job)
    assert "Spider closed (shutdown)" in scrapyd.log("almayadeen-en", job)
    scraped = {item["url"] for item in scrapyd.items("almayadeen-en", job) if "headline" in item}
    found = export(url)
    assert 20 <= len(scraped) < 500
    assert scraped <= found.keys()
    assert outbox_status(outbox_folder(scrapyd.folder / "outbox", url)).waiting == 0


def test_the_commands_of_the_readme_deploy_and_schedule(
    scrapyd: Scrapyd, checkout: Path, living_newsroom: Newsroom
) -> None:
    (block,) = [
        b for b in re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S) if "scrapyd-deploy" in b
    ]
    deployed, scheduled, served = block.strip().splitlines()
    scheduled = (
        scheduled.replace("http://localhost:6800/", scrapyd.url)
        + f" -s -d base={living_newsroom.en} -d setting=AUTOTHROTTLE_ENABLED=False"
    )
    answers = [
        subprocess.run(
            ["bash", "-c", command], cwd=checkout, env=scrapyd.environment, capture_output=True, text=True, check=True
        ).stdout
        for command in (f"{deployed} --version 0", scheduled)  # one that is not the newest
    ]
    assert all('"status": "ok"' in answer for answer in answers), answers
    scrapyd.wait(json.loads(answers[1])["jobid"])
    scheduler = subprocess.Popen(  # its jobs would go to the real sites: no scrapyd is there for them
        ["bash", "-c", f"exec {served}"], cwd=scrapyd.folder, stderr=subprocess.PIPE, text=True,
        env={**scrapyd.environment, "NEWSCRAWL_SCRAPYD_URLS": "http://127.0.0.1:9"},
    )  # fmt: skip
    assert scheduler.stderr and "9 jobs through http://127.0.0.1:9" in scheduler.stderr.readline()
    scheduler.terminate()
    assert scheduler.wait(30) == 0


def test_the_version_before_can_be_had_back(
    scrapyd: Scrapyd, elasticsearch: Node, prefix: str, living_newsroom: Newsroom
) -> None:
    url = f"{elasticsearch.url}/{prefix}"
    scrapyd.wait(schedule(scrapyd, living_newsroom, "job-new", f"INDEX_URL={url}", spider="second", max_articles="5"))
    assert {a["site"] for a in export(url).values()} == {"second"}
    scrapyd.post("delversion", {"project": "newscrawl", "version": "2"})
    versions = scrapyd.get("listversions", project="newscrawl")["versions"]
    assert versions[-1] == "1" and "2" not in versions  # another test may have deployed version 0
    assert "second" not in scrapyd.get("listspiders", project="newscrawl")["spiders"]
    scrapyd.wait(schedule(scrapyd, living_newsroom, "job-old", f"INDEX_URL={url}", max_articles="5"))
    assert {a["site"] for a in export(url).values()} == {"second", "almayadeen-en"}
