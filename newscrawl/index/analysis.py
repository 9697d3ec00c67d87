"""How text becomes terms, a language at a time; the same for what is indexed and what is asked.

Follows the analyzers that Elasticsearch has built in, so that two engines find the same articles:
words are split as Unicode's UAX #29 does (Lucene's StandardTokenizer); English is stemmed by Porter's
algorithm after "'s" is cut; Arabic is normalised and light-stemmed as Lucene's ArabicAnalyzer does
(Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval", light10); Spanish
is light-stemmed (Savoy); Chinese, Japanese and Korean become pairs of letters, as Lucene's CJKBigramFilter makes them
(a letter that stands alone is a term of its own). Beyond these, accents are folded, and no word is dropped as a stop
word: "who is who" can be asked for, and phrases are exact.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from newscrawl.text import fold_arabic

# marks that belong to the letter before them, which \w leaves out: Latin, Arabic, Hebrew, Devanagari, Bengali, Thai
_MARKS = (
    "\u0300-\u036f\u064b-\u065f\u0670\u0640\u200c\u0591-\u05c7\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"[\w{_MARKS}]+(?:(?:(?<=[^\W\d_])['’.:·](?={_LETTER})|(?<=\d)[.,;'’](?=\d))[\w{_MARKS}]+)*")
# scripts written without blanks between words: each letter is a term of its own, a run of katakana is one, as in UAX
# #29
_IDEOGRAPHS = re.compile("[\u3005-\u3007\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# the letters that are paired: not 々; Hangul has blanks, and is paired inside a word
_PAIRED = re.compile(
    "[\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+"
)
_UNSPACED_PARTS = re.compile(f"{_IDEOGRAPHS.pattern}|[\u30a0-\u30ff]+|(?:(?!{_UNSPACED.pattern}).)+")

# languages with a stemmer of their own → the algorithm of Snowball, or ours
STEMMED = {
    "ar": "arabic-light10",
    "en": "porter",
    "es": "spanish-light",
    "de": "german",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
}
PAIRED = ("zh", "ja", "ko")
GENERAL = "xx"
OWN = (*STEMMED, *PAIRED)
"""Languages with fields of their own."""
LANGUAGES = (*OWN, GENERAL)


class Token(NamedTuple):
    """A term and where it stands in the text (character offsets)."""

    term: str
    start: int
    end: int


def field_language(language: str) -> str:
    """Return the language whose fields an article of ``language`` is indexed in: its own, or the general one."""
    return language if language in OWN else GENERAL


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Split text into words as written, with their offsets."""
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        if word[0] == "_" and not word.strip("_"):
            continue
        if not word.isascii() and _UNSPACED.search(word):
            yield from _split_ideographs(word, start)
        else:
            yield word, start, match.end()


def bare_words(text: str) -> list[str]:
    """Return the words of ``words`` without their offsets, in a fifth of the time."""
    found: list[str] = _WORD.findall(text)
    if "_" in text:
        found = [word for word in found if word[0] != "_" or word.strip("_")]
    if text.isascii() or not _UNSPACED.search(text):
        return found
    return [part for word in found for part in (_UNSPACED_PARTS.findall(word) if _UNSPACED.search(word) else [word])]


def _split_ideographs(word: str, start: int) -> Iterator[tuple[str, int, int]]:
    for match in _UNSPACED_PARTS.finditer(word):
        yield match.group(), start + match.start(), start + match.end()


@lru_cache(maxsize=32_768)
def plain(word: str) -> str:
    """Return a word folded (case, accents, Arabic letter forms, digits) but not stemmed: what prefixes are asked of."""
    return plain_text(word)


def plain_text(text: str) -> str:
    """Return a whole text folded so."""
    text = text.lower()
    return text if text.isascii() else _NOT_ASCII.sub(lambda run: _plain_run(run[0]), text)


_VOICED = frozenset("\u3099\u309a").__contains__
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


@lru_cache(maxsize=32_768)
def _plain_run(run: str) -> str:
    """Fold a run of letters beyond ASCII: in Arabic a word, in Spanish a letter; so a cache helps."""
    run = fold_arabic(run).replace("’", "'")
    bare = (c for c in unicodedata.normalize("NFKD", run) if _VOICED(c) or not unicodedata.combining(c))
    # the signs of kana belong to their letters, and Hangul is put together again
    return unicodedata.normalize("NFC", "".join(c for c in bare if c != "\u200c"))


