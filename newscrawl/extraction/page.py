"""A page, parsed once: its tree, its meta tags, its texts. Leaves the meaning to the layers."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from itertools import chain
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from newscrawl.encodings import guessed, of_the_web
from newscrawl.errors import NotAnArticle
from newscrawl.extraction.elements import (
    DROPPED,
    HEADINGS,
    article_around,
    brief_text,
    drop_element,
    element_text,
    link_of,
)
from newscrawl.extraction.ends import NESTED, without_ends
from newscrawl.extraction.markup import one_line
from newscrawl.extraction.paragraphs import BLOCKS, wrap_bare_text
from newscrawl.extraction.shown_title import TitleParts, headings_by_title, title_parts
from newscrawl.extraction.streamed import is_streamed, put_in_place, without_fallbacks
from newscrawl.text import clean, xml_text
from newscrawl.urls import canonicalize, join, resolve, same_site

# lxml.html's own parser asks a Python function for the class of each element; this one has one class for all
_PARSER = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
_PARSER.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
# of the HTML standard, 4.6.7, those that lead to pages; and what leads to the API of WordPress
_RELS = frozenset({"canonical", "alternate", "next", "https://api.w.org/"})
_HOMES = ("", "index.html", "index.htm", "index.php")
_QUOTATION_MARKS = "\"'“”„‟‘’‚«»‹›「『"
_UNNAMED = re.compile(r"^(?:[|–—»·•:-]|::|//)\s+")  # before a title
_XML = re.compile(rb"\s*<\?xml[^>]*\?>")
_MARKS = ("¶", "#", "§", "🔗", "")  # that link a heading to itself, as documentation systems add them
_ISO_2022 = ("iso2022", "iso-2022", "hz", "utf-7")


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page's bytes.

    UTF-8 is tried first, whatever is declared: bytes that are valid UTF-8 and not ASCII are UTF-8, and a
    wrong ``charset`` in the header is a common fault. Then the declared encodings, then what the bytes look like.
    """
    marked, bom = read_bom(body)
    if marked and bom:
        return body[len(bom) :].decode(marked, "replace")
    seven_bits = body.isascii()  # as of ISO-2022 and its like, which their declaration alone tells
    if not seven_bits:
        try:
            return body.decode()
        except UnicodeDecodeError:
            pass
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    if seven_bits and not (declared and declared.lower().startswith(_ISO_2022)):
        return body.decode()
    for name in (declared, html_body_declared_encoding(body)):
        codec = of_the_web(name)
        if codec and codec != "utf-8":
            return body.decode(codec, "replace")
    if len(body) > 100 and body.count(b"\xef\xbf\xbd") == 0:
        text = body.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        whole = sum(1 for letter in text if letter > "\x7f") - broken
        if broken * 100 < len(text) and whole > broken:  # a few broken bytes in a UTF-8 page
            return text
    return body.decode(guessed(body), "replace")


def _in_utf8(body: bytes, content_type: str | None) -> bytes:
    """Return a page's bytes in UTF-8, which nearly all of them are in."""
    if not body.isascii() and read_bom(body)[0] is None:
        try:
            body.decode()
        except UnicodeDecodeError:
            pass
        else:
            return body
    return decode(body, content_type).encode("utf-8", "replace")


def _parse(encoded: bytes) -> HtmlElement:
    """Return the tree of a page; of one that is nested deeper than the parser goes, as where nothing is ever closed,
    with less around its paragraphs. Raises what lxml does for what is no page.
    """
    tree: HtmlElement = document_fromstring(encoded, parser=_PARSER)
    for tags in NESTED:
        error = _PARSER.error_log.last_error
        if error is None or error.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            break
        encoded = tags.sub(b"", encoded)
        tree = document_fromstring(encoded, parser=_PARSER)
    return tree


def empty_tree() -> HtmlElement:
    """Return a page's tree with nothing but an empty ``<body>``."""
    return document_fromstring(b"<html><body></body></html>", parser=_PARSER)


MOST_ELEMENTS = 100_000
"""Elements of a page; real ones have some thousands."""


