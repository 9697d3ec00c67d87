"""What a page shows around its headline: the byline, the date line, the kicker. Tables of cases."""

from __future__ import annotations

import time
from datetime import UTC

import pytest

from newscrawl.extraction import extract, extract_page
from newscrawl.extraction.elements import element_text
from newscrawl.extraction.fields.authors import shown_byline
from newscrawl.extraction.fields.headline import choose_headline
from newscrawl.extraction.fields.published import weigh_times
from newscrawl.extraction.layers.opening import opening
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.names import is_name, split_names

URL = "https://www.the-harbour.example/news/a-story"
TEXT = "".join(
    f"<p>Sentence number {n} of an invented story, long enough to be taken for running text and for nothing else on this page at all.</p>"
    for n in range(6)
)
CARD = '<div class="teaser"><span class="teaser-author">Somebody Else</span></div>'


def page(around: str, head: str = "", after: str = "") -> Page:
    return Page(
        f"<html><head>{head}</head><body><main><h1>A story of ours</h1>{around}{TEXT}</main>{after}</body></html>", URL
    )


@pytest.mark.parametrize(
    ("around", "people", "agencies"),
    [
        ('<div class="byline"><span>By</span><span>Rana Whitlock</span><span>Staff Writer</span></div>', ["Rana Whitlock"], []),
        ('<div class="article_byline | bold"><div>By <span>Rana Whitlock</span></div><div><div>The Harbour Post</div><div>May 1, 2024</div></div></div>', ["Rana Whitlock"], []),
        ('<p>By <a href="/authors/rana-w/">Rana Whitlock</a> <span>May 1, 2024</span></p>', ["Rana Whitlock"], []),
        ('<div class="x1"><span>By </span><a href="/profile/rana-whitlock-19">Rana Whitlock</a></div>', ["Rana Whitlock"], []),
        ('<a rel="author" href="#">Rana Whitlock</a> and <a rel="author" href="#">Hugo Marden</a>', ["Rana Whitlock", "Hugo Marden"], []),
        ('<div class="x2">By Rana Whitlock, Hugo Marden, and Meg Kinsey</div>', ["Rana Whitlock", "Hugo Marden", "Meg Kinsey"], []),
        ('<span class="authorName"><b>Rana</b> <b>Whitlock</b></span>', ["Rana Whitlock"], []),
        ('<div class="author-meta"><a>Rana Whitlock</a><a>Twitter</a><span>5 min read</span></div>', ["Rana Whitlock"], []),
        ('<span class="author">文 山田太郎</span>', ["山田太郎"], []),
        ('<div class="byline">Meg Kinsey, Associated Press</div>', ["Meg Kinsey"], ["Associated Press"]),
        ('<span class="author">AFP</span>', [], ["AFP"]),
        ('<a href="/people/real-life/">Real Life</a>', [], []),
        ('<a href="/section/world">World News</a><p>By clicking here you agree.</p>', [], []),
    ],
)  # fmt: skip
def test_a_byline_is_read_from_its_parts(around: str, people: list[str], agencies: list[str]) -> None:
    assert shown_byline(page(around)) == (people, agencies)


@pytest.mark.parametrize(
    ("byline", "names", "is_known_unmarked"),
    [
        ("著者：後藤大地", ["後藤大地"], True),
        ("文● 山田太郎／港編集部", ["山田太郎"], True),
        ("取材・文：山田太郎", ["山田太郎"], True),
        ("[山田太郎，HarbourMedia]", ["山田太郎"], False),
        ("山田太郎記者", ["山田太郎"], False),
        ("作者：张小明", ["张小明"], True),
        ("本报记者 张小明", ["张小明"], True),
        ("撰文：張小明", ["張小明"], True),
        ("홍길동 기자 hong@harbour.example", ["홍길동"], False),
        ("김철수·이영희 기자", ["김철수", "이영희"], False),
        ("लेखक: राम शर्मा", ["राम शर्मा"], True),
        ("โดย สมชาย ใจดี", ["สมชาย ใจดี"], True),
        ("Автор: Иван Петров", ["Иван Петров"], True),
        ("نویسنده: علی رضایی", ["علی رضایی"], True),
        ("מאת: דוד כהן", ["דוד כהן"], True),
        ("Szerző: Kovács János", ["Kovács János"], True),
        ("Γράφει: Νίκος Παππάς", ["Νίκος Παππάς"], True),
        ("Yazan: Ahmet Yılmaz", ["Ahmet Yılmaz"], True),
        ("Penulis: Budi Santoso", ["Budi Santoso"], True),
        ("Tác giả: Nguyễn Văn An", ["Nguyễn Văn An"], True),
        ("Texte : Jeanne Dupont", ["Jeanne Dupont"], True),
    ],
)
def test_bylines_are_read_in_many_languages(byline: str, names: list[str], is_known_unmarked: bool) -> None:
    assert shown_byline(page(f'<div class="byline">{byline}</div>'))[0] == names
    assert shown_byline(page(f'<div class="x1">{byline}</div>'))[0] == (names if is_known_unmarked else [])


