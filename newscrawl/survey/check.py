"""Judges a sample of a site's articles: which fields are there, which layer answered, what looks wrong."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from newscrawl.items import Article, instant
from newscrawl.sites.model import Site
from newscrawl.sites.patterns import LAST_LINES

FIELDS = (
    "headline",
    "summary",
    "body",
    "authors",
    "published_at",
    "modified_at",
    "image",
    "tags",
    "section",
    "language",
)
NEEDED = {"headline": 1.0, "body": 0.95, "published_at": 0.95}
"""Shares below which a field needs work."""
_ADVICE = {
    "body": "name the element of the text in [selectors]: body = ['…'], and see the page with: newscrawl sites try",
    "published_at": "name the date's element in [selectors]: published_at = ['time']",
    "headline": "name it in [selectors]: headline = ['h1']",
    "authors": "if the pages show bylines, name them in [selectors]: authors = ['…']",
    "section": "add [[sections]] with the paths of the site's menu",
    "tags": "if the pages show tags, set tag_links to where they lead, or [selectors]: tags = ['…']",
}


@dataclass
class Report:
    """What a sample shows. ``doubts`` are (address, what looks wrong); ``advice`` what to change in the file."""

    articles: int
    coverage: dict[str, float] = field(default_factory=dict)
    layers: dict[str, Counter[str]] = field(default_factory=dict)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """True if every field that a crawl cannot do without is there often enough."""
        return self.articles > 0 and all(self.coverage.get(name, 0.0) >= share for name, share in NEEDED.items())


def judge(articles: list[Article], site: Site | None = None) -> Report:
    """Return the report of a sample; with the site's file also which of its selectors never find anything."""
    report = Report(len(articles))
    for name in FIELDS:
        having = [a for a in articles if getattr(a, name)]
        report.coverage[name] = len(having) / max(1, len(articles))
        report.layers[name] = Counter(a.layers.get(name, "structure") for a in having)
    for article in articles:
        report.doubts += [(article.url, what) for what in _doubts(article)]
    headlines = Counter(article.headline for article in articles)
    if articles and len(articles) >= _SAME and (same := headlines.most_common(1)[0])[1] > len(articles) / 2:
        report.coverage["headline"] = 0.0  # it is the site's name, or a banner
        doubt = f"the headline of {same[1]} of {len(articles)} articles: {same[0][:80]!r}"
        report.doubts.append((articles[0].url, doubt))
    repeated = find_repeated(articles)
    for text, count in repeated:
        report.doubts.append((articles[0].url, f"stands in {count} of {len(articles)} articles: {text[:80]!r}"))
    if repeated:
        report.advice.append("boilerplate: add [labels] boilerplate = ['^…'] for the lines that stand in every article")
    if site and site.timezone_is_a_guess:
        report.advice.append(
            f"timezone: {site.timezone} is a guess; set the newsroom's own, and delete timezone_is_a_guess"
        )
    for name in site.selectors if site and articles else ():
        if name != "caption" and not any(article.layers.get(name) == "site" for article in articles):
            report.advice.append(f"{name}: its selectors find nothing on any of these pages")
    report.advice += [f"{name}: {_ADVICE[name]}" for name in _ADVICE if report.coverage[name] < NEEDED.get(name, 0.3)]
    return report


_DAY = 86_400
_SAME = 3  # articles with one headline are no chance
_SUBHEADING = 60  # letters
_CHECKS: tuple[tuple[str, Callable[[Article], bool]], ...] = (
    ("no date", lambda a: not a.published_at),
    ("a date in the future", lambda a: bool(a.published_at) and instant(a.published_at or "") > time.time() + 2 * _DAY),
    ("changed before it was published", lambda a: _seconds_after(a) < -_DAY),
    ("a text of less than 40 words", lambda a: a.kind not in ("video", "gallery", "infograph") and a.word_count < 40),
    ("a headline of more than 200 letters", lambda a: len(a.headline) > 200),
    ("the headline stands in the text", lambda a: a.headline in a.body),
    ("a text in one paragraph", lambda a: len(a.body) == 1 and a.word_count > 250),
    ("more than six authors", lambda a: len(a.authors) > 6),
    ("an author of more than five words", lambda a: any(len(name.split()) > 5 for name in a.authors)),
)  # fmt: skip


def _seconds_after(article: Article) -> float:
    """Return how long after it was published an article was changed; 0 where either time is not known."""
    if not (article.published_at and article.modified_at):
        return 0.0
    return instant(article.modified_at) - instant(article.published_at)


def _doubts(article: Article) -> Iterator[str]:
    for what, wrong in _CHECKS:
        if wrong(article):
            yield what


def find_repeated(articles: list[Article]) -> list[tuple[str, int]]:
    """Return paragraphs that stand in a third of the articles or more, three at least: nobody writes so.

    Short lines without a full stop, such as "What is known", are subheadings that a newsroom uses again.
    """
    holders: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        for paragraph in article.body:
            holders[paragraph].add(article.id)
    least = max(3, len(articles) // 3)
    return [
        (text, len(ids)) for text, ids in holders.items() if len(ids) >= least and not _is_subheading(text, holders)
    ]


def find_endings(articles: list[Article]) -> list[str]:
    """Return the lines that end half of the articles or more, three at least: "Log in to comment"."""
    ends = Counter(text for article in articles for text in dict.fromkeys(article.body[-LAST_LINES:]))
    least = max(_SAME, len(articles) / 2)
    return [text for text, count in ends.items() if count >= least]


def _is_subheading(text: str, holders: Mapping[str, set[str]]) -> bool:
    """True for a short line that ends without a mark, and stands in not nearly all of the articles."""
    everywhere = max(map(len, holders.values()))
    return len(text) <= _SUBHEADING and text[-1:].isalnum() and len(holders[text]) < 0.9 * everywhere
