"""``published_at``: also where neither metadata nor byline say it, or say the day only."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import islice
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.html import HtmlElement

from newscrawl.extraction.elements import HEADINGS, element_text, length_below, link_of, stands_beside
from newscrawl.extraction.fields.local_day import clock_beside, in_local_time, is_told_in_utc, written_out
from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.json_ld import web_page_time
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.layers.opening import is_beside, opening
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import iso_date, stamp, visible_date
from newscrawl.extraction.words.lexicon import words
from newscrawl.items import MIDNIGHT
from newscrawl.sites.zones import likely_zones
from newscrawl.text import fold

logging.getLogger("htmldate").setLevel(logging.CRITICAL)
_URL_DAY = re.compile(r"/(20\d\d|19\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:/|-|\b)")
_URL_DIGITS = re.compile(r"/(20\d\d|19\d\d)/([1-9]|1[0-2])/([1-9]|[12]\d|3[01])/")
_URL_DAY_FIRST = re.compile(r"/(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-(20\d\d|19\d\d)(?:/|-|\b)")
_YEAR = re.compile(r"(?<!\d)(?:19|20|13|14|25)\d\d(?!\d)|[\u0660-\u0669\u06f0-\u06f9]{4}")
_WEB = 1991  # no page is older
_DATE_LINE = 90  # letters
_PARAGRAPHS, _DATELINE = 20, 22  # that are looked at for a date at their beginning, of so many letters
# a dateline: the place, the day with its year, a wire in brackets; or anything with a day before a bar; then the text
_BEGIN = re.compile(
    r"[^\d,|–—]{2,40},\s(?P<day>[^|–—]{4,19}?\d{4})(?:\s?[(/][^()/]{1,40}[)/])?\s(?:--?|–|—)\s"
    r"|(?P<release>[^|–—]{4,70}?\d{4})\s\|\s"
)
_DATE = re.compile(r"(?:^|[\s_-])date(?:$|[\s_-])", re.I)
_OTHER_DATE = re.compile(r"current|today|event|release|expir|start|end", re.I)
_BESIDE, _TIMES, _BEHIND = 4, 20, 2  # elements
_PUBLISHED = tuple(sorted({label for label in map(fold, words("date_labels")) if " " in label}))
"""Longer labels, which tell the day of publication from others."""
_PUBLISHED_ON = frozenset(map(fold, words("published_on")))
_LISTED, _LABELS = ("dt", "th", "td"), ("span", "strong", "b", "div")
_TEXT = 300  # letters of paragraphs; then the text has begun
_DATE_LABELS = frozenset(map(fold, words("date_labels")))
_ALL_LABELS = _DATE_LABELS | _PUBLISHED_ON
_LONGEST_FIRST = sorted(_DATE_LABELS, key=len, reverse=True)
_LABELLED = re.compile(r"\D+:")  # by what is no label of a publication
_WORDS, _DAY = re.compile(r"[^\W\d_]+"), 26  # letters of a day, with the day of the week
_MARKED = re.compile(r"date|time|publi|posted|created|meta|fecha|datum|\bdata\b|info", re.I)
_DATED = ("span", "div", "p", "time", "li", "small", "td", "h4", "h5", "h6", "em", "i", "b", "strong", "a", "footer")
_MODIFIED = re.compile(r"modif|updat|aktuali|mise.?a.?jour|actualiza|aggiorn", re.I)


def published_at(page: Page, layers: Layers) -> Answer:
    """Return when the article was published; of a page of no known site in the newsroom's offset, if it shows that."""
    told = told_time(page, layers)
    if not told.value or layers.site is not None or not is_told_in_utc(told.value):
        return told
    declared = str(layers.first("language").value or "")[:2].lower()
    zones = likely_zones(urlsplit(page.url).hostname or "", declared)
    own = written_out(page, told.value) or clock_beside(islice(times_near_headline(page), _TIMES), told.value)
    shown = [own] if own else [a.value for a in layers.answers("published_at") if a.layer == "structure"]
    if not shown and (day := _written_day(page)):
        shown = [day]
    return Answer(in_local_time(told.value, shown, newsroom_day(page, own), zones), told.layer)


