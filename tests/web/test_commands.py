"""The command line has what the page has: trends, rising tags, explanations, samples, edits, exports, saved searches."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import feedparser
import pytest
from aiosmtpd.controller import Controller
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client

from newscrawl.index import SearchRequest, open_index
from newscrawl.index.compare import copy
from newscrawl.items import now
from tests.conftest import ROOT, article, run
from tests.servers.ports import free_ports
from tests.web.conftest import HOSTILE


def said(index: str, *arguments: str, code: int = 0, **options: Any) -> CompletedProcess[str]:
    done = run("newscrawl.cli", *arguments, index=index, **options)
    assert done.returncode == code and "Traceback" not in done.stderr, done.stderr
    return done


def told(index: str, *arguments: str) -> list[Any]:
    return [json.loads(line) for line in said(index, *arguments).stdout.splitlines()]


def test_a_trend_is_shown_and_is_the_same_as_json(embedded: str) -> None:
    lines = said(embedded, "trend", "iran", "--and", "turkey", "--by", "day").stdout.splitlines()
    (found,) = told(embedded, "trend", "iran", "--and", "turkey", "--by", "day", "--json")
    rows = {line.split()[0]: line.split()[1:] for line in lines if line.startswith("2023-")}
    assert list(rows) == found["starts"]
    assert [[int(row[n]) for row in rows.values()] for n in (0, 1)] == [series["counts"] for series in found["series"]]
    assert "without a date not shown" in " ".join(lines) and "%" in said(embedded, "trend", "iran", "--share").stdout
    assert "one to 5" in said(embedded, "trend", "a", *[x for q in "bcdef" for x in ("--and", q)], code=2).stderr


def test_rising_tags_explanations_samples_and_edits_are_shown(embedded: str) -> None:
    assert "rising" in said(embedded, "rising", "--since", "2023-11-07").stdout
    explained = said(embedded, "explain", "Trukey or iran").stdout
    assert (
        "the word Trukey  0 articles" in explained and "try spelt Turkey" in explained and "Trukey OR iran" in explained
    )
    one, two = (said(embedded, "sample", "iran", "-n", "4", "--seed", seed).stdout for seed in "ab")
    assert one.startswith("4 of ") and one != two
    assert one == said(embedded, "sample", "iran", "-n", "4", "--seed", "a").stdout
    assert len(told(embedded, "changes", "--field", "headline", "--json")) == 7
    assert "[-" in said(embedded, "changes", "--removed").stdout
    assert said(embedded, "changes", "--least", "99").stdout == "no such edit has been seen\n"


def test_a_value_that_nothing_has_names_the_nearest(embedded: str) -> None:
    done = said(embedded, "search", "--tag", "Turky")
    assert (
        done.stdout.startswith("0 articles") and "no article has 'Turky' as tag; did you mean 'Turkey'" in done.stderr
    )


def test_an_export_goes_into_a_file_with_its_manifest(embedded: str, tmp_path: Path) -> None:
    done = said(
        embedded, "export", "iran", "--format", "excel", "-o", f"{tmp_path}/a.csv", "--manifest", f"{tmp_path}/a.json"
    )
    manifest = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    assert len(rows) == manifest["rows"] == manifest["articles"] and f"exporting {len(rows)} articles" in done.stderr
    assert "[" not in rows[0]["tags"]
    assert (
        len(list(csv.DictReader(io.StringIO(said(embedded, "export", "--sample", "5", "--format", "csv").stdout)))) == 5
    )
    assert len(feedparser.parse(said(embedded, "export", "--format", "atom").stdout).entries) == 100
    assert "cannot be written" in said(embedded, "export", "-o", "/proc/x/y", code=1).stderr
    assert len(told(embedded, "export", "iran")) == manifest["rows"]


def test_front_pages_at_a_time_and_line_by_line(embedded: str) -> None:
    at = said(embedded, "front-pages", "--site", "almayadeen-en", "--at", "2023-11-02T20:00").stdout
    assert "Statement number 2" in at and "Statement number 3" not in at
    lines = told(embedded, "front-pages", "--lines", "--json")
    (talks,) = [one for one in lines if one["text"] == "Ceasefire talks go on"]
    assert talks["speaker"] == "Cairo" and talks["places"] == [1, 1, 1] and talks["seconds"] == 2 * 86400


def test_a_result_is_frozen_shown_and_forgotten(embedded: str, tmp_path: Path) -> None:
    assert "frozen as november" in said(embedded, "freeze", "ceasefire", "--lang", "en", "--name", "november").stdout
    try:
        (one,) = told(embedded, "frozen", "--json")
        assert one["name"] == "november" and one["query"] == {"text": "ceasefire", "language": ["en"]}
        rows = told(embedded, "frozen", "november", "--json")
        assert len(rows) == one["articles"] and all(row["held"] and not row["changed"] for row in rows)
        assert "0 changed, 0 taken down" in said(embedded, "frozen", "november").stdout
        assert "frozen already" in said(embedded, "freeze", "iran", "--name", "november", code=2).stderr
        elsewhere = open_index(f"tantivy:{tmp_path}/copy")
        copy(open_index(embedded, create=False), elsewhere, lambda read: None)
        assert list(elsewhere.records.saved("frozen")) == ["november"]
    finally:
        said(embedded, "frozen", "november", "--forget")
    assert "nothing is frozen" in said(embedded, "frozen", "november", code=2).stderr
    assert "nothing to freeze" in said(embedded, "freeze", "nosuchword", "--name", "x", code=2).stderr


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[Any], dict[str, int]]]:
    """A real HTTP server that keeps what is posted to it, and answers as it is told."""
    posted: list[Any] = []
    answer = {"status": 204}

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answer["status"])
            self.end_headers()

        def log_message(self, *words: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook", posted, answer
    server.shutdown()


class Inbox:
    """A real mail server's inbox."""

    def __init__(self) -> None:
        self.mails: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(envelope.content.decode())
        return "250 OK"


