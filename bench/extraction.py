"""``python -m bench.extraction FOLDER``: body F1 and CPU per page on the public benchmark
scrapinghub/article-extraction-benchmark.

FOLDER is a checkout of it (not committed here); its own ``evaluate.py`` is the metric. Ours and
trafilatura run in one process on the same pages; peers that are installed in this environment
(newspaper4k, readability-lxml) run too.
"""

from __future__ import annotations

import gzip
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract

ROUNDS = 3
Way = Callable[[bytes, str], str]


def ours(html: bytes, url: str) -> str:
    """The text of our article; empty where the page is refused."""
    try:
        return "\n".join(extract(html, url).body)
    except NotAnArticle:
        return ""


def trafilatura_with_metadata(html: bytes, url: str) -> str:
    """As its users call it."""
    document = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    return (document.text or "") if document is not None and not isinstance(document, dict) else ""


def _newspaper() -> Way:
    newspaper = importlib.import_module("newspaper")

    def way(html: bytes, url: str) -> str:
        article = newspaper.Article(url)
        article.download(input_html=html.decode("utf-8", "replace"))
        article.parse()
        return str(article.text)

    return way


def _readability() -> Way:
    readability, lxml = importlib.import_module("readability"), importlib.import_module("lxml.html")

    def way(html: bytes, url: str) -> str:
        return str(lxml.fromstring(readability.Document(html.decode("utf-8", "replace")).summary()).text_content())

    return way


def ways() -> dict[str, Way]:
    """Return ours, trafilatura, and the peers that are installed."""
    found: dict[str, Way] = {"newscrawl": ours, "trafilatura": trafilatura_with_metadata}
    for name, make in (("newspaper4k", _newspaper), ("readability-lxml", _readability)):
        try:
            found[name] = make()
        except ImportError:
            print(f"{name} is not installed here")
    return found


def main() -> None:
    """Print the table."""
    folder = Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    metric = importlib.import_module("evaluate")
    truth = json.loads((folder / "ground-truth.json").read_text())
    pages = {key: gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()) for key in truth}
    cpu: dict[str, list[float]] = {}
    chosen = ways()
    for turn in range(ROUNDS):
        for name, way in chosen.items():
            begun = time.process_time()
            predicted = {key: {"articleBody": way(html, truth[key]["url"])} for key, html in pages.items()}
            cpu.setdefault(name, []).append(1000 * (time.process_time() - begun) / len(pages))
            if turn == 0:
                found = metric.evaluate(truth, predicted, 1)
                print(
                    f"{name:20} body F1 {found['f1']:.3f}  precision {found['precision']:.3f}  "
                    f"recall {found['recall']:.3f}",
                    flush=True,
                )
    base = statistics.median(cpu["trafilatura"])
    for name, times in cpu.items():
        print(
            f"{name:20} {statistics.median(times):6.1f} ms CPU a page, "
            f"{statistics.median(times) / base:.2f} of trafilatura (median of {ROUNDS})"
        )


if __name__ == "__main__":
    main()
