"""Crowds: clusters of so many near copies that one more tells nothing, as of a notice that a site shows for each text.

To look up or to move a cluster costs as much as it has articles. What is like a crowd joins it without a look-up, and a
crowd keeps the id it has when an older article comes.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable
from typing import NamedTuple

from newscrawl.index.batches import batches
from newscrawl.index.near import ASKED, body_words, likeness, near_copies, of_clusters
from newscrawl.index.protocol import BANDS, MIN_SHARED, ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

CROWD = 200
"""Articles of a cluster from which it is a crowd."""
_COMPARED = 3  # crowds with which an article is compared
_LONGEST = 5000  # words of a face; there are as many as ``_MOST`` in memory
_MOST = 1000  # crowds that are kept in mind
_COUNTED = 10_000  # clusters whose growth is watched


class _Face(NamedTuple):
    """One article of a crowd, with which others are compared."""

    bands: list[str]
    words: list[str]


class Crowds:
    """The crowds that one process has met. Not safe to use from several threads."""

    def __init__(self) -> None:
        self._grown: OrderedDict[str, int] = OrderedDict()
        self._faces: OrderedDict[str, _Face] = OrderedDict()
        self._by_band: dict[str, set[str]] = {}

    def of(self, article: Article) -> str | None:
        """Return the crowd whose near copy an article is, if there is one."""
        shared = Counter(key for band in article.near_bands[:BANDS] for key in self._by_band.get(band, ()))
        for key, count in shared.most_common(_COMPARED):
            face = self._faces[key]
            if count < MIN_SHARED or not likeness(frozenset(article.near_bands), face.bands):
                continue
            if near_copies(body_words(article), face.words):
                self._faces.move_to_end(key)
                return key
        return None

    def note(self, cluster: str, article: Article, is_crowd: bool) -> None:
        """Count an article that came into a cluster; of a crowd, keep it in mind."""
        self._grown[cluster] = self._grown.pop(cluster, 0) + 1
        if is_crowd or self._grown[cluster] >= CROWD:
            self._add(cluster, article)
        elif len(self._grown) > _COUNTED:
            self._grown.popitem(last=False)

    def forget(self, clusters: Iterable[str]) -> None:
        """Forget crowds that are none any more."""
        for cluster in clusters:
            face = self._faces.pop(cluster)
            for band in face.bands[:BANDS]:
                self._by_band[band].discard(cluster)
                if not self._by_band[band]:
                    del self._by_band[band]

    def _add(self, cluster: str, article: Article) -> None:
        if cluster in self._faces or len(words := body_words(article)) > _LONGEST:
            return
        if len(self._faces) >= _MOST:
            self.forget([next(iter(self._faces))])
        self._faces[cluster] = _Face(article.near_bands, words)
        for band in article.near_bands[:BANDS]:
            self._by_band.setdefault(band, set()).add(cluster)


def find_crowds(index: ArticleIndex, clusters: Iterable[str]) -> set[str]:
    """Return those of some clusters that are crowds. Raises ArchiveError."""
    return {crowd for part in batches(sorted(clusters), ASKED) for crowd in _find_crowds(index, part)}


def _find_crowds(index: ArticleIndex, clusters: list[str]) -> list[str]:
    """Look up all together, as nearly always none is; else each half."""
    if index.search(SearchRequest(text=of_clusters(clusters), limit=0)).total < CROWD:
        return []
    half = len(clusters) // 2
    return [*_find_crowds(index, clusters[:half]), *_find_crowds(index, clusters[half:])] if half else clusters