def _written_day(page: Page) -> str | None:
    """Return what readers see of the first ``<time>`` element beside the headline that is not that of an update."""
    seen = (visible_date(element_text(e), UTC) for e in islice(times_near_headline(page), _TIMES))
    return next((stamp(when, UTC) for when in seen if when), None)


def told_time(page: Page, layers: Layers) -> Answer:
    """Return when the article was published: of a known site as it says itself, else weighed against what is shown."""
    first = layers.first("published_at")
    if not layers.is_unknown:
        return first
    answers = list(layers.answers("published_at"))
    told = [answer.value for answer in answers if answer.layer != "structure"]
    seen = [answer.value for answer in answers if answer.layer == "structure"]
    better = weigh_times(page, layers.zone, told, seen, layers.first("modified_at").value)
    return Answer(better, first.layer if better == first.value else "structure") if better else Answer(None)


def newsroom_day(page: Page, seen: str | None) -> date | None:
    """Return the newsroom's day of an article: of the time as it is ``seen``, else the one that the address names."""
    return datetime.fromisoformat(seen).date() if seen else url_day(page.url)


def _first_time(elements: Iterable[HtmlElement], zone: tzinfo) -> str | None:
    """Return the first machine-readable time of some ``<time>`` elements."""
    for element in elements:
        when = iso_date(element.get("datetime") or "", zone)
        if when and when.astimezone(UTC) < datetime.now(UTC) + timedelta(days=2):
            return stamp(when, zone)
    return None


def times_near_headline(page: Page) -> Iterator[HtmlElement]:
    """Yield the ``<time>`` elements that stand with the headline, or inside the article, and are not of its update."""
    for element in _near_headline(page) if page.times else ():
        marks = " ".join(
            f"{e.get('class') or ''} {e.get('itemprop') or ''}" for e in (element, element.getparent()) if e is not None
        )
        if not _MODIFIED.search(marks):
            yield element


def _near_headline(page: Page) -> Iterator[HtmlElement]:
    around = page.h1
    for _ in range(4):
        if around is None:
            break
        around = around.getparent()
        if around is not None:
            yield from around.iter("time")
    if page.article is not None:
        yield from page.article.iter("time")


def shown_date(page: Page, zone: tzinfo) -> str | None:
    """Return the date that is written out around the headline and is not that of an update, with its clock if it has
    one: marked as a date in or just above the headline, beside "Published on", or else the first.
    """
    dated = [e for e in opening(page) if _YEAR.search(element_text(e))]  # of most pages a few
    labelled = (e for e in dated if fold(element_text(e)).startswith(_PUBLISHED))
    return _first_date(_above(page), zone) or _first_date(labelled, zone) or _first_date(dated, zone)


def _above(page: Page) -> Iterator[HtmlElement]:
    """Yield what is marked as a date in the headline, and just before it."""
    heading = page.h1
    if heading is None:
        return
    before = islice(heading.itersiblings(preceding=True), _BESIDE)
    for element in [*heading.iterdescendants(), *before]:
        names = element.get("class") or ""
        if isinstance(element.tag, str) and _DATE.search(names) and not _OTHER_DATE.search(names):
            yield element


def _first_date(elements: Iterable[HtmlElement], zone: tzinfo) -> str | None:
    found: str | None = None
    for element in elements:
        text = element_text(element)
        value = _date_in(text, zone) if len(text) <= _DATE_LINE else None
        if value is None or _MODIFIED.search(element.get("class") or ""):
            continue
        if found is None:
            found = value
        if value[:10] == found[:10] and MIDNIGHT not in value:
            return value
    return found


