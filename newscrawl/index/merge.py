"""What becomes of an article that arrives: new, changed, unchanged or a duplicate. The same for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newscrawl.index.history import REVISIONS_KEPT, older_version, thin
from newscrawl.index.protocol import Outcome
from newscrawl.items import FEED, MIDNIGHT, Article, instant

# shorter texts, e.g. two bulletins of one line, may be the same by chance
MIN_DUPLICATE_WORDS = 20
_BY_FEED = ("authors", "tags")  # that a feed may tell, and that count as changes
_OF_THE_CRAWL = (
    "crawled_at",
    "job",
    "history",
    "first_seen_at",
    "revision",
    "layers",
    "also_at",
    "related",
    "cluster",
    "checked_at",
    "validators",
)


@dataclass(frozen=True)
class Decision:
    """What becomes of one article, and the id of the article in the index that it is or joins."""

    outcome: Outcome
    id: str


def decide(
    articles: Sequence[Article],
    present: Iterable[Article],
    twins: Iterable[Article],
    revisions_kept: int = REVISIONS_KEPT,
) -> tuple[list[Decision], list[Article]]:
    """Decide for each of ``articles``; return the decisions, in their order, and the articles to write.

    ``present`` are the articles the index holds under one of the addresses, ``twins`` those with one of
    the texts.
    """
    by_id: dict[str, Article] = {a.id: a for a in [*twins, *present]}
    by_text = {(a.site, a.content_hash): a.id for a in by_id.values() if comparable(a)}
    writes: dict[str, Article] = {}
    decisions: list[Decision] = []
    for article in articles:
        old = by_id.get(article.id)
        twin = by_text.get((article.site, article.content_hash)) if comparable(article) else None
        target = twin if old is None and twin is not None else article.id
        if old is None and twin is not None:
            outcome, kept = _duplicate(by_id[twin], article)
        elif old is None:
            outcome, kept = "new", replace(article, revision=1, cluster=article.id, first_seen_at=article.crawled_at)
        else:
            outcome, kept = _update(old, article, revisions_kept)
        decisions.append(Decision(outcome, target))
        if kept is not None:
            writes[kept.id] = by_id[kept.id] = kept
            if comparable(kept):
                by_text.setdefault((kept.site, kept.content_hash), kept.id)
    return decisions, list(writes.values())


def comparable(article: Article) -> bool:
    """True if a text is long enough to be told from another by it."""
    return bool(article.content_hash) and article.word_count >= MIN_DUPLICATE_WORDS


def _addresses(old: Article, article: Article) -> list[str]:
    found = dict.fromkeys([*old.also_at, article.url, *article.also_at])
    return [url for url in found if url != old.url]


def join(old: Article, article: Article) -> Article:
    """Return ``old`` with the addresses of another article of the same text."""
    also_at = _addresses(old, article)
    return replace(old, also_at=also_at) if also_at != old.also_at else old


def _duplicate(old: Article, article: Article) -> tuple[Outcome, Article | None]:
    joined = join(old, article)
    return "duplicate", None if joined is old else joined


def _stale(old: Article, article: Article) -> bool:
    """True if an outbox brings, late, what the site has since changed and the index already holds.

    Both the site's time and ours must say so: either clock may go backwards.
    """
    if not (old.modified_at and article.modified_at and old.crawled_at and article.crawled_at):
        return False
    return instant(article.modified_at) < instant(old.modified_at) and instant(article.crawled_at) < instant(
        old.crawled_at
    )


def _is_changed(old: Article, article: Article) -> bool:
    """True if an article's text, tags or authors are others than they were."""
    return old.content_hash != article.content_hash or any(_differs(old, article, name) for name in _BY_FEED)


def _differs(old: Article, article: Article, name: str) -> bool:
    """True if a field was changed by the site; what a feed adds to an article that names nobody is no change of it."""
    was, now = getattr(old, name), getattr(article, name)
    return was != now and not (not was and article.layers.get(name) == FEED)


def _with_feed(old: Article, article: Article) -> Article:
    """Return an article with what a feed once told of it, where its page tells nothing, or the same day without a time:
    feeds list an article for some days only.
    """
    kept: dict[str, Any] = {}
    for name in (*_BY_FEED, "modified_at"):
        if old.layers.get(name) == FEED and not getattr(article, name):
            kept[name] = getattr(old, name)
    told, new = old.published_at, article.published_at
    if told and old.layers.get("published_at") == FEED and (not new or (MIDNIGHT in new and new[:10] == told[:10])):
        kept["published_at"] = told
    return replace(article, **kept, layers={**article.layers, **dict.fromkeys(kept, FEED)}) if kept else article


def _update(old: Article, article: Article, revisions_kept: int) -> tuple[Outcome, Article | None]:
    article = _with_feed(old, article)
    also_at = _addresses(old, article)
    if _stale(old, article):
        return "unchanged", replace(old, also_at=also_at) if also_at != old.also_at else None
    cluster = old.cluster if old.near_bands == article.near_bands else article.id  # another text is looked at anew
    kept = replace(article, also_at=also_at, cluster=cluster, first_seen_at=old.first_seen_at)
    if _is_changed(old, article):
        changed = replace(kept, revision=old.revision + 1, history=[*old.history, older_version(old, article)])
        return "changed", thin(changed, revisions_kept)
    same = all(getattr(old, f) == getattr(article, f) for f in Article.__slots__ if f not in _OF_THE_CRAWL)
    if same and also_at == old.also_at:
        return "unchanged", None
    return "unchanged", replace(kept, revision=old.revision, history=old.history)
