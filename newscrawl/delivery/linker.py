"""Links near copies in the index, a moment after they were written; what makes two texts near copies is
``index.near``'s.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from newscrawl.delivery.crowds import Crowds, find_crowds
from newscrawl.errors import ArchiveError
from newscrawl.index.batches import batches
from newscrawl.index.near import SURE, body_words, likeness, members, near_copies, order
from newscrawl.index.protocol import ArticleIndex, Sketched
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article

VISIBLE = 2.0  # seconds after which what anybody wrote is found by every look-up
BATCH = 400  # articles a look-up


class Linker:
    """Links near copies a moment after they were written, when look-ups find what other crawls wrote meanwhile.

    Each article of a cluster carries in ``cluster`` the id of its first article: the one published earliest, unless the
    cluster is a crowd (see ``crowds``).
    """

    def __init__(self, index: ArticleIndex) -> None:
        self.index = index
        self.linked = 0
        """Articles that came into a cluster, or into another one."""
        self._waiting: deque[tuple[float, Article]] = deque()
        self._crowds = Crowds()
        self._lock = threading.Lock()

    def note_written(self, articles: Iterable[Article]) -> None:
        """Note articles that the index has just taken as new or changed."""
        now = time.monotonic()
        self._waiting.extend((now, article) for article in articles)

    def link(self, everything: bool = False) -> None:
        """Link what was written long enough ago; with ``everything`` all, first making it visible. Raises
        ArchiveError.
        """
        if not self._lock.acquire(blocking=everything):
            return  # another thread is at it
        try:
            while batch := self._due(everything):
                try:
                    self.linked += link(self.index, batch, self._crowds, fresh=everything)
                except ArchiveError:
                    self._waiting.extendleft((0.0, article) for article in reversed(batch))
                    raise
        finally:
            self._lock.release()

    def _due(self, everything: bool) -> list[Article]:
        """Take the next batch: a whole one, or what has waited longest."""
        late = time.monotonic() - VISIBLE
        ready = everything or (bool(self._waiting) and self._waiting[min(len(self._waiting), BATCH) - 1][0] < late)
        return [self._waiting.popleft()[1] for _ in range(min(len(self._waiting), BATCH))] if ready else []


def link(index: ArticleIndex, articles: Sequence[Article], crowds: Crowds | None = None, fresh: bool = False) -> int:
    """Find the near copies of articles that the index holds, and write their clusters; return how many articles were
    given another one.

    ``crowds`` are those that earlier calls have met. With ``fresh`` all that was written before is found, else what was
    written some seconds ago.
    """
    crowds = crowds or Crowds()
    texts: dict[str, list[str]] = {}
    joined, moved = _join_crowds(index, articles, crowds, fresh)
    others = [article for article in articles if article.id not in joined]
    changed = _link(index, others, crowds, texts, fresh)
    # of many that arrive together, each has seen those most like itself; now one of each cluster is seen
    if changed:
        changed |= _link(index, [article for article in others if article.id in changed], crowds, texts, fresh=True)
    return len(changed) + moved


def _join_crowds(index: ArticleIndex, articles: Sequence[Article], crowds: Crowds, fresh: bool) -> tuple[set[str], int]:
    """Let what is like a crowd join it; return the ids of these articles, and how many were given another cluster."""
    homes = {article.id: home for article in articles if (home := crowds.of(article))}
    if not homes:
        return set(), 0
    known = set(homes.values())
    there = find_crowds(index, known)
    crowds.forget(known - there)  # taken down meanwhile, or moved by another process
    if fresh:
        index.near([], fresh=True)  # lets what was just written be found
    bands = {article.id: article.near_bands for article in articles if homes.get(article.id) in there}
    # of what has changed since it began to wait, the later text is what counts
    held = {one.id: one for one in index.fetch(bands) if one.near_bands == bands[one.id]}
    moved = {key: {"cluster": homes[key]} for key, one in held.items() if one.cluster != homes[key]}
    index.amend(moved)
    return set(held), len(moved)


def _link(
    index: ArticleIndex, articles: Sequence[Article], crowds: Crowds, texts: dict[str, list[str]], fresh: bool
) -> set[str]:
    """Link some articles; return the ids of those that were given another cluster. ``texts`` are words by id, and
    grows.
    """
    held: dict[str, Sketched] = {}
    pairs: list[tuple[str, str]] = []
    for here, alike in _alike(index, articles, texts, fresh):
        held |= {other.id: other for other in (here, *alike)}
        pairs += [(here.id, other.id) for other in alike]
    pairs += [(key, one.cluster) for key, one in held.items()]
    firsts = {one.cluster for one in held.values()} - held.keys()
    held |= {a.id: Sketched(a.id, a.cluster, a.published_at, a.near_bands) for a in index.fetch(firsts)}
    moved: dict[str, str] = {}
    for group in _connect(pairs):
        known = [held[key] for key in group if key in held]
        first = min(known, key=order).id
        moved |= {one.cluster: first for one in known if one.cluster != first}
    large = find_crowds(index, {*moved, *moved.values()})
    moved = _around_crowds(moved, large)
    clusters = {member.id: moved[member.cluster] for member in members(index, moved)}
    index.amend({key: {"cluster": cluster} for key, cluster in clusters.items()})
    for article in articles:
        if cluster := clusters.get(article.id):
            crowds.note(cluster, article, is_crowd=cluster in large)
    return set(clusters)


def _around_crowds(moved: dict[str, str], crowds: set[str]) -> dict[str, str]:
    """Return where the articles of clusters go (old → new), with crowds left where they are, and joined by others."""
    homes = {moved[crowd]: crowd for crowd in sorted(crowds) if crowd in moved and moved[crowd] not in crowds}
    return {old: homes.get(new, new) for old, new in moved.items() if old not in crowds} | homes


def _alike(
    index: ArticleIndex, articles: Sequence[Article], texts: dict[str, list[str]], fresh: bool
) -> Iterator[tuple[Sketched, list[Sketched]]]:
    """Yield those of the articles that the index holds, each with its near copies; only texts that may be copies, and
    of which the sketches do not tell it already, are read, and noted in ``texts``.
    """
    likely: dict[str, list[Sketched]] = {}
    sure: dict[str, list[Sketched]] = {}
    heres: dict[str, Sketched] = {}
    for article, found in zip(articles, index.near(articles, fresh), strict=True):
        heres |= {one.id: one for one in found if one.id == article.id}
        sketch = frozenset(article.near_bands)
        alike = [(likeness(sketch, other.near_bands), other) for other in found if other.id != article.id]
        sure[article.id] = [other for share, other in alike if share >= SURE]
        likely[article.id] = [other for share, other in alike if 0 < share < SURE]
    texts |= {article.id: body_words(article) for article in articles if likely[article.id] and article.id not in texts}
    unread = {one.id for found in likely.values() for one in found} - texts.keys()
    texts |= {article.id: body_words(article) for article in index.fetch(unread)}
    for key, here in heres.items():
        read = [one for one in likely[key] if one.id in texts and near_copies(texts[key], texts[one.id])]
        yield here, [*sure[key], *read]


def link_all(index: ArticleIndex, progress: Callable[[int], None]) -> int:
    """Link all articles of an index; return how many were given another cluster."""
    looked = changed = 0
    crowds = Crowds()
    for batch in batches(index.scan(SearchRequest()), BATCH):
        changed += link(index, batch, crowds, fresh=True)
        looked += len(batch)
        progress(looked)
    return changed


def _connect(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the connected groups of a graph of ids; groups of one are left out."""
    group: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group.get(one, {one}) | group.get(other, {other})
        group.update(dict.fromkeys(joined, joined))
    return [found for found in {id(found): found for found in group.values()}.values() if len(found) > 1]
