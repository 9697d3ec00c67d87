"""Tags: what readers see, without what publishing systems add for themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from newscrawl.extraction.page import Page, element_text
from newscrawl.text import clean, fold, unique

_MACHINE = re.compile(
    r"[@_#/\\]|^/|\w_\w|^\w+:\S|^(?:section|category|adnode|channel|type|tag|source|author)s?\s*[:=_]|&\w+;?$|^\d+$|https?:",
    re.I,
)
_EVERYWHERE = frozenset(
    [
        "front page",
        "frontpage",
        "home",
        "homepage",
        "news",
        "article",
        "articles",
        "story",
        "stories",
        "post",
        "posts",
        "page",
        "video",
        "videos",
        "uncategorized",
        "uncategorised",
        "latest news",
        "breaking news",
        "top stories",
        "featured",
        "no autolink",
        "direct",
        "standard",
        "default",
        "other",
        "all",
        "general",
        "misc",
        "untagged",
        "sin categoria",
        "actualidad",
        "noticias",
        "null",
        "none",
        "undefined",
    ]
)
_TAG_PATH = re.compile(
    r"/(?:tags?|topics?|etiquetas?|temas?|thema|themen|keywords?|sujets?|argomenti|mots?-cles?|label|subject)/", re.I
)
MOST = 40


def clean_tags(values: Iterable[str], headline: str = "") -> list[str]:
    """Return tags, each once, without machine labels, words that stand on every page, and whole sentences."""
    found = []
    for value in values:
        text = clean(html.unescape(clean(value))).strip(" ,;.\"'«»“”")
        folded = fold(text)
        if (
            not 1 < len(text) <= 60
            or _MACHINE.search(text)
            or folded in _EVERYWHERE
            or len(text.split()) > 7
            or folded == fold(headline)
        ):
            continue
        found.append(text)
    return unique(found)[:MOST]


def shown_tags(page: Page) -> list[str]:
    """Return the tags under an article: links marked ``rel=tag``, or that lead to tag pages; none from menus."""
    marked, led = [], []
    for anchor in page.tree.iter("a"):
        rel, href = anchor.get("rel") or "", anchor.get("href") or ""
        if "tag" in rel.split():
            marked.append(element_text(anchor))
        elif _TAG_PATH.search(href) and not any(
            e.tag in ("nav", "header", "footer", "aside") for e in anchor.iterancestors()
        ):
            led.append(element_text(anchor))
    return marked or (led if len(set(led)) <= 20 else [])
