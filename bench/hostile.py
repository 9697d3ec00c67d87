"""``python -m bench.hostile``: what hostile sites cost, in peak memory and seconds of a whole crawl."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from newscrawl.items import CrawlRun
from tests.servers import hostile
from tests.servers.hostile import HostileSite, Request, Route, article, page, sitemap, sitemap_index

ROOT = Path(__file__).resolve().parent.parent
BOUND = 300  # MB
Case = tuple[str, dict[str, Route], str, tuple[str, ...]]
BY_SITEMAP = ("-a", "discover=sitemap")
ONE_SITEMAP = 'sitemaps = ["/s.xml"]'


def cases() -> Iterator[Case]:
    """Yield name, paths, lines of the site file and arguments of each case."""
    bomb, many = hostile.gzip_bomb(9_500), hostile.packed(sitemap(f"/x/{n}" for n in range(1_000_000)))
    routes: dict[str, Route] = {"/s.xml": lambda request: request.answer(bomb, "application/gzip")}
    yield f"a gzip of {len(bomb) / 1e6:.1f} MB that unpacks to 9.5 GB", routes, ONE_SITEMAP, BY_SITEMAP
    routes = {"/s.xml": lambda request: request.answer(many, "application/gzip")}
    yield f"a gzip of {len(many) / 1e6:.1f} MB with 1,000,000 addresses", routes, ONE_SITEMAP, BY_SITEMAP
    yield "a sitemap of /dev/zero", {"/s.xml": sitemap_index(["file:///dev/zero"])}, ONE_SITEMAP, BY_SITEMAP
    large = sitemap(hostile.numbered(60_000))
    same: dict[str, Route] = {"/s.xml": sitemap(hostile.numbered(5_000))}
    yield "5,000 articles with nearly the same text", same, ONE_SITEMAP, BY_SITEMAP
    limit = (*BY_SITEMAP, "-a", "max_pages=500")
    yield "a list of 60,000 new addresses (500 pages of it)", {"/s.xml": large}, ONE_SITEMAP, limit
    items = "".join(
        f"<item><link>/a/f{n}</link><description>{'word ' * 150}</description></item>" for n in range(11_000)
    )
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()
    arguments = ("-a", "discover=feed", "-a", "max_pages=300")
    yield f"a feed of {len(feed) / 1e6:.0f} MB (300 pages of it)", {"/feed": feed}, 'feeds = ["/feed"]', arguments
    yield (
        "sitemaps that name ever new ones",
        {"/s.xml": sitemap_index(["/new-1"]), "/new-*": _ever_new},
        ONE_SITEMAP,
        BY_SITEMAP,
    )
    lines = "".join(f"Sitemap: /s-{n}.xml\n" for n in range(10_000)).encode()
    yield "10,000 Sitemap lines", {"/robots.txt": lines}, "", BY_SITEMAP
    robots = b"User-agent: *\nDisallow: /\n" + b"# filler\n" * 1_300_000
    yield "a robots.txt of 12 MB", {"/robots.txt": robots}, "", ()
    yield "a robots.txt without end", {"/robots.txt": hostile.endless_body(60, b"Disallow: /\n")}, "", ()
    yield "headers without end", {"/a/first": hostile.endless_headers(60)}, "", ()
    yield "chunks of one byte without end", {"/a/first": hostile.endless_chunks(60)}, "", ()
    nested = '<script type="application/ld+json">' + '{"a":[' * 850_000 + "</script>"
    pages = {
        "5 MB of nested JSON-LD": article("x", head=nested),
        "100,000 links on a page": page("x", links=[f"/b/{n}" for n in range(100_000)]),
        "a document nested 50,000 deep": page("x", "<div>" * 50_000 + "text" + "</div>" * 50_000),
        "a line of 8 MB": article("x", text="word " * 1_600_000),
        "a line of 3.9 MB": article("x", text="word " * 780_000),
    }
    for name, body in pages.items():
        yield name, {"/a/first": body}, "", ()


def _ever_new(request: Request) -> None:
    number = int(request.path.rpartition("-")[2])
    request.answer(sitemap_index([f"/new-{2 * number}", f"/new-{2 * number + 1}"]))


def measure(case: Case) -> CrawlRun:
    """Crawl one site in a process of its own; return its record."""
    _, routes, discovery, arguments = case
    with tempfile.TemporaryDirectory() as place, HostileSite(dict(routes), discovery) as site:
        folder = Path(place)
        environment = {
            **os.environ,
            "NEWSCRAWL_SITES_DIRS": str(site.site_file(folder)),
            "NEWSCRAWL_INDEX_URL": f"tantivy:{folder}/index",
            "NEWSCRAWL_OUTBOX_DIR": f"{folder}/outbox",
        }
        settings = ("AUTOTHROTTLE_ENABLED=False", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=10", "ROBOTS_RETRY_SECONDS=1")
        pairs = [part for setting in settings for part in ("-s", setting)]
        command = [sys.executable, "-m", "newscrawl.cli", "crawl", "hostile", "--json", *pairs, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        return CrawlRun.from_dict(json.loads(done.stdout))


def main() -> None:
    """Print the table; exit with 1 if a case takes more memory than its bound."""
    print(f"{'':52} {'peak MB':>8} {'seconds':>8}  bounds that were hit")
    worst = 0.0
    for case in cases():
        run = measure(case)
        worst = max(worst, run.peak_memory / 1e6)
        hit = ", ".join([*run.bounds, *(f"{n} {name}" for name, n in run.errors.items())])
        print(f"{case[0]:52} {run.peak_memory / 1e6:8.0f} {run.seconds:8.1f}  {hit}", flush=True)
    print(f"largest: {worst:.0f} MB, bound {BOUND} MB")
    sys.exit(1 if worst > BOUND else 0)


if __name__ == "__main__":
    main()