def test_a_marked_byline_far_from_the_headline_counts_and_those_of_teasers_do_not() -> None:
    assert shown_byline(page("", after=CARD * 5)) == ([], [])
    assert shown_byline(page("", after=CARD * 5 + '<p class="author">Rana Whitlock</p>')) == (["Rana Whitlock"], [])


@pytest.mark.parametrize(
    ("head", "authors", "layer"),
    [
        ('<meta name="author" content="The Harbour"><meta property="og:site_name" content="The Harbour">', ["Rana Whitlock"], "structure"),
        ('<meta name="author" content="The Harbour"><meta property="og:site_name" content="The Harbour"><meta property="article:author" content="Hugo Marden">', ["Hugo Marden"], "meta"),
        ('<meta name="author" content="Publishing House"><meta property="article:author" content="Rana Whitlock">', ["Rana Whitlock"], "meta"),
        ('<meta name="author" content="ranawhitlock">', ["Rana Whitlock"], "structure"),
        ('<meta name="author" content="Web architecture: Ines Calloway, Design: Tomas Okafor">', ["Rana Whitlock"], "structure"),
        ('<meta name="author" content="Harbour Web Solutions">', ["Rana Whitlock"], "structure"),
        ('<meta name="author" content="Paper Sp. z o.o.">', ["Rana Whitlock"], "structure"),
        ('<meta name="author" content="Quay Ltd, Harbour Town, HT1 6HZ">', ["Rana Whitlock"], "structure"),
        ('<meta name="author" content="Whitlock, Rana">', ["Rana Whitlock"], "meta"),
        ('<meta name="author" content="Hugo Marden">', ["Rana Whitlock"], "structure"),  # who put it there
    ],
)  # fmt: skip
def test_metadata_that_names_the_paper_gives_way_to_the_byline(head: str, authors: list[str], layer: str) -> None:
    shown = page('<div class="byline">By Rana Whitlock</div>', head)
    article = extract(
        f"<html><head>{head}</head><body><main><h1>A story of ours</h1><div class='byline'>By Rana Whitlock</div>{TEXT}</main></body></html>",
        shown.url,
    )
    assert (article.authors, article.layers["authors"]) == (authors, layer)


@pytest.mark.parametrize(
    ("told", "authors"),
    [
        ("Hugo Marden AP Science Writer", ["Hugo Marden"]),
        ("MARIA ROSA PAP", ["MARIA ROSA PAP"]),
        ("Hugo Marden (Photos: Ines Calloway)", ["Hugo Marden"]),
        ("Hugo Marden (Content Manager)", ["Hugo Marden"]),
        ("Hugo Marden - Editorial Team", ["Hugo Marden"]),
        ("Hugo Marden - Ines Calloway", ["Hugo Marden - Ines Calloway"]),
        ("Hugo (Gus) Marden", ["Hugo (Gus) Marden"]),
        ("Jan Novák a Petr Svoboda", ["Jan Novák a Petr Svoboda"]),
        ("赵培", ["赵培"]),
    ],
)
def test_what_stands_beside_a_name_in_metadata_is_none_of_it(told: str, authors: list[str]) -> None:
    head = f'<meta name="author" content="{told}">'
    article = extract(f"<html><head>{head}</head><body><h1>A story of ours</h1>{TEXT}</body></html>", page("").url)
    assert article.authors == authors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rana Whitlock", True),
        ("RANA WHITLOCK", True),
        ("Ludwig van der Berg", True),
        ("أسماء نصار", True),
        ("山田太郎", True),
        ("rana whitlock", False),
        ("Rana", False),
        ("5 Min Read", False),
        ("Staff Writer", False),
        ("The Daily Harbour", False),
        ("経済部", False),
        ("深入开展执法检查", False),
    ],
)
def test_names_are_told_from_what_stands_beside_them(text: str, expected: bool) -> None:
    assert is_name(text) is expected


