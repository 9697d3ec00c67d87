"""Names of people: what stands before and after them in a byline is cut, what is no name is dropped, agencies are
sources.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from newscrawl.extraction.words.lexicon import either, numbered, words
from newscrawl.text import clean, fold, unique

_BY = re.compile(
    rf"^(?:(?:(?:{either(words('by_verbs'))})\s+)?(?:{either(words('by'))})\b\s*[:：●／/]?|"
    rf"(?:{either(words('by_label'))})\s*[:：●／/])\s*",
    re.I,
)
_WRITTEN_BY = rf"(?:{either(words('by_verbs'))})\s+(?:{either(words('by'))})(?=\s|[:：]|$)"
_LABEL = re.compile(rf"(?:{_WRITTEN_BY}|{either(words('by_label'))})\s*:?", re.I)
_BEGINS_LABEL = re.compile(rf"{_WRITTEN_BY}|(?:{either(words('by_label'))})\s*[:：]", re.I)
# before the name of one who did not write it, folded: "Reviewed by", "Editor:"
_ANOTHERS = re.compile(
    rf"\b(?:{either(map(fold, words('by_others')))})(?:\s+(?:{either(map(fold, words('by')))})\s*[:：]?|\s*[:：])$"
)
_AND = either(word for word in words("and"))
# commas and their like, words that join names, the Arabic "and" (a letter before the next name), a full stop between
# names
_SPLIT = re.compile(
    rf"\s*(?:[,;|•·/，、；／\n]\s*(?:(?:{_AND})\s+)?|\s(?:{_AND}|{either(words('with'))})\s|\s&\s"
    r"|\s+و(?=\S+\s)|(?<=\w{3})\.\s+(?=[A-ZÀ-Þ]\w{2}))\s*",
    re.I,
)
_LINK = re.compile(r"\s+[-–—|]\s+(?:https?://|www\.)\S+$")  # to the author's page, behind a name
_JUNK = re.compile(rf"https?:|www\.|@|\d{{3,}}|^(?:{either(words('nobody'), plain=False)})$", re.I)
# what a person is, after the name and a comma: "Rana W., AP Auto Writer"
_ROLE = re.compile(rf"\b(?:{either(words('roles'), plain=False)})\b|\.(?:com|org|net|co\.\w\w)\b", re.I)
# what those are who sign: the subjects of articles are professors and politicians
_SIGNS_AS = re.compile(rf"(?:[\w’'-]+\s){{0,4}}(?:{either(words('signs_as'))})", re.I)
_NEWSROOMS = frozenset(map(fold, words("newsrooms")))
_AGENCIES = frozenset(map(fold, words("agencies")))
_LAST_FIRST = re.compile(r"^([A-ZÀ-Þ][a-zß-ÿ'’-]+),\s([A-ZÀ-Þ][a-zß-ÿ'’-]+)$")
_CREDITS = re.compile(r"\w:|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b")  # a label or an address, a British postcode
_OTHERS = re.compile(r"\s?\([^()]*:[^()]*\)")  # "(Photos: …)"
# what somebody is, after the name: "(content manager)", "- Editorial Team"
_AFTER = re.compile(r"\s*\((?P<brackets>[^()]{2,40})\)?$|\s+[-–—]\s(?P<role>.*)$")
_PICTURES = re.compile(r"phot|foto|bild|pictur|imag|illustr|video|graphi|grafi|摄|攝|写真|사진", re.I)
_SITE = re.compile(r"\w\.(?:com|org|net|ca|co\.\w\w)$")
_BEFORE, _LONGEST = 40, 60  # letters: before a name that tell of whom it is; of a name
_SIGNS = " :()[]【】-–—"
_USER_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
# a name of several words, one of which may stand in brackets
_WORD = r"[^\W\d_][\w.'’-]*"
_NAME = re.compile(rf"{_WORD}(?:\s+(?:{_WORD}|\({_WORD}\)(?=\s))){{1,4}}")
_SPACED = re.compile(r"[^\W\d]\S*(?: [^\W\d]\S*)+")
_PARTICLES = frozenset(words("particles"))
_ONE_NAME = re.compile(r"[^\W\d_a-zß-öø-ÿа-я][^\W\d_]{2,19}")
_SMALL = re.compile(r"[a-zß-öø-ÿа-я]")  # a name begins and ends with words in capitals, where a script has them
# of Han characters a name has six at most; those of foreigners are spelled out, with dots or in kana
_UNSPACED = re.compile(
    r"[\u3005\u3400-\u9fff\uac00-\ud7af]{2,6}|(?=.*[・·\u3040-\u30ff])[\u3005\u3040-\u30ff\u3400-\u9fff・·]{2,12}"
)
# names in Chinese stand apart by a blank; in Japanese, family and first name do
_CHINESE_BY = re.compile(r"(?:本报)?记者|作者")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]{2})\s+(?:通[讯訊]员\s*)?(?=[\u3400-\u9fff]{2})")
# what a person is, written at the end of the name in scripts without blanks: "山田太郎記者", "홍길동 기자"
_ROLE_AFTER = re.compile(
    rf"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])\s?(?:{either(filter(_UNSPACED.fullmatch, words('roles')))})$"
)
# an address of e-mail, beside a name
_ADDRESS = re.compile(r"(?<![\w.+-])[(<\[]?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}[)>\]]?")
# an account or an employer behind a name: "Follow @rana", "@ Harbour News"
_ACCOUNT = re.compile(r"(?:\s+[Ff]ollow)?\s+@(?:\w{2,40}|\s[^@,;]{2,40}$)")
# where somebody wrote, after the name: "in Paris", "at the harbour"
_PLACE = re.compile(rf"(?<=\w)\s+(?:{either(words('written_in'))})\s+(?:the\s+)?[A-ZÀ-Þ][^,;]*$")
# what may stand before the day, after the name, and its first word: "Written by Rana Whitlock on", "on 12 May 2024"
_ON = re.compile(r"(?<=\w\w)\s+(?:on|am|le|el|il|em|op|den)(?:\s+(?P<day>[^\s,;|]+)|$)")
_IN_NUMBERS = re.compile(r"(?<=\w\w)\s+\d{1,4}([-./])\d{1,2}\1\d{1,4}\b.*$")
_OF_DAYS = frozenset((*numbered("months"), *numbered("weekdays")))
# what stands in and beside bylines, and in the names of newspapers; in scripts without blanks, anywhere in a name
_BLANKLESS = tuple(word for word in words("not_names") if _UNSPACED.fullmatch(word * 2))
_NO_NAME = re.compile(
    rf"\b(?:{either((w for w in words('not_names') if w not in _BLANKLESS), plain=False)})\b|{either(_BLANKLESS)}", re.I
)


def without_by(text: str) -> str:
    """Return a byline without the word before the names."""
    return _BY.sub("", text)


def is_agency(text: str) -> bool:
    """True if a text is the name of a news agency."""
    return fold(text) in _AGENCIES


def split_names(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the people and the agencies in bylines: ``["By Rana W. and Hugo M., AP"]`` → ``(["Rana W.", "Hugo M."],
    ["AP"])``.
    """
    names: list[str] = []
    agencies: list[str] = []
    for value in values:
        people: list[str] = []
        line = _LINK.sub("", _ACCOUNT.sub("", _ADDRESS.sub("", clean(value))))
        if _BY.match(line):
            line = _without_day(_PLACE.sub("", line))  # elsewhere it is of a name: "Women in Black"
        if _CHINESE_BY.match(line):
            line = _BETWEEN_HAN.sub("、", line)
        for part in map(_trim, _SPLIT.split(_first_last(_BY.sub("", line)))):
            if is_agency(part):
                agencies.append(part)
            elif _may_be_name(part) and not (people and _ROLE.search(part)):
                name = _BY.sub("", part)
                people.append(name if people else _without_role(name))
        names += [part for part in people if not _USER_NAME.fullmatch(part)]
    return unique(names), unique(agencies)


