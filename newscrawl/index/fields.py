"""What of an article is searched, filtered and counted: the same for every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from newscrawl.index.dates import Interval
from newscrawl.index.protocol import Bucket
from newscrawl.index.query import FACETS
from newscrawl.items import Article
from newscrawl.text import fold

TEXTS = ("headline", "summary", "body", "other")
"""What a word without a field is looked for in."""
ALL_TEXTS = (*TEXTS, "said")
BOOSTS = {"headline": 3.0, "summary": 1.5, "body": 1.0, "other": 1.0, "said": 1.0}
# what only filters, and is not counted
_HIDDEN = ("handles", "links", "job", "changed", "cluster", "is")
KEYS = (*FACETS, *_HIDDEN)


def texts(article: Article) -> dict[str, list[str]]:
    """Return the texts of the fields ``ALL_TEXTS``, as written; ``other`` is caption, tags, topics, authors and
    embedded posts, ``said`` what stands in quotations.
    """
    image = article.image.caption if article.image else None
    other = [image or "", *article.tags, *article.topics, *article.authors, *(e.text or "" for e in article.embeds)]
    said = [quote.text for quote in article.quotes]
    head = {"headline": [article.headline], "summary": [article.summary or ""]}
    return {**head, "body": article.body, "other": other, "said": said}


def facet_values(article: Article) -> dict[str, list[str]]:
    """Return the values of the fields ``FACETS``, as written."""
    found: dict[str, list[str]] = {}
    for name in FACETS:
        value = getattr(article, name)
        found[name] = [one for one in (value if isinstance(value, list) else [value]) if one]
    return found


def keys(article: Article) -> dict[str, list[str]]:
    """Return the folded values of the fields ``KEYS``, each once; of a section also its whole path."""
    values = facet_values(article)
    if len(article.section) > 1:
        values["section"] = [*article.section, "/".join(article.section)]
    values["handles"] = [e.handle for e in article.embeds if e.handle]
    links = [link.url for link in [*article.related, *article.read_more]]
    values["changed"] = [name for revision in article.history for name in revision.changed]
    states = {
        "changed": article.revision > 1,
        "retracted": bool(article.retracted_at),
        "copy": article.cluster != article.id,
        "paywalled": article.paywalled,
        "quoted": bool(article.quotes),
    }
    values["is"] = [name for name, true in states.items() if true]
    values["cluster"] = [article.cluster]
    values["job"] = [article.job or ""]
    values["links"] = [*links, *(url for e in article.embeds for url in e.links)]
    return {name: sorted({fold(text) for text in found if text}) for name, found in values.items()}


def local_time(stamp: str) -> datetime:
    """Return the wall-clock time of an ISO 8601 time in its own zone. Raises ValueError for another form."""
    return datetime.fromisoformat(stamp).replace(tzinfo=None)


_SUITS: tuple[tuple[int, Interval], ...] = ((62, "day"), (430, "week"), (3660, "month"))
"""Up to so many days a histogram has this interval: some sixty bars at the most."""


def suitable_interval(first: datetime, last: datetime) -> Interval:
    """Return the interval of a histogram between two times."""
    days = (last - first).days
    return next((interval for most, interval in _SUITS if days <= most), "year")


def merge_spellings(buckets: Iterable[tuple[str, int]], size: int) -> list[Bucket]:
    """Count spellings of one value together, under the most frequent one (which comes first)."""
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for spelling, count in buckets:
        if not spelling:
            continue  # an article without a language has none to be counted
        key = fold(spelling)
        shown.setdefault(key, spelling)
        counted[key] += count
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Bucket(shown[key], count) for key, count in ranked[:size]]
