"""Tags without what publishing systems add for themselves, and the addresses of categories."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from functools import lru_cache

from newscrawl.extraction.words.lexicon import either, words
from newscrawl.text import clean, fold, unique

_MACHINE = re.compile(
    r"[@_#/\\<>]|^/|\w_\w|^\w+:\S|^(?:section|category|adnode|channel|type|tag|source|author)s?\s*[:=_]|&\w+;?$"
    r"|^(?!(?:19|20)\d\d$)\d+$|https?:|[:：]$",
    re.I,
)
_HASH = re.compile(r"^[#＃](?=\w)")  # before a tag, as on social networks
_ROOT = r"^(?:https?://[^/?#]+)?/(?:index\.php)?\?"  # of a site without paths; shops have a "tag" of their own
_CATEGORY_PATH = re.compile(
    r"(?:^|/)(?:categor(?:y|ies|ias?|ie|ia)|kategorien?|kategori|rubri(?:k|ken|que|ques|ca|cas)|secci(?:on|ones)"
    rf"|sections?)(?:/[^/?#]|\.html?#.)|(?:^|/)categories/?#.|{_ROOT}cat=[0-9]+$"
)
_TAG_PATH = re.compile(
    rf"(?:^|/)(?:{either(words('tag_paths'), plain=False)})(?:/[^/#]|\.html?#.)|(?:^|/)tags/?#.|{_ROOT}tag=[^&]+$", re.I
)
_COUNT = re.compile(r"\s\((?!(?:19|20)\d\d\b)\d+(?:\s\w+)?\)$")  # of the articles with a tag: "(61 posts)"
_AROUND = " ,;|.·•，、；\"'«»“”-–"  # what stands between tags and around them
_EVERYWHERE = frozenset(words("everywhere"))
_LONGEST, _MOST_WORDS = 60, 7  # letters and words of a tag; more are a sentence
MOST = 40
_LONGEST_HREF = 500  # letters; the longest Arabic tag, escaped, takes four hundred
_KEPT = 10_000  # addresses that are known to be lists or none: the pages of a site have the same menus


def clean_tags(values: Iterable[str], headline: str = "") -> list[str]:
    """Return tags, each once, without machine labels, words that stand on every page, and whole sentences."""
    found = []
    for value in values:
        bare = _COUNT.sub("", clean(html.unescape(clean(value)))).strip(_AROUND)
        text = _HASH.sub("", bare, count=1)
        folded = fold(text)
        if not 1 < len(text) <= _LONGEST or len(text.split()) > _MOST_WORDS:
            continue
        if not _MACHINE.search(text) and folded not in _EVERYWHERE and folded != fold(headline):
            found.append(text)
    return unique(found)[:MOST]


def is_category_path(href: str) -> bool:
    """True if an address is that of one category, which is a section of the paper."""
    return len(href) <= _LONGEST_HREF and _is_category_path(href)


def is_tag_path(href: str) -> bool:
    """True if an address is that of the list of one tag."""
    return len(href) <= _LONGEST_HREF and _is_tag_path(href)


def is_list_path(href: str) -> bool:
    """True if an address is that of the list of one tag or of one category."""
    return is_tag_path(href) or is_category_path(href)


@lru_cache(_KEPT)
def _is_category_path(href: str) -> bool:
    return _CATEGORY_PATH.search(href) is not None


@lru_cache(_KEPT)
def _is_tag_path(href: str) -> bool:
    return _TAG_PATH.search(href) is not None
