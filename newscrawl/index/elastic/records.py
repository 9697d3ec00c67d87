"""What an archive in Elasticsearch keeps beside its articles: front pages, crawl runs, tombstones, and what people
saved; an index for each.

They are ``<prefix>-front-pages``, ``<prefix>-runs``, ``<prefix>-tombstones`` and ``<prefix>-saved``, made from
templates of the same names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from elasticsearch import ConflictError, Elasticsearch, NotFoundError

from newscrawl.index.address import Address
from newscrawl.index.elastic.client import translated
from newscrawl.index.elastic.reader import Reader
from newscrawl.items import CrawlRun, FrontPage

_MOST = 10_000  # hits that a search may ask for (index.max_result_window)
_KEYWORD: dict[str, Any] = {"type": "keyword"}
_DATE: dict[str, Any] = {"type": "date", "format": "strict_date_optional_time"}
_TEXT: dict[str, Any] = {"type": "text"}
_AS_IT_IS: dict[str, Any] = {"type": "object", "enabled": False}
_COUNT: dict[str, Any] = {"type": "long"}
_RANKED = {"rank": {"type": "integer"}, "url": _KEYWORD, "headline": _TEXT, "category": _KEYWORD, "date": _KEYWORD}
_COUNTS = (
    "pages", "new", "changed", "unchanged", "duplicate", "deleted", "earlier", "known_skipped", "not_modified",
    "linked", "retracted", "undelivered", "peak_memory", "pid", "code",
)  # fmt: skip
MAPPINGS: dict[str, dict[str, Any]] = {
    "front-pages": {
        "url": _KEYWORD,
        "site": _KEYWORD,
        "language": _KEYWORD,
        "seen_at": _DATE,
        "last_seen_at": _DATE,
        "ticker": {"type": "nested", "properties": {"statement": _TEXT, "speaker": _KEYWORD}},
        "most_read": {"type": "nested", "properties": _RANKED},
        "coverage": {"type": "nested", "properties": {"url": _KEYWORD, "headline": _TEXT}},
    },
    "runs": {
        **dict.fromkeys(("id", "site", "reason", "host", "version", "job", "notes"), _KEYWORD),
        **dict.fromkeys(("started_at", "finished_at"), _DATE),
        **dict.fromkeys(_COUNTS, _COUNT),
        **dict.fromkeys(("rejected", "coverage", "layers", "bounds", "errors", "listings"), _AS_IT_IS),
        "seconds": {"type": "float"},
    },
    "tombstones": {"id": _KEYWORD, "deleted_at": _DATE},
    "saved": {"kind": _KEYWORD, "name": _KEYWORD, "values": _AS_IT_IS},
}


class Records:
    """The four indices of one archive."""

    def __init__(self, client: Elasticsearch, address: Address, reader: Reader) -> None:
        self.client, self.address, self.reader = client, address, reader
        self._prepared = False

    def name(self, what: str) -> str:
        """Return the name of one of the indices of ``MAPPINGS``."""
        return f"{self.address.prefix}-{what}"

    def put_templates(self) -> None:
        """Put the templates from which the indices are made."""
        self._prepared = True
        for what, properties in MAPPINGS.items():
            self.client.indices.put_index_template(
                name=self.name(what),
                index_patterns=[self.name(what)],
                priority=300,
                template={
                    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
                    "mappings": {"dynamic": False, "properties": properties},
                },
            )

    def _prepare(self) -> None:
        if not self._prepared:
            self.put_templates()

    @translated
    def keep_front_page(self, page: FrontPage) -> None:
        """Keep a snapshot, or extend the last one of its address if it shows the same."""
        self._prepare()
        same_place = [{"term": {"site": page.site}}, {"term": {"url": page.url}}]
        found = self._search("front-pages", same_place, "last_seen_at", 1)
        kept = FrontPage.from_dict(found[0]) if found else page
        if found and kept.same_as(page):
            kept.last_seen_at = page.last_seen_at
        else:
            kept = page
        key = hashlib.sha256(f"{kept.site} {kept.url} {kept.seen_at}".encode()).hexdigest()[:32]
        self.client.index(index=self.name("front-pages"), id=key, document=kept.to_dict())

    @translated
    def front_pages(
        self, site: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = 100
    ) -> list[FrontPage]:
        """Return the snapshots that were to be seen between two times, the newest first."""
        filters = _filters(site, ("last_seen_at", since), ("seen_at", until))
        return [FrontPage.from_dict(row) for row in self._search("front-pages", filters, "seen_at", limit)]

    @translated
    def keep_run(self, run: CrawlRun) -> None:
        """Keep the record of a crawl in the place of an earlier one of the same id."""
        self._prepare()
        self.client.index(index=self.name("runs"), id=run.id, document=run.to_dict())

    @translated
    def runs(
        self, site: str | None = None, since: str | None = None, until: str | None = None, limit: int | None = 100
    ) -> list[CrawlRun]:
        """Return the records of crawls that were started between two times, the newest first."""
        filters = _filters(site, ("started_at", since), ("started_at", until))
        return [CrawlRun.from_dict(row) for row in self._search("runs", filters, "started_at", limit)]

    @translated
    def keep_saved(self, kind: str, name: str, values: Mapping[str, Any], new: bool = False) -> bool:
        """Keep what somebody saved; with ``new`` only if nothing of that name was there. Returns whether it was kept;
        then every look-up finds it.
        """
        self._prepare()
        document = {"kind": kind, "name": name, "values": dict(values)}
        place: dict[str, Any] = {"index": self.name("saved"), "id": _saved_key(kind, name)}
        try:
            self.client.index(**place, document=document, refresh=True, op_type="create" if new else "index")
        except ConflictError:
            return False
        return True

    @translated
    def saved(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return all that was saved of a kind, by name."""
        rows = self._search("saved", [{"term": {"kind": kind}}], "name", None)
        return {row["name"]: row["values"] for row in sorted(rows, key=lambda row: str(row["name"]))}

    @translated
    def forget_saved(self, kind: str, name: str) -> bool:
        """Forget what was saved."""
        try:
            self.client.delete(index=self.name("saved"), id=_saved_key(kind, name), refresh=True)
        except NotFoundError:
            return False
        return True

    @translated
    def bury(self, ids: Iterable[str], when: str) -> None:
        """Keep tombstones; when this returns, every look-up finds them."""
        self._prepare()
        index = self.name("tombstones")
        operations: list[dict[str, Any]] = []
        for key in ids:
            operations += [{"index": {"_index": index, "_id": key}}, {"id": key, "deleted_at": when}]
        if operations:
            self.client.bulk(operations=operations, refresh=True)

    @translated
    def tombstones(self) -> list[str]:
        """Return the ids of the articles that were taken down."""
        return sorted(row["id"] for row in self._search("tombstones", [], "deleted_at", None))

    @translated
    def find_buried(self, ids: Iterable[str]) -> set[str]:
        """Return those of these ids that have a tombstone."""
        wanted = sorted(set(ids))
        if not wanted:
            return set()
        found = self._search("tombstones", [{"terms": {"id": wanted}}], "deleted_at", len(wanted))
        return {row["id"] for row in found}

    def _search(
        self, what: str, filters: list[dict[str, Any]], newest_by: str, limit: int | None
    ) -> list[dict[str, Any]]:
        """Return what matches, the newest first; all of it without ``limit``."""
        index = self.name(what)
        try:
            if what != "tombstones":
                self.client.indices.refresh(index=index)
            order = [{newest_by: {"order": "desc", "unmapped_type": "date"}}]
            query = {"bool": {"filter": filters}}
            if limit is not None and limit <= _MOST:
                answer = self.client.search(index=index, query=query, sort=order, size=limit)
                return [hit["_source"] for hit in answer["hits"]["hits"]]
            return [hit["_source"] for hit in islice(self.reader.pages(index, query, sort=order), limit)]
        except NotFoundError:  # nothing has been kept yet
            return []


def _saved_key(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind} {name}".encode()).hexdigest()[:32]


def _filters(site: str | None, low: tuple[str, str | None], high: tuple[str, str | None]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"term": {"site": site}}] if site else []
    for (field, value), operator in ((low, "gte"), (high, "lte")):
        if value:
            found.append({"range": {field: {operator: value}}})
    return found
