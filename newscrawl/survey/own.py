"""What a page shows beyond the frame of its site: the links to a category, to tags and authors, and the day, that stand
on it once more than on all pages. They are the article's own, where nothing else tells them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newscrawl.extraction import Page
from newscrawl.extraction.elements import element_text, length_below
from newscrawl.extraction.fields.authors import shown_byline
from newscrawl.extraction.words.dates import stamp, visible_date
from newscrawl.extraction.words.names import person_names
from newscrawl.extraction.words.tags import clean_tags, is_category_path, is_tag_path
from newscrawl.items import Article
from newscrawl.survey.places import KnownPage
from newscrawl.urls import join

_FRAME = 0.8  # of the pages show what belongs to the frame
_LEAST_PAGES = 3
_SEVERAL = 3  # different authors that pages show
_TITLE = 20  # letters of a link that may be the headline of another article
_LEVELS = 4  # of elements around a link that may be the teaser of another article
_LINKS = 20  # that are looked at in a box
_HAVE = 0.5  # of the pages show something of their own; less is chance
_NAME, _DATE = 40, 60  # letters of a name, and of what holds a date
_AUTHOR_PATH = re.compile(r"/(?:authors?|autor(?:es)?|auteurs?|autoren|writers?)/[^/?#]")


def with_own(pages: Sequence[KnownPage]) -> list[KnownPage]:
    """Return the pages with what is known of their articles completed by what each shows beyond the frame."""
    found = list(pages)
    for field, shown in _SHOWN.items():
        seen = [Counter(shown(one.page)) for one in pages]
        frame = _frame(seen)
        own = [_values(field, list(counts - frame)) for counts in seen]
        values = [value if len(value) <= _MOST[field] else [] for value in own]
        if len(pages) < _LEAST_PAGES or sum(map(bool, values)) < _HAVE * len(pages):
            continue
        is_of_site = _is_of_site(found, field, values)
        found = [_completed(one, field, value, frame, is_of_site) for one, value in zip(found, values, strict=True)]
    return found


def _is_of_site(pages: Sequence[KnownPage], field: str, own: Sequence[list[str]]) -> bool:
    """True if the same authors are named on all pages, which show several others: then they are the site's."""
    if field != "authors":
        return False
    named = {tuple(one.truth.authors) for one in pages}
    return len(named) == 1 and len({tuple(value) for value in own if value}) >= _SEVERAL


def _frame(seen: list[Counter[str]]) -> Counter[str]:
    """Return how often each text stands on nearly all of the pages."""
    least = _FRAME * len(seen)
    frame: Counter[str] = Counter()
    for text in {text for counts in seen for text in counts}:
        often = sorted((counts[text] for counts in seen), reverse=True)
        frame[text] = often[max(0, round(least) - 1)]
    return frame


def _completed(one: KnownPage, field: str, value: list[str], frame: Counter[str], is_of_site: bool) -> KnownPage:
    """Return a page with the value of a field, if nothing is known of it, or only what is part of the frame or of the
    site.
    """
    known, layer = getattr(one.truth, field), one.truth.layers.get(field)
    if not value:
        return one
    is_frame = layer == "structure" and isinstance(known, list) and all(frame[text] for text in known)
    if known and not is_frame and not is_of_site:
        return one
    told = value[0] if field == "published_at" else value
    layers = {**one.truth.layers, field: "structure"}
    return one._replace(truth=_with(one.truth, field, told, layers))


def _with(article: Article, field: str, value: object, layers: dict[str, str]) -> Article:
    changes: dict[str, object] = {field: value, "layers": layers}
    return replace(article, **changes)  # type: ignore[arg-type]


def _values(field: str, texts: list[str]) -> list[str]:
    if field == "authors":
        return person_names(texts)
    return clean_tags(texts) if field == "tags" else texts


def _links(leads: Callable[[str], bool]) -> Callable[[Page], Iterator[str]]:
    def shown(page: Page) -> Iterator[str]:
        for link in page.tree.iter("a"):
            href = link.get("href") or ""
            if leads(href) and 1 < len(text := element_text(link)) <= _NAME and not _is_in_teaser(link, page):
                yield text

    return shown


def _is_in_teaser(link: HtmlElement, page: Page) -> bool:
    """True if the box around a link holds the headline of another article."""
    here = urlsplit(page.url).path.rstrip("/")
    for box in islice(link.iterancestors(), _LEVELS):
        if box.tag in ("body", "main", "article") or next(box.iter("h1"), None) is not None:
            return False
        titles = (a for a in islice(box.iter("a"), _LINKS) if a is not link and len(element_text(a)) >= _TITLE)
        if any(urlsplit(join(page.base, a.get("href") or "")).path.rstrip("/") != here for a in titles):
            return True
    return False


def _authors(page: Page) -> Iterator[str]:
    yield from _links(lambda href: _AUTHOR_PATH.search(href) is not None)(page)
    yield from shown_byline(page)[0]


def _days(page: Page) -> Iterator[str]:
    """Yield the days that short elements without others in them show."""
    for element in page.tree.iter("span", "li", "p", "div", "time", "small", "td", "a", "h2", "h3", "h4", "h5"):
        text = element_text(element) if len(element) <= 1 and length_below(element, _DATE) <= _DATE else ""
        if any(c.isdigit() for c in text) and (when := visible_date(text, UTC)):
            yield stamp(when, UTC)


_SHOWN: dict[str, Callable[[Page], Iterator[str]]] = {
    "section": _links(is_category_path),
    "tags": _links(is_tag_path),
    "authors": _authors,
    "published_at": _days,
}
_MOST = {"section": 2, "tags": 20, "authors": 4, "published_at": 1}
"""Values of a field that are an article's own; with more, the pages differ in other things."""
