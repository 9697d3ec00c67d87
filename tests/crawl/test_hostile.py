"""Hostile sites, each case on a real server: nothing foreign is read, nothing runs for ever, no page ends in a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newscrawl.items import CrawlRun
from tests.conftest import FAST, export, run
from tests.servers import hostile
from tests.servers.hostile import HostileSite, article, page, sitemap, sitemap_index

QUICK = ["-s", "RETRY_TIMES=1", "-s", "DOWNLOAD_TIMEOUT=3", "-s", "ROBOTS_RETRY_SECONDS=1"]


class Crawled:
    """What one crawl of a hostile site did."""

    def __init__(self, site: HostileSite, folder: Path, *arguments: str) -> None:
        environment = {"NEWSCRAWL_SITES_DIRS": str(site.site_file(folder))}
        self.index = folder / "index"
        command = ("crawl", "hostile", "--json", "--log-file", str(folder / "log"), *FAST, *QUICK, *arguments)
        self.done = run("newscrawl.cli", *command, index=self.index, env=environment)
        self.log = (folder / "log").read_text(errors="replace") if (folder / "log").exists() else ""
        assert "Traceback" not in self.done.stderr + self.log, (self.done.stderr + self.log)[-3000:]
        self.run = CrawlRun.from_dict(json.loads(self.done.stdout))
        self.asked = list(site.asked)

    @property
    def articles(self) -> dict[str, Any]:
        return export(self.index)


def crawl(folder: Path, routes: dict[str, hostile.Route], *arguments: str, discovery: str = "") -> Crawled:
    with HostileSite(routes, discovery) as site:
        return Crawled(site, folder, *arguments)


# -- 18, 19: only http and https, only the site's own hosts


@pytest.mark.parametrize("scheme", ["file:///etc/hostname", "data:text/html,<h1>x</h1>", "ftp://127.0.0.1/x", "FIFO"])
def test_no_list_page_or_redirect_leads_to_another_scheme(tmp_path: Path, scheme: str) -> None:
    if scheme == "FIFO":
        os.mkfifo(tmp_path / "fifo.xml")
        scheme = f"file://{tmp_path}/fifo.xml"
    routes: dict[str, hostile.Route] = {
        "/robots.txt": f"User-agent: *\nAllow: /\nSitemap: {scheme}\n".encode(),
        "/": page("Home", links=["/a/first", "/a/second", "/news"], head=f'<link rel=next href="{scheme}">'),
        "/a/first": lambda request: request.redirect(scheme),
        "/news": page("News", links=["/a/third"], head=f'<link rel=next href="{scheme}">'),
        "/index.xml": sitemap_index([scheme]),
        "/map.xml": sitemap([scheme, "/a/fourth"]),
        "/feed": f'<?xml version="1.0"?><rss version="2.0"><channel><item><link>{scheme}</link></item></channel></rss>'.encode(),
    }
    for discovery in ("", 'sitemaps = ["/index.xml", "/map.xml"]\nfeeds = ["/feed"]\nsection_pattern = "^/news$"'):
        (folder := tmp_path / f"c{len(discovery)}").mkdir()
        done = crawl(folder, dict(routes), discovery=discovery)
        named = {url.rpartition("/")[2] for url in done.articles}
        assert done.done.returncode == 0 and named == ({"second", "fourth"} if discovery else {"second"})
        assert done.run.rejected["http-302"] == 1  # the redirect is an answer, and leads nowhere
        assert not [url for url in done.articles if not url.startswith("http://127.0.0.1")]
        assert done.run.errors == {} and os.uname().nodename not in json.dumps(list(done.articles.values()))


def test_no_page_list_or_redirect_leads_to_another_host_or_port(tmp_path: Path) -> None:
    with HostileSite() as secret:
        place = f"{secret.base}/a/secret"
        routes: dict[str, hostile.Route] = {
            "/": page("Home", links=["/a/redirected", "/a/refreshed", "/a/own", place]),
            "/a/redirected": lambda request: request.redirect(place),
            "/a/refreshed": page("Wait", head=f'<meta http-equiv="refresh" content="0; url={place}-2">'),
            "/index.xml": sitemap_index([f"{secret.base}/sitemap.xml", "http://169.254.169.254/latest/meta-data"]),
            "/map.xml": sitemap([place, "http://localhost:1/a/x"]),
        }
        done = crawl(tmp_path, routes, discovery='sitemaps = ["/index.xml", "/map.xml"]')
        assert secret.asked == []
        assert [url.rpartition("/")[2] for url in done.articles] == ["own"]
        assert done.run.rejected["not-public"] == 2  # the redirect and the refresh


def test_sitemaps_may_lie_on_a_host_that_the_site_file_names(tmp_path: Path) -> None:
    with HostileSite() as other, HostileSite() as site:
        other.routes["/map.xml"] = sitemap([f"{site.base}/a/one", f"{other.base}/a/foreign"])
        site.discovery = f'sitemaps = ["{other.base}/map.xml"]'
        done = Crawled(site, tmp_path, "-a", "discover=sitemap")
        assert [url.rpartition("/")[2] for url in done.articles] == ["one"]
        assert "/map.xml" in other.asked and "/a/foreign" not in other.asked


def test_a_survey_with_a_browser_loads_nothing_from_this_network(tmp_path: Path) -> None:
    with HostileSite() as secret:
        place = secret.base.replace("127.0.0.1", "localhost")
        script = f"fetch('/marker'); fetch('{place}/secret', {{mode: 'no-cors'}}); new Image().src = '{place}/picture'"
        home = page("Home", head=f"<script>addEventListener('load', () => {{ {script} }})</script>")
        with HostileSite({"/": home}) as site:
            done = run("newscrawl.cli", "sites", "new", site.base, "--dir", str(tmp_path), "--pause", "0")
            assert done.returncode == 2 and "/marker" in site.asked  # the browser has looked
        assert secret.asked == []


def test_a_browser_that_is_led_elsewhere_brings_nothing_from_there(tmp_path: Path) -> None:
    with HostileSite() as secret:
        place = f"{secret.base}/a/secret"
        routes: dict[str, hostile.Route] = {
            "/": page("Home", links=["/a/redirected", "/a/moved", "/a/own"]),
            "/a/redirected": lambda request: request.redirect(place),
            "/a/moved": article("moved", head=f"<script>location = '{place}-2'</script>"),
        }
        done = crawl(tmp_path, routes, discovery="javascript = true")
        assert {url.rpartition("/")[2] for url in done.articles} <= {"own", "moved"}
        assert any(url.endswith("own") for url in done.articles)
        assert done.run.rejected["not-public"] == 1 and "/a/secret-2" not in secret.asked


def test_a_base_of_another_host_is_ignored(tmp_path: Path) -> None:
    head = '<base href="https://elsewhere.example/">'
    done = crawl(tmp_path, {"/": page("Home", links=["a/one", "/a/two"], head=head)})
    assert sorted(url.rpartition("/")[2] for url in done.articles) == ["one", "two"]


# -- 21 to 24: lists


def test_a_sitemap_that_unpacks_to_gigabytes_is_read_to_its_bound(tmp_path: Path) -> None:
    routes: dict[str, hostile.Route] = {
        "/s.xml.gz": lambda request: request.answer(hostile.gzip_bomb(300), "application/gzip")
    }
    done = crawl(tmp_path, routes, "-a", "discover=sitemap", discovery='sitemaps = ["/s.xml.gz"]')
    assert done.run.bounds == {"SITEMAP_MAX_BYTES": 1} and done.run.peak_memory < 300e6


def test_a_sitemap_of_too_many_addresses_is_read_to_its_bound(tmp_path: Path) -> None:
    body = hostile.packed(sitemap(f"/x/{n}" for n in range(60_000)))
    routes: dict[str, hostile.Route] = {"/s.xml": lambda request: request.answer(body, "application/gzip")}
    done = crawl(tmp_path, routes, "-a", "discover=sitemap", discovery='sitemaps = ["/s.xml"]')
    assert done.run.bounds == {"SITEMAP_MAX_ENTRIES": 1}


@pytest.mark.parametrize("scheduler", ["scrapy.core.scheduler.Scheduler", "tests.servers.slow_close.SlowClose"])
def test_addresses_of_a_list_wait_on_disk_and_a_stopped_crawl_goes_on_with_them(tmp_path: Path, scheduler: str) -> None:
    routes: dict[str, hostile.Route] = {"/s.xml": sitemap(hostile.numbered(3000))}
    arguments = ("-a", "discover=sitemap", "-s", f"JOBDIR={tmp_path}/job", "-s", f"SCHEDULER={scheduler}")
    with HostileSite(routes, 'sitemaps = ["/s.xml"]') as site:
        first = Crawled(site, tmp_path, *arguments, "-a", "max_pages=400")
        assert first.run.reason == "max_pages" and (tmp_path / "job" / "backlog.sqlite").stat().st_size > 50_000
        second = Crawled(site, tmp_path, *arguments)
        assert second.run.new > 2500 and len(second.articles) == 3000
        pages = [path for path in site.asked if path.startswith("/a/")]
        assert len(pages) <= len(set(pages)) + 20  # those under way when it was stopped


def test_what_was_under_way_at_a_limit_of_articles_waits_for_the_next_run(tmp_path: Path) -> None:
    routes: dict[str, hostile.Route] = {"/": page("Home", links=[f"/a/{n}" for n in range(60)])}
    arguments = ("-s", f"JOBDIR={tmp_path}/job")
    with HostileSite(routes) as site:
        first = Crawled(site, tmp_path, *arguments, "-a", "max_articles=20")
        assert first.run.reason == "max_articles" and 20 <= len(first.articles) < 60
        assert len(Crawled(site, tmp_path, *arguments).articles) == 60


def test_sitemaps_that_name_each_other_and_ever_new_ones_come_to_an_end(tmp_path: Path) -> None:
    def ever_new(request: hostile.Request) -> None:
        number = int(request.path.rpartition("-")[2])
        request.answer(sitemap_index([f"/new-{2 * number}", f"/new-{2 * number + 1}"]))

    routes: dict[str, hostile.Route] = {
        "/self.xml": sitemap_index(["/self.xml", "/other.xml", "/new-1"]),
        "/other.xml": sitemap_index(["/self.xml"]),
        "/new-*": ever_new,
    }
    done = crawl(tmp_path, routes, "-a", "discover=sitemap", discovery='sitemaps = ["/self.xml"]')
    assert done.asked.count("/self.xml") == done.asked.count("/other.xml") == 1
    assert done.run.bounds["SITEMAP_MAX_DEPTH"] == 8 and len(done.asked) < 30
    names = "".join(f"Sitemap: /s-{n}.xml\n" for n in range(300)).encode()
    (tmp_path / "b").mkdir()
    many = crawl(tmp_path / "b", {"/robots.txt": names}, "-a", "discover=sitemap", "-s", "SITEMAP_MAX_FILES=20")
    assert many.run.bounds == {"SITEMAP_MAX_FILES": 1}
    assert len({path for path in many.asked if path.startswith("/s-")}) == 20


def test_a_bad_entry_loses_nothing_but_itself(tmp_path: Path) -> None:
    times = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "yesterday", "", "2024-05-01"]
    rows = "".join(f"<url><loc>/a/t{n}</loc><lastmod>{when}</lastmod></url>" for n, when in enumerate(times))
    bad = "".join(f"<url><loc>{loc}</loc></url>" for loc in ("mailto:x@y", "http://[?page=9", "", "http://[::1/a/x"))
    items = "".join(
        f"<item><link>/a/f{n}</link><pubDate>{when}</pubDate></item>"
        for n, when in enumerate(
            ("Mon, 32 Foo 0000 99:99:99 XYZ", "Sat, 01 Jan 0000 00:00:00 GMT", "Wed, 01 May 2024 10:00:00 GMT")
        )
    )
    routes: dict[str, hostile.Route] = {
        "/s.xml": f'<?xml version="1.0"?><urlset>{bad}{rows}</urlset>'.encode(),
        "/feed": f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode(),
    }
    done = crawl(
        tmp_path,
        routes,
        "-a",
        "discover=sitemap,feed",
        "-a",
        "since=2020-01-01",
        discovery='sitemaps = ["/s.xml"]\nfeeds = ["/feed"]',
    )
    assert sorted(u.rpartition("/")[2] for u in done.articles) == ["f0", "f1", "f2", "t0", "t1", "t2", "t3", "t4"]
    assert done.run.rejected["bad-entry"] == 4


# -- 25, 26: robots.txt, headers, bodies, waits


def test_a_robots_txt_that_is_too_long_counts_with_its_first_part(tmp_path: Path) -> None:
    body = b"User-agent: *\nDisallow: /\n" + b"# filler\n" * 1_300_000
    done = crawl(tmp_path, {"/robots.txt": body})
    assert done.articles == {} and done.run.bounds["ROBOTS_MAX_BYTES"] == 1
    assert done.run.rejected == {"robots-txt": 1} and done.done.returncode == 1


@pytest.mark.parametrize(
    ("route", "articles", "said"),
    [
        (hostile.endless_body(20, b"User-agent: *\nDisallow: /\n"), 0, "ROBOTS_MAX_BYTES"),
        (hostile.endless_body(20, b"#", pause=0.2), 0, "robots.txt could not be had"),
        (lambda request: request.answer(b"busy", status=503), 0, "it answers 503"),
        (lambda request: request.answer(b"no", status=403), 1, ""),
    ],
    ids=["endless", "drips", "503", "403"],
)
def test_nothing_is_crawled_while_robots_txt_cannot_be_had(
    tmp_path: Path, route: hostile.Route, articles: int, said: str
) -> None:
    done = crawl(tmp_path, {"/robots.txt": route})
    assert len(done.articles) == articles and done.done.returncode == (0 if articles else 1)
    assert said in json.dumps(done.run.to_dict())
    if not articles and said != "ROBOTS_MAX_BYTES":
        assert set(done.asked) == {"/robots.txt"}


def test_headers_and_bodies_without_end_are_dropped(tmp_path: Path) -> None:
    routes: dict[str, hostile.Route] = {
        "/": page("Home", links=["/a/headers", "/a/chunks", "/a/good"]),
        "/a/headers": hostile.endless_headers(20),
        "/a/chunks": hostile.endless_chunks(20),
    }
    done = crawl(tmp_path, routes)
    assert [url.rpartition("/")[2] for url in done.articles] == ["good"]
    assert done.run.bounds == {"DOWNLOAD_MAX_HEADERS": 1, "DOWNLOAD_TIMEOUT": 1} and done.run.peak_memory < 300e6
    assert done.run.rejected == {"headers-too-large": 1, "download-timeout": 1}


@pytest.mark.parametrize("asked", ["1000000000", "²", "-5", "Fri, 31 Dec 9999 23:59:59 GMT", "soon"])
def test_a_server_that_asks_to_wait_for_years_is_waited_for_a_moment(tmp_path: Path, asked: str) -> None:
    def busy(request: hostile.Request) -> None:
        first = request.server.asked.count("/a/first") == 1
        if first:
            request.answer(b"", status=429, Retry_After=asked.encode().decode("latin-1"))
        else:
            request.answer(article("first"))

    done = crawl(tmp_path, {"/a/first": busy}, "-s", "RETRY_AFTER_MAX_SECONDS=1")
    assert len(done.articles) == 1
    assert (done.run.bounds == {"RETRY_AFTER_MAX_SECONDS": 1}) == (asked[:4] in ("1000", "Fri,"))


# -- 27, 28: encodings, addresses, traps


@pytest.mark.parametrize(
    "charset", ["nonsense", "undefined", "unicode_escape", "idna", "rot13", "x-user-defined", "utf-8"]
)
def test_an_unknown_charset_loses_no_page(tmp_path: Path, charset: str) -> None:
    head = f'<meta charset="{charset}"><meta http-equiv="refresh" content="900">'
    body = article("Küste", head=head).decode()

    def answer(request: hostile.Request) -> None:
        request.answer(body.encode("cp1252" if charset != "utf-8" else "utf-8"), f"text/html; charset={charset}")

    done = crawl(tmp_path, {"/a/first": answer})
    assert [a["headline"] for a in done.articles.values()] == ["A story of Küste"]


def test_addresses_that_are_none_end_no_page_and_command_no_terminal(tmp_path: Path) -> None:
    bad = [
        "http://[?page=9",
        "http://[::1/a",
        "/a/\x1b[31mred",
        "/a/%0d%0aSet-Cookie:x",
        "/a/\u202eevil",
        "HTTP://127.0.0.1/a/x",
        "//",
    ]
    routes: dict[str, hostile.Route] = {
        "/": page("Home", links=[*bad, "/a/good"]),
        "/a/good": article("good\x1b[31m \u202ered\u202c \x9b", links=bad),
    }
    done = crawl(tmp_path, routes, "-s", "LOG_LEVEL=DEBUG")
    shown = run("newscrawl.cli", "search", "story", index=done.index)
    for text in (
        done.done.stdout,
        done.done.stderr,
        done.log,
        shown.stdout,
        json.dumps(list(done.articles.values()), ensure_ascii=False),
    ):
        assert not set("\x1b\x9b\u202e\u202c") & set(text)
    assert any(url.endswith("/a/good") for url in done.articles) and done.run.errors == {}


def test_listings_without_end_and_paths_that_repeat_come_to_an_end(tmp_path: Path) -> None:
    def calendar(request: hostile.Request) -> None:
        number = int(request.path.partition("=")[2] or 1)
        request.answer(page("Days", links=["/a/one", f"/news?page={number + 1}", "/a/a/a/a/a/a", f"/a/{'b/' * 40}x"]))

    done = crawl(
        tmp_path,
        {"/news": calendar, "/": page("Home", links=["/news"])},
        "-s",
        "LISTING_MAX_STALE=10",
        discovery='section_pattern = "^/news$"\nmenu = "a"',
    )
    assert done.run.bounds == {"LISTING_MAX_STALE": 1} and 10 <= len(done.asked) < 20
    assert [path for path in done.asked if path.startswith("/a/")] == ["/a/one"]


def test_a_page_that_changes_at_each_request_keeps_a_bounded_history(tmp_path: Path) -> None:
    routes: dict[str, hostile.Route] = {
        "/a/first": lambda request: request.answer(article(f"version {len(request.server.asked)}"))
    }
    with HostileSite(routes) as site:
        for _ in range(6):
            done = Crawled(site, tmp_path, "-a", "refresh=4000d", "-s", "REVISIONS_KEPT=3")
    (found,) = done.articles.values()
    assert found["revision"] == 6 and [older["revision"] for older in found["history"]] == [1, 4, 5]
    shown = run("newscrawl.cli", "history", found["id"], index=done.index).stdout
    assert "2 revisions before it not kept" in shown


@pytest.mark.parametrize(
    ("body", "bounds"),
    [
        (article("json", head='<script type="application/ld+json">' + '{"a":[' * 600_000 + "</script>"), {}),
        (page("deep", "<div>" * 50_000 + "text" + "</div>" * 50_000), {}),
        (article("line", text="word " * 1_600_000), {"PAGE_MAX_BYTES": 1}),
        (page("links", links=[f"/b/{n}" for n in range(30_000)]), {"PAGE_MAX_LINKS": 1}),
        (b"\x00" * 100_000, {}),
        (b"<html><body>" + b"<p><b></b><i></i></p>" * 60_000, {"PAGE_MAX_ELEMENTS": 1}),
    ],
    ids=["json-ld", "deep", "long line", "links", "zeros", "elements"],
)
def test_a_page_made_to_be_large_ends_in_no_traceback(tmp_path: Path, body: bytes, bounds: dict[str, int]) -> None:
    done = crawl(tmp_path, {"/a/first": body}, "-a", "max_pages=12")
    assert done.run.errors == {} and done.run.peak_memory < 300e6
    assert done.run.bounds == bounds


def test_what_is_not_foreseen_is_counted_with_its_address_and_the_crawl_goes_on(tmp_path: Path) -> None:
    """The one way to see it: a part that fails, put in the place of a real one."""
    broken = tmp_path / "broken_part.py"
    broken.write_text(
        "import newscrawl.spiders.reading as reading\n"
        "real = reading.extract_page\n"
        "def extract_page(page, site):\n"
        "    if 'first' in page.url: raise ZeroDivisionError('of this test')\n"
        "    return real(page, site)\n"
        "reading.extract_page = extract_page\n"
        "from newscrawl.spiders.loader import SiteSpiderLoader as Loader\n"
    )
    with HostileSite({"/": page("Home", links=["/a/first", "/a/second"])}) as site:
        env = {"NEWSCRAWL_SITES_DIRS": str(site.site_file(tmp_path)), "PYTHONPATH": str(tmp_path)}
        command = (
            "crawl",
            "hostile",
            "--json",
            "--log-file",
            str(tmp_path / "log"),
            *FAST,
            "-s",
            "SPIDER_LOADER_CLASS=broken_part.Loader",
        )
        done = run("newscrawl.cli", *command, index=tmp_path / "index", env=env)
    summary = json.loads(done.stdout)
    log = (tmp_path / "log").read_text()
    assert summary["errors"] == {"ZeroDivisionError": 1} and summary["new"] == 1
    assert "/a/first: ZeroDivisionError: of this test" in log and "Traceback" not in log


def test_a_crawl_begins_when_robots_txt_is_back(tmp_path: Path) -> None:
    def soon(request: hostile.Request) -> None:
        if request.server.asked.count("/robots.txt") <= 2:
            request.answer(b"later", status=503, Retry_After="1")
        else:
            request.answer(b"User-agent: *\nDisallow: /a/hidden\n", "text/plain")

    routes: dict[str, hostile.Route] = {"/robots.txt": soon, "/": page("Home", links=["/a/open", "/a/hidden"])}
    done = crawl(tmp_path, routes, "-s", "RETRY_TIMES=4")
    assert [url.rpartition("/")[2] for url in done.articles] == ["open"]
    assert done.asked[:3] == ["/robots.txt"] * 3 and done.run.rejected == {"robots-txt": 1}


def test_a_crawl_whose_entrances_all_fail_has_failed_though_it_reached_known_articles(tmp_path: Path) -> None:
    with HostileSite() as site:
        assert Crawled(site, tmp_path).done.returncode == 0
        site.routes["/"] = lambda request: request.answer(b"", status=404)
        done = Crawled(site, tmp_path, "-a", "refresh=4000d")
        assert done.done.returncode == 1 and "none of the pages it begins with could be had" in done.run.notes[0]


def test_a_survey_reads_a_sitemap_without_end_to_its_bound(tmp_path: Path) -> None:
    routes: dict[str, hostile.Route] = {
        "/s.xml.gz": lambda request: request.answer(hostile.gzip_bomb(2000), "application/gzip"),
        "/": page("Home", links=[f"/a/story-of-the-harbour-{n}" for n in range(12)]),
    }
    with HostileSite(routes) as site:
        site.routes["/robots.txt"] = f"User-agent: *\nAllow: /\nSitemap: {site.base}/s.xml.gz\n".encode()
        command = ("sites", "new", site.base, "--dir", str(tmp_path), "--pause", "0", "--name", "bomb")
        limited = f"ulimit -v 1500000; export NEWSCRAWL_BROWSER=/none; exec {sys.executable} -m newscrawl.cli {' '.join(command)}"
        done = subprocess.run(["bash", "-c", limited], capture_output=True, text=True, check=False, timeout=100)
    assert "/s.xml.gz" in site.asked and "Traceback" not in done.stderr and "Memory" not in done.stderr
    assert done.returncode == 2 and "shows no articles that can be read" in done.stderr
