"""What the addresses of a site tell: its articles by path or query, its lists, and how a listing goes on."""

from __future__ import annotations

import re

import pytest

from newscrawl.discovery.arguments import crawl_arguments
from newscrawl.discovery.backlog import Backlog
from newscrawl.discovery.bounds import Bounds
from newscrawl.discovery.frontier import Frontier
from newscrawl.discovery.rules import Candidate, Rules
from newscrawl.items import Article
from newscrawl.sites.model import Site
from newscrawl.survey.edition import Edition, path_of_edition
from newscrawl.survey.queries import is_section, page_keys
from newscrawl.survey.shapes import can_be_article, folders, likely, lists_like, patterns
from newscrawl.urls import canonicalize

PAPER = "https://paper.example"
HEADLINE = "The ferry was late again"


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/posts/the-ferry-was-late", True),
        ("/archives/4711", True),
        ("/archive/2023/11/06/the-ferry-was-late", True),
        ("/news/articles/c4gzqv8eyjno", True),
        ("/news/articles/overview", False),
        ("/archives", False),
        ("/archives/2023/11", False),
        ("/archives/2023-11-06", False),
        ("/archives/category/the-old-port", False),
        ("/?p=5", True),
        ("/news/articleView.html?idxno=1234", True),
        ("/bbs/board.php?bo_table=news&wr_id=12", True),
        ("/index.php?story=the-ferry-was-late", True),
        ("/?cat=5", False),
        ("/?paged=2", False),
        ("/news/list.php?id=5", False),
        ("/tag/view.php?id=5", False),
        ("/politics?page=2", False),
    ],
)
def test_a_path_or_a_query_may_name_an_article(path: str, is_article: bool) -> None:
    assert likely(PAPER + path, HEADLINE) is is_article
    assert can_be_article(PAPER + path) or not is_article


@pytest.mark.parametrize(
    ("articles", "others", "inside", "outside"),
    [
        ("/?p={n}", "/?cat={n}", "/?p=977", "/?page_id=2"),
        ("/news/view.php?id={n}", "/news/list.php?cat={n}", "/news/view.php?cat=3&id=977", "/news/view.php?cat=3"),
        ("/index.php?id=7{n}&lang=en", "/index.php?cat={n}", "/index.php?id=977&lang=ar", "/index.php?lang=en"),
        ("/index.php?id=12&news%5Bno%5D={n}", "/?cat={n}", "/index.php?id=12&news%5Bno%5D=977", "/index.php?id=12"),
        ("/archives/{n}7", "/archives/category/port-{n}", "/archives/977", "/archives/category/port"),
    ],
)
def test_the_parameter_that_differs_is_the_pattern(articles: str, others: str, inside: str, outside: str) -> None:
    (found,) = patterns([PAPER + articles.format(n=n) for n in range(10, 22)], [PAPER + others.format(n=n) for n in range(3)])
    assert re.search(found, inside) and not re.search(found, outside)


def test_the_folders_of_lists_are_left_out_of_a_pattern() -> None:
    articles = [f"{PAPER}/{folder}/the-ferry-of-{n}" for n in range(4) for folder in ("posts", "news")]
    lists = lists_like([f"{PAPER}/tags/quay", f"{PAPER}/authors/rana-whitlock", f"{PAPER}/tags"])
    (found,) = patterns(articles, lists)
    assert re.search(found, "/posts/the-ferry-of-9") and re.search(found, "/sport/the-ferry-of-9")
    assert not re.search(found, "/tags/port-of-call-one") and not re.search(found, "/authors/rana-m-whitlock")
    beside = lists_like([f"{PAPER}/news/archive", f"{PAPER}/news/index.html", f"{PAPER}/about"])
    assert beside == [] and patterns([f"{PAPER}/news/alpha", f"{PAPER}/news/beta"], beside)
    (plain,) = patterns(articles, [])
    assert re.search(plain, "/tags/port-of-call-one"), "nothing says that tags are none"


def test_what_several_addresses_lie_under_is_a_list_of_them() -> None:
    urls = [f"{PAPER}/posts/the-ferry-of-{n}/" for n in range(3)]
    assert folders([*urls, f"{PAPER}/posts/", f"{PAPER}/about/", f"{PAPER}/about/us"]) == {"/posts"}


def test_the_query_of_a_menu_may_name_sections_and_its_listing_goes_on_by_another_parameter() -> None:
    assert is_section(f"{PAPER}/list.php?code=3") and is_section(f"{PAPER}/?cat=3")
    assert not is_section(f"{PAPER}/?lang=en") and not is_section(f"{PAPER}/politics")
    listing = f"{PAPER}/list.php?cat=3"
    links = [f"{PAPER}/list.php?cat=2", f"{listing}&seite=2", f"{listing}&sort=2", f"{PAPER}/list.php?cat=4&p=2"]
    assert list(page_keys(listing, links)) == ["seite"]


