"""Cleaning of text: one spelling for what looks the same. Pure functions; imports nothing of the project."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# zero-width characters, bidi marks and isolates (Unicode TR9), soft hyphen, byte order mark. The
# zero-width non-joiner stays: it is spelling in Persian.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# control characters, and halves of surrogate pairs, which no encoding takes
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
# what XML 1.0 has no form for (2.2, Char)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = re.compile(r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z]{2,31}\d{0,2});")
HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
"""Kana and Han characters: no blanks stand between words of them."""
_TATWEEL = "\u0640"
_HALF_PAIR = re.compile(
    r"(\\\\)|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
_ROUNDS = 20
_EMOJI_JOINED = re.compile("(?<=[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f])\u200d")


def xml_text(text: str) -> str:
    """Return a text without the characters that XML 1.0 has no form for."""
    return _NO_XML.sub("", text)


def clean(text: str) -> str:
    """Return text in NFC without entities, control and invisible characters, its white space single blanks.

    Quotes, dashes and letters stay as the author wrote them. Idempotent: entities that were escaped twice, and what
    comes together when invisible characters go, are cleaned as well.
    """
    if "&" not in text:  # as nearly every text
        plain = " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())
        if plain.isprintable():  # of all blanks, only U+0020 is printable
            return plain
    return _clean_in_rounds(text)


def _clean_in_rounds(text: str) -> str:
    for _ in range(_ROUNDS):
        before = text
        if "&" in text and _ENTITY.search(text):
            text = html.unescape(text)
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        text = " ".join(text.split())
        if text.isprintable():
            if "&" not in text or text == before:
                return text
        else:
            text = _without_invisible(text)
            if text == before:
                return text
    return text.replace("&", "")  # entities inside entities without end


def _without_invisible(text: str) -> str:
    if not text.isascii():
        if "\u200d" in text:
            text = _EMOJI_JOINED.sub("\ue000", text)
        text = _INVISIBLE.sub("", text).replace("\ue000", "\u200d")
    return " ".join(_CONTROL.sub("", text).split())


# control characters but tab and line end; bidi marks, overrides and isolates (Unicode TR9)
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def escape_commands(text: str) -> str:
    """Return a text in which what commands a terminal (ESC, bidi overrides) is written as ``\\u001b``."""
    return text if text.isprintable() else _COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


RTL = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi"})
"""Languages that are written from right to left."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


_FORMULA_INSIDE = re.compile(r"([;\t\n]\s*)([=+@-])")


def safe_cell(text: str) -> str:
    """Return a text that a spreadsheet takes for a text, and runs as no formula (OWASP, "CSV Injection")."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def safe_parts(text: str) -> str:
    """Return a text that is also safe where a spreadsheet parts cells at semicolons, as in half of Europe."""
    return _FORMULA_INSIDE.sub(r"\1'\2", text)


def without_half_pairs(json_text: str) -> str:
    """Drop escaped halves of surrogate pairs from JSON: no encoding takes the characters they stand for."""
    return _HALF_PAIR.sub(lambda found: found[1] or "", json_text) if "\\u" in json_text else json_text


def fold(text: str) -> str:
    """Return the form under which two spellings of a tag or name are one: case, accents, Arabic letter forms."""
    return _fold(text) if len(text) > _SHORT or "://" in text else _fold_short(text)


def _fold(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        text = fold_arabic(text)
        text = unicodedata.normalize("NFKD", text)
        for mark in filter(unicodedata.combining, set(text)):  # a text has few different ones
            text = text.replace(mark, "")
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


_SHORT = 60  # a tag or a name, which comes again and again; an address does not
_fold_short = lru_cache(maxsize=4096)(_fold)

_ARABIC_FOLDING = (
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", _TATWEEL: ""}
    | {chr(0x0660 + n): str(n) for n in range(10)}
    | {chr(0x06F0 + n): str(n) for n in range(10)}
    | {chr(mark): "" for mark in (*range(0x064B, 0x0653), 0x0670)}
)


def fold_arabic(text: str) -> str:
    """Fold alef, yeh and teh marbuta forms, drop vowel signs and tatweel, turn Arabic-Indic digits into ASCII.

    The same folding as Lucene's ArabicNormalizationFilter with DecimalDigitFilter.
    """
    for letter in _ARABIC_FOLDING.keys() & set(text):  # a text has few of them: faster than translate
        text = text.replace(letter, _ARABIC_FOLDING[letter])
    return text


def unique(values: Iterable[str]) -> list[str]:
    """Return cleaned values in their order, each once whatever its case or spelling; empty ones dropped."""
    found: dict[str, str] = {}
    for value in values:
        text = clean(value)
        if text:
            found.setdefault(fold(text), text)
    return list(found.values())


def letters_in(text: str) -> int:
    """Return the length of a text in letters; a Han or kana character says as much as three of an alphabet."""
    return len(text) if text.isascii() else len(text) + 2 * len(HAN.findall(text))


def letters(lines: Iterable[str]) -> int:
    """Return the length of some lines, as ``letters_in`` counts."""
    return sum(map(letters_in, lines))


def is_blank(text: str | None) -> bool:
    """True for a text of nothing but white space, or none."""
    return not text or text.isspace()
