"""Sitemaps and feeds in the forms that sites have them, and when a page is worth looking at again. Tables of cases."""

from __future__ import annotations

import pytest

from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.freshness import is_due
from newscrawl.discovery.rules import Rules
from newscrawl.discovery.sitemaps import SitemapReader
from newscrawl.items import Article, instant
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
