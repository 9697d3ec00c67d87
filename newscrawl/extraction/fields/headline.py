"""``headline``: of a page's titles the one that is shown, if the page's metadata agrees that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import shorten

from lxml.html import HtmlElement

from newscrawl.extraction.elements import article_around, brief_text, element_text
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.text import HAN, clean, fold, letters

_TAIL = re.compile(r"\s+(?:[|–—»·•:]|-|::|//)\s+(?P<tail>(?:(?!\s-\s)[^|–—»·•]){2,60})$")
_WAY = " > "  # between a headline and the way to it, in one heading
_SPLIT = re.compile(r"\s+(?:[|–—»·•]|-|::|//)\s+")
# between headline, section and site where words have no blanks, and what is in the name of a site or its section
_BETWEEN = re.compile(r"\s*[_|｜]\s*|\s+[-–—]\s+|(?<=[\u3040-\u9fff])-(?=[\u3040-\u9fff])")
_SITE = re.compile("[网網报報站]|新闻|新聞|频道|頻道|ニュース|뉴스")
_SITE_LETTERS = 16
_PARTS = re.compile(r"\s+[|–—»·•-]\s+|\s*[_|｜]\s*")
_DOMAINS = frozenset({"co", "com", "org", "net", "gov", "www"})  # parts of addresses that name no site
# how WordPress begins the title of an old article; how Chinese, Japanese and Korean papers end one, without a blank
_BEFORE = re.compile(r"^(?:blog\s)?archiv(?:e|o|es)?\s*»\s+", re.I)
_PAPER = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3！？。”」』])\s?[-–—|｜]\s?[\w.]{0,8}(?:网|網|报|報|新闻|新聞|ニュース|뉴스|신문|일보)$"
)
_LONGEST_NAME = 60  # letters of a site's name; some pages tell their headline in its place
_AGREES = 0.5  # so many of the words of the shorter one have to be in the other
_PLACE = 0.3  # an h1 inside the article, or marked as a headline, needs less agreement
_HEADINGS = 50  # of a page that are weighed
_TEXT = 300  # letters; less, without a title, is no article
_LONGEST = 100  # letters of a text that stand for a headline
_MARKED = re.compile(r"headline|title")
_KICKER = 2  # words; a heading of more is no name of a section
_IN_LINE = frozenset(("b", "em", "i", "strong", "q", "sup", "sub"))  # what is behind them is of the same line
_WORD = re.compile(r"\w+")


def headline(page: Page, layers: Layers) -> Answer:
    """Return the headline: what site file or metadata script say, else the title that is shown."""
    first = layers.first("headline")
    if first.layer in ("site", "metadata"):
        return Answer(str(first.value), first.layer)
    given = list(layers.answers("headline"))
    own = {fold(layers.site.title)} if layers.site else set()
    chosen, is_shown = choose_headline(page, [str(answer.value) for answer in given], own)
    same = next((answer.layer for answer in given if answer.value == chosen), None)
    return Answer(chosen, same or ("structure" if is_shown or not given else first.layer))


def headline_of_text(lines: list[str]) -> Answer:
    """Return the beginning of a text, for a page that has no title anywhere; nothing for a text that is short."""
    if letters(lines) < _TEXT:
        return Answer("")
    words = shorten(lines[0], _LONGEST, placeholder="…")
    return Answer(words if words != "…" else f"{lines[0][:_LONGEST]}…", "generic")  # a script without blanks


def choose_headline(page: Page, metadata: list[str], own: Iterable[str] = ()) -> tuple[str, bool]:
    """Return the headline, and True if it is one that is shown.

    ``metadata`` are the titles that JSON-LD and meta tags give, the better ones first; ``own`` names of the site that
    its file gives, folded.
    """
    names = site_names(page) | {*own}
    names |= last_part(page.title) & {fold(brief_text(element)) for element in page.headings}
    titles = [strip_site(text, names) for text in metadata if text and not _is_cut(text, page.title)]
    title = strip_site(page.title, names)
    shown = _find_shown(page, titles, title, names)
    if shown:
        cut = _PAPER.sub("", shown)
        return (cut if fold(cut) in page.title_parts.runs else shown), True
    agreed = [text for text in titles if title and overlap(text, title) >= _AGREES]
    return next(iter([*agreed, *titles, title]), ""), False


def _is_cut(text: str, whole: str) -> bool:
    """True if a title ends where the whole one has a quotation mark: it was put into an attribute unescaped."""
    start = text.rstrip("\\ ")
    return bool(start) and whole.startswith(start) and whole[len(start) :].lstrip().startswith('"')


def _find_shown(page: Page, told: list[str], title: str, names: set[str]) -> str:
    """Return the heading that agrees with the titles that metadata tells or that of the page; where none is told, also
    the only one, if it stands in the article.
    """
    titles = [*told, title] if title else told
    known = {*map(fold, titles), *page.title_parts.runs}
    headings = [
        (element, _part_that_agrees(element, text, known))
        for element in page.headings[:_HEADINGS]
        if len(text := brief_text(element)) > 1 and fold(text) not in names
    ]
    best, best_score = "", 0.0
    for element, text in headings:
        score = max((overlap(text, title) for title in titles), default=0.0)
        if len(_WORD.findall(text)) == 1 and (score < 1 or element is not headings[0][0]) and fold(text) not in known:
            score = 0.0  # any heading may be a word of the title
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        is_in_place = bool(_MARKED.search(marks)) or article_around(element) is not None
        if is_in_place and (score or (len(headings) == 1 and not told)):
            score += _PLACE
        if len(headings) == 1 and len(text.split()) >= 4:
            score += _PLACE
        if score > best_score or (score == best_score and _is_kicker(best, text, titles)):
            best, best_score = text, score
    return best if best_score >= _AGREES or (not titles and best) else ""


def _is_kicker(heading: str, following: str, titles: list[str]) -> bool:
    """True for one word, such as the section's name, above a heading of several that a title has as well."""
    words = _words(following)
    return len(_words(heading)) == 1 and len(words) > _KICKER and any(words <= _words(title) for title in titles)


