"""``python -m bench.again [ARTICLES]``: what a second crawl asks of a site whose articles are known.

An archive is filled with all articles of the replica newsroom's English edition, then 50 are published and 20 edited
there, and the site is crawled. Printed are the requests by kind, the bound (listing pages, feeds, sitemaps and 75),
what came of it, and the peak memory of the crawl.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.request import Request, urlopen

from newscrawl.delivery.clean import clean_article
from newscrawl.index import open_index
from newscrawl.items import Article, article_id
from newscrawl.runs.process import crawl_command
from tests.demo import free

NEW, EDITED, SPARE = 50, 20, 75
BATCH = 2000


def truth(base: str) -> Iterator[Article]:
    """Yield the edition's articles, as a crawl would have them."""
    with urlopen(f"{base}/_newsroom/truth") as response:
        for line in response:
            article = clean_article(Article.from_dict(json.loads(line)))
            article.crawled_at = "2023-11-08T00:00:00+00:00"
            yield article


def started(base: str, newsroom: subprocess.Popen[bytes]) -> None:
    """Wait for the newsroom; it lays out its articles first."""
    for _ in range(600):
        if newsroom.poll() is not None:
            break
        try:
            urlopen(f"{base}/robots.txt", timeout=5).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the newsroom did not start")


def fill(base: str, url: str) -> int:
    """Put all articles into an index; return how many."""
    index, count, articles = open_index(url), 0, truth(base)
    while batch := list(islice(articles, BATCH)):
        index.put(batch)
        count += len(batch)
        print(f"\r{count:,} articles", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return count


def post(base: str, what: str) -> set[str]:
    """Let the newsroom do something; return the addresses it did it to."""
    with urlopen(Request(f"{base}/_newsroom/{what}", method="POST")) as response:
        return set(json.load(response)["urls"])


def own_memory(pid: int) -> int:
    """Return the bytes of memory that are a process's own; the index is mapped from its files, and not counted."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"RssAnon:\s*(\d+) kB", status)  # a process that has just ended has none
    return 1024 * int(found[1]) if found else 0


def crawl(base: str, url: str, folder: Path, *arguments: str) -> tuple[int, float]:
    """Crawl; return the peak memory in bytes and the seconds."""
    command = [*crawl_command("almayadeen-en", [f"base={base}"], ["AUTOTHROTTLE_ENABLED=False"]), *arguments]
    begun = time.monotonic()
    with (folder / "crawl.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, "NEWSCRAWL_INDEX_URL": url, "NEWSCRAWL_OUTBOX_DIR": str(folder / "outbox")},
            stderr=log,
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, own_memory(process.pid))
            time.sleep(0.2)
    if process.wait():
        raise SystemExit((folder / "crawl.log").read_text()[-2000:])
    return peak, time.monotonic() - begun


def kind(path: str, articles: set[str]) -> str:
    """Tell what a path is."""
    if path in articles:
        return "articles"
    for part, name in (
        ("/sitemaps/all/", "sitemaps"),
        ("/rss", "feeds"),
        ("/robots.txt", "other"),
        ("/sitemaps/all.xml", "other"),
        ("not modified", "-"),
    ):
        if path.startswith(part):
            return name
    return "listing pages"


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    port = next(p for p in range(21000, 29000, 10) if free(p))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        newsroom = subprocess.Popen(
            [sys.executable, "-m", "tests.newsroom", "--port", str(port), "--articles", str(count)],
            stdout=subprocess.DEVNULL,
        )
        try:
            base, url = f"http://127.0.0.1:{port + 1}", f"tantivy:{folder / 'archive'}"
            started(base, newsroom)
            held = fill(base, url)
            new, edited = post(base, f"publish?n={NEW}"), post(base, f"edit?n={EDITED}")
            urlopen(f"{base}/_newsroom/requests").close()
            peak, seconds = crawl(base, url, folder)
            with urlopen(f"{base}/_newsroom/requests") as response:
                asked: Counter[str] = Counter(json.load(response))
        finally:
            newsroom.terminate()
        changed = {u.removeprefix(base) for u in new | edited}
        kinds: Counter[str] = Counter()
        for path, times in asked.items():
            kinds[kind(path, changed)] += times
        bound = kinds["listing pages"] + kinds["feeds"] + kinds["sitemaps"] + SPARE
        index = open_index(url)
        found = index.fetch(map(article_id, new))
        revised = [a for a in index.fetch(map(article_id, edited)) if a.revision == 2]
    print(f"{held:,} articles known, {len(new)} new, {len(edited)} edited")
    print(
        ", ".join(f"{kinds[k]:,} {k}" for k in ("listing pages", "sitemaps", "feeds", "articles", "other")),
        f"in {seconds:.0f} s",
    )
    print(
        f"requests {kinds.total() - kinds['-']:,}, bound {bound:,}; "
        f"peak memory {peak / 1e6:.0f} MB; in the archive {len(found)} new, {len(revised)} edited"
    )


if __name__ == "__main__":
    main()
