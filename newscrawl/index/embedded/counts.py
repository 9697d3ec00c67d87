"""What the embedded engine counts beside the hits: different texts, facets, histograms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import tantivy

from newscrawl.index.embedded.schema import epoch
from newscrawl.index.fields import merge_spellings
from newscrawl.index.protocol import Bucket
from newscrawl.index.query import SearchRequest, time_zone

_SPELLINGS = 10_000
"""Different values of a facet that are counted."""
_EXACT = 20_000
"""Near copies among the hits up to which different texts are counted one by one; more are estimated."""


def count_matches(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """Return how many articles match."""
    return int(getattr(searcher.search(query, limit=1), "count", 0) or 0)  # the stub lacks it


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


def count_values(searcher: tantivy.Searcher, query: tantivy.Query, name: str, size: int) -> list[Bucket]:
    """Return the most frequent values of one of ``FACETS``."""
    terms = {"terms": {"field": f"{name}_shown", "size": _SPELLINGS}}
    buckets = searcher.aggregate(query, {"f": terms})["f"]["buckets"]  # most frequent spelling first
    return merge_spellings(((b["key"], b["doc_count"]) for b in buckets), size)


def count_over_time(searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest) -> list[Bucket]:
    """Return how many articles were published in each day, week or month, from the first to the last with any."""
    zone = time_zone(request.timezone)
    field = "published" if zone else "published_local"
    ends = searcher.aggregate(query, {"s": {"stats": {"field": field}}})["s"]
    if not ends["count"]:
        return []
    starts = _starts(int(ends["min"]), int(ends["max"]), request.histogram or "day", zone)
    seconds = [epoch(start) for start in starts]
    ranges = [{"from": a, "to": b} for a, b in pairwise(seconds)]
    buckets = searcher.aggregate(query, {"h": {"range": {"field": field, "ranges": ranges}}})["h"]["buckets"]
    counts = {int(b["from"]): b["doc_count"] for b in buckets if b.get("from") is not None and b.get("to") is not None}
    return [Bucket(start.date().isoformat(), counts.get(s, 0)) for start, s in zip(starts[:-1], seconds, strict=False)]


def _starts(low: int, high: int, interval: str, zone: Any) -> list[datetime]:
    """Return the beginnings of all intervals from ``low`` to ``high`` (epoch seconds), and one more."""
    first = datetime.fromtimestamp(low, zone or UTC).replace(tzinfo=None)
    day = datetime(first.year, first.month, first.day)
    if interval == "week":
        day -= timedelta(days=day.weekday())
    elif interval == "month":
        day = day.replace(day=1)
    starts = [day]
    while epoch(starts[-1].replace(tzinfo=zone or UTC)) <= high:
        last = starts[-1]
        if interval == "month":
            starts.append(datetime(last.year + last.month // 12, last.month % 12 + 1, 1))
        else:
            starts.append(last + timedelta(days=7 if interval == "week" else 1))
    return [start.replace(tzinfo=zone or UTC) for start in starts]
