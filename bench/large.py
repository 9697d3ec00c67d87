"""``python -m bench.large [ADDRESSES]``: a fresh crawl of a large site (1,000,000 articles in one sitemap index).

It is stopped when half is fetched, taken up again with its ``JOBDIR``, and at last begun anew without one, when
nothing is left to fetch. Printed are the seconds and the peak memory of each: what is the process's own, without the
pages of mapped index files, which the kernel takes back when it needs them. Exits with 1 if an article is missing or
memory passes its bound.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from newscrawl.index import open_index
from newscrawl.runs.process import crawl_command
from tests.servers.hostile import HostileSite, Request, Route, article, sitemap, sitemap_index

ROOT = Path(__file__).resolve().parent.parent
BOUND = 250  # MB
IN_ONE_FILE = 50_000  # addresses, as many as sitemaps.org allows


BEGINNINGS = "har mor tel sun val ker bri nor".split()
ENDINGS = "bour ning low set ley mit dge dic mont ster vin ward ton nel".split()
WORDS = [beginning + ending for beginning in BEGINNINGS for ending in ENDINGS]


def story(path: str) -> bytes:
    """Return the page of an article with a text that no other has."""
    chosen = random.Random(path).choices(WORDS, k=90)
    return article(path, " ".join(chosen))


def routes(addresses: int) -> dict[str, Route]:
    """Return the paths of a site with so many articles."""

    def part(request: Request) -> None:
        start = int(request.path.rpartition("-")[2])
        request.answer(sitemap(f"/a/story-{n}" for n in range(start, min(start + IN_ONE_FILE, addresses))))

    return {
        "/s.xml": sitemap_index(f"/part-{n}" for n in range(0, addresses, IN_ONE_FILE)),
        "/part-*": part,
        "/a/*": lambda r: r.answer(story(r.path)),
    }


def crawl(site: HostileSite, folder: Path, job: Path | None, stop_at: int = 0) -> float:
    """Crawl in a process of its own, to the end or until so many pages were asked for; return its peak memory in MB."""
    arguments = ["discover=sitemap"]
    settings = ["AUTOTHROTTLE_ENABLED=False", "LOG_LEVEL=ERROR", *([f"JOBDIR={job}"] if job else [])]
    environment = {
        **os.environ,
        "NEWSCRAWL_SITES_DIRS": str(site.site_file(folder)),
        "NEWSCRAWL_INDEX_URL": f"tantivy:{folder}/index",
        "NEWSCRAWL_OUTBOX_DIR": f"{folder}/outbox",
    }
    command = crawl_command("hostile", arguments, settings)
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    watched, peak, stopped = psutil.Process(process.pid), 0.0, False
    while process.poll() is None:
        used = watched.memory_info()
        peak = max(peak, (used.rss - used.shared) / 1e6)
        if stop_at and len(site.asked) > stop_at and not stopped:
            process.send_signal(signal.SIGTERM)
            stopped = True
        time.sleep(0.5)
    return peak


def main() -> None:
    """Print a row for each crawl."""
    addresses = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rows: list[tuple[str, int, float, float, int]] = []
    print(f"{'':28} {'asked':>10} {'seconds':>9} {'peak MB':>8} {'articles':>10}")
    with tempfile.TemporaryDirectory() as place, HostileSite(routes(addresses), 'sitemaps = ["/s.xml"]') as site:
        folder = Path(place)
        job = folder / "job"
        for name, at, stop_at in (
            ("stopped halfway", job, addresses // 2),
            ("resumed with its JOBDIR", job, 0),
            ("begun anew without one", None, 0),
        ):
            site.asked.clear()
            begun = time.monotonic()
            peak = crawl(site, folder, at, stop_at)
            with contextlib.closing(open_index(f"tantivy:{folder}/index")) as index:
                held = index.stats().articles
            rows.append((name, len(site.asked), time.monotonic() - begun, peak, held))
            print(f"{name:28} {rows[-1][1]:10,} {rows[-1][2]:9.0f} {peak:8.0f} {held:10,}", flush=True)
    largest = max(row[3] for row in rows)
    print(f"largest: {largest:.0f} MB, bound {BOUND} MB; articles missing: {addresses - rows[-1][4]:,}")
    sys.exit(1 if largest > BOUND or rows[-1][4] != addresses else 0)


if __name__ == "__main__":
    main()
