"""The embedded engine: tantivy in a folder, nothing to install. One writer at a time, others wait.

Text is analysed by ``analysis`` and handed to tantivy as terms joined by blanks, so that both engines
agree on what a word is; the whole article is stored beside it as JSON.
"""

from __future__ import annotations

import json
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

import orjson
import tantivy
from filelock import FileLock, Timeout

from newscrawl.errors import ArchiveError
from newscrawl.index import analysis
from newscrawl.index.fields import BOOSTS, KEYS, TEXTS, facet_values, keys, merge_spellings, texts
from newscrawl.index.highlight import Highlighter
from newscrawl.index.known import by_address, sketched_of
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
from newscrawl.index.query import (
    FACETS,
    And,
    Bound,
    Keyword,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    SearchRequest,
    Word,
    asks_for_copies,
    positive,
    time_zone,
)
from newscrawl.items import Article, article_id
from newscrawl.text import fold

SCHEMA_VERSION = 2
_R = TypeVar("_R")
LOCK_SECONDS = 600
HEAP_BYTES = 64_000_000
_NUMBERS = ("published", "published_local", "modified", "modified_local", "word_count", "revision", "cluster_number")
_MAX_TERMS = 65_000
_NEAR_HITS = 64  # among which the nearest of each cluster are looked for
_HOLDERS = 8  # articles that may hold one address or one text: on several sites, say


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "addresses", "content", "bands"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(f"{name}_shown", tokenizer_name="raw", index_option="basic", fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for language in analysis.LANGUAGES:
        for name in TEXTS:
            builder.add_text_field(f"{name}_{language}", tokenizer_name="terms")
    for name in TEXTS:
        builder.add_text_field(f"{name}_plain", tokenizer_name="terms", index_option="basic")
    builder.add_bytes_field("article", stored=True)
    return builder.build()


def _guarded(method: Callable[..., _R]) -> Callable[..., _R]:
    """Turn tantivy's errors, and the panics of a damaged index, into ArchiveError."""

    @wraps(method)
    def guarded(self: EmbeddedIndex, *args: Any, **kwargs: Any) -> _R:
        try:
            return method(self, *args, **kwargs)
        except (ValueError, OSError) as error:
            raise self._damaged(str(error)) from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # pyo3's; it can be named in no other way
                raise self._damaged(str(error)) from None
            raise

    return guarded


class EmbeddedIndex:
    """An archive in one folder, for one machine; satisfies ``ArticleIndex``."""

    writers = 1  # a folder has one writer at a time

    def __init__(self, folder: str | os.PathLike[str], create: bool = True) -> None:
        self.folder = Path(folder)
        self._lock = FileLock(self.folder / ".write.lock", timeout=LOCK_SECONDS)
        self._threads = threading.RLock()
        self._open(create)

    @_guarded
    def _open(self, create: bool) -> None:
        marker = self.folder / "archive.json"
        try:
            if not marker.exists():
                if not create:
                    raise ArchiveError(f"there is no archive in {self.folder}; crawl a site into it first")
                if not (
                    self.folder / ".write.lock"
                ).exists():  # else another process may be making the archive: see below
                    self._refuse_strangers(marker)
                self.folder.mkdir(parents=True, exist_ok=True)
            if create and not os.access(self.folder, os.W_OK):
                raise PermissionError(13, "Permission denied")
            if not marker.exists():
                with self._lock:
                    if not marker.exists():
                        self._refuse_strangers(marker)
                        tantivy.Index(_schema(), str(self.folder))
                        whole = self.folder / ".archive.json.new"  # nobody must read half of it
                        whole.write_text(json.dumps({"schema": SCHEMA_VERSION}) + "\n")
                        whole.replace(marker)
            version = json.loads(marker.read_text()).get("schema")
        except (OSError, Timeout) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise ArchiveError(f"the archive folder {self.folder} cannot be used: {reason}") from error
        except (ValueError, AttributeError) as error:
            raise self._damaged("archive.json is not readable") from error
        if version != SCHEMA_VERSION:
            raise ArchiveError(
                f"the archive in {self.folder} has schema {version}, this newscrawl needs {SCHEMA_VERSION}; "
                "export it with the newscrawl that made it, then crawl or import into a new folder"
            )
        try:
            self._index = tantivy.Index.open(str(self.folder))
            builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
            self._index.register_tokenizer("terms", builder.build())
            self._schema = self._index.schema
            self._index.searcher()
        except (ValueError, OSError) as error:
            raise self._damaged(str(error)) from error

    def _refuse_strangers(self, marker: Path) -> None:
        """Raise ArchiveError if the folder holds something, and no archive (which may have been made this moment)."""
        if self.folder.is_dir() and any(p.name != ".write.lock" for p in self.folder.iterdir()) and not marker.exists():
            raise ArchiveError(f"{self.folder} is not empty and holds no archive; name another folder")

    def _damaged(self, why: str) -> ArchiveError:
        return ArchiveError(
            f"the archive in {self.folder} is damaged ({why[:200]}); restore it from a copy, nothing was changed"
        )

    @_guarded
    def _searcher(self) -> tantivy.Searcher:
        self._index.reload()
        return self._index.searcher()

    # -- writing

    def prepare(self) -> None:
        """See ``ArticleIndex.prepare``; opening has done it."""

    def put(self, articles: Sequence[Article]) -> list[Outcome | Rejected | Deferred]:
        """See ``ArticleIndex.put``. Waits for other writers of the same folder."""
        if not articles:
            return []
        try:
            with self._threads, self._lock:
                searcher = self._searcher()
                present = self._load(searcher, "addresses", [a.id for a in articles])
                hashes = [a.content_hash for a in articles if a.content_hash]
                twins = self._load(searcher, "content", hashes)
                decisions, writes = decide(articles, present, twins)
                refused = self._write(writes)
                return [refused.get(d.id, d.outcome) for d in decisions]
        except Timeout as error:
            raise ArchiveError(
                f"another process has been writing to {self.folder} for {LOCK_SECONDS} s; try again"
            ) from error
        except (OSError, ValueError) as error:
            raise ArchiveError(f"the archive in {self.folder} cannot be written: {error}") from error

    def _write(self, articles: list[Article]) -> dict[str, Rejected]:
        """Write articles in one commit; return those that cannot be indexed, by id."""
        documents: dict[str, tantivy.Document] = {}
        refused: dict[str, Rejected] = {}
        for article in articles:
            try:
                documents[article.id] = _document(article)
            except (ValueError, TypeError, AttributeError) as error:
                refused[article.id] = Rejected(f"{type(error).__name__}: {error}")
        if documents:
            writer = self._index.writer(HEAP_BYTES, 1)
            for key, document in documents.items():
                writer.delete_documents_by_term("id", key)
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()
        return refused

    def load(self, articles: Sequence[Article]) -> int:
        """See ``ArticleIndex.load``."""
        with self._threads, self._lock:
            held = {a.id: a.revision for a in self._load(self._searcher(), "id", [a.id for a in articles])}
            wanted = [a for a in articles if a.revision > held.get(a.id, 0)]
            return len(wanted) - len(self._write(wanted))

    def amend(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See ``ArticleIndex.amend``."""
        if changes:
            with self._threads, self._lock:
                self._write(
                    [replace(article, **changes[article.id]) for article in self._load(self._searcher(), "id", changes)]
                )

    # -- look-ups

    @_guarded
    def _load(self, searcher: tantivy.Searcher, field: str, values: Iterable[str]) -> list[Article]:
        return [_article(searcher, address) for address in self._holders(searcher, field, values)]

    def _holders(self, searcher: tantivy.Searcher, field: str, values: Iterable[str]) -> Iterator[tantivy.DocAddress]:
        """Yield the articles that have one of these values."""
        wanted = sorted(set(values))
        for start in range(0, len(wanted), _MAX_TERMS):
            chunk = wanted[start : start + _MAX_TERMS]
            query = tantivy.Query.term_set_query(self._schema, field, chunk)
            limit = min(searcher.num_docs, _HOLDERS * len(chunk))  # room is made for that many, found or not
            hits = searcher.search(query, limit=limit, count=False).hits if limit else []
            yield from (address for _, address in hits)

    def get(self, article_id: str) -> Article | None:
        """See ``ArticleIndex.get``."""
        return next(iter(self._load(self._searcher(), "id", [article_id])), None)

    @_guarded
    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """See ``ArticleIndex.known``."""
        wanted, searcher = set(ids), self._searcher()
        # one at a time: of the thousand articles of a sitemap, a few words each are kept
        stored = (orjson.loads(_stored(searcher, address)) for address in self._holders(searcher, "addresses", wanted))
        return by_address(stored, wanted)

    @_guarded
    def near(self, articles: Sequence[Article], fresh: bool = False) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``; what was written is found at once."""
        searcher, make = self._searcher(), tantivy.Query
        found = []
        for article in articles:
            terms = [
                make.const_score_query(make.term_query(self._schema, "bands", band, "basic"), 1.0)
                for band in article.near_bands[:BANDS]
            ]
            terms.append(make.const_score_query(make.term_query(self._schema, "id", article.id, "basic"), 1.0 + BANDS))
            query = make.boolean_query(
                [(tantivy.Occur.Should, term) for term in terms], minimum_number_should_match=MIN_SHARED
            )
            hits = searcher.search(query, limit=_NEAR_HITS, count=False).hits if article.near_bands else []
            found.append([_sketched(searcher, address) for _, address in _one_a_cluster(searcher, hits)[: NEAREST + 1]])
        return found

    def fetch(self, ids: Iterable[str]) -> list[Article]:
        """See ``ArticleIndex.fetch``."""
        return self._load(self._searcher(), "id", ids)

    # -- searching

    @_guarded
    def search(self, request: SearchRequest) -> SearchResult:
        """See ``ArticleIndex.search``."""
        tree = request.tree()
        searcher = self._searcher()
        query = self._query(tree, searcher)
        order: dict[str, Any] = {}
        if request.sort != "relevance" or not any(positive(tree)):
            order = {
                "order_by_field": "published",
                "order": tantivy.Order.Asc if request.sort == "oldest" else tantivy.Order.Desc,
            }
        collapse = not (request.copies or asks_for_copies(tree)) and searcher.doc_freq("is", "copy") > 0
        found, page = (
            _collapsed(searcher, query, request, order) if collapse else _page(searcher, query, request, order)
        )
        highlighter = Highlighter(tree)
        hits = []
        for score, address in page:
            article = _article(searcher, address)
            marks = highlighter.highlights(article) if request.highlight else {}
            hits.append(Hit(article, 0.0 if order else float(score), marks, self._copies(searcher, article)))
        facets = {name: self._facet(searcher, query, name, request.facet_size) for name in request.facets}
        histogram = self._histogram(searcher, query, request) if request.histogram else []
        total = int(getattr(found, "count", 0) or 0)  # the stub lacks it
        return SearchResult(total, hits, facets, histogram)

    def _copies(self, searcher: tantivy.Searcher, article: Article) -> int:
        if (
            searcher.doc_freq("cluster", article.cluster) < 2
        ):  # it counts older versions too, until they are merged away
            return 0
        query = tantivy.Query.term_query(self._schema, "cluster", article.cluster, "basic")
        return int(getattr(searcher.search(query, limit=1), "count", 1)) - 1

    def scan(self, request: SearchRequest) -> Iterator[Article]:
        """See ``ArticleIndex.scan``; sees the archive as it was when it began."""
        searcher = self._searcher()
        query = self._query(request.tree(), searcher)
        if not searcher.num_docs:
            return
        hits = searcher.search(query, limit=searcher.num_docs, count=False, order_by_field="published").hits
        for _, address in hits:
            yield self._read(searcher, address)

    @_guarded
    def _read(self, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Article:
        return _article(searcher, address)

    def _query(self, node: Node, searcher: tantivy.Searcher) -> tantivy.Query:
        make, schema, occur = tantivy.Query, self._schema, tantivy.Occur
        match node:
            case And(nodes):
                inner = [
                    (occur.MustNot, self._query(n.node, searcher))
                    if isinstance(n, Not)
                    else (occur.Must, self._query(n, searcher))
                    for n in nodes
                ]
                if all(o == occur.MustNot for o, _ in inner):
                    inner.append((occur.Must, make.all_query()))
                return make.boolean_query(inner)
            case Or(nodes):
                return make.boolean_query([(occur.Should, self._query(n, searcher)) for n in nodes])
            case Not(inner_node):
                return make.boolean_query(
                    [(occur.MustNot, self._query(inner_node, searcher)), (occur.Must, make.all_query())]
                )
            case Keyword(name, value):
                return make.const_score_query(make.term_query(schema, name, fold(value), "basic"), 0.0)
            case Range(name, low, high):
                return make.const_score_query(self._range(name, low, high), 0.0)
            case Prefix(text, name):
                return self._prefix(text, name, searcher)
            case Word(text, name) | Phrase(text, name):
                return self._words(text, name, searcher)

    def _languages(self, searcher: tantivy.Searcher) -> list[str]:
        """The languages whose fields hold anything: only those need to be asked."""
        return [lang for lang in analysis.LANGUAGES if self._holds(searcher, lang)]

    def _holds(self, searcher: tantivy.Searcher, language: str) -> bool:
        if language == analysis.GENERAL:
            counted = sum(searcher.doc_freq("language", lang) for lang in analysis.STEMMED)
            return counted < searcher.num_docs
        return searcher.doc_freq("language", language) > 0

    def _words(self, text: str, name: str | None, searcher: tantivy.Searcher) -> tantivy.Query:
        make, found = tantivy.Query, []
        for language in self._languages(searcher):
            terms = analysis.terms(text, language)
            for field in (name,) if name else TEXTS:
                if not terms:
                    continue
                where = f"{field}_{language}"
                query = (
                    make.term_query(self._schema, where, terms[0])
                    if len(terms) == 1
                    else make.phrase_query(self._schema, where, list(terms))
                )
                found.append(make.boost_query(query, BOOSTS[field]))
        return make.disjunction_max_query(found, 0.3) if found else make.empty_query()

    def _prefix(self, text: str, name: str | None, searcher: tantivy.Searcher) -> tantivy.Query:
        make, start = tantivy.Query, analysis.plain(text)
        pattern = "".join(c if c.isalnum() else f"\\{c}" for c in start) + ".*"
        kinds = ["plain", *self._languages(searcher)]
        fields = [f"{field}_{kind}" for field in ((name,) if name else TEXTS) for kind in kinds]
        queries = [(tantivy.Occur.Should, make.regex_query(self._schema, field, pattern)) for field in fields]
        return make.boolean_query(queries)

    def _range(self, name: str, low: int | Bound | None, high: int | Bound | None) -> tantivy.Query:
        if not isinstance(low, Bound) and not isinstance(high, Bound):
            return self._between(name, low, high)
        ends: dict[str, list[int | None]] = defaultdict(lambda: [None, None])
        for place, bound in enumerate((low, high)):
            if isinstance(bound, Bound):
                field = name if bound.when.tzinfo else f"{name}_local"
                ends[field][place] = _epoch(bound.when) - place  # the upper end is not included
        queries = [(tantivy.Occur.Must, self._between(field, *pair)) for field, pair in ends.items()]
        return tantivy.Query.boolean_query(queries)

    def _between(self, name: str, low: int | None, high: int | None) -> tantivy.Query:
        return tantivy.Query.range_query(self._schema, name, tantivy.FieldType.Integer, low, high)

    def _facet(self, searcher: tantivy.Searcher, query: tantivy.Query, name: str, size: int) -> list[Bucket]:
        terms = {"terms": {"field": f"{name}_shown", "size": 10_000}}
        buckets = searcher.aggregate(query, {"f": terms})["f"]["buckets"]  # most frequent spelling first
        return merge_spellings(((b["key"], b["doc_count"]) for b in buckets), size)

    def _histogram(self, searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest) -> list[Bucket]:
        zone = time_zone(request.timezone)
        field = "published" if zone else "published_local"
        ends = searcher.aggregate(query, {"s": {"stats": {"field": field}}})["s"]
        if not ends["count"]:
            return []
        starts = _starts(int(ends["min"]), int(ends["max"]), request.histogram or "day", zone)
        seconds = [_epoch(start) for start in starts]
        ranges = [{"from": a, "to": b} for a, b in pairwise(seconds)]
        buckets = searcher.aggregate(query, {"h": {"range": {"field": field, "ranges": ranges}}})["h"]["buckets"]
        counts = {
            int(b["from"]): b["doc_count"] for b in buckets if b.get("from") is not None and b.get("to") is not None
        }
        return [
            Bucket(start.date().isoformat(), counts.get(s, 0)) for start, s in zip(starts[:-1], seconds, strict=False)
        ]

    @_guarded
    def stats(self) -> dict[str, Any]:
        """See ``ArticleIndex.stats``."""
        searcher = self._searcher()
        everything = tantivy.Query.all_query()
        size = sum(f.stat().st_size for f in self.folder.rglob("*") if f.is_file())
        return {
            "engine": "tantivy",
            "place": str(self.folder),
            "articles": searcher.num_docs,
            "bytes": size,
            "sites": {b.value: b.count for b in self._facet(searcher, everything, "site", 1000)},
            "languages": {b.value: b.count for b in self._facet(searcher, everything, "language", 1000)},
        }

    def status(self) -> list[dict[str, Any]]:
        """See ``ArticleIndex.status``."""
        held = self.stats()
        return [
            {
                "index": held["place"],
                "health": "green",
                "articles": held["articles"],
                "bytes": held["bytes"],
                "version": SCHEMA_VERSION,
            }
        ]

    def close(self) -> None:
        """See ``ArticleIndex.close``; nothing stays open between calls."""


_Found = list[tuple[Any, tantivy.DocAddress]]


def _page(
    searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest, order: dict[str, Any]
) -> tuple[tantivy.SearchResult, _Found]:
    found = searcher.search(query, limit=max(request.limit, 1), offset=request.offset, **order)
    return found, found.hits[: request.limit]


def _collapsed(
    searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest, order: dict[str, Any]
) -> tuple[tantivy.SearchResult, _Found]:
    """Search, and let one of each cluster pass, the best one; look at more hits until the page is full."""
    wanted = max(request.offset + request.limit, 1)
    limit = wanted + _SPARE
    while True:
        found = searcher.search(query, limit=limit, **order)
        hits = _one_a_cluster(searcher, found.hits)
        if len(hits) >= wanted or len(found.hits) < limit:
            return found, hits[request.offset : request.offset + request.limit]
        limit *= 2


def _one_a_cluster(searcher: tantivy.Searcher, hits: _Found) -> _Found:
    """Return the best hit of each cluster, the best cluster first."""
    best: dict[Any, tuple[Any, tantivy.DocAddress]] = {}
    for cluster, hit in zip(
        searcher.fast_field_values("cluster_number", [address for _, address in hits]), hits, strict=True
    ):
        best.setdefault(cluster, hit)
    return list(best.values())


_SPARE = 16  # hits of one page that may be near copies of others, before it is searched again


def _article(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Article:
    return Article.from_json(_stored(searcher, address))


def _sketched(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Sketched:
    return sketched_of(orjson.loads(_stored(searcher, address)))  # an Article of it would take three times as long


def _stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    return bytes(searcher.doc(address).get_first("article") or b"")


def _epoch(when: datetime) -> int:
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())


def _document(article: Article) -> tantivy.Document:
    values = article.to_dict()
    document = tantivy.Document()
    document.add_text("id", article.id)
    for address in {article.id, *map(article_id, article.also_at)}:
        document.add_text("addresses", address)
    if article.content_hash:
        document.add_text("content", article.content_hash)
    for name, shown in facet_values(article).items():
        for text in shown:
            document.add_text(f"{name}_shown", text)
    for name, folded in keys(article).items():
        for text in folded:
            document.add_text(name, text)
    for name in ("published", "modified"):
        if stamp := values[f"{name}_at"]:
            when = datetime.fromisoformat(stamp)
            document.add_integer(name, _epoch(when))
            document.add_integer(f"{name}_local", _epoch(when.replace(tzinfo=None)))
    document.add_integer("word_count", article.word_count)
    document.add_integer("revision", article.revision)
    document.add_integer("cluster_number", int(article.cluster[:15], 16))
    for band in article.near_bands[:BANDS]:
        document.add_text("bands", band)
    language = analysis.field_language(article.language)
    for name, values_ in texts(article).items():
        document.add_text(f"{name}_{language}", _GAP.join(" ".join(analysis.terms(text, language)) for text in values_))
        plain = {analysis.plain(word) for text in values_ for word, _, _ in analysis.words(text)}
        document.add_text(f"{name}_plain", " ".join(sorted(plain)))
    document.add_bytes("article", article.to_json())
    return document


# between two values of a field, so that no phrase reaches from one into the next
_GAP = " \x1f "


def _starts(low: int, high: int, interval: str, zone: Any) -> list[datetime]:
    """Return the beginnings of all intervals from ``low`` to ``high`` (epoch seconds), and one more."""
    first = datetime.fromtimestamp(low, zone or UTC).replace(tzinfo=None)
    day = datetime(first.year, first.month, first.day)
    if interval == "week":
        day -= timedelta(days=day.weekday())
    elif interval == "month":
        day = day.replace(day=1)
    starts = [day]
    while _epoch(starts[-1].replace(tzinfo=zone or UTC)) <= high:
        last = starts[-1]
        if interval == "month":
            starts.append(datetime(last.year + last.month // 12, last.month % 12 + 1, 1))
        else:
            starts.append(last + timedelta(days=7 if interval == "week" else 1))
    return [start.replace(tzinfo=zone or UTC) for start in starts]
