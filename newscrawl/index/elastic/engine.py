"""The Elasticsearch engine: writes in bulk with optimistic concurrency, reads through one alias.

Works with 8.x servers, and with 9.x in compatibility mode. Uses neither scripts nor ``_reindex``. Mapping and
templates are ``mapping``'s, the query DSL is ``query``'s, reading is ``reader``'s, counting ``counts``'s; what is
kept beside the articles is ``records``'s.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import NotFoundError

from newscrawl.errors import ArchiveError
from newscrawl.index.address import Address
from newscrawl.index.batches import batches
from newscrawl.index.elastic.client import connect, translated
from newscrawl.index.elastic.counts import (
    aggregations,
    cluster_sizes,
    count_texts,
    facets,
    histogram,
    interval_of,
    sites,
    undated,
)
from newscrawl.index.elastic.indices import Indices
from newscrawl.index.elastic.migrate import Migration
from newscrawl.index.elastic.near import Neighbours
from newscrawl.index.elastic.query import translate
from newscrawl.index.elastic.reader import Reader, order_by
from newscrawl.index.elastic.records import Records
from newscrawl.index.elastic.walk import Walk
from newscrawl.index.elastic.writer import HOLDERS, LOOK_UP, WINDOW, Writer
from newscrawl.index.highlight import Highlighter
from newscrawl.index.history import REVISIONS_KEPT
from newscrawl.index.known import FIELDS, by_address, deleted
from newscrawl.index.nodes import Node, asks_for_copies, positive
from newscrawl.index.protocol import (
    ArchiveStats,
    Deferred,
    Fingerprint,
    Hit,
    IndexStatus,
    Moved,
    Outcome,
    Rejected,
    SearchResult,
    Sketched,
)
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, Known

logger = logging.getLogger(__name__)


class ElasticIndex:
    """An archive in an Elasticsearch cluster; satisfies ``ArticleIndex``."""

    engine = "elasticsearch"
    writers = 2  # one batch is made here while the server works on the other
    seconds: float | None = None
    revisions_kept = REVISIONS_KEPT

    def __init__(self, address: Address, create: bool = True) -> None:
        self.address, self.create = address, create
        self.client = connect(address)
        self.indices = Indices(self.client, address)
        self.alias = self.indices.alias
        self.reader = Reader(self.client, address, self.alias)
        self.records = Records(self.client, address, self.reader)
        self.writer = Writer(self.client, address, self.indices, self.reader, self.records)
        self._neighbours = Neighbours(self.client, address, self.indices)
        self._prepared = self._seen = False

    # -- writing

    @translated
    def prepare(self) -> None:
        """See ``ArticleIndex.prepare``. Raises ArchiveError for indices of another mapping, or somebody else's."""
        if not self._prepared:
            self.indices.check(write=True)
            self.indices.put_templates()
            self.records.put_templates()
            self._prepared = True

    @translated
    def set_up(self) -> str:
        """See ``ArticleIndex.set_up``."""
        self.indices.check(write=True)
        self.indices.put_templates(force=True)
        self.records.put_templates()
        return f"templates for {len(self.indices.languages)} languages are in place at {self.address}"

    def migrate(
        self,
        force: bool,
        delete_old: bool,
        progress: Callable[[str, int], None] = lambda name, articles: None,
        mend: Callable[[Article], Article] = lambda article: article,
    ) -> list[Moved]:
        """Move the articles to the present mapping, with ``force`` also those of indices that have it already."""
        return Migration(self.indices, self.reader, progress, mend).run(force, delete_old)

    def put(self, articles: Sequence[Article]) -> list[Outcome | Rejected | Deferred]:
        """See ``ArticleIndex.put``."""
        self.prepare()
        return self.writer.put(articles, self.revisions_kept)

    def load(self, articles: Sequence[Article]) -> int:
        """See ``ArticleIndex.load``."""
        self.prepare()
        return self.writer.load(articles)

    def amend(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See ``ArticleIndex.amend``."""
        self.writer.amend(changes)

    def delete(self, ids: Iterable[str]) -> int:
        """See ``ArticleIndex.delete``."""
        self.prepare()
        return self.writer.delete(ids)

    # -- look-ups

    def _fresh(self) -> None:
        """Before a read: see to it that an archive is there, and that this process sees what it wrote itself."""
        if self.writer.written:
            self.writer.refresh()
        if not self.create and not self._seen:
            if not self.client.indices.exists_alias(name=self.alias):
                raise ArchiveError(f"there is no archive at {self.address}; crawl a site into it first")
            self._seen = True

    @translated
    def get(self, article_id: str) -> Article | None:
        """See ``ArticleIndex.get``."""
        self._fresh()
        return next((_article(hit) for hit in self.reader.hits({"term": {"id": article_id}})), None)

    @translated
    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """See ``ArticleIndex.known``."""
        self._fresh()
        found: dict[str, Known] = {}
        for chunk in map(set, batches(sorted(set(ids)), LOOK_UP)):
            hits = self.reader.hits(
                {"terms": {"addresses": sorted(chunk)}}, source=[*FIELDS], size=min(WINDOW, HOLDERS * len(chunk))
            )
            found |= by_address((hit["_source"] for hit in hits), chunk)
            found |= {key: deleted(key) for key in self.records.find_buried(chunk)}
        return found

    @translated
    def ids_beginning(self, start: str, limit: int = 2) -> list[str]:
        """See ``ArticleIndex.ids_beginning``."""
        self._fresh()
        hits = self.reader.hits({"prefix": {"id": start}}, size=limit, sort=[{"id": "asc"}], source=["id"])
        return [str(hit["_source"]["id"]) for hit in hits]

    @translated
    def near(self, articles: Sequence[Article], fresh: bool = False) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``."""
        if fresh:
            self.writer.refresh()
        return self._neighbours.find(articles)

    @translated
    def fetch(self, ids: Iterable[str]) -> list[Article]:
        """See ``ArticleIndex.fetch``."""
        return [
            _article(hit)
            for chunk in batches(sorted(ids), LOOK_UP)
            for hit in self.reader.hits({"terms": {"id": chunk}}, size=len(chunk))
        ]

    # -- searching

    @translated
    def search(self, request: SearchRequest) -> SearchResult:
        """See ``ArticleIndex.search``."""
        tree = request.tree()
        self._fresh()
        by_date = request.sort != "relevance" or not any(positive(tree))
        collapse = not request.copies and not asks_for_copies(tree)
        query = translate(tree)
        sort = order_by(request.sort) if by_date else ["_score", {"id": "asc"}]
        try:
            interval = interval_of(self.reader, query, request)
            answer = self._ask(request, query, sort, collapse, aggregations(request, interval))
        except NotFoundError:
            return SearchResult(0, 0, [], {name: [] for name in request.facets})
        total = int(answer["hits"]["total"]["value"])
        hits, cursor = answer["hits"]["hits"], None
        if request.cursor is not None:
            hits, cursor = Walk(self.reader, request, query, sort).page(collapse)
        return SearchResult(
            total,
            count_texts(self.reader, query, answer, total),
            self._results(hits, tree, request.highlight, scored=not by_date),
            facets(answer, request),
            histogram(answer, request.unit),
            collapsed=collapse,
            interval=interval,
            sites=sites(answer),
            undated=undated(answer, request.unit),
            cursor=cursor,
            partial=bool(answer["timed_out"]),
        )

    def _ask(
        self, request: SearchRequest, query: dict[str, Any], sort: list[Any], collapse: bool, counts: dict[str, Any]
    ) -> dict[str, Any]:
        """Ask for a page of hits and the counts beside them; of a walk, which has hits of its own, for the counts."""
        is_walk = request.cursor is not None
        return self.reader.ask(
            index=self.alias,
            query=query,
            collapse={"field": "cluster"} if collapse else None,
            size=0 if is_walk else request.limit,
            from_=0 if is_walk else request.offset,
            sort=sort,
            track_scores="_score" in sort,
            track_total_hits=True,
            timeout=f"{self.seconds * 1000:.0f}ms" if self.seconds else None,
            aggs=counts,
        )

    def _results(self, found: Sequence[Mapping[str, Any]], tree: Node, highlight: bool, scored: bool) -> list[Hit]:
        highlighter = Highlighter(tree)
        sizes = cluster_sizes(self.reader, {hit["_source"]["cluster"] for hit in found})
        hits = []
        for hit in found:
            article = _article(hit)
            marks = highlighter.highlights(article) if highlight else {}
            score = float(hit["_score"] or 0.0) if scored else 0.0
            hits.append(Hit(article, score, marks, sizes.get(article.cluster, 1) - 1))
        return hits

    @translated
    def scan(self, request: SearchRequest) -> Iterator[Article]:
        """See ``ArticleIndex.scan``; sees the archive as it was when it began, with all that anybody had written."""
        tree = request.tree()
        self._fresh()
        self.writer.refresh()
        return (_article(hit) for hit in self.reader.pages(self.alias, translate(tree)))

    @translated
    def fingerprints(self, request: SearchRequest) -> Iterator[Fingerprint]:
        """See ``ArticleIndex.fingerprints``."""
        tree = request.tree()
        self._fresh()
        self.writer.refresh()
        found = self.reader.pages(self.alias, translate(tree), source=["id", "content_hash"])
        return (Fingerprint(hit["_source"]["id"], hit["_source"]["content_hash"]) for hit in found)

    # -- state

    @translated
    def stats(self) -> ArchiveStats:
        """See ``ArticleIndex.stats``."""
        result = self.search(SearchRequest(limit=0, facets=("site", "language"), facet_size=1000))
        size = 0
        if result.total:
            primaries = self.client.indices.stats(index=self.alias, metric="store")["_all"]["primaries"]
            size = int(primaries.get("store", {}).get("size_in_bytes", 0))
        counts = {name: {b.value: b.count for b in result.facets.get(name, ())} for name in ("site", "language")}
        return ArchiveStats(self.engine, str(self.address), result.total, size, counts["site"], counts["language"])

    @translated
    def status(self) -> list[IndexStatus]:
        """See ``ArticleIndex.status``."""
        self.writer.refresh()
        self._fresh()
        health = self.client.cluster.health(index=self.alias, level="indices")["indices"]
        sizes = self.client.indices.stats(index=self.alias, metric="store,docs")["indices"]
        found = []
        for name, schema in sorted(self.indices.schemas().items()):
            if name in sizes:
                count = int(self.client.count(index=name)["count"])
                size = int(sizes[name]["primaries"]["store"]["size_in_bytes"])
                found.append(IndexStatus(name, health[name]["status"], count, size, schema))
        return found

    @translated
    def readable(self, damaged: Callable[[str], None]) -> Iterator[Article]:
        """See ``ArticleIndex.readable``."""
        for one in self.status():
            if one.health == "red":
                damaged(f"the index {one.index} is red: parts of it are away")
        return self._readable(damaged)

    def _readable(self, damaged: Callable[[str], None]) -> Iterator[Article]:
        for hit in self.reader.pages(self.alias, {"match_all": {}}):
            try:
                yield _article(hit)
            except (TypeError, KeyError) as error:
                damaged(f"the article {hit['_id']} in {hit['_index']} cannot be read: {error}")

    def close(self) -> None:
        """See ``ArticleIndex.close``."""
        try:
            self.writer.merge_last_twins()
        except ArchiveError as error:
            logger.warning("texts added in the last moments were not compared with those of other crawls: %s", error)
        self.client.close()


def _article(hit: Mapping[str, Any]) -> Article:
    return Article.from_dict(hit["_source"])