@pytest.mark.parametrize(
    "around",
    [
        "".join(f"<div><p class='author'><a href='/authors/{n}'>Rana Whitlock</a></p><a href='/n/{n}'>The ferry was late</a></div>" for n in range(5)),
        "<ul>" + "".join(f"<li class='author'>Hugo Marden <a href='/2023/{n}'>Another story</a></li>" for n in range(5)) + "</ul>",
        "<p>记者：渡轮晚点了，旅客改道，您怎么看？</p>",
        "<div class='author-login'>点击登录</div>",
    ],
)  # fmt: skip
def test_authors_of_other_articles_and_questions_are_no_byline(around: str) -> None:
    assert shown_byline(page(around)) == ([], [])


FOUR = ("Rana Whitlock", "Hugo Marden", "Ines Calloway", "Tomas Okafor")


@pytest.mark.parametrize(
    "byline",
    [
        "<span class='author'><a href='/people/{0}'>{0}</a></span> ",
        "<div class='item'><div class='inner'><a class='author-name' href='/authors/{0}'>{0}</a></div></div>",
        "<li class='article-author'><a href='/authors/{0}'>{0}</a> <a href='mailto:x@paper.example'>email</a></li>",
        "<a rel='author' href='/about/staff#{0}'>{0}</a> ",
    ],
)
def test_four_who_wrote_together_are_no_teasers(byline: str) -> None:
    assert shown_byline(page("".join(byline.format(name) for name in FOUR)))[0] == list(FOUR)


def test_the_last_of_a_list_of_names_is_read_without_its_and() -> None:
    assert split_names(["Rana Whitlock, Hugo Marden, and Meg Kinsey"])[0] == [
        "Rana Whitlock",
        "Hugo Marden",
        "Meg Kinsey",
    ]


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("<div>1 May 2024, 14:30</div>", "2024-05-01T14:30:00+00:00"),
        ("<div>Wednesday, May 1, 2024</div><span>May 1, 2024 at 2:30 p.m.</span>", "2024-05-01T14:30:00+00:00"),
        ("<div>Updated 3 May 2024, 10:00</div><div>1 May 2024, 14:30</div>", "2024-05-01T14:30:00+00:00"),
        ('<div class="last-updated">3 May 2024</div><div>1 May 2024</div>', "2024-05-01T00:00:00+00:00"),
        ("<div>١ أيار ٢٠٢٤</div>", "2024-05-01T00:00:00+00:00"),
        ("<div>1 May 2991</div>", None),
    ],
)
def test_the_date_line_gives_the_time_where_metadata_does_not(around: str, expected: str | None) -> None:
    assert weigh_times(page(around), UTC, [], []) == expected


def test_a_date_that_is_marked_counts_wherever_it_stands() -> None:
    assert (
        weigh_times(page("", after='<div class="post-info">1 May 2024, 14:30</div>'), UTC, [], [])
        == "2024-05-01T14:30:00+00:00"
    )
    assert weigh_times(page("", after='<div class="post-info">28.09.1912:30</div>'), UTC, [], []) is None


def test_a_day_in_metadata_takes_its_clock_from_the_date_line() -> None:
    assert (
        weigh_times(page("<div>1 May 2024, 14:30</div>"), UTC, ["2024-05-01T00:00:00+00:00"], [])
        == "2024-05-01T14:30:00+00:00"
    )
    assert (
        weigh_times(page("<div>2 May 2024, 14:30</div>"), UTC, ["2024-05-01T00:00:00+00:00"], [])
        == "2024-05-01T00:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("heading", "title", "given", "expected"),
    [
        (
            "<span>Ferries</span> <span>Harbour opens again</span>",
            "Harbour opens again - The Harbour",
            [],
            "Harbour opens again",
        ),
        ("<a>Politics | </a>Harbour opens again", "x", ["Harbour opens again"], "Harbour opens again"),
        ("Harbour opens again<br>A subtitle of it", "x", ["Harbour opens again"], "Harbour opens again"),
        ("<b>Harbour</b> opens again", "Harbour | The Harbour", ["Harbour opens again"], "Harbour opens again"),
        ("港口日报", "港口重新开放_社会_港口日报", [], "港口重新开放"),
        ("A tagline of it", "Harbour opens again at last | A tagline of it", [], "Harbour opens again at last"),
    ],
)
def test_a_kicker_is_no_part_of_the_headline(heading: str, title: str, given: list[str], expected: str) -> None:
    shown = Page(f"<html><head><title>{title}</title></head><body><h1>{heading}</h1>{TEXT}</body></html>", URL)
    assert choose_headline(shown, given)[0] == expected


def test_the_opening_ends_where_the_text_begins() -> None:
    texts = [element_text(e) for e in opening(page("<div>near</div>", after="<div>far</div>"))]
    assert "near" in texts and "far" not in texts


