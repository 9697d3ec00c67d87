"""However broken a page is, extraction gives an article or a reason, and nothing else."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from lxml.html import document_fromstring

from newscrawl.delivery.clean import clean_article
from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.extraction.elements import drop_element
from newscrawl.items import Article
from newscrawl.sites import site_named
from tests.newsroom.pages import Pages
from tests.newsroom.server import editions
from tests.servers.gazette import Gazette

JUNK = [
    b"<div>", b"</div>", b"<script type='application/ld+json'>{", b"\x00", b"\xff\xfe", b"<h1>", b"<table><tr><td>", b"]]>", b"<!--", b"\xf0\x9f", b"&#xd800;",
    b"<time datetime='9999-99-99'>", b"<time itemprop=datePublished datetime='0001-01-01T00:00:00+14:00'>", b"<a rel=author>", b"<base href='//['>",
    b"<link rel=canonical href='http://['>", b"<meta property='og:url' content='http://[::1'>", b"<meta property='og:image' content='//['>", b"<iframe src='http://['>",
    b"<meta property='article:published_time' content='2023-13-45T99:99:99'>", b'<script type="application/ld+json">{"@type":[["NewsArticle"]],"headline":{},"author":[[{}]]}</script>',
    b"<html lang='" + b"x" * 300 + b"'>",
]  # fmt: skip


KEYS = (
    "@type", "@graph", "@id", "headline", "name", "description", "author", "creator", "keywords", "articleSection", "inLanguage", "mainEntityOfPage", "url", "image",
    "articleBody", "datePublished", "dateModified", "isAccessibleForFree", "liveBlogUpdate", "itemListElement", "@value",
)  # fmt: skip
TEXTS = (
    "",
    "NewsArticle",
    "LiveBlogPosting",
    "http://[",
    "https://x.example/2023/a-story",
    "2023-11-01T10:00",
    "99999-99",
    "By \u202e",
    "x" * 500,
    "\ud83d",
    "false",
    "ar",
)


def jsonld(draw: random.Random, depth: int = 0) -> Any:
    """Make metadata of the right names and the wrong forms."""
    choice = draw.random()
    if choice < 0.35 or depth > 4:
        return draw.choice(TEXTS)
    if choice < 0.45:
        return draw.choice((None, True, False, 0, -1, 1e308, 10**30))
    if choice < 0.65:
        return [jsonld(draw, depth + 1) for _ in range(draw.randint(0, 3))]
    return {"@type": "NewsArticle", **{key: jsonld(draw, depth + 1) for key in draw.sample(KEYS, draw.randint(1, 8))}}


def broken(page: bytes, draw: random.Random) -> bytes:
    """Cut, fill and shuffle a page as bad networks, editors and templates do."""
    found = bytearray(page)
    for _ in range(draw.randint(1, 8)):
        if not found:
            break
        start = draw.randrange(len(found))
        end = min(len(found), start + draw.randint(1, 3000))
        choice = draw.random()
        if choice < 0.3:
            del found[start:end]
        elif choice < 0.6:
            found[start:start] = draw.choice(JUNK) * draw.choice([1, 1, 1, 40])
        elif choice < 0.75:
            found[start : start + 50] = draw.randbytes(50)
        elif choice < 0.9:
            found[start:start] = page[: draw.randint(1, 3000)]
        else:
            del found[max(1, start) :]
    if draw.random() < 0.3:
        found += b'<script type="application/ld+json">' + json.dumps(jsonld(draw)).encode() + b"</script>"
    return bytes(found)


@pytest.fixture(scope="module")
def pages() -> list[tuple[bytes, str]]:
    return whole_pages()


def whole_pages() -> list[tuple[bytes, str]]:
    """Pages of both invented papers, to be broken, each with the name of its site file."""
    gazette = Gazette(3)
    found = [(gazette.answer(piece.path)[0].encode(), "") for piece in gazette.pieces]
    for edition in editions(4, 1, "127.0.0.1", 8900):
        shown = Pages(edition)
        found += [(shown.article(brief).encode(), f"almayadeen-{edition.lang}") for brief in edition.briefs[:3]]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_broken_page_gives_an_article_or_a_reason(pages: list[tuple[bytes, str]], seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(60):
        page, site = draw.choice(pages)
        try:
            article = extract(
                broken(page, draw),
                "https://x.example/2023/a-story",
                site_named(site) if site and draw.random() < 0.5 else None,
            )
        except NotAnArticle as error:
            assert error.reason
            continue
        assert Article.from_json(clean_article(article).to_json()) == article


def test_signs_that_no_xml_has_beside_the_mark_of_a_heading_raise_nothing() -> None:
    heading = '<h1>The ferry &#1;<a class="anchor" href="#top">#</a> was late\x01 again</h1>'
    page = f"<html><body><article>{heading}{'<p>The ferry was late again, and nobody knew why.</p>' * 9}</article></body></html>"
    assert extract(page.encode(), "https://x.example/2023/a-story").headline


def test_signs_that_no_xml_has_beside_a_box_that_is_dropped_raise_nothing() -> None:
    tree = document_fromstring("<body><p>A text.</p><div>Share</div>tail \x01 of it &#1; here<div>Print</div></body>")
    for box in tree.findall(".//div"):
        drop_element(box)
    assert tree.text_content().split() == ["A", "text.tail", "of", "it", "here"]
