"""What belongs to whom among the hits of one search for many articles: as a count of each pair tells it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.index.elastic.together import nearest_of_each
from newscrawl.index.protocol import BANDS, NEAREST, Sketched

TERMS = st.lists(st.sampled_from([f"{n:08x}" for n in range(40)]), max_size=BANDS, unique=True)


def shared(terms: list[str], hit: Sketched) -> int:
    return len({*terms} & {*hit.near_bands[:BANDS]})


@given(
    held=st.lists(st.tuples(TERMS, st.integers(0, 30)), max_size=60),
    asked=st.lists(st.tuples(st.integers(0, 80), TERMS), max_size=5),
    needed=st.integers(1, 3),
)
def test_the_nearest_are_those_that_share_most_and_the_article_itself_stands_for_its_cluster(
    held: list[tuple[list[str], int]], asked: list[tuple[int, list[str]]], needed: int
) -> None:
    hits = [Sketched(f"id{n}", f"cluster{cluster}", None, terms) for n, (terms, cluster) in enumerate(held)]
    articles = [(f"id{key}", terms, needed) for key, terms in asked]
    for (key, terms, _), found in zip(articles, nearest_of_each(articles, hits), strict=True):
        close = [hit for hit in hits if shared(terms, hit) >= needed]
        itself = [hit for hit in close if hit.id == key]
        assert found[: len(itself)] == itself
        assert len({hit.cluster for hit in found}) == len(found)
        assert len(found) == min(NEAREST + 1, len({hit.cluster for hit in close}))
        counts = [shared(terms, hit) for hit in found[len(itself) :]]
        assert counts == sorted(counts, reverse=True)
        clusters = {hit.cluster for hit in found}
        left = [shared(terms, hit) for hit in close if hit.cluster not in clusters]
        assert not left or max(left) <= min(counts, default=0)
