"""What a survey of a new site takes for its menu, its articles and the texts of its links."""

from __future__ import annotations

import pytest

from newscrawl.extraction import Page
from newscrawl.survey.edition import Edition
from newscrawl.survey.listings import hosts_below
from newscrawl.survey.menu import menu_of, short_links
from newscrawl.survey.shapes import with_headline
from newscrawl.survey.survey import Survey
from newscrawl.survey.visit import Visit

BASE = "https://paper.example"
EDITION = Edition(BASE)
HEADLINE = "The ferry returns to the old quay"


def page(body: str, title: str = "The Paper", url: str = f"{BASE}/") -> Page:
    return Page(f"<html><head><title>{title}</title></head><body>{body}</body></html>", url)


def visit() -> Visit:
    return Visit(EDITION, None, lambda text: None, None)  # type: ignore[arg-type] # nothing is fetched


def text_of(body: str, path: str = "/read/4f1a9c") -> str:
    return dict(visit().links(page(body)))[BASE + path]


def test_short_links_beside_a_menu_without_sections_are_no_sections() -> None:
    home = page(f"<nav><a href=/>Home</a></nav><p><a href=/by/rana>Rana Whitlock</a> <a href=/port>Port</a></p>{HEADLINE}")
    assert menu_of(home, EDITION) == {}
    assert short_links(home, EDITION) == {"/port": "Port", "/by/rana": "Rana Whitlock"}
    assert short_links(page("<a href=/2024/the-ferry-returns-late>The ferry returns</a>"), EDITION) == {}


@pytest.mark.parametrize(
    ("url", "text", "may_be"),
    [
        (f"{BASE}/read/4f1a9c", HEADLINE, True),
        (f"{BASE}/read/4f1a9c", "Read more", False),
        (f"{BASE}/2023/01/", "January 2023", False),
        (f"{BASE}/product/7-blue-mug-1007", "", False),
        (f"{BASE}/tag/ferries", HEADLINE, False),
        (f"{BASE}/read/4f1a9c", "轮渡返回旧码头的消息", True),
    ],
)
def test_a_link_with_a_headline_may_be_an_article_whatever_its_address(url: str, text: str, may_be: bool) -> None:
    assert with_headline(url, text) is may_be


@pytest.mark.parametrize(
    "card",
    [
        "<div><h3>{}</h3><a href=/read/4f1a9c>Read more</a></div>",
        "<div><h3>{}</h3><p><a href=/read/4f1a9c>More</a> <a href=/read/4f1a9c#comments>3 comments</a> <a href=#>Share</a></p></div>",
        "<div><h3>{}</h3><a href=/tag/port>Port</a> <a href=/read/4f1a9c><img src=/1.jpg></a></div>",
    ],
)
def test_the_heading_of_a_card_is_what_its_link_says(card: str) -> None:
    assert text_of(card.format(HEADLINE)) == HEADLINE
    assert text_of("<nav><h2>The Paper</h2><a href=/read/4f1a9c>Port</a> <a href=/town>Town</a></nav>") == "Port"


def test_links_of_a_box_of_thousands_are_read_in_a_moment() -> None:
    number = 45_000  # with the square of their number it took longer than any test may
    found = page("<h2>The Paper</h2>" + "".join(f"<p><a href=/a/{n}>Item {n}</a></p>" for n in range(number)))
    assert len(visit().links(found)) == number


@pytest.mark.parametrize(
    ("home", "articles", "name"),
    [
        ("Welcome to us! — The Paper", "{} — The Paper", "The Paper"),
        ("The Paper | News, Sport and Weather", "{} | News, Sport and Weather", "The Paper"),
        ("The Paper - News", "{} | The Paper", "The Paper"),
        ("The Paper", "{} | News", "The Paper"),
    ],
)
def test_a_site_is_called_as_its_articles_end_where_its_home_page_greets(home: str, articles: str, name: str) -> None:
    survey = Survey.__new__(Survey)
    foot = "<footer>© The Paper</footer>"
    survey._pages = {str(n): page(foot, articles.format(f"{HEADLINE} {n}")) for n in range(3)}
    assert survey._title(page("", home)) == name


def test_hosts_below_the_sites_own_are_named_if_several_articles_lie_there() -> None:
    links = "".join(f"<a href=https://sport.paper.example/2024/the-late-ferry-{n}>{HEADLINE}</a>" for n in range(3))
    other = "<a href=https://blog.paper.example/2024/the-late-ferry>A blog of the harbour</a>"
    assert hosts_below(visit(), [page(links + other)]) == ["sport.paper.example"]
