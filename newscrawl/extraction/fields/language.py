"""The language of a text of a page that declares none: by its letters, then by its most frequent words.

A library for it brings a model of tens of megabytes, or numpy; news texts are long, and a dozen words tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# scripts that one language of the press, or nearly one, is written in (Unicode blocks)
_SCRIPTS = {
    "ja": "\u3040-\u30ff", "ko": "\uac00-\ud7af", "zh": "\u4e00-\u9fff", "th": "\u0e00-\u0e7f", "lo": "\u0e80-\u0eff", "my": "\u1000-\u109f",
    "km": "\u1780-\u17ff", "el": "\u0370-\u03ff", "he": "\u0590-\u05ff", "hy": "\u0530-\u058f", "ka": "\u10a0-\u10ff", "am": "\u1200-\u137f",
    "hi": "\u0900-\u097f", "bn": "\u0980-\u09ff", "pa": "\u0a00-\u0a7f", "gu": "\u0a80-\u0aff", "ta": "\u0b80-\u0bff", "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff", "ml": "\u0d00-\u0d7f", "si": "\u0d80-\u0dff", "ar": "\u0600-\u06ff", "ru": "\u0400-\u04ff",
}  # fmt: skip
_PATTERNS = {code: re.compile(f"[{block}]") for code, block in _SCRIPTS.items()}
# frequent words that few other languages of the same script have
_WORDS = {
    "en": "the of and to in that is was for on with as by at from has have it this are be not were his",
    "es": "el la los las de del que y en un una por con para se no es al como más su fue lo",
    "fr": "le la les des du de et en un une est que qui dans pour pas sur au avec ce il par plus",
    "de": "der die das und den von zu mit sich des auf für ist im nicht ein eine als auch es an werden",
    "it": "il di che la e in un una per non del della è sono con le gli alla dei si da nel anche",
    "pt": "o a os as de do da que e em um uma para com não por no na se dos mais foi ao é",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook bij als heeft",
    "sv": "och i att det som en på är av för med den till inte har de ett om från var",
    "no": "og i at det som en på er av for med den til ikke har de et om fra var etter jeg",
    "da": "og i at det som en på er af for med den til ikke har de et om fra var efter jeg",
    "fi": "ja on ei että se oli hän mutta ovat myös kun niin joka mukaan ole kuin",
    "pl": "i w na z się do nie że jest o to jak po co za od przez przy oraz był",
    "cs": "a v na se je že o s z do to i za k pro ve by podle jsou které jako",
    "sk": "a v na sa je že o s z do to aj za k pre vo by podľa sú ktoré ako",
    "hu": "a az és hogy nem is egy volt meg ez csak szerint már el mint még azt",
    "ro": "și în de la a cu pe că nu din care un o pentru este au mai fost sunt",
    "hr": "je i u se na da za su od s a o koji kao što bi će nije",
    "tr": "ve bir bu da de için ile olarak çok daha olan gibi sonra kadar olduğu ise",
    "id": "yang dan di ini dengan untuk dari itu tidak dalam pada akan juga ke karena telah",
    "vi": "và của là có không cho được các một trong người với những đã này để",
    "ca": "el la els les de que i en un una per amb no és del al com més va",
}  # fmt: skip
_FREQUENT = {code: frozenset(words.split()) for code, words in _WORDS.items()}
# letters that the other languages of the script do not have
_MARKS = (
    ("ar", "ur", "ٹڈڑںےہھ"), ("ar", "fa", "پچژگ"), ("ru", "uk", "іїєґ"), ("ru", "bg", "ъщ"), ("ru", "sr", "ђћџљњј"), ("ru", "mk", "ѓќѕ"),
)  # fmt: skip
_RUSSIAN = re.compile("[ыэё]")
_MIN_WORDS = 5
_SAMPLE = 5000  # letters


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
