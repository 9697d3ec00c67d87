"""Canonical URLs."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.discovery.rules import Rules
from newscrawl.discovery.seen import Seen
from newscrawl.sites import site_named
from newscrawl.urls import canonicalize, resolve, same_site, to_uri


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://News.Example:80/a", "http://news.example/a"),
        ("https://news.example:443", "https://news.example/"),
        ("http://news.example:8080/a/", "http://news.example:8080/a"),
        ("https://x.example/a?utm_source=m&b=2&a=1&fbclid=9#top", "https://x.example/a?a=1&b=2"),
        ("https://x.example/a;jsessionid=AB12?PHPSESSID=3", "https://x.example/a"),
        ("https://m.news.example/a/amp/", "https://news.example/a"),
        ("https://x.example/%d8%a3%D8%AD", "https://x.example/أح"),
        ("https://x.example/أح", "https://x.example/أح"),
        ("https://x.example/a%2fb%20c", "https://x.example/a%2Fb%20c"),
        ("https://x.example//a///b", "https://x.example/a/b"),
        ("https://x.example/a?q=%D8%A3", "https://x.example/a?q=أ"),
    ],
)
def test_addresses_of_one_page_are_one(url: str, canonical: str) -> None:
    assert canonicalize(url) == canonical


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b.c", "/relative", "ftp://x/y", "http://", "http://[::1", "http://x:99999/"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        canonicalize(url)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=60))
@example("\xa0#")  # a blank of print is a letter of the path, before a fragment and without one
def test_canonicalising_twice_changes_nothing(path: str) -> None:
    try:
        once = canonicalize(f"https://x.example/{path}")
    except ValueError:
        return
    assert canonicalize(once) == once
    assert to_uri(once).isascii()
    assert canonicalize(to_uri(once)) == once


def test_links_are_resolved_and_non_pages_left_out() -> None:
    assert resolve("https://x.example/a/b", "../c?utm_id=1") == "https://x.example/c"
    assert resolve("https://x.example/", "javascript:void(0)") is None
    assert resolve("https://x.example/", "#top") is None
    assert same_site("https://www.x.example/a", "http://x.example/b") and not same_site(
        "https://x.example", "https://y.example"
    )


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/news/politics/some-slug", True),
        ("/news/politics", False),
        ("/articles/opinion", False),
        ("/articles/opinion/some-slug", True),
        ("/articles/an-older-one", True),
        ("/news?tags=Turkey", False),
        ("/authors/somebody", False),
        ("/in-pictures/some", True),
        ("/", False),
    ],
)
def test_only_articles_of_the_site_are_followed(path: str, is_article: bool) -> None:
    rules = Rules(site_named("almayadeen-en"))
    assert bool(list(rules.articles("https://english.almayadeen.net/", [path]))) is is_article
    assert not list(rules.articles("https://elsewhere.example/", [path]))


def test_a_session_id_of_any_name_does_not_make_another_article() -> None:
    rules = Rules(site_named("almayadeen-en"))
    found = list(
        rules.articles("https://english.almayadeen.net/", ["/news/politics/a?visit=1", "/news/politics/a?visit=2"])
    )
    assert [c.request for c in found] == ["https://english.almayadeen.net/news/politics/a"]


def test_an_address_is_seen_once_and_takes_few_bytes() -> None:
    seen, urls = Seen(), [f"https://x.example/news/{n}" for n in range(20_000)]
    assert all(map(seen.add, urls)) and not any(map(seen.add, urls[::7]))
    assert all(url in seen for url in urls) and "https://x.example/news/20000" not in seen
    assert len(seen) == 20_000
