"""Extraction: layers, and pages that are none or are broken."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.sites import site_named
from tests.newsroom.pages import Pages
from tests.newsroom.server import editions

URL = "https://news.example/world/some-story"
TEXT = "".join(
    f"<p>Sentence number {n} of an invented story, long enough to be taken for running text by anybody.</p>"
    for n in range(6)
)


def page(head: str = "", body: str = TEXT, h1: str = "A headline of ours") -> str:
    return f"<html lang='en'><head>{head}</head><body><nav><a href='/'>Home</a></nav><article><h1>{h1}</h1>{body}</article></body></html>"


def jsonld(**values: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(values)}</script>"


def test_json_ld_goes_before_meta_tags_and_each_field_remembers_its_layer() -> None:
    head = jsonld(**{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle", "headline": "From JSON-LD", "datePublished": "2024-01-02T03:04:05Z",
        "author": [{"@type": "Person", "name": "By Rana Whitlock"}, {"name": "Hugo Marden"}], "keywords": "one, two"}]})  # fmt: skip
    head += "<meta property='og:title' content='From OpenGraph'><meta name='description' content='A summary.'>"
    article = extract(page(head), URL)
    assert (article.headline, article.summary) == ("From JSON-LD", "A summary.")
    assert article.authors == ["Rana Whitlock", "Hugo Marden"] and article.tags == ["one", "two"]
    assert article.published_at == "2024-01-02T03:04:05+00:00" and len(article.body) == 6
    assert (article.layers["headline"], article.layers["summary"], article.layers["body"]) == (
        "json-ld",
        "meta",
        "generic",
    )


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "headline": "A\nB",}',
        "<!-- {",
        "[[[",
        '"text"',
        '{"@type": ["NewsArticle"], "headline": null}',
    ],
)
def test_broken_json_ld_costs_nothing_else(broken: str) -> None:
    article = extract(page(f"<script type='application/ld+json'>{broken}</script>"), URL)
    assert article.headline in ("A headline of ours", "A B") and len(article.body) == 6


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://news.example/world/some-story", URL),
        ("/world/other", "https://news.example/world/other"),
        ("https://elsewhere.example/copied", URL),
        ("https://news.example/", URL),
    ],
)
def test_a_canonical_link_is_believed_within_the_site_only(canonical: str, expected: str) -> None:
    article = extract(page(f"<link rel='canonical' href='{canonical}'>"), URL)
    assert article.url == expected
    assert article.also_at == ([URL] if expected != URL else [])


@pytest.mark.parametrize(
    "html",
    ["", " ", "<html></html>", "<p>", b"\x00\xff\xfe", "<html><body><nav><a href='/'>Home</a></nav></body></html>"],
)
def test_what_is_no_article_gives_a_reason(html: str | bytes) -> None:
    with pytest.raises(NotAnArticle) as error:
        extract(html, URL)
    assert error.value.reason


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_raise_anything_else(junk: bytes) -> None:
    whole = page().encode()
    for html in (junk, whole[:200] + junk + whole[200:]):
        with contextlib.suppress(NotAnArticle):
            extract(html, URL)


def test_the_newsrooms_pages_keep_their_text_without_the_script_and_its_word_count() -> None:
    for edition in editions(60, 3, "news.example", 80):
        pages = Pages(edition, "alternative")
        site = site_named(edition.site).at(edition.root)
        for brief in edition.briefs:
            article = extract(pages.article(brief, "no-script"), edition.url(brief), site)
            text = edition.text(brief)
            assert article.body == text.body
            assert article.headline == brief.headline and article.authors == [text.author] and article.tags == text.tags
            assert article.published_at == brief.published.isoformat()


def test_a_script_that_names_an_authors_page_is_refused() -> None:
    script = {"type": "article", "title": "x", "classes": [{"mapping": "posttype", "value": "الكتّاب"}]}
    html = page(f"<script id='tawsiyat-metadata' type='text/tawsiyat'>{json.dumps(script)}</script>")
    with pytest.raises(NotAnArticle, match="not-article-type"):
        extract(html, "https://www.almayadeen.net/articles/x", site_named("almayadeen-ar"))


def test_a_standfirst_is_the_summary_where_no_metadata_names_one_and_its_repetition_in_the_text_stays() -> None:
    first = "The standfirst says in one sentence what the invented story is about."
    body = f"<p>{first}</p><div><img alt='A picture'><span>A picture</span></div><div><p>An opening paragraph of the invented story.</p><p>{first}</p>{TEXT}</div>"
    article = extract(page(body=body), "https://english.almayadeen.net/news/politics/x", site_named("almayadeen-en"))
    assert article.summary == first
    assert article.body[:2] == ["An opening paragraph of the invented story.", first] and len(article.body) == 8
