"""The embedded engine: tantivy in a folder, nothing to install. One writer at a time, others wait.

Schema and documents are ``schema``'s, queries ``query``'s, counts ``counts``'s; what is kept beside the articles
is ``records``'s; what can go wrong with the folder itself is ``folder``'s.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import tantivy
from filelock import FileLock

from newscrawl.errors import ArchiveError, QueryError
from newscrawl.index.batches import batches
from newscrawl.index.embedded.counts import (
    begin_facets,
    count_copies,
    count_facets,
    count_over_time,
    count_texts,
    count_undated,
)
from newscrawl.index.embedded.folder import (
    LOCK_SECONDS,
    Writing,
    folder_bytes,
    last_commit,
    open_folder,
    read_guarded,
    write_guarded,
)
from newscrawl.index.embedded.hits import (
    Found,
    collapsed_page_of,
    page_of,
    read_article,
    read_fingerprint,
    read_stored,
)
from newscrawl.index.embedded.near import find_neighbours
from newscrawl.index.embedded.query import Translator
from newscrawl.index.embedded.records import Records
from newscrawl.index.embedded.schema import SCHEMA, document
from newscrawl.index.embedded.walk import Walks
from newscrawl.index.highlight import Highlighter
from newscrawl.index.history import REVISIONS_KEPT
from newscrawl.index.known import by_address, deleted
from newscrawl.index.merge import decide
from newscrawl.index.nodes import Node, asks_for_copies, positive
from newscrawl.index.protocol import (
    ArchiveStats,
    Deferred,
    Fingerprint,
    Hit,
    IndexStatus,
    Outcome,
    Rejected,
    SearchResult,
    Sketched,
)
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, Known, article_id

HEAP_BYTES = 64_000_000
_MAX_TERMS = 65_000
_HOLDERS = 8  # articles that may hold one address or one text: on several sites, say


class EmbeddedIndex:
    """An archive in one folder, for one machine; satisfies ``ArticleIndex``."""

    engine = "tantivy"
    writers = 1  # a folder has one writer at a time
    seconds: float | None = None  # its searches cannot be ended
    revisions_kept = REVISIONS_KEPT

    def __init__(self, folder: str | os.PathLike[str], create: bool = True) -> None:
        self.folder = Path(folder)
        self.records = Records(self.folder)
        self._lock = FileLock(self.folder / ".write.lock", timeout=LOCK_SECONDS)
        self._writing = Writing(self.folder, self._lock)
        self._index = open_folder(self.folder, self._lock, create)
        self._schema = self._index.schema
        self._walks = Walks()
        self._opened: tuple[int, int, int] | None = None

    @read_guarded
    def _searcher(self) -> tantivy.Searcher:
        """Return what searches the last commit, of whichever process; opening one takes as long as a look-up, and is
        done when there is a new one.
        """
        commit = last_commit(self.folder)  # asked first: of one that comes meanwhile, the next call learns
        if commit != self._opened:
            self._index.reload()
            self._opened = commit
        return self._index.searcher()

    # -- writing

    def prepare(self) -> None:
        """See ``ArticleIndex.prepare``; opening has done it."""

    def set_up(self) -> str:
        """See ``ArticleIndex.set_up``; opening has done it."""
        return f"the archive tantivy:{self.folder} is ready"

    @write_guarded
    def put(self, articles: Sequence[Article]) -> list[Outcome | Rejected | Deferred]:
        """See ``ArticleIndex.put``. Waits for other writers of the same folder."""
        if not articles:
            return []
        with self._writing:
            searcher = self._searcher()
            taken_down = self.records.find_buried(article.id for article in articles)
            arriving = [article for article in articles if article.id not in taken_down]
            present = self._load(searcher, "addresses", [a.id for a in arriving])
            twins = self._load(searcher, "content", [a.content_hash for a in arriving if a.content_hash])
            decisions, writes = decide(arriving, present, twins, self.revisions_kept)
            refused = self._write(writes)
        outcomes = iter([refused.get(d.id, d.outcome) for d in decisions])
        return ["deleted" if article.id in taken_down else next(outcomes) for article in articles]

    def _write(self, articles: Iterable[Article], remove: Iterable[str] = ()) -> dict[str, Rejected]:
        """Write articles, and take others out, in one commit; return those that cannot be indexed, by id."""
        documents: dict[str, tantivy.Document] = {}
        refused: dict[str, Rejected] = {}
        for article in articles:
            try:
                documents[article.id] = document(article)
            except (ValueError, TypeError, AttributeError) as error:
                refused[article.id] = Rejected(f"{type(error).__name__}: {error}")
        gone = [*documents, *remove]
        if gone:
            writer = self._index.writer(HEAP_BYTES, 1)
            for key in gone:
                writer.delete_documents_by_term("id", key)
            for made in documents.values():
                writer.add_document(made)
            writer.commit()
            writer.wait_merging_threads()
        return refused

    @write_guarded
    def load(self, articles: Sequence[Article]) -> int:
        """See ``ArticleIndex.load``."""
        with self._writing:
            held = {a.id: a.revision for a in self._load(self._searcher(), "id", [a.id for a in articles])}
            taken_down = self.records.find_buried(article.id for article in articles)
            wanted = [a for a in articles if a.revision > held.get(a.id, 0) and a.id not in taken_down]
            return len(wanted) - len(self._write(wanted))

    @write_guarded
    def amend(self, changes: Mapping[str, Mapping[str, Any]]) -> None:
        """See ``ArticleIndex.amend``."""
        if changes:
            with self._writing:
                held = self._load(self._searcher(), "id", changes)
                self._write([replace(article, **changes[article.id]) for article in held])

    @write_guarded
    def delete(self, ids: Iterable[str]) -> int:
        """See ``ArticleIndex.delete``."""
        with self._writing:
            held = self._load(self._searcher(), "id", ids)
            addresses = {key for article in held for key in (article.id, *map(article_id, article.also_at))}
            self.records.bury(addresses, datetime.now(UTC).isoformat(timespec="seconds"))
            self._write((), remove=[article.id for article in held])
            return len(held)

    # -- look-ups

    @read_guarded
    def _load(self, searcher: tantivy.Searcher, field: str, values: Iterable[str]) -> list[Article]:
        return [read_article(searcher, address) for address in self._holders(searcher, field, values)]

    def _holders(self, searcher: tantivy.Searcher, field: str, values: Iterable[str]) -> Iterator[tantivy.DocAddress]:
        """Yield where the articles stand that hold one of these values in a field."""
        for chunk in batches(sorted({value for value in values if value}), _MAX_TERMS):
            query = tantivy.Query.term_set_query(self._schema, field, chunk)
            limit = min(searcher.num_docs, _HOLDERS * len(chunk))  # room is made for that many, found or not
            hits = searcher.search(query, limit=limit, count=False).hits if limit else []
            yield from (address for _, address in hits)

    @read_guarded
    def get(self, article_id: str) -> Article | None:
        """See ``ArticleIndex.get``."""
        return next(iter(self._load(self._searcher(), "id", [article_id])), None)

    @read_guarded
    def ids_beginning(self, start: str, limit: int = 2) -> list[str]:
        """See ``ArticleIndex.ids_beginning``."""
        if not start.isascii() or not start.isalnum():
            return []
        searcher = self._searcher()
        hits = searcher.search(tantivy.Query.regex_query(self._schema, "id", f"{start}.*"), limit=limit).hits
        return sorted(read_article(searcher, address).id for _, address in hits)

    @read_guarded
    def known(self, ids: Iterable[str]) -> dict[str, Known]:
        """See ``ArticleIndex.known``."""
        wanted, searcher = set(ids), self._searcher()
        # one at a time: of the thousand articles of a sitemap, a few words each are kept
        stored = (
            orjson.loads(read_stored(searcher, address)) for address in self._holders(searcher, "addresses", wanted)
        )
        return by_address(stored, wanted) | {key: deleted(key) for key in self.records.find_buried(wanted)}

    @read_guarded
    def near(self, articles: Sequence[Article], fresh: bool = False) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``; what was written is found at once."""
        return find_neighbours(self._searcher(), self._schema, articles)

    @read_guarded
    def fetch(self, ids: Iterable[str]) -> list[Article]:
        """See ``ArticleIndex.fetch``."""
        return self._load(self._searcher(), "id", ids)

    # -- searching

    def search(self, request: SearchRequest) -> SearchResult:
        """See ``ArticleIndex.search``."""
        tree = request.tree()
        searcher = self._searcher()
        if request.cursor is None:
            self._walks.forget_old()
            return self._search(request, tree, searcher, self._query(tree, searcher))
        step = self._walks.step(request, searcher)
        page = replace(request, offset=step.offset)
        result = self._search(page, tree, step.searcher, self._query(tree, step.searcher))
        return replace(result, cursor=self._walks.next_cursor(step, request, len(result.hits)))

    def _query(self, tree: Node, searcher: tantivy.Searcher) -> tantivy.Query:
        try:
            return Translator(self._schema, searcher).translate(tree)
        except ValueError as error:  # what a tree asks for and tantivy cannot is no damage
            raise QueryError(f"query: it cannot be asked: {str(error)[:200]}") from error

    @read_guarded
    def _search(
        self, request: SearchRequest, tree: Node, searcher: tantivy.Searcher, query: tantivy.Query
    ) -> SearchResult:
        order: dict[str, Any] = {}
        if request.sort != "relevance" or not any(positive(tree)):
            direction = tantivy.Order.Asc if request.sort == "oldest" else tantivy.Order.Desc
            order = {"order_by_field": "published", "order": direction}
        all_copies = request.copies or asks_for_copies(tree)
        collapse = not all_copies and searcher.doc_freq("is", "copy") > 0
        unit = request.unit
        counted = begin_facets(searcher, query, request.facets, request.facet_size, unit)
        find = collapsed_page_of if collapse else page_of
        found, page = find(searcher, query, request, order)
        total = int(getattr(found, "count", 0) or 0)  # the stub lacks it
        histogram, interval = count_over_time(searcher, query, request)
        sites, facets = counted()
        return SearchResult(
            total,
            count_texts(searcher, self._schema, query, total),
            self._hits(searcher, page, tree, request.highlight, scored=not order),
            facets,
            histogram,
            collapsed=not all_copies,
            interval=interval,
            sites=sites,
            undated=count_undated(searcher, query, unit) if request.histogram else 0,
        )

    def _hits(self, searcher: tantivy.Searcher, page: Found, tree: Node, highlight: bool, scored: bool) -> list[Hit]:
        highlighter = Highlighter(tree)
        hits = []
        for score, address in page:
            article = read_article(searcher, address)
            marks = highlighter.highlights(article) if highlight else {}
            copies = count_copies(searcher, self._schema, article.cluster)
            hits.append(Hit(article, float(score) if scored else 0.0, marks, copies))
        return hits

    def scan(self, request: SearchRequest) -> Iterator[Article]:
        """See ``ArticleIndex.scan``; sees the archive as it was when it began."""
        for searcher, address in self._everything(request):
            yield self._read(searcher, address)

    def fingerprints(self, request: SearchRequest) -> Iterator[Fingerprint]:
        """See ``ArticleIndex.fingerprints``."""
        for searcher, address in self._everything(request):
            yield read_fingerprint(searcher, address)

    def _everything(self, request: SearchRequest) -> Iterator[tuple[tantivy.Searcher, tantivy.DocAddress]]:
        searcher = self._searcher()
        query = self._query(request.tree(), searcher)
        if searcher.num_docs:
            yield from ((searcher, address) for _, address in self._all_hits(searcher, query))

    @read_guarded
    def _all_hits(self, searcher: tantivy.Searcher, query: tantivy.Query) -> Found:
        return searcher.search(query, limit=searcher.num_docs, count=False, order_by_field="published").hits

    @read_guarded
    def _read(self, searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Article:
        return read_article(searcher, address)

    # -- state

    @read_guarded
    def stats(self) -> ArchiveStats:
        """See ``ArticleIndex.stats``."""
        searcher = self._searcher()
        size = folder_bytes(self.folder)
        _, facets = count_facets(searcher, tantivy.Query.all_query(), ("site", "language"), 1000)
        counts = {name: {bucket.value: bucket.count for bucket in found} for name, found in facets.items()}
        return ArchiveStats(self.engine, str(self.folder), searcher.num_docs, size, counts["site"], counts["language"])

    def status(self) -> list[IndexStatus]:
        """See ``ArticleIndex.status``."""
        held = self.stats()
        return [IndexStatus(held.place, "green", held.articles, held.bytes, SCHEMA)]

    def readable(self, damaged: Callable[[str], None]) -> Iterator[Article]:
        """See ``ArticleIndex.readable``."""
        searcher = self._searcher()
        for _, address in self._all_hits(searcher, tantivy.Query.all_query()) if searcher.num_docs else []:
            try:
                yield self._read(searcher, address)
            except (ArchiveError, TypeError) as error:
                damaged(f"an article cannot be read: {error}")

    def close(self) -> None:
        """See ``ArticleIndex.close``; nothing stays open between calls."""
