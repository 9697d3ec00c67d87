"""The Elasticsearch engine: writes in bulk with optimistic concurrency, reads through one alias.

Works with 8.x servers, and with 9.x in compatibility mode. Uses neither scripts nor ``_reindex``.
Mapping and templates are ``mapping``'s, the query DSL is ``elastic_query``'s.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from elasticsearch import ApiError, NotFoundError

from newscrawl.errors import ArchiveError
from newscrawl.index import analysis
from newscrawl.index.address import Address
from newscrawl.index.elastic_client import BUSY, blocked, connect, reason, translated
from newscrawl.index.elastic_indices import Indices
from newscrawl.index.elastic_query import translate
from newscrawl.index.elastic_twins import Held, Twins
from newscrawl.index.fields import keys, local_time, merge_spellings, texts
from newscrawl.index.highlight import Highlighter
from newscrawl.index.known import FIELDS, by_address, sketched_of
from newscrawl.index.mapping import write_alias
from newscrawl.index.merge import decide
from newscrawl.index.protocol import (
    BANDS,
    MIN_SHARED,
    NEAREST,
    Bucket,
    Deferred,
    Hit,
    Known,
    Outcome,
    Rejected,
    SearchResult,
    Sketched,
)
from newscrawl.index.query import Node, SearchRequest, asks_for_copies, positive, time_zone
from newscrawl.items import Article, article_id

logger = logging.getLogger(__name__)

WAITS = (0.1, 0.3, 0.6, 1.0)  # seconds between searches where a shard is away
ROUNDS = 8  # how often an article is decided anew that another writer was faster with
LOOK_UP = 1000  # addresses a query
WINDOW = 10_000  # hits a query: Elasticsearch's own bound
HOLDERS = 8  # articles that may hold one address or one text: on several sites, say
PAGE = 500  # articles a page of a scan
KEEP = "5m"  # how long a scan may rest between two pages
_ANSWER = "items.*._id,items.*.status,items.*.error"  # of a bulk: the rest is 90 % of it, and of no use
NEAR_LOOK_UP = 100  # articles whose near copies are looked for in one request
_SKETCHES = "responses.status,responses.error,responses.hits.hits._source"
_AGAIN = Deferred("another writer was faster each time")


class ElasticIndex:
    """An archive in an Elasticsearch cluster; satisfies ``ArticleIndex``."""

    writers = 2  # one batch is made here while the server works on the other

    def __init__(self, address: Address, create: bool = True) -> None:
        self.address, self.create = address, create
        self.client = connect(address)
        self.indices = Indices(self.client, address)
        self.alias = self.indices.alias
        self.twins = Twins(self._with_texts, self._settle)
        self._prepared = False
        self._written = self._seen = False

    # -- writing

    @translated
    def prepare(self) -> None:
        """See ``ArticleIndex.prepare``. Raises ArchiveError for indices of another mapping, or somebody else's."""
        if not self._prepared:
            self.indices.check(write=True)
            self.indices.put_templates()
            self._prepared = True

    @translated
    def put(self, articles: Sequence[Article]) -> list[Outcome | Rejected | Deferred]:
        """See ``ArticleIndex.put``."""
        self.prepare()
        results: list[Outcome | Rejected | Deferred] = [_AGAIN] * len(articles)
        pending = list(range(len(articles)))
        self.twins.merge()
        for turn in range(ROUNDS):
            if not pending:
                break
            batch = [articles[n] for n in pending]
            # what a search does not show yet is found out by the write itself, at the price of a second round
            held = self._holders(batch, refresh=turn > 0 or self.twins.hidden(batch))
            decisions, writes = decide(batch, (h.article for h in held.values()), ())
            failed = self._bulk([(self._operation(article, held.get(article.id)), article) for article in writes])
            self.twins.added(article for article in writes if article.id not in failed)
            for n, decision in zip(pending, decisions, strict=True):
                results[n] = failed.get(decision.id, decision.outcome)
            pending = [n for n in pending if results[n] is _AGAIN]
        return results

    def _holders(self, batch: Sequence[Article], refresh: bool) -> dict[str, Held]:
        """Return what the index holds under one of the addresses, or with one of the texts, by id."""
        if refresh:
            self._refresh()
        ids, hashes = {a.id for a in batch}, {a.content_hash for a in batch if a.content_hash}
        query = {
            "bool": {"should": [{"terms": {"addresses": sorted(ids)}}, {"terms": {"content_hash": sorted(hashes)}}]}
        }
        return {held.article.id: held for held in self._held(query, min(WINDOW, HOLDERS * len(batch)))}

    def _held(self, query: dict[str, Any], size: int) -> list[Held]:
        hits = self._hits(query, seq_no_primary_term=True, size=size)
        return [Held(_article(hit), hit["_index"], hit["_seq_no"], hit["_primary_term"]) for hit in hits]

    def _with_texts(self, hashes: Sequence[str]) -> list[Held]:
        return self._held({"terms": {"content_hash": list(hashes)}}, min(WINDOW, HOLDERS * len(hashes)))

    def _settle(self, stays: Held, article: Article, others: Sequence[Held]) -> bool:
        """Write the one of some twins that stays, then delete the others; False if another writer interfered."""
        if self._bulk([(self._operation(article, stays), article)]):
            return False
        deletions = [{"delete": {**self._operation(o.article, o)["index"]}} for o in others]
        answer = self.client.bulk(operations=deletions)
        return all(item["delete"]["status"] in (200, 404) for item in answer["items"])

    def _operation(self, article: Article, held: Held | None) -> dict[str, Any]:
        if held is None:
            alias = write_alias(self.address.prefix, self.indices.language(article.language))
            return {"create": {"_index": alias, "_id": article.id, "require_alias": True}}
        return {
            "index": {
                "_index": held.index,
                "_id": article.id,
                "if_seq_no": held.seq_no,
                "if_primary_term": held.primary_term,
            }
        }

    def _bulk(self, writes: Sequence[tuple[dict[str, Any], Article]]) -> dict[str, Rejected | Deferred]:
        """Send one bulk request; return what failed, by id."""
        failed: dict[str, Rejected | Deferred] = {}
        lines: list[Any] = []  # the client takes bytes as they are
        for operation, article in writes:
            try:
                lines += [orjson.dumps(operation), orjson.dumps(document(article))]
            except (ValueError, TypeError, AttributeError) as error:
                failed[article.id] = Rejected(f"{type(error).__name__}: {error}")
        if not lines:
            return failed
        self.indices.ensure(
            self.indices.language(article.language) for operation, article in writes if "create" in operation
        )
        self._written = True
        for item in self.client.bulk(operations=lines, filter_path=_ANSWER)["items"]:
            result = next(iter(item.values()))
            if result["status"] >= 300:
                failed[result["_id"]] = self._failure(result)
        return failed

    def _failure(self, result: Mapping[str, Any]) -> Rejected | Deferred:
        status, why = result["status"], reason({"error": result.get("error")})
        if status == 409:
            return _AGAIN
        if status == 404:  # the index was removed or moved meanwhile
            self.indices.forget()
        if status == 404 or status in BUSY or blocked(why):
            return Deferred(f"{status} {why}")
        return Rejected(why)

    @translated
    def load(self, articles: Sequence[Article]) -> int:
        """See ``ArticleIndex.load``."""
        self.prepare()
        written = 0
        pending = list(articles)
        for _ in range(ROUNDS):
            held = self._holders(pending, refresh=True) if pending else {}
            wanted = [a for a in pending if a.id not in held or held[a.id].article.revision < a.revision]
            failed = self._bulk([(self._operation(article, held.get(article.id)), article) for article in wanted])
            written += len(wanted) - len(failed)
            pending = [a for a in wanted if failed.get(a.id) is _AGAIN]
            if other := next((f for f in failed.values() if f is not _AGAIN), None):
                raise ArchiveError(f"Elasticsearch at {self.address} did not take an article: {other.reason}")
        return written

    @translated
    def amend(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See ``ArticleIndex.amend``."""
        pending = sorted(changes)
        for turn in range(ROUNDS):
            if not pending:
                return
            if turn:
                self._refresh()
            held = [
                h
                for start in range(0, len(pending), LOOK_UP)
                for h in self._held({"terms": {"id": pending[start : start + LOOK_UP]}}, LOOK_UP)
            ]
            amended = [(h, replace(h.article, **changes[h.article.id])) for h in held]
            failed = self._bulk([(self._operation(article, h), article) for h, article in amended])
            pending = [key for key, failure in failed.items() if failure is _AGAIN]
            if other := next((f for f in failed.values() if f is not _AGAIN), None):
                raise ArchiveError(f"Elasticsearch at {self.address} did not take an article: {other.reason}")

    # -- look-ups

    def _refresh(self) -> None:
        """Make what was written before, by whomever, visible."""
        self.client.indices.refresh(index=self.alias, ignore_unavailable=True)
        self._written = False

    def _fresh(self) -> None:
        """Before a read: see to it that an archive is there, and that this process sees what it wrote itself."""
        if self._written:
            self._refresh()
        if not self.create and not self._seen:
            if not self.client.indices.exists_alias(name=self.alias):
                raise ArchiveError(f"there is no archive at {self.address}; crawl a site into it first")
            self._seen = True

    def _hits(self, query: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
        try:
            answer = self._ask(index=self.alias, query=query, track_total_hits=False, **options)
        except NotFoundError:  # nothing has been written yet
            return []
        return list(answer["hits"]["hits"])

    def _ask(self, **options: Any) -> Mapping[str, Any]:
        """Search; wait a little for a shard that is just being made or moved. An answer without it would be wrong, and nobody would see."""
        for wait in (*WAITS, None):
            try:
                return dict(self.client.search(allow_partial_search_results=False, **options))
            except ApiError as error:
                if error.meta.status != 503 or wait is None:
                    raise
                time.sleep(wait)
        raise AssertionError("unreachable")

    @translated
    def get(self, article_id: str) -> Article | None:
        """See ``ArticleIndex.get``."""
        self._fresh()
        return next((_article(hit) for hit in self._hits({"term": {"id": article_id}})), None)

    @translated
    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """See ``ArticleIndex.known``."""
        wanted = sorted(set(ids))
        self._fresh()
        found: dict[str, Known] = {}
        for start in range(0, len(wanted), LOOK_UP):
            chunk = set(wanted[start : start + LOOK_UP])
            hits = self._hits(
                {"terms": {"addresses": sorted(chunk)}}, source=[*FIELDS], size=min(WINDOW, HOLDERS * len(chunk))
            )
            found |= by_address((hit["_source"] for hit in hits), chunk)
        return found

    @translated
    def near(self, articles: Sequence[Article], fresh: bool = False) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``."""
        if fresh:
            self._refresh()
        found: list[list[Sketched]] = [[] for _ in articles]
        asked = [n for n, article in enumerate(articles) if article.near_bands]
        for start in range(0, len(asked), NEAR_LOOK_UP):
            chunk = asked[start : start + NEAR_LOOK_UP]
            searches: list[dict[str, Any]] = []
            for n in chunk:
                searches += [{"allow_partial_search_results": False}, _sharing(articles[n])]
            answer = self.client.msearch(index=self.alias, searches=searches, filter_path=_SKETCHES)
            for n, response in zip(chunk, answer["responses"], strict=True):
                if "error" in response:
                    raise ArchiveError(
                        f"Elasticsearch at {self.address} did not look for near copies: {reason(response)}"
                    )
                found[n] = [sketched_of(hit["_source"]) for hit in response.get("hits", {}).get("hits", ())]
        return found

    @translated
    def fetch(self, ids: Iterable[str]) -> list[Article]:
        """See ``ArticleIndex.fetch``."""
        wanted = sorted(ids)
        chunks = [wanted[start : start + LOOK_UP] for start in range(0, len(wanted), LOOK_UP)]
        return [_article(hit) for chunk in chunks for hit in self._hits({"terms": {"id": chunk}}, size=len(chunk))]

    # -- searching

    @translated
    def search(self, request: SearchRequest) -> SearchResult:
        """See ``ArticleIndex.search``."""
        tree = request.tree()
        self._fresh()
        by_date = request.sort != "relevance" or not any(positive(tree))
        try:
            answer = self._ask(
                index=self.alias,
                query=translate(tree),
                collapse=None if request.copies or asks_for_copies(tree) else {"field": "cluster"},
                size=request.limit,
                from_=request.offset,
                sort=_order(request.sort) if by_date else ["_score", {"id": "asc"}],
                track_scores=not by_date,
                track_total_hits=True,
                aggs=_aggregations(request) or None,
            )
        except NotFoundError:
            return SearchResult(0, [])
        highlighter = Highlighter(tree)
        hits = []
        sizes = self._cluster_sizes({hit["_source"]["cluster"] for hit in answer["hits"]["hits"]})
        for hit in answer["hits"]["hits"]:
            article = _article(hit)
            marks = highlighter.highlights(article) if request.highlight else {}
            hits.append(Hit(article, float(hit["_score"] or 0.0), marks, sizes.get(article.cluster, 1) - 1))
        found = answer.get("aggregations") or {}
        facets = {name: merge_spellings(_counts(found[name]), request.facet_size) for name in request.facets}
        histogram = [Bucket(b["key_as_string"], b["doc_count"]) for b in found.get("histogram", {}).get("buckets", ())]
        return SearchResult(answer["hits"]["total"]["value"], hits, facets, histogram)

    def _cluster_sizes(self, clusters: Iterable[str]) -> dict[str, int]:
        """Return how many articles are in each of these clusters."""
        if not (wanted := sorted(clusters)):
            return {}
        counted = {"clusters": {"terms": {"field": "cluster", "size": len(wanted)}}}
        answer = self._ask(
            index=self.alias, query={"terms": {"cluster": wanted}}, size=0, track_total_hits=False, aggs=counted
        )
        return dict(_counts(answer["aggregations"]["clusters"]))

    @translated
    def scan(self, request: SearchRequest) -> Iterator[Article]:
        """See ``ArticleIndex.scan``; sees the archive as it was when it began, with all that anybody had written."""
        tree = request.tree()
        self._fresh()
        self._refresh()
        return self._scan(tree)

    def _scan(self, tree: Node) -> Iterator[Article]:
        for hit in self.pages(self.alias, translate(tree)):
            yield _article(hit)

    def pages(
        self, index: str, query: dict[str, Any], preference: str | None = None, **options: Any
    ) -> Iterator[dict[str, Any]]:
        """Yield all hits of a query, newest first, by point in time and ``search_after``."""
        point = self._open(index, preference)
        if point is None:
            return
        after: list[Any] | None = None
        try:
            while True:
                hits, point = self._page(point, query, after, options)
                yield from hits
                if len(hits) < PAGE:
                    return
                after = hits[-1]["sort"]
        finally:
            self._close(point)

    @translated
    def _open(self, index: str, preference: str | None) -> str | None:
        try:
            return str(self.client.open_point_in_time(index=index, keep_alive=KEEP, preference=preference)["id"])
        except NotFoundError:
            return None

    @translated
    def _page(
        self, point: str, query: dict[str, Any], after: list[Any] | None, options: dict[str, Any]
    ) -> tuple[list[dict[str, Any]], str]:
        answer = self._ask(
            pit={"id": point, "keep_alive": KEEP},
            query=query,
            size=PAGE,
            sort=_order("newest"),
            search_after=after,
            track_total_hits=False,
            **options,
        )
        return list(answer["hits"]["hits"]), str(answer["pit_id"])

    @translated
    def _close(self, point: str) -> None:
        self.client.close_point_in_time(id=point)

    @translated
    def stats(self) -> dict[str, Any]:
        """See ``ArticleIndex.stats``."""
        result = self.search(SearchRequest(limit=0, facets=("site", "language"), facet_size=1000))
        size = self.client.indices.stats(index=self.alias, metric="store")["_all"]["primaries"] if result.total else {}
        return {
            "engine": "elasticsearch",
            "place": str(self.address),
            "articles": result.total,
            "bytes": size.get("store", {}).get("size_in_bytes", 0),
            "sites": {b.value: b.count for b in result.facets.get("site", ())},
            "languages": {b.value: b.count for b in result.facets.get("language", ())},
        }

    @translated
    def status(self) -> list[dict[str, Any]]:
        """See ``ArticleIndex.status``."""
        self._refresh()
        self._fresh()
        health = self.client.cluster.health(index=self.alias, level="indices")["indices"]
        sizes = self.client.indices.stats(index=self.alias, metric="store,docs")["indices"]
        found = []
        for name, schema in sorted(self.indices.schemas().items()):
            if name in sizes:
                count = int(self.client.count(index=name)["count"])
                size = sizes[name]["primaries"]["store"]["size_in_bytes"]
                found.append(
                    {
                        "index": name,
                        "health": health[name]["status"],
                        "articles": count,
                        "bytes": size,
                        "version": schema,
                    }
                )
        return found

    @translated
    def init(self) -> None:
        """Put all templates anew."""
        self.indices.check(write=True)
        self.indices.put_templates(force=True)

    def close(self) -> None:
        """See ``ArticleIndex.close``."""
        try:
            self._merge_last_twins()
        except ArchiveError as error:
            logger.warning("texts added in the last moments were not compared with those of other crawls: %s", error)
        self.client.close()

    @translated
    def _merge_last_twins(self) -> None:
        if self._written:
            self._refresh()
            self.twins.merge(everything=True)


def document(article: Article) -> dict[str, Any]:
    """Return what is sent to Elasticsearch for an article. Raises ValueError for a time that is none."""
    values = article.to_dict()
    for name in ("published", "modified"):
        if stamp := values[f"{name}_at"]:
            values[f"{name}_local"] = local_time(stamp).isoformat()
    values["addresses"] = sorted({article.id, *map(article_id, article.also_at)})
    values["text"] = {name: [analysis.plain_text(text) for text in found] for name, found in texts(article).items()}
    values["keys"] = {**keys(article), "bands": article.near_bands[:BANDS]}
    return values


def _sharing(article: Article) -> dict[str, Any]:
    """Return the search for what shares terms of an article's sketch; the article itself comes first, and stands for its cluster."""
    clauses: list[dict[str, Any]] = [
        {"constant_score": {"filter": {"term": {"keys.bands": band}}}} for band in article.near_bands[:BANDS]
    ]
    clauses.append({"constant_score": {"filter": {"term": {"id": article.id}}, "boost": 1 + BANDS}})
    return {
        "query": {"bool": {"should": clauses, "minimum_should_match": MIN_SHARED}},
        "collapse": {"field": "cluster"},
        "size": NEAREST + 1,
        "track_total_hits": False,
        "_source": ["id", "cluster", "published_at", "near_bands"],
    }


def _article(hit: Mapping[str, Any]) -> Article:
    return Article.from_dict(hit["_source"])


def _order(sort: str) -> list[dict[str, Any]]:
    return [{"published_at": {"order": "asc" if sort == "oldest" else "desc", "missing": "_last"}}, {"id": "asc"}]


def _aggregations(request: SearchRequest) -> dict[str, Any]:
    found: dict[str, Any] = {name: {"terms": {"field": name, "size": WINDOW}} for name in request.facets}
    if request.histogram:
        zone = time_zone(request.timezone)
        calendar = {"field": "published_at", "time_zone": str(zone)} if zone else {"field": "published_local"}
        found["histogram"] = {
            "date_histogram": {**calendar, "calendar_interval": request.histogram, "format": "yyyy-MM-dd"}
        }
    return found


def _counts(aggregation: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for bucket in aggregation["buckets"]:
        yield str(bucket["key"]), int(bucket["doc_count"])
