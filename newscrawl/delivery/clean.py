"""Cleans every text of an article: NFC, entities, invisible characters, white space; tags each once."""

from __future__ import annotations

import hashlib

from newscrawl.index.near import near_bands, words
from newscrawl.items import Article, Link
from newscrawl.text import clean, fold, unique

_LISTS = ("section", "region", "authors", "sources", "tags", "topics")


def clean_article(article: Article) -> Article:
    """Clean an article in place and return it."""
    article.headline = clean(article.headline)
    article.summary = clean(article.summary or "") or None
    article.body = [text for paragraph in article.body if (text := clean(paragraph))]
    for name in _LISTS:
        setattr(article, name, unique(getattr(article, name)))
    for name in ("related", "read_more"):
        setattr(article, name, [Link(link.url, clean(link.headline)) for link in getattr(article, name)])
    if article.image:
        article.image.caption = clean(article.image.caption or "") or None
        article.image.credit = clean(article.image.credit or "") or None
    for embed in article.embeds:
        embed.author, embed.text = clean(embed.author or "") or None, clean(embed.text or "") or None
    article.count_words()
    head, body = fold(f"{article.headline}\n{article.summary or ''}"), fold("\n".join(article.body))
    article.content_hash = content_hash(head, body)
    article.near_bands = near_bands(words(body))
    return article


def content_hash(head: str, body: str) -> str:
    """Return 32 hex digits of the SHA-256 of folded headline and summary, and body: blanks, case and accents do not
    count.
    """
    return hashlib.sha256(f"{head} {body}".strip().encode()).hexdigest()[:32]
