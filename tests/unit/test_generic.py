"""What is read from pages of which nothing is known: headline, names, tags, times, text. Tables of cases."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.dates import visible_date
from newscrawl.extraction.generic import better_body, tidy
from newscrawl.extraction.headline import choose_headline, strip_site
from newscrawl.extraction.keywords import clean_tags
from newscrawl.extraction.names import split_names
from newscrawl.extraction.page import Page
from newscrawl.extraction.published import published, url_day
from newscrawl.survey.shapes import patterns, shape
from newscrawl.survey.zones import guess_zone
from newscrawl.text import fold

URL = "https://www.the-harbour.example/2024/05/01/a-story"


def page(body: str, head: str = "", title: str = "") -> Page:
    return Page(f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>", URL)


@pytest.mark.parametrize(
    ("body", "title", "given", "expected"),
    [
        ("<h1>Bridge reopens after ten years</h1>", "Bridge reopens after ten years | The Harbour", [], "Bridge reopens after ten years"),
        ("<h1>Bridge reopens</h1>", "Bridge reopens - News - The Harbour", ["Harbour bridge reopens at last"], "Bridge reopens"),
        ("<h1>The Harbour</h1><h2>x</h2>", "Ferry delayed again – The Harbour", ["Ferry delayed again"], "Ferry delayed again"),
        ("<h1>Create a password</h1><h1>Ferry delayed again</h1>", "Ferry delayed again", [], "Ferry delayed again"),
        ("<p>no heading</p>", "Opinion | Ferry delayed | The Harbour", ["Ferry delayed | The Harbour"], "Ferry delayed"),
        ("<h1>東京で地震</h1>", "東京で地震 | The Harbour", [], "東京で地震"),
        (
            "<article><h1>We had some issues, says captain</h1></article>",
            "Ferry line blames demand, says captain",
            [],
            "We had some issues, says captain",
        ),
    ],
)
def test_the_headline_is_the_one_that_is_shown_if_the_titles_agree(body: str, title: str, given: list[str], expected: str) -> None:
    assert choose_headline(page(body, '<meta property="og:site_name" content="The Harbour">', title), given)[0] == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A headline | The Harbour", "A headline"),
        ("A headline - World - The Harbour", "A headline - World"),
        ("The Harbour: a history", "The Harbour: a history"),
        ("Profit and loss – a tale", "Profit and loss – a tale"),
        ("The Harbour | A headline", "A headline"),
    ],
)
def test_only_the_sites_own_name_is_cut_from_a_title(title: str, expected: str) -> None:
    assert strip_site(title, {fold("The Harbour"), "the-harbour.example"}) == expected


@pytest.mark.parametrize(
    ("bylines", "people", "agencies"),
    [
        (["By Rana Whitlock and Hugo Marden"], ["Rana Whitlock", "Hugo Marden"], []),
        (["Von Jule Harms"], ["Jule Harms"], []),
        (["TOM KRISHNER, AP Auto Writer"], ["TOM KRISHNER"], []),
        (["Reuters"], [], ["Reuters"]),
        (["Meg Kinsey, Associated Press"], ["Meg Kinsey"], ["Associated Press"]),
        (["Sarah E. Needham"], ["Sarah E. Needham"], []),
        (["Finn Cullen. The Harbour Desk"], ["Finn Cullen"], []),
        (["David Ehren", "davidehren"], ["David Ehren"], []),
        (["admin"], [], []),
        (["rana.whitlock"], [], []),
        (["Rana Whitlock", "rana whitlock"], ["Rana Whitlock"], []),
        (["بقلم ليلى حداد"], ["ليلى حداد"], []),
    ],
)
def test_bylines_give_people_and_agencies(bylines: list[str], people: list[str], agencies: list[str]) -> None:
    assert split_names(bylines) == (people, agencies)


def test_tags_are_what_readers_see() -> None:
    given = ["Harbour", "channel_other", "@river", "/article", "Section:World", "News", "harbour", "&quot;", "A tag of far too many words to be one at all", "Elections, 2024", "https://x.example"]  # fmt: skip
    assert clean_tags(given, "A headline") == ["Harbour", "Elections, 2024"]
    assert clean_tags(["A headline"], "A headline") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published 10:21 p.m. ET Nov. 19, 2019", "2019-11-19T22:21:00-05:00"),
        ("19 novembre 2019 à 8:05", "2019-11-19T08:05:00+00:00"),
        ("3. Oktober 2023, 14:30 Uhr", "2023-10-03T14:30:00+00:00"),
        ("1 мая 2024", "2024-05-01T00:00:00+00:00"),
        ("2024年5月1日 09:15", "2024-05-01T09:15:00+00:00"),
        ("5 Aralık 2022", "2022-12-05T00:00:00+00:00"),
        ("no date at all", None),
    ],
)
def test_dates_are_read_in_many_languages_with_clock_and_zone(text: str, expected: str | None) -> None:
    found = visible_date(text, UTC)
    assert (found.isoformat() if found else None) == expected


def test_a_day_gives_way_to_a_time_of_the_same_day_and_nothing_to_the_address() -> None:
    shown = page('<main><h1>x</h1><time datetime="2024-05-01T08:15:00+02:00">1 May</time></main>')
    assert published(shown, UTC, ["2024-05-01T00:00:00+00:00"]) == "2024-05-01T08:15:00+02:00"
    assert published(shown, UTC, ["2024-04-30T00:00:00+00:00"]) == "2024-04-30T00:00:00+00:00"
    assert published(page("<p>text</p>"), ZoneInfo("Asia/Beirut"), []) == "2024-05-01T00:00:00+03:00"
    assert url_day("https://x.example/2024/13/45/a") is None


def test_what_points_elsewhere_is_no_text() -> None:
    lines = [
        "A headline", "By Rana Whitlock", "The first paragraph, which is prose and says so at some length.", "Read more: another story of the day", "SHIP RUNS AGROUND OFF THE COAST",
        "Sign up for our newsletter", "The second paragraph goes on, and is followed by others.", "- A linked headline of another story", "- One more linked headline here", "https://x.example/1",
        "Copyright 2024 The Harbour",
    ]  # fmt: skip
    linked = {"SHIP RUNS AGROUND OFF THE COAST", "A linked headline of another story", "One more linked headline here"}
    assert tidy(lines, linked, ["A headline", "Rana Whitlock"]) == [lines[2], lines[6]]


def test_a_sentence_that_begins_like_a_pointer_stays() -> None:
    long = "Subscribe is what the ministry asked of every household on the island last week, and few of them did, although the letter came twice, in two languages, with a stamp."
    assert tidy([long, "Reading the letter took a minute."], (), []) == [long, "Reading the letter took a minute."]


def test_half_a_text_gives_way_to_the_whole() -> None:
    whole = [f"Paragraph {n} of a story that goes on and on, with words of its own for number {n}." for n in range(10)]
    assert better_body(whole[:4], whole) is whole and better_body(whole[:9], whole) == whole[:9]
    assert better_body([], whole) is whole


def test_a_byline_that_is_shown_is_found_where_no_metadata_names_an_author() -> None:
    text = "".join(f"<p>Sentence number {n} of an invented story, long enough to be taken for running text.</p>" for n in range(6))
    body = f'<article><h1>A story of ours</h1><div class="article-byline">By Rana Whitlock, Reuters</div>{text}<a rel="tag" href="/tag/ferry">Ferry</a></article>'
    article = extract(f"<html><head><title>A story of ours</title></head><body>{body}</body></html>", URL)
    assert (article.authors, article.sources, article.tags) == (["Rana Whitlock"], ["Reuters"], ["Ferry"])
    assert len(article.body) == 6 and article.published_at == "2024-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("urls", "others", "matching", "not_matching"),
    [
        (["/2024/05/01/a-b-c", "/2024/04/30/d-e-f"], ["/about"], "/2023/01/02/x-y-z", "/about"),
        (["/news/a-b-c-12345", "/sport/d-e-67890"], ["/news", "/sport"], "/culture/x-99999", "/sport"),
        (["/story/alpha", "/story/beta"], ["/story", "/info/contact"], "/story/gamma", "/info/contact"),
        (["/artikel-40012.html", "/anderer-40013.html"], ["/impressum.html"], "/neuer-50000.html", "/impressum.html"),
    ],
)
def test_shapes_of_articles_are_learnt(urls: list[str], others: list[str], matching: str, not_matching: str) -> None:
    import re

    found = patterns([f"https://x.example{u}" for u in urls], [f"https://x.example{u}" for u in others])
    assert any(re.search(p, matching) for p in found), (found, shape(matching))
    assert not any(re.search(p, not_matching) for p in found), found


@pytest.mark.parametrize(
    ("host", "language", "times", "expected"),
    [
        ("paper.co.uk", "en", ["2024-07-01T10:00:00+01:00", "2024-01-01T10:00:00+00:00"], ("Europe/London", True)),
        ("zeitung.de", "de", [], ("Europe/Berlin", False)),
        ("giornale.it", "it", ["2024-07-10T10:00:00+02:00", "2024-01-10T10:00:00+01:00"], ("Europe/Rome", True)),
        ("paper.com", "en", ["2024-01-10T10:00:00-05:00"], ("Etc/GMT+5", False)),
        ("paper.com", "en", [], ("UTC", False)),
    ],
)
def test_a_time_zone_is_guessed_from_country_and_offsets(host: str, language: str, times: list[str], expected: tuple[str, bool]) -> None:
    assert guess_zone(host, language, times) == expected