def tokens(text: str, language: str) -> list[Token]:
    """Return the terms of a text in a language of ``LANGUAGES``, with offsets."""
    if language in PAIRED:
        return list(_pairs(text))
    stem = stemmer(language)
    return [Token(stem(word), start, end) for word, start, end in words(text)]


def _pairs(text: str) -> Iterator[Token]:
    """Yield pairs of neighbouring letters of a run that is paired, and other words as they are."""
    run: list[Token] = []
    for word, start, end in words(text):
        if not _PAIRED.fullmatch(word):
            yield from _paired(run)
            run = []
            yield Token(plain(word), start, end)
            continue
        if run and run[-1].end != start:
            yield from _paired(run)
            run = []
        run += [Token(plain(letter), start + place, start + place + 1) for place, letter in enumerate(word)]
    yield from _paired(run)


def _paired(run: list[Token]) -> Iterator[Token]:
    if len(run) == 1:
        yield run[0]
    for one, other in itertools.pairwise(run):
        yield Token(one.term + other.term, one.start, other.end)


def is_lone_letter(text: str) -> bool:
    """True for a single letter of a script that is paired: it is asked for as the beginning of pairs."""
    return len(text) == 1 and bool(_PAIRED.fullmatch(text))


def terms(text: str, language: str) -> list[str]:
    """Return only the terms."""
    if language in PAIRED:
        return [token.term for token in _pairs(text)]
    return list(map(stemmer(language), bare_words(text)))


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """Return the cached function word → term of a language."""
    if language == "ar":
        rule: Callable[[str], str] = stem_arabic
    elif language == "es":
        rule = stem_spanish
    elif language in STEMMED:
        snowball = Stemmer.Stemmer(STEMMED[language], 0)
        rule = _as_lucene(snowball.stemWord) if language == "en" else snowball.stemWord
    else:
        return plain
    english = language == "en"

    @lru_cache(maxsize=32_768)
    def stem(word: str) -> str:
        folded = plain(word)
        if english and folded.endswith("'s"):
            folded = folded[:-2]
        return rule(folded) or folded

    return stem


def _as_lucene(porter: Callable[[str], str]) -> Callable[[str], str]:
    """Do what Lucene's PorterStemmer, after its author's later version, does otherwise than Snowball's: -logy, -bly,
    -kking, words of two letters.
    """

    def stem(word: str) -> str:
        if len(word) <= 2:
            return word
        found = porter(word)
        if found.endswith("logi") and word.endswith(("logy", "logi", "logies")) and _measured(found[:-4]):
            return porter(found[:-1])
        if found.endswith("bli") and word.endswith(("bly", "bli", "blies")) and _measured(found[:-3]):
            return porter(f"{found[:-1]}e")
        if found[-1] in "chjkqvwx" and found[-2:] == 2 * found[-1] and word.endswith(("ing", "ed", "ings")):
            return found[:-1]  # trekking
        return found

    return stem


def _measured(stem: str) -> bool:
    """True if a consonant follows a vowel anywhere (Porter's m > 0); y is a vowel after a consonant."""
    vowel = False
    for place, letter in enumerate(stem):
        now = letter in "aeiou" or (letter == "y" and place > 0 and not vowel)
        if vowel and not now:
            return True
        vowel = now
    return False


_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل", "و")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ي")


def stem_arabic(word: str) -> str:
    """Strip article, conjunction and endings from a normalised Arabic word (light10): والمقاومه → مقاوم."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= (4 if len(prefix) == 1 else len(prefix) + 2):
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word


def stem_spanish(word: str) -> str:
    """Strip gender and plural from a folded Spanish word (Savoy's light stemmer): elecciones → eleccion."""
    if len(word) < 5:
        return word
    if word[-1] in "oae":
        return word[:-1]
    if word[-1] == "s":
        if word[-4:] == "eses":
            return word[:-2]
        if word[-3:] == "ces":
            return word[:-3] + "z"
        if word[-2] in "oae":
            return word[:-2]
    return word
