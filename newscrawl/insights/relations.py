"""What an article is tied to: the articles it links to, those that link to it, and those that are like it."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.index.analysis import words
from newscrawl.index.nodes import And, Keyword, Node, Not, Or
from newscrawl.index.parse import phrase_node, word_node
from newscrawl.index.protocol import ArticleIndex, Hit
from newscrawl.index.query import SearchRequest
from newscrawl.items import Article, Link, article_id
from newscrawl.urls import canonicalize

_TERMS = 12  # words of a headline, and tags, by which the like of it is looked for
_LEAST_LETTERS = 4


@dataclass(frozen=True)
class OutLink:
    """A link of an article, and the id of the article it leads to, where the archive holds it."""

    link: Link
    kind: str
    """``related`` or ``read_more``."""
    held: str | None


@dataclass(frozen=True)
class Links:
    """The links of an article, and the articles that link to it."""

    outgoing: list[OutLink]
    incoming: list[Hit]
    incoming_total: int


def links(index: ArticleIndex, article: Article, limit: int = 20) -> Links:
    """Return what an article links to, and at most ``limit`` of the articles that link to it."""
    named = [(link, kind) for kind in ("related", "read_more") for link in getattr(article, kind)]
    ids = {link.url: _id_of(link.url) for link, _ in named}
    known = index.known([key for key in ids.values() if key])
    held = {url: known[key].id for url, key in ids.items() if key in known and not known[key].deleted}
    addresses = [Keyword("links", url) for url in (article.url, *article.also_at)]
    linking = SearchRequest(where=Or(tuple(addresses)), sort="newest", limit=limit, copies=True, highlight=False)
    found = index.search(linking)
    outgoing = [OutLink(link, kind, held.get(link.url)) for link, kind in named]
    return Links(outgoing, found.hits, found.total)


def _id_of(url: str) -> str:
    try:
        return article_id(canonicalize(url))
    except ValueError:
        return ""


def similar(index: ArticleIndex, article: Article, limit: int = 5) -> list[Hit]:
    """Return articles in the same language that share most of an article's tags and words; near copies of it aside."""
    spoken = dict.fromkeys(word for word, _, _ in words(article.headline) if len(word) >= _LEAST_LETTERS)
    terms: list[Node] = [word_node(word) for word in [*spoken][:_TERMS]]
    # as words, tags weigh by how rare they are
    terms += [phrase_node(tag) for tag in article.tags[:_TERMS] if any(words(tag))]
    where = And((Or(tuple(terms)), Not(Keyword("cluster", article.cluster)), Keyword("language", article.language)))
    request = SearchRequest(where=where, limit=limit, highlight=False)
    return index.search(request).hits if terms else []