def _part_that_agrees(heading: HtmlElement, text: str, known: set[str]) -> str:
    """Return that part of a heading which is a title of the page, without a kicker or a day beside it; the whole if
    none is.
    """
    if fold(text) in known:
        return text
    parts = text.split(_WAY)
    if len(heading):
        parts += [element_text(child) for child in heading.iterdescendants()]
        inner = [element for element in heading.iterdescendants() if element.tag not in _IN_LINE]
        texts = (heading.text, *(text for element in inner for text in (element.text, element.tail)))
        parts += [clean(text) for text in texts if text]
    return max((part for part in parts if fold(part) in known), key=len, default=text)


def last_part(title: str) -> set[str]:
    """Return the last part of a title, folded, if it is the shorter one of several: the site's name."""
    parts = _PARTS.split(title)
    return {fold(parts[-1])} if len(parts) > 1 and len(parts[-1]) < 0.7 * len(parts[0]) else set()


def site_names(page: Page) -> set[str]:
    """Return what a page may call its site, folded: ``og:site_name``, the host's own word, what links to its home."""
    host = re.sub(r"^https?://(?:www\.)?", "", page.url).split("/")[0]
    names = {host, host.rpartition(".")[0], *host.split(".")[:-1], *page.logos} - _DOMAINS
    for name in ("og:site_name", "application-name", "twitter:site", "publisher"):
        if (value := page.first_meta(name)) and len(value) <= _LONGEST_NAME and not _is_headline(page, value):
            names.add(value.lstrip("@"))
    return {fold(name) for name in names if name}


def _is_headline(page: Page, name: str) -> bool:
    """True for the headline in the place of the site's name: it is shown in one, and in the page's title a shorter name
    follows it.
    """
    is_shown = page.h1 is not None and name in brief_text(page.h1)
    ends = last_part(page.title)
    return is_shown and page.title.startswith(name) and bool(ends) and fold(name) not in ends


def strip_site(title: str, names: set[str]) -> str:
    """Cut the site's name, and what stands with it, from the end of a title: ``A headline | News | The Site``."""
    title = _PAPER.sub("", _BEFORE.sub("", title))
    parts = _SPLIT.split(title)
    if len(parts) > 1 and fold(parts[0]) in names:
        return title[len(parts[0]) :].lstrip(" |–—»·•-:/")
    known = {re.sub(r"\W", "", name) for name in names}
    if "_" in title and fold(title.rpartition("_")[2]) in names:
        return title.partition("_")[0].strip()
    if len(HAN.findall(title)) > 0.5 * len(title):
        return _without_names(title)
    while match := _TAIL.search(title):
        tail = re.sub(r"\W", "", fold(match["tail"]))
        is_name = any(
            tail == name or (len(name) > 3 and (name in tail or (len(tail) > 3 and tail in name))) for name in known
        )
        if not is_name and not (" | " in match.group() and len(match["tail"]) < 25):
            break
        title = title[: match.start()]
    return title


def _without_names(title: str) -> str:
    """Return a title in a script without blanks, of headline, section and site, without the latter two."""
    first, *others = _BETWEEN.split(title)
    if len(others) == 1 and len(first) < 0.5 * len(others[0]):
        return others[0] if _SITE.search(first) else title
    is_named = others and len(others[-1]) <= _SITE_LETTERS and any(map(_SITE.search, others))
    return first if is_named and 2 * len(first) > max(map(len, others)) else title


def overlap(one: str, other: str) -> float:
    """Return how many of the words of the shorter title are in the longer, 0 to 1; of scripts without blanks, letters
    count.
    """
    first, second = _words(one), _words(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def _words(text: str) -> set[str]:
    found = _WORD.findall(fold(text))
    if not HAN.search(text):
        return set(found)
    return {part for word in found for part in (word if HAN.search(word) else (word,))}
