"""What was edited after it was published: each change of an article, with how much it changed and what it cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import nlargest
from itertools import islice

from newscrawl.index.dates import date_bound
from newscrawl.index.history import Change, list_diff, versions, word_diff
from newscrawl.index.nodes import Keyword
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest, time_zone
from newscrawl.items import Article, instant
from newscrawl.text import fold

LOOKED_AT = 5_000
"""Changed articles that are looked at, the latest published first."""
_SENTENCE = re.compile(r"(?<=[.!?؟。])[\"”»']?\s+")


@dataclass(frozen=True)
class Edit:
    """One version of an article that took the place of another."""

    article: Article
    """The article as it is now."""
    before: Article
    after: Article
    seen_at: str
    """When the change was seen first (ISO 8601)."""
    changed: list[str]
    share: float
    """Of the words of headline, summary and text that were changed, 0 to 1."""
    removed: list[str]
    """Sentences of the text that are gone."""


@dataclass(frozen=True)
class Edits:
    """Edits, the latest first."""

    edits: list[Edit]
    partial: bool
    """More articles were changed than are looked at."""


@dataclass(frozen=True)
class Wanted:
    """Which edits are asked for."""

    since: str | None = None
    until: str | None = None
    """When they were seen: dates, times or ages, as in a search."""
    fields: Sequence[str] = ()
    """Any of these was changed; none: any field."""
    least_share: float = 0.0
    """Of words that were changed."""
    removed_only: bool = False
    """Only those that cut a sentence."""


def edits(index: ArticleIndex, request: SearchRequest, wanted: Wanted, limit: int = 50) -> Edits:
    """Return the latest edits of the articles that a search finds. Raises QueryError for a wrong date."""
    looked_at = 0

    def found() -> Iterator[Edit]:
        nonlocal looked_at
        for article in islice(index.scan(replace(request, where=Keyword("is", "changed"))), LOOKED_AT + 1):
            looked_at += 1
            if looked_at <= LOOKED_AT:
                yield from _of(article, wanted, _times(wanted, request.timezone))

    latest = nlargest(limit, found(), key=lambda edit: (instant(edit.seen_at), edit.article.id))
    return Edits(latest, looked_at > LOOKED_AT)


def _times(wanted: Wanted, timezone: str | None) -> tuple[float, float]:
    zone = time_zone(timezone or "UTC")
    low = date_bound(wanted.since, False, zone, "since").when if wanted.since else datetime.min
    high = date_bound(wanted.until, True, zone, "until").when if wanted.until else datetime.max
    return (low.timestamp() if wanted.since else 0.0), (high.timestamp() if wanted.until else float("inf"))


def _of(article: Article, wanted: Wanted, times: tuple[float, float]) -> Iterator[Edit]:
    newest_first = versions(article)
    for number, revision in enumerate(reversed(article.history)):
        seen = revision.replaced_at or article.crawled_at
        if seen is None or not times[0] <= instant(seen) < times[1] or not revision.changed:
            continue
        if wanted.fields and not set(wanted.fields) & set(revision.changed):
            continue
        edit = compare(article, newest_first[number + 1], newest_first[number], seen, revision.changed)
        if edit.share >= wanted.least_share and (edit.removed or not wanted.removed_only):
            yield edit


def compare(article: Article, before: Article, after: Article, seen_at: str, changed: list[str]) -> Edit:
    """Return how two versions of an article differ."""
    return Edit(
        article, before, after, seen_at, changed, changed_share(before, after), removed_sentences(before, after)
    )


def changed_share(before: Article, after: Article) -> float:
    """Return which share of the words of headline, summary and text is another, 0 to 1."""
    same = other = 0
    for change in word_diff(_text(before), _text(after)):
        words = len(change.text.split())
        if change.kind == "same":
            same += 2 * words
        else:
            other += words
    return other / ((same + other) or 1)


def removed_sentences(before: Article, after: Article) -> list[str]:
    """Return the sentences of the text before that are no longer there, case and accents aside."""
    kept = {fold(sentence) for sentence in _sentences(after.body)}
    return [sentence for sentence in _sentences(before.body) if fold(sentence) not in kept]


def _sentences(paragraphs: Iterable[str]) -> list[str]:
    return [one for paragraph in paragraphs for one in _SENTENCE.split(paragraph) if one]


def _text(article: Article) -> str:
    return "\n".join([article.headline, article.summary or "", *article.body])


def paragraph_diff(before: Article, after: Article) -> Iterator[tuple[str, list[Change]]]:
    """Yield the paragraphs of two texts side by side: ``same``, ``changed`` word by word, ``removed`` or ``added``."""
    yield from _paired(list(list_diff(before.body, after.body)))


def _paired(entries: list[Change]) -> Iterator[tuple[str, list[Change]]]:
    """Put a removed paragraph and the added one that stands for it together."""
    at = 0
    while at < len(entries):
        if entries[at].kind == "same":
            yield "same", [entries[at]]
            at += 1
            continue
        removed: list[str] = []
        added: list[str] = []
        while at < len(entries) and entries[at].kind != "same":
            (removed if entries[at].kind == "removed" else added).append(entries[at].text)
            at += 1
        for old, new in zip(removed, added, strict=False):
            yield "changed", list(word_diff(old, new))
        for old in removed[len(added) :]:
            yield "removed", [Change("removed", old)]
        for new in added[len(removed) :]:
            yield "added", [Change("added", new)]
