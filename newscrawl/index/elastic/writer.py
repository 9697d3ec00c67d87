"""Writes of the Elasticsearch engine: in bulk, each naming the version of the article that it was decided on.

A write that another writer was faster with is decided anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from newscrawl.errors import ArchiveError
from newscrawl.index.address import Address
from newscrawl.index.batches import batches
from newscrawl.index.elastic.client import BUSY, blocked, reason, translated
from newscrawl.index.elastic.indices import Indices
from newscrawl.index.elastic.mapping import document, write_alias
from newscrawl.index.elastic.reader import Reader
from newscrawl.index.elastic.records import Records
from newscrawl.index.elastic.twins import Held, Twins
from newscrawl.index.merge import decide
from newscrawl.index.protocol import Deferred, Outcome, Rejected
from newscrawl.items import Article, article_id

ROUNDS = 8  # how often an article is decided anew that another writer was faster with
LOOK_UP = 1000  # addresses a query
WINDOW = 10_000  # hits a query: Elasticsearch's own bound
HOLDERS = 8  # articles that may hold one address or one text: on several sites, say
_ANSWER = "items.*._id,items.*.status,items.*.error"  # of a bulk: the rest is 90 % of it, and of no use
_AGAIN = Deferred("another writer was faster each time")


class Writer:
    """Writes articles of one archive."""

    def __init__(
        self, client: Elasticsearch, address: Address, indices: Indices, reader: Reader, records: Records
    ) -> None:
        self.client, self.address, self.indices, self.reader, self.records = client, address, indices, reader, records
        self.twins = Twins(self._with_texts, self._settle)
        self.written = False
        """Something was written since the last refresh."""

    def refresh(self) -> None:
        """Make what was written before, by whomever, visible."""
        self.client.indices.refresh(index=self.indices.alias, ignore_unavailable=True)
        self.written = False

    @translated
    def merge_last_twins(self) -> None:
        """Merge the twins of all that was added."""
        if self.written:
            self.refresh()
            self.twins.merge(everything=True)

    @translated
    def put(self, articles: Sequence[Article], revisions_kept: int) -> list[Outcome | Rejected | Deferred]:
        """Insert or update articles; see ``ArticleIndex.put``."""
        results: list[Outcome | Rejected | Deferred] = [_AGAIN] * len(articles)
        taken_down = self.records.find_buried(article.id for article in articles)
        for n, article in enumerate(articles):
            if article.id in taken_down:
                results[n] = "deleted"
        pending = [n for n in range(len(articles)) if results[n] is _AGAIN]
        self.twins.merge()
        for turn in range(ROUNDS):
            if not pending:
                break
            batch = [articles[n] for n in pending]
            # what a search does not show yet is found out by the write itself, at the price of a second round
            held = self._holders(batch, refresh=turn > 0 or self.twins.hidden(batch))
            decisions, writes = decide(batch, (h.article for h in held.values()), (), revisions_kept)
            failed = self._bulk([(self._operation(article, held.get(article.id)), article) for article in writes])
            self.twins.note_added(article for article in writes if article.id not in failed)
            for n, decision in zip(pending, decisions, strict=True):
                results[n] = failed.get(decision.id, decision.outcome)
            pending = [n for n in pending if results[n] is _AGAIN]
        return results

    def _holders(self, batch: Sequence[Article], refresh: bool) -> dict[str, Held]:
        """Return what the index holds under one of the addresses, or with one of the texts, by id."""
        if refresh:
            self.refresh()
        ids, hashes = {a.id for a in batch}, {a.content_hash for a in batch if a.content_hash}
        query = {
            "bool": {"should": [{"terms": {"addresses": sorted(ids)}}, {"terms": {"content_hash": sorted(hashes)}}]}
        }
        return {held.article.id: held for held in self._find_held(query, min(WINDOW, HOLDERS * len(batch)))}

    def _find_held(self, query: dict[str, Any], size: int) -> list[Held]:
        hits = self.reader.hits(query, seq_no_primary_term=True, size=size)
        return [
            Held(Article.from_dict(hit["_source"]), hit["_index"], hit["_seq_no"], hit["_primary_term"]) for hit in hits
        ]

    def _with_texts(self, hashes: Sequence[str]) -> list[Held]:
        return self._find_held({"terms": {"content_hash": list(hashes)}}, min(WINDOW, HOLDERS * len(hashes)))

    def _settle(self, stays: Held, article: Article, others: Sequence[Held]) -> bool:
        """Write the one of some twins that stays, then delete the others; False if another writer interfered."""
        return not self._bulk([(self._operation(article, stays), article)]) and self._remove(others)

    def _remove(self, helds: Sequence[Held]) -> bool:
        """Delete articles as they are held; False if another writer interfered."""
        deletions = [{"delete": {**self._operation(held.article, held)["index"]}} for held in helds]
        if not deletions:
            return True
        answer = self.client.bulk(operations=deletions)
        return all(item["delete"]["status"] in (200, 404) for item in answer["items"])

    @translated
    def delete(self, ids: Iterable[str]) -> int:
        """Delete articles; see ``ArticleIndex.delete``."""
        self.refresh()
        return sum(map(self._delete, batches(sorted(set(ids)), LOOK_UP)))

    def _delete(self, ids: list[str]) -> int:
        """Delete some articles; they get their tombstones first, so that no writer brings one back meanwhile."""
        held = self._find_held({"terms": {"id": ids}}, len(ids))
        addresses = {key for one in held for key in (one.article.id, *map(article_id, one.article.also_at))}
        self.records.bury(sorted(addresses), datetime.now(UTC).isoformat(timespec="seconds"))
        count = len(held)
        for _ in range(ROUNDS):
            if self._remove(held):
                self.refresh()
                return count
            self.refresh()
            held = self._find_held({"terms": {"id": ids}}, len(ids))
        raise ArchiveError(f"Elasticsearch at {self.address} did not delete an article: {_AGAIN.reason}")

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
        self.written = True
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
        """Write articles as they are; see ``ArticleIndex.load``."""
        written = 0
        taken_down = self.records.find_buried(article.id for article in articles)
        pending = [article for article in articles if article.id not in taken_down]
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
        """Set fields of the index's own; see ``ArticleIndex.amend``."""
        pending = sorted(changes)
        for turn in range(ROUNDS):
            if not pending:
                return
            if turn:
                self.refresh()
            held = [h for ids in batches(pending, LOOK_UP) for h in self._find_held({"terms": {"id": ids}}, LOOK_UP)]
            amended = [(h, replace(h.article, **changes[h.article.id])) for h in held]
            failed = self._bulk([(self._operation(article, h), article) for h, article in amended])
            pending = [key for key, failure in failed.items() if failure is _AGAIN]
            if other := next((f for f in failed.values() if f is not _AGAIN), None):
                raise ArchiveError(f"Elasticsearch at {self.address} did not take an article: {other.reason}")
