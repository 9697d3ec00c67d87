"""What the Elasticsearch engine counts beside the hits: different texts, copies, facets, histograms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from newscrawl.index.dates import Interval
from newscrawl.index.elastic.reader import Reader
from newscrawl.index.fields import merge_spellings, suitable_interval
from newscrawl.index.protocol import Bucket
from newscrawl.index.query import SearchRequest, Unit, time_zone

_SPELLINGS = 10_000
"""Different values of a facet that are counted."""
_EXACT_IN_BUCKETS = 1_000
"""The same in each bucket of a facet or a histogram: there are thousands of them, and each takes eight times as many
bytes."""
_EXACT = 40_000
"""Different texts up to which their count is as good as exact; the most that Elasticsearch takes."""


def interval_of(reader: Reader, query: dict[str, Any], request: SearchRequest) -> Interval | None:
    """Return the interval of the histogram that is asked for; None without one, or where nothing has a date."""
    if request.histogram != "auto":
        return request.histogram
    ends = {name: {name: {"field": "published_at"}} for name in ("min", "max")}
    found = reader.ask(index=reader.alias, query=query, size=0, track_total_hits=False, aggs=ends)["aggregations"]
    low, high = (found[name]["value"] for name in ("min", "max"))
    if low is None or high is None:
        return None
    return suitable_interval(datetime.fromtimestamp(low / 1000, UTC), datetime.fromtimestamp(high / 1000, UTC))


def aggregations(request: SearchRequest, interval: Interval | None) -> dict[str, Any]:
    """Return what is to be counted with a search."""
    counted = _counted(request.unit)
    found: dict[str, Any] = {name: {"terms": {"field": name, "size": _SPELLINGS}, **counted} for name in request.facets}
    found["copies"] = {"filter": {"term": {"keys.is": "copy"}}}
    found["sites"] = {"cardinality": {"field": "site"}}
    if request.histogram:
        found["undated"] = {"missing": {"field": "published_at"}, **counted}
    if interval:
        zone = time_zone(request.timezone)
        calendar = {"field": "published_at", "time_zone": str(zone)} if zone else {"field": "published_local"}
        buckets = {"calendar_interval": interval, "format": "yyyy-MM-dd"}
        found["histogram"] = {"date_histogram": {**calendar, **buckets}, **counted}
    return found


_OF_UNIT = {"texts": "cluster", "sites": "site"}


def _counted(unit: Unit) -> dict[str, Any]:
    """Return what is to be counted in each bucket beside its articles."""
    if unit not in _OF_UNIT:
        return {}
    return {"aggs": {"n": {"cardinality": {"field": _OF_UNIT[unit], "precision_threshold": _EXACT_IN_BUCKETS}}}}


def _count(bucket: Mapping[str, Any], unit: Unit) -> int:
    return int(bucket["n"]["value"]) if unit in _OF_UNIT else int(bucket["doc_count"])


def facets(answer: Mapping[str, Any], request: SearchRequest) -> dict[str, list[Bucket]]:
    """Return the facets in an answer."""
    found = answer.get("aggregations") or {}
    return {name: merge_spellings(_counts(found[name], request.unit), request.facet_size) for name in request.facets}


def histogram(answer: Mapping[str, Any], unit: Unit) -> list[Bucket]:
    """Return the histogram in an answer; empty if none was asked for."""
    buckets = (answer.get("aggregations") or {}).get("histogram", {}).get("buckets", ())
    return [Bucket(bucket["key_as_string"], _count(bucket, unit)) for bucket in buckets]


def undated(answer: Mapping[str, Any], unit: Unit) -> int:
    """Return how many matches have no date, if a histogram was asked for."""
    found = (answer.get("aggregations") or {}).get("undated")
    return _count(found, unit) if found else 0


def sites(answer: Mapping[str, Any]) -> int:
    """Return how many sites have a match."""
    return int((answer.get("aggregations") or {}).get("sites", {}).get("value", 0))


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


def _counts(aggregation: Mapping[str, Any], unit: Unit = "articles") -> Iterator[tuple[str, int]]:
    for bucket in aggregation["buckets"]:
        yield str(bucket["key"]), _count(bucket, unit)
