"""Public sets of real pages with what is known of each: which folders they are in, and how their truth is read.

A folder is a checkout that lies outside of this repository; nothing of it is committed here. Half of the publishers of
each set is never looked at while rules are made, only scored: ``Known.is_unseen``.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lxml.html import HtmlElement, fromstring

from newscrawl.text import clean, fold

_META_VALUE = re.compile(rb"(<meta[^>]*?) value=")  # postlight's fixtures have it in the place of content
_QUOTED = r"(?:null|(['\"`])(?P<text>(?:\\.|(?!\1).)*)\1)"


@dataclass(frozen=True)
class Known:
    """A page, and what is known of it; None is not known."""

    set_name: str
    publisher: str
    file: Path
    url: str
    text: str | None = None
    is_whole: bool = True
    """The text is all of it; else its beginning."""
    held: tuple[str, ...] = ()
    """Pieces that the text holds."""
    foreign: tuple[str, ...] = ()
    """Pieces of the page that are none of it."""
    headline: str | None = None
    authors: frozenset[str] = field(default_factory=frozenset)
    day: str | None = None
    is_day_in_utc: bool = False
    """The day is that of an instant as UTC has it; else it is the newsroom's."""
    tags: frozenset[str] = field(default_factory=frozenset)
    sections: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_unseen(self) -> bool:
        """True in the half that is only scored."""
        return zlib.crc32(self.publisher.encode()) % 2 == 1

    def html(self) -> bytes:
        """Return the page."""
        body = self.file.read_bytes()
        if self.file.suffix == ".gz":
            body = gzip.decompress(body)
        return _META_VALUE.sub(rb"\1 content=", body) if self.set_name == "postlight" else body


def plain(text: str) -> str:
    """Return a text without case, accents and signs."""
    return re.sub(r"\W+", " ", fold(clean(text))).strip()


def people(text: str) -> frozenset[str]:
    """Return the names in a byline, plain."""
    names = re.split(r",|;| and | und | & |、", re.sub(r"^by ", "", text, flags=re.I))
    return frozenset(name for part in names if (name := plain(part)))


def publisher_of(url: str) -> str:
    """Return the site of an address: the last two labels of its host, or three where the last two are short."""
    labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) < 4 else labels[-2:])


def aeb(folder: Path) -> Iterator[Known]:
    """Read scrapinghub/article-extraction-benchmark: whole texts."""
    for key, told in json.loads((folder / "ground-truth.json").read_text()).items():
        file = folder / "html" / f"{key}.html.gz"
        yield Known("aeb", publisher_of(told["url"]), file, told["url"], told.get("articleBody", ""))


def readability(folder: Path) -> Iterator[Known]:
    """Read the test pages of mozilla/readability: whole texts as its authors expect them, with headline and byline."""
    for place in sorted((folder / "test" / "test-pages").iterdir()):
        told = json.loads((place / "expected-metadata.json").read_text())
        if not told.get("readerable"):
            continue
        url = _address_in(place / "source.html") or f"https://{place.name}.example/2020/article.html"
        yield Known(
            "readability",
            re.sub(r"-?\d+$", "", place.name),
            place / "source.html",
            url,
            _expected(place),
            day=(told.get("publishedTime") or "")[:10] or None,
        )


def omnivore(folder: Path) -> Iterator[Known]:
    """Read the test pages of omnivore-app/omnivore: whole texts as its authors expect them, headline, byline, time."""
    for file in sorted((folder / "packages/readabilityjs/test/test-pages").glob("*/expected-metadata.json")):
        told, place = json.loads(file.read_text()), file.parent
        if told.get("readerable"):
            url = (place / "url.txt").read_text().split()[0]
            yield Known(
                "omnivore",
                publisher_of(url),
                place / "source.html",
                url,
                _expected(place),
                headline=told.get("title"),
                authors=people(told.get("byline") or ""),
                day=(told.get("publishedDate") or "")[:10] or None,
                is_day_in_utc=True,
            )


