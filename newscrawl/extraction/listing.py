"""Reads listing pages: which pages are such, the cards with their dates, and the FrontPage snapshot."""

from __future__ import annotations

from datetime import date

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from newscrawl.extraction.elements import SKIPPED, element_text, link_of
from newscrawl.extraction.layers.boxes import labelled_boxes, links_in
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import visible_date
from newscrawl.items import FrontPage, Link, RankedLink, TickerLine, now
from newscrawl.sites.model import Site
from newscrawl.urls import join, resolve

_SPEAKER_LENGTH = 60
_TEXT = 200  # letters; with less, a page under a headline has no text of its own
_PASSED = SKIPPED | {"nav", "header", "footer", "aside", "a"}
_CARDS = 3  # articles with a link each are a list


def is_list_of_articles(page: Page) -> bool:
    """True for a page on which several ``<article>`` stand, each with a heading and a link to a page of its own, and
    nothing else: no article that has a headline of its own, no text beside them under one.
    """
    cards = []
    for article in page.tree.iter("article"):
        heading = next(article.iter("h1", "h2", "h3", "h4"), None)
        if heading is None:
            continue
        link = link_of(heading)
        link = link if link is not None else next(article.iter("a"), None)
        if heading is page.h1 or link is None or page.leads_here(link):
            return False  # an article proper, others beside it
        cards.append(article)
    has_headline = page.h1 is not None and next(page.h1.iter("a"), None) is None
    return len(cards) >= _CARDS and not (has_headline and _has_text(page, set(cards)))


def _has_text(page: Page, cards: set[HtmlElement]) -> bool:
    """True if a page has a text outside of its cards and menus, links aside."""
    body = page.tree.find("body")
    return _letters_outside(body if body is not None else page.tree, cards) >= _TEXT


def _letters_outside(element: HtmlElement, cards: set[HtmlElement]) -> int:
    count = 0
    walk = iterwalk(element, events=("start",))
    for _, inner in walk:
        if inner is not element:
            count += len((inner.tail or "").strip())
        if inner in cards or not isinstance(inner.tag, str) or inner.tag in _PASSED:
            walk.skip_subtree()
        else:
            count += len((inner.text or "").strip())
    return count


def share_of_links(page: Page) -> float:
    """Return how much of what a page shows beside its menus is links, 0 to 1."""
    root = next(page.tree.iter("main"), None)
    shown = root if root is not None else page.tree.find("body")
    if shown is None:
        return 0.0
    letters, linked = 0, 0
    for element in shown.iter("p", "li", "dd", "td", "h2", "h3", "h4"):
        if not any(e.tag in ("nav", "header", "footer", "aside") for e in element.iterancestors()):
            letters += len(element_text(element))
            linked += sum(len(element_text(a)) for a in element.iter("a"))
    return linked / max(1, letters)


def card_dates(page: Page, site: Site) -> dict[str, date]:
    """Return canonical address → the day its card shows, for cards that show one."""
    found: dict[str, date] = {}
    for anchor in page.tree.iter("a"):
        url = resolve(page.base, anchor.get("href") or "")
        if url and url not in found:
            card = _card(anchor)
            when = visible_date(element_text(card), site.zone) if card is not None else None
            if when:
                found[url] = when.date()
    return found


def _card(anchor: HtmlElement) -> HtmlElement | None:
    """Climb to the largest element that links to nothing else."""
    href, card = anchor.get("href"), anchor
    for _ in range(5):
        parent = card.getparent()
        if parent is None or any(a.get("href") != href for a in parent.iter("a")):
            break
        card = parent
    return card if card is not anchor else None


def load_more_label(page: Page, labels: list[str]) -> str | None:
    """Return the words on the page's "Load more" button, if there is one."""
    if labels:
        for element in page.tree.iter("button", "a"):
            text = "".join(element.itertext()).strip()
            if text in labels and not (element.get("href") or "#").startswith(("/", "http", "?")):
                return text
    return None


def front_page(page: Page, site: Site) -> FrontPage:
    """Return the snapshot of a listing page: ticker, most read, coverage."""
    snapshot = FrontPage(page.url, site.name, site.language, now())
    for kind, box in labelled_boxes(page, site.labels):
        if kind == "breaking":
            snapshot.ticker += _ticker(box)
        elif kind == "most_read" and not snapshot.most_read:
            snapshot.most_read = _read_ranking(page, box, site)
        elif kind == "coverage" and not snapshot.coverage:
            boilerplate = site.labels.boilerplate_patterns
            links = [link for link in links_in(page, box) if not any(p.search(link.headline) for p in boilerplate)]
            snapshot.coverage = [Link(link.url, link.headline) for link in links]
    return snapshot


def _ticker(box: HtmlElement) -> list[TickerLine]:
    lines = []
    for anchor in box.iter("a"):
        text = element_text(anchor)
        speaker, colon, statement = text.partition(": ")
        if colon and len(speaker) <= _SPEAKER_LENGTH:
            lines.append(TickerLine(statement, speaker))
        elif text:
            lines.append(TickerLine(text))
    return lines


def _read_ranking(page: Page, box: HtmlElement, site: Site) -> list[RankedLink]:
    ranked: list[RankedLink] = []
    for link in links_in(page, box):
        anchor = next(a for a in box.iter("a") if resolve(page.base, a.get("href") or "") == link.url)
        card = _card(anchor)
        texts = [element_text(e) for e in card.iter("span", "p", "li", "time", "small")] if card is not None else []
        dates = [(text, when) for text in texts if (when := visible_date(text, site.zone))]
        category = next((t for t in texts if t and t != link.headline and t not in [d[0] for d in dates]), None)
        day = dates[0][1].date().isoformat() if dates else None
        ranked.append(RankedLink(len(ranked) + 1, join(page.base, link.url), link.headline, category, day))
    return ranked
