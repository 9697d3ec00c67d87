"""``python -m bench.crawl [ARTICLES] [MEMORY ARTICLES…]``: the full chain against two bare Scrapy spiders, on the same
pages.

``tutorial`` follows every link as tutorials write it; ``lean`` drops links it has seen before it makes a
request; ``newscrawl`` extracts, de-duplicates and indexes, into the embedded index, ``alone`` without the second
process that reads pages, or (``+ES``) into Elasticsearch on the same machine. Pages/s are medians of five rounds.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from newscrawl.runs.process import crawl_command
from tests.servers.elasticsearch import WHOLE, Node

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 5

BARE = """
import scrapy
from urllib.parse import urljoin, urlsplit

class Bare(scrapy.Spider):
    name = "bare"
    custom_settings = {
        "LOG_LEVEL": "ERROR",
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": False,
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "CLOSESPIDER_PAGECOUNT": LIMIT,
    }
    seen = set()

    async def start(self):
        yield scrapy.Request(BASE + "/", self.parse)

    def parse(self, response):
        if "html" not in str(response.headers.get("Content-Type")):
            return
        yield {"url": response.url, "title": response.css("h1::text").get(), "text": response.css("p::text").getall()}
        for href in response.css("a::attr(href)").getall():
            if LEAN:
                if href in self.seen:
                    continue
                self.seen.add(href)
            if urlsplit(urljoin(response.url, href)).netloc == urlsplit(BASE).netloc:
                yield response.follow(href, self.parse)
"""


def measured(command: list[str], folder: Path = ROOT) -> tuple[float, float, float]:
    """Run a command in a folder; return seconds, CPU seconds and peak memory in MB of its own."""
    begun, peak = time.monotonic(), 0.0
    # as users run it: with compiled modules kept, of all sides
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=folder, env=environment, text=True, **streams)
    watched = psutil.Process(process.pid)
    cpu = 0.0
    while process.poll() is None:
        try:
            used = watched.memory_info()
            # without pages of mapped index files, which the kernel takes back when it needs them
            peak = max(peak, (used.rss - used.shared) / 1e6)
            times = watched.cpu_times()
            cpu = times.user + times.system
        except psutil.Error:
            break
        time.sleep(0.05)
    process.wait()
    return time.monotonic() - begun, cpu, peak


def pages_served(port: int) -> int:
    """How many pages the newsroom served since the last call."""
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}/_newsroom/requests") as response:
        return sum(json.load(response).values())


def main() -> None:
    """Print the table."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    sizes = [int(n) for n in sys.argv[2:]] or [5000, 20000]
    folder = Path(tempfile.mkdtemp())
    try:
        speed(articles, folder)
        memory(sizes, folder)
    finally:
        shutil.rmtree(folder)


def serve(articles: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start a newsroom of this many articles an edition; return it and the English edition's port."""
    from tests.demo import free, wait_for

    port = next(p for p in range(23000, 24000, 10) if free(p))
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.newsroom", "--port", str(port), "--articles", str(articles)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    wait_for(f"http://127.0.0.1:{port}/robots.txt", server)
    return server, port + 1


def ours(port: int, index: str) -> list[str]:
    """The command line of a full crawl without a browser, so that all sides use plain HTTP."""
    settings = [
        "AUTOTHROTTLE_ENABLED=False",
        f"INDEX_URL={index}",
        f"OUTBOX_DIR={tempfile.gettempdir()}/newscrawl-bench-outbox",
        "BROWSER=/none",
        "LOG_LEVEL=ERROR",
    ]
    arguments = [f"base=http://127.0.0.1:{port}", "discover=sections,related"]
    return crawl_command("almayadeen-en", arguments, settings)


def speed(articles: int, folder: Path) -> None:
    """Compare the spiders."""
    server, port = serve(articles)
    names = ("tutorial", "lean", "newscrawl", "alone", "+ES")
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
    node = Node(folder / "node", heap="1g", compiler=WHOLE).start()
    try:
        measured(ours(port, f"{node.url}/warm"))  # a server that has just started compiles while it works
        for turn in range(ROUNDS):
            for name, rows in results.items():
                if name == "newscrawl":
                    command = ours(port, f"tantivy:{folder}/index{turn}")
                elif name == "alone":
                    command = [*ours(port, f"tantivy:{folder}/alone{turn}"), "-s", "READ_BESIDE=0"]
                elif name == "+ES":
                    command = ours(port, f"{node.url}/bench{turn}")
                else:
                    text = (
                        BARE.replace("BASE", repr(f"http://127.0.0.1:{port}"))
                        .replace("LEAN", str(name == "lean"))
                        .replace("LIMIT", str(articles))
                    )
                    (folder / "bare.py").write_text(text)
                    command = [
                        sys.executable,
                        "-m",
                        "scrapy",
                        "runspider",
                        str(folder / "bare.py"),
                        "-o",
                        str(folder / f"{name}{turn}.jsonl"),
                    ]
                pages_served(port)
                seconds, cpu, _ = measured(
                    command, folder if "runspider" in command else ROOT
                )  # bare: nothing of this project
                pages = pages_served(port)
                rows.append((pages / seconds, 1000 * cpu / max(pages, 1)))
    finally:
        server.terminate()
        node.kill()
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in results.items()
    }
    print(f"{'':10} {'pages/s':>9} {'CPU s/1,000 pages':>18}   (medians of {ROUNDS}, start-up included)")
    for name, (rate, cpu) in medians.items():
        print(f"{name:10} {rate:9.1f} {cpu:18.2f}")
    rate = medians["newscrawl"][0]
    print(
        f"newscrawl : tutorial = {rate / medians['tutorial'][0]:.2f}   newscrawl : lean = "
        f"{rate / medians['lean'][0]:.2f}   newscrawl : alone = {rate / medians['alone'][0]:.2f}   "
        f"+ES : newscrawl = {medians['+ES'][0] / rate:.2f}"
    )


def memory(sizes: list[int], folder: Path) -> None:
    """Compare peak memory at different sizes."""
    peaks = []
    for size in sizes:
        server, port = serve(size)
        try:
            _, _, peak = measured(ours(port, f"tantivy:{folder}/memory{size}"))
        finally:
            server.terminate()
        peaks.append(peak)
        print(f"peak memory at {size:,} articles: {peak:.0f} MB")
    if len(peaks) > 1:
        print(f"growth: {100 * (peaks[-1] / peaks[0] - 1):.1f} %")


if __name__ == "__main__":
    main()
