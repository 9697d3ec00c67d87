"""Puts the layers together: for each field the first layer that answers wins, and is remembered.

site file's selectors → metadata script → JSON-LD → meta tags → visible structure → trafilatura.
"""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from typing import Any
from urllib.parse import unquote, urlsplit

from newscrawl.errors import NotAnArticle
from newscrawl.extraction.fields.authors import shown_byline
from newscrawl.extraction.fields.body import better_body, generic_body, letters
from newscrawl.extraction.fields.headline import choose_headline, site_names
from newscrawl.extraction.fields.language import language_of
from newscrawl.extraction.fields.published import MIDNIGHT, microdata_layer, published
from newscrawl.extraction.fields.tags import clean_tags, shown_tags
from newscrawl.extraction.fields.tidy import without_heading
from newscrawl.extraction.layers.json_ld import jsonld_layer
from newscrawl.extraction.layers.layer import Layer
from newscrawl.extraction.layers.meta import meta_layer
from newscrawl.extraction.layers.script import script_layer
from newscrawl.extraction.layers.selectors import select, select_first
from newscrawl.extraction.layers.visible import Reader
from newscrawl.extraction.page import Page, element_text
from newscrawl.extraction.words.dates import any_date, stamp
from newscrawl.extraction.words.names import is_name, person_names
from newscrawl.items import Article, Image, Media
from newscrawl.sites.model import Section, Site
from newscrawl.text import clean, fold, unique
from newscrawl.urls import canonicalize, host_key, join, resolve

_PATH_KINDS = (
    (re.compile(r"/(?:opinion|opinions|comment|commentisfree|columns?|op-?ed)/"), "opinion"),
    (re.compile(r"/(?:analysis|analisis)/"), "analysis"),
    (re.compile(r"/(?:blog|blogs)/"), "blog"),
    (re.compile(r"/(?:live|live-news|liveblog)/"), "live"),
    (re.compile(r"/(?:video|videos|watch)/"), "video"),
    (re.compile(r"/(?:gallery|galleries|photos|in-pictures)/"), "gallery"),
)


_TOLD = 3  # JSON-LD's text, so much longer than what is shown, is the text of a page made by JavaScript


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
    zone: tzinfo = site.zone if site else UTC
    script = script_layer(page, site.metadata, zone) if site and site.metadata else {}
    jsonld = jsonld_layer(page, zone)
    _refuse_errors(page, site, script, jsonld)
    layers: list[tuple[str, Layer]] = [
        ("site", _selected(page, site, zone)),
        ("metadata", script),
        ("json-ld", jsonld),
        ("meta", meta_layer(page, zone)),
    ]
    if (site is None or site.metadata is None) and not _has_times(layers):
        layers.append(("microdata", microdata_layer(page, zone)))
    return _Builder(page, site, zone, fetched, layers).build()


def _has_times(layers: list[tuple[str, Layer]]) -> bool:
    """True if the first answers give both times, with a clock."""
    published, modified = (
        next((layer[name] for _, layer in layers if layer.get(name)), "") for name in ("published_at", "modified_at")
    )
    return bool(published and modified) and MIDNIGHT not in published


def _refuse_errors(page: Page, site: Site | None, script: Layer, jsonld: Layer) -> None:
    """Raise NotAnArticle for an error page that answers 200, and for what says of itself that it is no article."""
    if script or site is None:
        return
    heading = element_text(page.h1) if page.h1 is not None else page.title
    texts = [heading, page.title] + [element_text(p) for p in list(page.tree.iter("p"))[:3]]
    if any(re.search(pattern, text) for pattern in site.labels.not_found for text in texts):
        raise NotAnArticle("soft-404")
    # many real articles say "website" of themselves, but then have other metadata
    if (
        page.first_meta("og:type") == "website"
        and not page.meta.keys() & {"article:published_time", "datepublished"}
        and not jsonld
    ):
        raise NotAnArticle("listing")


def _selected(page: Page, site: Site | None, zone: tzinfo) -> Layer:
    """Read the fields for which the site file has selectors; ``body`` is read elsewhere."""
    layer: Layer = {}
    for field, selectors in (site.selectors if site else {}).items():
        found = select_first(page.tree, selectors)
        texts = [text for e in found if (text := clean(e.get("content") or e.get("datetime") or "") or element_text(e))]
        if not texts or field == "body":
            continue
        if field in ("headline", "summary", "caption"):
            layer[field] = texts[0]
        elif field in ("published_at", "modified_at"):
            when = any_date(texts[0], zone)
            layer[field] = stamp(when, zone) if when else None
        else:
            layer[field] = person_names(texts) if field == "authors" else texts
    return {field: value for field, value in layer.items() if value}


