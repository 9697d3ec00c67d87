"""Looks for the articles whose sketches are like that of another, a hundred in one request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from elasticsearch import Elasticsearch

from newscrawl.errors import ArchiveError
from newscrawl.index.address import Address
from newscrawl.index.batches import batches
from newscrawl.index.elastic.client import reason
from newscrawl.index.elastic.mapping import unpacked
from newscrawl.index.near import StockTerms
from newscrawl.index.protocol import BANDS, MIN_SHARED, NEAREST, Sketched
from newscrawl.items import Article

NEAR_LOOK_UP = 100  # articles whose near copies are looked for in one request
_ANSWERED = "responses.status,responses.error,responses.hits.hits.fields"
_FIRST = 10_000  # a boost above all that terms in common can give


class Neighbours:
    """Finds them behind one alias. Not safe to use from several threads at once."""

    def __init__(self, client: Elasticsearch, address: Address, alias: str) -> None:
        self.client, self.address, self.alias = client, address, alias
        self._stock = StockTerms()

    def find(self, articles: Sequence[Article]) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``. Raises ArchiveError where a search fails."""
        asked = [article for article in articles if article.near_bands]
        searches = [_sharing(one.id, self._stock.rarest(one.near_bands[:BANDS])) for one in asked]
        found = chain.from_iterable(map(self._ask, batches(searches, NEAR_LOOK_UP)))
        return [next(found) if article.near_bands else [] for article in articles]

    def _ask(self, searches: Sequence[dict[str, Any]]) -> list[list[Sketched]]:
        lines = [line for search in searches for line in ({"allow_partial_search_results": False}, search)]
        answer = self.client.msearch(index=self.alias, searches=lines, filter_path=_ANSWERED)
        if failed := [response for response in answer["responses"] if "error" in response]:
            why = reason(failed[0])
            raise ArchiveError(f"Elasticsearch at {self.address} did not look for near copies: {why}")
        hits = (response.get("hits", {}).get("hits", ()) for response in answer["responses"])
        return [[_sketched(hit["fields"]) for hit in found] for found in hits]


def _sharing(article_id: str, terms: list[str]) -> dict[str, Any]:
    """Return the search for what has terms in common with an article's sketch; the article itself comes first, and
    stands for its cluster.
    """
    shared = {"terms": terms, "minimum_should_match": min(MIN_SHARED, len(terms))}
    itself = {"term": {"id": {"value": article_id, "boost": _FIRST}}}
    return {
        # one query for all terms: a bool query with a clause each takes twice as long
        "query": {"bool": {"must": [{"terms_set": {"keys.bands": shared}}], "should": [itself]}},
        "collapse": {"field": "cluster"},
        "size": NEAREST + 1,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["id", "cluster", "published_at", "keys.sketch"],
    }


def _sketched(fields: Mapping[str, list[Any]]) -> Sketched:
    (key,), (cluster,) = fields["id"], fields["cluster"]
    published, sketch = fields.get("published_at", [None])[0], fields.get("keys.sketch", [""])[0]
    return Sketched(key, cluster, published, unpacked(sketch))
