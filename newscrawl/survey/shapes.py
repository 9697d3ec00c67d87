"""What the article addresses of a site look like: learnt from examples, written as regular expressions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from newscrawl.survey.queries import is_named_by_query, naming_keys, query_pattern
from newscrawl.text import HAN
from newscrawl.urls import listing_key

_YEAR, _SMALL, _NUMBER = re.compile(r"(?:19|20)\d\d"), re.compile(r"\d{1,2}"), re.compile(r"\d+")
_DAY = re.compile(r"(?:19|20)\d\d-?\d\d-?\d\d")
_WITH_NUMBER = re.compile(r"(?:.*[-_.a-z])?\d{4,}(?:\.\w{2,5})?|\d{4,}[-_.].+")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|shtml|cms|ece|story|do|jsp)$")
_ID = re.compile(r"(?=[a-z]*\d)[0-9a-z]{8,}")  # drawn by a system: "c4gzqv8eyjno"
_WORDS = re.compile(r"[-_]")
MOST = 6
_IN_FOLDER = 3  # addresses under another
_MOST_FIRSTS = 25  # first segments that a pattern names
_TITLE_WORDS, _TITLE_HAN = 5, 9  # words, or characters of Chinese and Japanese, of a headline


def shape(url: str, key: str | None = None) -> tuple[str, ...]:
    """Return the shape of an address: one regular expression a segment of its path. Where the query names the article,
    it goes with the last one; with ``key`` only this parameter of it.
    """
    *folders, last = _parts(url) or [""]
    around = tuple(_segment(part, last=False) for part in folders)
    found = (*around, _segment(last, last=True)) if last else ()
    if telling(found) or not is_named_by_query(url):
        return found
    return (*around, re.escape(last) + query_pattern(url, key))


def _parts(url: str) -> list[str]:
    return [part for part in unquote(urlsplit(url).path).split("/") if part]


def _segment(part: str, last: bool) -> str:
    if _DAY.fullmatch(part):
        return r"\d{4}-?\d{2}-?\d{2}"
    if _YEAR.fullmatch(part):
        return r"\d{4}"
    if _SMALL.fullmatch(part):
        return r"\d{1,2}"
    if _NUMBER.fullmatch(part):
        return r"\d+"
    if not last:
        return "[^/]+"
    extension = _EXTENSION.search(part)
    tail = re.escape(extension.group()) if extension else ""
    stem = part[: extension.start()] if extension else part
    if _WITH_NUMBER.fullmatch(stem):
        return rf"[^/]*\d{{4,}}[^/]*{tail}"
    if _ID.fullmatch(stem):
        return rf"(?=[^/]*\d)[0-9a-z]{{8,}}{tail}"
    if len(_WORDS.findall(stem)) >= 2:
        return rf"[^/]+[-_][^/]+[-_][^/]+{tail}"
    return rf"[^/]+{tail}"


def telling(found: tuple[str, ...]) -> bool:
    """True if a shape tells articles from sections: it has a number, a date, or a slug of several words."""
    return any(r"\d" in part for part in found) or (bool(found) and "[-_]" in found[-1])


def patterns(articles: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return regular expressions over the path that match the articles, and none of the other addresses if that can be.

    Shapes that tell little leave out the first segments of the others, or else are narrowed to those of their articles.
    """
    urls = list(dict.fromkeys(articles))
    keys = naming_keys(urls)
    forms = {url: shape(url, keys.get(urlsplit(url).path)) for url in urls}
    counts = Counter(forms.values())
    wrong = [listing_key(unquote(url)) for url in others]
    found: list[str] = []
    for form, count in counts.most_common():
        if count < max(1, len(urls) // 25) or len(found) == MOST:
            break
        examples = [url for url in urls if forms[url] == form]
        for pattern in _written(form, examples, wrong):
            if not any(re.search(pattern, path) for path in wrong):
                found.append(pattern)
                break
        else:
            if telling(form):
                found.append(_plain(form))
    return found


def _plain(form: tuple[str, ...]) -> str:
    return "^/" + "/".join(form) + ("$" if r"\?" in form[-1] else "/?$")


def _written(form: tuple[str, ...], examples: list[str], wrong: list[str]) -> list[str]:
    """Return the pattern of a shape; the same without the first segments of ``wrong`` paths, where no example has them;
    and the same for each first segment of the examples, where these are few.
    """
    plain = _plain(form)
    firsts = Counter(_parts(url)[0] for url in examples if len(_parts(url)) > 1)
    if form[0] != "[^/]+" or len(form) == 1 or not firsts:
        return [plain]
    found = [plain]
    others = dict.fromkeys(path.split("/")[1] for path in wrong if re.search(plain, path))
    if 0 < len(others) <= _MOST_FIRSTS and firsts.keys().isdisjoint(others):
        found.append(f"^/(?!(?:{'|'.join(map(re.escape, others))})/)" + plain.removeprefix("^/"))
    if len(firsts) <= _MOST_FIRSTS:
        names = "|".join(re.escape(name) for name, _ in firsts.most_common())
        found.append("^/(?:" + names + ")/" + plain.removeprefix("^/[^/]+/"))
    return found


# an archive by number or by name: "/archives/4711", "/archive/2023/11/a-slug-of-words"; others are lists
_NUMBERED = r"/(?!(?:19|20)\d\d(?:[/-]|$))[^/]*\d{3}|/.*[^/\d]-[^/\d][^/]*-[^/]*/?$"
_NO_ARTICLE = re.compile(
    rf"/(?:tags?|topics?|categor(?:y|ies)|authors?|archives?(?!{_NUMBERED})|search|login|page|about|contact|privacy"
    r"|terms|subscribe|newsletters?|sitemap|index[-_]?\d*|(?:about|contact)[-_]us|impressum|imprint)(?:/|\.html?$|\.php$|$)"
)


def lists_like(urls: Iterable[str]) -> list[str]:
    """Return the addresses that lie in a folder of lists (of tags, authors), and for each folder what one with a longer
    name has in it. A list beside articles, such as an archive of a section, is none of them.
    """
    found = [(url, match) for url in dict.fromkeys(urls) if (match := _NO_ARTICLE.search(unquote(urlsplit(url).path)))]
    inside = [(url, match) for url, match in found if match.group().endswith("/") and match.end() < len(match.string)]
    folders = dict.fromkeys(match.string[: match.end()] for _, match in inside)
    return [*(url for url, _ in inside), *(f"{folder}a-longer-name" for folder in folders)]


def folders(urls: Iterable[str]) -> set[str]:
    """Return the paths under which several of some addresses lie, as these write them, without their last slash: what
    stands there is a list of them. The home page is not named.
    """
    paths = {urlsplit(url).path.rstrip("/") for url in urls}
    inside = Counter(path.rpartition("/")[0] for path in paths)
    return {folder for folder, count in inside.items() if folder and count >= _IN_FOLDER}


def can_be_article(url: str) -> bool:
    """True unless an address is that of a list (of a tag, an author, a month) or of the paper itself."""
    path = unquote(urlsplit(url).path).lower()
    if is_named_by_query(url):
        return not _NO_ARTICLE.search(f"{path.rpartition('/')[0]}/")
    return bool(path.strip("/")) and not _NO_ARTICLE.search(path)


def likely(url: str, text: str) -> bool:
    """True if a link, by its address and its text, may well be an article: for sites without feed or sitemap."""
    if not can_be_article(url) or len(text) < 15 or not telling(shape(url)):
        return False
    parts = _parts(url)
    return len(parts) > 1 or is_named_by_query(url) or len(parts[-1]) > 15


def with_headline(url: str, text: str) -> bool:
    """True if a link may be an article by its text alone: for sites whose addresses do not tell articles."""
    is_long = len(text.split()) >= _TITLE_WORDS or len(HAN.findall(text)) >= _TITLE_HAN
    return is_long and can_be_article(url)
