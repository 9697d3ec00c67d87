"""Sitemaps and feeds in the forms that sites have them, and when a page is worth looking at again. Tables of cases."""

from __future__ import annotations

from datetime import datetime

import pytest

from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.freshness import has_changed, is_due
from newscrawl.discovery.rules import Rules
from newscrawl.discovery.sitemaps import SitemapReader
from newscrawl.items import Article, Known, instant
from newscrawl.sites import load_sites

NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://x.example/a
</loc><news:news><news:publication_date>2024-05-01T10:00:00+02:00</news:publication_date></news:news></url>
<url><loc>https://x.example/b</loc><lastmod>2024-05-03</lastmod><news:news><news:publication_date>2024-05-01</news:publication_date></news:news></url>
<url><loc>https://x.example/c</loc></url></urlset>"""


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (NEWS, "urlset", [("https://x.example/a", "2024-05-01T10:00:00+02:00"), ("https://x.example/b", "2024-05-03T00:00:00+00:00"), ("https://x.example/c", None)]),
        (b"https://x.example/a\r\nhttps://x.example/b\n", "urlset", [("https://x.example/a", None), ("https://x.example/b", None)]),
        (b"\xef\xbb\xbfhttps://x.example/a\n# no address\n", "urlset", [("https://x.example/a", None)]),
        (b"", "urlset", []),
        (b"<html><body>not found</body></html>", "none", []),
        (b"<urlset", "urlset", []),
        (NEWS.replace(b"</urlset>", b""), "urlset", [("https://x.example/a", "2024-05-01T10:00:00+02:00"), ("https://x.example/b", "2024-05-03T00:00:00+00:00"), ("https://x.example/c", None)]),
    ],
)  # fmt: skip
def test_a_sitemap_is_read_as_xml_or_text_with_the_times_it_gives(
    body: bytes, kind: str, expected: list[tuple[str, str | None]]
) -> None:
    reader = SitemapReader(body, "https://x.example/sitemap.xml", Bounds())
    entries = list(reader.entries())
    found = reader.kind
    assert found == kind
    assert [(entry.url, entry.modified.isoformat() if entry.modified else None) for entry in entries] == expected


def test_feeds_are_those_of_the_site_that_a_page_names() -> None:
    site = load_sites(())["almayadeen-en"]
    rss, atom = {"type": "application/rss+xml"}, {"type": "application/atom+xml"}
    links = [
        ("alternate", f"{site.base}/rss", rss), ("alternate", f"{site.base}/rss", rss), ("alternate", "https://elsewhere.example/rss", rss),
        ("canonical", f"{site.base}/", {}), ("alternate", f"{site.base}/es", {"type": ""}), ("alternate home", f"{site.base}/atom", atom),
    ]  # fmt: skip
    assert Rules(site).feeds(links) == [f"{site.base}/rss", f"{site.base}/atom"]


@pytest.mark.parametrize(
    ("published", "looked", "at", "expected"),
    [
        ("2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z", "2024-05-01T11:05:00Z", False),
        ("2024-05-01T10:00:00Z", "2024-05-01T11:00:00Z", "2024-05-01T11:10:00Z", True),
        ("2024-05-01T10:00:00Z", "2024-05-08T10:00:00Z", "2024-05-09T08:00:00Z", False),
        ("2024-05-01T10:00:00Z", "2024-05-08T10:00:00Z", "2024-05-09T14:00:00Z", True),
        ("2023-05-01T10:00:00Z", "2024-05-01T10:00:00Z", "2024-06-01T10:00:00Z", False),
        ("2023-05-01T10:00:00Z", "2024-05-01T10:00:00Z", "2024-07-01T10:00:00Z", True),
        ("2024-05-02T10:00:00Z", "2024-05-01T10:00:00Z", "2024-05-01T10:01:00Z", True),
        (None, "2024-05-01T10:00:00Z", "2024-05-01T10:01:00Z", True),
    ],
)
def test_young_articles_are_looked_at_again_often_and_old_ones_rarely(
    published: str | None, looked: str, at: str, expected: bool
) -> None:
    crawled = Article("https://x.example/a", published_at=published, crawled_at=looked)
    assert is_due(crawled, instant(at)) is expected
    checked = Article(
        "https://x.example/a", published_at=published, crawled_at="2020-01-01T00:00:00Z", checked_at=looked
    )
    assert is_due(checked, instant(at)) is expected


@pytest.mark.parametrize(
    ("told", "told_before", "looked", "expected"),
    [
        ("2024-05-01T10:00:00Z", None, "2024-06-01T10:00:00Z", False),  # as old as the version that is held
        ("2024-05-02T10:00:00Z", None, "2024-06-01T10:00:00Z", True),
        ("2024-05-02T10:00:00Z", "2024-05-02T10:00:00Z", "2024-05-02T11:00:00Z", True),  # a cache may show the old page
        ("2024-05-02T10:00:00Z", "2024-05-02T10:00:00Z", "2024-06-01T10:00:00Z", False),
        ("2024-05-03T10:00:00Z", "2024-05-02T10:00:00Z", "2024-06-01T10:00:00Z", True),
        ("9999-12-31T23:59:59Z", "2024-05-02T10:00:00Z", "2024-06-01T10:00:00Z", True),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", "2024-06-01T10:00:00Z", False),  # nothing to wait for
    ],
)
def test_a_change_that_only_lists_tell_is_looked_for_until_it_must_be_there(
    told: str, told_before: str | None, looked: str, expected: bool
) -> None:
    validators = {"listed": told_before} if told_before else {}
    known = Known("1", "", 1, "2024-05-01T10:00:00Z", None, "2024-05-01T11:00:00Z", validators, checked_at=looked)
    assert has_changed(known, datetime.fromisoformat(told)) is expected


def entries(body: str, url: str = "https://paper.example/feed?page=2") -> tuple[list[tuple[str, str | None]], str | None]:
    feed = read_feed(body.encode(), url, Bounds())
    return [(one.url, one.published and f"{one.published:%F %H:%M}") for one in feed.entries], feed.following


def test_feeds_in_json_and_in_xml_name_their_next_page() -> None:
    item = '{"url": "/a", "date_published": "2024-05-12T08:00:00+02:00"}'
    told = [("https://paper.example/a", "2024-05-12 08:00")]
    assert entries(f'{{"items": [{item}, 5, {{"id": "b"}}], "next_url": "/feed?page=3"}}') == (told, "https://paper.example/feed?page=3")
    post = '{"link": "https://paper.example/a", "date_gmt": "2024-05-12T08:00:00", "modified_gmt": "x"}'
    posts = "https://paper.example/wp-json/wp/v2/posts?per_page=1&_fields=link,date_gmt"
    assert entries(f"[{post}]", posts) == (told, f"{posts}&page=2")
    assert entries(f"[{post}]", posts.replace("=1", "=2")) == (told, None), "a page that is not full is the last"
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/feed?page=3"/><entry><link href="/a"/></entry></feed>'
    assert entries(atom) == ([("https://paper.example/a", None)], "https://paper.example/feed?page=3")
    assert entries(atom.replace("page=3", "page=2")) == ([("https://paper.example/a", None)], None), "it names itself"


@pytest.mark.parametrize("body", ["{", "[]", "[1, null]", '{"items": {}}', '{"code": "rest_no_route"}', '[{"link": 5}]', "5"])
def test_what_is_no_feed_has_no_entries(body: str) -> None:
    assert entries(body) == ([], None)
