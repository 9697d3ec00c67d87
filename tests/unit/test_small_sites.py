"""Forms of small sites made by generators: one page lists all tags, bylines stand before the day, pages call themselves
a website.
"""

from __future__ import annotations

import pytest

from newscrawl.errors import NotAnArticle
from newscrawl.extraction import extract
from newscrawl.extraction.fields.tidy import without_heading
from newscrawl.items import Article
from newscrawl.sites.model import Site

LINE = "The ferry between the two ports returns after a winter in the dock, its captain told the harbour on Sunday."
LINES = [f"{LINE} It was trip {number}." for number in range(6)]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
URL = "https://paper.example/the-ferry-returns"


def article(above: str = "", below: str = "", head: str = "", around: str = "{}") -> Article:
    inside = around.format(f"{above}<div class=text>{TEXT}</div>{below}")
    return extract(f"<html lang=en><head><title>The ferry returns</title>{head}</head><body>{inside}</body></html>", URL)


def shown(above: str = "", below: str = "") -> Article:
    return article(f"<h1>The ferry returns</h1>{above}", below)


@pytest.mark.parametrize("place", ["/tags#{}", "/tags/#{}", "/tags.html#{}", "tags/{}/"])
def test_a_tag_is_a_page_or_a_place_on_the_page_of_all_tags(place: str) -> None:
    links = "".join(f'<li><a href="{place.format(tag)}">#{tag}</a></li>' for tag in ("ferry", "quay"))
    assert shown(below=f"<ul>{links}</ul>").tags == ["ferry", "quay"]
    assert shown(below=f'<ul>{links}</ul><a href="{place.format("")}">All tags</a>').tags == ["ferry", "quay"]


def test_categories_beside_the_tags_are_the_section_and_a_list_of_all_is_not() -> None:
    own = '<div><ul><li><a href="/categories#Port">Port</a></li></ul></div>'
    tags = '<div><ul><li><a href="/tags#ferry">#ferry</a></li></ul></div>'
    every = "".join(f'<a href="/categories#{name}">{name} (3)</a>' for name in ("Port", "Town", "Sport"))
    assert shown(below=f"<div>{own}{tags}</div><div>{every}</div>").section == ["Port"]
    assert shown(below=f"<div>{tags}</div><div>{every}</div>").section == []
    teaser = "<div><span><a href='/category/sport'>Sport</a></span><h3><a href='/x'>Ten goals</a></h3></div>"
    assert shown(below=f"<p>Tags: <a href='/tags#ferry'>Ferry</a></p>{teaser}").section == []
    assert shown("<a href='/sections/#main'>Skip to the text</a>").section == []


def test_tags_in_the_header_of_the_article_are_its_own_and_those_of_the_site_are_not() -> None:
    tags = '<a href="/tag/ferry/">Ferry</a>, <a href="/tag/quay/">Quay</a>'
    head = '<meta property="article:tag" content="Ferry">'
    own = article(f"<header>{tags}<h1>The ferry returns</h1></header>", head=head, around="<article>{}</article>")
    assert own.tags == ["Ferry", "Quay"]
    site = article(f"<header>{tags}</header><h1>The ferry returns</h1>", head=head)
    card = "<article><header><a href='/tag/sport/'>Sport</a><h3><a href='/x'>Ten goals</a></h3></header></article>"
    assert (site.tags, shown(below=card).tags) == (["Ferry"], [])
    related = "<article><h1>The ferry returns</h1>{}</article><div><a href=/tag/ferry>Ferry</a> <a href=/tag/war>War</a></div>"
    assert article(head=head, around=related).tags == ["Ferry"]


@pytest.mark.parametrize(
    "byline",
    [
        '<div><img src="/a.png" alt="Rana Whitlock"></div><div>Written by Rana Whitlock on <time>4 May 2024</time></div>',
        '<img src="/a.png" alt="Rana Whitlock" width=70><small>Rana Whitlock <span><a href="https://social.example/rana">'
        "Follow</a></span><span>May 4, 2024 · 2 mins read</span></small>",
        '<h5>Written by Rana Whitlock <span><a href="https://social.example/rana">Follow</a></span></h5>',
        "<p>By Rana Whitlock on <time>4 May 2024</time></p>",
    ],
)
def test_a_name_ends_before_the_day_and_before_the_button_that_follows_somebody(byline: str) -> None:
    assert shown(byline).authors == ["Rana Whitlock"]


def test_a_name_in_a_sentence_is_no_byline() -> None:
    line = "<p>Written by John Lennon <em>for the album that was sold in all the shops of the harbour, and of others</em></p>"
    assert shown(below=line).authors == []


@pytest.mark.parametrize("line", ["Written on May 4th, 2024 by Rana Whitlock", "- 2 mins", "2 Min Read"])
def test_a_line_of_byline_and_day_or_of_the_time_it_takes_to_read_is_no_text(line: str) -> None:
    assert without_heading([line, *LINES], ["The ferry returns"], ["Rana Whitlock"]) == LINES


