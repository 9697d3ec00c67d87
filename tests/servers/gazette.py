"""A second invented newspaper, as unlike the replica newsroom as can be: German, addresses by date and number, JSON-LD,
no menu.

With ``javascript`` its pages hold no text at all: a script fetches it and writes it into the page.
"""

from __future__ import annotations

import json
import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
_WHO = (
    "Der Stadtrat",
    "Die Gemeinde",
    "Das Museum",
    "Der Ruderverein",
    "Die Werft",
    "Das Ministerium",
    "Die Bäckerei am Markt",
    "Der Chor",
)
_DOES = ("eröffnet", "plant", "verschiebt", "prüft", "erneuert", "schließt", "feiert", "verkauft")
_WHAT = (
    "die alte Brücke",
    "den neuen Hafen",
    "das Sommerfest",
    "die Seilbahn",
    "den Wochenmarkt",
    "das Archiv",
    "die Schleuse",
    "den Radweg",
)
_FIRST, _LAST = (
    ("Jule", "Arne", "Mareike", "Tomke", "Enno", "Wiebke"),
    ("Harms", "Petersen", "Onken", "Brandt", "Lüders"),
)
_SENTENCES = (
    "Nach Angaben der Beteiligten sollen die Arbeiten im Frühjahr beginnen und bis zum Herbst dauern.",
    "Viele Anwohner zeigten sich überrascht, einige sprachen von einem längst fälligen Schritt.",
    "Die Kosten werden auf rund drei Millionen Euro geschätzt, ein Teil davon kommt vom Land.",
    "Kritiker bemängeln, dass die Pläne zu spät öffentlich gemacht worden seien.",
    "Eine Entscheidung wird in der nächsten Sitzung erwartet, die Unterlagen liegen seit Montag aus.",
    "In den vergangenen Jahren hatte es mehrere vergebliche Anläufe gegeben.",
    "Wer mitreden will, kann bis Monatsende schriftlich Stellung nehmen.",
)
_TAGS = ("Hafen", "Verkehr", "Kultur", "Haushalt", "Vereine", "Bauen", "Wasser")


@dataclass(frozen=True)
class Piece:
    """One article of the paper."""

    number: int
    headline: str
    summary: str
    body: list[str]
    author: str
    tags: list[str]
    published: datetime

    @property
    def path(self) -> str:
        """``/2023/11/05/slug-40012.html``."""
        slug = "-".join(
            self.headline.lower().replace("ü", "ue").replace("ö", "oe").replace("ä", "ae").replace("ß", "ss").split()
        )
        return f"/{self.published:%Y/%m/%d}/{slug}-{40000 + self.number}.html"


def pieces(count: int) -> list[Piece]:
    """Return the paper's articles, the newest first."""
    draw = random.Random(count)
    found = []
    for number in range(count):
        headline = f"{draw.choice(_WHO)} {draw.choice(_DOES)} {draw.choice(_WHAT)} zum {number + 1}. Mal"
        body = [
            f"{' '.join(draw.sample(_SENTENCES, 3))} So steht es in Vorlage {number}-{n}."
            for n in range(draw.randint(3, 6))
        ]
        when = datetime(2024, 1, 20, 18, 5, tzinfo=BERLIN) - timedelta(hours=7 * number)
        author = f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"
        found.append(
            Piece(
                number,
                headline,
                f"Was jetzt geschieht, und wer es bezahlt ({number}).",
                body,
                author,
                draw.sample(_TAGS, 2),
                when,
            )
        )
    return found


