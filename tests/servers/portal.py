"""A third invented newspaper, of the old kind: one script shows all articles, and only the query tells which; no
sitemap, no feed, no metadata, and tables for its layout.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from tests.servers.gazette import Gazette, Piece

SECTIONS = ("Hafen", "Stadt und Land", "Kultur")
_PAGE = 8  # articles of a listing


def section_of(piece: Piece) -> str:
    """Return the section that an article is in."""
    return SECTIONS[piece.number % len(SECTIONS)]


class Portal(Gazette):
    """The paper, on a port of its own while the ``with`` block lasts."""

    def address_of(self, piece: Piece) -> str:
        """Return the whole address of an article."""
        return f"{self.base}/news/beitrag.php?nr={700 + piece.number}"

    def answer(self, path: str) -> tuple[str, str]:
        """Return body and content type for a path with its query; an empty body where there is nothing."""
        query = {key: int(values[0]) for key, values in parse_qs(urlsplit(path).query).items() if values[0].isdigit()}
        found = ""
        match urlsplit(path).path:
            case "/":
                found = self._page("Hafenblatt", self._teasers(self.pieces[:10]))
            case "/news/beitrag.php" if 700 <= query.get("nr", 0) < 700 + len(self.pieces):
                found = self._beitrag(self.pieces[query["nr"] - 700])
            case "/news/liste.php" if 1 <= query.get("rubrik", 0) <= len(SECTIONS):
                found = self._liste(query["rubrik"], query.get("seite", 1))
            case "/info.php":
                found = self._page("Über uns - Hafenblatt", "<p>Das Hafenblatt erscheint jeden Morgen.</p>")
        return found, "text/html"

    def _page(self, title: str, inner: str) -> str:
        menu = "".join(f'<td><a href="/news/liste.php?rubrik={n}">{name}</a></td>' for n, name in enumerate(SECTIONS, 1))
        about = '<td><a href="/info.php?seite=ueber">Über uns</a></td>'
        return (
            f'<html lang="de"><head><title>{escape(title)}</title></head><body><table><tr>{menu}{about}</tr></table>'
            f"<table><tr><td>{inner}</td></tr></table><p>© Hafenblatt</p></body></html>"
        )

    def _teasers(self, pieces: list[Piece]) -> str:
        return "".join(f'<p><a href="{self.address_of(p)}">{escape(p.headline)}</a></p>' for p in pieces)

    def _liste(self, section: int, page: int) -> str:
        inside = [piece for piece in self.pieces if section_of(piece) == SECTIONS[section - 1]]
        pages = range(1, -(-len(inside) // _PAGE) + 1)
        ways = " ".join(f'<a href="/news/liste.php?rubrik={section}&amp;seite={n}">{n}</a>' for n in pages)
        shown = inside[(page - 1) * _PAGE : page * _PAGE]
        read = f"<h3>Meistgelesen</h3>{self._teasers(self.pieces[:2])}"  # of all sections
        title = f"{SECTIONS[section - 1]} - Hafenblatt"
        return self._page(title, f"{self._teasers(shown)}<p>{ways}</p>{read}") if shown else ""

    def _beitrag(self, piece: Piece) -> str:
        section = SECTIONS.index(section_of(piece)) + 1
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in piece.body)
        others = self.pieces[piece.number + 1 : piece.number + 4]
        inner = (
            f'<a href="/news/liste.php?rubrik={section}">{SECTIONS[section - 1]}</a><h1>{escape(piece.headline)}</h1>'
            f"<p>Von {piece.author} | {piece.published:%d.%m.%Y, %H:%M} Uhr</p>{text}"
            f"<h3>Weitere Beiträge</h3>{self._teasers(others)}"
        )
        return self._page(f"{piece.headline} - Hafenblatt", inner)