class Page:
    """One HTML page. Raises NotAnArticle if there is no markup to parse, or more than ``most_elements``."""

    def __init__(
        self, html: str | bytes, url: str, content_type: str | None = None, most_elements: int = MOST_ELEMENTS
    ) -> None:
        self.url = url
        encoded = html.encode("utf-8", "replace") if isinstance(html, str) else _in_utf8(html, content_type)
        if declaration := _XML.match(encoded):
            encoded = encoded[declaration.end() :]
        is_in_parts = is_streamed(encoded)
        if is_in_parts:
            encoded = without_fallbacks(encoded)
        try:
            self.tree = _parse(without_ends(encoded) or b" ")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
            raise NotAnArticle("empty") from error
        # the parser adds no more elements than there are tags
        if 2 * encoded.count(b"<") > most_elements and int(float(str(self.tree.xpath("count(//*)")))) > most_elements:
            raise NotAnArticle("too-large")
        if is_in_parts:
            put_in_place(self.tree)
        found = list(self.tree.iter("h1", *HEADINGS, "q"))  # each walk of a tree takes as long as some field
        self.all_headings: list[HtmlElement] = [element for element in found if element.tag != "q"]
        """``<h1>`` to ``<h6>``, in page order."""
        self._drop_marks()
        self._quote([element for element in reversed(found) if element.tag == "q"])  # inner ones first
        self.text_boxes = wrap_bare_text(self.tree)
        """Boxes of nothing but text."""

    def drop(self, boxes: list[HtmlElement]) -> None:
        """Take boxes out of the tree, and forget what is known of them."""
        inside = {element for box in boxes for element in box.iter("*")}
        if not inside:
            return
        for box in boxes:
            box.tag = DROPPED
        etree.strip_elements(self.tree, DROPPED, with_tail=False)
        self.all_headings = [heading for heading in self.all_headings if heading not in inside]
        self.text_boxes = [box for box in self.text_boxes if box not in inside]
        if not inside.isdisjoint(self.__dict__.get("headings", ())):
            for name in ("headings", "logos", "_headings_and_logos", "h1", "article"):
                self.__dict__.pop(name, None)

    def _quote(self, elements: list[HtmlElement]) -> None:
        """Write the quotation marks that browsers show around ``<q>`` (HTML standard, 4.5.7)."""
        for element in elements:
            if any(inner.tag in BLOCKS for inner in element.iter()):
                continue  # some pages never close it
            text = element.text_content().strip()
            if text and text[0] not in _QUOTATION_MARKS:
                depth = sum(1 for _ in element.iterancestors("q"))
                opening, closing = ("‘", "’") if depth % 2 else ("“", "”")
                element.text = xml_text(opening + (element.text or ""))
                if len(element):
                    element[-1].tail = xml_text((element[-1].tail or "") + closing)
                else:
                    element.text += closing
            element.tag = "span"

    def _drop_marks(self) -> None:
        """Take the links that a heading has to itself out of the tree: they are no part of its words."""
        links = (a for heading in self.all_headings for a in heading.iter("a"))
        for link in dict.fromkeys(links):  # headings lie in headings
            is_named = any(link.get(name) for name in ("class", "title", "aria-label"))  # not the "#" of "C#"
            is_here = len(link) == 0 and (link.get("href") or "").startswith("#")
            if is_named and is_here and clean(link.text or "") in _MARKS:
                drop_element(link)

    @cached_property
    def base(self) -> str:
        """The address relative links are resolved against: ``<base href>``, if it is of the page's own host."""
        found = self.tree.find(".//base[@href]")
        base = join(self.url, found.get("href", "")) if found is not None else ""
        try:
            return base if base and same_site(base, self.url) else self.url
        except ValueError:
            return self.url

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """All meta tags: the name, property or itemprop in lower case → its values in page order."""
        values: dict[str, list[str]] = defaultdict(list)
        for element in self.tree.iter("meta"):
            content = element.get("content")
            name = element.get("property") or element.get("name") or element.get("itemprop")
            if content and name:
                values[name.strip().lower()].append(content)
        return dict(values)

    def first_meta(self, *names: str) -> str | None:
        """Return the first value of the first of these meta tags that has text, cleaned."""
        for name in names:
            for value in self.meta.get(name, ()):
                if text := clean(value):
                    return text
        return None

    @cached_property
    def links_rel(self) -> list[tuple[str, str, dict[str, str]]]:
        """The ``<link rel href>`` elements that lead to pages: (rel in lower case, href resolved, type and
        hreflang).
        """
        return [
            (
                (e.get("rel") or "").lower(),
                join(self.base, e.get("href", "")),
                {name: e.get(name, "") for name in ("type", "hreflang")},
            )
            for e in self.tree.iter("link")
            if e.get("href") and not _RELS.isdisjoint((e.get("rel") or "").lower().split())
        ]

    def link_rel(self, rel: str) -> str | None:
        """Return the address of the first ``<link>`` with this rel."""
        return next((href for name, href, _ in self.links_rel if rel in name.split()), None)

    @cached_property
    def hrefs(self) -> list[str]:
        """The ``href`` of all ``<a>``, as written, each once, in page order."""
        return list(dict.fromkeys(e.get("href", "") for e in self.tree.iter("a")))

    @cached_property
    def times(self) -> list[HtmlElement]:
        """The ``<time>`` elements."""
        return list(self.tree.iter("time"))

    @cached_property
    def headings(self) -> list[HtmlElement]:
        """The ``<h1>`` with text, without names of site (``logos``) and section; if none shows the title, what does."""
        return self._headings_and_logos[0]

    @cached_property
    def logos(self) -> list[str]:
        """The texts of the ``<h1>`` that are nothing but a link to the home page: the site's name."""
        return self._headings_and_logos[1]

    @cached_property
    def _headings_and_logos(self) -> tuple[list[HtmlElement], list[str]]:
        headings, logos = [], []
        for element in self.all_headings:
            if element.tag != "h1":
                continue
            text = brief_text(element)
            if text and self._is_logo(element, text):
                logos.append(text)
            elif text or element_text(element):
                headings.append(element)
        return headings_by_title(headings, self.title_parts, self.tree, self.leads_here), logos

    @cached_property
    def title_parts(self) -> TitleParts:
        """The parts of ``<title>``, and of ``og:title``."""
        return title_parts(self.title, self.first_meta("og:title"))

    @cached_property
    def h1(self) -> HtmlElement | None:
        """The first of ``headings`` that is not in a line of text."""
        return next((heading for heading in self.headings if heading.tag in BLOCKS), None)

    @cached_property
    def article(self) -> HtmlElement | None:
        """The element of the page's own article: the ``<article>`` around the headline, or the only one in the
        ``<main>`` around it, else that ``<main>``; without either the first ``<article>``, else ``<main>``.
        """
        around = article_around(self.h1) if self.h1 is not None else None
        if around is not None:
            inside = list(around.iter("article"))
            return inside[0] if len(inside) == 1 else around
        return next(chain(self.tree.iter("article"), self.tree.iter("main")), None)

    def _is_logo(self, heading: HtmlElement, text: str) -> bool:
        link = link_of(heading)
        if link is None or element_text(link) != text:
            return False
        place, here = (urlsplit(url) for url in (join(self.base, link.get("href") or ""), self.url))
        is_home = place.path.strip("/") in _HOMES and place.netloc in ("", here.netloc) and not place.fragment
        return is_home and here.path.strip("/") not in _HOMES

    def leads_here(self, link: HtmlElement) -> bool:
        """True for a link to this page, or to a place in it."""
        return resolve(self.base, link.get("href") or "") in (None, canonicalize(self.url))

    @cached_property
    def title(self) -> str:
        """The text of ``<title>``, without the sign that stands before it where a site has no name."""
        found = next(self.tree.iter("title"), None)
        return _UNNAMED.sub("", one_line(clean(found.text_content()))) if found is not None else ""
