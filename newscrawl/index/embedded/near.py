"""Looks for the articles whose sketches are like that of another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

import tantivy

from newscrawl.index.embedded.hits import Found, one_a_cluster, read_sketch
from newscrawl.index.near import rarest
from newscrawl.index.protocol import BANDS, MIN_SHARED, NEAREST, Sketched
from newscrawl.items import Article

_NEAR_HITS = 32  # among which the nearest of each cluster are looked for


def find_neighbours(
    searcher: tantivy.Searcher, schema: tantivy.Schema, articles: Sequence[Article]
) -> list[list[Sketched]]:
    """See ``ArticleIndex.near``."""
    nearest: list[list[tuple[int, int]]] = []
    count = cache(partial(searcher.doc_freq, "bands"))  # many share the terms of stock sentences
    for article in articles:
        hits: Found = []
        if article.near_bands:
            hits = searcher.search(_sharing(schema, article, count), limit=_NEAR_HITS, count=False).hits
        kept = one_a_cluster(searcher, hits)[: NEAREST + 1]
        nearest.append([(address.segment_ord, address.doc) for _, address in kept])
    # each is read once, in the order of the store, which is packed in blocks
    wanted = sorted({place for places in nearest for place in places})
    read = {place: read_sketch(searcher, tantivy.DocAddress(*place)) for place in wanted}
    return [[read[place] for place in places] for places in nearest]


def _sharing(schema: tantivy.Schema, article: Article, count: Callable[[str], int]) -> tantivy.Query:
    """Return the query for what shares terms of an article's sketch; the article itself comes first. ``count`` tells
    how many texts have a term.
    """
    make, should = tantivy.Query, tantivy.Occur.Should
    itself = make.const_score_query(make.term_query(schema, "id", article.id, "basic"), 1.0 + BANDS)
    counted = [(texts, band) for band in article.near_bands[:BANDS] if (texts := count(band)) > 1]
    if len(counted) < MIN_SHARED:  # no other text has enough of them
        return itself
    terms = [make.const_score_query(make.term_query(schema, "bands", band, "basic"), 1.0) for band in rarest(counted)]
    terms.append(itself)
    return make.boolean_query([(should, term) for term in terms], minimum_number_should_match=MIN_SHARED)
