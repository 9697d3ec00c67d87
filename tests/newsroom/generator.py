"""Makes articles from a seed: the same seed, edition and number give the same article for ever.

``brief`` is the cheap part (headline, section, address, time) that listings need for every article;
``article`` adds the text. Neither keeps anything: an archive of 100,000 articles needs no disk.
"""

from __future__ import annotations

import math
import random
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.newsroom.language import LANGUAGES, Language

ZONE = ZoneInfo("Asia/Beirut")
START = datetime(2023, 11, 8, 18, 0, tzinfo=ZONE)
SLUG_LENGTH = 60


@dataclass(frozen=True)
class Section:
    """A section of the menu: where it lies, what it is called, how its listing pages."""

    path: str
    labels: tuple[str, ...]
    kind: str
    weight: int
    paging: str = "numbers"


def sections(lang: str) -> list[Section]:
    """Return the sections of an edition in menu order; ``paging`` is numbers, next or more."""
    menu = LANGUAGES[lang].menu

    def one(path: str, kind: str, weight: int, paging: str = "numbers") -> Section:
        head, _, last = path.partition("/")
        labels = (menu[head], menu[last]) if last else (menu[head],)
        return Section(path, labels, kind, weight, paging)

    economy = "news/economic" if lang == "ar" else "news/economy"
    common = [
        one("news/politics", "news", 30),
        one(economy, "news", 12),
        one("news/sports", "news", 6, "next"),
        one("news/arts-culture", "news", 4, "next"),
        one("news/health", "news", 4),
        one("news/miscellaneous", "news", 4),
        one("news/technology", "news", 4),
        one("news/environment", "news", 4),
        one("articles/opinion", "opinion", 5),
        one("articles/analysis", "analysis", 5, "more"),
        one("articles/blog", "blog", 3),
        one("articles/features", "feature", 3, "next"),
        one("infographs", "infograph", 2),
        one("in-pictures", "gallery", 2, "more"),
        one("live", "live", 2),
    ]
    if lang == "ar":
        videos = [
            one("tv-reports", "video", 4),
            one("video", "video", 3),
            one("newscast", "video", 2, "next"),
            one("research-papers", "analysis", 1),
        ]
    else:
        videos = [one("videos/newsfeed", "video", 4), one("videos/explainers", "video", 2)]
    return common + videos


@dataclass
class Brief:
    """What a listing shows of an article."""

    number: int
    section: Section
    slug: str
    headline: str
    published: datetime
    revision: int = 1
    modified: datetime | None = None
    retracted: bool = False
    copy_of: int | None = None
    second_section: Section | None = None

    @property
    def path(self) -> str:
        """The path of the article's address, with its letters not percent-encoded."""
        folder = self.section.path
        if folder == "newscast":
            folder = f"newscast/{self.published.year}"
        return f"/{folder}/{self.slug}"

    @property
    def second_path(self) -> str | None:
        """The path under the second section, for the articles that stand in two."""
        return f"/{self.second_section.path}/{self.slug}" if self.second_section else None


@dataclass
class Post:
    """An embedded X/Twitter post."""

    name: str
    handle: str
    when: datetime
    text: str
    picture: str
    status: str


@dataclass
class Text:
    """An article in full. ``blocks`` are (kind, value) in page order: p, h3, post, more, related."""

    brief: Brief
    summary: str
    blocks: list[tuple[str, object]]
    author: str
    sources: list[str]
    tags: list[str]
    topics: list[str]
    regions: list[str]
    caption: str
    credit: str
    image: str
    video: tuple[str, int] | None
    related: list[int]
    read_more: list[int]
    posts: list[Post] = field(default_factory=list)

    @property
    def body(self) -> list[str]:
        """The paragraphs and sub-headings, as the author wrote them."""
        return [str(value) for kind, value in self.blocks if kind in ("p", "h3")]

    @property
    def word_count(self) -> int:
        """Words of the body, split at blanks."""
        return sum(len(paragraph.split()) for paragraph in self.body)

    @property
    def minutes(self) -> int:
        """Reading time at 200 words a minute, at least 1."""
        return max(1, math.ceil(self.word_count / 200))


def slug(headline: str, lang: str) -> str:
    """Return the site's slug: each other character becomes ``-``, cut at 60, also inside a word."""
    text = headline.lower()
    if lang != "ar":
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    cut = "".join(c if c.isalnum() else "-" for c in text)
    return cut[:SLUG_LENGTH].lstrip("-") or "-"


