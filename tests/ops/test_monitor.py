"""What goes wrong is told early, once, and to the right people; a redesign is mended."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from newscrawl.items import CrawlRun, instant
from newscrawl.monitors.freshness import check_freshness, check_outbox
from newscrawl.monitors.runs import check_run, is_lost
from tests.conftest import Newsroom, differences, export, run, scrapy_crawl


class Hook:
    """A webhook that keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def hook() -> Iterator[Hook]:
    made = Hook()
    yield made
    made.server.shutdown()


def crawl(newsroom: Newsroom, folder: Path, hook: Hook, *arguments: str) -> str:
    return scrapy_crawl(
        "en", newsroom.en, folder / "archive", *arguments, cwd=folder, env=environment(folder, hook)
    ).stderr


def environment(folder: Path, hook: Hook | None = None) -> dict[str, str]:
    found = {
        "NEWSCRAWL_OUTBOX_DIR": str(folder / "outbox"), "SCRAPY_SETTINGS_MODULE": "newscrawl.settings",
        "NEWSCRAWL_SCHEDULE_DIR": str(folder / "schedule"),
    }  # fmt: skip
    return {**found, **({"NEWSCRAWL_MONITOR_WEBHOOK": hook.url} if hook else {})}


def test_a_silent_redesign_raises_one_alarm_articles_keep_coming_and_repair_brings_the_layers_back(
    living_newsroom: Newsroom, tmp_path: Path, hook: Hook
) -> None:
    newsroom = living_newsroom
    crawl(newsroom, tmp_path, hook)
    assert hook.got == []
    newsroom.post("en", "fault?kind=redesign-classes&on=1")
    newsroom.post("en", "publish?n=10")
    crawl(newsroom, tmp_path, hook)
    assert hook.got == [], "nothing is read by class names"
    newsroom.post("en", "fault?kind=redesign-script&on=1")
    newsroom.post("en", "publish?n=12")
    log = crawl(newsroom, tmp_path, hook)
    (told,) = hook.got
    (alarm,) = told["begun"]
    assert (alarm["site"], alarm["check"]) == ("almayadeen-en", "layers")
    assert "headline" in alarm["text"] and "metadata" in alarm["text"] and "ALARM" in log
    assert export(tmp_path / "archive").keys() == newsroom.truth("en").keys()
    newsroom.post("en", "publish?n=8")
    crawl(newsroom, tmp_path, hook)
    assert len(hook.got) == 1, "it is told once"
    state = run("newscrawl.cli", "monitor", "--json", index=tmp_path / "archive", cwd=tmp_path, env=environment(tmp_path, hook))
    assert state.returncode == 1 and json.loads(state.stdout.splitlines()[0])["check"] == "layers"

    (sites := tmp_path / "sites").mkdir()
    before = environment(tmp_path, hook) | {"NEWSCRAWL_SITES_DIRS": str(sites)}
    repair = ("newscrawl.cli", "sites", "repair", "almayadeen-en", "--base", newsroom.en, "--pause", "0")
    refused = run(*repair, index=tmp_path / "archive", cwd=tmp_path, env=before)
    assert refused.returncode == 1 and not list(sites.iterdir()), "nothing is written without a yes"
    done = run(*repair, "--yes", "-s", "AUTOTHROTTLE_ENABLED=False", index=tmp_path / "archive", cwd=tmp_path, env=before)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "20 articles read again" in done.stdout
    text = (sites / "almayadeen-en.toml").read_text()
    assert "page-model" in text and "tawsiyat-metadata" in text and "# Class names of its markup are unknown" in text
    assert differences(newsroom.truth("en"), export(tmp_path / "archive")) == []
    newsroom.post("en", "publish?n=10")
    scrapy_crawl("en", newsroom.en, tmp_path / "archive", cwd=tmp_path, env=before)
    assert [one["check"] for one in hook.got[-1]["ended"]] == ["layers"] and hook.got[-1]["begun"] == []
    assert differences(newsroom.truth("en"), export(tmp_path / "archive")) == []


def test_what_cannot_be_told_is_told_again(living_newsroom: Newsroom, tmp_path: Path, hook: Hook) -> None:
    crawl(living_newsroom, tmp_path, hook)
    living_newsroom.post("en", "fault?kind=away&on=1")
    hook.status = 500
    first = crawl(living_newsroom, tmp_path, hook, "-s", "RETRY_ENABLED=0", "-s", "ROBOTSTXT_OBEY=0")
    assert "ALARM  almayadeen-en  crawl" in first and "it is told again the next time" in first
    hook.status = 200
    command = ("newscrawl.cli", "monitor")
    done = run(*command, index=tmp_path / "archive", cwd=tmp_path, env=environment(tmp_path, hook))
    assert done.returncode == 1 and "crawl" in done.stdout
    assert [len(one["begun"]) > 0 for one in hook.got] == [True, True]
    living_newsroom.post("en", "fault?kind=away&on=0")
    crawl(living_newsroom, tmp_path, hook)
    assert {one["check"] for one in hook.got[-1]["ended"]} >= {"crawl"}
    done = run(*command, index=tmp_path / "archive", cwd=tmp_path, env=environment(tmp_path, hook))
    assert done.returncode == 0 and done.stdout == "", done.stdout


