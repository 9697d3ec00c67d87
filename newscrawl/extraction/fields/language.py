"""``language``: the one that is declared, else that of the text, by its letters, then by its most frequent words.

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
_CODE = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")  # of "en-GB" or "en_US" the first part
_MIN_WORDS = 5
_SAMPLE = 5000  # letters


def language(page: Page, layers: Layers, text: Callable[[], Iterable[str]]) -> Answer:
    """Return the ISO 639-1 code that the page declares, or its site; else that of its ``text``."""
    declared = layers.first("language")
    if declared.value and (match := _CODE.match(str(declared.value))):
        return Answer(match[0].lower(), declared.layer)
    if layers.site:
        return Answer(layers.site.language, declared.layer)
    return Answer(language_of(text()), "generic")


def language_of(texts: Iterable[str]) -> str:
    """Return the ISO 639-1 code of the language of a text; empty where it cannot be told."""
    text = "\n".join(texts)[:_SAMPLE].lower()
    letters = sum(map(str.isalpha, text))
    counts = {code: len(pattern.findall(text)) for code, pattern in _PATTERNS.items()}
    script = max(counts, key=lambda code: counts[code])
    if counts["ja"] > letters / 20:  # Japanese is written in Han characters too
        return "ja"
    if letters and counts[script] > letters / 2:
        return _of_script(script, text)
    words = Counter(re.findall(r"[^\W\d_]+", text))
    scores = {code: sum(words[word] for word in frequent) for code, frequent in _FREQUENT.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= max(_MIN_WORDS, words.total() / 10) else ""


def _of_script(script: str, text: str) -> str:
    if script == "ru" and _RUSSIAN.search(text):
        return "ru"
    found = {code: sum(map(text.count, marks)) for base, code, marks in _MARKS if base == script}
    best = max(found, key=lambda code: found[code], default="")
    return best if best and found[best] > len(text) / 200 else script
