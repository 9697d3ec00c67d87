"""``python -m bench.search [ARTICLES] [FOLDER]``: 20 query shapes on both engines; median and 95th percentile, in
milliseconds.

With a folder the filled indices stay in it, and a second call asks them again: a million articles take an hour to make.
"""

from __future__ import annotations

import contextlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bench.articles import fill
from bench.memory import own_memory
from newscrawl.index import ArticleIndex, SearchRequest, open_index
from tests.servers.elasticsearch import WHOLE, Node

SHAPES = [
    SearchRequest("iran"),
    SearchRequest("iran turkey"),
    SearchRequest("مقاومة"),
    SearchRequest("أحمد المقاومة"),
    SearchRequest("conferencia"),
    SearchRequest('"regional conference"'),
    SearchRequest('"war on gaza" OR ceasefire'),
    SearchRequest("ceasefire -football"),
    SearchRequest("confer*"),
    SearchRequest("headline:iran"),
    SearchRequest("iran", tags=("Turkey",)),
    SearchRequest("iran", since="2023-11-01", until="2023-11-07"),
    SearchRequest(tags=("Turkey",), sort="newest"),
    SearchRequest("iran", sort="oldest"),
    SearchRequest("iran", facets=("tags",)),
    SearchRequest("iran", histogram="month"),
    SearchRequest(tags=("Iran",), histogram="week", limit=0),
    SearchRequest("beirut", language="en", section="Politics"),
    SearchRequest("committee report month", limit=50),
    SearchRequest("words:300.. gaza", offset=100),
]
ROUNDS = 20


def fill_and_tell(index: ArticleIndex, count: int) -> None:
    """Put so many articles into an index that is empty, and print how large it is."""
    index.prepare()
    begun = time.monotonic()
    if index.stats().articles < count:
        fill(index, count)
    held = index.stats()
    print(
        f"{held.engine}: {held.articles:,} articles, {held.bytes / 1e6:.0f} MB, "
        f"made and indexed in {time.monotonic() - begun:.0f} s",
        flush=True,
    )


def asked(index: ArticleIndex, shape: SearchRequest) -> tuple[int, list[float]]:
    """Ask a shape some times; return how much it finds, and the milliseconds of each time."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        total = index.search(shape).total
        times.append(1000 * (time.perf_counter() - start))
    return total, times


def main() -> None:
    """Fill both engines, ask them, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with contextlib.ExitStack() as stack:
        folder = sys.argv[2] if len(sys.argv) > 2 else stack.enter_context(tempfile.TemporaryDirectory())
        node = stack.enter_context(Node(Path(folder) / "node", heap="1g", compiler=WHOLE))
        engines = {"tantivy": open_index(f"tantivy:{folder}/index"), "elasticsearch": open_index(node.url)}
        for index in engines.values():
            fill_and_tell(index, count)
        everything: dict[str, list[float]] = {name: [] for name in engines}
        print(f"{'milliseconds: median, 95th percentile':38}" + "".join(f"{name:>22}" for name in engines))
        for shape in SHAPES:
            name = " ".join(
                filter(None, [shape.text or f"tags={','.join(shape.tags)}", shape.sort, *shape.facets, shape.histogram])
            )
            cells, totals = "", set()
            for engine, index in engines.items():
                total, times = asked(index, shape)
                totals.add(total)
                everything[engine] += times
                cells += f"{statistics.median(times):14.1f} {percentile(times):7.1f}"
            assert len(totals) == 1, f"the engines disagree on {name}: {totals}"
            print(f"{name[:37]:38}{cells}   {totals.pop():7,} hits")
        cells = "".join(f"{statistics.median(times):14.1f} {percentile(times):7.1f}" for times in everything.values())
        print(f"{'all shapes':38}{cells}")
        assert node.process is not None
        print(f"{'megabytes of memory':38}{own_memory('self') / 1e6:22.0f}{own_memory(node.process.pid) / 1e6:22.0f}")


def percentile(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[int(0.95 * len(times))]


if __name__ == "__main__":
    main()