class _Builder:
    """Builds one article from its layers."""

    def __init__(
        self, page: Page, site: Site | None, zone: tzinfo, fetched: str, layers: list[tuple[str, Layer]]
    ) -> None:
        self.page, self.site, self.zone, self.fetched, self.layers = page, site, zone, fetched, layers
        self.source: dict[str, str] = {}
        # no metadata script is described: bylines, tags and times are looked for wherever pages have them
        self.unknown = site is None or site.metadata is None

    def first(self, field: str) -> Any:
        """Return the first layer's answer for a field and remember the layer."""
        for name, layer in self.layers:
            if value := layer.get(field):
                self.source[field] = name
                return value
        return None

    def build(self) -> Article:
        """Return the article. Raises NotAnArticle if there is neither text nor a headline with a date."""
        summary = self.first("summary")
        visible = self._visible(summary)
        self.layers.append(("structure", visible))
        summary = summary or self.first("summary")
        url = self._url()
        section = self._section(url)
        authors, sources = self._byline()
        headline = self._headline()
        article = Article(
            url=url,
            site=self.site.name if self.site else host_key(url),
            language=self._language(),
            kind=self._kind(url, section),
            headline=headline,
            summary=summary,
            section=self._labels(section),
            region=unique(self.first("region") or []),
            authors=authors,
            sources=sources,
            published_at=self._published(),
            modified_at=self.first("modified_at"),
            image=self._image(),
            media=self._media(),
            tags=self._tags(),
            topics=unique(self.first("topics") or []),
            embeds=visible.get("embeds", []),
            related=self._others(visible.get("related", []), url),
            read_more=visible.get("read_more", []),
            alternates=self._alternates(url),
            also_at=[self.fetched] if self.fetched != url else [],
            paywalled=bool(self.first("paywalled")),
            layers=self.source,
        )
        article.body = self._body(visible, headline, summary, [*authors, *sources])  # last: it may prune the tree
        if not article.language:
            article.language = language_of([headline, summary or "", *article.body])
            self.source["language"] = "generic"
        article.count_words()
        if not headline or not (article.body or article.published_at or article.media):
            raise NotAnArticle("no-text")
        for field in ("embeds", "related", "read_more"):
            if getattr(article, field):
                self.source[field] = "structure"
        return article

    # -- fields with rules of their own

    def _visible(self, summary: str | None) -> Layer:
        site = self.site
        self.containers = select_first(self.page.tree, list(site.selectors.get("body", ()))) if site else []
        visible = Reader(self.page, site, self.zone, self.containers).read(summary, _word_count(self.page, site))
        return {name: getattr(visible, name) for name in visible.__slots__}

    def _body(self, visible: Layer, headline: str, summary: str | None, names: list[str]) -> list[str]:
        """Return the text: of a site that is known, by structure; of any other, by trafilatura, checked against the structure."""
        shown: list[str] = visible.get("body", [])
        if self.site is not None and shown and (self.containers or self.site.metadata):
            self.source["body"] = "site" if self.containers else "structure"
            return shown
        _ = self.page.hrefs  # the crawl reads them afterwards
        generic = generic_body(self.page, headline, summary, names)
        chosen = better_body(generic, without_heading(shown, [headline], names))
        told: list[str] = next((layer["article_body"] for _, layer in self.layers if layer.get("article_body")), [])
        if letters(told) > _TOLD * letters(chosen):
            self.source["body"] = "json-ld"
            return told
        if chosen:
            self.source["body"] = "generic" if chosen is generic else "structure"
        return chosen

    def _headline(self) -> str:
        headline = self.first("headline")
        if headline and self.source["headline"] in ("site", "metadata"):
            return str(headline)
        given = [str(layer["headline"]) for _, layer in self.layers if layer.get("headline")]
        headline, shown = choose_headline(self.page, given)
        same = next((name for name, layer in self.layers if layer.get("headline") == headline), None)
        self.source["headline"] = same or ("structure" if shown or not given else self.source["headline"])
        return headline

    def _byline(self) -> tuple[list[str], list[str]]:
        """Return authors and sources; where metadata names no person, or several tags name others, those of the visible byline."""
        authors, sources = unique(self.first("authors") or []), unique(self.first("sources") or [])
        if not self.unknown:
            return authors, sources
        names, told = site_names(self.page), self.source.get("authors")
        people = [name for name in authors if fold(name) not in names]
        tags = self.first("author_tags") if told == "meta" else None
        if not people or tags or (told == "meta" and not any(map(is_name, people))):
            shown, agencies = shown_byline(self.page)
            agreed = [name for tag in tags or () for name in tag if set(map(fold, tag)) & set(map(fold, shown))]
            if (agreed or people) and not (shown and not any(map(is_name, people))):
                people = unique(agreed) or people
            elif shown:
                people, self.source["authors"] = shown, "structure"
            sources = sources or agencies
        self.source.pop("author_tags", None)
        return people or authors, sources

    def _published(self) -> str | None:
        found = self.first("published_at")
        if not self.unknown:
            return str(found) if found else None
        better = published(
            self.page, self.zone, [layer["published_at"] for _, layer in self.layers if layer.get("published_at")]
        )
        if better and better != found:
            self.source["published_at"] = "structure"
        return better

    def _tags(self) -> list[str]:
        """Return the tags that metadata gives, else those that are shown, else what search engines are told."""
        tags = self.first("tags")
        if not tags and self.unknown and (tags := clean_tags(shown_tags(self.page))):
            self.source["tags"] = "structure"
        if not tags and (tags := self.first("keywords")):
            self.source["tags"] = self.source.pop("keywords")
        return unique(tags or [])

    def _url(self) -> str:
        candidates = [("link", self.page.link_rel("canonical"))]
        candidates += [(name, layer.get("url")) for name, layer in self.layers]
        for name, value in candidates:
            url = resolve(self.page.base, value) if value else None
            if url and self._believed(url):
                self.source["url"] = "meta" if name == "link" else name
                return url
        self.source["url"] = "request"
        return self.fetched

    def _believed(self, url: str) -> bool:
        """A canonical address counts only within the same site, and only if it can be an article's."""
        hosts = {host_key(self.fetched)} | {f"{h}".removeprefix("www.") for h in (self.site.hosts if self.site else ())}
        if host_key(url) not in hosts:
            return False
        path = urlsplit(url).path
        if self.site:
            return any(re.search(pattern, path) for pattern in self.site.discovery.articles)
        return path != "/" or urlsplit(self.fetched).path == "/"

    def _language(self) -> str:
        value = self.first("language")
        if value:
            return str(value)[:3].split("-")[0].lower()
        return self.site.language if self.site else ""  # else the text tells, see build

    def _section(self, url: str) -> Section | None:
        path = unquote(urlsplit(url).path)
        best: Section | None = None
        for section in self.site.sections if self.site else ():
            inside = path == section.path or path.startswith(section.path.rstrip("/") + "/")
            if inside and (best is None or len(section.path) > len(best.path)):
                best = section
        return best

    def _labels(self, section: Section | None) -> list[str]:
        if section:
            self.source["section"] = "site"
            return list(section.labels)
        return unique(self.first("section") or [])

    def _kind(self, url: str, section: Section | None) -> str:
        if section:
            self.source["kind"] = "site"
            return section.kind
        if kind := self.first("kind"):
            return str(kind)
        return next((kind for pattern, kind in _PATH_KINDS if pattern.search(urlsplit(url).path + "/")), "news")

    def _image(self) -> Image | None:
        url = self.first("image")
        if not url:
            return None
        caption, credit = self.first("caption"), self.first("credit")
        return Image(join(self.page.base, url), caption, credit)

    def _media(self) -> list[Media]:
        url = self.first("video")
        if not url:
            found = next(
                (v for v in self.page.tree.iter("video") if v.get("src") or v.find("source[@src]") is not None), None
            )
            if found is not None:
                inner = found.find("source[@src]")
                url = found.get("src") or (inner.get("src") if inner is not None else None)
                self.source["media"] = "structure"
        else:
            self.source["media"] = self.source["video"]
        return [Media("video", join(self.page.base, url), self.first("duration"))] if url else []

    def _alternates(self, url: str) -> list[str]:
        found = []
        for rel, href, attributes in self.page.links_rel:
            language = attributes.get("hreflang", "")
            if "alternate" in rel.split() and language and language != "x-default":
                other = resolve(self.page.base, href)
                if other and other != url and other != self.fetched:
                    found.append(other)
        if found:
            self.source["alternates"] = "meta"
        return list(dict.fromkeys(found))

    @staticmethod
    def _others(links: list[Any], url: str) -> list[Any]:
        return list({link.url: link for link in links if link.url != url}.values())


def _word_count(page: Page, site: Site | None) -> int | None:
    """Return the number of words that the page's metadata script gives, if it does."""
    if not (site and site.metadata):
        return None
    script = next(iter(select(page.tree, site.metadata.script)), None)
    match = re.search(r'"word_count"\s*:\s*"?(\d+)', (script.text if script is not None else None) or "")
    return int(match[1]) if match else None
