"""A search as a feed: RSS 2.0 and Atom (RFC 4287), for a feed reader that asks again and again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

from feedgen.feed import FeedGenerator

from newscrawl.exports.manifest import Manifest, in_words
from newscrawl.items import Article
from newscrawl.text import clean, xml_text
from newscrawl.urls import to_uri


def write_rss(articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    """Yield an RSS feed of the articles, in one piece."""
    yield bytes(_feed(articles, manifest).rss_str(pretty=True))


def write_atom(articles: Iterable[Article], manifest: Manifest) -> Iterator[bytes]:
    """Yield an Atom feed of the articles, in one piece."""
    yield bytes(_feed(articles, manifest).atom_str(pretty=True))


def _feed(articles: Iterable[Article], manifest: Manifest) -> FeedGenerator:
    feed = FeedGenerator()
    asked = in_words(manifest.query)
    feed.id(f"urn:newscrawl:search:{quote(_text(asked), safe='')}")
    feed.title(_text(f"newscrawl: {asked}"))
    feed.description(_text(asked))
    feed.link(href=manifest.place or "urn:newscrawl:archive", rel="alternate")  # RSS asks for one
    feed.generator("newscrawl", manifest.newscrawl)
    feed.updated(datetime.fromisoformat(manifest.made_at))
    for article in articles:
        _add(feed, article)
    return feed


def _add(feed: FeedGenerator, article: Article) -> None:
    entry = feed.add_entry(order="append")
    entry.id(f"urn:newscrawl:{article.id}")
    entry.title(_text(article.headline) or article.id)
    is_address = urlsplit(article.url).scheme in ("http", "https")
    entry.link(href=to_uri(article.url) if is_address else f"urn:newscrawl:{article.id}")  # Atom asks for one
    if article.summary:
        entry.summary(_text(article.summary))
    for author in article.authors:
        entry.author(name=_text(author))
    for tag in article.tags:
        entry.category(term=_text(tag))
    published = _time(article.published_at)
    if published:
        entry.published(published)
    entry.updated(_time(article.modified_at) or published or datetime.fromtimestamp(0, UTC))


def _text(text: str) -> str:
    return xml_text(clean(text))


def _time(stamp: str | None) -> datetime | None:
    if not stamp:
        return None
    when = datetime.fromisoformat(stamp)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
