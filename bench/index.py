"""``python -m bench.index [ARTICLES]``: how fast articles get into an index, each way in one run, on the same articles.

``one by one``: a search for the address, then an index request, an article at a time, as peers do it.
``helpers.bulk``: the client's own helper on ready dictionaries, in chunks of 500; nothing is looked up.
``outbox + Elasticsearch``, ``outbox + embedded``: ours, each article on disk first, then looked up, decided and
written.
``… and near copies linked``: with the search for near copies that a crawl makes after each batch; the newsroom's texts,
made from few templates, are its worst case. Articles/s are medians; each round goes into a new index with the same
templates.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from elasticsearch import Elasticsearch, helpers

from bench.articles import generate
from newscrawl.delivery.linker import Linker
from newscrawl.delivery.outbox import Outbox
from newscrawl.delivery.sender import Batching, Sender
from newscrawl.extensions.memory import collect_rarely
from newscrawl.index import open_index
from newscrawl.index.elastic.engine import ElasticIndex
from newscrawl.index.elastic.mapping import document, write_alias
from newscrawl.items import Article
from newscrawl.settings import INDEX_BATCH_ARTICLES, INDEX_BATCH_BYTES
from tests.servers.elasticsearch import WHOLE, Node

ROUNDS = 5
WARM = 45_000  # look-ups of near copies before: until a server has compiled what it does, each takes twice as long
FEW = 400  # articles one by one: the rate is the same


def prepared(url: str, articles: Sequence[Article]) -> tuple[Elasticsearch, str]:
    """Make templates and the indices, so that no way has to; return a client and the prefix."""
    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    index = open_index(f"{url}/{prefix}")
    assert isinstance(index, ElasticIndex)
    index.prepare()
    index.indices.ensure({index.indices.language(a.language) for a in articles})
    return Elasticsearch(url), prefix


def one_by_one(url: str, articles: Sequence[Article], folder: Path) -> float:
    """Return articles/s."""
    client, prefix = prepared(url, articles)
    ready = [(a.url, write_alias(prefix, a.language), a.id, document(a)) for a in articles[:FEW]]
    begun = time.perf_counter()
    for address, alias, key, values in ready:
        if not client.search(index=f"{prefix}-articles", query={"term": {"url": address}}, size=1)["hits"]["hits"]:
            client.index(index=alias, id=key, document=values)
    return len(ready) / (time.perf_counter() - begun)


def helpers_bulk(url: str, articles: Sequence[Article], folder: Path) -> float:
    """Return articles/s."""
    client, prefix = prepared(url, articles)
    ready = [{"_index": write_alias(prefix, a.language), "_id": a.id, "_source": document(a)} for a in articles]
    begun = time.perf_counter()
    helpers.bulk(client, ready, chunk_size=500)
    return len(ready) / (time.perf_counter() - begun)


def through_outbox(index_url: str, articles: Sequence[Article], folder: Path, linked: bool = False) -> float:
    """Return articles/s from the first article handed over to the last one confirmed, and ``linked`` to its near
    copies.
    """
    index, outbox = open_index(index_url), Outbox(folder / uuid.uuid4().hex)
    index.prepare()
    begun = time.perf_counter()
    sender = Sender(outbox, index, Batching(INDEX_BATCH_ARTICLES, INDEX_BATCH_BYTES), Linker(index) if linked else None)
    sender.start()
    for article in articles:
        outbox.add([article])
        sender.wake()
    left = sender.finish(60)
    seconds = time.perf_counter() - begun
    assert left == 0 and sender.outcomes["new"] + sender.outcomes["duplicate"] == len(articles), sender.outcomes
    outbox.close()
    return len(articles) / seconds


def elastic(url: str, articles: Sequence[Article], folder: Path) -> float:
    """Return articles/s."""
    _, prefix = prepared(url, articles)
    return through_outbox(f"{url}/{prefix}", articles, folder)


def elastic_linked(url: str, articles: Sequence[Article], folder: Path) -> float:
    """Return articles/s."""
    _, prefix = prepared(url, articles)
    return through_outbox(f"{url}/{prefix}", articles, folder, linked=True)


def embedded(url: str, articles: Sequence[Article], folder: Path) -> float:
    """Return articles/s."""
    return through_outbox(f"tantivy:{folder}/{uuid.uuid4().hex}", articles, folder)


def warm(url: str, articles: Sequence[Article]) -> None:
    """Let a server that has just started become what one is that runs for weeks."""
    _, prefix = prepared(url, articles)
    index = open_index(f"{url}/{prefix}")
    index.put(articles)
    for _ in range(WARM // len(articles)):
        index.near(articles, fresh=True)


WAYS: dict[str, Callable[[str, Sequence[Article], Path], float]] = {
    "one by one": one_by_one,
    "helpers.bulk": helpers_bulk,
    "outbox + Elasticsearch": elastic,
    "… and near copies linked": elastic_linked,
    "outbox + embedded": embedded,
}


def main() -> None:
    """Print the table."""
    collect_rarely()  # as a crawl does
    articles = list(generate(int(sys.argv[1]) if len(sys.argv) > 1 else 3000))
    words = statistics.mean(a.word_count for a in articles)
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as name, Node(Path(name) / "node", heap="1g", compiler=WHOLE) as node:
        warm(node.url, articles)
        for turn in range(ROUNDS + 1):
            for way, measure in WAYS.items():
                rate = measure(node.url, articles, Path(name))
                if turn:  # the first round warms the server up
                    rates[way].append(rate)
    medians = {way: statistics.median(found) for way, found in rates.items()}
    print(f"{len(articles):,} articles of {words:.0f} words; medians of {ROUNDS} rounds")
    for way, rate in medians.items():
        print(
            f"{way:26} {rate:8.0f} articles/s   {rate / medians['helpers.bulk']:5.2f} of helpers.bulk   "
            f"{rate / medians['one by one']:5.1f} × one by one"
        )


if __name__ == "__main__":
    main()
