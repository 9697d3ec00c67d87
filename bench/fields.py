"""``python -m bench.fields [--parser FOLDER] [--htmldate FOLDER] [--wrong]``: headline, authors and day on public pages
with known truth.

``--parser`` is a checkout of postlight/parser, whose tests say what its extractors find on about 150 real pages; their
scripts were cut, so only meta tags and what is shown count. Its truth is that of tests: some is no name at all, or an
instant told in another zone. ``--htmldate`` is a checkout of adbar/htmldate, whose 1,000 pages have their day. Nothing
of either is committed here. trafilatura runs on the same pages; ``--wrong`` lists ours that differ.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import trafilatura

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.text import fold

_TEXT = r"(?:null|(['\"`])(?P<text>(?:\\.|(?!\1).)*)\1)"
_META_VALUE = re.compile(rb"(<meta[^>]*?) value=")  # postlight's fixtures have it in the place of content


@dataclass
class Case:
    """A page, and what is known of it; None is not known."""

    file: Path
    url: str
    headline: str | None = None
    authors: set[str] = field(default_factory=set)
    day: str | None = None


@dataclass
class Found:
    """What a way read from a page."""

    headline: str = ""
    authors: list[str] = field(default_factory=list)
    day: str = ""


def parser_cases(folder: Path) -> Iterator[Case]:
    """Read the cases of postlight/parser out of its tests."""
    for test in sorted(folder.glob("src/extractors/custom/*/index.test.js")):
        code = re.sub(r"^\s*//.*$", "", test.read_text(), flags=re.M)
        for part in re.split(r"\burl\s*=(?=\s*['\"`])", code)[1:]:
            url, file = re.match(rf"\s*{_TEXT}", part, re.S), re.search(rf"readFileSync\(\s*{_TEXT}", part, re.S)
            path = folder / file["text"].lstrip("./") if file else None
            if not url or not path or not path.exists():
                continue
            told = {name: value for name in ("title", "author", "date_published") if (value := _told(part, name))}
            names = re.split(r",| and | & |、", re.sub(r"^by ", "", told.get("author", ""), flags=re.I))
            yield Case(
                path,
                url["text"],
                told.get("title"),
                {plain(name) for name in names if plain(name)},
                told.get("date_published", "")[:10] or None,
            )


def _told(code: str, name: str) -> str:
    found = re.search(rf"equal\(\s*{name}\s*,\s*{_TEXT}", code, re.S)
    return re.sub(r"\\(.)", r"\1", found["text"] or "") if found else ""


def htmldate_cases(folder: Path) -> Iterator[Case]:
    """Read the cases of htmldate's evaluation."""
    for name in ("eval_default.json", "eval_mediacloud_2020.json"):
        for url, told in json.loads((folder / "tests" / name).read_text()).items():
            path = next(
                (
                    p
                    for place in ("eval", "test_set", "cache")
                    if (p := folder / "tests" / place / told["file"]).exists()
                ),
                None,
            )
            if path and told["date"] != "nan" and url.startswith("http"):
                yield Case(path, url, day=told["date"])


def plain(text: str) -> str:
    """Return a text without case, accents and signs."""
    return re.sub(r"\W+", " ", fold(text)).strip()


def ours(html: bytes, url: str) -> Found:
    """Read a page with newscrawl."""
    try:
        article = extract(html, url)
    except NotAnArticle:
        return Found()
    return Found(article.headline, [*article.authors, *article.sources], (article.published_at or "")[:10])


def trafilatura_(html: bytes, url: str) -> Found:
    """Read a page with trafilatura, as its users call it."""
    found = trafilatura.extract_metadata(html, default_url=url)
    return Found(found.title or "", (found.author or "").split("; "), found.date or "") if found else Found()


def read(way: Callable[[bytes, str], Found], case: Case) -> Found:
    """Read the page of a case."""
    return way(_META_VALUE.sub(rb"\1 content=", case.file.read_bytes()), case.url)


def agreement(known: set[str], found: list[str]) -> float:
    """Return F1 of the authors of one page."""
    names = {plain(name) for name in found if plain(name)}
    return 2 * len(known & names) / (len(known) + len(names)) if names else 0.0


def show(name: str, cases: list[Case], found: list[Found]) -> None:
    """Print a line of the table."""
    titles = [plain(c.headline) == plain(f.headline) for c, f in zip(cases, found, strict=True) if c.headline]
    authors = [agreement(c.authors, f.authors) for c, f in zip(cases, found, strict=True) if c.authors]
    days = [c.day == f.day for c, f in zip(cases, found, strict=True) if c.day]
    values = [
        f"{what} {sum(v) / len(v):.3f} of {len(v)}"
        for what, v in (("headline", titles), ("authors F1", authors), ("day", days))
        if v
    ]
    print(f"{name:14}" + "  ".join(values), flush=True)


def show_wrong(cases: list[Case], found: list[Found]) -> None:
    """Print what differs."""
    for case, ours_ in zip(cases, found, strict=True):
        pairs = (
            [(case.headline, ours_.headline)] if case.headline and plain(case.headline) != plain(ours_.headline) else []
        )
        pairs += (
            [(", ".join(case.authors), ", ".join(ours_.authors))]
            if case.authors and agreement(case.authors, ours_.authors) < 1
            else []
        )
        pairs += [(case.day, ours_.day)] if case.day and case.day != ours_.day else []
        for known, other in pairs:
            print(f"  {case.url[:80]}\n    known {known}\n    found {other}")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--parser", type=Path)
    options.add_argument("--htmldate", type=Path)
    options.add_argument("--wrong", action="store_true")
    chosen = options.parse_args()
    sets = [("postlight/parser", list(parser_cases(chosen.parser)) if chosen.parser else [])]
    sets += [("adbar/htmldate", list(htmldate_cases(chosen.htmldate)) if chosen.htmldate else [])]
    with Pool() as pool:
        for title, cases in sets:
            if not cases:
                continue
            print(f"{title}, {len(cases):,} pages")
            for name, way in (("newscrawl", ours), ("trafilatura", trafilatura_)):
                found = pool.map(partial(read, way), cases, chunksize=10)
                show(name, cases, found)
                if chosen.wrong and way is ours:
                    show_wrong(cases, found)


if __name__ == "__main__":
    main()
