"""``language``: the one that is declared, unless the text is surely in another; else that of the text, by its letters,
then by its most frequent words.

Of two hundred pages, four declare the language of the template they were made with, most often English.
A library for it brings a model of tens of megabytes, or numpy; news texts are long, and a dozen words tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from newscrawl.extraction.layers.asking import Layers
from newscrawl.extraction.layers.layer import Answer
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.lexicon import frequent_words

# scripts that one language of the press, or nearly one, is written in (Unicode blocks)
_SCRIPTS = {
    "ja": "\u3040-\u30ff", "ko": "\uac00-\ud7af", "zh": "\u4e00-\u9fff", "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff", "my": "\u1000-\u109f", "km": "\u1780-\u17ff", "el": "\u0370-\u03ff",
    "he": "\u0590-\u05ff", "hy": "\u0530-\u058f", "ka": "\u10a0-\u10ff", "am": "\u1200-\u137f",
    "hi": "\u0900-\u097f", "bn": "\u0980-\u09ff", "pa": "\u0a00-\u0a7f", "gu": "\u0a80-\u0aff",
    "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f", "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff", "ar": "\u0600-\u06ff", "ru": "\u0400-\u04ff",
}  # fmt: skip
_PATTERNS = {code: re.compile(f"[{block}]") for code, block in _SCRIPTS.items()}
_NOT_LATIN = re.compile("[^\0-\u036f\u1e00-\u20cf]")  # nor signs as quotation marks
_FREQUENT = frequent_words()
# letters that the other languages of the script do not have
_MARKS = (
    ("ar", "ur", "ٹڈڑںےہھ"),
    ("ar", "fa", "پچژگ"),
    ("ru", "uk", "іїєґ"),
    ("ru", "bg", "ъщ"),
    ("ru", "sr", "ђћџљњј"),
    ("ru", "mk", "ѓќѕ"),
)
_RUSSIAN = re.compile("[ыэё]")
_SCRIPT_OF = {**{code: code for code in _SCRIPTS}, **{code: base for base, code, _ in _MARKS}}
_TWO_SCRIPTS = ("sr", "pa")  # Cyrillic and Latin, Gurmukhi and Arabic
_WORDS = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")  # of "en-GB" or "en_US" the first part
_MIN_WORDS = 5
_SAMPLE = 5000  # letters
_GLANCE = 1500  # letters that tell whether a text may be in the language that is declared
_MIN_SURE = 40  # words of a text whose language is believed against what is declared


def language(page: Page, layers: Layers, text: Callable[[], Iterable[str]]) -> Answer:
    """Return the ISO 639-1 code that the page declares, or its site; that of its ``text`` where that is surely another,
    or none is declared.
    """
    declared = layers.first("language")
    if declared.value and (match := _CODE.match(str(declared.value))):
        code, sample = match[0].lower(), "\n".join(text())[:_SAMPLE].lower()
        other = "" if _may_be(code, sample[:_GLANCE]) else _surely(sample, code)
        return Answer(other, "generic") if other else Answer(code, declared.layer)
    if layers.site:
        return Answer(layers.site.language, declared.layer)
    return Answer(language_of(text()), "generic")


def _may_be(code: str, text: str) -> bool:
    """True if a text may be in a language: a quarter of its letters are of its script, or a twelfth of its words are
    its most frequent ones; and of languages of which neither is known, or which are written in two scripts.
    """
    if code in _TWO_SCRIPTS:
        return True
    if script := _SCRIPT_OF.get(code):
        return 4 * len(_PATTERNS[script].findall(text)) >= sum(map(str.isalpha, text))
    words = _WORDS.findall(text)
    return code not in _FREQUENT or 12 * _count_frequent(words, code) >= len(words)


def _surely(text: str, declared: str) -> str:
    """Return the language of a text that may not be what is declared; empty where that is not sure."""
    other = language_of([text])
    if other in _SCRIPT_OF:
        return other if _may_be(other, text) else ""
    words = _WORDS.findall(text)
    count = _count_frequent(words, other)
    is_sure = len(words) >= _MIN_SURE and 8 * count >= len(words) and count >= 3 * _count_frequent(words, declared)
    return other if is_sure else ""


def _count_frequent(words: list[str], code: str) -> int:
    frequent = _FREQUENT.get(code, frozenset())
    return sum(word in frequent for word in words)


def language_of(texts: Iterable[str]) -> str:
    """Return the ISO 639-1 code of the language of a text; empty where it cannot be told."""
    text = "\n".join(texts)[:_SAMPLE].lower()
    letters = sum(map(str.isalpha, text))
    is_latin = _NOT_LATIN.search(text) is None
    counts = {code: 0 if is_latin else len(pattern.findall(text)) for code, pattern in _PATTERNS.items()}
    script = max(counts, key=lambda code: counts[code])
    if counts["ja"] > letters / 20:  # Japanese is written in Han characters too
        return "ja"
    if letters and counts[script] > letters / 2:
        return _of_script(script, text)
    words = Counter(_WORDS.findall(text))
    scores = {code: sum(words[word] for word in frequent) for code, frequent in _FREQUENT.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= max(_MIN_WORDS, words.total() / 10) else ""


def _of_script(script: str, text: str) -> str:
    if script == "ru" and _RUSSIAN.search(text):
        return "ru"
    found = {code: sum(map(text.count, marks)) for base, code, marks in _MARKS if base == script}
    best = max(found, key=lambda code: found[code], default="")
    return best if best and found[best] > len(text) / 200 else script