def newspaper(folder: Path) -> Iterator[Known]:
    """Read the test pages of AndyTheFactory/newspaper4k: the texts that its tests expect, authors and day; or those of
    codelucas/newspaper, of which texts are known.
    """
    data = folder / "tests" / "data"
    for text in sorted((data / "text").glob("*.txt")):
        if (page := data / "html" / f"{text.stem}.html").exists():
            site = text.stem.rstrip("0123456789")
            url = _address_in(page) or f"https://{site}/2014/article.html"
            yield Known("newspaper", site, page, url, text.read_text())
    for file in sorted((data / "metadata").glob("*.json")):
        told, text = json.loads(file.read_text()), data / "txt" / f"{file.stem}.txt"
        page = data / "html" / f"{file.stem}.html"
        if not page.exists() or not text.exists():
            continue
        url = told.get("url") or f"https://{file.stem}.example/article.html"
        yield Known(
            "newspaper4k",
            publisher_of(url),
            page,
            url,
            text.read_text(),
            headline=told.get("title"),
            authors=frozenset(plain(name) for name in told.get("authors") or ()),
            day=(told.get("publish_date") or "")[:10] or None,
        )


def goose(folder: Path) -> Iterator[Known]:
    """Read the test pages of goose3: beginnings of texts."""
    for file in sorted((folder / "tests" / "data" / "content").glob("*.json")):
        told, page = json.loads(file.read_text()), file.with_suffix(".html")
        if page.exists() and told["expected"].get("cleaned_text"):
            text = told["expected"]["cleaned_text"]
            headline = told["expected"].get("title")
            yield Known("goose3", publisher_of(told["url"]), page, told["url"], text, False, headline=headline)


def trafilatura(folder: Path) -> Iterator[Known]:
    """Read trafilatura's own evaluation: pieces that the text holds or does not, headline, author, day, tags and
    categories.
    """
    tests = folder / "tests"
    for url, told in json.loads((tests / "evaldata.json").read_text()).items():
        places = (tests / name / told["file"] for name in ("cache", "eval"))
        file = next((place for place in places if place.exists()), None)
        if not url.startswith("http"):  # "hard::nationnews.com-schools.html"
            url = f"https://{'.'.join(told['file'].split('-')[0].split('.')[:2])}/article"
        if file:
            yield Known(
                "trafilatura",
                publisher_of(url),
                file,
                url,
                held=tuple(told["with"]),
                foreign=tuple(told["without"]),
                headline=told.get("title") or None,
                authors=_people_of(told.get("author") or ""),
                day=told.get("date") or None,
                tags=frozenset(filter(None, map(plain, told.get("tags") or ()))),
                sections=frozenset(filter(None, map(plain, told.get("categories") or ()))),
            )


def postlight(folder: Path) -> Iterator[Known]:
    """Read the fixtures of postlight/parser with what its tests expect; scripts were cut from them."""
    for test in sorted(folder.glob("src/extractors/custom/*/index.test.js")):
        code = re.sub(r"^\s*//.*$", "", test.read_text(), flags=re.M)
        for part in re.split(r"\burl\s*=(?=\s*['\"`])", code)[1:]:
            url, file = re.match(rf"\s*{_QUOTED}", part, re.S), re.search(rf"readFileSync\(\s*{_QUOTED}", part, re.S)
            path = folder / file["text"].lstrip("./") if file else None
            if not url or not path or not path.exists():
                continue
            told = {name: value for name in ("title", "author", "date_published") if (value := _told(part, name))}
            yield Known(
                "postlight",
                publisher_of(url["text"]),
                path,
                url["text"],
                headline=told.get("title"),
                authors=people(told.get("author", "")),
                day=told.get("date_published", "")[:10] or None,
                is_day_in_utc=True,
            )


def htmldate(folder: Path) -> Iterator[Known]:
    """Read the pages of adbar/htmldate's evaluation: days."""
    tests = folder / "tests"
    for name in ("eval_default.json", "eval_mediacloud_2020.json"):
        for url, told in json.loads((tests / name).read_text()).items():
            places = (tests / place / told["file"] for place in ("eval", "test_set", "cache"))
            path = next((place for place in places if place.exists()), None)
            if path and told["date"] != "nan" and url.startswith("http"):
                yield Known("htmldate", publisher_of(url), path, url, day=told["date"])


