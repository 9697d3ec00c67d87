"""Draws the pages of an edition: as heavy as real ones, with every element of the first site."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from datetime import datetime
from html import escape
from urllib.parse import quote

from tests.newsroom.generator import Brief, Post, Section, Text
from tests.newsroom.language import ENGLISH
from tests.newsroom.newsroom import Edition

ENGLISH_MONTHS = ENGLISH.months_other
# the keys of the metadata script after a redesign
_REDESIGNED = {
    "title": "pageTitle", "description": "teaser", "keywords": "subjects", "thumbnail": "picture", "author": "writer",
    "published_time": "firstPublished", "last_updated": "lastChanged", "lang": "locale", "classes": "labels",
}  # fmt: skip
CODES = {"ar": "Ar", "en": "En", "es": "Es"}


def class_names(mode: str) -> Callable[[str], str]:
    """Return the function that names classes: ``normal`` keeps a name, ``alternative`` changes every one."""
    if mode == "normal":
        return lambda name: name
    return lambda name: " ".join("x" + hashlib.md5(part.encode()).hexdigest()[:7] for part in name.split())


def visible_date(when: datetime, edition: Edition, number: int, clock: bool = True) -> str:
    """Write a date as the page shows it: own month names; in Arabic often Arabic-Indic digits, no zone."""
    words = edition.words
    months = words.months_other if edition.lang == "ar" and number % 4 == 1 else words.months
    text = f"{when.day} {months[when.month - 1]} {when.year}"
    if clock:
        text += f" {when:%H:%M}"
    if edition.lang == "ar" and number % 2:
        text = text.translate(str.maketrans("0123456789", words.digits))
    return text


class Pages:
    """Draws all pages of one edition. What does not change between pages is drawn once."""

    def __init__(self, edition: Edition, classes: str = "normal") -> None:
        self.edition, self.words = edition, edition.words
        self.c = class_names(classes)
        self._head, self._foot = self._heavy_head(), self._heavy_foot()
        self._menu = self._draw_menu()

    # -- parts that stand on every page

    def _heavy_head(self) -> str:
        rng = random.Random(f"css:{self.edition.lang}")
        rules = "".join(
            f".{self.c(f'block-{n}')}>.{self.c(f'cell-{n % 40}')}{{margin:{rng.randint(0, 40)}px;"
            f"color:#{rng.randrange(16**6):06x};grid-area:{n % 9}/{n % 7}/span 2/span 3}}\n"
            for n in range(330)
        )
        return f"<style>{rules}</style>"

    def _heavy_foot(self) -> str:
        rng = random.Random(f"js:{self.edition.lang}")
        lines = "".join(
            f"window.__m[{n}]=function(e,t){{return e&&t?e.concat('{rng.randrange(16**12):012x}'):t||{n}}};\n"
            for n in range(620)
        )
        icons = "".join(
            f"<svg class='{self.c('icon')}' viewBox='0 0 24 24'><path d='M{n} {n % 7}h{n}v{n * 2}z'/></svg>"
            for n in range(60)
        )
        w, c = self.words, self.c
        links = "".join(
            f"<li><a href='/page/{p}'>{p.title()}</a></li>" for p in ("privacy", "about", "contact", "authors")
        )
        return (
            f"<footer class='{c('footer')}'><div class='{c('logo')}'>{w.outlet}</div><p class='{c('text')}'>{w.self_description}</p>"
            f"<p class='{c('text')}'>{w.rights}</p><ul>{links}</ul><a href='https://play.example/app'>Android</a>"
            f"<a href='https://apps.example/app'>iOS</a>{icons}</footer><script>window.__m=[];\n{lines}</script></body></html>"
        )

    def _draw_menu(self) -> str:
        w, c = self.words, self.c
        items: dict[str, list[str]] = {}
        for section in self.edition.sections:
            link = f"<a href='/{section.path}'>{escape(section.labels[-1])}</a>"
            items.setdefault(section.labels[0], []).append(link)
        levels = "".join(
            f"<li><span>{escape(head)}</span><ul>{''.join(f'<li>{link}</li>' for link in links)}</ul></li>"
            if len(links) > 1
            else f"<li>{links[0]}</li>"
            for head, links in items.items()
        )
        regions = "".join(f"<li><a href='/region/{quote(r)}'>{escape(r)}</a></li>" for r in w.regions)
        editions = "".join(
            f"<li><a href='{e.root}/'>{CODES[lang]}</a></li>" for lang, e in sorted(self.edition.others.items())
        )
        return (
            f"<header class='{c('masthead')}'><a class='{c('logo')}' href='/'>{w.outlet}</a><ul class='{c('editions')}'>{editions}</ul>"
            f"<form action='/search'><input name='q'></form><nav class='{c('menu')}'><ul>{levels}</ul></nav>"
            f"<nav class='{c('menu mobile')}'><ul>{levels}</ul></nav><ul class='{c('regions')}'>{regions}</ul></header>"
        )

    def _ticker(self) -> str:
        w, c, edition = self.words, self.c, self.edition
        rng = random.Random(f"ticker:{edition.lang}:{edition.now.isoformat()}")
        lines = []
        plain = [sentence for sentence in w.sentences if ": " not in sentence]  # else it would seem to name a speaker
        for n in range(10):
            statement = edition.generator.fill(rng.choice(plain), rng)
            lines.append(statement if n % 4 == 3 else f"{rng.choice(w.speakers)}: {statement}")
        items = "".join(f"<li><a href='/live'>{escape(line)}</a></li>" for line in lines)
        return f"<div class='{c('breaking')}'><strong>{w.breaking}</strong><ul>{items}</ul></div>"

    def _card(self, brief: Brief, name: str = "card", date: bool = True, path: str | None = None) -> str:
        c, edition = self.c, self.edition
        href = escape(self._href(brief, path), quote=True)
        caption = escape(edition.words.posts[brief.number % 3].format(who="", place="", thing="").strip(" :"))
        when = visible_date(brief.published, edition, brief.number, clock=False) if date else ""
        tag = "p" if edition.lang == "ar" else "span"
        return (
            f"<div class='{c(name)}'><a href='{href}'><img alt='{caption}' src='/media/thumb/{brief.number}.jpeg'></a>"
            f"<span class='{c('category')}'>{escape(brief.section.labels[-1])}</span><h3><a href='{href}'>{escape(brief.headline)}</a></h3>"
            + (f"<{tag} class='{c('date')}'>{when}</{tag}>" if date else "")
            + "</div>"
        )

    def _href(self, brief: Brief, path: str | None = None) -> str:
        href = quote(path or brief.path)
        if "session-ids" in self.edition.faults.on:
            return f"{href}?PHPSESSID={random.randrange(16**8):08x}"
        if brief.number % 10 == 3:
            return f"{href}?utm_source=home&utm_medium=card"
        return href

    def _side(self, brief: Brief | None = None) -> str:
        w, c, edition = self.words, self.c, self.edition
        popular = edition.newest(12)[2:10:2]
        cards = "".join(self._card(b) for b in popular)
        nxt = edition.read_next(brief) if brief else []
        read_next = "".join(self._card(b, "card next", date=False) for b in nxt)
        coverage = "".join(f"<a href='{self._topic_href(t)}'>{escape(t)}</a>" for t in w.topics[:2])
        trap = ""
        if "calendar" in edition.faults.on:
            trap = f"<a href='/calendar/{edition.now.year}/{edition.now.month}'>#</a><a href='/news/calendar-{edition.now.year}-{edition.now.month}/'>#</a>"
        return (
            f"<aside class='{c('side')}'><section class='{c('most-read')}'><h4>{w.most_read}</h4>{cards}</section>"
            f"<section class='{c('coverage')}'><h4>{w.coverage}</h4><p><a href='/coverage'>{w.browse_all}</a></p>{coverage}</section>{trap}"
            f"<a href='/news/internal/draft-of-tomorrow'>&middot;</a></aside>"
            + (
                f"<section class='{c('read-next')}'><h4>{w.read_next}</h4><p><a href='/news'>{w.browse_all}</a></p>{read_next}</section>"
                if nxt
                else ""
            )
        )

    @staticmethod
    def _topic_href(topic: str) -> str:
        return "/coverage/" + quote(topic.replace(" ", "-"))

    def _page(self, title: str, head: str, main: str, side: str) -> str:
        w, c = self.words, self.c
        return (
            f"<!DOCTYPE html><html lang='{w.code}' dir='{w.direction}'><head><meta charset='utf-8'><title>{escape(title)} | {w.outlet}</title>"
            f"{head}{self._head}</head><body class='{c('page')}'>{self._menu}{self._ticker()}<main class='{c('main')}'>{main}</main>{side}{self._foot}"
        )

    # -- pages

    def article(self, brief: Brief, mood: str | None = None) -> str:
        """Draw an article's page in a mood of ``faults.ARTICLE_KINDS`` (or none)."""
        text = self.edition.text(brief)
        return self._page(
            brief.headline, self._article_head(text, mood), self._article_main(text, mood), self._side(brief)
        )

    def _article_head(self, text: Text, mood: str | None) -> str:
        brief, edition, w = text.brief, self.edition, self.words
        published, modified = brief.published, brief.modified or brief.published

        def meta(key: str, name: str, value: str) -> str:
            return f"<meta {key}='{name}' content='{escape(value, quote=True)}'>"

        keywords = self._keywords(text)
        if "redesign-meta" in edition.faults.on:
            return self._script(text, keywords, mood)
        parts = [
            f"<link rel='canonical' href='{edition.root}{quote(brief.path)}'>",
            meta("name", "description", text.summary),
            meta("name", "keywords", keywords),
            meta("property", "og:type", "article"),
            meta("property", "og:site_name", w.outlet),
            meta("property", "og:title", brief.headline),
            meta("property", "og:description", text.summary),
            meta("property", "og:url", edition.url(brief)),
            meta("property", "og:image", edition.root + text.image),
        ]
        if mood != "no-date":
            parts.append(meta("property", "article:published_time", f"{published:%Y-%m-%dT%H:%M:%S}.0000000"))
            parts.append(meta("property", "article:modified_time", f"{modified:%Y-%m-%dT%H:%M:%S}.0000000"))
        if text.video:
            parts.append(meta("property", "og:video", edition.root + text.video[0]))
        parts += [
            f"<link rel='alternate' hreflang='{lang}' href='{escape(url)}'>" for lang, url in edition.alternates(brief)
        ]
        if mood != "no-script":
            parts.append(self._script(text, keywords, mood))
        return "".join(parts)

    @staticmethod
    def _keywords(text: Text) -> str:
        """The tags as the site writes them: one string, some with a blank before, some repeated."""
        tags = list(text.tags)
        if text.brief.number % 5 == 0:
            tags.append(tags[0])
        if text.brief.number % 7 == 0:
            tags.append(tags[1].upper())
        return ",".join(f" {tag}" if n % 3 == 1 else tag for n, tag in enumerate(tags))

    def _script(self, text: Text, keywords: str, mood: str | None) -> str:
        brief, edition = text.brief, self.edition
        published, modified = brief.published, brief.modified or brief.published
        classes = [
            {"mapping": "posttype", "value": brief.section.labels[0]},
            {"mapping": "category", "value": brief.section.labels[-1]},
        ]
        classes += [{"mapping": "coverage", "value": topic} for topic in text.topics]
        classes += [{"mapping": "country", "value": region} for region in text.regions]
        data = {
            "type": "article",
            "postid": str(1_900_000 + brief.number),
            "title": "" if brief.section.path == "newscast" else brief.headline,
            "description": text.summary,
            "url": edition.url(brief),
            "keywords": keywords.split(",") if brief.number % 11 == 0 else keywords,
            "thumbnail": edition.root + text.image,
            "video_duration": str(text.video[1]) if text.video else None,
            "word_count": str(text.word_count),
            "lang": edition.lang,
            "author": text.author,
            "classes": [{"key": f"class{n}", **value} for n, value in enumerate(classes, 1)],
            "html": "",
            "lite_url": "",
        }
        if mood != "no-date":
            data["published_time"], data["last_updated"] = published.isoformat(), modified.isoformat()
        name = "tawsiyat-metadata"
        if "redesign-script" in edition.faults.on:
            name, data = "page-model", {_REDESIGNED.get(key, key): value for key, value in data.items()}
        raw = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
        if mood == "broken-json":
            raw = raw[: len(raw) // 2]
        return f"<script id='{name}' type='text/tawsiyat'>{raw}</script>"

    def _article_main(self, text: Text, mood: str | None) -> str:
        w, c, brief, edition = self.words, self.c, text.brief, self.edition
        arabic = edition.lang == "ar"
        when = (
            ""
            if mood == "no-date"
            else f"<li class='{c('date')}'>{visible_date(brief.published, edition, brief.number)}</li>"
        )
        source = f"<li class='{c('source')}'>{w.source} {escape(', '.join(text.sources))}</li>" if text.sources else ""
        minutes = w.minutes.format(n=text.minutes)
        standfirst = "p" if arabic else "h2"
        caption = escape(f"{text.caption} ({text.credit})", quote=True)
        author = quote(text.author.replace(" ", "-"))
        head = (
            f"<h1 class='{c('title')}'>{escape(brief.headline)}</h1><ul class='{c('info')}'>"
            f"<li class='{c('author')}'>{w.by} <a href='/authors/{author}'>{escape(text.author)}</a></li>{source}{when}</ul>"
            f"<span class='{c('reading')}'>{minutes}</span><{standfirst} class='{c('summary')}'>{escape(text.summary)}</{standfirst}>"
            f"<ul class='{c('media')}'><li><a href='https://x.example/share'>x</a></li><li><img alt='{caption}' src='{text.image}'>"
            f"<span class='{c('caption')}'>{caption}</span></li></ul>"
        )
        if text.video:
            head += f"<video class='{c('player')}' src='{text.video[0]}' controls></video>"
        blocks = "".join(self._block(kind, value, text) for kind, value in text.blocks)
        under = self._under(text)
        if arabic:  # tags and blurb are paragraphs like all others, in the same container
            body = f"<div class='{c('p-content')}'>{blocks}{under}</div>"
        else:
            body = f"<div class='{c('p-content')}'>{blocks}</div>{under}"
        return f"<div class='{c('article')}'>{head}{body}</div>"

    def _block(self, kind: str, value: object, text: Text) -> str:
        c, w = self.c, self.words
        if kind == "p":
            return f"<p class='{c('text')}'>{escape(str(value), quote=False)}</p>\n"
        if kind == "h3":
            return f"<h3 class='{c('sub')}'>{escape(str(value))}</h3>\n"
        if kind == "post":
            return self._post(text.posts[int(str(value))])
        if kind == "more":
            target = self.edition.briefs[int(str(value))]
            return f"<p class='{c('text more')}'>{w.read_more} <a href='{quote(target.path)}'>{escape(target.headline)}</a></p>\n"
        cards = "".join(self._related(self.edition.briefs[number]) for number in text.related)
        return f"<div class='{c('related')}'><h4>{w.related}</h4>{cards}</div>\n"

    def _related(self, brief: Brief) -> str:
        c = self.c
        href = quote(brief.path)
        return (
            f"<div class='{c('card small')}'><a href='{href}'><img alt='{escape(brief.headline[:20])}…' src='/media/thumb/{brief.number}.jpeg'></a>"
            f"<h5><a href='{href}'>{escape(brief.headline)}</a></h5></div>"
        )

    def _post(self, post: Post) -> str:
        picture = post.picture.rpartition("/")[2]
        when = f"{ENGLISH_MONTHS[post.when.month - 1]} {post.when.day}, {post.when.year}"
        return (
            f"<blockquote class='{self.c('twitter-tweet')}'><p lang='{self.edition.lang}'>{escape(post.text)} "
            f"<a href='https://t.co/{picture}'>{post.picture}</a></p>&mdash; {post.name} (@{post.handle}) "
            f"<a href='https://twitter.com/{post.handle}/status/{post.status}?ref_src=twsrc%5Etfw'>{when}</a></blockquote>\n"
        )

    def _under(self, text: Text) -> str:
        w, c, arabic = self.words, self.c, self.edition.lang == "ar"
        links = [f"<a href='/news?tags={quote(tag)}'>{escape(tag)}</a>" for tag in text.tags]
        if arabic:
            tags = "".join(f"<p class='{c('text')}'>{link}</p>" for link in links)
        else:
            tags = f"<ul class='{c('tags')}'>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
        story = ""
        for topic in text.topics:
            href = self._topic_href(topic)
            blurb = f"<p class='{c('text')}'>{escape(w.blurb.format(topic=topic))}</p>"
            story = (
                f"<div class='{c('story')}'><a href='{href}'><img alt='{escape(topic)}' src='/media/story.jpeg'></a>"
                f"<a href='{href}'>{escape(topic)}</a></div>{blurb}"
            )
        return tags + story

    def listing(self, section: Section, page: int) -> str:
        """Draw one page of a section's listing, paged as the section does it."""
        briefs, more = self.edition.listing(section.path, page)
        cards = "".join(self._listing_card(b, section) for b in briefs)
        title = section.labels[-1]
        main = (
            f"<h1 class='{self.c('heading')}'>{escape(title)}</h1><div id='list' class='{self.c('list')}'>{cards}</div>"
        )
        return self._page(title, self._listing_head(section), main + self._paging(section, page, more), self._side())

    def _listing_card(self, brief: Brief, section: Section) -> str:
        second = brief.second_section is not None and section.path == brief.second_section.path
        return self._card(brief, path=brief.second_path if second else None)

    def _listing_head(self, section: Section) -> str:
        edition = self.edition
        return (
            f"<meta property='og:type' content='website'><link rel='canonical' href='{edition.root}/{section.path}'>"
            f"<link rel='alternate' type='application/rss+xml' href='/rss'>"
        )

    def _paging(self, section: Section, page: int, more: bool) -> str:
        w, c = self.words, self.c
        if not more and section.paging != "numbers":
            return ""
        if section.paging == "next":
            return f"<a class='{c('next')}' rel='next' href='/{section.path}?page={page + 1}'>{w.next_page}</a>"
        if section.paging == "more":
            return (
                f"<button id='more' data-page='2' class='{c('load-more')}'>{w.load_more}</button><script>"
                "document.getElementById('more').onclick=function(){var b=this,p=+b.dataset.page;"
                f"fetch('/_more/{section.path}?page='+p).then(r=>r.json()).then(function(d){{"
                "document.getElementById('list').insertAdjacentHTML('beforeend',d.html);"
                "if(d.more){b.dataset.page=p+1}else{b.remove()}})}</script>"
            )
        numbers = range(max(1, page - 2), page + 3 if more else page + 1)
        links = "".join(f"<a href='/{section.path}?page={n}'>{n}</a> " for n in numbers)
        return f"<div class='{c('pages')}'>{links}</div>"

    def more(self, section: Section, page: int) -> dict[str, object]:
        """What the "Load more" button fetches."""
        briefs, more = self.edition.listing(section.path, page)
        return {"html": "".join(self._listing_card(b, section) for b in briefs), "more": more}

    def home(self) -> str:
        """Draw the front page: the newest articles, the ticker, the most read."""
        cards = "".join(self._card(b, "card lead") for b in self.edition.newest(15))
        head = (
            "<meta property='og:type' content='website'><link rel='alternate' type='application/rss+xml' href='/rss'>"
        )
        return self._page(self.words.outlet, head, f"<div class='{self.c('list')}'>{cards}</div>", self._side())

    def tag(self, name: str) -> str:
        """Draw the listing behind a tag: newest articles that carry it."""
        found = [b for b in self.edition.newest(200) if name in self.edition.text(b).tags][:20]
        cards = "".join(self._card(b) for b in found)
        return self._page(name, "", f"<h1>{escape(name)}</h1><div>{cards}</div>", self._side())

    def plain(self, title: str, text: str = "") -> str:
        """Draw a page that is no article: an author's page, the legal notice, the soft 404."""
        return self._page(
            title,
            "<meta property='og:type' content='website'>",
            f"<h1>{escape(title)}</h1><p>{escape(text)}</p>",
            self._side(),
        )

    def calendar(self, year: int, month: int) -> str:
        """Draw a month of the calendar that never ends."""
        nxt = (year + month // 12, month % 12 + 1)
        last = (year - (month == 1), (month - 2) % 12 + 1)
        days = "".join(f"<a href='/calendar/{year}/{month}/{day}'>{day}</a>" for day in range(1, 29))
        links = "".join(f"<a href='/calendar/{y}/{m}'>{y}-{m}</a>" for y, m in (nxt, last))
        return self._page(f"{year}-{month}", "", f"<div>{days}{links}</div>", self._side())

    # -- what is made for machines

    def sitemap_index(self) -> str:
        """Draw the sitemap index: one sitemap a month, the month without a leading zero (sitemaps.org)."""
        rows = "".join(
            f"<sitemap><loc>{self.edition.root}/sitemaps/all/sitemap-{y}-{m}.xml</loc></sitemap>"
            for y, m in self.edition.months()
        )
        return f"<?xml version='1.0' encoding='UTF-8'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</sitemapindex>"

    def sitemap(self, year: int, month: int) -> str:
        """Draw the sitemap of one month, with ``lastmod``."""
        rows = "".join(
            f"<url><loc>{escape(self.edition.url(b))}</loc><lastmod>{(b.modified or b.published).isoformat()}</lastmod></url>"
            for b in self.edition.month(year, month)
        )
        return f"<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{rows}</urlset>"

    def feed(self) -> str:
        """Draw the RSS 2.0 feed of the 30 newest articles."""
        w, edition = self.words, self.edition
        items = "".join(
            f"<item><title>{escape(b.headline)}</title><link>{escape(edition.root + quote(b.path))}</link>"
            f"<guid isPermaLink='false'>{1_900_000 + b.number}</guid><pubDate>{_rfc822(b.published)}</pubDate></item>"
            for b in edition.newest(30)
        )
        return (
            f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel><title>{w.outlet}</title>"
            f"<link>{edition.root}/</link><description>{w.self_description}</description>{items}</channel></rss>"
        )


def _rfc822(when: datetime) -> str:
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[when.weekday()]
    return f"{day}, {when.day:02} {ENGLISH_MONTHS[when.month - 1][:3]} {when.year} {when:%H:%M:%S %z}"
