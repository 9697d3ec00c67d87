"""Names of people: what stands before and after them in a byline is cut, what is no name is dropped, agencies are sources."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.extraction.page import Page, element_text
from newscrawl.text import clean, fold, unique

_BY = re.compile(
    r"^(?:(?:written|reported|posted|edited|published|photographs?|text|words|story|report|analysis)\s+)?"
    r"(?:by|por|par|von|di|da|door|av|af|przez|bởi|oleh|от|автор|текст|بقلم|الكاتب|كتب|كتبت|文|作者|記者|기자)\b\s*[:：]?\s*",
    re.I,
)
_SPLIT = re.compile(
    r"\s*(?:[,;|•·/\n]|\s(?:and|y|et|und|e|en|og|och|i|with|via|for)\s|\s&\s|\s+و(?=\S+\s)|(?<=\w{3})\.\s+(?=[A-ZÀ-Þ]\w{2}))\s*", re.I
)
_JUNK = re.compile(
    r"https?:|www\.|@|\d{3,}|^(?:admin|administrator|staff|editors?|editorial|redaktion|redaction|redacción|redazione|webmaster|user|guest|contributor|author"
    r"|unknown|none|null|follow|updated?|published|profile|view|more|share|team|newsroom|web\s?desk|by|online)$",
    re.I,
)
# what a person is, after the name and a comma: "Rana W., AP Auto Writer"
_ROLE = re.compile(
    r"\b(?:writer|reporter|correspondent|editor|journalist|columnist|staff|bureau|desk|newsroom|contributor|producer|photographer|political|advance\smedia"
    r"|special\sto|professor|analyst|updated|published|redaktion|redacción|redazione|corresponsal|correspondante?|journaliste|periodista|كاتب|مراسل|صحفي)\b|\.(?:com|org|net|co\.\w\w)\b",
    re.I,
)
_AGENCIES = frozenset(
    fold(name)
    for name in [
        "Reuters",
        "Thomson Reuters",
        "AP",
        "Associated Press",
        "The Associated Press",
        "AFP",
        "Agence France-Presse",
        "Agence France Presse",
        "DPA",
        "dpa",
        "EFE",
        "ANSA",
        "Xinhua",
        "TASS",
        "Bloomberg",
        "Bloomberg News",
        "UPI",
        "PTI",
        "ANI",
        "IANS",
        "Press Association",
        "PA Media",
        "PA",
        "AAP",
        "CP",
        "The Canadian Press",
        "Canadian Press",
        "Kyodo",
        "Kyodo News",
        "Yonhap",
        "Interfax",
        "RIA Novosti",
        "Anadolu",
        "Anadolu Agency",
        "AA",
        "APA",
        "SDA",
        "Keystone-SDA",
        "Belga",
        "ANP",
        "TT",
        "NTB",
        "Ritzau",
        "Europa Press",
        "Lusa",
        "MTI",
        "PAP",
        "CTK",
        "Agencies",
        "Agency",
        "News Agencies",
        "Agencias",
        "Agences",
        "Agenturen",
        "Agenzie",
        "وكالات",
        "الوكالات",
        "رويترز",
        "أ ف ب",
        "فرانس برس",
        "الأناضول",
        "AP News",
        "Press Trust of India",
        "NewsWire",
        "CNN Newswire",
    ]
)
_USER_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_BYLINE = re.compile(r"(?:^|[\s_-])(?:author|byline|autor|auteur|auteurs|autore|writer)s?(?:$|[\s_-])", re.I)
_NOT_BYLINE = re.compile(r"bio|description|image|avatar|photo|social|follow|related|comment|box|card|more|list", re.I)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,4}")


def without_by(text: str) -> str:
    """Return a byline without the word before the names."""
    return _BY.sub("", text)


def split_names(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the people and the agencies in bylines: ``["By Rana W. and Hugo M., AP"]`` → ``(["Rana W.", "Hugo M."], ["AP"])``."""
    names: list[str] = []
    agencies: list[str] = []
    for value in values:
        text = _BY.sub("", clean(value))
        parts = [part.strip(" .:()-–—") if not re.search(r"\b\w\.$", part) else part.strip(" :()-–—") for part in _SPLIT.split(text)]
        people: list[str] = []
        for part in parts:
            if fold(part) in _AGENCIES:
                agencies.append(part)
            elif 2 < len(part) < 60 and not _JUNK.search(part) and not (people and _ROLE.search(part)):
                people.append(_BY.sub("", part))
        names += [part for part in people if not (_USER_NAME.fullmatch(part) and len(people) >= 1)]
    return unique(names), unique(agencies)


def person_names(values: Iterable[str]) -> list[str]:
    """Return only the people."""
    return split_names(values)[0]


def shown_byline(page: Page) -> tuple[list[str], list[str]]:
    """Return the people and agencies of the visible byline: ``rel=author``, ``itemprop=author``, or what is marked as one."""
    for element in page.tree.iter("a", "span", "p", "div", "address", "h3", "h4", "h5", "li", "strong", "b", "em"):
        marks = f"{element.get('class') or ''} {element.get('rel') or ''} {element.get('itemprop') or ''} {element.get('data-testid') or ''}"
        if len(marks) < 6 or not _BYLINE.search(marks) or len(element) > 6:
            continue
        certain = "author" in (element.get("rel") or "").split() or "author" in (element.get("itemprop") or "").split()
        if not certain and _NOT_BYLINE.search(marks):
            continue
        text = element_text(element)
        if not 3 < len(text) < 120:
            continue
        people, agencies = split_names([text])
        people = [name for name in people if _NAME.fullmatch(name)]
        if people or agencies:
            return people, agencies
    return [], []
