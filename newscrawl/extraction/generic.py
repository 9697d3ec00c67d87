"""The last layer: trafilatura finds the body of a page of which nothing else is known; what is no text of it is cut.

Rules here are of the trade (a line that is all link, a newsletter box, "Read more:"), never of a publisher.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from lxml.etree import strip_elements
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from newscrawl.extraction.names import without_by
from newscrawl.extraction.page import Page, element_text
from newscrawl.text import clean, fold

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
# fast: without a second opinion of readability and jusText, which costs as much again and, on real pages, worsens the body
_OPTIONS = Extractor(output_format="python", comments=False, tables=False, fast=True, with_metadata=False)
_OPTIONS.focus = "once"  # as "balanced", but without its retries of short texts: ``better_body`` is the second opinion
_LISTING = 150  # so many lines, most of them short, are a menu and no article
_TAG = 12  # link lines of so many letters may be words of the text, but not at its end
_LOST = 1.6
_ASIDE = 160  # lines longer than this are prose, whatever they begin with

# lines that point elsewhere or ask for something; folded (see text.fold), matched from the beginning of a short line
_POINTERS = re.compile(
    r"""(?:-\s*)?(?:
    (?:read|see|learn|find\s out|watch|view)\s(?:more|also|next|now|here|it\s)|related(?:\s\w+)?\s*:|also\s(?:read|see|on|watch)\b|more\s(?:on|from|about|in|stories|news)\b.{0,60}$
    |(?:don.?t|do\snot)\smiss|you\s(?:may|might)\s(?:also\s)?like|recommended|most\s(?:read|popular)|trending|in\scase\syou\smissed
    |click\s(?:here|to)|tap\shere|sign\sup|subscribe|get\s(?:the|our)\b.{0,60}(?:app|newsletter|inbox|here|go|email)|download\s(?:the|our)|join\s(?:us|our|the\sconversation)
    |follow\s(?:us|\S+\son)|like\s(?:us|this\sstory)|share\s(?:this|on|via)|thanks?\s(?:you\s)?for\ssigning|keep\san\seye\son\syour\sinbox|please\s(?:enter|sign|log|try)|an\serror\shas\soccurred
    |(?:e-?mail|write\sto|contact)\s.{3,60}(?:@|\sat\s)|print\sarticle|order\sreprints|this\scopy\sis\sfor\syour\spersonal|all\srights\sreserved|copyright\b|\(?c\)\s\d{4}|©
    |advertisement\b|sponsored|story\scontinues|comments?$|no\scomments|\d+\scomments?$|tags?$|topics?$|filed\sunder|posted\s(?:in|on|by)|photo(?:graph)?s?\s(?:by|credit)|image\s(?:credit|source)|(?:first\s)?published(?:\son)?\s.{0,40}\d{4}
    |lire\s(?:aussi|egalement)|a\slire|voir\saussi|abonnez|leggi\sanche|\(?leggi\s(?:anche|qui)|vedi\sanche|iscriviti|lea\stambien|lee\stambien|leer\smas|ver\stambien|te\spuede\sinteresar|suscribete|siguenos
    |leia\s(?:mais|tambem)|veja\s(?:mais|tambem)|saiba\smais|assine|lesen\ssie\sauch|mehr\szum\sthema|auch\sinteressant|lees\sook|les\sogsa|las\socksa|baca\sjuga|читайте\s(?:также|такxe)|подписывайтесь|смотрите\sтакже|okumaya\sdevam|ilgili\shaber
    |اقرا\s(?:ايضا|المزيد)|اقرا/ي|شاهد\sايضا|المزيد\sحول|تابعوا?\b|اشترك|関連記事|あわせて読みたい|相关(?:新闻|阅读)|延伸阅读|相關新聞|관련기사
    )""",
    re.X,
)
# what the class of a standfirst is called in the trade
# what holds no text of an article; figures, forms and asides may
_NO_TEXT = ("script", "style", "svg", "head", "link", "iframe", "select", "canvas", "input", "textarea", "option", "button", "nav", "footer", "noscript", "template")
_STANDFIRST = re.compile(r"\bdek\b|deck|sub-?(?:title|head)|standfirst|summary|excerpt|description|\blede\b|intro")
_URL_LINE = re.compile(r"(?:-\s*)?(?:https?://|www\.)\S+$")
_SENTENCE_END = re.compile(r"[.!?…。！？؟”\"')]$")


def generic_body(page: Page, headline: str = "", standfirst: str | None = None, authors: Iterable[str] = ()) -> list[str]:
    """Return the paragraphs of the text, or none.

    ``headline``, ``standfirst`` and the byline with ``authors`` are fields of their own and not body. trafilatura prunes the page's
    tree: nothing can be read from it afterwards.
    """
    linked = _link_texts(page)
    shown = element_text(page.h1) if page.h1 is not None else None
    apart = _standfirst_apart(page, standfirst) if standfirst else False
    strip_elements(page.tree, *_NO_TEXT, with_tail=False)  # trafilatura would do it after copying them twice
    try:
        document = bare_extraction(page.tree, options=_OPTIONS)
    except (ValueError, AttributeError, TypeError, RecursionError, AssertionError):
        return []  # a page it cannot handle has no body for us; the page is counted under its reason
    if document is None or isinstance(document, dict) or not document.text:
        return []
    lines = [text for line in document.text.split("\n") if (text := clean(line))]
    if len(lines) > _LISTING and sum(len(line) < 40 for line in lines) > 0.6 * len(lines):
        lines = [line for line in lines if len(line) > 60]  # menus with the text somewhere between them
    return tidy(lines, linked, [headline, shown or "", (standfirst or "") if apart else "", *authors])


def better_body(generic: list[str], shown: list[str]) -> list[str]:
    """Return trafilatura's text, or the one found by structure if that holds the former and much more: then half of it was lost."""
    if not generic or not shown:
        return generic or shown
    if letters(shown) < _LOST * 0.8 * letters(generic):
        return generic
    one, other = _shingles(generic), _shingles(shown)
    return shown if len(other) > _LOST * len(one) and len(one & other) > 0.8 * len(one) else generic


def letters(lines: list[str]) -> int:
    """Return the length of some lines."""
    return sum(map(len, lines))


def _shingles(lines: list[str]) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(lines))
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _link_texts(page: Page) -> frozenset[str]:
    """Return the texts of the page's links."""
    return frozenset(text for a in page.tree.iter("a") if len(text := element_text(a)) > 1)