def news(number: int, **values: Any) -> Any:
    text = " ".join(f"word{number}x{k}" for k in range(40))
    return article(
        f"http://news.example/{number}", headline=f"Strike number {number}", body=[text], site="north", published_at=now(), crawled_at=now(),
        tags=["strike"], **values,
    )  # fmt: skip


def test_a_watch_tells_each_text_once_by_lines_feed_mail_and_webhook(
    place: str, tmp_path: Path, webhook: tuple[str, list[Any], dict[str, int]]
) -> None:
    hook, posted, answer = webhook
    index = open_index(place)
    index.put([news(1), replace(news(2), published_at="2015-01-01T00:00:00+00:00")])
    assert "texts a day" in said(place, "watch", "add", "strikes", "strike", "--site", "north").stdout
    assert "already" in said(place, "watch", "add", "strikes", "x", code=2).stderr
    assert said(place, "watch", "run").stdout == ""  # both were there before
    copied = news(3)
    index.put(
        [
            copied,
            replace(
                copied,
                url="http://other.example/3",
                id="",
                site="north",
                cluster=copied.id,
                body=[*copied.body, "more"],
            ),
        ]
    )
    index.put([replace(news(4), published_at="2015-01-01T00:00:00+00:00")])  # old, and came in only now
    index.amend({one.id: {"cluster": copied.id} for one in index.scan(SearchRequest("word3x1"))})
    inbox = Inbox()
    (port,) = free_ports(1)
    mail = Controller(inbox, hostname="127.0.0.1", port=port)
    mail.start()
    try:
        ways = (
            "--mail",
            "desk@news.example",
            "--smtp",
            f"smtp://127.0.0.1:{port}",
            "--webhook",
            hook,
            "--feed",
            f"{tmp_path}/new.atom",
        )
        answer["status"] = 500
        assert "the webhook answered 500" in said(place, "watch", "run", *ways, code=1).stderr  # so it is told again
        answer["status"] = 204
        lines = said(place, "watch", "run", *ways).stdout
    finally:
        mail.stop()
    assert lines.count("Strike number 3") == 1 and "Strike number 4" not in lines and "near copies" in lines
    assert len(posted) == 2 and [one["headline"] for one in posted[1]["found"]] == ["Strike number 3"]
    assert len(posted[1]["found"][0]["copies"]) == 1
    assert "Subject: newscrawl: 1 new for strikes" in inbox.mails[-1] and "Strike number 3" in inbox.mails[-1]
    assert [entry.title for entry in feedparser.parse((tmp_path / "new.atom").read_bytes()).entries] == [
        "Strike number 3"
    ]
    assert said(place, "watch", "run", "strikes").stdout == ""
    index.put([replace(copied, url="http://late.example/3", id="", cluster=copied.id, body=[*copied.body, "later"])])
    index.amend({one.id: {"cluster": copied.id} for one in index.scan(SearchRequest("word3x1"))})
    assert said(place, "watch", "run").stdout == ""  # a copy of a text that was told
    (watch,) = told(place, "watch", "list", "--json")
    assert watch["query"] == "strike" and watch["filters"] == {"site": ["north"]} and watch["last_run_at"]
    assert "no watch 'x'" in said(place, "watch", "run", "x", code=2).stderr
    assert "no use in it" in said(place, "watch", "add", "w", "x", "--since", "7d", code=2).stderr
    said(place, "watch", "forget", "strikes")
    assert said(place, "watch", "list").stdout == ""