def daniel(folder: Path) -> Iterator[Known]:
    """Read the news pages of rundimeco/waddle in Chinese, English, Greek, Polish and Russian: headlines and texts.

    A file's name is the day of the download, the host and a hash; the address is not known.
    """
    corpus = folder / "corpora" / "Corpus_daniel_v2.1"
    for page in sorted((corpus / "html").iterdir()):
        day, host, hashed = page.name.split("_")
        tree = fromstring(f"<div>{(corpus / 'reference' / page.name).read_text()}</div>")
        headline, *paragraphs = [clean(paragraph.text_content()) for paragraph in tree.iter("p")]
        url = f"http://{host}/{day[:4]}/{hashed}.html"
        yield Known("daniel", publisher_of(url), page, url, "\n".join(paragraphs), headline=headline)


def wcxb(folder: Path) -> Iterator[Known]:
    """Read the articles of Murrough-Foley/web-content-extraction-benchmark: whole texts, headline, author and day."""
    read = set()  # some pages are in both of its parts
    for file in sorted(folder.glob("*/ground-truth/*.json")):
        page = json.loads(file.read_text())
        told, url = page["ground_truth"], page.get("url")
        is_article = page["_internal"]["page_type"]["primary"] == "article" and told.get("main_content")
        if url and url not in read and is_article:
            read.add(url)
            yield Known(
                "wcxb",
                publisher_of(url),
                file.parent.parent / "html" / f"{file.stem}.html.gz",
                url,
                told["main_content"],
                headline=told["title"],
                authors=people(told["author"] or ""),
                day=(told["publish_date"] or "")[:10] or None,
            )


def chinese(folder: Path) -> Iterator[Known]:
    """Read immortal-autumn/Chinese-Web-Content-Extraction-Dataset: whole texts, authors and day, without addresses."""
    for page in sorted((folder / "original").iterdir()):
        text, author, date = (
            (folder / name / f"{page.stem}.txt").read_text() for name in ("cleaned", "author", "date")
        )
        url = _address_in(page) or f"https://{page.stem}.example/article.html"
        day = re.match(r"(\d{4})-(\d\d?)-(\d\d?)", date)
        yield Known(
            "chinese",
            publisher_of(url),
            page,
            url,
            text,
            authors=frozenset(plain(name) for name in author.split() if name != "UNKNOWN"),
            day="-".join(part.zfill(2) for part in day.groups()) if day else None,
        )


# what tells a checkout: a file of its own → how it is read
_SETS: dict[str, Callable[[Path], Iterator[Known]]] = {
    "ground-truth.json": aeb,
    "Readability.js": readability,
    "packages/readabilityjs/test/test-pages": omnivore,
    "newspaper/article.py": newspaper,
    "goose3/__init__.py": goose,
    "tests/evaldata.json": trafilatura,
    "src/extractors/custom": postlight,
    "tests/eval_mediacloud_2020.json": htmldate,
    "corpora/Corpus_daniel_v2.1": daniel,
    "dev/ground-truth": wcxb,
    "result_generation.py": chinese,
}


def load(folder: Path) -> list[Known]:
    """Return the pages of a checkout. Raises SystemExit for a folder that is none of those known."""
    for mark, read in _SETS.items():
        if (folder / mark).exists():
            return list(read(folder))
    raise SystemExit(f"{folder} is no checkout of a set that is known here: see bench/sets.py")


def _address_in(page: Path) -> str | None:
    html = page.read_text("utf-8", "replace")
    found = re.search(r'(?:rel="canonical"|property="og:url")[^>]*(?:href|content)="(https?://[^"]+)"', html)
    return found[1] if found else None


def _expected(place: Path) -> str:
    shown = (place / "expected.html").read_text()
    return _text_of(fromstring(shown)) if shown.strip() else ""


def _people_of(told: str | list[str]) -> frozenset[str]:
    return people(told if isinstance(told, str) else ", ".join(told))


def _told(code: str, name: str) -> str:
    found = re.search(rf"equal\(\s*{name}\s*,\s*{_QUOTED}", code, re.S)
    return re.sub(r"\\(.)", r"\1", found["text"] or "") if found else ""


def _text_of(tree: HtmlElement) -> str:
    for element in tree.iter("script", "style", "noscript"):
        element.clear()
    return "\n".join(str(text) for text in tree.itertext())
