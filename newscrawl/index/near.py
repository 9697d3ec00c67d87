"""Near copies: agency reports that several papers print with small changes, told by a sketch of their words.

A sketch is the ``SKETCH`` smallest hashes of a text's runs of three words (a bottom-k MinHash: Cohen and Kaplan,
"Summarizing data using bottom-k sketches", PODC 2007). The first ``BANDS`` of them are terms in the index: texts that
share some are candidates, the whole sketches say how alike two are, and those that may be copies are compared word by
word. Sixteen terms find what 126 permutations in bands of three find, at an eighth of the terms. The hashes are kept
for years, so they are of the standard library and never change.
"""

from __future__ import annotations

import re
import threading
import time
import zlib
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from newscrawl.errors import ArchiveError
from newscrawl.index.protocol import ArticleIndex, Sketched
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, instant
from newscrawl.text import fold

SKETCH = 48
SIMILAR = 0.5
"""Share of the runs of three words that near copies have in common: a text with every seventh word changed keeps 0.6."""
SIMILAR_WORDS = 0.8
"""Share of the words that near copies have in common; texts that quote the same sentences have less."""
CONTAINED = 0.85
"""Share of a shortened copy's runs of three words that stand in the original."""
SHORT = 60
SIMILAR_SHORT = 0.75
"""As ``SIMILAR``, of a text of less than ``SHORT`` words: two captions or bulletins of a line or two may be written alike."""
WORTH_READING = 0.3
"""How alike two sketches must be (Jaccard) for their texts to be compared."""
VISIBLE = 2.0  # seconds after which what anybody wrote is found by every look-up
BATCH = 100  # articles a look-up
_MIN_WORDS = 20  # a shorter text may be like another by chance
_T = TypeVar("_T")
# a word; where writing has no blanks (kana, Han, Thai, Lao, Burmese, Khmer), a letter
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")


def words(folded: str) -> list[str]:
    """Return the words of a folded text, without its marks."""
    return _WORD.findall(folded)


def near_bands(text: Sequence[str]) -> list[str]:
    """Return the sketch of a text's words: hashes of 8 hex digits, the smallest first; empty for a text of less than 20 words."""
    if len(text) < _MIN_WORDS:
        return []
    encoded = " ".join(text).encode().split(b" ")
    return [f"{key:08x}" for key in sorted(set(map(zlib.crc32, map(b" ".join, _runs(encoded)))))[:SKETCH]]


def _runs(text: Sequence[_T]) -> Iterator[tuple[_T, _T, _T]]:
    return zip(text, text[1:], text[2:], strict=False)


def resemblance(one: Sequence[str], other: Sequence[str]) -> float:
    """Estimate by their sketches which share of all the runs of three words of two texts both have, from 0 to 1."""
    smallest = sorted({*one, *other})[:SKETCH]
    return sum(key <= smallest[-1] for key in set(one).intersection(other)) / (len(smallest) or 1)


