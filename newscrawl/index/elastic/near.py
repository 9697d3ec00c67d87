"""Looks for the articles whose sketches are like that of another, a hundred in one request.

Copies of a text are in its language, and so in one index: with twenty languages, twenty shards need not be asked. An
article that is not found there itself, as its page told another language before, is looked for in all; what is held
in the index of another language is not found from an article that is at home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from elasticsearch import Elasticsearch

from newscrawl.errors import ArchiveError
from newscrawl.index.address import Address
from newscrawl.index.batches import batches
from newscrawl.index.elastic.client import reason
from newscrawl.index.elastic.indices import Indices
from newscrawl.index.elastic.mapping import unpacked, write_alias
from newscrawl.index.near import StockTerms
from newscrawl.index.protocol import BANDS, MIN_SHARED, NEAREST, Sketched
from newscrawl.items import Article

NEAR_LOOK_UP = 100  # articles whose near copies are looked for in one request
_ANSWERED = "responses.status,responses.error,responses.hits.hits.fields"
_OPTIONS = {"allow_partial_search_results": False, "ignore_unavailable": True}  # a language may have no index yet
_FIRST = 10_000  # a boost above all that terms in common can give


class Neighbours:
    """Finds them in one archive. Not safe to use from several threads at once."""

    def __init__(self, client: Elasticsearch, address: Address, indices: Indices) -> None:
        self.client, self.address, self.indices = client, address, indices
        self._stock = StockTerms()

    def find(self, articles: Sequence[Article]) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``. Raises ArchiveError where a search fails."""
        self.indices.learn_languages()
        asked = [article for article in articles if article.near_bands]
        searches = [_sharing(one.id, self._stock.rarest(one.near_bands[:BANDS])) for one in asked]
        found = self._ask_all([(self._home(article), search) for article, search in zip(asked, searches, strict=True)])
        strays = [n for n, article in enumerate(asked) if not found[n] or found[n][0].id != article.id]
        everywhere = self._ask_all([(self.indices.alias, searches[n]) for n in strays])
        for n, hits in zip(strays, everywhere, strict=True):
            found[n] = hits
        answers = iter(found)
        return [next(answers) if article.near_bands else [] for article in articles]

    def _home(self, article: Article) -> str:
        return write_alias(self.address.prefix, self.indices.language(article.language))

    def _ask_all(self, searches: Sequence[tuple[str, dict[str, Any]]]) -> list[list[Sketched]]:
        return list(chain.from_iterable(map(self._ask, batches(searches, NEAR_LOOK_UP))))

    def _ask(self, searches: Sequence[tuple[str, dict[str, Any]]]) -> list[list[Sketched]]:
        lines = [line for index, search in searches for line in ({"index": index, **_OPTIONS}, search)]
        answer = self.client.msearch(searches=lines, filter_path=_ANSWERED)
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
        "stored_fields": "_none_",  # not even the id, which is read from the field of that name
        "docvalue_fields": ["id", "cluster", "published_at", "keys.sketch"],
    }


def _sketched(fields: Mapping[str, list[Any]]) -> Sketched:
    (key,), (cluster,) = fields["id"], fields["cluster"]
    published, sketch = fields.get("published_at", [None])[0], fields.get("keys.sketch", [""])[0]
    return Sketched(key, cluster, published, unpacked(sketch))
