"""``python -m bench.web [ARTICLES]``: the web server under twenty users at once; milliseconds, bytes and rows.

A user looks at a page for a second or so before the next; a second table has users who do not wait at all, which tells
what the machine can answer, and not what a reader meets.
"""

from __future__ import annotations

import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from urllib.parse import quote

from bench.articles import fill
from bench.memory import own_memory
from newscrawl.index import open_index

ARTICLES = 100_000
USERS = 20
REQUESTS = 15  # of each user
PAUSE = 1.0  # seconds between two requests of a reader, on average
WORDS = ("iran", "turkey", "ceasefire", "gaza", "beirut", "conference", "minister", "مقاومة", "conferencia", "report")
FIVES = [WORDS[start : start + 5] for start in range(6)]
PLACES = {
    "search page": [f"/?q={quote(word)}" for word in WORDS] + ["/", "/?tag=Turkey", "/?q=iran&page=3", "/?sort=newest"],
    "API search": [f"/api/v1/search?q={quote(word)}" for word in WORDS],
    "trend of five": ["/api/v1/trend?" + "&".join(f"query={quote(word)}" for word in five) for five in FIVES],
}


def main() -> None:
    """Fill an archive, serve it, ask it, print the tables."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    with tempfile.TemporaryDirectory() as folder:
        archive = f"tantivy:{folder}/archive"
        fill(open_index(archive), count)
        command = [sys.executable, "-m", "newscrawl.cli", "--index", archive, "serve", "--port", "0"]
        server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert server.stderr is not None
        port = int(server.stderr.readline().rpartition("127.0.0.1:")[2].partition("/")[0])
        try:
            for paths in PLACES.values():
                ask_once(port, paths)  # the server reads templates and index; a reader meets that once a start
            for pause in (PAUSE, 0.0):
                print(f"\n{count:,} articles, {USERS} users, a request every {pause:.0f} s: milliseconds")
                print(f"{'':18}{'median':>9}{'95 %':>9}{'worst':>9}{'a second':>10}")
                for name, paths in PLACES.items():
                    print_row(name, *ask(port, paths, pause))
            print_sizes(port)
            print_export(port, server.pid, count)
        finally:
            server.terminate()
            server.wait()


def ask_once(port: int, paths: list[str]) -> None:
    """Ask for each path once."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for path in paths:
        connection.request("GET", path)
        connection.getresponse().read()


def ask(port: int, paths: list[str], pause: float) -> tuple[list[float], float]:
    """Let all users ask; return the milliseconds of every request, and how long all of it took."""
    times: list[float] = []

    def user(number: int) -> None:
        chosen = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", port)
        if pause:
            time.sleep(chosen.uniform(0, pause))
        for _ in range(REQUESTS):
            begun = time.perf_counter()
            connection.request("GET", chosen.choice(paths))
            answer = connection.getresponse()
            answer.read()
            times.append(1000 * (time.perf_counter() - begun))
            assert answer.status == 200
            if pause:
                time.sleep(chosen.uniform(0.5 * pause, 1.5 * pause))

    users = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    begun = time.perf_counter()
    for one in users:
        one.start()
    for one in users:
        one.join()
    return times, time.perf_counter() - begun


def print_row(name: str, times: list[float], seconds: float) -> None:
    """Print median, 95th percentile, the worst, and how many were answered a second."""
    ranked = sorted(times)
    cells = (statistics.median(ranked), ranked[int(0.95 * len(ranked))], ranked[-1])
    print(f"{name:18}" + "".join(f"{cell:9.1f}" for cell in cells) + f"{len(times) / seconds:10.0f}", flush=True)


def print_sizes(port: int) -> None:
    """Print how large a page is."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sizes = {}
    for name, path in (("page", "/?q=iran"), ("style", "/static/style.css"), ("script", "/static/page.js")):
        connection.request("GET", path)
        sizes[name] = len(connection.getresponse().read())
    print(f"\nbytes: {', '.join(f'{name} {size:,}' for name, size in sizes.items())}; together {sum(sizes.values()):,}")


def print_export(port: int, pid: int, count: int) -> None:
    """Export everything while others search; print rows a second and what the server's memory grew by."""
    for form in ("jsonl", "csv"):
        idle, times, done = own_memory(pid), list[float](), threading.Event()
        searcher = threading.Thread(target=search_until, args=(port, done, times))
        searcher.start()
        begun = time.perf_counter()
        size, top = export(port, form, pid)
        seconds = time.perf_counter() - begun
        done.set()
        searcher.join()
        grown = f"memory {(top - idle) / 1e6:+.0f} MB of idle {idle / 1e6:.0f}"
        searches = f"searches meanwhile: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms"
        print(
            f"export {form}: {count / seconds:,.0f} rows a second, {size / 1e6:,.0f} MB; {grown}; {searches}",
            flush=True,
        )


def search_until(port: int, done: threading.Event, times: list[float]) -> None:
    """Search now and then until it is said to be enough; keep the milliseconds."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    while not done.is_set():
        begun = time.perf_counter()
        connection.request("GET", "/api/v1/search?q=ceasefire")
        connection.getresponse().read()
        times.append(1000 * (time.perf_counter() - begun))
        time.sleep(0.2)


def export(port: int, form: str, pid: int) -> tuple[int, int]:
    """Export everything; return how many bytes came, and the most memory that the server had."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/api/v1/export?format={form}")
    answer = connection.getresponse()
    size, top, looked = 0, 0, 0.0
    while piece := answer.read(1 << 20):
        size += len(piece)
        if time.perf_counter() - looked > 0.2:
            looked, top = time.perf_counter(), max(top, own_memory(pid))
    return size, top


if __name__ == "__main__":
    main()