def body_words(article: Article) -> list[str]:
    """Return the words of an article's body: other papers give the same report another headline."""
    return words(fold("\n".join(article.body)))


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return which share of their words two texts have in common, from 0 to 1 (Dice's coefficient of the words, repeated ones counted)."""
    common = (Counter(one) & Counter(other)).total()
    return 2 * common / ((len(one) + len(other)) or 1)


def near_copies(one: Sequence[str], other: Sequence[str]) -> bool:
    """True if one of two texts must be made from the other: little was changed, or it was only shortened."""
    runs, others = set(_runs(one)), set(_runs(other))
    common, shorter = len(runs & others), min(len(one), len(other))
    if not common:
        return False
    if shorter < SHORT:
        return 2 * common >= SIMILAR_SHORT * (len(runs) + len(others))
    if common >= CONTAINED * min(len(runs), len(others)):
        return True
    return 2 * common >= SIMILAR * (len(runs) + len(others)) and similarity(one, other) >= SIMILAR_WORDS


class Linker:
    """Links near copies a moment after they were written, when look-ups find what other crawls wrote meanwhile.

    Each article of a cluster carries in ``cluster`` the id of its first article: the one published earliest.
    """

    def __init__(self, index: ArticleIndex) -> None:
        self.index = index
        self.linked = 0
        """Articles that came into a cluster, or into another one."""
        self._waiting: deque[tuple[float, Article]] = deque()
        self._lock = threading.Lock()

    def written(self, articles: Iterable[Article]) -> None:
        """Note articles that the index has just taken as new or changed."""
        now = time.monotonic()
        self._waiting.extend((now, article) for article in articles)

    def link(self, everything: bool = False) -> None:
        """Link what was written long enough ago; with ``everything`` all, first making it visible. Raises ArchiveError."""
        if not self._lock.acquire(blocking=everything):
            return  # another thread is at it
        try:
            while batch := self._due(everything):
                try:
                    self.linked += link(self.index, batch, fresh=everything)
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


def link(index: ArticleIndex, articles: Sequence[Article], fresh: bool = False) -> int:
    """Find the near copies of articles that the index holds, and write their clusters; return how many articles were given another one.

    With ``fresh`` all that was written before is found, else what was written some seconds ago.
    """
    changed = _link(index, articles, fresh)
    # of many that arrive together, each has seen those most like itself; now one of each cluster is seen
    changed |= (
        _link(index, [article for article in articles if article.id in changed], fresh=True) if changed else set()
    )
    return len(changed)


def _link(index: ArticleIndex, articles: Sequence[Article], fresh: bool) -> set[str]:
    held: dict[str, Sketched] = {}
    pairs: list[tuple[str, str]] = []
    for here, alike in _alike(index, articles, fresh):
        held |= {other.id: other for other in (here, *alike)}
        pairs += [(here.id, other.id) for other in alike]
    pairs += [(key, one.cluster) for key, one in held.items()]
    firsts = {one.cluster for one in held.values()} - held.keys()
    held |= {a.id: Sketched(a.id, a.cluster, a.published_at, a.near_bands) for a in index.fetch(firsts)}
    moved: dict[str, str] = {}
    for group in _joined(pairs):
        first = min((held[key] for key in group if key in held), key=_order)
        moved |= {held[key].cluster: first.id for key in group if key in held and held[key].cluster != first.id}
    clusters = {member.id: moved[member.cluster] for member in _members(index, moved)}
    index.amend({key: {"cluster": cluster} for key, cluster in clusters.items()})
    return set(clusters)


def _alike(index: ArticleIndex, articles: Sequence[Article], fresh: bool) -> Iterator[tuple[Sketched, list[Sketched]]]:
    """Yield those of the articles that the index holds, each with its near copies; only texts that may be copies are read."""
    likely: dict[str, list[Sketched]] = {}
    heres: dict[str, Sketched] = {}
    for article, found in zip(articles, index.near(articles, fresh), strict=True):
        heres |= {one.id: one for one in found if one.id == article.id}
        likely[article.id] = [
            o for o in found if o.id != article.id and resemblance(article.near_bands, o.near_bands) >= WORTH_READING
        ]
    read = {one.id for found in likely.values() for one in found}
    texts = {
        article.id: body_words(article) for article in [*index.fetch(read), *(a for a in articles if likely[a.id])]
    }
    for key, here in heres.items():
        yield here, [one for one in likely[key] if one.id in texts and near_copies(texts[key], texts[one.id])]


def link_all(index: ArticleIndex, progress: Callable[[int], None]) -> int:
    """Link all articles of an index; return how many were given another cluster."""
    looked = changed = 0
    articles = index.scan(SearchRequest())
    while batch := list(islice(articles, BATCH)):
        changed += link(index, batch, fresh=True)
        looked += len(batch)
        progress(looked)
    return changed


def _order(article: Article | Sketched) -> tuple[float, str]:
    """The first article of a cluster is the one published earliest, whichever was found first."""
    return instant(article.published_at) if article.published_at else float("inf"), article.id


def _joined(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the connected groups of a graph of ids; groups of one are left out."""
    group: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = group.get(one, {one}) | group.get(other, {other})
        group.update(dict.fromkeys(joined, joined))
    return [found for found in {id(found): found for found in group.values()}.values() if len(found) > 1]


def _members(index: ArticleIndex, clusters: Iterable[str]) -> Iterator[Article]:
    """Yield all articles of some clusters."""
    query = " OR ".join(f"cluster:{key}" for key in clusters)
    if query:
        yield from index.scan(SearchRequest(text=query))


def copies(index: ArticleIndex, article: Article) -> list[tuple[Article, float]]:
    """Return all articles of an article's cluster, the first one first, each with its similarity to that one."""
    found = sorted(_members(index, [article.cluster]), key=_order)
    original = body_words(found[0]) if found else []
    return [(one, similarity(original, body_words(one))) for one in found]
