"""A draft of a site file, and its TOML, with comments for the person who goes on with it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from newscrawl.items import Article
from newscrawl.sites.patterns import literal, whole_line
from newscrawl.survey.places import Place

_ALL = 6  # articles under a path, and none elsewhere; then it is that of no section


@dataclass
class Draft:
    """What was found out about a site, and how sure; ``notes`` are for the person who reads the file."""

    name: str
    title: str
    base: str
    language: str = ""
    timezone: str = "UTC"
    timezone_is_a_guess: bool = False
    home: str = "/"
    articles: list[str] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    sitemaps: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    day_list: str | None = None
    page_parameter: str = "page"
    load_more: list[str] = field(default_factory=list)
    javascript: bool = False
    tag_links: str | None = None
    boilerplate: list[str] = field(default_factory=list)
    """Lines that stand in many of the examples."""
    places: list[Place] = field(default_factory=list)
    """Where the fields stand in their pages."""
    examples: list[Article] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    requests: int = 0

    def is_article(self, path: str) -> bool:
        """True for a path that one of the patterns of articles matches."""
        return any(re.search(pattern, path) for pattern in self.articles)


def to_toml(draft: Draft, day: str) -> str:
    """Return the text of a site file."""
    asked = draft.base + draft.home.rstrip("/")
    lines = [
        f"# Drafted by `newscrawl sites new {asked}` on {day} from {draft.requests} pages.",
        "# The keys are explained in docs/sites.md.",
        f"# Go on with: newscrawl sites check {draft.name}",
        *(f"# To look at: {note}" for note in draft.notes),
        f"name = {_text(draft.name)}",
        f"title = {_text(draft.title)}",
        f"base = {_text(draft.base)}",
        f"language = {_text(draft.language)}",
        f"timezone = {_text(draft.timezone)}",
    ]
    if draft.timezone_is_a_guess:
        lines.append("timezone_is_a_guess = true  # delete this line when you have set the newsroom's own")
    if draft.tag_links:
        lines.append(f"tag_links = {literal(draft.tag_links)}")
    lines += _discovery(draft)
    lines += _selectors(draft.places)
    if draft.boilerplate:
        lines += ["", "[labels]", "# lines that stand in several of the articles that were looked at"]
        lines += ["boilerplate = [", *(f"  {literal(whole_line(text))}," for text in draft.boilerplate), "]"]
    lines += _sections(draft.sections)
    return "\n".join(lines) + "\n"


def _discovery(draft: Draft) -> list[str]:
    """Return the lines of the table of where articles are found."""
    lines = ["", "[discovery]", "# what is an article: regular expressions over the path (or path and query), e.g.:"]
    lines += [f"#   {article.url}" for article in draft.examples[:3]]
    lines += ["articles = [", *(f"  {literal(pattern)}," for pattern in draft.articles), "]"]
    if draft.home != "/":
        lines.append(f"home = {_text(draft.home)}")
    for name in ("sitemaps", "feeds", "load_more"):
        if values := getattr(draft, name):
            lines.append(f"{name} = [{', '.join(map(_text, values))}]")
    if draft.day_list:
        lines.append(
            f"day_list = {_text(draft.day_list)}  # the list of a day's articles, read for the days from since to until"
        )
    lines.append(
        f"page_parameter = {_text(draft.page_parameter)}  # listings go on with ?{draft.page_parameter}=2 "
        f"or /{draft.page_parameter}/2"
    )
    if draft.javascript:
        lines.append("javascript = true  # the text is made by JavaScript: every page is rendered by a browser")
    return lines


def sections_of(menu: dict[str, str], draft: Draft) -> dict[str, str]:
    """Return those of a menu's paths and names that are sections; without a name where all articles that were looked
    at lie.
    """
    paths = [urlsplit(article.url).path for article in draft.examples]
    found = {}
    for path, name in menu.items():
        if not draft.is_article(path):
            holds_all = len(paths) >= _ALL and all(one.startswith(f"{path}/") for one in paths)
            found[path] = "" if holds_all else name
    return found


def _sections(sections: dict[str, str]) -> Iterator[str]:
    """Yield a table a section, of paths and names; one without a name only lists articles."""
    for path, label in sections.items():
        named = f"labels = [{_text(label)}]" if label else "labels = []  # a list of all articles: it tells no section"
        yield from ("", "[[sections]]", f"path = {_text(path)}", named)


def _selectors(places: list[Place]) -> Iterator[str]:
    """Yield the table of selectors: those in use, and as comments those that metadata makes needless."""
    if not places:
        return
    used, spare = [p for p in places if not p.is_told], [p for p in places if p.is_told]
    yield ""
    yield "# where the fields stand, and on how many of the pages with such a field that is so"
    yield "[selectors]"
    for place in used:
        yield f"{_selector(place)}  # {place.right} of {place.known}"
    for place in spare:
        yield f"# {_selector(place)}  # {place.right} of {place.known}; not needed as long as metadata gives it"


def _selector(place: Place) -> str:
    return f"{place.field} = [{literal(place.selector)}]"


def layers(draft: Draft) -> str:
    """Return, in one line, which layer answered which field of the sample."""
    counts = Counter(f"{name} by {layer}" for article in draft.examples for name, layer in article.layers.items())
    return ", ".join(f"{what} {count}" for what, count in counts.most_common(8))


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)  # a basic string of TOML
