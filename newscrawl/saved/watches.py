"""Saved searches: what is new since the last time, each text once."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from newscrawl.errors import ArgumentError, NotHeld
from newscrawl.exports.manifest import in_words
from newscrawl.index.nodes import And, Bound, Not, Or, Range
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import FILTERS, SearchRequest
from newscrawl.items import Article, instant, now
from newscrawl.saved.names import checked_name

KIND = "watches"
_PAST_DAYS = 28  # of which one is expected
_LOOKED_BACK = timedelta(days=30)
"""Articles published longer ago are not told: they came in late, by a crawl of an archive."""
_ON_THE_WAY = timedelta(days=7)
"""An article is told that was first seen before the last run, but reached the index after it: it may wait in an
outbox for so long."""
_ALWAYS = Range("published", Bound(datetime(1, 1, 1, tzinfo=UTC)), None)
_KEPT = (*FILTERS, "tags", "exclude", "timezone")
_REMEMBERED = 50_000
"""Ids of what was told, so that none is told twice."""


@dataclass
class Watch:
    """One saved search."""

    name: str
    query: str
    filters: dict[str, Any] = field(default_factory=dict)
    """Other fields of the SearchRequest."""
    made_at: str = ""
    last_run_at: str | None = None
    told: list[str] = field(default_factory=list)
    """Clusters and articles that were told, the oldest first: a cluster has another id once an older copy comes."""

    def in_words(self) -> str:
        """Return the search for people."""
        return in_words({"text": self.query, **self.filters})

    def request(self) -> SearchRequest:
        """Return the search."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in self.filters.items()
        }
        return SearchRequest(self.query, **values)


@dataclass(frozen=True)
class Finding:
    """A new text: the article that brought it, and its near copies that are new too."""

    article: Article
    copies: list[Article]


def add_watch(index: ArticleIndex, name: str, request: SearchRequest) -> Watch:
    """Save a search under a name. Raises ArgumentError for a name that is taken and for a search of certain days,
    QueryError for a wrong query.
    """
    if request.since or request.until:
        raise ArgumentError("a watch looks for what is new; since and until have no use in it")
    if request.tree() == And(()):
        raise ArgumentError("a watch needs a query, or a filter such as --tag: this would tell everything")
    filters = {key: _plain(value) for key in _KEPT if (value := getattr(request, key))}
    watch = Watch(checked_name(name), request.text, filters, now())
    watch.request().tree()
    if watch.name in index.records.saved(KIND):
        raise ArgumentError(f"there is a watch {watch.name!r} already; forget it first, or take another name")
    watch.told = _names(run_watch(index, watch))  # what is there is no news
    _keep(index, watch)
    return watch


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: list(values) for name, values in value.items()}
    return value if isinstance(value, str | int | bool) else list(value)


def watches(index: ArticleIndex) -> list[Watch]:
    """Return all saved searches, by name."""
    return [Watch(name=name, **values) for name, values in index.records.saved(KIND).items()]


def forget_watch(index: ArticleIndex, name: str) -> None:
    """Forget a saved search. Raises NotHeld if there is none of that name."""
    if not index.records.forget_saved(KIND, name):
        raise NotHeld(f"there is no watch {name!r}")


def expected_a_day(index: ArticleIndex, request: SearchRequest, today: date | None = None) -> float:
    """Return how many new texts a day a search would have told in the last four weeks, on average.

    Where nothing was published in that time, those are the last four weeks of the archive.
    """
    day = today or datetime.now(UTC).date()
    newest = index.search(SearchRequest(sort="newest", limit=1, highlight=False)).hits
    if newest and newest[0].article.published_at:
        day = min(day, date.fromisoformat(newest[0].article.published_at[:10]))
    since = day - timedelta(days=_PAST_DAYS - 1)
    asked = replace(
        request, since=since.isoformat(), until=day.isoformat(), histogram="day", limit=0, facets=(), unit="texts"
    )
    counts = [bucket.count for bucket in index.search(asked).histogram]
    return float(statistics.mean(counts + [0] * (_PAST_DAYS - len(counts))))


def run_watch(index: ArticleIndex, watch: Watch) -> list[Finding]:
    """Return what is new since the last time, the latest first; what is returned is not kept as told before
    ``mark_told``.
    """
    told, last = set(watch.told), datetime.fromisoformat(watch.last_run_at or watch.made_at)
    recent = Or((Range("published", Bound(last - _LOOKED_BACK), None), Not(_ALWAYS)))  # or without a date
    seen_after = (last - _ON_THE_WAY).timestamp()
    by_text: dict[str, list[Article]] = {}
    for article in index.scan(replace(watch.request(), where=recent)):
        seen = article.first_seen_at or article.crawled_at
        if seen is None or instant(seen) >= seen_after:
            by_text.setdefault(article.cluster, []).append(article)
    found = [Finding(first, rest) for first, *rest in by_text.values()]
    return [finding for finding in found if not told.intersection(_names([finding]))]


def _names(findings: list[Finding]) -> list[str]:
    """Return the ids by which it is known that a text was told."""
    articles = [article for finding in findings for article in (finding.article, *finding.copies)]
    return list(dict.fromkeys(key for article in articles for key in (article.cluster, article.id)))


def mark_told(index: ArticleIndex, watch: Watch, findings: list[Finding]) -> None:
    """Keep that these were told, once they are."""
    watch.told = [*watch.told, *_names(findings)][-_REMEMBERED:]
    watch.last_run_at = now()
    _keep(index, watch)


def _keep(index: ArticleIndex, watch: Watch) -> None:
    values = asdict(watch)
    index.records.keep_saved(KIND, values.pop("name"), values)
