"""``tags``, ``topics`` and ``region``: what readers see, else what search engines are told."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from newscrawl.extraction.elements import element_text
from newscrawl.extraction.fields.headline import last_part, site_names
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.layers.opening import is_in_menu
from newscrawl.extraction.layers.tag_links import tag_labels
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.tags import clean_tags, is_category_path, is_tag_path
from newscrawl.text import fold, unique

_TAG = re.compile(r"(?:^|[\s_-])tags?(?:$|[\s_-])", re.I)  # in the class of an element
_TAGS = re.compile(r"(?:^|[\s_-])(?:tags|tag-?list|keywords)(?:$|[\s_-])", re.I)  # in that of the list
_CLOUD = 20  # different tags; a page that links to more shows a list of all


def tags(page: Page, layers: Layers) -> Answer:
    """Return the tags that metadata gives, else those that are shown, else what search engines are told."""
    found = layers.first("tags")
    if found.layer == "json-ld" and len(found.value) == 1:  # some name one there, and all in tags of their own
        found = next((one for one in layers.answers("tags") if one.layer == "meta" and len(one.value) > 1), found)
    if not found.value and layers.is_unknown and (shown := clean_tags(shown_tags(page))):
        found = Answer(shown, "structure")
    elif len(found.value or ()) == 1 and layers.is_unknown and page.article is not None:
        shown = clean_tags(tag_labels(filter(_leads_to_tag, page.article.iter("a"))))
        if fold(found.value[0]) in map(fold, shown):  # metadata has the first alone
            found = Answer([*found.value, *shown], "structure")
    if not found.value:
        found = layers.first("keywords")
        if layers.is_unknown and _is_name_of_site(page, found.value or []):
            found = Answer([])
    return Answer(unique(found.value or []), found.layer)


def _is_name_of_site(page: Page, labels: list[str]) -> bool:
    """True of a single label that is what the site is called: some systems write it on all pages, and no tags."""
    return len(labels) == 1 and fold(labels[0]) in site_names(page) | last_part(page.title)


def topics(page: Page, layers: Layers) -> Answer:
    """Return the running stories that an article belongs to."""
    found = layers.first("topics", [])
    return Answer(unique(found.value), found.layer)


def region(page: Page, layers: Layers) -> Answer:
    """Return the countries an article is about."""
    found = layers.first("region", [])
    return Answer(unique(found.value), found.layer)


def shown_tags(page: Page) -> list[str]:
    """Return the tags under an article: links marked ``rel=tag``, or that lead to tag pages; none from menus. Without
    any, what is marked as tags and leads nowhere.
    """
    marked: list[HtmlElement] = []
    led: list[HtmlElement] = []
    for anchor in page.tree.iter("a"):
        rel = anchor.get("rel")
        if rel and "tag" in rel.split():
            if not is_category_path(anchor.get("href") or ""):
                marked.append(anchor)
        elif _leads_to_tag(anchor):
            led.append(anchor)
    if marked:
        return tag_labels(marked)
    found = tag_labels(led)
    return (found if len(set(found)) <= _CLOUD else []) or _unlinked(page)


def _leads_to_tag(anchor: HtmlElement) -> bool:
    return is_tag_path(anchor.get("href") or "") and not is_in_menu(anchor)


def _unlinked(page: Page) -> list[str]:
    """Return the texts of the list in the article whose class is "tags", and those of its elements "tag"."""
    if page.article is None:
        return []
    labels = [e for e in page.article.iter("span", "li") if len(e) == 0 and _TAG.search(e.get("class") or "")]
    around = (e.getparent() for e in labels)
    lists = {parent for parent in around if parent is not None and _TAGS.search(parent.get("class") or "")}
    if len(lists) != 1 or is_in_menu(next(iter(lists))):
        return []  # those of several lists are of other articles
    return [element_text(e) for e in labels if e.getparent() in lists][:_CLOUD]
