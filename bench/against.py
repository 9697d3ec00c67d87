"""``python -m bench.against COMMIT [FOLDER]``: this tree against an older one, which is checked out beside it.

Crawls of the replica newsroom take turns; printed are the medians of seconds and CPU seconds, and their ratios.
Extraction runs in two processes that read each page in turn, so that a noisy machine is noisy for both: a page counts
with its least CPU time of some rounds. The pages are the newsroom's and, where FOLDER is a checkout of
scrapinghub/article-extraction-benchmark, its own. Both trees run with the packages that are installed.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench.crawl import measured, ours, serve

ROOT = Path(__file__).resolve().parent.parent
CRAWLS, ROUNDS, ARTICLES, PAGES = 5, 7, 1500, 300
WORKER = """
import json, sys, time
from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.sites import load_sites

sites = {}
for line in sys.stdin:
    path, url, name, base = json.loads(line)
    if name and name not in sites:
        sites[name] = load_sites()[name].at(base)
    arguments = {"site": sites[name]} if name else {}
    html = open(path, "rb").read()
    begun = time.process_time()
    try:
        extract(html, url, **arguments)
    except NotAnArticle:
        pass
    print(time.process_time() - begun, flush=True)
"""


def main() -> None:
    """Print both comparisons."""
    commit, sets = sys.argv[1], [Path(folder) for folder in sys.argv[2:]]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        old = folder / "old"
        subprocess.run(
            ["git", "worktree", "add", "--detach", str(old), commit], cwd=ROOT, check=True, capture_output=True
        )
        server, port = serve(ARTICLES)
        try:
            trees = {"new": ROOT, "old": old}
            crawls(trees, port, folder)
            extraction("the newsroom", trees, newsroom_pages(f"http://127.0.0.1:{port}", folder))
            for checkout in sets:
                extraction(checkout.name, trees, benchmark_pages(checkout, folder))
        finally:
            server.terminate()
            subprocess.run(["git", "worktree", "remove", "--force", str(old)], cwd=ROOT, check=True)


def crawls(trees: dict[str, Path], port: int, folder: Path) -> None:
    """Crawl with both trees in turn; the first crawl of each warms the machine and does not count."""
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in trees}
    for turn in range(CRAWLS + 1):
        for name in sorted(trees, reverse=bool(turn % 2)):
            seconds, cpu, _ = measured(ours(port, f"tantivy:{folder}/index-{name}{turn}"), trees[name])
            results[name].append((seconds, cpu))
    print(f"crawl of {ARTICLES:,} articles, medians of {CRAWLS}")
    for what, column in (("seconds", 0), ("CPU seconds", 1)):
        new, old = (statistics.median(row[column] for row in results[name][1:]) for name in ("new", "old"))
        print(f"  {what:12} new {new:6.2f}  old {old:6.2f}  ratio {new / old:.3f}", flush=True)


Page = tuple[str, str, str, str]  # file, address, name of the site or nothing, base of the site


def newsroom_pages(base: str, folder: Path) -> list[Page]:
    """Return articles of the newsroom, read with their site file."""
    with urlopen(f"{base}/_newsroom/truth") as response:
        urls = [json.loads(line)["url"] for line in response.readlines()[:PAGES]]
    pages = []
    for number, url in enumerate(urls):
        path = folder / f"newsroom-{number}.html"
        with urlopen(url) as response:
            path.write_bytes(response.read())
        pages.append((str(path), url, "almayadeen-en", base))
    return pages


def benchmark_pages(checkout: Path, folder: Path) -> list[Page]:
    """Return the pages of the public benchmark, of which no site file is known."""
    truth: dict[str, dict[str, Any]] = json.loads((checkout / "ground-truth.json").read_text())
    pages = []
    for key, entry in truth.items():
        path = folder / f"{key}.html"
        path.write_bytes(gzip.decompress((checkout / "html" / f"{key}.html.gz").read_bytes()))
        pages.append((str(path), str(entry["url"]), "", ""))
    return pages


def extraction(title: str, trees: dict[str, Path], pages: list[Page]) -> None:
    """Extract every page with both trees in turn, some rounds."""
    workers = {name: _worker(tree) for name, tree in trees.items()}
    least = {name: [float("inf")] * len(pages) for name in trees}
    for turn in range(ROUNDS + 1):
        for number, page in enumerate(pages):
            for name in sorted(trees, reverse=bool(turn % 2)):
                spent = _ask(workers[name], page)
                least[name][number] = min(least[name][number], spent) if turn else float("inf")
    for worker in workers.values():
        worker.communicate()
    new, old = (1000 * statistics.mean(least[name]) for name in ("new", "old"))
    print(f"extraction of {len(pages)} pages of {title}, least of {ROUNDS} a page")
    print(f"  ms CPU a page new {new:6.2f}  old {old:6.2f}  ratio {new / old:.3f}", flush=True)


def _worker(tree: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-c", WORKER]
    return subprocess.Popen(
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _ask(worker: subprocess.Popen[str], page: Page) -> float:
    assert worker.stdin and worker.stdout
    worker.stdin.write(json.dumps(page) + "\n")
    worker.stdin.flush()
    return float(worker.stdout.readline())


if __name__ == "__main__":
    main()
