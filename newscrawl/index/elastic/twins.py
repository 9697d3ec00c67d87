"""Two crawls may, in the same second, each write one text under another address, unseen by the other: Elasticsearch
shows what was written only a second later. Such twins are merged here, a moment after they were written.

Asking for a refresh before every write would show them too, but costs a third of all writing.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from newscrawl.index.batches import batches
from newscrawl.index.merge import comparable, join
from newscrawl.items import Article

VISIBLE = 2.0  # seconds after which a write is seen by every search; indices refresh once a second


@dataclass(frozen=True)
class Held:
    """An article as the index holds it, and the version that a write must still find."""

    article: Article
    index: str
    seq_no: int
    primary_term: int


Text = tuple[str, str]
"""Site and content hash."""


def text_of(article: Article) -> Text:
    """Return what makes two articles one."""
    return article.site, article.content_hash


class Twins:
    """Remembers for a moment which texts were added, and finds those that another writer added too."""

    def __init__(
        self, find: Callable[[Sequence[str]], Iterable[Held]], settle: Callable[[Held, Article, Sequence[Held]], bool]
    ) -> None:
        """``find`` returns what holds one of these texts; ``settle`` writes the one that stays and deletes the
        others.
        """
        self._find, self._settle = find, settle
        self._added: deque[tuple[float, Text]] = deque()
        self._lock = threading.Lock()

    def note_added(self, articles: Iterable[Article]) -> None:
        """Note articles that were added just now."""
        now = time.monotonic()
        with self._lock:
            self._added.extend((now, text_of(article)) for article in articles if comparable(article))

    def hidden(self, batch: Iterable[Article]) -> bool:
        """True if one of these texts was added by us so recently that a search may not show it yet."""
        with self._lock:
            if not self._added:
                return False
            recent = {text for _, text in self._added}
        return any(text_of(article) in recent for article in batch)

    def merge(self, everything: bool = False) -> int:
        """Merge the twins of what was added long enough ago, or with ``everything`` of all; return how many were
        merged.
        """
        now = time.monotonic()
        with self._lock:
            texts: set[Text] = set()
            while self._added and (everything or now - self._added[0][0] > VISIBLE):
                texts.add(self._added.popleft()[1])
        merged = 0
        for hashes in batches(sorted({content for _, content in texts}), 500):
            groups: dict[Text, list[Held]] = defaultdict(list)
            for held in self._find(hashes):
                groups[text_of(held.article)].append(held)
            for text in texts & groups.keys():
                merged += self._merge(groups[text])
        return merged

    def _merge(self, group: list[Held]) -> int:
        if len(group) < 2:
            return 0
        # every writer finds the same one
        first, *others = sorted(group, key=lambda held: (held.article.first_seen_at or "", held.article.id))
        article = first.article
        for other in others:
            article = join(article, other.article)
        if not self._settle(first, article, others):  # somebody else was faster: look again later
            self.note_added([article])
            return 0
        return len(others)