def _date_in(text: str, zone: tzinfo) -> str | None:
    """Return the date that is written in a short text, if it may be that of a publication."""
    if updated := _MODIFIED.search(text):
        if not _YEAR.search(text, updated.end()):
            return None  # the day before the word may be the update's: "am 12.05.2024 aktualisiert"
        text = text[: updated.start()]  # "Published on May 12, 2024, updated May 14, 2024"
    if not _YEAR.search(text):
        return None
    when = visible_date(text, zone)
    if when is None or when.year < _WEB or when.astimezone(UTC) > datetime.now(UTC) + timedelta(days=2):
        return None
    return stamp(when, zone)


def url_day(url: str) -> date | None:
    """Return the day that an address names: ``/2019/11/18/…``, ``/18-11-2019``."""
    match, reverse = _URL_DAY.search(url) or _URL_DIGITS.search(url), _URL_DAY_FIRST.search(url)
    parts = match.groups() if match else reverse.groups()[::-1] if reverse else ()
    try:
        return date(*map(int, parts)) if parts else None
    except ValueError:
        return None


def weigh_times(
    page: Page, zone: tzinfo, told: list[str], seen: list[str], modified: str | None = None
) -> str | None:
    """Return the time of publication.

    ``told`` are the answers of metadata, the better ones first, ``seen`` those of what is visible, ``modified`` is when
    the article was changed. A day without a clock gives way to a time of the same day, and to one that is seen where it
    is that of a change, or the same numbers in the other order. Where no metadata tells it, what is seen must agree
    with the address, and where nothing is seen, the address and htmldate's reading of the page tell.
    """
    if not told:
        named = _day(url_day(page.url), zone)
        shown = [*seen, *(() if seen and named is None else _find_shown(page, zone))]
        agreed = [text for text in shown if named is None or named[:10] in _days(text)]
        told = (agreed or [text for text in shown if named and _is_day_after(text, named)])[:1]
        described = web_page_time(page, zone)
        if not told:
            is_same = described is not None and (named is None or named[:10] in _days(described))
            return described if is_same else named or _search_page(page, zone)
        told += [described] if described else []
    first = told[0]
    if MIDNIGHT not in first:
        return first
    exact = (a for a in [*told[1:], *seen, *_find_shown(page, zone)] if MIDNIGHT not in a and a[:10] == first[:10])
    return next(exact, None) or _better_day(page, zone, first, modified) or first


def _better_day(page: Page, zone: tzinfo, told: str, modified: str | None) -> str | None:
    """Return the day that is shown by the headline in the place of the one that is told: an earlier one where that is
    the day of a change, or the same numbers in the other order; None where the told one is shown or in the address.
    """
    named = url_day(page.url)
    shown = [] if named is not None and told[:10] == named.isoformat() else _own_days(page, zone)
    if any(day[:10] == told[:10] for day, _ in shown):
        return None
    is_change = modified is not None and modified[:10] <= told[:10]
    for day, has_month in shown:
        if (is_change and day[:10] < told[:10]) or (has_month and day[:10] == _months_and_days(told)):
            return day
    return None


def _own_days(page: Page, zone: tzinfo) -> list[tuple[str, bool]]:
    """Return the days that stand alone or behind a label by the headline, and whether their month has a name."""
    found = []
    for element in opening(page):
        text = element_text(element)
        if element.tag in HEADINGS or len(text) > _DATE_LINE or not _YEAR.search(text) or link_of(element) is not None:
            continue
        folded = fold(text)
        label = next(filter(folded.startswith, _LONGEST_FIRST), "")
        day = text[len(label) :]
        names = _WORDS.findall(day)  # of the month, and of the day of the week
        if len(names) <= 2 and len(day) <= _DAY and not _LABELLED.match(day) and (value := _date_in(text, zone)):
            found.append((value, any(len(name) > 2 for name in names)))
    return found


def _months_and_days(day: str) -> str:
    """Return a day with month and day in the place of each other: two numbers may be read in either order."""
    return f"{day[:5]}{day[8:10]}-{day[5:7]}"


def _days(text: str) -> tuple[str, str]:
    """Return the day of a time in the newsroom, and the one in UTC, in which some systems name their addresses."""
    return text[:10], text[:10] if MIDNIGHT in text else datetime.fromisoformat(text).astimezone(UTC).isoformat()[:10]