def test_a_crawl_follows_articles_sections_and_pages_that_a_query_names() -> None:
    sections = [{"path": f"/list.php?cat={n}", "labels": [name]} for n, name in enumerate(("Port", "Sport"), 1)]
    rules = Rules(
        Site.model_validate(
            {
                "name": "paper", "title": "Paper", "base": PAPER, "language": "en", "timezone": "UTC",
                "discovery": {"articles": [r"^/view\.php\?(?:[^&]+&)*id=\d+(?:&.*)?$"]}, "sections": sections,
            }
        )
    )  # fmt: skip
    links = ["/view.php?id=7&utm_source=x", "/view.php", "/list.php?cat=1", "/view.php?cat=1"]
    assert [found.url for found in rules.articles(PAPER, links)] == [f"{PAPER}/view.php?id=7"]
    assert rules.menu_sections(PAPER, [*links, "/list.php", "/list.php?cat=9"]) == ["/list.php?cat=1"]
    pages = ["/list.php?cat=2&page=2", "/list.php?page=2", "/list.php?page=2&cat=1", "/list.php?cat=1&page=3"]
    assert rules.next_page(f"{PAPER}/list.php?cat=1", 1, pages, None) == f"{PAPER}/list.php?page=2&cat=1"
    assert rules.next_page(f"{PAPER}/list.php?cat=1&page=2", 2, pages, None) == f"{PAPER}/list.php?cat=1&page=3"
    assert rules.next_page(f"{PAPER}/", 1, ["https://elsewhere.example/?page=2", "/?page=2"], None) == f"{PAPER}/?page=2"


def test_the_number_of_a_story_is_no_session_id() -> None:
    for name in ("sid", "SID"):
        assert canonicalize(f"{PAPER}/article.php?{name}=4711") == f"{PAPER}/article.php?{name}=4711"
    assert canonicalize(f"{PAPER}/article.php?sid=9f86d081884c7d65&id=5") == f"{PAPER}/article.php?id=5"


@pytest.mark.parametrize(
    ("section", "is_kept"), [(["Port"], True), (["News", "Port"], True), (["Ferries"], True), ([], True), (["Sport"], False)]
)
def test_a_page_of_another_section_of_the_site_is_left_out(section: list[str], is_kept: bool) -> None:
    sections = [{"path": f"/c/{name.lower()}", "labels": [name]} for name in ("Port", "Sport")]
    given = {"name": "paper", "title": "Paper", "base": PAPER, "language": "en", "timezone": "UTC"}
    site = Site.model_validate({**given, "discovery": {"articles": ["^/2"]}, "sections": sections})
    frontier = Frontier(crawl_arguments(site, {"sections": "port"}), Bounds(), Backlog(None), lambda name: None)
    found = Article(f"{PAPER}/2024/ferry", site="paper", section=section)
    assert frontier.is_of_sections(found) is is_kept
    candidate = Candidate(found.url, found.url)
    assert frontier.fresh([candidate], listing="/c/port") == [candidate]
    assert frontier.fresh([candidate]) == frontier.fresh([candidate], listing="/c/sport") == []


def test_of_sections_with_a_name_in_common_the_one_with_most_names_is_meant() -> None:
    sections = [{"path": f"/c/{name.lower()}", "labels": ["World", name]} for name in ("Asia", "Europe")]
    given = {"name": "paper", "title": "Paper", "base": PAPER, "language": "en", "timezone": "UTC"}
    site = Site.model_validate({**given, "discovery": {"articles": ["^/2"]}, "sections": sections})
    frontier = Frontier(crawl_arguments(site, {"sections": "asia"}), Bounds(), Backlog(None), lambda name: None)
    kept = {
        name: frontier.is_of_sections(Article(f"{PAPER}/2024/ferry", site="paper", section=["World", name]))
        for name in ("Asia", "Europe", "Africa")
    }
    assert kept == {"Asia": True, "Europe": False, "Africa": True}
    whole = [{"path": "/c/world", "labels": ["World"]}, *sections]
    site = Site.model_validate({**given, "discovery": {"articles": ["^/2"]}, "sections": whole})
    frontier = Frontier(crawl_arguments(site, {"sections": "world"}), Bounds(), Backlog(None), lambda name: None)
    found = Article(f"{PAPER}/2024/ferry", site="paper", section=["World", "Asia"])
    assert frontier.is_of_sections(found), "a part of the section that was chosen"


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://paper.example", ""),
        ("https://paper.example/en/", "/en"),
        ("https://paper.example/world/pt-br", "/world/pt-br"),
        ("https://paper.example/home", ""),
        ("https://localhost", ""),
        ("https://paper.example/index.html", ""),
        ("https://paper.example/2024/the-ferry", ""),
        ("https://paper.example/a-story-of-ours", ""),
    ],
)
def test_an_edition_is_a_folder_of_words(address: str, path: str) -> None:
    assert path_of_edition(address) == path


def test_the_addresses_of_an_edition_are_those_under_its_path() -> None:
    edition = Edition("https://en.paper.example", "/en")
    assert edition.holds("https://en.paper.example/en/a") and edition.holds("https://en.paper.example/en")
    assert not edition.holds("https://en.paper.example/english/a") and not edition.holds("http://[")
    assert edition.within("https://en.paper.example/en/a/en/b?c=1") == "https://en.paper.example/a/en/b?c=1"
    assert edition.pattern("^/(?!tags/)[^/]+/?$") == "^/en/(?!tags/)[^/]+/?$"
    assert re.search(edition.pattern(r"^/\?p=\d+$"), "/en?p=5")
