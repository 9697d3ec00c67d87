"""Where the fields of a site's articles stand is learned from a dozen pages, and said with the share that holds."""

from __future__ import annotations

from datetime import UTC

import pytest

from newscrawl.extraction import Page, extract_page
from newscrawl.sites.files import parse_site
from newscrawl.survey.draft import Draft, to_toml
from newscrawl.survey.places import KnownPage, Place, learn_places, same

NAMES = ("Mara Lindholm", "Tomas Breck", "Nadia Holt", "Elif Sorin", "Karim Odell", "Samir Latch")
TAGS = ("harbour", "ferries", "grain", "rail", "budget", "schools", "winter")
TEXT = "<p>" + "The council heard on Monday that the quay will be mended before the winter storms begin. " * 8 + "</p>"


def page(
    n: int, byline: str = "<p class='byline'>By <a class='who' href='/who/{n}'>{name}</a></p>", head: str = ""
) -> KnownPage:
    name, tags = NAMES[n % len(NAMES)], (TAGS[n % 7], TAGS[(n + 2) % 7])
    shown = "".join(f"<a class='chip' href='/tag/{tag}'>{tag}</a>" for tag in tags)
    cloud = "".join(f"<a href='/tag/{tag}'>{tag}</a>" for tag in TAGS)
    html = (
        f"<html lang='en'><head><title>The quay of pier {n}</title>{head.format(n=n, name=name)}</head><body>"
        f"<nav><a href='/category/news'>News</a></nav><article><h1>The quay of pier {n} is mended</h1>{byline.format(n=n, name=name)}"
        f"<span class='when'>{n + 1} November 2023</span>{TEXT}<div class='chips'>{shown}</div></article>"
        f"<aside><span class='when'>1 January 2020</span>{cloud}</aside></body></html>"
    )
    read = Page(html.encode(), f"https://x.example/2023/pier-{n}")
    return KnownPage(read, extract_page(read))


def places(pages: list[KnownPage]) -> dict[str, Place]:
    return {place.field: place for place in learn_places(pages, UTC)}


def test_each_field_is_found_where_it_stands() -> None:
    found = places([page(n) for n in range(8)])
    assert found["authors"].selector == "p.byline a" and found["published_at"].selector.endswith("span.when")
    assert found["tags"].selector == 'article a[href*="/tag/"]', "the list of all tags is none of the article's"
    assert {(place.right, place.known) for place in found.values()} == {(8, 8)}
    assert not any(place.is_told for place in found.values())


def test_what_holds_on_too_few_pages_is_not_learned_and_what_holds_on_most_is_said_so() -> None:
    other = "<h4>By {name}</h4>"
    mixed = [page(n, other) if n in (3,) else page(n) for n in range(8)]
    assert (places(mixed)["authors"].right, places(mixed)["authors"].known) == (7, 8)
    halves = [page(n, f"<p class='x{n}'>By {{name}}</p>") for n in range(8)]
    assert "authors" not in places(halves)


@pytest.mark.parametrize("count", [1, 2])
def test_two_pages_teach_nothing(count: int) -> None:
    assert places([page(n) for n in range(count)]) == {}


def test_a_day_that_is_the_same_on_all_pages_is_the_frame() -> None:
    assert "published_at" not in places([page(3) for _ in range(5)])


def test_the_draft_names_them_with_their_share_and_leaves_out_what_metadata_gives() -> None:
    told = "<meta property='article:author' content='{name}'>"
    draft = Draft("post", "Post", "https://x.example", "en", articles=["^/2023/"])
    draft.places = learn_places([page(n, head=told) for n in range(8)], UTC)
    text = to_toml(draft, "2023-11-01")
    assert "# authors = ['p.byline a']  # 8 of 8; not needed as long as metadata gives it" in text
    assert "tags = ['article a[href*=\"/tag/\"]']  # 8 of 8\n" in text
    site = parse_site(text, "post.toml")
    assert set(site.selectors) == {"published_at", "tags"}
    article = extract_page(page(9).page, site)
    assert (article.layers["tags"], article.tags) == ("site", ["grain", "budget"])


def test_a_page_without_a_known_time_is_no_error() -> None:
    assert not same("published_at", "2024-01-01T00:00:00+00:00", None) and not same("published_at", None, None)
    assert same("published_at", "2024-01-01T00:00:00+00:00", "2024-01-01T02:00:00+02:00")