def _standfirst_apart(page: Page, standfirst: str) -> bool:
    """True if the summary is shown as a line of its own, by heading or in a header, and not as the first paragraph."""
    start, letter = standfirst[:20], standfirst[:1]
    for element in page.tree.iter("h2", "h3", "h4", "p", "div", "span", "strong", "em"):
        text = element.text
        if not text or letter not in text or not clean(text).startswith(start) or element_text(element) != standfirst:
            continue
        around = [element, *(e for e, _ in zip(element.iterancestors(), range(2), strict=False))]
        names = " ".join(f"{e.get('class') or ''} {e.get('itemprop') or ''}" for e in around).lower()
        return element.tag.startswith("h") or any(e.tag == "header" for e in around) or bool(_STANDFIRST.search(names))
    return False


def tidy(lines: list[str], linked: Iterable[str], above: list[str]) -> list[str]:
    """Cut what stands above the text (headline, standfirst) from the top, and lines that are no text of the article from everywhere."""
    linked = frozenset(linked)
    while lines and any(_same(lines[0], text) or (len(lines[0]) < 80 and _same(without_by(lines[0]), text)) for text in above):
        lines = lines[1:]
    kept = [line for line in lines if not _pointer(line)]
    while kept and len(kept[-1]) <= _TAG and kept[-1].removeprefix("- ") in linked:
        kept.pop()  # tags
    links = [_is_link(line, linked) for line in kept]
    found = []
    for number, line in enumerate(kept):
        alone = links[number] and (line.isupper() or line.startswith("- ") or all(links[number:]) or links[number - 1 : number + 2].count(True) > 1)
        if not alone:
            found.append(line)
    return found


def _same(line: str, other: str) -> bool:
    if not other:
        return False
    one, two = re.findall(r"\w+", fold(line)), re.findall(r"\w+", fold(other))
    return one == two or (len(two) > 4 and abs(len(one) - len(two)) < 3 and len(set(one) & set(two)) >= 0.9 * max(len(set(one)), len(set(two))))


def _pointer(line: str) -> bool:
    return len(line) <= _ASIDE and bool(_POINTERS.match(fold(line)) or _URL_LINE.match(line))


def _is_link(line: str, linked: frozenset[str]) -> bool:
    text = line.removeprefix("- ")
    return len(text) > _TAG and text in linked and not (_SENTENCE_END.search(text) and len(text) > 80)
