"""A fourth invented newspaper, as a small generator makes it: the home page only greets, the list of the newest articles
names the feed and an archive of all, and no metadata says anything.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from tests.servers.gazette import Gazette, Piece

_NEWEST = 8  # articles in the list, and in the feed


class Beacon(Gazette):
    """The paper, on a port of its own while the ``with`` block lasts."""

    def address_of(self, piece: Piece) -> str:
        """Return the whole address of an article."""
        return f"{self.base}/berichte/{piece.path.rpartition('/')[2].rpartition('-')[0]}-{'abcdefghij'[piece.number % 10]}/"

    def answer(self, path: str) -> tuple[str, str]:
        """Return body and content type for a path; an empty body where there is nothing."""
        pieces = {self.address_of(piece).removeprefix(self.base): piece for piece in self.pieces}
        newest = list(pieces.values())[:_NEWEST]
        if path == "/berichte/feed.xml":
            items = "".join(f"<item><link>{self.address_of(p)}</link></item>" for p in newest)
            return f'<rss version="2.0"><channel>{items}</channel></rss>', "application/rss+xml"
        found = ""
        if path == "/":
            found = self._page("Willkommen - Leuchtfeuer", '<p>Nachrichten von der Küste: <a href="berichte">Berichte</a></p>')
        elif path.rstrip("/") == "/berichte":
            found = self._page("Berichte - Leuchtfeuer", self._titles(newest) + '<a href="/berichte/archiv">Archiv</a>')
        elif path == "/berichte/archiv":
            found = self._page("Alle - Leuchtfeuer", self._titles(list(pieces.values())))
        elif path in pieces:
            found = self._bericht(pieces[path])
        return found, "text/html"

    def _page(self, title: str, inner: str) -> str:
        feed = '<link rel="alternate" type="application/rss+xml" href="/berichte/feed.xml">' if "Berichte -" in title else ""
        return (
            f'<html lang="de"><head><title>{escape(title)}</title>{feed}</head><body><header><h1>Leuchtfeuer</h1>'
            f'<nav><a href="/">Leuchtfeuer</a></nav></header>{inner}<footer>© Leuchtfeuer</footer></body></html>'
        )

    def _titles(self, pieces: list[Piece]) -> str:
        return "".join(f'<h2><a href="{self.address_of(p)}">{escape(p.headline)}</a></h2>' for p in pieces)

    def _bericht(self, piece: Piece) -> str:
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.body)
        by = f"<p>geschrieben von\n {piece.author}\n am {piece.published:%Y-%m-%d}</p>"
        return self._page(f"{piece.headline} - Leuchtfeuer", f"<h2>{escape(piece.headline)}</h2>{by}{text}")
