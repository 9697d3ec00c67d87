"""An invented site of two papers, each an edition under a path of its own; the page above them leads to both."""

from __future__ import annotations

from tests.servers.gazette import Gazette

PATHS = ("/kueste", "/binnenland")


class Editions(Gazette):
    """The site, on a port of its own while the ``with`` block lasts; both editions print the same articles."""

    def answer(self, path: str) -> tuple[str, str]:
        """Return body and content type for a path with its query; an empty body where there is nothing."""
        if path == "/":
            ways = "".join(f'<li><a href="{edition}/">Nachrichten aus {edition[1:]}</a></li>' for edition in PATHS)
            return f"<html><head><title>Küstenbote</title></head><body><ul>{ways}</ul></body></html>", "text/html"
        if path.startswith("/KUESTE"):
            return f'<html><head><meta http-equiv="refresh" content="0; url={path.lower()}"></head></html>', "text/html"
        if path == "/karte.xml":
            rows = "".join(f"<url><loc>{self.base}{one}{p.path}</loc></url>" for one in PATHS for p in self.pieces)
            return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>', "application/xml"
        edition = next((one for one in PATHS if path.startswith(f"{one}/")), "")
        if not edition:
            return super().answer(path)
        body, kind = super().answer(path.removeprefix(edition))
        root = f"{self.base}{edition}/"
        return body.replace('href="/', f'href="{root}').replace("href='/", f"href='{root}").replace(f"{self.base}/2", f"{root}2"), kind