class Generator:
    """Makes the articles of one edition. ``count`` fixes how far apart in time the first ones lie."""

    def __init__(self, seed: int, lang: str, count: int) -> None:
        self.seed, self.lang, self.count = seed, lang, count
        self.words: Language = LANGUAGES[lang]
        self.sections = sections(lang)
        self._weighted = [s for s in self.sections for _ in range(s.weight)]
        # never older than 2015, never closer than a minute
        self.interval = min(timedelta(hours=2), timedelta(days=3200) / max(count, 1))

    def rng(self, number: int, part: str) -> random.Random:
        """Return the random numbers of one part of one article."""
        return random.Random(f"{self.seed}:{self.lang}:{number}:{part}")

    def fill(self, pattern: str, rng: random.Random) -> str:
        """Fill a sentence pattern with names of this edition."""
        words = self.words
        text = pattern.format(
            who=rng.choice(words.people),
            place=rng.choice(words.places),
            thing=rng.choice(words.things),
            n=rng.randint(2, 99),
            m=rng.randint(100, 999) if "{n},{m}" in pattern else rng.randint(10, 22),
        )
        first = text[0]
        return text if first.isupper() else first.upper() + text[1:]

    def brief(self, number: int, published: datetime, attempt: int = 0) -> Brief:
        """Make the listing part; another ``attempt`` gives another headline (slugs must not clash)."""
        rng = self.rng(number, f"brief{attempt}")
        section = rng.choice(self._weighted)
        pattern = rng.choice(self.words.headlines)
        headline = self.fill(pattern, rng)
        if attempt > 2:  # the bank is finite, news is not
            headline = f"{headline} ({number})"
            return Brief(
                number, section, slug(headline, self.lang)[: SLUG_LENGTH - 9] + f"-{number}", headline, published
            )
        made = Brief(number, section, slug(headline, self.lang), headline, published)
        if section.path.startswith("news/") and number % 29 == 7:
            others = [s for s in self.sections if s.path.startswith("news/") and s is not section]
            made.second_section = rng.choice(others)
        return made

    def published(self, number: int) -> datetime:
        """Return the time of one of the first ``count`` articles: evenly spread, to the minute."""
        back = (self.count - number) * self.interval.total_seconds()
        jitter = self.rng(number, "time").uniform(0, 0.9) * self.interval.total_seconds()
        instant = START.timestamp() - back + jitter
        return datetime.fromtimestamp(instant - instant % 60, ZONE)

    def text(self, brief: Brief) -> Text:
        """Make the whole article at its present revision."""
        rng = self.rng(brief.number if brief.copy_of is None else brief.copy_of, "text")
        words, kind = self.words, brief.section.kind
        summary = self.fill(rng.choice(words.sentences), rng)
        amount = {"video": 1, "infograph": 1, "gallery": 2}.get(kind, rng.randint(6, 14))
        paragraphs = [self._paragraph(rng) for _ in range(amount)]
        if amount > 2 and rng.random() < 0.5:
            paragraphs.insert(1, summary)
        if brief.copy_of is not None:
            paragraphs[0] = self._paragraph(self.rng(brief.number, "copy"))
        for revision in range(2, brief.revision + 1):
            note = words.edited.format(n=revision - 1, place=rng.choice(words.places), thing=rng.choice(words.things))
            paragraphs.append(note)
        older = max(brief.number, 1)
        related = _targets(rng, older, 2)
        more = _targets(rng, older, rng.choice((0, 1, 2))) if amount > 2 else []
        posts = [self._post(rng, brief) for _ in range(rng.choice((0, 0, 1, 2)))] if amount > 2 else []
        opinion = kind in ("opinion", "analysis", "blog", "feature")
        tags = rng.sample(words.tags, 6)
        outlet = rng.random() < 0.2 if opinion else rng.random() < 0.8
        uid = "".join(rng.choice("0123456789abcdef") for _ in range(32))
        day = brief.published
        caption = self.fill(rng.choice(words.sentences), rng).rstrip(".")
        made = Text(
            brief=brief,
            summary=summary,
            blocks=[],
            author=words.outlet if outlet else rng.choice(words.writers),
            sources=[] if opinion else rng.sample(words.agencies, rng.choice((1, 1, 2))),
            tags=tags,
            topics=[rng.choice(words.topics)] if rng.random() < 0.66 else [],
            regions=rng.sample(words.regions, rng.choice((1, 1, 2))) if rng.random() < 0.5 else [],
            caption=caption,
            credit=rng.choice(words.photographers),
            image=f"/media/image/{day.year}/{day.month}/{day.day}/{uid}.jpeg?v=3&width=1000",
            video=(f"/media/video/{uid}.mp4", rng.randint(30, 900)) if kind == "video" else None,
            related=related,
            read_more=more,
            posts=posts,
        )
        made.blocks = _blocks(rng, paragraphs, words, made)
        return made

    def _paragraph(self, rng: random.Random) -> str:
        return " ".join(self.fill(rng.choice(self.words.sentences), rng) for _ in range(rng.choice((1, 2, 2, 3))))

    def _post(self, rng: random.Random, brief: Brief) -> Post:
        name = rng.choice(("TRT Planet", "War Lens", "Nile Wire", "Cedar Post"))
        return Post(
            name=name,
            handle=name.lower().replace(" ", "") + str(rng.randint(1, 9)),
            when=brief.published,
            text=self.fill(rng.choice(self.words.posts), rng),
            picture="pic.twitter.com/" + "".join(rng.choice("abcXYZ0189") for _ in range(10)),
            status=str(rng.randint(10**17, 10**18)),
        )


def _targets(rng: random.Random, below: int, amount: int) -> list[int]:
    """Choose older articles to link to, most of them recent ones."""
    if below < 3:
        return []
    return sorted({max(0, below - 1 - int(rng.expovariate(1 / 40))) for _ in range(amount)})


def _blocks(rng: random.Random, paragraphs: list[str], words: Language, made: Text) -> list[tuple[str, object]]:
    """Put posts, "Read more" lines, the related box and sub-headings between the paragraphs."""
    blocks: list[tuple[str, object]] = [("p", paragraph) for paragraph in paragraphs]
    if len(paragraphs) > 7:
        blocks.insert(rng.randint(4, 6), ("h3", rng.choice(words.subheads)))
    for index in range(len(made.posts)):
        blocks.insert(rng.randint(2, len(blocks)), ("post", index))
    for number in made.read_more:
        blocks.insert(rng.randint(2, len(blocks)), ("more", number))
    if made.related and len(paragraphs) > 2:
        blocks.insert(rng.randint(2, len(blocks) - 1), ("related", None))
    else:
        made.related = []
    posts = [value for kind, value in blocks if kind == "post"]
    more = [value for kind, value in blocks if kind == "more"]
    made.posts = [made.posts[int(str(index))] for index in posts]
    made.read_more = [int(str(number)) for number in more]
    order = iter(range(len(posts)))
    return [(kind, next(order) if kind == "post" else value) for kind, value in blocks]
