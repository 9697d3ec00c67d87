"""``python -m bench.guided READER [SECONDS] [FOLDER]``: lets a fuzzer that sees which branches were taken look for
input that a reader raises on, or takes long for.

READER is one of those below; FOLDER keeps the inputs that were found (default: ``newscrawl-guided`` in the folder for
temporary files). Needs atheris, which is in no requirement of ours: ``pip install atheris``. What it finds becomes a
case of ``tests/unit/test_faults_mended.py``.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import atheris  # type: ignore[import-not-found, import-untyped]

with atheris.instrument_imports(include=["newscrawl", "feedparser", "htmldate", "dateparser"]):
    from newscrawl.delivery.clean import clean_article
    from newscrawl.discovery.bounds import Bounds
    from newscrawl.discovery.feeds import read_feed
    from newscrawl.discovery.sitemaps import SitemapReader
    from newscrawl.errors import NotAnArticle, QueryError
    from newscrawl.extraction import extract
    from newscrawl.extraction.quotations import find_quotes
    from newscrawl.extraction.words.dates import any_date, stamp
    from newscrawl.extraction.words.names import begins_with_by, is_name, person_names, split_names
    from newscrawl.index import analysis
    from newscrawl.index.elastic.query import translate
    from newscrawl.index.parse import parse
    from newscrawl.insights.explain import in_words, notes_on
from tests.unit.test_broken_pages import whole_pages

SLOW = 3.0  # seconds of processor time, with every branch counted
_ZONE = ZoneInfo("America/New_York")
_ADDRESS = "https://x.example/2023/a-story"


def page(data: bytes) -> None:
    """A page gives an article or a reason."""
    with suppress(NotAnArticle):
        clean_article(extract(data, _ADDRESS)).to_json()


def date(data: bytes) -> None:
    """A text gives a time that can be written, or none."""
    if when := any_date(data.decode("utf-8", "replace"), _ZONE):
        stamp(when, _ZONE)


def byline(data: bytes) -> None:
    """A text gives names."""
    text = data.decode("utf-8", "replace")
    begins_with_by(text)
    is_name(text)
    split_names([text])
    person_names([text])


def sitemap(data: bytes) -> None:
    """A file gives entries."""
    list(SitemapReader(data, _ADDRESS, Bounds(sitemap_max_bytes=1_000_000)).entries())


def feed(data: bytes) -> None:
    """A file gives entries."""
    read_feed(data, _ADDRESS, Bounds())


def query(data: bytes) -> None:
    """A text gives a query, which can be told and translated, or an error that says where."""
    text = data.decode("utf-8", "replace")
    notes_on(text)
    try:
        tree = parse(text, _ZONE)
    except QueryError:
        return
    in_words(tree)
    with suppress(QueryError):
        translate(tree)
    analysis.plain_text(text)


def quotation(data: bytes) -> None:
    """A text gives quotations that stand in it."""
    body = data.decode("utf-8", "replace").split("\n")
    for language in ("en", "ar", "es"):
        for quote in find_quotes(body, language):
            assert quote.text in body[quote.paragraph], (quote, body)


def _pages() -> list[bytes]:
    return [html for html, _ in whole_pages()]


def _encoded(*texts: str) -> Callable[[], Iterable[bytes]]:
    return lambda: [text.encode() for text in texts]


SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://x.example/a</loc>'
    "<lastmod>2023-11-05T16:44:00+02:00</lastmod></url></urlset>"
)
RSS = (
    '<rss version="2.0"><channel><item><title>A</title><link>https://x.example/a</link>'
    "<pubDate>Sun, 05 Nov 2023 16:44:00 +0200</pubDate></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://x.example/a"/>'
    "<updated>2023-11-05T16:44:00Z</updated></entry></feed>"
)
READERS: dict[str, tuple[Callable[[bytes], None], Callable[[], Iterable[bytes]]]] = {
    "page": (page, _pages),
    "date": (
        date,
        _encoded("2023-11-05T16:44:00+02:00", "5 November 2023 4.44 pm", "الأحد 5 تشرين الثاني 2023", "2023年11月5日"),
    ),
    "byline": (byline, _encoded("By Mara Lindholm and Tomas Breck, Reuters", "بقلم: سامر خوري", "Por Ana Ruiz | EFE")),
    "sitemap": (sitemap, _encoded(SITEMAP, "https://x.example/a\nhttps://x.example/b\n")),
    "feed": (feed, _encoded(RSS, ATOM)),
    "query": (
        query,
        _encoded('ceasefire -football "the council"~3 OR tags:Iran since:2023-11-01', "(a b) since:2023 said:x*"),
    ),
    "quotation": (
        quotation,
        _encoded('Mara Lindholm said: "The quay will be mended." She added that "it was time".', "وقال سامر: «نعم»"),
    ),
}


def main() -> None:
    """Run one reader; what it raises ends the run, and is kept."""
    name, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    read, seeds = READERS[name]
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else Path(tempfile.gettempdir()) / "newscrawl-guided") / name
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (folder / f"seed-{number}").write_bytes(seed)

    def test(data: bytes) -> None:
        begun = time.process_time()
        read(data)
        spent = time.process_time() - begun
        assert spent < SLOW, f"{spent:.1f} s of processor time"

    limits = [f"-max_total_time={seconds}", "-max_len=20000", f"-artifact_prefix={folder}/raised-", "-timeout=30"]
    atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", str(folder)], test)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
