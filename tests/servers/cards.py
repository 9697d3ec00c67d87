"""A fifth invented newspaper: its lists are cards with a heading and "Weiterlesen", and the addresses of its articles
are drawn by a system, some of digits alone.
"""

from __future__ import annotations

from hashlib import sha256
from xml.sax.saxutils import escape

from tests.servers.gazette import Gazette, Piece

_NEWEST = 12  # articles on the home page


class Cards(Gazette):
    """The paper, on a port of its own while the ``with`` block lasts."""

    def path_of(self, piece: Piece) -> str:
        """Return the path of an article."""
        drawn = sha256(bytes([piece.number])).hexdigest()[:6]
        return f"/lesen/{drawn if piece.number % 6 else int(drawn, 16)}"

    def answer(self, path: str) -> tuple[str, str]:
        """Return body and content type for a path; an empty body where there is nothing."""
        pieces = {self.path_of(piece): piece for piece in self.pieces}
        found = ""
        if path == "/":
            cards = self._cards(self.pieces[:_NEWEST]) + '<a href="/alle">Alle Artikel</a>'
            sport = f"http://sport.{self.base.removeprefix('http://')}/2024/das-rudern-am-kai"
            others = "".join(f'<a href="{sport}-{n}">Das Rudern am Kai, Teil {n}</a>' for n in range(4))
            found = self._page("Hafenkarten", cards + others)
        elif path == "/alle":
            found = self._page("Alle | Hafenkarten", self._cards(self.pieces))
        elif path == "/impressum":
            found = self._page("Impressum | Hafenkarten", f"<p>{'Die Hafenkarten erscheinen an jedem Morgen. ' * 20}</p>")
        elif path in pieces:
            found = self._artikel(pieces[path])
        return found, "text/html"

    def _page(self, title: str, inner: str) -> str:
        menu = '<a href="/">Hafenkarten</a> <a href="/alle">Alle</a> <a href="/impressum">Impressum</a>'
        return (
            f'<html lang="de"><head><title>{escape(title)}</title></head><body><nav>{menu}</nav>{inner}'
            '<footer><a href="/impressum">Impressum und Datenschutz der Hafenkarten lesen</a></footer></body></html>'
        )

    def _cards(self, pieces: list[Piece]) -> str:
        return "".join(
            f'<div><h3>{escape(p.headline)}</h3><p>{escape(p.summary)}</p><a href="{self.path_of(p)}">Weiterlesen</a></div>'
            for p in pieces
        )

    def _artikel(self, piece: Piece) -> str:
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.body)
        by = f"<p>Von {piece.author}, {piece.published:%d.%m.%Y %H:%M}</p>"
        others = self._cards(self.pieces[piece.number + 1 : piece.number + 3])
        inner = f"<article><h1>{escape(piece.headline)}</h1>{by}{text}</article><h2>Mehr</h2>{others}"
        return self._page(f"{piece.headline} | Hafenkarten", inner)
