"""Authors who stand in no byline by the headline: with a portrait, an icon or a label, or where a link leads to them."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract

TEXT = (
    "<p>The council of the harbour said that the bridge would be closed for the winter, that nobody on the quay had been "
    "told, and that it would ask for a ferry until the spring.</p>"
)
PHOTO = "<img src=/faces/1.jpg width=48 alt='{}'>"


def authors(above: str = "", below: str = "", head: str = "") -> list[str]:
    html = (
        f"<html lang=en><head><title>The bridge is closed for the winter</title>{head}</head><body><main>"
        f"<h1>The bridge is closed for the winter</h1>{above}<div>{TEXT * 6}</div>{below}</main></body></html>"
    )
    return extract(html, "https://paper.example/2024/bridge").authors


@pytest.mark.parametrize(
    ("above", "found"),
    [
        (f"<div>{PHOTO.format('Rana Whitlock')}<p>Rana Whitlock</p></div>", ["Rana Whitlock"]),
        ("<div class=post-author><img src=1.jpg alt='Picture of Rana Whitlock'><p>Rana Whitlock</p></div>", ["Rana Whitlock"]),
        ("<div><img src=/avatar/1.jpg alt='Rana Whitlock'><p>Rana Whitlock</p></div>", ["Rana Whitlock"]),
        ("<ul><li><i class='bi bi-person'></i> Rana Whitlock</li></ul>", ["Rana Whitlock"]),
        ("<p><img class='avatar avatar-xs' src=1.jpg> Rana Whitlock in <a href=/harbour>Harbour</a></p>", ["Rana Whitlock"]),
        ("<p>26 Dec 2024 &bull; <img class=avatar src=1.jpg> Rana Whitlock in <a href=/x>Harbour</a></p>", ["Rana Whitlock"]),
        ("<p>26 Dec 2024, 10:30 <i class='icon-user'></i> Rana Whitlock <b>4 min</b></p>", ["Rana Whitlock"]),
        ("<p>Photo: <i class='icon-user'></i> Rana Whitlock</p>", []),
        ("<p>Comments: 3 <i class='icon-user'></i> Rana Whitlock</p>", []),
        ("<p>In the harbour <i class='icon-user'></i> of many ships, Anna Holt said</p>", []),
        ("<p><a href=/team><img class=avatar src=1.jpg><span>Rana Whitlock @ Quay</span></a></p>", []),
        (f"<div>{PHOTO.format('Ursula von der Hagen')}<p>Ursula von der Hagen</p></div>", ["Ursula von der Hagen"]),
        (f"<figure>{PHOTO.format('Rana Whitlock')}<figcaption>Rana Whitlock</figcaption></figure>", []),
        (f"<table><tr><td>{PHOTO.format('Poppyseed Muffin')}<p>Poppyseed Muffin</p></td></tr></table>", []),
        ("<div><img src=/1.jpg width=800 alt='Rana Whitlock'><p>Rana Whitlock</p></div>", []),  # the article is about her
        (f"<div>{PHOTO.format('Ordnung im Schrank')}<p>Ordnung im Schrank</p></div>", []),
        (f"<div>{PHOTO.format('第九代雅阁')}<p>第九代雅阁</p></div>", []),
        (f"<div><p>Reviewed by</p>{PHOTO.format('Rana Whitlock')}<p>Rana Whitlock</p></div>", ["Rana Whitlock"]),
        ("<div><i class='icon-user'></i> Sign in</div>", []),
        ("<a href=/login><i class='fa fa-user'></i> Sign In</a>", []),
        ("<a href=/authors/rana><i class='fa fa-user'></i> Rana Whitlock</a>", ["Rana Whitlock"]),
        ("<div class=profile><img src=1.jpg alt='Anna Holt, mayor'><span>Anna Holt</span></div>", []),
        ("<div class=person><img src=1.jpg alt='Anna Holt'><h3>Anna Holt</h3></div>", []),
        (f"<div>{PHOTO.format('Acme Solutions logo')}<p>Acme Solutions</p></div>", []),
        ("<div class=avatar><img alt='Rana Whitlock' width='²'><span>Rana Whitlock</span></div>", ["Rana Whitlock"]),
    ],
)  # fmt: skip
def test_a_name_with_a_portrait_or_behind_the_icon_of_a_person_is_the_authors(above: str, found: list[str]) -> None:
    assert authors(above) == found


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("<h3>Written by Rana Whitlock</h3><p>She has written for us for ten years.</p>", ["Rana Whitlock"]),
        ("<h2>Article by</h2><div>Rana Whitlock</div>", ["Rana Whitlock"]),
        ("<p>Text: Rana Whitlock</p>", ["Rana Whitlock"]),
        ("<p>Geschrieben von Rana Whitlock</p>", ["Rana Whitlock"]),
        ("<h5>Autor: </h5>Rana Whitlock/AFP", ["Rana Whitlock"]),
        ("<div class='author-bio footer'><h3>Rana Whitlock</h3><p>She has written here for ten years.</p></div>", ["Rana Whitlock"]),
        ("<div class='x-author-box__text'><h4>Rana Whitlock (Content Manager)</h4></div>", ["Rana Whitlock"]),
        ("<div class='author-box'><h3>Write for Us</h3></div>", []),
        ("<div class='author-box'><b>Rana Whitlock</b></div><div class='author-box'><b>Hugo Marsh</b></div>", []),
        ("<p>Written by Rana Whitlock</p><p>Written by Hugo Marsh</p>", []),  # two articles beside it
        ("<p>Reviewed by Rana Whitlock</p>", []),
        ("<ul><li>Directed by: Hugo Marsh</li><li>Written by: Rana Whitlock</li></ul>", []),
        ("<p><b>Author:</b> Rana Whitlock</p><p><b>Publisher:</b> Quay Press</p>", []),
        ("<footer><p>Text: Rana Whitlock</p></footer>", ["Rana Whitlock"]),
        ("<aside><p>Written by Rana Whitlock</p></aside>", []),
        ("<div><a href=/other>The other story of the day</a><p>Written by Rana Whitlock</p></div>", []),
        ("<p>Published by Harbour House</p>", []),
        ("<b>Text</b><span>Larger Text</span>", []),
        ("<p>Authorities Governing Board Actions</p>", []),
    ],
)  # fmt: skip
def test_a_name_behind_a_label_is_the_authors_wherever_it_stands(below: str, found: list[str]) -> None:
    assert authors(below=below) == found


def test_the_only_author_to_whom_a_page_links_is_its_own() -> None:
    link = "<div><a href='/authors/{}'>{}</a></div>"
    rana, hugo = link.format("rana", "Rana Whitlock"), link.format("hugo", "Hugo Marsh")
    assert authors(below=TEXT + rana + "<a href='/authors/rana#more'>More</a>") == ["Rana Whitlock"]
    assert authors(below=TEXT + rana + hugo) == []
    assert authors(below=f"{TEXT}<aside>{rana}</aside>") == []
    assert authors(below=f"{TEXT}<div><a href='/other'>The other story of the day</a>{rana}</div>") == []
    assert authors(below=f"{TEXT}<p>Medically reviewed by <a href='/authors/rana'>Rana Whitlock</a></p>") == []


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("<p>Rana Whitlock | Senior Writer | July 2, 2025</p>", ["Rana Whitlock"]),
        ("<div>Dec. 19, 2025 · Rana Whitlock on behalf of <a href=/team>the harbour team</a></div>", ["Rana Whitlock"]),
        ("<div class=meta><time>03/01/2017</time> by Rana Whitlock, Representative to the Council</div>", ["Rana Whitlock"]),
        ("<p>Authors: Rana Whitlock and Hugo Marsh, harbour educators</p>", ["Rana Whitlock", "Hugo Marsh"]),
        ("<p>By Rana Whitlock</p><p>Co-founder and Chief Architect</p>", ["Rana Whitlock"]),
        ("<div>By <a href=/authors/1>Rana Whitlock</a></div><div>Reviewed by <a href=/authors/2>Hugo Marsh</a></div>", ["Rana Whitlock"]),
    ],
)  # fmt: skip
def test_what_somebody_is_and_who_reviewed_it_are_no_authors(above: str, found: list[str]) -> None:
    assert authors(above) == found


@pytest.mark.parametrize(
    "before",
    ["<span>Published 3 May</span>", "<time>Updated 12:30</time>", "<h2>The plan is published</h2>", "<a href=/c>Verified</a>"],
)
def test_words_before_a_link_that_are_no_label_cost_no_author(before: str) -> None:
    assert authors(f"<div>{before} <a href=/author/rana>Rana Whitlock</a></div>") == ["Rana Whitlock"]


def test_the_byline_that_readers_see_goes_before_who_put_the_article_there() -> None:
    described = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "author": {"name": "%s"}}</script>'
    for name, found in (("KatieS", "Rana Whitlock"), ("Luke Daigle", "Rana Whitlock"), ("Rana Whitlock", "Rana Whitlock")):
        assert authors("<p>By <a href=/authors/rana>Rana Whitlock</a></p>", head=described % name) == [found]
    assert authors("<p>More by Luke Daigle</p><p>By Rana Whitlock</p>", head=described % "Luke Daigle") == ["Luke Daigle"]
    assert authors(head=described % "Luke Daigle") == ["Luke Daigle"]
    for other in (
        "<p>Edited by Rana Whitlock</p>",
        "<p>Photograph by Rana Whitlock</p>",
        "<p>Published by Harbour House</p>",
        "<h2>By Popular Demand</h2>",
        "<p>By L. Daigle</p>",
        "<p>By Лука Дегль</p>",
        "<p>Von Hamburg nach Berlin</p>",
    ):
        assert authors(other, head=described % "Luke Daigle") == ["Luke Daigle"], other


def test_the_name_of_the_paper_is_no_author_with_an_article_before_it() -> None:
    described = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x", "author": [%s]}</script>'
    both = described % '{"name": "Rana Whitlock"}, {"name": "The Paper"}'
    assert authors(head=both) == ["Rana Whitlock"]
    own = '<meta name=author content="Jane Doe">'
    for host, found in (("www.janedoe.example", ["Jane Doe"]),):
        page = f"<title>A bridge</title>{own}<h1>A bridge is closed</h1>{TEXT * 6}<p>Written by Hugo Marsh</p>"
        assert extract(page, f"https://{host}/2024/bridge").authors == found


def test_a_blank_in_a_japanese_name_parts_no_two_people_and_who_took_the_pictures_wrote_nothing() -> None:
    for byline, found in (
        ("山田 太郎", ["山田 太郎"]),
        ("高橋 健太、鈴木 一郎", ["高橋 健太", "鈴木 一郎"]),
        ("记者 伊琳 李清芬", ["伊琳", "李清芬"]),
        ("Rana Whitlock (text), Hugo Marsh (photos)", ["Rana Whitlock"]),
        ("Jordi Font", ["Jordi Font"]),
        ("Chief Emeka Okafor", ["Chief Emeka Okafor"]),
        ("山本文緒", ["山本文緒"]),
    ):
        assert authors(f"<div class=byline>{byline}</div>") == found


def test_the_authors_of_a_journals_article_stand_in_the_tags_of_citations() -> None:
    tags = "".join(f"<meta name=citation_author content='{name}'>" for name in ("Rana Whitlock", "Hugo Marsh"))
    assert authors(head=tags) == ["Rana Whitlock", "Hugo Marsh"]