def _is_day_after(text: str, named: str) -> bool:
    """True for a day without a clock, right after the one that an address names: that may be the day in UTC."""
    following = date.fromisoformat(named[:10]) + timedelta(days=1)
    return MIDNIGHT in text and text[:10] == following.isoformat()


def _find_shown(page: Page, zone: tzinfo) -> list[str]:
    """Return the times that stand with the headline: the machine-readable one first, then the one that is written
    out, then one that a box beside the article has.
    """
    own: list[HtmlElement] = []
    others: list[HtmlElement] = []
    for element in times_near_headline(page):
        (others if is_beside(element) else own).append(element)
    found = (_first_time(own, zone), shown_date(page, zone), _first_time(others, zone))
    return [text for text in found if text]


def _day(day: date | None, zone: tzinfo) -> str | None:
    return stamp(datetime(day.year, day.month, day.day, tzinfo=zone), zone) if day else None


def _search_page(page: Page, zone: tzinfo) -> str | None:
    """Return the day behind a label, else the one that htmldate finds quickly, with its clock if it is marked as one,
    else the first date that is so marked.

    htmldate's thorough search is not used: it loads the languages of dateparser for two seconds, in the middle of a
    crawl.
    """
    if labelled := _labelled(page, zone):
        return labelled
    try:
        text = find_date(copy.deepcopy(page.tree), original_date=True, extensive_search=False, url=page.url)
    except (ValueError, AttributeError, TypeError, OverflowError):
        text = None
    marked = _first_date((e for e in page.tree.iter(*_DATED) if _may_be_date(e)), zone)
    when = iso_date(text, zone) if text else None
    if when and text != (marked or "")[:10]:
        return stamp(when, zone)
    return marked or _beginning_of_text(page, zone)


def _labelled(page: Page, zone: tzinfo) -> str | None:
    """Return the date behind a label that is nothing but "Date" in a list or table above the text, or behind the only
    "Published on" of the page.
    """
    prose, published = 0, []
    for element in page.tree.iter("p", *_LISTED, *_LABELS):
        if element.tag == "p":
            prose += length_below(element, _TEXT) if prose < _TEXT else 0
        label = fold(element.text).strip(" :：") if len(element) == 0 and element.text else ""
        if label not in _ALL_LABELS or (found := _behind(element, zone)) is None:
            continue
        if element.tag in _LISTED and prose < _TEXT:  # a list in the text is of what the text is about
            return found
        if element.tag in _LABELS and label in _PUBLISHED_ON and not stands_beside(element):
            published.append(found)
    return published[0] if len(set(published)) == 1 else None


def _behind(label: HtmlElement, zone: tzinfo) -> str | None:
    """Return the date right behind a label, also in the next line or element."""
    after = list(islice(label.itersiblings(), _BEHIND))
    tails = [label.tail or "", *(element.tail or "" for element in after if element.tag == "br")]
    short = [element_text(element) for element in after if length_below(element, _DATE_LINE) <= _DATE_LINE]
    return next((date for text in (*tails, *short) if (date := _date_in(text, zone))), None)


def _beginning_of_text(page: Page, zone: tzinfo) -> str | None:
    """Return the date that the text begins with, as press releases do: "1.2.2022 - The office …", "BERLIN, 1 February
    2022 – The office …".
    """
    root = page.article if page.article is not None else page.tree
    for element in islice(root.iter("p"), _PARAGRAPHS):
        text = element_text(element)
        if stands_beside(element):
            continue
        if text[:1].isdigit() and (found := _date_in(text[:_DATELINE], zone)):
            return found
        dated = _BEGIN.match(text)
        if dated and (found := _date_in(dated["day"] or dated["release"], zone)):
            return found
        if len(text) > _DATE_LINE:
            break  # the text has begun
    return None


def _may_be_date(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    return len(names) > 2 and bool(_MARKED.search(names)) and len(element) <= 6
