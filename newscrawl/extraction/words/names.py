"""Names of people: what stands before and after them in a byline is cut, what is no name is dropped, agencies are sources."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newscrawl.text import clean, fold, unique

_BY = re.compile(
    r"^(?:(?:written|reported|posted|edited|published|photographs?|text|words|story|report|analysis)\s+)?"
    r"(?:by|por|par|von|di|da|door|av|af|przez|bởi|oleh|от|автор|текст|بقلم|الكاتب|كتب|كتبت|文|作者|記者|기자)\b\s*[:：]?\s*",
    re.I,
)
_SPLIT = re.compile(
    r"\s*(?:[,;|•·/\n]\s*(?:(?:and|y|et|und|e|en|og|och)\s+)?|\s(?:and|y|et|und|e|en|og|och|i|with|via|for)\s|\s&\s|\s+و(?=\S+\s)|(?<=\w{3})\.\s+(?=[A-ZÀ-Þ]\w{2}))\s*",
    re.I,
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
        "Agencia EFE",
        "ANSA",
        "Agenzia ANSA",
        "Redazione ANSA",
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
_LAST_FIRST = re.compile(r"^([A-ZÀ-Þ][a-zß-ÿ'’-]+),\s([A-ZÀ-Þ][a-zß-ÿ'’-]+)$")
_USER_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,4}")
_SMALL = re.compile(r"[a-zß-öø-ÿа-я]")  # a name begins and ends with words in capitals, where a script has them
_UNSPACED = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・·]{2,8}")
# what stands in and beside bylines, and in the names of newspapers
_NO_NAME = re.compile(
    r"\b(?:twitter|facebook|linkedin|instagram|e?mail|share|follow|subscribe|print|comments?|kommentare?|posts?|search|click|here|show|hide|all|list|profile?|size"
    r"|minutes?|mins?|read|today|yesterday|ago|am|pm|edt|est|gmt|utc|(?:mon|tues|wednes|thurs|fri|satur|sun)day|posted|published|updated|last|veröffentlicht|publiziert|erstellt"
    r"|news|opinion|politics|sports?|business|world|culture|times|tribune|gazette|herald|journal|chronicle|magazine?|weekly|daily|network|observer|zeitung|presse"
    r"|agency|agencia|redaktion|team|getty|images|copyright|agreement|policy|autor|author|alle|zur|über|uber)\b|部|社",
    re.I,
)


def without_by(text: str) -> str:
    """Return a byline without the word before the names."""
    return _BY.sub("", text)


def split_names(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the people and the agencies in bylines: ``["By Rana W. and Hugo M., AP"]`` → ``(["Rana W.", "Hugo M."], ["AP"])``."""
    names: list[str] = []
    agencies: list[str] = []
    for value in values:
        text = _first_last(_BY.sub("", clean(value)))
        parts = [
            part.strip(" .:()-–—") if not re.search(r"\b\w\.$", part) else part.strip(" :()-–—")
            for part in _SPLIT.split(text)
        ]
        people: list[str] = []
        for part in parts:
            if fold(part) in _AGENCIES:
                agencies.append(part)
            elif 2 < len(part) < 60 and not _JUNK.search(part) and not (people and _ROLE.search(part)):
                people.append(_BY.sub("", part))
        names += [part for part in people if not (_USER_NAME.fullmatch(part) and len(people) >= 1)]
    return unique(names), unique(agencies)


def _first_last(text: str) -> str:
    """Return ``Whitlock, Rana`` as ``Rana Whitlock``, and everything else as it is."""
    found = _LAST_FIRST.match(text)
    if not found or any(fold(part) in _AGENCIES or _JUNK.search(part) or _ROLE.search(part) for part in found.groups()):
        return text
    return f"{found[2]} {found[1]}"


def begins_with_by(text: str) -> bool:
    """True if a text begins as bylines do."""
    return bool(_BY.match(text))


def is_name(text: str) -> bool:
    """True if a text can be a person's name and nothing else."""
    if _UNSPACED.fullmatch(text):
        return not _NO_NAME.search(text)
    if not _NAME.fullmatch(text) or _ROLE.search(text) or _NO_NAME.search(text):
        return False
    words = text.split()
    return not _SMALL.match(words[-1]) and (not _SMALL.match(words[0]) or len(words) > 2)


def person_names(values: Iterable[str]) -> list[str]:
    """Return only the people."""
    return split_names(values)[0]
