"""Encodings of the web (WHATWG Encoding Standard, https://encoding.spec.whatwg.org): what else is declared is none."""

from __future__ import annotations

import codecs

from chardetng_py import detect
from w3lib.encoding import resolve_encoding

FALLBACK = "cp1252"
"""What browsers take where nothing usable is declared and the bytes do not tell."""
_MOST_GUESSED = 1_000_000
"""Bytes that a guess looks at; it takes some 10 ms for 100 kB."""
# Python's names of the codecs that the standard's labels stand for; utf-32 and utf-7 only where a page is in them
_CODECS = frozenset(
    [
        "ascii",
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "utf-7",
        "cp866",
        "cp874",
        "cp949",
        "cp932",
        "hp-roman8",
        "iso8859-1",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-9",
        "iso8859-10",
        "iso8859-11",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "tis-620",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "gbk",
        "gb2312",
        "gb18030",
        "hz",
        "big5",
        "big5hkscs",
        "euc_jp",
        "shift_jis",
        "iso2022_jp",
        "iso2022_kr",
        "euc_kr",
        "johab",
    ]
)


def of_the_web(label: str | None) -> str | None:
    """Return Python's name of a declared encoding; None for one that browsers do not know."""
    try:
        name = resolve_encoding(label) if label else None
        return name if name and codecs.lookup(name).name in _CODECS else None
    except (LookupError, ValueError):
        return None


def guessed(body: bytes) -> str:
    """Return Python's name of the encoding that a page's bytes look like, which are not UTF-8 and declare nothing; of a
    few signs ("£", "–") that of the West.
    """
    letters = bytes(set(body).difference(range(128))).decode(FALLBACK, "ignore")
    if not any(map(str.isalpha, letters)):
        return FALLBACK
    return of_the_web(detect(body[:_MOST_GUESSED], allow_utf8=False)) or FALLBACK
