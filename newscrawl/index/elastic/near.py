"""Looks for the articles whose sketches are like that of another, hundreds in one request.

Copies of a text are in its language, and so in one index: with twenty languages, twenty shards need not be asked. An
article that is not found there itself, as its page told another language before, is looked for in all; what is held
in the index of another language is not found from an article that is at home.

One search brings all that has a term of any of the articles, mostly these themselves, and ``together`` tells what
belongs to whom: a search an article takes three times as long. Only where many have terms in common, as in texts from
few templates, are there too many hits for that, and each article is asked for alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from newscrawl.errors import ArchiveError
from newscrawl.index.address import Address
from newscrawl.index.batches import batches
from newscrawl.index.elastic.client import reason
from newscrawl.index.elastic.indices import Indices
from newscrawl.index.elastic.mapping import unpacked, write_alias
from newscrawl.index.elastic.together import nearest_of_each
from newscrawl.index.near import StockTerms
from newscrawl.index.protocol import BANDS, MIN_SHARED, NEAREST, Sketched
from newscrawl.items import Article

TOGETHER = 400  # articles whose near copies one search looks for, in an index
FIRST_TERMS = 10  # terms of an article it looks for: of a thousand texts that have half of them, one has none of these
EACH, FEWEST = 12, 1_000  # hits an article that it may have; so many in any case
PAUSE = 8  # batches for which it is not tried again after it had more
ALONE = 100  # searches for one article each in one request
_ANSWERED = "responses.status,responses.error,responses.hits.hits.fields"
_OPTIONS = {"allow_partial_search_results": False, "ignore_unavailable": True}  # a language may have no index yet
_FIRST = 10_000  # a boost above all that terms in common can give
# not even the id is read as a stored field: there is one of that name
_READ = {
    "track_total_hits": False,
    "stored_fields": "_none_",
    "docvalue_fields": ["id", "cluster", "published_at", "keys.sketch"],
}


@dataclass(frozen=True, eq=False, slots=True)
class _Asked:
    """An article whose near copies are looked for: its id, the index it should be in, and the terms to look for."""

    id: str
    index: str
    terms: list[str]

    @property
    def needed(self) -> int:
        """How many of the terms another must have."""
        return min(MIN_SHARED, len(self.terms))


class Neighbours:
    """Finds them in one archive. Not safe to use from several threads at once."""

    def __init__(self, client: Elasticsearch, address: Address, indices: Indices) -> None:
        self.client, self.address, self.indices = client, address, indices
        self._stock = StockTerms()
        self._pauses: Counter[str] = Counter()
        """For how many batches the articles of an index are still asked for alone."""

    def find(self, articles: Sequence[Article]) -> list[list[Sketched]]:
        """See ``ArticleIndex.near``. Raises ArchiveError where a search fails."""
        self.indices.learn_languages()
        asked = [
            _Asked(article.id, self._home(article), self._stock.rarest(article.near_bands[:BANDS]))
            for article in articles
            if article.near_bands
        ]
        found = self._nearest(asked)
        strays = [n for n, one in enumerate(asked) if not found[n] or found[n][0].id != one.id]
        everywhere = self._nearest([_Asked(asked[n].id, self.indices.alias, asked[n].terms) for n in strays])
        for n, hits in zip(strays, everywhere, strict=True):
            found[n] = hits
        answers = iter(found)
        return [next(answers) if article.near_bands else [] for article in articles]

    def _home(self, article: Article) -> str:
        return write_alias(self.address.prefix, self.indices.language(article.language))

    def _nearest(self, asked: Sequence[_Asked]) -> list[list[Sketched]]:
        """Return what is nearest to each: the article itself first, if it is there, then one of each other cluster."""
        found: dict[_Asked, list[Sketched]] = {}
        for part in batches(asked, TOGETHER):
            found |= self._together(part)
        for part in batches((one for one in asked if one not in found), ALONE):
            found |= zip(part, self._search([(one.index, _sharing(one)) for one in part]), strict=True)
        return [found[one] for one in asked]

    def _together(self, asked: Sequence[_Asked]) -> dict[_Asked, list[Sketched]]:
        """Ask with one search an index; articles of stock sentences are left out, and those of indices in which it has
        too many hits.
        """
        homes: defaultdict[str, list[_Asked]] = defaultdict(list)
        for one in asked:
            is_stock = any(map(self._stock.is_common, one.terms[:FIRST_TERMS]))  # it alone would bring too many
            if not self._pauses[one.index] and not is_stock:
                homes[one.index].append(one)
        self._pauses -= Counter(dict.fromkeys({one.index for one in asked}, 1))
        found: dict[_Asked, list[Sketched]] = {}
        answers = self._search([(index, _sharing_any(group)) for index, group in homes.items()]) if homes else []
        for (index, group), hits in zip(homes.items(), answers, strict=True):
            if len(hits) < _most_hits(group):
                wanted = [(one.id, one.terms, one.needed) for one in group]
                found |= zip(group, nearest_of_each(wanted, hits), strict=True)
            else:
                self._pauses[index] = PAUSE
        return found

    def _search(self, searches: Sequence[tuple[str, dict[str, Any]]]) -> list[list[Sketched]]:
        """Make some searches, of (index, search), in one request."""
        lines = [line for index, search in searches for line in ({"index": index, **_OPTIONS}, search)]
        answer = self.client.msearch(searches=lines, filter_path=_ANSWERED)
        if failed := [response for response in answer["responses"] if "error" in response]:
            why = reason(failed[0])
            raise ArchiveError(f"Elasticsearch at {self.address} did not look for near copies: {why}")
        hits = (response.get("hits", {}).get("hits", ()) for response in answer["responses"])
        return [[_sketched(hit["fields"]) for hit in found] for found in hits]


def _most_hits(asked: Sequence[_Asked]) -> int:
    return max(EACH * len(asked), FEWEST)


def _sharing_any(asked: Sequence[_Asked]) -> dict[str, Any]:
    """Return the search for what has any of the first terms of these."""
    terms = sorted({term for one in asked for term in one.terms[:FIRST_TERMS]})
    anything = {"terms": {"keys.bands": terms}}
    return {"query": {"bool": {"filter": anything}}, "sort": ["_doc"], "size": _most_hits(asked), **_READ}


def _sharing(one: _Asked) -> dict[str, Any]:
    """Return the search for what has terms in common with one article; the article itself comes first, and stands for
    its cluster.
    """
    shared = {"terms": one.terms, "minimum_should_match": one.needed}
    itself = {"term": {"id": {"value": one.id, "boost": _FIRST}}}
    return {
        # one query for all terms: a bool query with a clause each takes twice as long
        "query": {"bool": {"must": [{"terms_set": {"keys.bands": shared}}], "should": [itself]}},
        "collapse": {"field": "cluster"},
        "size": NEAREST + 1,
        **_READ,
    }


def _sketched(fields: Mapping[str, list[Any]]) -> Sketched:
    (key,), (cluster,) = fields["id"], fields["cluster"]
    published, sketch = fields.get("published_at", [None])[0], fields.get("keys.sketch", [""])[0]
    return Sketched(key, cluster, published, unpacked(sketch))
