"""``python -m bench.search [ARTICLES]``: 20 query shapes on the embedded index; median and 95th percentile, in milliseconds."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time

from newscrawl.index import SearchRequest, open_index
from newscrawl.items import Article
from newscrawl.pipelines.clean import clean_article
from tests.newsroom.server import editions

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


def main() -> None:
    """Fill an index, ask it, print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(f"tantivy:{folder}/index")
        begun, batch = time.monotonic(), []
        for edition in editions(count // 3 + 1, 1, "127.0.0.1", 8900):
            for values in edition.truth():
                article = clean_article(Article.from_dict(values))
                article.crawled_at = "2023-11-08T00:00:00+00:00"
                batch.append(article)
                if len(batch) == 2000:
                    index.put(batch)
                    batch = []
        index.put(batch)
        print(f"{index.stats()['articles']:,} articles, {index.stats()['bytes'] / 1e6:.0f} MB, made and indexed in {time.monotonic() - begun:.0f} s")
        everything = []
        for shape in SHAPES:
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                total = index.search(shape).total
                times.append(1000 * (time.perf_counter() - start))
            everything += times
            name = shape.text or f"tags={','.join(shape.tags)}"
            print(
                f"{statistics.median(times):8.1f} ms median {sorted(times)[int(0.95 * ROUNDS)]:8.1f} ms p95  {total:7,} hits  {name} {shape.sort} {shape.facets or ''} {shape.histogram or ''}"
            )
        print(f"all shapes: median {statistics.median(everything):.1f} ms, 95th percentile {sorted(everything)[int(0.95 * len(everything))]:.1f} ms")


if __name__ == "__main__":
    main()
