"""Hits of the embedded engine: a page of them, one a cluster, and the articles they stand for."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import orjson
import tantivy

from newscrawl.index.protocol import Fingerprint, Sketched
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

SPARE = 16  # hits of one page that may be near copies of others, before it is searched again
_ID = slice(7, 7 + 32)  # after {"id":"
_BANDS = b',"near_bands":['
_CLUSTER = re.compile(rb'\],"cluster":"([0-9a-f]*)"')
_PUBLISHED = re.compile(rb',"published_at":(?:null|"([^"\\]*)")')
_FINGERPRINT = re.compile(rb'^{"id":"([0-9a-f]{32})".*"content_hash":"([0-9a-f]*)","near_bands":', re.S)
"""Id and text as ``Article.to_json`` writes them; in a text, a quotation mark has a backslash before it."""
Found = list[tuple[Any, tantivy.DocAddress]]


def page_of(
    searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest, order: dict[str, Any]
) -> tuple[tantivy.SearchResult, Found]:
    found = searcher.search(query, limit=max(request.limit, 1), offset=request.offset, **order)
    return found, found.hits[: request.limit]


def collapsed_page_of(
    searcher: tantivy.Searcher, query: tantivy.Query, request: SearchRequest, order: dict[str, Any]
) -> tuple[tantivy.SearchResult, Found]:
    """Search, and let one of each cluster pass, the best one; look at more hits until the page is full."""
    wanted = max(request.offset + request.limit, 1)
    limit = wanted + SPARE
    while True:
        found = searcher.search(query, limit=limit, **order)
        hits = one_a_cluster(searcher, found.hits)
        if len(hits) >= wanted or len(found.hits) < limit:
            return found, list(islice(hits, request.offset, request.offset + request.limit))
        limit *= 2


def one_a_cluster(searcher: tantivy.Searcher, hits: Found) -> Found:
    """Return the best hit of each cluster, the best cluster first."""
    best: dict[Any, tuple[Any, tantivy.DocAddress]] = {}
    clusters = searcher.fast_field_values("cluster_number", [address for _, address in hits])
    for cluster, hit in zip(clusters, hits, strict=True):
        best.setdefault(cluster, hit)
    return list(best.values())


def read_article(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Article:
    return Article.from_json(read_stored(searcher, address))


def read_sketch(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Sketched:
    """Read what a look-up of near copies needs; the JSON of whole articles would take most of its time."""
    stored = read_stored(searcher, address)
    # the keys are the article's own: a quotation mark inside a text has a backslash before it
    begin = stored.find(_BANDS) + len(_BANDS)
    end = stored.find(b"]", begin)
    cluster, dated = _CLUSTER.match(stored, end), _PUBLISHED.match(stored, stored.find(b',"published_at":'))
    if begin < len(_BANDS) or cluster is None or dated is None:
        values = orjson.loads(stored)
        return Sketched(values["id"], values["cluster"], values.get("published_at"), values.get("near_bands") or [])
    bands = stored[begin + 1 : end - 1].decode().split('","') if end > begin else []
    published = dated[1].decode() if dated[1] else None
    return Sketched(stored[_ID].decode(), cluster[1].decode(), published, bands)


def read_fingerprint(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Fingerprint:
    stored = read_stored(searcher, address)
    if found := _FINGERPRINT.search(stored):  # a tenth of the time that reading all of the JSON takes
        return Fingerprint(found[1].decode(), found[2].decode())
    values = orjson.loads(stored)
    return Fingerprint(values["id"], values["content_hash"])


def read_stored(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> bytes:
    return bytes(searcher.doc(address).get_first("article") or b"")
