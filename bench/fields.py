"""``python -m bench.fields FOLDER... [--wrong] [--unseen]``: headline, authors, day, tags and section on public pages.

FOLDER is a checkout of a set that ``bench.sets`` knows. Some truth is weak: postlight's and newspaper4k's is what their
own tests expect, so some of it is no name at all; postlight's days are those of UTC. trafilatura runs on the same
pages. ``--wrong`` lists ours that differ, of the half that may be looked at (``--unseen``: of the other).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import trafilatura

from bench.sets import Known, load, plain
from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract


@dataclass
class Found:
    """What a way read from a page."""

    headline: str = ""
    authors: list[str] = field(default_factory=list)
    day: str = ""
    day_in_utc: str = ""
    tags: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)

    def day_for(self, page: Known) -> str:
        """Return the day in the zone in which the page's truth tells it."""
        return self.day_in_utc if page.is_day_in_utc else self.day


def ours(html: bytes, url: str) -> Found:
    """Read a page with newscrawl."""
    try:
        article = extract(html, url)
    except NotAnArticle:
        return Found()
    when = datetime.fromisoformat(article.published_at) if article.published_at else None
    day, in_utc = (f"{when:%F}", f"{when.astimezone(UTC):%F}") if when else ("", "")
    return Found(
        article.headline, [*article.authors, *article.sources], day, in_utc, article.tags, article.section
    )  # fmt: skip


def trafilatura_(html: bytes, url: str) -> Found:
    """Read a page with trafilatura, as its users call it."""
    found = trafilatura.extract_metadata(html, default_url=url)
    if found is None:
        return Found()
    day, authors = found.date or "", (found.author or "").split("; ")
    return Found(found.title or "", authors, day, day, found.tags or [], found.categories or [])


def read(way: Callable[[bytes, str], Found], page: Known) -> Found:
    """Read a page in one way."""
    return way(page.html(), page.url)


def agreement(known: frozenset[str], found: list[str]) -> float:
    """Return F1 of the authors, tags or sections of one page."""
    names = {plain(name) for name in found if plain(name)}
    return 2 * len(known & names) / (len(known) + len(names)) if names else 0.0


Rows = Sequence[tuple[Known, Found]]


def show(name: str, rows: Rows) -> None:
    """Print a line of the table."""
    figures = {
        "headline": [plain(page.headline) == plain(found.headline) for page, found in rows if page.headline],
        "authors F1": [agreement(page.authors, found.authors) for page, found in rows if page.authors],
        "day": [page.day == found.day_for(page) for page, found in rows if page.day],
        "tags F1": [agreement(page.tags, found.tags) for page, found in rows if page.tags],
        "section F1": [agreement(page.sections, found.sections) for page, found in rows if page.sections],
    }
    told = (f"{what} {sum(each) / len(each):.3f} of {len(each)}" for what, each in figures.items() if each)
    print(f"  {name:12}" + "  ".join(told), flush=True)


def show_wrong(rows: Rows) -> None:
    """Print what differs."""
    for page, found in rows:
        pairs = []
        if page.headline and plain(page.headline) != plain(found.headline):
            pairs.append((page.headline, found.headline))
        if page.authors and agreement(page.authors, found.authors) < 1:
            pairs.append((", ".join(sorted(page.authors)), ", ".join(found.authors)))
        if page.day and page.day != found.day_for(page):
            pairs.append((page.day, found.day_for(page)))
        for known, had in ((page.tags, found.tags), (page.sections, found.sections)):
            if known and agreement(known, had) < 1:
                pairs.append((", ".join(sorted(known)), ", ".join(had)))
        for known, other in pairs:
            print(f"  {page.url[:100]}  {page.file.name}\n    known {known}\n    found {other}")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--wrong", action="store_true")
    options.add_argument("--unseen", action="store_true")
    chosen = options.parse_args()
    with Pool() as pool:
        for folder in chosen.folders:
            pages = [page for page in load(folder) if page.headline or page.authors or page.day]
            if not pages:
                print(f"{folder}: no fields are known of it (bench.extraction has its texts)")
                continue
            ways = {"newscrawl": ours, "trafilatura": trafilatura_}
            found = {name: pool.map(partial(read, way), pages, chunksize=10) for name, way in ways.items()}
            for half in (False, True):
                rows = {
                    name: [(page, one) for page, one in zip(pages, each, strict=True) if page.is_unseen is half]
                    for name, each in found.items()
                }
                part = "unseen" if half else "looked at"
                print(f"{pages[0].set_name}, {part}, {len(rows['newscrawl']):,} pages")
                for name, each in rows.items():
                    show(name, each)
                if chosen.wrong and half is chosen.unseen:
                    show_wrong(rows["newscrawl"])


if __name__ == "__main__":
    main()
