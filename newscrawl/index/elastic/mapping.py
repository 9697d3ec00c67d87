"""Mapping and templates of the Elasticsearch engine, as data in one place.

``<prefix>-articles-<language>-v<n>`` is one index a language, with that language's built-in analyzer;
``<prefix>-articles`` is the alias for reading, ``<prefix>-articles-<language>`` the one for writing.

``headline``, ``summary`` and ``body`` are for people who query Elasticsearch themselves. ``text`` and
``keys`` hold the same folded by us (case, accents, Arabic letter forms): what our own searches ask, so
that both engines agree, on any server. They are not part of ``_source``.
"""

from __future__ import annotations

import base64
from typing import Any

from newscrawl.index import analysis
from newscrawl.index.analysis import GENERAL
from newscrawl.index.fields import ALL_TEXTS, KEYS, keys, local_time, texts
from newscrawl.index.protocol import BANDS
from newscrawl.items import Article, article_id

SCHEMA = 3
"""Version of the mapping; a change of it makes the next ``index migrate`` move the articles."""

# Elasticsearch's built-in analyzers, each with the language codes it serves
ANALYZERS = {
    "ar": "arabic",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
    **dict.fromkeys(analysis.PAIRED, "cjk"),
    GENERAL: "standard",
}

_KEYWORD: dict[str, Any] = {"type": "keyword"}
_DATE: dict[str, Any] = {"type": "date", "format": "strict_date_optional_time"}
_TEXT: dict[str, Any] = {"type": "text", "analyzer": "text"}
_STORED: dict[str, Any] = {"type": "keyword", "index": False, "doc_values": False}
_LINK = {"type": "nested", "properties": {"url": _KEYWORD, "headline": _TEXT}}
_SEARCHED = {
    "type": "text",
    "analyzer": "text",
    "position_increment_gap": 100,
    "fields": {"plain": {"type": "text", "analyzer": "plain", "norms": False, "index_options": "docs"}},
}

PROPERTIES: dict[str, Any] = {
    "id": _KEYWORD,
    "url": _KEYWORD,
    "alternates": _KEYWORD,
    "also_at": _KEYWORD,
    "site": _KEYWORD,
    "language": _KEYWORD,
    "kind": _KEYWORD,
    "section": _KEYWORD,
    "region": _KEYWORD,
    "headline": _TEXT,
    "summary": _TEXT,
    "body": _TEXT,
    "authors": _KEYWORD,
    "sources": _KEYWORD,
    "published_at": _DATE,
    "modified_at": _DATE,
    "first_seen_at": _DATE,
    "crawled_at": _DATE,
    "checked_at": _DATE,
    "validators": {"type": "object", "enabled": False},
    "paywalled": {"type": "boolean"},
    "job": _KEYWORD,
    "image": {"properties": {"url": _STORED, "caption": _TEXT, "credit": _KEYWORD}},
    "media": {"properties": {"type": _KEYWORD, "url": _STORED, "duration": {"type": "integer"}}},
    "tags": _KEYWORD,
    "topics": _KEYWORD,
    "embeds": {
        "type": "nested",
        "properties": {
            "provider": _KEYWORD,
            "author": _KEYWORD,
            "handle": _KEYWORD,
            "date": {**_DATE, "ignore_malformed": True},  # other people's dates
            "text": _TEXT,
            "links": _KEYWORD,
        },
    },
    "quotes": {
        "type": "nested",
        "properties": {
            "text": _TEXT,
            "speaker": _KEYWORD,
            "verb": _KEYWORD,
            "paragraph": {"type": "integer"},
            "at": {"type": "integer"},
        },
    },
    "speakers": _KEYWORD,
    "related": _LINK,
    "read_more": _LINK,
    "word_count": {"type": "integer"},
    "reading_minutes": {"type": "integer"},
    "content_hash": _KEYWORD,
    "near_bands": _STORED,
    "cluster": _KEYWORD,
    "revision": {"type": "integer"},
    "history": {"type": "object", "enabled": False},
    "retracted_at": _DATE,
    "layers": {"type": "object", "enabled": False},
    # ids of all addresses of the article, its own and those of also_at
    "addresses": _KEYWORD,
    # the newsroom's wall-clock times, as if they were UTC: days of the calendar it publishes by
    "published_local": _DATE,
    "modified_local": _DATE,
    "text": {"properties": dict.fromkeys(ALL_TEXTS, _SEARCHED)},
    "keys": {
        "properties": {
            **{name: {"type": "keyword", "doc_values": False} for name in (*KEYS, "bands")},
            # near_bands as bytes: read for hundreds of candidates, where each _source would have to be parsed
            "sketch": {"type": "binary", "doc_values": True},
        }
    },
}


def read_alias(prefix: str) -> str:
    """Return the alias that all searches go to."""
    return f"{prefix}-articles"


def write_alias(prefix: str, language: str) -> str:
    """Return the alias that articles of a language of ``ANALYZERS`` are written to."""
    return f"{prefix}-articles-{language}"


def index_name(prefix: str, language: str, version: int) -> str:
    """Return the name of an index."""
    return f"{write_alias(prefix, language)}-v{version}"


def component_template() -> dict[str, Any]:
    """Return what all languages share; its analyzer is the general one, which each index template overrides."""
    return {
        "template": {
            "settings": {
                "number_of_shards": 1,  # 40 GB, some 4 million articles a language, is one shard's size
                "auto_expand_replicas": "0-1",  # a copy as soon as there is a second node
                "analysis": {"analyzer": {"text": {"type": "standard"}, "plain": {"type": "standard"}}},
                "index": {"query": {"default_field": ["headline", "summary", "body", "tags", "topics"]}},
            },
            "mappings": {
                "dynamic": "strict",
                "_meta": {"newscrawl": {"schema": SCHEMA}},
                "_source": {"excludes": ["text", "keys"]},
                "properties": PROPERTIES,
            },
        },
        "_meta": {"newscrawl": {"schema": SCHEMA}},
    }


def index_template(prefix: str, language: str) -> dict[str, Any]:
    """Return the template of a language's indices."""
    # no stop words: "who is who" can be asked for, and phrases are exact
    analyzer = {"type": ANALYZERS[language], "stopwords": "_none_"}
    return {
        "index_patterns": [f"{write_alias(prefix, language)}-v*"],
        "composed_of": [read_alias(prefix)],
        "priority": 300,
        "template": {"settings": {"analysis": {"analyzer": {"text": analyzer}}}},
        "_meta": {"newscrawl": {"schema": SCHEMA}},
    }


def document(article: Article) -> dict[str, Any]:
    """Return what is sent to Elasticsearch for an article. Raises ValueError for a time that is none."""
    values = article.to_dict()
    for name in ("published", "modified"):
        if stamp := values[f"{name}_at"]:
            values[f"{name}_local"] = local_time(stamp).isoformat()
    values["speakers"] = article.speakers
    values["addresses"] = sorted({article.id, *map(article_id, article.also_at)})
    values["text"] = {name: [analysis.plain_text(text) for text in found] for name, found in texts(article).items()}
    values["keys"] = {**keys(article), "bands": article.near_bands[:BANDS], "sketch": _packed(article.near_bands)}
    return values


def _packed(near_bands: list[str]) -> str:
    return base64.b64encode(bytes.fromhex("".join(near_bands))).decode()


def unpacked(sketch: str) -> list[str]:
    """Return the hashes of ``keys.sketch``."""
    packed = base64.b64decode(sketch)
    return packed.hex(" ", 4).split(" ") if packed else []
