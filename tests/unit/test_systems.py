"""What publishing systems show without metadata: categories, tags and folders, marks, lists, clocks beside UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newscrawl.extraction import Page, extract, extract_page
from newscrawl.extraction.fields.headline import choose_headline
from newscrawl.extraction.fields.local_day import offset_between
from newscrawl.extraction.fields.published import weigh_times
from newscrawl.extraction.fields.tidy import without_heading
from newscrawl.extraction.listing import is_list_of_articles
from newscrawl.sites.model import Site
from newscrawl.survey.own import with_own
from newscrawl.survey.places import KnownPage, learn_places
from newscrawl.survey.times import told_times

CLOUD = "<p>{}</p><div>" + "".join(f"<a href='/tags/{tag}/'>{tag}<sup>4</sup></a>" for tag in ("ferry", "quay", "port")) + "</div>"
LINE = "The ferry was late again, and nobody on the quay had been told why it was so. "
TEXT = "".join(f"<p>{LINE * 3}</p>" for _ in range(4))


def article(beside: str, url: str = "https://paper.example/late", heading: str = "The ferry was late again"):  # type: ignore[no-untyped-def]
    return extract(f"<html lang=en><body><article><h1>{heading}</h1>{TEXT}{beside}</article></body></html>", url)


@pytest.mark.parametrize(
    ("beside", "section", "tags"),
    [
        ('<a rel="category tag" href="/category/port/">Port</a> <a rel="tag" href="/tag/ferry/">ferry</a>', ["Port"], ["ferry"]),
        ('<a rel="tag" href="/category/port/">Port</a> <a rel="tag" href="/tag/ferry/">ferry</a>', ["Port"], ["ferry"]),
        ('<a href="/categories/Port/">Port</a><a href="/tags/ferry/">#ferry</a>', ["Port"], ["ferry"]),
        ('<a href="/categories.html#port-ref">Port</a><a href="/tags.html#ferry-ref">ferry <span class="count">3</span></a>', ["Port"], ["ferry"]),
        ('<a href="/category/a/">One</a><a href="/category/b/">Two</a><a href="/category/c/">Three</a>', [], []),
        ('<nav class="x-tags"><span class="x-tag">ferry</span><span class="x-tag">quay</span></nav>', [], ["ferry", "quay"]),
        ('<p class="tags">Not <span>one</span> of them</p><span class="tag">alone</span>', [], []),
        ('<a rel="tag" href="/tag/co2">CO<sub>2</sub></a><a rel="tag" href="/tag/e">Elections <span>2024</span></a>', [], ["CO2", "Elections 2024"]),
        ('<div class="related-posts"><a href="/category/sport/">Sport</a></div>', [], []),
        ('<div class="card-tags"><span class="tag">One</span></div><div class="card-tags"><span class="tag">Two</span></div>', [], []),
        ('<aside><ul class="tags"><li class="tag">Popular one</li></ul></aside>', [], []),
        (CLOUD.format('<a href="/tags/ferry/"><i></i>ferry<span><b class="tagsPageCount">3</b></span></a>'), [], ["ferry"]),
        (CLOUD.format('<a href="/tags/ferry/">ferry</a> <a href="/tags/quay/">quay</a>'), [], ["ferry", "quay"]),
        ('<a href="/tags/ferry/">ferry ，</a><a href="/tags/quay/">quay、</a>', [], ["ferry", "quay"]),
        ('<div><a rel=tag href="/tags/t3">t3</a></div><p>' + "".join(f'<a rel=tag href="/tags/t{n}">t{n}</a> ' for n in range(12)) + "</p>", [], ["t3", *(f"t{n}" for n in range(12) if n != 3)]),
        ('<a rel=tag href="/tags/co2">CO<sup>2</sup></a> <a rel=tag href="/tags/air">Air</a>', [], ["CO2", "Air"]),
        ('<a href="/tags/">All tags</a><a href="/tags/ferry/">ferry</a>', [], ["ferry"]),
        ('<a href="/?cat=3">Port</a> <a href="/?tag=ferry">ferry</a> <a href="https://shop.example/dp/5?tag=paper">A shop</a>', ["Port"], ["ferry"]),
        ('<aside><a href="/category/port/">Port</a></aside><nav><a href="/tags/ferry/">ferry</a></nav>', [], []),
    ],
)  # fmt: skip
def test_categories_are_sections_and_no_tags(beside: str, section: list[str], tags: list[str]) -> None:
    found = article(beside)
    assert (found.section, found.tags) == (section, tags)


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/port/2023/11/04/late.html", ["Port"]),
        ("/world/middle-east/the-ferry-was-late-again", ["World", "Middle east"]),
        ("/posts/the-ferry-was-late-again", []),
        ("/blog/2023/11/04/late", []),
        ("/2023/11/04/late", []),
        ("/port/late", []),
        ("/port/quay/pier/the-ferry-was-late-again", []),
        ("/a%20&%20b/the-ferry-was-late-again", ["A & b"]),
        ("/ar/politics/the-ferry-was-late-again", ["Politics"]),
        ("/pt-br/politica/the-ferry-was-late-again", ["Politica"]),
        ("/de/2023/11/05/late", []),
        ("/noticia/the-ferry-was-late-again", []),
        ("/أخبار/the-ferry-was-late-again", []),
        ("/article12345/the-ferry-was-late-again", []),
        ("/a/" + "-" * 4000 + "/b", []),  # in no time
    ],
)
def test_the_folders_of_an_address_are_the_last_to_tell_the_section(path: str, section: list[str]) -> None:
    assert article("", f"https://paper.example{path}").section == section
    named = article('<a href="/category/harbour/">Harbour</a>', f"https://paper.example{path}")
    assert named.section == ["Harbour"]


def test_what_a_system_calls_all_of_its_articles_is_no_section() -> None:
    head = '<meta property="article:section" content="posts">'
    crumbs = '<nav class="breadcrumbs"><a href="/">Home</a> <a href="/posts/">Posts</a></nav>'
    html = f"<html><head>{head}</head><body>{crumbs}<article><h1>The ferry was late</h1>{TEXT}</article></body></html>"
    assert extract(html, "https://paper.example/posts/late").section == []


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ('<a href="/">Home</a> &gt; <a href="/news">News</a> &gt; <a href="/news/port">Port</a> &gt; The ferry was late', ["News", "Port"]),
        ('<a href="/">Главная</a> » <a href="/ships/">Суда</a>', ["Суда"]),
        ('您现在的位置：<a href="/index.htm">首页</a> &gt; <a href="/ships/">航运</a> &gt; 正文', ["航运"]),
        ('<a href="http://www.paper.example">海港网</a>&gt;<a href="http://ships.paper.example/">航运</a>&gt;正文', ["航运"]),
        ('You are here: <a href="/ships">Ships</a> › <a href="/late">The ferry was late</a>', ["Ships"]),
        ('Read more: <a href="/other">Another story</a> »', []),
        ('Language: <a href="/es/">Español</a> &gt; <a href="/de/">Deutsch</a>', []),
        ('Notre dossier : « <a href="/">Le port</a> » et <a href="/dossiers/bac">Le bac</a>', []),
        ('<a href="http://group.example/">Group</a> &gt; <a href="http://www.paper.example/">Paper</a> &gt; <a href="/news">News</a>', []),
        ('<nav class="breadcrumb"><a href="http://group.example/">Group</a> <a href="http://www.paper.example/">Paper</a> <a href="/news">News</a></nav>', ["News"]),
        ('<a href="/ships/9">Another ferry was late</a> »', []),
        ('<a href="/">Home</a> | <a href="/ships">Ships</a>', []),
        ('<a href="/">Home</a> »', []),
    ],
)  # fmt: skip
def test_links_with_arrows_between_them_that_begin_at_home_are_breadcrumbs(line: str, section: list[str]) -> None:
    html = f"<html><body><div>{line}</div><article><h1>The ferry was late</h1>{TEXT}</article></body></html>"
    assert extract(html, "https://paper.example/late").section == section
    below = f"<html><body><article><h1>The ferry was late</h1>{TEXT}</article><div>{line}</div></body></html>"
    assert extract(below, "https://paper.example/late").section == (section if "breadcrumb" in line else [])


def test_the_mark_that_links_a_heading_to_itself_is_none_of_its_words() -> None:
    for mark in ("¶", "#", "§"):
        found = article("", heading=f'The ferry was late<a class="headerlink" href="#late">{mark}</a>')
        assert found.headline == "The ferry was late"
    kept = article("", heading='<a href="#late">The ferry</a> of pier <a href="/tag/7">#</a>7')
    assert kept.headline == "The ferry of pier #7"
    assert article("", heading='Learn to write C<a href="#sharp">#</a> today').headline == "Learn to write C# today"
    nested = article('<h2><div><h3>Below <a class="anchor" href="#x">#</a></h3></div></h2>')
    assert nested.headline == "The ferry was late again"


def test_a_title_that_ends_at_a_quotation_mark_of_the_whole_one_is_cut() -> None:
    page = Page('<title>The captain: "No" to the ferry</title><p>One</p>', "https://paper.example/no")
    for cut in ("The captain: \\", "The captain: "):
        assert choose_headline(page, [cut])[0] == 'The captain: "No" to the ferry'
    assert choose_headline(page, ["The captain says no to the ferry"])[0] == "The captain says no to the ferry"


def test_a_list_that_says_whose_article_it_is_and_where_is_no_text() -> None:
    list_of_facts = [
        "- Title: The ferry was late", "- Author: Rana Whitlock", "- Created at : 2023-11-04 18:10:00",
        "- Link: https://paper.example/late",
    ]  # fmt: skip
    body = [LINE] * 6
    assert without_heading(body + list_of_facts, ["The ferry was late"], ["Rana Whitlock"]) == body
    for last in (
        "- Link: the bridge between both quays", "Berlin: https://help.example/berlin", "Winner: Rana Whitlock",
        "You can donate here: https://help.example/", "Mayor: Rana Whitlock",
    ):  # fmt: skip
        kept = [*body, last]
        assert without_heading(kept, ["The ferry was late"], ["Rana Whitlock"]) == kept


def test_lines_that_say_whose_a_chinese_article_is_and_where_are_no_text() -> None:
    lines = ["本文作者：Rana", "本文链接：https://paper.example/late", "版权声明：本博客所有文章均采用许可协议，转载请注明出处！"]
    assert article("".join(f"<p>{line}</p>" for line in lines)).body == article("").body != []


def test_prose_about_licences_is_text() -> None:
    found = article("<p>License: nobody may drive without one, the mayor said.</p><ul><li>Apply before May.</li></ul>")
    assert "License: nobody may drive without one, the mayor said." in found.body and "Apply before May." in found.body
    assert not [line for line in article("<p>License: CC BY-SA 4.0</p>").body if "License" in line]


def card(n: int, link: str = '<a class="all" href="/posts/{n}"></a>') -> str:
    return f"<article><h2>The ferry of pier {n}</h2><p>{LINE}</p>{link.format(n=n)}</article>"


@pytest.mark.parametrize(
    ("body", "is_list"),
    [
        ("<h1>Posts</h1>" + "".join(map(card, range(4))), True),
        ("".join(map(card, range(4))), True),
        ("<h1>Posts</h1>" + "".join(map(card, range(2))), False),
        (f"<h1>The ferry was late</h1>{TEXT}" + "".join(map(card, range(4))), False),
        (f"<article><h1>The ferry was late</h1>{TEXT}</article>" + "".join(map(card, range(4))), False),
        ("<h1>Posts</h1>" + "".join(card(n, "") for n in range(4)), False),
        ("<h1>渡轮又晚点了</h1>" + "<p>渡轮又晚点了，码头上没有人知道原因。</p>" * 12 + "".join(map(card, range(4))), False),
        ("<h1>The ferry was late</h1>It was late. <br>" + "Nobody knew why. <br>" * 20 + "".join(map(card, range(4))), False),
    ],
)
def test_a_page_of_nothing_but_cards_is_a_list_also_under_a_headline(body: str, is_list: bool) -> None:
    assert is_list_of_articles(Page(f"<main>{body}</main>", "https://paper.example/posts/")) is is_list


@pytest.mark.parametrize(("keywords", "tags"), [("The Harbour Post", []), ("The Harbour Post, ferry", ["The Harbour Post", "ferry"]), ("ferry", ["ferry"])])  # fmt: skip
def test_the_name_of_the_site_alone_is_no_tag(keywords: str, tags: list[str]) -> None:
    text = "<p>The ferry between the two ports returns after a winter in the dock, its captain said on Sunday.</p>" * 4
    head = f'<title>The ferry returns to the quay at last | The Harbour Post</title><meta name=keywords content="{keywords}">'
    page = f"<html><head>{head}</head><body><h1>The ferry returns to the quay at last</h1>{text}</body></html>"
    assert extract(page, "https://paper.example/posts/the-ferry-returns").tags == tags


@pytest.mark.parametrize(("told", "image"), [("https://x.example/", None), ("/", None), ("/ferry.jpg", "https://paper.example/ferry.jpg"), ("https://x.example/?picture=5", "https://x.example/?picture=5")])  # fmt: skip
def test_the_home_page_is_no_picture(told: str, image: str | None) -> None:
    page = f'<html><head><meta property="og:image" content="{told}"></head><body><h1>The ferry</h1>{TEXT}</body></html>'
    found = extract(page, "https://paper.example/late").image
    assert (found and found.url) == image


def test_a_brief_aside_with_tags_right_below_the_headline_is_the_articles_own() -> None:
    aside = '<aside>published, tagged with <a href="/tags/ferry.html">#ferry</a></aside>'
    page = f"<title>The ferry was late again</title><main><h2>The ferry was late again</h2>{{}}{TEXT}{{}}</main>"
    assert extract(page.format(aside, ""), "https://paper.example/late").tags == ["ferry"]
    assert extract(page.format("", aside), "https://paper.example/late").tags == []


def test_a_listing_without_labels_leaves_the_section_to_the_page() -> None:
    site = Site.model_validate(
        {
            "name": "paper", "title": "Paper", "base": "https://paper.example", "language": "en", "timezone": "UTC",
            "discovery": {"articles": ["^/blog/"]},
            "sections": [{"path": "/blog", "labels": []}, {"path": "/blog/sport", "labels": ["Sport"], "kind": "feature"}],
        }
    )  # fmt: skip
    text = "<p>The ferry between the two ports returns after a winter in the dock, its captain said on Sunday.</p>" * 4
    beside = '<a href="/category/port/">Port</a>'
    page = f"<html><body><article><h1>The ferry returns to the quay</h1>{beside}{text}</article></body></html>"
    found = {path: extract(page, f"https://paper.example/blog/{path}", site) for path in ("a-b-c", "sport/a-b-c")}
    assert [one.section for one in found.values()] == [["Port"], ["Sport"]]
    assert [one.kind for one in found.values()] == ["news", "feature"]


def test_an_offset_is_a_quarter_of_an_hour_and_of_some_zone() -> None:
    noon = "2023-11-04T12:00:20+00:00"
    assert [offset_between(noon, f"2023-11-04T{clock}:00+00:00") for clock in ("12:00", "12:20", "00:00")] == [None] * 3
    hours = [offset_between(noon, f"2023-11-04T{clock}:00+00:00") for clock in ("14:00", "07:00", "17:30")]
    assert [found.total_seconds() / 3600 if found else None for found in hours] == [2, -5, 5.5]
    assert offset_between(noon, "2023-11-06T14:00:00+00:00") is None


def dated(n: int, shown: str, meta: str = "") -> Page:
    head = f'<meta property="article:published_time" content="{meta}">' if meta else ""
    html = f"<html lang=en><head>{head}</head><body><article><h1>The ferry of pier {n}</h1><p>{shown}</p>{TEXT}</article></body></html>"
    return Page(html, f"https://paper.example/2023/11/04/pier-{n}")


def test_clocks_beside_times_in_utc_tell_the_zone_of_a_site() -> None:
    pages = {f"p{n}": dated(n, f"2023-11-04 {n + 10}:15", f"2023-11-04T{n + 8:02d}:15:00Z") for n in range(4)}
    assert told_times(pages, {})[0] == [f"2023-11-04T{n + 10}:15:00+02:00" for n in range(4)]
    machine = {
        f"p{n}": dated(n, f'<time datetime="2023-11-04 {n + 10}:15">4 November</time>', f"2023-11-04T{n + 8:02d}:15:00Z")
        for n in range(4)
    }
    assert told_times(machine, {})[0][0] == "2023-11-04T10:15:00+02:00"
    apart = {f"p{n}": dated(n, f"2023-11-04 {n * 3 + 10}:15", f"2023-11-04T{n + 8:02d}:15:00Z") for n in range(4)}
    assert told_times(apart, {})[0] == [f"2023-11-04T{n + 8:02d}:15:00+00:00" for n in range(4)], "no two agree"


def test_a_feed_tells_the_zone_of_times_without_an_offset() -> None:
    pages = {f"p{n}": dated(n, f"2023-11-04 {n + 10}:15") for n in range(4)}
    fed = {f"p{n}": datetime(2023, 11, 4, n + 15, 15, tzinfo=UTC) for n in range(3)}
    assert told_times(pages, fed)[0] == [f"2023-11-04T{n + 10}:15:00-05:00" for n in range(3)]
    assert told_times(pages, {"p1": fed["p1"]})[0][1] == "2023-11-04T11:15:00+00:00", "one page is no witness"


def test_a_feed_tells_the_times_of_pages_that_show_the_day_only() -> None:
    pages = {f"p{n}": dated(n, "November 4, 2023") for n in range(4)}
    fed = {"p0": datetime(2023, 11, 4, 15, 15, tzinfo=UTC), "p1": datetime(2023, 11, 3, 22, 15, tzinfo=UTC)}
    later = {"p2": datetime(2023, 11, 9, 8, 0, tzinfo=UTC)}  # of an edition
    days = [("2023-11-04T15:15:00+00:00", date(2023, 11, 4)), ("2023-11-03T22:15:00+00:00", date(2023, 11, 4))]
    assert told_times(pages, fed | later)[1] == days
    assert told_times(pages, {"p1": fed["p1"]})[1] == [], "the day of a printed paper"


def test_offsets_that_pages_tell_are_kept_whatever_a_feed_says() -> None:
    pages = {f"p{n}": dated(n, "", f"2023-11-04T{n + 10}:15:00+02:00") for n in range(4)}
    wrong = {f"p{n}": datetime(2023, 11, 4, n + 10, 15, tzinfo=UTC) for n in range(4)}  # local time, called GMT
    assert told_times(pages, wrong)[0] == [f"2023-11-04T{n + 10}:15:00+02:00" for n in range(4)]
    in_utc = {f"p{n}": dated(n, "", f"2023-11-04T{n + 8:02d}:15:00Z") for n in range(4)}
    assert told_times(in_utc, wrong)[0] == [f"2023-11-04T{n + 8:02d}:15:00+00:00" for n in range(4)]


def test_one_page_that_differs_is_left_out() -> None:
    pages = {f"p{n}": dated(n, f"2023-11-04 {n + 10}:15") for n in range(5)}
    fed = {f"p{n}": datetime(2023, 11, 4, n + (5 if n == 4 else 8), 15, tzinfo=UTC) for n in range(5)}
    assert told_times(pages, fed)[0] == [f"2023-11-04T{n + 10}:15:00+02:00" for n in range(4)]


def test_the_day_that_is_shown_goes_before_the_one_in_the_address() -> None:
    pages = {"p": dated(1, "November 5, 2023", "2023-11-04T22:22:00Z")}
    assert told_times(pages, {})[1] == [("2023-11-04T22:22:00+00:00", date(2023, 11, 5))]
    far = {"p": dated(1, "November 25, 2023", "2023-11-04T22:22:00Z")}
    assert told_times(far, {})[1] == [("2023-11-04T22:22:00+00:00", date(2023, 11, 4))]


def test_an_address_may_have_the_day_in_utc() -> None:
    from zoneinfo import ZoneInfo

    page = Page("<h1>The ferry</h1>", "https://paper.example/2023/11/03/late")
    zone = ZoneInfo("Africa/Johannesburg")
    assert weigh_times(page, zone, [], ["2023-11-04T00:22:00+02:00"]) == "2023-11-04T00:22:00+02:00"
    assert weigh_times(page, zone, [], ["2023-11-04T12:22:00+02:00"]) == "2023-11-03T00:00:00+02:00"


NAMES, SECTIONS, TAGS = ("Rana Whitlock", "Tomas Okafor", "Ines Calloway"), ("Port", "City"), ("grain", "rail", "ferry")


def framed(n: int) -> KnownPage:
    """Return a page whose frame lists all authors, categories and tags, and whose article names its own in a card."""
    def links(folder: str, names: tuple[str, ...]) -> str:
        return "".join(f'<li><a href="/{folder}/{name.lower().replace(" ", "-")}.html">{name}</a></li>' for name in names)

    own = links("author", NAMES[n % 3 :][:1]) + links("category", SECTIONS[n % 2 :][:1]) + links("tag", TAGS[n % 3 :][:1])
    frame = links("author", NAMES) + links("category", SECTIONS) + links("tag", TAGS)
    html = (
        f"<html lang=en><body><div class=main><h1>The ferry of pier {n}</h1>{TEXT}</div>"
        f"<div class=side><div class=card><h4>{n + 1} November 2023</h4>{own}</div><ul>{frame}</ul></div></body></html>"
    )
    page = Page(html, f"https://paper.example/pier-{n}")
    return KnownPage(page, extract_page(page))


def test_what_stands_once_more_than_in_the_frame_is_the_articles_own() -> None:
    pages = with_own([framed(n) for n in range(6)])
    assert [one.truth.authors for one in pages] == [[NAMES[n % 3]] for n in range(6)]
    assert [one.truth.section for one in pages] == [[SECTIONS[n % 2]] for n in range(6)]
    assert [one.truth.tags for one in pages] == [[TAGS[n % 3]] for n in range(6)]
    found = {place.field: place.selector for place in learn_places(pages, UTC)}
    assert found["authors"] == 'div.card a[href*="/author/"]' and found["tags"] == 'div.card a[href*="/tag/"]'
    assert found["section"] == 'div.card a[href*="/category/"]'
    assert "h4" not in found["published_at"].split(), "a kind of element alone is in any text"


def signed_by_the_site(n: int) -> KnownPage:
    """Return a page whose metadata names the owner of the site as its author, and which shows who wrote it, and in a teaser the
    section of another article.
    """
    teaser = f"<div><a href='/category/{SECTIONS[n % 2].lower()}/'>{SECTIONS[n % 2]}</a><h5><a href='/pier-{n + 1}'>The ferry of another pier</a></h5></div>"
    html = (
        f"<html lang=en><head><meta name=author content='Hanna Quay'></head><body><h1>The ferry of pier {n}</h1>{TEXT}"
        f"<div class='author border-box'><span class=name>{NAMES[n % 3]}</span></div>{teaser}</body></html>"
    )
    page = Page(html, f"https://paper.example/pier-{n}")
    return KnownPage(page, extract_page(page))


def test_an_author_whom_metadata_names_on_all_pages_gives_way_to_those_they_show() -> None:
    pages = [signed_by_the_site(n) for n in range(6)]
    assert {tuple(one.truth.authors) for one in pages} == {("Hanna Quay",)}
    own = with_own(pages)
    assert [one.truth.authors for one in own] == [[NAMES[n % 3]] for n in range(6)]
    assert {place.field: place.selector for place in learn_places(own, UTC)} == {"authors": "div.author"}


def test_the_section_in_a_teaser_is_not_the_articles() -> None:
    assert not any(one.truth.section for one in with_own([signed_by_the_site(n) for n in range(6)]))


def test_two_pages_have_no_frame() -> None:
    pages = [framed(n) for n in range(2)]
    assert with_own(pages) == pages
