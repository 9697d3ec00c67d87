"""Who may ask, who may write, and what a browser may do with a page."""

from __future__ import annotations

import base64
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import sync_playwright

from newscrawl.browser import find_browser
from newscrawl.index import SearchRequest, open_index
from newscrawl.saved.frozen import thaw
from newscrawl.web import WebConfiguration, make_app
from tests.conftest import ROOT
from tests.web.conftest import Served, edited, folder_of, serving
from tests.web.test_browser import ARGUMENTS

TOKEN = "a token of some length"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
BASIC = {"Authorization": "Basic " + base64.b64encode(f"anybody:{TOKEN}".encode()).decode()}


@pytest.fixture(scope="module")
def guarded(embedded: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a token, of a copy of the archive: its tests write."""
    folder = tmp_path_factory.mktemp("guarded") / "archive"
    shutil.copytree(folder_of(embedded), folder)
    with serving(f"tantivy:{folder}", "--token", TOKEN) as server:
        yield server


def refused(*arguments: str) -> str:
    command = [sys.executable, "-m", "newscrawl.cli", "--index", "tantivy:none", "serve", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    return done.stderr


def test_what_would_not_be_safe_is_refused_before_anything_is_served() -> None:
    assert "set a token" in refused("--host", "0.0.0.0")
    assert "set a token" in refused("--host", "192.168.1.5")
    assert "takes 16 or more" in refused("--token", "short")
    assert "cannot listen" in refused("--host", "203.0.113.7", "--token", TOKEN)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "cannot listen at 127.0.0.1 port" in refused("--port", str(taken.getsockname()[1]))


@pytest.mark.parametrize(
    "path", ["/", "/?q=iran", "/help", "/nowhere", "/api/v1/search", "/api/v1/nowhere", "/static/style.css", "/healthz"]
)
def test_every_answer_has_a_strict_policy(page_server: Served, path: str) -> None:
    headers = page_server.get(path).headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'" and policy["form-action"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers and "access-control-allow-origin" not in headers


def test_only_the_servers_own_names_are_answered(page_server: Served, embedded: str) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "127.0.0.1:80:80", "[::1"):
        answer = page_server.get("/", headers={"Host": host})
        assert answer.status_code in (400, 421), host
        assert "<html" not in answer.text
    for host in ("localhost", "LOCALHOST:1", "127.0.0.1:99", "[::1]:8765"):
        assert page_server.get("/", headers={"Host": host}).status_code == 200
    with serving(embedded, "--name", "news.example") as server:
        assert server.get("/", headers={"Host": "news.example"}).status_code == 200


def test_a_token_is_needed_where_one_is_set(guarded: Served) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !!"}, {"Authorization": TOKEN}):
        answer = guarded.get("/?q=iran", headers=headers)
        assert answer.status_code == 401 and answer.headers["www-authenticate"].startswith("Basic")
        assert guarded.get("/api/v1/search", headers=headers).json()["status"] == 401
    for headers in (BEARER, BASIC):
        assert guarded.get("/?q=iran", headers=headers).status_code == 200
    assert guarded.get("/healthz").status_code == 200


def test_nothing_is_written_without_the_token_or_by_another_site(page_server: Served, guarded: Served) -> None:
    def post(server: Served, headers: dict[str, str]) -> int:
        return httpx.post(f"{server.url}/api/v1/frozen?q=iran&name=no", headers=headers).status_code

    assert post(page_server, {}) == 403 and post(guarded, {}) == 401
    for headers in (
        {**BASIC, "Origin": "http://evil.example"},
        {**BASIC, "Sec-Fetch-Site": "cross-site"},
        {**BASIC, "Sec-Fetch-Site": "same-site", "Origin": guarded.url},
        {**BEARER, "Origin": "null"},
        BASIC,  # neither says where it comes from, nor is it a program's own header
    ):
        assert post(guarded, headers) == 403, headers
    assert open_index(guarded.index_url, create=False).records.saved("frozen") == {}


def test_a_result_is_frozen_and_says_later_what_has_changed(guarded: Served) -> None:
    made = httpx.post(f"{guarded.url}/api/v1/frozen?q=iran&lang=en&name=on+iran", headers=BEARER)
    assert made.status_code == 201 and made.json()["articles"] > 5
    again = httpx.post(f"{guarded.url}/api/v1/frozen?q=iran&name=on+iran", headers=BEARER)
    assert again.status_code == 400 and "frozen already" in again.json()["detail"]
    assert httpx.post(f"{guarded.url}/api/v1/frozen?q=nosuchword&name=x", headers=BEARER).status_code == 400
    assert httpx.post(f"{guarded.url}/api/v1/frozen?q=iran&name=a/b", headers=BEARER).status_code == 400
    index = open_index(guarded.index_url)
    ids = [one["id"] for one in guarded.get("/api/v1/frozen/on%20iran", headers=BEARER).json()["items"]]
    try:
        changed = index.fetch(ids[3:4])[0]
        index.put([edited(changed, 7)])
        rows = guarded.get("/api/v1/frozen/on%20iran?limit=1000", headers=BEARER).json()["items"]
        assert [one["id"] for one in rows][: len(ids)] == ids and [one["id"] for one in rows if one["changed"]] == [
            changed.id
        ]
        page = guarded.get("/frozen/on%20iran", headers=BEARER).text
        assert "1 has changed since" in page and "Its text is no longer what it was" in page
    finally:
        thaw(index, "on iran")
    assert guarded.get("/frozen/on%20iran", headers=BEARER).status_code == 404


def test_a_person_freezes_a_result_on_the_page(guarded: Served) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(""), args=ARGUMENTS)
        page = browser.new_context(http_credentials={"username": "me", "password": TOKEN}, locale="en").new_page()
        page.goto(f"{guarded.url}/?q=turkey&lang=en")
        total = page.locator("#counts").inner_text().split()[0]
        page.get_by_label("Name").fill("turkey, for my paper")
        page.get_by_role("button", name="Freeze this result").click()
        page.wait_for_url("**/frozen/**")
        said = page.locator("main").inner_text()
        browser.close()
    index = open_index(guarded.index_url)
    thaw(index, "turkey, for my paper")
    assert f"{total} articles" in said and "none has changed since" in said and "turkey, for my paper" in said


def test_who_asks_too_often_is_told_when_to_ask_again(embedded: str) -> None:
    with serving(embedded, "--rate", "5") as server:
        answers = [server.get("/api/v1/runs") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    problem = answers[-1].json()
    assert problem["limit"] == 5 and problem["retry_after"] == int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].headers["content-type"] == "application/problem+json"


def test_no_file_of_this_machine_is_served(page_server: Served) -> None:
    for path in (
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/..%2f..%2fetc/passwd",
    ):
        answer = page_server.get(path)
        assert answer.status_code == 404 and "root:" not in answer.text


def test_a_path_that_is_no_text_and_a_cookie_that_is_none_are_harmless(page_server: Served) -> None:
    for path in (
        "/article/%00",
        "/article/%ff%fe",
        "/article/..",
        "/frozen/%0d%0aSet-Cookie:x",
        "/?q=%ff%fe%00",
        "/?page=9999999999",
        "/?page=-1",
    ):
        assert page_server.get(path).status_code in (200, 400, 404), path
    assert page_server.get("/", headers={"Cookie": "ui=../../etc; theme=<script>"}).status_code == 200
    answer = page_server.get("/?q=x&ui=ar%0d%0aX-Evil:1")
    assert "x-evil" not in answer.headers and answer.status_code in (200, 303)
    assert open_index(page_server.index_url, create=False).search(SearchRequest(limit=0)).total > 100


def test_an_error_of_the_servers_own_tells_nothing_and_keeps_the_policy(
    embedded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from starlette.testclient import TestClient

    app = make_app(WebConfiguration(embedded))
    monkeypatch.setattr(app.state, "archive", None)  # nothing that a user could do
    answer = TestClient(app, base_url="http://localhost").get("/api/v1/search")
    assert answer.status_code == 500 and answer.json()["title"] == "Not foreseen"
    assert "NoneType" not in answer.text and "content-security-policy" in answer.headers


def test_no_redirect_leads_to_another_host(page_server: Served) -> None:
    for path in ("//evil.example?ui=ar", "//evil.example/%2f..?theme=dark", "/\\evil.example?ui=ar"):
        with socket.create_connection(("127.0.0.1", int(page_server.url.rpartition(":")[2]))) as raw:
            raw.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            head = raw.makefile("rb").read().split(b"\r\n\r\n")[0].lower()
        assert b"location: //" not in head and b"evil" not in head.partition(b"location:")[2], path


def test_what_a_stranger_makes_up_is_not_counted_for_ever(guarded: Served) -> None:
    for number in range(3):
        httpx.request(f"MADEUP{number}", guarded.url)
    text = guarded.get("/metrics", headers=BEARER).text
    assert "MADEUP" not in text and 'method="other"' in text


def test_static_files_are_kept_by_the_browser_and_answers_are_not(page_server: Served) -> None:
    assert "immutable" in page_server.get("/static/style.css").headers["cache-control"]
    assert page_server.get("/healthz").headers["cache-control"] == "no-store"


def test_a_query_of_a_megabyte_is_refused_and_the_server_lives(page_server: Served) -> None:
    port = int(page_server.url.rpartition(":")[2])
    for path in ("/api/v1/search?q=", "/?q="):
        with socket.create_connection(("127.0.0.1", port)) as raw:
            try:
                raw.sendall(f"GET {path}{'x' * 1_000_000} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                assert raw.recv(100).startswith(b"HTTP/1.1 4")
            except ConnectionError:
                pass  # it does not listen to the end
    assert page_server.get("/healthz").text == "ok"