def test_an_article_that_calls_itself_a_website_is_one_and_a_listing_is_none() -> None:
    given = {"name": "paper", "title": "Paper", "base": "https://paper.example", "language": "en", "timezone": "UTC"}
    site = Site.model_validate({**given, "discovery": {"articles": ["^/"]}})
    head = '<head><title>The ferry returns</title><meta property="og:type" content="website"></head>'
    teasers = "".join(f"<div><h2><a href='/{n}'>Ferry {n}</a></h2><p>{LINE}</p></div>" for n in range(9))
    linked = "".join(f"<p><a href='/{n}'>{LINE}</a></p>" for n in range(9))
    body = f"<html>{head}<body><h1>The ferry returns</h1>{{}}</body></html>"
    assert extract(body.format(TEXT), URL, site).body == LINES
    about = f"<p>{LINE} All rights reserved.</p>" * 2
    for listing in (teasers, linked, f"{teasers}<footer>{about}</footer>", f"<noscript>{about}</noscript>{teasers}"):
        with pytest.raises(NotAnArticle, match="listing"):
            extract(body.format(listing), URL, site)


def test_the_name_of_the_section_in_a_heading_of_its_own_is_no_headline() -> None:
    head = '<meta property="og:title" content="Ferries - How the quay was mended at last - The Paper">'
    headings = "<div><h1>ferries</h1></div><div><h1>How the quay was mended at last</h1></div>"
    assert article(headings, head=head).headline == "How the quay was mended at last"
    one = "<h1>Ferries</h1><h2>Ferries that nobody has seen for years</h2>"
    assert article(one, head='<meta property="og:title" content="Ferries">').headline == "Ferries"


def test_paragraphs_that_are_boxes_with_empty_boxes_between_them_are_text() -> None:
    broken = [f"<div>{name} of many ports.{' So it was.' * 90}<br><br>It was long.</div>" for name in ("One", "Another")]
    boxes = "<div><br></div>".join([broken[0], *(f"<div>{line}</div>" for line in [*LINES, "The day after"]), broken[1]])
    page = f"<h1>The ferry returns</h1><div class=entry-content itemprop=articleBody>A tale.<br><div>{boxes}</div></div>"
    found = extract(f"<html lang=en><head><title>The ferry returns</title></head><body>{page}</body></html>", URL).body
    assert [line for line in found if line in LINES] == LINES and "The day after" in found


def test_a_day_that_is_written_by_the_headline_goes_before_a_time_in_a_box_beside_the_article() -> None:
    beside = "<aside><a href=/other><time datetime=2024-03-05T00:00>Mar 5, 2024</time> Another</a></aside>"
    found = article(f"<article><p>May 22, 2024</p><h1>The ferry returns</h1></article>{beside}", around="<main>{}</main>")
    assert (found.published_at or "")[:10] == "2024-05-22"
    alone = article(f"<article><h1>The ferry returns</h1></article>{beside}", around="<main>{}</main>")
    assert (alone.published_at or "")[:10] == "2024-03-05"


def test_the_address_behind_the_name_of_an_author_is_none_of_it() -> None:
    head = '<meta name="author" content="Rana Whitlock - https://paper.example/">'
    assert article("<h1>The ferry returns</h1>", head=head).authors == ["Rana Whitlock"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Rana Whitlock<!-- -->,<time>Sat Nov 04 2023</time>{tags}", ["Rana Whitlock"]),
        ("Rana Whitlock<!-- -->,<time>Sat Nov 04 2023</time><button>Copy Link</button>", []),
        ("<span>4 November 2023</span><span>South Harbour</span>", []),
        ("<b>South Harbour</b><br>4 November 2023", []),
        ("<time>Sat Nov 04 2023</time>{tags}", []),
        ("<span>4 November 2023</span><span>Harbour</span><span>Town</span>", []),
        ("<span>4 November 2023</span><b>Ferry</b><b>Rana Whitlock</b><span>12 berths</span>", []),
    ],
)
def test_a_name_in_a_line_of_day_and_tags_is_the_authors_and_tags_are_none(line: str, found: list[str]) -> None:
    tags = '<span>•</span><a href="/tags/ferry/">Ferry</a><a href="/tags/south/">South Harbour</a>'
    assert shown(f"<div><div>{line.format(tags=tags)}</div></div>").authors == found


def test_a_list_of_all_tags_with_numbers_in_its_links_is_none_of_the_articles() -> None:
    own = '<div>Tags: <a href="/tags/ferry">ferry</a>, <a href="/tags/quay">quay</a>.</div>'
    every = "".join(f'<li><a href="/tags/{name}">{name} (4)</a></li>' for name in ("boat", "ferry", "fish", "quay", "port", "sea"))
    assert shown(below=f"{own}<div id=sidebar><ul>{every}</ul></div>").tags == ["ferry", "quay"]
    assert shown(below='<p><a href="/tags/games">Games (2024)</a></p>').tags == ["Games (2024)"]
    numbered = '<p><a href="/tags/ferry">ferry (12)</a> <a href="/tags/quay">quay (4)</a></p>'
    assert shown('<p>Topic: <a href="/tags/ferry">ferry</a></p>', numbered).tags == ["ferry", "quay"]
