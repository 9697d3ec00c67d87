"""What the Elasticsearch engine counts beside the hits: different texts, copies, facets, histograms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from newscrawl.index.elastic.reader import Reader
from newscrawl.index.fields import merge_spellings
from newscrawl.index.protocol import Bucket
from newscrawl.index.query import SearchRequest, time_zone

_SPELLINGS = 10_000
"""Different values of a facet that are counted."""
_EXACT = 40_000
"""Different texts up to which their count is as good as exact; the most that Elasticsearch takes."""


def aggregations(request: SearchRequest) -> dict[str, Any]:
    """Return what is to be counted with a search."""
    found: dict[str, Any] = {name: {"terms": {"field": name, "size": _SPELLINGS}} for name in request.facets}
    found["copies"] = {"filter": {"term": {"keys.is": "copy"}}}
    if request.histogram:
        zone = time_zone(request.timezone)
        calendar = {"field": "published_at", "time_zone": str(zone)} if zone else {"field": "published_local"}
        interval = {"calendar_interval": request.histogram, "format": "yyyy-MM-dd"}
        found["histogram"] = {"date_histogram": {**calendar, **interval}}
    return found


def facets(answer: Mapping[str, Any], request: SearchRequest) -> dict[str, list[Bucket]]:
    """Return the facets in an answer."""
    found = answer.get("aggregations") or {}
    return {name: merge_spellings(_counts(found[name]), request.facet_size) for name in request.facets}


def histogram(answer: Mapping[str, Any]) -> list[Bucket]:
    """Return the histogram in an answer; empty if none was asked for."""
    buckets = (answer.get("aggregations") or {}).get("histogram", {}).get("buckets", ())
    return [Bucket(bucket["key_as_string"], bucket["doc_count"]) for bucket in buckets]


def count_texts(reader: Reader, query: dict[str, Any], answer: Mapping[str, Any], total: int) -> int:
    """Return how many different texts there are among the matches: near copies count once."""
    if not (answer.get("aggregations") or {}).get("copies", {}).get("doc_count"):
        return total
    counted = {"texts": {"cardinality": {"field": "cluster", "precision_threshold": _EXACT}}}
    found = reader.ask(index=reader.alias, query=query, size=0, track_total_hits=False, aggs=counted)
    return int(found["aggregations"]["texts"]["value"])


def cluster_sizes(reader: Reader, clusters: Iterable[str]) -> dict[str, int]:
    """Return how many articles are in each of these clusters."""
    if not (wanted := sorted(clusters)):
        return {}
    counted = {"clusters": {"terms": {"field": "cluster", "size": len(wanted)}}}
    query = {"terms": {"cluster": wanted}}
    answer = reader.ask(index=reader.alias, query=query, size=0, track_total_hits=False, aggs=counted)
    return dict(_counts(answer["aggregations"]["clusters"]))


def _counts(aggregation: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for bucket in aggregation["buckets"]:
        yield str(bucket["key"]), int(bucket["doc_count"])