class Gazette:
    """The paper, on a port of its own while the ``with`` block lasts."""

    def __init__(self, count: int = 60, javascript: bool = False) -> None:
        self.pieces = pieces(count)
        self.javascript = javascript
        gazette = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, kind = gazette.answer(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def answer(self, path: str) -> tuple[str, str]:
        """Return body and content type for a path with its query; an empty body where there is nothing."""
        path = path.partition("?")[0]
        by_path = {piece.path: piece for piece in self.pieces}
        if path == "/":
            return self._home(), "text/html"
        if path == "/robots.txt":
            return (
                f"User-agent: *\nDisallow: /intern/\n{'' if self.javascript else f'Sitemap: {self.base}/karte.xml'}\n",
                "text/plain",
            )
        if path == "/karte.xml" and not self.javascript:
            return self._sitemap(), "application/xml"
        if path == "/neues.rss" and not self.javascript:
            return self._feed(), "application/rss+xml"
        if path == "/archiv/":
            days = sorted({p.published.strftime("/archiv/%Y/%m/%d") for p in self.pieces})
            return "".join(f"<a href='{day}'>{day[8:]}</a> " for day in days), "text/html"
        if path.startswith("/archiv/"):
            pieces = [p for p in self.pieces if p.published.strftime("/archiv/%Y/%m/%d") == path]
            return "".join(f"<p><a href='{p.path}'>{escape(p.headline)}</a></p>" for p in pieces), "text/html"
        if path == "/daten/start.json":
            return json.dumps([{"href": p.path, "text": p.headline} for p in self.pieces]), "application/json"
        if path.startswith("/daten/"):
            piece = self.pieces[int(path.removeprefix("/daten/").removesuffix(".json"))]
            return json.dumps(
                {"kopf": piece.headline, "vorspann": piece.summary, "text": piece.body, "von": piece.author}
            ), "application/json"
        return (self._article(by_path[path]), "text/html") if path in by_path else ("", "text/html")

    def _home(self) -> str:
        shown = [] if self.javascript else self.pieces[:15]
        teasers = "".join(
            f'<div class="kachel"><a href="{p.path}"><b>{escape(p.headline)}</b></a></div>' for p in shown
        )
        script = (
            "<script>fetch('/daten/start.json').then(r=>r.json()).then(d=>{for(const p of d){const a=document.createElement('a');a.href=p.href;"
            "a.textContent=p.text;const w=document.createElement('div');w.append(a);document.getElementById('wurzel').append(w)}})</script>"
        )
        more = script if self.javascript else '<a href="/archiv/">Archiv</a>'
        feed = '<link rel="alternate" type="application/rss+xml" href="/neues.rss">'
        head = '<meta property="og:site_name" content="Küstenbote">' + ("" if self.javascript else feed)
        return f'<html lang="de"><head><title>Küstenbote – Nachrichten von der Küste</title>{head}</head><body><div id="wurzel">{teasers}</div>{more}</body></html>'

    def _article(self, piece: Piece) -> str:
        data = {
            "@context": "https://schema.org",
            "@graph": [
                {"@type": "WebSite", "name": "Küstenbote"},
                {
                    "@type": ["NewsArticle"],
                    "headline": piece.headline,
                    "datePublished": piece.published.isoformat(),
                    "author": [{"@type": "Person", "name": piece.author}],
                    "keywords": piece.tags,
                    "description": piece.summary,
                },
            ],
        }
        script = f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
        if self.javascript:
            inner = f'<div id="wurzel"></div><script>fetch("/daten/{piece.number}.json").then(r=>r.json()).then(d=>{{document.getElementById("wurzel").innerHTML='
            inner += '"<h1>"+d.kopf+"</h1><h2>"+d.vorspann+"</h2><p>Von "+d.von+"</p><section>"+d.text.map(t=>"<p>"+t+"</p>").join("")+"</section>"})</script>'
        else:
            others = "".join(
                f'<li><a href="{p.path}">{escape(p.headline)}</a></li>'
                for p in self.pieces[piece.number + 1 : piece.number + 4]
            )
            text = "".join(f'<p class="absatz">{escape(t)}</p>' for t in piece.body)
            inner = (
                f'<div class="blatt"><h1>{escape(piece.headline)}</h1><h2>{escape(piece.summary)}</h2><div class="zeile">Von {piece.author}, '
                f'<span>{piece.published:%d.%m.%Y, %H:%M} Uhr</span></div><div class="spalte">{text}</div></div><ul class="weiteres">{others}</ul>'
                "<div>Impressum. Alle Rechte beim Küstenboten.</div>"
            )
        return f'<html lang="de"><head><title>{escape(piece.headline)} | Küstenbote</title>{script}</head><body>{inner}</body></html>'

    def _sitemap(self) -> str:
        rows = "".join(
            f"<url><loc>{self.base}{p.path}</loc><lastmod>{p.published.isoformat()}</lastmod></url>"
            for p in self.pieces
        )
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'

    def _feed(self) -> str:
        rows = "".join(
            f"<item><title>{escape(p.headline)}</title><link>{self.base}{p.path}</link></item>"
            for p in self.pieces[:10]
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Küstenbote</title>{rows}</channel></rss>'

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
