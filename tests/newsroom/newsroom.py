"""The clock and the archive of one edition: what is published, edited, retracted, and the truth about it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.newsroom.faults import LOST, Faults
from tests.newsroom.generator import START, Brief, Generator, Section, Text
from tests.newsroom.language import LANGUAGES
from tests.newsroom.quotations import quotations

PAGE_SIZE = 20


class Edition:
    """One edition: its articles by address, by section and by month, and its moods."""

    def __init__(self, lang: str, count: int, seed: int, root: str = "") -> None:
        self.lang, self.seed, self.root = lang, seed, root
        self.site = f"almayadeen-{lang}"
        self.words = LANGUAGES[lang]
        self.generator = Generator(seed, lang, count)
        self.faults = Faults(seed)
        self.now = START
        self.initial = count
        self.others: dict[str, Edition] = {}
        self.briefs: list[Brief] = []
        self.by_path: dict[str, int] = {}
        self.by_section: dict[str, list[int]] = {s.path: [] for s in self.generator.sections}
        for number in range(count):
            self._add(self.generator.published(number))

    @property
    def sections(self) -> list[Section]:
        """The sections in menu order."""
        return self.generator.sections

    def _add(self, published: datetime, copy_of: int | None = None) -> Brief:
        number = len(self.briefs)
        attempt = 0
        brief = self.generator.brief(number, published)
        if number % 50 == 49 and copy_of is None:
            self._share_slug(brief)
        while brief.path in self.by_path or (brief.second_path or "") in self.by_path:
            attempt += 1
            brief = self.generator.brief(number, published, attempt)
        brief.copy_of = copy_of
        self.briefs.append(brief)
        self.by_path[brief.path] = number
        self.by_section[brief.section.path].append(number)
        if brief.second_path and brief.second_section:
            self.by_path[brief.second_path] = number
            self.by_section[brief.second_section.path].append(number)
        return brief

    def _share_slug(self, brief: Brief) -> None:
        """Give an article the headline of the one before, in another section: a slug is not unique."""
        before = self.briefs[-1]
        if brief.section is not before.section:
            brief.headline, brief.slug, brief.second_section = before.headline, before.slug, None

    def publish(self, n: int) -> list[str]:
        """Publish ``n`` new articles, 7 minutes apart; return their paths."""
        return [self._publish_one().path for _ in range(n)]

    def _publish_one(self, copy_of: int | None = None) -> Brief:
        self.now += timedelta(minutes=7)
        return self._add(self.now.replace(second=0, microsecond=0), copy_of)

    def publish_copy(self) -> str:
        """Publish a copy of an article with a few words changed (one paragraph); return its path."""
        original = next(b for b in reversed(self.briefs) if b.section.kind == "news" and b.copy_of is None)
        return self._publish_one(copy_of=original.number).path

    def edit(self, n: int) -> list[str]:
        """Change the text of ``n`` older articles; return their paths."""
        live = [b for b in self.briefs if not b.retracted]
        chosen = random.Random(f"{self.seed}:edit:{self.now.isoformat()}").sample(live, min(n, len(live)))
        self.now += timedelta(minutes=7)
        for brief in chosen:
            brief.revision += 1
            brief.modified = self.now.replace(second=0, microsecond=0)
        return [b.path for b in chosen]

    def retract(self, n: int) -> list[str]:
        """Take ``n`` articles off the site (they answer 410 from now on); return their paths."""
        live = [b for b in self.briefs if not b.retracted]
        chosen = random.Random(f"{self.seed}:retract:{self.now.isoformat()}").sample(live, min(n, len(live)))
        for brief in chosen:
            brief.retracted = True
        return [b.path for b in chosen]

    def listing(self, section: str, page: int) -> tuple[list[Brief], bool]:
        """Return page ``page`` (from 1) of a section, newest first, and whether another follows."""
        numbers = self.by_section[section]
        live = [n for n in reversed(numbers) if not self.briefs[n].retracted and not self.hidden(n)]
        start = (page - 1) * PAGE_SIZE
        return [self.briefs[n] for n in live[start : start + PAGE_SIZE]], start + PAGE_SIZE < len(live)

    def hidden(self, number: int) -> bool:
        """Some articles stand in no listing: only related links, sitemaps and the feed lead to them."""
        return number % 41 == 11 and number + 1 in self._linked_after(number)

    def _linked_after(self, number: int) -> set[int]:
        """The numbers from which the pages carry a "Read Next" link back to ``number``."""
        return {number + 1} if number + 1 < len(self.briefs) and not self.briefs[number + 1].retracted else set()

    def read_next(self, brief: Brief) -> list[Brief]:
        """The cards under an article: its predecessors in time."""
        numbers = [n for n in range(brief.number - 1, brief.number - 6, -1) if n >= 0]
        return [self.briefs[n] for n in numbers if not self.briefs[n].retracted][:4]

    def newest(self, amount: int) -> list[Brief]:
        """The newest articles that still stand."""
        found: list[Brief] = []
        for brief in reversed(self.briefs):
            if not brief.retracted:
                found.append(brief)
            if len(found) == amount:
                break
        return found

    def month(self, year: int, month: int) -> list[Brief]:
        """The articles published in one month."""
        return [b for b in self.briefs if (b.published.year, b.published.month) == (year, month) and not b.retracted]

    def months(self) -> list[tuple[int, int]]:
        """The months that hold articles, newest first."""
        return sorted({(b.published.year, b.published.month) for b in self.briefs}, reverse=True)

    def text(self, brief: Brief) -> Text:
        """The whole article behind a brief."""
        return self.generator.text(brief)

    def url(self, brief: Brief) -> str:
        """The canonical address of an article."""
        return self.root + brief.path

    def alternates(self, brief: Brief) -> list[tuple[str, str]]:
        """(language, address) of the same article in the other editions."""
        if brief.number % 3 or brief.number >= self.initial:
            return []
        found = []
        for lang, other in sorted(self.others.items()):
            if brief.number < other.initial:
                found.append((lang, other.url(other.briefs[brief.number])))
        return found

    def truth(self) -> Iterator[dict[str, Any]]:
        """What a perfect crawl would index, article by article, in the Article's field names."""
        for brief in self.briefs:
            if not brief.retracted and self.faults.of(brief.number) not in LOST:
                yield self._true(brief)

    def _true(self, brief: Brief) -> dict[str, Any]:
        text = self.text(brief)
        mood = self.faults.of(brief.number)
        bare = mood in ("no-script", "broken-json")
        undated = mood == "no-date"
        published = brief.published.isoformat()
        second = brief.second_path

        def link(number: int) -> dict[str, str]:
            target = self.briefs[number]
            return {"url": self.url(target), "headline": target.headline}

        return {
            "url": self.url(brief),
            "site": self.site,
            "language": self.lang,
            "kind": brief.section.kind,
            "headline": brief.headline,
            "summary": text.summary,
            "body": text.body,
            "section": list(brief.section.labels),
            "region": [] if bare else text.regions,
            "authors": [text.author],
            "sources": text.sources,
            "published_at": None if undated else published,
            "modified_at": None if undated else (brief.modified or brief.published).isoformat(),
            "image": {"url": self.root + text.image, "caption": text.caption, "credit": text.credit},
            "media": [{"type": "video", "url": self.root + text.video[0], "duration": text.video[1]}]
            if text.video
            else [],
            "tags": text.tags,
            "topics": text.topics,
            "embeds": [_embed(post) for post in text.posts],
            "quotes": quotations(self.lang, text.body),
            "related": [link(n) for n in text.related],
            "read_more": [link(n) for n in text.read_more],
            "alternates": [url for _, url in self.alternates(brief)],
            "also_at": [self.root + second] if second else [],
            "word_count": text.word_count,
            "reading_minutes": text.minutes,
        }


def _embed(post: Any) -> dict[str, Any]:
    return {
        "provider": "x",
        "author": post.name,
        "handle": post.handle,
        "date": post.when.date().isoformat(),
        "text": f"{post.text} {post.picture}",
        "links": [
            f"https://t.co/{post.picture.rpartition('/')[2]}",
            f"https://twitter.com/{post.handle}/status/{post.status}",
        ],
    }