def _without_day(byline: str) -> str:
    """Cut the day that ends a byline; a particle of a name may be the same word: "van den Berg"."""
    for found in _ON.finditer(byline):
        day = found["day"]
        if day is None or day[0].isdigit() or fold(day.strip(".")) in _OF_DAYS:
            return byline[: found.start()]
    return _IN_NUMBERS.sub("", byline)


def _may_be_name(part: str) -> bool:
    """True for what has as many letters as a name: two where each is a word."""
    return (2 < len(part) < _LONGEST or bool(_UNSPACED.fullmatch(part))) and not _JUNK.search(part)


def _trim(part: str) -> str:
    """Cut signs from the ends of a name, and what the person is; the full stop of an initial stays."""
    after = _AFTER.search(part)
    if after and _PICTURES.search(after["brackets"] or ""):
        return ""
    if after and is_name(part[: after.start()]) and not is_name(after["role"] or ""):
        part = part[: after.start()]
    part = part.strip(_SIGNS if re.search(r"\b\w\.$", part) else f"{_SIGNS}.")
    return _ROLE_AFTER.sub("", part)


def _without_role(part: str) -> str:
    """Cut what a person is from the end of a name: "Rana Whitlock Staff Writer"; a newsroom's name stays whole."""
    words = part.split()
    employer = next((n for n, word in enumerate(words) if n > 1 and _is_employer(word) and not part.isupper()), None)
    words = words[:employer]
    if words and fold(words[-1]) not in _NEWSROOMS:
        while len(words) > 2 and _ROLE.fullmatch(words[-1]):
            words.pop()
    return " ".join(words)


