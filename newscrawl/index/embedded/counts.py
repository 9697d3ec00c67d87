"""What the embedded engine counts beside the hits: different texts, facets, histograms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import tantivy

from newscrawl.errors import QueryError
from newscrawl.index.dates import Interval, next_start
from newscrawl.index.embedded.schema import epoch
from newscrawl.index.fields import merge_spellings, suitable_interval
from newscrawl.index.protocol import Bucket
from newscrawl.index.query import SearchRequest, Unit, time_zone

_SPELLINGS = 10_000
"""Different values of a facet that are counted."""
MOST_BUCKETS = 20_000
"""Intervals of one histogram: days of 54 years."""
_EXACT = 20_000
"""Near copies among the hits up to which different texts are counted one by one; more are estimated."""


def count_matches(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Return how many articles match."""
    return int(getattr(searcher.search(query, limit=1), "count", 0) or 0)  # the stub lacks it


def count_copies(searcher: tantivy.Searcher, schema: tantivy.Schema, cluster: str) -> int:
    """Return how many near copies of an article of this cluster there are beside it."""
    if searcher.doc_freq("cluster", cluster) < 2:  # counts older versions too, until they are merged away
        return 0
    return count_matches(searcher, tantivy.Query.term_query(schema, "cluster", cluster, "basic")) - 1


def count_texts(searcher: tantivy.Searcher, schema: tantivy.Schema, query: tantivy.Query, total: int) -> int:
    """Return how many different texts there are among the ``total`` matches: near copies count once."""
    make, must = tantivy.Query, tantivy.Occur.Must
    if not total or not searcher.doc_freq("is", "copy"):
        return total
    is_copy = make.term_query(schema, "is", "copy", "basic")
    found = searcher.search(make.boolean_query([(must, query), (must, is_copy)]), limit=_EXACT + 1)
    if not found.hits:
        return total
    if len(found.hits) > _EXACT:
        estimate = searcher.aggregate(query, {"texts": {"cardinality": {"field": "cluster_number"}}})
        return min(total, round(float(estimate["texts"]["value"])))
    clusters = list(set(searcher.fast_field_values("cluster_number", [address for _, address in found.hits])))
    of_these = make.term_set_query(schema, "cluster_number", clusters)
    firsts = [(must, query), (must, of_these), (tantivy.Occur.MustNot, is_copy)]
    # each cluster counts once: by its first article where that matches, else by one of its copies
    return total - len(found.hits) + len(clusters) - count_matches(searcher, make.boolean_query(firsts))


def count_facets(
    searcher: tantivy.Searcher, query: tantivy.Query, names: Sequence[str], size: int, unit: Unit = "articles"
) -> tuple[int, dict[str, list[Bucket]]]:
    """Return how many sites have a match, and the most frequent values of some of ``FACETS``: in one walk over them."""
    asked: dict[str, Any] = {"sites": {"terms": {"field": "site_shown", "size": _SPELLINGS}}}
    for name in names:
        asked[f"of {name}"] = {"terms": {"field": f"{name}_shown", "size": _SPELLINGS}, **_counted(unit)}
    found = searcher.aggregate(query, asked)
    facets = {}
    for name in names:
        buckets = found[f"of {name}"]["buckets"]  # most frequent spelling first
        facets[name] = merge_spellings(((b["key"], _count(b, unit)) for b in buckets), size)
    return len(found["sites"]["buckets"]), facets


def begin_facets(
    searcher: tantivy.Searcher, query: tantivy.Query, names: Sequence[str], size: int, unit: Unit
) -> Callable[[], tuple[int, dict[str, list[Bucket]]]]:
    """Begin ``count_facets`` beside the search for hits, which takes a third as long; returns what waits for it."""
    return _BESIDE.submit(count_facets, searcher, query, names, size, unit).result


_BESIDE = ThreadPoolExecutor(2, "facets")
_OF_UNIT = {"texts": "cluster_number", "sites": "site_shown"}


def _counted(unit: Unit) -> dict[str, Any]:
    """Return what is to be counted in each bucket beside its articles."""
    return {"aggs": {"n": {"cardinality": {"field": _OF_UNIT[unit]}}}} if unit in _OF_UNIT else {}


def _count(bucket: dict[str, Any], unit: Unit) -> int:
    return int(bucket["n"]["value"]) if unit in _OF_UNIT else int(bucket["doc_count"])


def count_undated(searcher: tantivy.Searcher, query: tantivy.Query, unit: Unit) -> int:
    """Return how many matches have no date."""
    make = tantivy.Query
    dated = make.exists_query("published")
    undated = make.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, dated)])
    if unit == "articles":
        return count_matches(searcher, undated)
    return int(searcher.aggregate(undated, _counted(unit)["aggs"])["n"]["value"])


def count_over_time(
    searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest
) -> tuple[list[Bucket], Interval | None]:
    """Return how many articles were published in each day, week, month or year, from the first to the last with any,
    and which of these it is.
    """
    if not request.histogram:
        return [], None
    zone = time_zone(request.timezone)
    field = "published" if zone else "published_local"
    ends = searcher.aggregate(query, {"s": {"stats": {"field": field}}})["s"]
    if not ends["count"]:
        return [], None
    low, high = int(ends["min"]), int(ends["max"])
    interval = request.histogram
    if interval == "auto":
        interval = suitable_interval(datetime.fromtimestamp(low, UTC), datetime.fromtimestamp(high, UTC))
    starts = _starts(low, high, interval, zone)
    seconds = [epoch(start) for start in starts]
    if starts[-1].date() == date.max:
        seconds[-1] += 24 * 3600  # the last day of the calendar has no day after it
    ranges = [{"from": a, "to": b} for a, b in pairwise(seconds)]
    counted = {"range": {"field": field, "ranges": ranges}, **_counted(request.unit)}
    buckets = [
        b for b in searcher.aggregate(query, {"h": counted})["h"]["buckets"] if None not in (b.get("from"), b.get("to"))
    ]
    counts = {int(b["from"]): _count(b, request.unit) for b in buckets}
    found = [Bucket(start.date().isoformat(), counts.get(s, 0)) for start, s in zip(starts[:-1], seconds, strict=False)]
    return found, interval


def _starts(low: int, high: int, interval: Interval, zone: Any) -> list[datetime]:
    """Return the beginnings of all intervals from ``low`` to ``high`` (epoch seconds), and one more."""
    first = datetime.fromtimestamp(low, zone or UTC).replace(tzinfo=None)
    day = datetime(first.year, first.month, first.day)
    if interval == "week":
        day -= timedelta(days=day.weekday())
    elif interval == "month":
        day = day.replace(day=1)
    elif interval == "year":
        day = day.replace(month=1, day=1)
    starts = [day]
    while epoch(starts[-1].replace(tzinfo=zone or UTC)) <= high:
        if len(starts) > MOST_BUCKETS:
            raise QueryError(f"the time has more than {MOST_BUCKETS:,} {interval}s; choose a longer interval")
        starts.append(datetime.combine(next_start(starts[-1].date(), interval), datetime.min.time()))
        if starts[-1].date() == date.max:
            break
    return [start.replace(tzinfo=zone or UTC) for start in starts]