def test_a_test_message_is_sent_by_each_way(tmp_path: Path, hook: Hook) -> None:
    done = run("newscrawl.cli", "monitor", "test", cwd=tmp_path, env=environment(tmp_path, hook))
    assert done.returncode == 0 and hook.got[0]["begun"][0]["check"] == "test"
    hook.status = 503
    done = run("newscrawl.cli", "monitor", "test", cwd=tmp_path, env=environment(tmp_path, hook))
    assert done.returncode == 1 and "the webhook answered 503" in done.stderr
    done = run("newscrawl.cli", "monitor", "test", cwd=tmp_path, env=environment(tmp_path))
    assert done.returncode == 2 and "nobody would be told" in done.stderr


# -- the checks, by cases

GOOD = CrawlRun(
    "site", "2023-11-01T10:00:00+00:00", "2023-11-01T10:05:00+00:00", "finished", "1", code=0, pages=60, new=50,
    coverage={"headline": 50, "tags": 48, "authors": 20}, layers={"headline": {"metadata": 49, "meta": 1}},
    rejected={"no-text": 2, "http-503": 1},
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"coverage": {"headline": 50, "tags": 45, "authors": 12}}, set()),
        ({"coverage": {"headline": 50, "tags": 5, "authors": 20}}, {"coverage:site:tags"}),
        ({"coverage": {"headline": 50, "authors": 20}}, {"coverage:site:tags"}),
        ({"layers": {"headline": {"meta": 45, "metadata": 5}}}, {"layers:site"}),
        ({"new": 5, "coverage": {"headline": 5, "tags": 4, "authors": 2}, "layers": {"headline": {"meta": 5}}}, {"layers:site"}),
        ({"new": 2, "coverage": {"headline": 2}, "layers": {"headline": {"meta": 2}}}, set()),
        ({"new": 0, "coverage": {}, "layers": {}, "rejected": {"no-text": 40}}, {"articles:site"}),
        ({"new": 0, "coverage": {}, "layers": {}, "rejected": {}}, set()),
        ({"pages": 30, "rejected": {"http-503": 30}}, {"errors:site"}),
        ({"errors": {"KeyError": 40}}, {"errors:site"}),
        ({"reason": "killed", "code": None}, {"crawl:site"}),
        ({"code": 1, "notes": ["no page could be had"]}, {"crawl:site"}),
    ],
)  # fmt: skip
def test_a_crawl_is_compared_with_those_before_it(changes: dict[str, Any], wrong: set[str]) -> None:
    found = {one.key for one in check_run(replace(GOOD, **changes), [GOOD, GOOD, GOOD]) if not one.good}
    assert found == wrong


def test_without_a_history_only_how_it_ended_is_judged() -> None:
    assert [one.check for one in check_run(GOOD, [])] == ["crawl"]


def test_chance_is_no_loss() -> None:
    assert not is_lost(3, 5, 0.9) and not is_lost(80, 100, 0.9) and not is_lost(0, 0, 1.0)
    assert is_lost(0, 6, 0.98) and is_lost(50, 100, 0.9)


def hourly(weeks: int, quiet: range) -> list[CrawlRun]:
    """Crawls each hour for some weeks, with news but in the hours of ``quiet``."""
    start = datetime(2023, 10, 2, tzinfo=UTC)
    times = [start + timedelta(hours=n) for n in range(weeks * 7 * 24)]
    return [
        CrawlRun("site", t.isoformat(), t.isoformat(), "finished", str(t), new=0 if t.hour in quiet else 3) for t in times
    ]


def test_a_quiet_night_is_no_alarm_and_a_quiet_noon_is() -> None:
    runs = hourly(4, range(0, 6))
    end = instant(runs[-1].started_at)
    silent = [replace(r, new=0) if instant(r.started_at) > end - 5 * 3600 else r for r in runs]
    night = check_freshness("site", [r for r in runs if instant(r.started_at) <= end - 18 * 3600], end - 18 * 3600 + 60)
    assert all(one.good for one in night)
    (evening,) = [one for one in check_freshness("site", silent, end + 60) if one.check == "freshness"]
    assert not evening.good and "nothing new for" in evening.text
    gone = check_freshness("site", runs, end + 6 * 3600)
    assert [one.check for one in gone if not one.good] == ["crawled"]


def test_articles_that_wait_too_long_are_told() -> None:
    old, now = datetime.now(UTC) - timedelta(hours=5), time.time()
    assert [one.good for one in check_outbox("here", old.isoformat(), 3, 0, 3600, now)] == [False, True]
    assert [one.good for one in check_outbox("here", None, 0, 2, 3600, now)] == [True, False]