PERSON = '{"@type": "Person", "@id": "https://harbour.example/#/person/7", "name": "Rana Whitlock"}'
AUTHOR = '"author": {"@id": "https://harbour.example/#/person/7"}'


@pytest.mark.parametrize(
    ("head", "around", "expected"),
    [
        (f'[{{"@type": "NewsArticle", "headline": "A story of ours", {AUTHOR}}}, {PERSON}]', "", (["Rana Whitlock"], "json-ld")),
        (f'[{{"@type": "WebPage", {AUTHOR}}}, {PERSON}]', "", (["Rana Whitlock"], "json-ld")),
        (f'[{{"@type": "WebPage", {AUTHOR}}}, {PERSON}]', '<div class="byline">Meg Kinsey</div>', (["Meg Kinsey"], "structure")),
        (f'[{{"@type": "WebPage", "author": {{"@id": "https://harbour.example/#/person/8"}}}}, {PERSON}]', "", ([], "json-ld")),
        ('{"@type": "WebPage", "author": {"@type": "Organization", "name": "Quay Media Group"}}', "", ([], "json-ld")),
        (f'[{{"@type": "NewsArticle", "headline": "A story of ours", {AUTHOR}}}, {PERSON.replace("Person", "Organization")}]', "", ([], "json-ld")),
    ],
)  # fmt: skip
def test_an_author_may_be_described_apart_and_that_of_the_web_page_is_the_last_to_be_believed(
    head: str, around: str, expected: tuple[list[str], str]
) -> None:
    script = f'<script type="application/ld+json">{head}</script>'
    article = extract_page(page(around, head=script))
    assert (article.authors, article.layers.get("authors", "json-ld")) == expected


@pytest.mark.parametrize(
    ("around", "people"),
    [
        ('<a href="/author/ulrike/">Ulrike</a>', ["Ulrike"]),
        ('<span>von <a rel="author" href="/redaktion/ulrike">Ulrike</a></span>', ["Ulrike"]),
        ('<a href="/author/jane/biography">Biography</a>', []),
        ('<a href="/author/jane">More</a><a href="/author/newsdesk">Newsdesk</a>', []),
        ('<a rel="author" href="/u/7">Ulrike</a>', []),
        ('<a rel="author" href="/harbour">Harbour</a><p>Posted by Meg Kinsey, quay team</p>', ["Meg Kinsey"]),
        ('<a rel="author" href="/u">admin</a>', []),
        ('<a rel="author" href="/u">Redaktion</a>', []),
        ('<a rel="author" href="/u">IWB</a>', []),
        ('<a href="/people/ulrike/">Ulrike</a>', []),
    ],
)
def test_one_name_is_enough_where_it_is_a_link_to_an_author_and_no_other_is_there(around: str, people: list[str]) -> None:
    assert shown_byline(page(around))[0] == people


@pytest.mark.parametrize(
    "line",
    [
        "Autorin Juli Holt im Interview",
        "<h2>Reporter Evan Harrow Freed</h2>",
        "Texto del Papa Ambrosio",
        "Texte de Loi Portuaire",
        "Auteur Michel Harrow",
        "Penulis Novel Pelabuhan Lama",
    ],
)
def test_a_word_for_authors_without_a_colon_begins_no_byline(line: str) -> None:
    assert shown_byline(page(f'<div class="x1">{line}</div>')) == ([], [])


def test_a_byline_of_any_length_is_read_in_time() -> None:
    begun = time.process_time()
    for text in ("a" * 40_000, "山" * 40_000, "a.b-" * 10_000, "a@" * 20_000):
        split_names([text])
    assert time.process_time() - begun < 5  # it grew with the square: minutes


def test_the_footer_of_the_only_article_below_the_headline_is_its_own_and_a_picture_may_stand_above_the_text() -> None:
    html = (
        '<html><body><main><h1>A story of ours</h1><figure><img src="/quay.jpg"></figure>'
        f"<article>{TEXT}<footer><span>By Rana Whitlock</span></footer></article></main></body></html>"
    )
    article = extract(html, URL)
    assert article.authors == ["Rana Whitlock"]
    assert article.image and article.image.url.endswith("/quay.jpg")


def test_the_label_of_a_card_may_name_the_author() -> None:
    card = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="Rana Whitlock">'
    assert extract_page(page("", head=card.format("Verfasst von"))).authors == ["Rana Whitlock"]
    assert extract_page(page("", head=card.format("Ditulis oleh"))).authors == ["Rana Whitlock"]
    assert extract_page(page("", head=card.format("Reading time"))).authors == []
    assert extract_page(page("", head=card.format("Haber Türü"))).authors == []
