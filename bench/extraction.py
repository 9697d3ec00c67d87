"""``python -m bench.extraction FOLDER... [--worst N] [--unseen]``: the text found on public pages, and the processor
time for it.

FOLDER is a checkout of a set that ``bench.sets`` knows. Whole texts are compared by runs of four words (of four letters
where a language has no blanks), as scrapinghub's article-extraction-benchmark does it: mean precision, mean recall, and
F1 of the two. Where only pieces are known, F1 is that of the pieces found. "below" counts the pages on which fewer than
0.9 of the words that trafilatura finds were found in text, headline and summary (trafilatura has them in its text).
A standfirst is our summary and not body; most sets have it in their text. "with its standfirst" puts it before the body
wherever the page shows it, as the peers do.
The ways take turns at twenty pages each, since the speed of a shared machine changes within seconds; each page is read
once by each, as in a crawl.
Peers that are installed here (newspaper4k, readability-lxml) run too. The worst pages are named of the half that may be
looked at; ``--unseen`` names those of the other, once it is no longer wanted as a judge.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import trafilatura

from bench.sets import Known, load
from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.extraction.elements import element_text
from newscrawl.extraction.page import Page

KEPT = 0.9
TOGETHER = 20
# letters of scripts that are written without blanks are words of their own
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
Way = Callable[[bytes, str], tuple[str, str]]
"""(page, address) → (its text, what is given as headline and summary beside it)."""


def ours(html: bytes, url: str) -> tuple[str, str]:
    """The text of our article; empty where the page is refused."""
    try:
        article = extract(html, url)
    except NotAnArticle:
        return "", ""
    return "\n".join(article.body), f"{article.headline}\n{article.summary or ''}"


def ours_with_standfirst(html: bytes, url: str) -> tuple[str, str]:
    """The text of our article, after the summary if the page shows that beside it."""
    text, beside = ours(html, url)
    summary = beside.partition("\n")[2]
    body = Page(html, url).tree.find("body") if summary and summary not in text else None
    is_shown = body is not None and summary in element_text(body)
    return (f"{summary}\n{text}" if is_shown else text), beside


def trafilatura_with_metadata(html: bytes, url: str) -> tuple[str, str]:
    """As its users call it; headline and standfirst are in its text."""
    document = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    return ((document.text or "") if document is not None and not isinstance(document, dict) else ""), ""


def newspaper(html: bytes, url: str) -> tuple[str, str]:
    """newspaper4k."""
    article = importlib.import_module("newspaper").Article(url)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return str(article.text), ""


def readability(html: bytes, url: str) -> tuple[str, str]:
    """readability-lxml."""
    shown = importlib.import_module("readability").Document(html.decode("utf-8", "replace")).summary()
    return str(importlib.import_module("lxml.html").fromstring(shown).text_content()), ""


def ways() -> dict[str, Way]:
    """Return ours, trafilatura, and the peers that are installed."""
    found: dict[str, Way] = {
        "newscrawl": ours,
        "with its standfirst": ours_with_standfirst,
        "trafilatura": trafilatura_with_metadata,
    }
    for name, way in (("newspaper", newspaper), ("readability", readability)):
        if importlib.util.find_spec(name) is not None:
            found[name] = way
    return found


@dataclass(frozen=True)
class Score:
    """How one page was read."""

    precision: float
    recall: float
    found: float
    """Words of the truth that were found, or pieces, in headline and summary too."""
    seconds: float


def warm_up() -> None:
    """Let each way load what it loads once a process: word lists, patterns."""
    paragraph = "<p>" + "They said that the bridge over the river is closed, and that nobody knows for how long. " * 9
    for language in ("en", "es", "ar"):
        for brief in ("<p>Closed.</p>", paragraph * 4):
            for way in ways().values():
                page = f"<html lang='{language}'><title>A bridge is closed</title><h1>A bridge is closed</h1>{brief}"
                way(page.encode(), "https://bridge.example/2020/closed")


def words(text: str) -> list[str]:
    """Return the words of a text."""
    return _WORD.findall(text)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    all_words = words(text)
    if len(all_words) < 4:
        return Counter([tuple(all_words)] if all_words else [])
    return Counter(zip(all_words, all_words[1:], all_words[2:], all_words[3:], strict=False))


def score(way: Way, page: Known) -> Score:
    """Read a page in one way."""
    html, begun = page.html(), time.process_time()
    try:
        text, beside = way(html, page.url)
    except Exception as error:
        print(f"{page.url}: {type(error).__name__}")
        text, beside = "", ""
    seconds = time.process_time() - begun
    if page.held:
        return _score_pieces(page, text, beside, seconds)
    known, found = _runs(page.text or ""), _runs(text)
    same = (known & found).total()
    bag = (Counter(words(page.text or "")) & Counter(words(f"{beside}\n{text}"))).total()
    precision = 1.0 if not known and not found else same / found.total() if found else 0.0
    recall = same / known.total() if known else 1.0
    return Score(precision if page.is_whole else 1.0, recall, bag, seconds)


def score_together(pages: list[Known]) -> dict[str, list[Score]]:
    """Read some pages in each way."""
    return {name: [score(way, page) for page in pages] for name, way in ways().items()}


def _score_pieces(page: Known, text: str, beside: str, seconds: float) -> Score:
    held, foreign = _count(page.held, text), _count(page.foreign, text)
    all_held = _count(page.held, f"{beside}\n{text}")
    return Score(held / (held + foreign) if held + foreign else 0.0, held / len(page.held), all_held, seconds)


def _count(pieces: tuple[str, ...], text: str) -> int:
    text = " ".join(text.split())
    return sum(" ".join(piece.split()) in text for piece in pieces)


def show(title: str, pages: list[Known], scores: dict[str, list[Score]]) -> None:
    """Print the table of one half."""
    print(f"{title}, {len(pages):,} pages")
    base = scores["trafilatura"]
    for name, found in scores.items():
        precision, recall = (statistics.mean(getattr(s, part) for s in found) for part in ("precision", "recall"))
        total = 2 * precision * recall / max(precision + recall, 1e-9)
        below = sum(one.found < KEPT * other.found for one, other in zip(found, base, strict=True))
        cpu = statistics.mean(s.seconds for s in found)
        share = cpu / statistics.mean(s.seconds for s in base)
        print(
            f"  {name:19} F1 {total:.3f}  precision {precision:.3f}  recall {recall:.3f}  below {below:3}  "
            f"{1000 * cpu:5.1f} ms CPU a page, {share:.2f} of trafilatura's",
            flush=True,
        )


def name_worst(pages: list[Known], scores: dict[str, list[Score]], number: int) -> None:
    """Print the pages that lose most against trafilatura, then those with the lowest F1."""
    rows = []
    for page, one, other in zip(pages, scores["newscrawl"], scores["trafilatura"], strict=True):
        total, theirs = (2 * s.precision * s.recall / max(s.precision + s.recall, 1e-9) for s in (one, other))
        rows.append((one.found >= KEPT * other.found, total - theirs, total, theirs, one, other, page))
    for kept, _, total, theirs, one, other, page in sorted(rows, key=lambda row: row[:3])[:number]:
        mark = " " if kept else "!"
        print(f"  {mark} F1 {total:.2f} ({theirs:.2f})  found {one.found:5} ({other.found:5})  {page.file}  {page.url}")


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--worst", type=int, default=20)
    options.add_argument("--unseen", action="store_true")
    chosen = options.parse_args()
    with Pool(initializer=warm_up) as pool:
        for folder in chosen.folders:
            pages = [page for page in load(folder) if page.text or page.held]
            if not pages:
                print(f"{folder}: no texts are known of it (bench.fields has its fields)")
                continue
            groups = [pages[begin : begin + TOGETHER] for begin in range(0, len(pages), TOGETHER)]
            parts = pool.map(score_together, groups, chunksize=1)
            scores = {name: [one for part in parts for one in part[name]] for name in ways()}
            for half in (False, True):
                picked = [number for number, page in enumerate(pages) if page.is_unseen is half]
                some = [pages[number] for number in picked]
                part = {name: [found[number] for number in picked] for name, found in scores.items()}
                show(f"{pages[0].set_name}, {'unseen' if half else 'looked at'}", some, part)
                if half is chosen.unseen:
                    name_worst(some, part, chosen.worst)


if __name__ == "__main__":
    main()