def test_a_mail_that_does_not_get_through_is_told_again(embedded: str, tmp_path: Path) -> None:
    place = f"tantivy:{tmp_path}/archive"
    index = open_index(place)
    index.put([news(1)])
    said(place, "watch", "add", "all", "strike")
    index.put([news(2)])
    failed = said(place, "watch", "run", "--mail", "a@b.example", "--smtp", "smtp://127.0.0.1:1", code=1)
    assert "was not sent" in failed.stderr
    assert "named as smtp://" in said(place, "watch", "run", "--mail", "a@b", "--smtp", "http://x", code=2).stderr
    assert "Strike number 2" in said(place, "watch", "run", "--keep").stdout
    assert "Strike number 2" in said(place, "watch", "run").stdout and said(place, "watch", "run").stdout == ""


def test_language_models_search_and_read_by_tools(embedded: str) -> None:
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "newscrawl.cli", "--index", embedded, "mcp"], cwd=str(ROOT)
    )

    async def ask() -> dict[str, Any]:
        async with Client(stdio_client(parameters)) as client:
            tools = (await client.list_tools()).tools
            answers: dict[str, Any] = {"tools": {tool.name: tool for tool in tools}}
            for name, arguments in (
                ("search", {"query": "revision:3"}),
                ("search", {"query": "a("}),
                ("trend", {"queries": ["iran", "turkey"], "interval": "day"}),
            ):
                answers[f"{name} {arguments.get('query', '')}"] = await client.call_tool(name, arguments)
            (hit,) = json.loads(answers["search revision:3"].content[0].text)["hits"]
            for name in ("article", "history"):
                answers[name] = await client.call_tool(name, {"id_or_url": hit["id"]})
            return answers

    answers = asyncio.run(ask())
    assert set(answers["tools"]) == {"search", "article", "history", "trend"}
    assert all(tool.annotations.read_only_hint for tool in answers["tools"].values())
    assert answers["search a("].is_error and "query: " in answers["search a("].content[0].text
    whole = json.loads(answers["article"].content[0].text)
    assert whole["versions"] == 3 and whole["body"] and "(updated 2)" in whole["headline"]
    assert (
        len(answers["history"].content) == 3
        and "added" in answers["history"].content[0].text
        and not answers["trend "].is_error
    )


def test_hostile_text_reaches_no_terminal(embedded: str) -> None:
    for arguments in (("sample", "alert"), ("search", "alert"), ("trend", "alert"), ("explain", "alert")):
        assert "\u202e" not in said(embedded, *arguments).stdout
    assert HOSTILE.split(" ")[0] in said(embedded, "search", "alert").stdout
