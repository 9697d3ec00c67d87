"""What was edited after it was published: each change of an article, with how much it changed and what it cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
COMPARED = 1_000
"""Edits that are compared word by word at most: some seconds of work."""
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
    """More was changed than is looked at."""


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
    times = _times(wanted, request.timezone)
    looked_at = list(islice(index.scan(replace(request, where=Keyword("is", "changed"))), LOOKED_AT + 1))
    places = [place for article in looked_at[:LOOKED_AT] for place in _places(article, wanted, times)]
    places.sort(key=lambda place: (-instant(place.seen_at), place.article.id, -place.number))
    found: list[Edit] = []
    compared = 0
    for place in places:  # the latest first: no more are compared than are shown
        if len(found) == limit or compared == COMPARED:
            break
        compared += 1
        edit = _edit(place)
        if edit.share >= wanted.least_share and (edit.removed or not wanted.removed_only):
            found.append(edit)
    return Edits(found, len(looked_at) > LOOKED_AT or compared == COMPARED)


def _times(wanted: Wanted, timezone: str | None) -> tuple[float, float]:
    zone = time_zone(timezone or "UTC")
    low = date_bound(wanted.since, False, zone, "since").when if wanted.since else datetime.min
    high = date_bound(wanted.until, True, zone, "until").when if wanted.until else datetime.max
    return (low.timestamp() if wanted.since else 0.0), (high.timestamp() if wanted.until else float("inf"))


@dataclass(frozen=True)
class _Place:
    """Where an edit is: the ``number``th of an article's, the latest being 0."""

    article: Article
    number: int
    seen_at: str
    changed: list[str]


def _places(article: Article, wanted: Wanted, times: tuple[float, float]) -> Iterator[_Place]:
    for number, revision in enumerate(reversed(article.history)):
        seen = revision.replaced_at or article.crawled_at
        is_asked = not wanted.fields or bool(set(wanted.fields) & set(revision.changed))
        if seen is not None and revision.changed and is_asked and times[0] <= instant(seen) < times[1]:
            yield _Place(article, number, seen, revision.changed)


def _edit(place: _Place) -> Edit:
    newest_first = versions(place.article)
    before, after = newest_first[place.number + 1], newest_first[place.number]
    share, removed = changed_share(before, after), removed_sentences(before, after)
    return Edit(place.article, before, after, place.seen_at, place.changed, share, removed)


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
