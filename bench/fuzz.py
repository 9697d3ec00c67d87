"""``python -m bench.fuzz [PAGES] [FOLDER...]``: extracts so many pages broken at random, and tells what they raised,
cost and took.

The pages are those of the invented papers, and those of the public sets in FOLDERs (``bench.sets``);
``tests/unit/test_broken_pages.py`` breaks them. Each is extracted with and without a site file. Pages that took long,
or raised an error, are kept in ``newscrawl-fuzz`` of the folder for temporary files.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from functools import cache
from multiprocessing import Pool
from pathlib import Path

from bench.sets import load
from newscrawl.delivery.clean import clean_article
from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.sites import site_named
from tests.unit.test_broken_pages import broken, whole_pages

SHARE = 1_000  # pages a process breaks at a time
SLOW = 0.5  # seconds of processor time
KEPT = Path(tempfile.gettempdir()) / "newscrawl-fuzz"
LARGEST = 300_000  # bytes; larger pages are left out, for the time they take


def run(work: tuple[int, tuple[str, ...]]) -> tuple[Counter[str], float, int]:
    """Break and extract a share of the pages; return what was raised, the longest time in seconds, and the peak memory
    in bytes.
    """
    seed, folders = work
    draw, outcomes, longest = random.Random(seed), Counter[str](), 0.0
    pages = whole_pages() + [(page, "") for page in real_pages(folders)]
    for _ in range(SHARE):
        page, name = draw.choice(pages)
        html, site = broken(page, draw), site_named(name or "almayadeen-en") if draw.random() < 0.4 else None
        begun = time.process_time()
        try:
            clean_article(extract(html, "https://x.example/2023/a-story", site)).to_json()
            outcomes["articles"] += 1
        except NotAnArticle as error:
            outcomes[error.reason] += 1
        except Exception as error:  # what is looked for
            outcomes[_raised(error)] += 1
            _keep(html, f"{type(error).__name__}-{seed}-{outcomes.total()}{'-' + site.name if site else ''}")
        spent = time.process_time() - begun
        if spent > SLOW:
            _keep(html, f"{spent:.2f}-{seed}-{outcomes.total()}{'-' + site.name if site else ''}")
        longest = max(longest, spent)
    return outcomes, longest, 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _raised(error: Exception) -> str:
    """Return where an error was raised, and what it says; some say the whole page."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"RAISED {places} {type(error).__name__}: {str(error)[:200]}"


def _keep(html: bytes, name: str) -> None:
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{name}.html").write_bytes(html)


@cache
def real_pages(folders: tuple[str, ...]) -> list[bytes]:
    """Return the pages of the sets in some folders; each process reads them once."""
    found = (page.html() for folder in folders for page in load(Path(folder)))
    return [page for page in found if len(page) < LARGEST]


def main() -> None:
    """Print what came of it; the exit code is 1 if anything was raised."""
    count, folders = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, tuple(sys.argv[2:])
    outcomes, longest, peak = Counter[str](), 0.0, 0
    with Pool() as pool:
        for number, (found, slowest, memory) in enumerate(
            pool.imap_unordered(run, [(n, folders) for n in range(-(-count // SHARE))]), 1
        ):
            outcomes, longest, peak = outcomes + found, max(longest, slowest), max(peak, memory)
            print(f"\r{number * SHARE:,} pages", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(
        f"{outcomes.total():,} pages: "
        + ", ".join(f"{n:,} {what}" for what, n in outcomes.most_common() if not what.startswith("RAISED"))
    )
    print(f"slowest {longest:.2f} s of processor time, peak memory {peak / 1e6:.0f} MB")
    raised = {what: n for what, n in outcomes.items() if what.startswith("RAISED")}
    for what, n in raised.items():
        print(f"{n:,} × {what}")
    sys.exit(1 if raised else 0)


if __name__ == "__main__":
    main()
