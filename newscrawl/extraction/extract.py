"""The list of an article's fields, and what each is made of; what the page says of them is ``layers``'s."""

from __future__ import annotations

from newscrawl.errors import NotAnArticle
from newscrawl.extraction.fields.address import address, alternates
from newscrawl.extraction.fields.authors import authors_and_sources
from newscrawl.extraction.fields.body import body
from newscrawl.extraction.fields.headline import headline, headline_of_text
from newscrawl.extraction.fields.language import language
from newscrawl.extraction.fields.media import image, media
from newscrawl.extraction.fields.published import published_at
from newscrawl.extraction.fields.section import section_and_kind
from newscrawl.extraction.fields.signed import signed_below
from newscrawl.extraction.fields.summary import summary as summary_of
from newscrawl.extraction.fields.tags import region, tags, topics
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.extraction.quotations import find_quotes
from newscrawl.extraction.refusal import refuse_error_pages
from newscrawl.items import Article, Link
from newscrawl.sites.model import Site
from newscrawl.urls import canonicalize, host_key


def extract(html: str | bytes, url: str, site: Site | None = None) -> Article:
    """Return the article of a page.

    ``url`` is the absolute address the page was fetched from. Without ``site`` only what all pages
    have in common is used. Raises NotAnArticle with a reason if the page holds none, and ValueError
    if ``url`` is not an absolute http(s) URL.
    """
    return extract_page(Page(html, url), site)


def extract_page(page: Page, site: Site | None = None) -> Article:
    """Return the article of a parsed page; see ``extract``."""
    fetched = canonicalize(page.url)
    layers = Layers(page, site)
    refuse_error_pages(page, layers)
    found: dict[str, Answer] = {"url": address(page, layers), "summary": summary_of(page, layers)}
    url, summary = found["url"].value, found["summary"].value
    found["section"], found["kind"] = section_and_kind(page, layers, url)
    found["authors"], found["sources"] = authors_and_sources(page, layers)
    found["headline"] = headline(page, layers)
    found["published_at"] = published_at(page, layers)
    found["modified_at"] = layers.first("modified_at")
    found["image"] = image(page, layers)
    found["media"] = media(page, layers)
    found["tags"], found["topics"], found["region"] = (part(page, layers) for part in (tags, topics, region))
    found["embeds"] = Answer(layers.visible.embeds, "structure")
    found["related"] = Answer(_others(layers.visible.related, url), "structure")
    found["read_more"] = Answer(layers.visible.read_more, "structure")
    found["alternates"] = alternates(page, url)
    found["paywalled"] = layers.first("paywalled", False)
    names = [*found["authors"].value, *found["sources"].value]
    found["body"] = body(page, layers, found["headline"].value, summary, names)
    if layers.is_unknown and not names:
        signed, above = signed_below(page, found["body"].value)
        found["authors"], found["body"] = Answer(signed, "structure"), found["body"]._replace(value=above)
    if not found["headline"].value:
        found["headline"] = headline_of_text(found["body"].value)
    text = [found["headline"].value, summary or "", *found["body"].value]
    found["language"] = language(page, layers, lambda: text)
    quotes = find_quotes(found["body"].value, found["language"].value)
    found["quotes"] = Answer(quotes, found["body"].layer)
    return _article(page, site, fetched, found)


def _others(links: list[Link], url: str) -> list[Link]:
    """Return links to other articles, each address once."""
    return list({link.url: link for link in links if link.url != url}.values())


def _article(page: Page, site: Site | None, fetched: str, found: dict[str, Answer]) -> Article:
    """Return the article of some answers. Raises NotAnArticle without a headline, or with nothing that goes with it."""
    article = Article(
        **{name: answer.value for name, answer in found.items()},
        site=site.name if site else host_key(found["url"].value),
        also_at=[fetched] if fetched != found["url"].value else [],
        layers={name: answer.layer for name, answer in found.items() if answer.value and answer.layer},
    )
    if not article.headline or not (article.body or article.published_at or article.media):
        raise NotAnArticle("no-text")
    article.count_words()
    return article
