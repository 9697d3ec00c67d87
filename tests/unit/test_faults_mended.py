"""Faults that were found by reading and running, each with the case that showed it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from twisted.internet.error import DNSLookupError

from newscrawl.cli import progress
from newscrawl.cli.crawl import _Lines
from newscrawl.delivery.clean import clean_article
from newscrawl.discovery.arguments import crawl_arguments
from newscrawl.discovery.freshness import lies_before
from newscrawl.discovery.rules import Rules
from newscrawl.discovery.seen import Seen
from newscrawl.errors import ArgumentError, SiteError
from newscrawl.extraction import Page, extract
from newscrawl.extraction.elements import element_text
from newscrawl.extraction.layers.selectors import select
from newscrawl.extraction.listing import card_dates
from newscrawl.extraction.words.dates import visible_date
from newscrawl.handlers.address import PublicResolver
from newscrawl.index.history import versions
from newscrawl.index.merge import decide
from newscrawl.items import CrawlRun
from newscrawl.pipelines.dedupe import DedupePipeline
from newscrawl.sites import Site, load_sites
from newscrawl.sites.files import parse_site
from newscrawl.sites.patterns import Pattern, compile_pattern
from newscrawl.survey.check import judge
from newscrawl.urls import canonicalize, host_key, is_public
from tests.conftest import article

SITE = """
name = "paper"
title = "Paper"
base = "{base}"
language = "en"
timezone = "America/New_York"
[discovery]
articles = ['{pattern}']
"""


def paper(base: str = "https://paper.example", pattern: str = "^/a/[^/]+$") -> Site:
    return parse_site(SITE.format(base=base, pattern=pattern), "paper.toml")


def test_a_tag_that_is_spelt_otherwise_makes_a_revision_that_keeps_the_old_one() -> None:
    first = clean_article(
        article("https://x.example/1", body=["text"], tags=["Gaza"], crawled_at="2024-01-01T00:00:00Z")
    )
    second = clean_article(
        article("https://x.example/1", body=["text"], tags=["GAZA"], crawled_at="2024-01-02T00:00:00Z")
    )
    (decision,), (held,) = decide([second], [first], ())
    assert decision.outcome == "changed" and held.history[0].changed == ["tags"]
    assert [version.tags for version in versions(held)] == [["GAZA"], ["Gaza"]]


@pytest.mark.parametrize(
    ("days", "links", "expected"),
    [
        ({"a": date(2019, 1, 1)}, 20, False),  # one old box among undated cards
        ({"a": date(2019, 1, 1), "b": date(2019, 1, 2)}, 2, True),
        ({"a": date(2019, 1, 1), "b": date(2024, 1, 2)}, 2, False),
        ({}, 5, False),
    ],
)
def test_a_listing_ends_where_most_of_its_cards_are_too_old(days: dict[str, date], links: int, expected: bool) -> None:
    assert lies_before(days, date(2023, 1, 1), links) is expected
    assert lies_before(days, None, links) is False


def test_neighbouring_blocks_of_a_minified_page_are_apart_and_cards_keep_their_day() -> None:
    html = "<html><body><div><a href=/a/one><div>Port reopens</div><div>1 Nov 2023</div></a></div></body></html>"
    page = Page(html, "https://paper.example/")
    assert element_text(select(page.tree, "a")[0]) == "Port reopens 1 Nov 2023"
    card = f"<div><h3><a href=/a/one>Port</a></h3><p>reopens</p><span>1 Nov 2023</span></div>{html}"
    assert card_dates(Page(card, "https://paper.example/"), paper()) == {
        "https://paper.example/a/one": date(2023, 11, 1)
    }


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("America/New_York", "2019-11-12"), ("America/Chicago", "2019-11-12"), ("Pacific/Honolulu", "2019-11-12"),
     ("Europe/London", "2019-12-11"), ("America/Bogota", "2019-12-11"), ("Asia/Beirut", "2019-12-11")],
)  # fmt: skip
def test_american_newsrooms_write_the_month_first(zone: str, expected: str) -> None:
    when = visible_date("Posted 11/12/2019", ZoneInfo(zone))
    assert when and when.date().isoformat() == expected
    other = visible_date("Posted 25/12/2019", ZoneInfo(zone))
    assert other and other.date() == date(2019, 12, 25)


@pytest.mark.parametrize(("declared", "expected"), [("en_US", "en"), ("en-GB", "en"), ("PT_br", "pt"), ("fil", "fil")])
def test_a_language_is_the_first_part_of_its_code(declared: str, expected: str) -> None:
    html = f"<html lang={declared}><h1>A headline of some words</h1><p>{'word ' * 60}</p></html>"
    assert extract(html, "https://paper.example/a/one").language == expected
    json_ld = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"H","inLanguage":"{declared[:5]}"}}</script>'
    assert len(
        extract(f"<html>{json_ld}<h1>H h h h</h1><p>{'word ' * 60}</p></html>", "https://paper.example/a/1").language
    ) in (2, 3)


def test_a_site_on_a_mobile_host_finds_its_articles() -> None:
    rules = Rules(paper("https://m.paper.example"))
    (found,) = rules.articles("https://m.paper.example/", ["/a/one"])
    assert found.request == "https://m.paper.example/a/one" and found.url == "https://paper.example/a/one"


def test_a_link_that_is_no_address_does_not_end_the_paging() -> None:
    rules = Rules(paper())
    hrefs = ["http://[?page=9", "//[?page=2", "/news?page=2"]
    assert rules.next_page("https://paper.example/news", 1, hrefs, None) == "https://paper.example/news?page=2"
    assert (
        rules.next_page("https://paper.example/news", 1, hrefs, "http://[?page=2")
        == "https://paper.example/news?page=2"
    )
    assert next(iter(rules.articles("https://paper.example/", ["http://[", "/a/x"]))).url.endswith("/a/x")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"site": "x"}, "no argument 'site'"),
        ({"front_pages": "maybe"}, "front_pages: 'maybe' is neither 1 nor 0"),
        ({"urls": "/no/such/file"}, "urls: '/no/such/file' is neither an address nor a file"),
        ({"urls": "http://["}, "urls: 'http://[' is no address"),
    ],
)
def test_a_wrong_argument_is_one_sentence(arguments: dict[str, str], said: str) -> None:
    with pytest.raises(ArgumentError) as error:
        crawl_arguments(paper(), arguments)
    assert said in str(error.value)


def test_front_pages_is_a_switch() -> None:
    assert crawl_arguments(paper(), {"front_pages": "1"}).front_pages
    assert not crawl_arguments(paper(), {"front_pages": "no"}).front_pages


def test_the_dedupe_pipeline_keeps_eight_bytes_a_text() -> None:
    pipeline = DedupePipeline(None)
    assert isinstance(pipeline.ids, Seen) and isinstance(pipeline.texts, Seen)


@pytest.mark.parametrize("pattern", ["^/(?:a|aa)+$", r"^/(?:\w|\w\w)+!!$"])
def test_a_pattern_that_takes_for_ever_is_refused_when_the_file_is_read(pattern: str) -> None:
    with pytest.raises(SiteError, match=r"discovery\.articles\.0: it takes for ever"):
        paper(pattern=pattern)


def test_patterns_with_repeats_inside_repeats_come_to_an_end_on_any_text() -> None:
    for pattern in ("^/(a+)+$", "^(/[a-z-]+)*x$", "(a|a)*b"):
        for text in ("/" + "a" * 4000 + "!", "/" + "a-" * 2000 + "!"):
            assert compile_pattern(pattern).search(text) is None
    slow = compile_pattern("^/(?:a|aa)+$")
    assert slow.search("/" + "a" * 400 + "!") is None and Pattern.timeouts > 0


def test_the_shipped_sites_are_read() -> None:
    assert {"almayadeen-ar", "almayadeen-en", "almayadeen-es"} <= set(load_sites())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example:443/a", "x.example"), ("http://www.x.example:80/a", "x.example"), ("http://x.example:8080", "x.example:8080"),
        ("http://[::1]:80/", "[::1]:80"), ("https://user:pw@x.example/", "x.example"),
    ],
)  # fmt: skip
def test_a_host_is_one_whatever_its_default_port(url: str, expected: str) -> None:
    assert host_key(url) == expected


def test_session_ids_in_paths_are_no_part_of_an_address() -> None:
    assert canonicalize("https://x.example/(S(abc123))/a/one") == "https://x.example/a/one"
    assert canonicalize("https://x.example/a/one;jsessionid=12") == "https://x.example/a/one"


def test_facts_above_a_text_of_an_unknown_site_are_no_text() -> None:
    said = ("the harbour master", "a captain of the line", "the woman who sells the tickets", "a boy on the quay")
    text = (
        "The ferry was late again and nobody could say why, {0} said; it had been so all week, and {0} had seen worse."
    )
    paragraphs = "".join(f"<p>{text.format(who)}</p>" for who in said)
    html = (
        "<html><head><title>Ferry is late again</title></head><body><article><h1>Ferry is late again</h1>"
        f"<p>Source: Agencies</p><p>1 Nov 2023 10:00</p><p>3 Min Read</p>{paragraphs}</article></body></html>"
    )
    made = extract(html, "https://paper.example/a/ferry")
    assert made.body[0].startswith("The ferry was late") and len(made.body) == 4


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True), ("2606:4700::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:127.0.0.1", False), ("not an address", False),
    ],
)  # fmt: skip
def test_public_addresses_are_told_from_those_of_this_network(address: str, expected: bool) -> None:
    assert is_public(address) is expected


def test_a_name_that_leads_into_this_network_does_not_resolve_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolver = PublicResolver(None, 0, 1.0)  # type: ignore[arg-type]
    monkeypatch.setattr(PublicResolver, "trusted", {"127.0.0.1", "news.example"})
    assert resolver._check("127.0.0.1", "127.0.0.1") == "127.0.0.1"  # the site file's own
    assert resolver._check("10.0.0.1", "NEWS.example") == "10.0.0.1"  # of this network from the first
    monkeypatch.setattr(PublicResolver, "trusted", {"news.example", "paper.example"})
    assert resolver._check("93.184.216.34", "paper.example") == "93.184.216.34"
    with pytest.raises(DNSLookupError, match=r"leads to 10\.0\.0\.1"):
        resolver._check("10.0.0.1", "paper.example")  # it resolves anew
    assert resolver._check("93.184.216.34", "rebinds.example") == "93.184.216.34"
    for _ in range(2):
        with pytest.raises(DNSLookupError, match=r"leads to 127\.0\.0\.1, which is no public address"):
            resolver._check("127.0.0.1", "rebinds.example")


def test_a_check_names_selectors_that_find_nothing_and_calls_no_subheading_boilerplate() -> None:
    site = parse_site(
        SITE.format(base="https://paper.example", pattern="^/a/") + "[selectors]\ntags = ['.none']\n", "x.toml"
    )
    sample = [
        article(
            f"https://x.example/{n}",
            body=["What is known", f"text {n}", *(["Sign in to comment."])],
            published_at="2024-05-01T00:00:00Z",
        )
        for n in range(9)
    ]
    for one in sample[6:]:
        one.body = [f"text of {one.url}", "Sign in to comment."]
    report = judge(sample, site)
    assert not any("is a guess" in advice for advice in report.advice)
    guessed = judge(sample, site.model_copy(update={"timezone_is_a_guess": True}))
    assert any("is a guess; set the newsroom's own" in advice for advice in guessed.advice)
    assert "tags: its selectors find nothing on any of these pages" in report.advice
    doubts = " ".join(what for _, what in report.doubts)
    assert "Sign in to comment." in doubts and "What is known" not in doubts


def test_progress_is_a_line_now_and_then_where_there_is_no_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "LINE_SECONDS", 0.0)
    shown = progress.Progress("copied")
    shown.show(500)
    shown.show(1000)
    shown.end()
    lines = _Lines("paper")
    lines.follow(CrawlRun("paper", "", "", "running", pages=7, seconds=3.0, coverage={"headline": 5}))
    assert capsys.readouterr().err.splitlines() == [
        "copied 500 articles",
        "copied 1,000 articles",
        "newscrawl: paper: 7 pages, 5 articles read after 3 s",
    ]
