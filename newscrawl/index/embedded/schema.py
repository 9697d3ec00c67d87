"""What the embedded index stores of an article, and how it is analysed; ``elastic.mapping`` is its twin.

Text is analysed by ``analysis`` and handed to tantivy as terms joined by blanks, so that both engines
agree on what a word is; the whole article is stored beside it as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import tantivy

from newscrawl.index import analysis
from newscrawl.index.fields import ALL_TEXTS, KEYS, facet_values, keys, texts
from newscrawl.index.protocol import BANDS
from newscrawl.index.query import FACETS
from newscrawl.items import Article, article_id

SCHEMA = 3
"""Version of the schema; it stands in the archive's ``archive.json``."""
_NUMBERS = (
    "published", "published_local", "modified", "modified_local", "word_count", "revision", "cluster_number",
)  # fmt: skip
# between two values of a field, so that no phrase reaches from one into the next
_GAP = " \x1f "


def make_schema() -> tantivy.Schema:
    """Return the schema of a new index."""
    builder = tantivy.SchemaBuilder()
    for name in ("id", "addresses", "content", "bands"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        builder.add_text_field(f"{name}_shown", tokenizer_name="raw", index_option="basic", fast=True)
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for language in analysis.LANGUAGES:
        for name in ALL_TEXTS:
            builder.add_text_field(f"{name}_{language}", tokenizer_name="terms")
    for name in ALL_TEXTS:
        builder.add_text_field(f"{name}_plain", tokenizer_name="terms", index_option="basic")
    builder.add_bytes_field("article", stored=True)
    return builder.build()


def document(article: Article) -> tantivy.Document:
    """Return what is indexed and stored for an article. Raises ValueError for a time that is none."""
    found = tantivy.Document()
    found.add_text("id", article.id)
    for address in {article.id, *map(article_id, article.also_at)}:
        found.add_text("addresses", address)
    if article.content_hash:
        found.add_text("content", article.content_hash)
    for name, shown in facet_values(article).items():
        for text in shown:
            found.add_text(f"{name}_shown", text)
    for name, folded in keys(article).items():
        for text in folded:
            found.add_text(name, text)
    for band in article.near_bands[:BANDS]:
        found.add_text("bands", band)
    _add_numbers(found, article)
    _add_texts(found, article)
    found.add_bytes("article", article.to_json())
    return found


def _add_numbers(document: tantivy.Document, article: Article) -> None:
    for name, stamp in (("published", article.published_at), ("modified", article.modified_at)):
        if stamp:
            when = datetime.fromisoformat(stamp)
            document.add_integer(name, epoch(when))
            document.add_integer(f"{name}_local", epoch(when.replace(tzinfo=None)))
    document.add_integer("word_count", article.word_count)
    document.add_integer("revision", article.revision)
    document.add_integer("cluster_number", cluster_number(article.cluster))


def _add_texts(document: tantivy.Document, article: Article) -> None:
    language = analysis.field_language(article.language)
    stem = analysis.stemmer(language)
    for name, values in texts(article).items():
        words = [analysis.bare_words(text) for text in values]
        if language in analysis.PAIRED:
            terms: list[Iterable[str]] = [analysis.terms(text, language) for text in values]
        else:  # words are split once for both fields
            terms = [map(stem, found) for found in words]
        document.add_text(f"{name}_{language}", _GAP.join(map(" ".join, terms)))
        plain = set(map(analysis.plain, {word for found in words for word in found}))
        document.add_text(f"{name}_plain", " ".join(sorted(plain)))


def cluster_number(cluster: str) -> int:
    """Return a cluster's id as a number that a fast field holds."""
    return int(cluster[:15], 16)


def epoch(when: datetime) -> int:
    """Return seconds since 1970; a time without zone counts as UTC."""
    return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
