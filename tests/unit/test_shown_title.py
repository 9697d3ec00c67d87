"""Which element shows the headline where no ``<h1>`` does: a part of the title, whatever its tag is."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.page import Page
from newscrawl.extraction.shown_title import title_parts
from newscrawl.text import letters_in
from tests.unit.test_lost_text import in_paragraphs, paragraphs

URL = "https://www.paper.example/2024/ferry"
TEXT = paragraphs(21, 6)
STORY = in_paragraphs(TEXT)
FERRY = "Ferry delayed for a third day"


def written(title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"THE PAPER : {FERRY}", f"<div class='title1'>{FERRY}</div>{STORY}"),
        (f"Radio Harbour : News : National : {FERRY}", f"<h2>{FERRY}</h2>{STORY}"),
        (f"{FERRY} - Harbour News - News - The Paper", f"<h1>Harbour News</h1><h1>{FERRY}</h1>{STORY}"),
        (f"Shipping - Ferries - {FERRY}", f"<h1>Ferries</h1><h1>Shipping</h1><h1>{FERRY}</h1>{STORY}"),
        (f"{FERRY} | Society of the Harbour", f"<h1>Society of the Harbour</h1><h2 class='t'>{FERRY}</h2>{STORY}"),
        (f"{FERRY} | The Paper", f"<h1>The Paper online » Ships</h1><table><tr><td><b>{FERRY}</b></td></tr></table>{STORY}"),
        (FERRY, f"<h1>You are here: Home > Ships > {FERRY}</h1>{STORY}"),
        (f"{FERRY} - Local - The Paper", f"<h1><span>Sponsored by</span> {FERRY}</h1>{STORY}"),
        (f"{FERRY} | Ships - Facts and Views", f"<div class='path'>{FERRY}</div><h2><a href='{URL}'>{FERRY}</a></h2>{STORY}"),
        (f": {FERRY}", f"<h1>Untitled Blog</h1><div class=title>{FERRY}</div>{STORY}"),
        (f"{FERRY}<BR> at sea | The Paper", f"<div>{FERRY} at sea</div>{STORY}"),
        (f"{FERRY} | The Paper: all about ships and the sea", f"<h3>The Paper: all about ships and the sea</h3><h1>{FERRY}</h1>{STORY}"),
        (f"{FERRY} | The Paper", f"<h2>{FERRY}</h2>{STORY[:900]}</p><h1>But what is known is little</h1>{STORY}"),
        (f"{FERRY} | The Paper", f"<h1><time>Dec <b>18</b> 2025</time> {FERRY}</h1>{STORY}"),
        (f"{FERRY} | The Paper", f"<h1>ships.md</h1><h1>Select an option</h1><article><h1>Ferry</h1>{STORY}</article>"),
    ],
)  # fmt: skip
def test_the_headline_is_the_part_of_the_title_that_the_page_shows(title: str, body: str) -> None:
    found = extract(written(title, body), URL)
    assert found.headline == (f"{FERRY} at sea" if "at sea</div>" in body else FERRY)
    assert found.body[-len(TEXT) :] == TEXT


def test_a_section_above_the_h1_that_ends_the_title_is_not_the_headline() -> None:
    section = "Local politics and the affairs of the city by the harbour"
    body = f"<h2>{section}</h2><article><h1>Quay to grow</h1>{STORY}</article>"
    found = extract(written(f"Quay grows by forty metres - {section}", body), URL)
    assert (found.headline, found.body) == ("Quay to grow", TEXT)
    body = f"<h3>{FERRY}</h3><article><h1>Nobody at the harbour knows why it is late</h1>{STORY}</article>"
    assert extract(written(FERRY, body), URL).headline == "Nobody at the harbour knows why it is late"


@pytest.mark.parametrize("headline", [FERRY, f"{FERRY}, and what else is known of the ships on the quay today"])
def test_a_headline_in_the_place_of_the_sites_name_is_the_headline(headline: str) -> None:
    head = f"<meta property='og:site_name' content='{headline}'>"
    shown = f"<h1><a href='/'>The Pier</a> / <a href='{URL}'>{headline}</a></h1>"
    assert extract(written(f"{headline} | Pier", shown + STORY, head), URL).headline == headline
    named = "<meta property='og:site_name' content='The Harbour and Pier'>"
    page = written(f"The Harbour and Pier | {headline}", f"<h1>The Harbour and Pier</h1><h2>{headline}</h2>{STORY}", named)
    assert extract(page, URL).headline == headline


@pytest.mark.parametrize(
    ("title", "body", "headline"),
    [
        ("渡轮晚点 到港三日后-要闻-海港网", "<td>渡轮晚点 到港三日后</td>", "渡轮晚点 到港三日后"),
        ("海港日報 - 渡輪再晚點 旅客改道", "<span id='newtitle'>渡輪再晚點 旅客改道</span>", "渡輪再晚點 旅客改道"),
        ("渡輪再晚點 旅客改道 - 海港電子報 即時新聞", "<p>nothing of it</p>", "渡輪再晚點 旅客改道"),
        ("渡轮再晚点_要闻_海港网（原北方网）", "<p>nothing of it</p>", "渡轮再晚点"),
        ("渡轮再晚点：旅客改道", "<p>nothing of it</p>", "渡轮再晚点：旅客改道"),
        ("中国网民规模超11亿——互联网发展统计发布", "<p>nothing of it</p>", "中国网民规模超11亿——互联网发展统计发布"),
        ("海港-东岛航线谈判完成的报告公布", "<p>nothing of it</p>", "海港-东岛航线谈判完成的报告公布"),
        ("F-35战机坠海_要闻_海港网", "<p>nothing of it</p>", "F-35战机坠海"),
        ("观察｜渡轮撞上海港电网", "<td><h1>观察｜渡轮撞上海港电网</h1></td>", "观察｜渡轮撞上海港电网"),
    ],
)
def test_titles_without_blanks_are_of_headline_section_and_site(title: str, body: str, headline: str) -> None:
    assert extract(written(title, f"<table><tr>{body}</tr></table>{STORY}"), URL).headline == headline


SHOWN = "Ferry late for a third day, captain silent"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"{FERRY} | The Paper", f"<h1>{SHOWN}</h1>{STORY}<div><h3>{FERRY}</h3></div>"),
        ("Late ferry: timetables, the third day and when they sail | The Paper", f"<h1>{SHOWN}</h1><h2>Timetables, the third day and when they sail</h2>{STORY}"),
        (f"Captain: {FERRY} | The Paper", f"<article><h1>{SHOWN}</h1><h2>{FERRY}</h2>{STORY}</article>"),
        (FERRY, f"<article><h1>{SHOWN}</h1>{STORY}</article><div class='share'><h4>{FERRY}</h4></div>"),
        (FERRY, f"<div style='display:none'><span>{FERRY}</span></div><h1 class='headline'>{SHOWN}</h1>{STORY}"),
        ("News - The Daily Harbour Tribune", f"<div>The Daily Harbour Tribune</div><article><h1>{SHOWN}</h1>{STORY}</article>"),
        ("The Daily Harbour", f"<div>The Daily Harbour</div><h1 class='headline'>{SHOWN}</h1>{STORY}"),
        ("Ferry late third day - صحيفة النهار الجديد اليومية", f"<div>صحيفة النهار الجديد اليومية</div><h1>{SHOWN}</h1>{STORY}"),
        (f"{SHOWN[:14]} | Harbour News and Weather Centre", f"<div>Harbour News and Weather Centre</div><h1>{SHOWN}</h1>{STORY}"),
    ],
)  # fmt: skip
def test_an_h1_that_is_worded_otherwise_than_the_title_stays_the_headline(title: str, body: str) -> None:
    found = extract(written(title, body), URL)
    assert found.headline == SHOWN
    assert SHOWN not in found.body


def test_a_link_elsewhere_and_what_stands_beside_the_article_show_no_headline() -> None:
    beside = f"<aside><h2>{FERRY}</h2></aside><h3><a href='/2023/other'>{FERRY}</a></h3>"
    page = Page(written(f"{FERRY} | The Paper", f"{beside}{STORY}"), URL)
    assert page.h1 is None


def test_a_headline_in_a_line_of_text_costs_no_text() -> None:
    body = f"<table><tr><td><span>{FERRY}</span><br>{'<br><br>'.join(TEXT)}</td></tr></table>"
    found = extract(written(f"{FERRY} | The Paper", body), URL)
    assert (found.headline, found.body) == (FERRY, TEXT)


def test_a_title_of_many_parts_is_none_of_them() -> None:
    assert title_parts(" | ".join("abcdefghij")).others == frozenset()


def test_descriptions_and_titles_lose_their_markup() -> None:
    head = '<meta name="description" content="The &lt;b&gt;ferry&lt;/b&gt; is late &lt;br /&gt; again.">'
    assert extract(written(FERRY, f"<h1>{FERRY}</h1>{STORY}", head), URL).summary == "The ferry is late again."


def test_a_han_character_says_as_much_as_three_letters() -> None:
    assert [letters_in(text) for text in ("ferry", "渡轮", "паром", "渡轮 ferry")] == [5, 6, 5, 12]


@pytest.mark.parametrize(("told", "summary"), [("The Pier", None), ("{{ entry.teaser }}", None), ("Nobody knows why.", "Nobody knows why.")])  # fmt: skip
def test_the_name_of_the_site_and_a_template_are_no_summary(told: str, summary: str | None) -> None:
    head = f'<meta property="og:site_name" content="The Pier"><meta name="description" content="{told}">'
    assert extract(written(f"{FERRY} | The Pier", f"<h1>{FERRY}</h1>{STORY}", head), URL).summary == summary
