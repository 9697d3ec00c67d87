"""The section of an article by links around its headline, where menus stand as well, and by its address."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.sites.model import Site

TEXT = "<p>The ferry between the two ports returns after a winter in the dock, its captain said on Sunday.</p>" * 4
NAMES = ("Port", "Sport", "Town", "Culture", "Travel", "Money", "Weather", "Letters", "Science")


def section(above: str, below: str = "", path: str = "/late", home: str = "/", sections: bool = False) -> list[str]:
    lists = [{"path": f"/list.php?cat={n}", "labels": [name]} for n, name in enumerate(NAMES)] if sections else []
    discovery = {"articles": ["^/view"], "home": home}
    given = {"name": "paper", "title": "Paper", "base": "https://paper.example", "language": "en", "timezone": "UTC"}
    site = Site.model_validate({**given, "discovery": discovery, "sections": lists})
    body = f"<div>{above}</div><div><h1>The ferry returns to the quay</h1>{below}{TEXT}</div>"
    page = f"<html><head><title>The ferry returns to the quay</title></head><body>{body}</body></html>"
    return extract(page, f"https://paper.example{path}", site).section


def links(address: str, count: int) -> str:
    return " ".join(f'<a href="{address.format(n=n)}">{name}</a>' for n, name in enumerate(NAMES[:count]))


@pytest.mark.parametrize(("count", "found"), [(1, ["Port"]), (3, ["Port", "Sport", "Town"]), (9, [])])
def test_many_categories_around_the_headline_are_a_menu(count: int, found: list[str]) -> None:
    assert section("", f"<p>{links('/category/{n}/', count)}</p>") == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Port, Weather,Town", ["Port", "Weather", "Town"]),
        ("Food, Wine & Travel", ["Food, Wine & Travel"]),
        ("Washington, D.C.", ["Washington, D.C."]),
        ("سياسة، اقتصاد", ["سياسة", "اقتصاد"]),
        ("港口、天气，体育", ["港口", "天气", "体育"]),
        ("教育、科学和文化", ["教育、科学和文化"]),
        ("ثقافة، فنون وآداب", ["ثقافة، فنون وآداب"]),
        ("World, U.S.", ["World", "U.S."]),
        ("Port", ["Port"]),
        (",", []),
        ("Food, Drink, and Travel", ["Food, Drink, and Travel"]),
        ("The Paper, Port", ["Port"]),
        ("The ferry returns to the quay", []),
    ],
)
def test_one_value_may_name_several_sections_and_what_is_none(told: str, found: list[str]) -> None:
    head = f'<meta property="og:site_name" content="The Paper"><meta property="article:section" content="{told}">'
    page = f"<html><head>{head}</head><body><h1>The ferry returns to the quay</h1>{TEXT}</body></html>"
    assert extract(page, "https://paper.example/late").section == found


def test_links_that_are_marked_as_categories_are_the_articles_own() -> None:
    own = '<a rel="category tag" href="/c/port/">Port</a>, <a rel="category tag" href="/c/town/">Town</a>'
    others = '<ul><li><a rel="category tag" href="/c/sport/">Sport</a></li></ul>'
    cloud = "".join(f'<p><a href="/category/{name}/">{name}</a></p>' for name in NAMES)
    assert section(cloud, f"<p>{own}</p>") == ["Port", "Town"]
    body = f"<article><h1>The ferry returns to the quay</h1>{TEXT}<p>{own}</p></article>"
    page = f"<html><body>{others}{body}</body></html>"
    assert extract(page, "https://paper.example/late").section == ["Port", "Town"]
    listed = f"<ul>{''.join(f'<li>{link}</li>' for link in own.split(', '))}</ul>"
    related = '<div class="related-posts"><a rel="category tag" href="/c/sport/">Sport</a></div>'
    page = f"<html><body><article><h1>The ferry returns to the quay</h1>{{}}{TEXT}</article>{related}</body></html>"
    assert extract(page.format(listed), "https://paper.example/late").section == ["Port", "Town"]
    assert extract(page.format(""), "https://paper.example/late").section == []


def test_a_host_may_be_called_like_its_section() -> None:
    head = '<meta property="og:site_name" content="The Paper"><meta property="article:section" content="Sport">'
    page = f"<html><head>{head}</head><body><h1>The ferry returns to the quay</h1>{TEXT}</body></html>"
    assert extract(page, "https://sport.paper.example/late").section == ["Sport"]


def test_of_sections_linked_around_the_headline_the_one_with_most_links_is_the_articles() -> None:
    menu, own = links("/list.php?cat={n}", 4), '<a href="/list.php?cat=2">Town</a>'
    assert section("", own, sections=True) == ["Town"]
    assert section(menu, own, sections=True) == ["Town"]
    assert section(menu, "", sections=True) == []


def test_the_folder_of_an_edition_is_no_section() -> None:
    slug = "the-ferry-returns-to-the-quay"
    assert section("", path=f"/kueste/{slug}") == ["Kueste"]
    assert section("", path=f"/kueste/{slug}", home="/kueste") == []
    assert section("", path=f"/kueste/harbour/{slug}", home="/kueste") == ["Harbour"]