def _is_employer(word: str) -> bool:
    return (word.isupper() and is_agency(word)) or bool(_SITE.search(word))


def without_credits(values: Iterable[str]) -> list[str]:
    """Return those values of a page's tag for its author that name authors: some name who made the site, with labels,
    or where its owner lives.
    """
    bare = (_LINK.sub("", _OTHERS.sub("", value)) for value in values)
    return [value for value in bare if begins_with_by(value) or not _CREDITS.search(value)]


def _first_last(text: str) -> str:
    """Return ``Whitlock, Rana`` as ``Rana Whitlock``, and everything else as it is."""
    found = _LAST_FIRST.match(text)
    if not found or any(is_agency(part) or _JUNK.search(part) or _ROLE.search(part) for part in found.groups()):
        return text
    return f"{found[2]} {found[1]}"


def begins_with_by(text: str) -> bool:
    """True if a text begins as bylines do."""
    return bool(_BY.match(text))


def is_label(text: str) -> bool:
    """True if a text is nothing but what stands before an author: "Written by", "Autor"."""
    return bool(_LABEL.fullmatch(text))


def is_by_another(text: str) -> bool:
    """True if a text begins with what stands before the name of one who did not write it: "Edited by"."""
    found = _BY.match(text)
    return found is not None and ends_with_another(found.group())


def begins_with_label(text: str) -> bool:
    """True if a text begins with what stands before an author only: "Written by", "Author:"."""
    label = _BEGINS_LABEL.match(text)
    return label is not None and not ends_with_another(label.group())


def ends_with_another(text: str) -> bool:
    """True if a text ends as before the name of one who did not write it: "Reviewed by"."""
    return bool(_ANOTHERS.search(fold(text[-_BEFORE:]).rstrip()))


def is_name(text: str) -> bool:
    """True if a text can be a person's name and nothing else."""
    if not text.isascii():  # vowels of Indian scripts and of Thai are marks, and no letters for a regular expression
        text = "".join(letter for letter in text if unicodedata.category(letter)[0] != "M")
    if _UNSPACED.fullmatch(text):
        return not _NO_NAME.search(text)
    if not _NAME.fullmatch(text) or _ROLE.search(text) or _NO_NAME.search(text):
        return False
    parts = text.split()
    return not _SMALL.match(parts[-1]) and (not _SMALL.match(parts[0]) or len(parts) > 2)


def is_name_with_role(text: str) -> bool:
    """True if a text is a person's name and what that person is, as it stands under headlines: "Rana Whitlock,
    political editor".
    """
    name, comma, role = text.partition(",")
    return bool(comma) and is_name(name) and is_role(role.strip())


def is_full_name(text: str) -> bool:
    """True for a name of several words, in capitals but for particles: fewer may be anything, and others a line of
    text.
    """
    small = {word for word in text.split() if word[0].islower()}
    return bool(_SPACED.fullmatch(text)) and is_name(text) and small <= _PARTICLES


def is_role(text: str) -> bool:
    """True if a text is what somebody who signs articles is: "Senior Writer"."""
    return bool(_SIGNS_AS.fullmatch(text))


def is_first_name(text: str) -> bool:
    """True if a text can be one name of a person, as some are called in their bylines."""
    no_name = (_NO_NAME, _ROLE, _JUNK)
    return bool(_ONE_NAME.fullmatch(text)) and not (text.isupper() or any(word.search(text) for word in no_name))


def person_names(values: Iterable[str]) -> list[str]:
    """Return only the people."""
    return split_names(values)[0]
