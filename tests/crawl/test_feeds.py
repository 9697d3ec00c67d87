"""Feeds that go on: all of their pages are read once, and later only as far as they tell anything new."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.conftest import FAST, export, run
from tests.servers.gazette import Gazette

_PAGE = 8  # entries of a page


class Paged(Gazette):
    """The German paper with a JSON Feed in pages; ``asked`` are the numbers of those that were read."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.asked: list[int] = []

    def answer(self, path: str) -> tuple[str, str]:
        """See ``Gazette``; its articles show no time and no author."""
        if not path.startswith("/feed.json"):
            body, kind = super().answer(path)
            body = re.sub('class="zeile">Von [^,]*', 'class="zeile">', body.replace("datePublished", "x"))
            body = body.replace('"author"', '"x"')
            return body.replace(" Uhr</span>", "").replace("<span>", "<!--"), kind
        number = int(parse_qs(urlsplit(path).query).get("page", ["1"])[0])
        self.asked.append(number)
        shown = self.pieces[(number - 1) * _PAGE : number * _PAGE]
        by = [{"name": "Rana Whitlock"}]
        items = [{"url": self.base + p.path, "date_published": p.published.isoformat(), "authors": by} for p in shown]
        more = {"next_url": f"/feed.json?page={number + 1}"} if number * _PAGE < len(self.pieces) else {}
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **more}), "application/json"


def test_all_pages_of_a_feed_are_read_once(tmp_path: Path) -> None:
    with Paged(30) as paper:
        (tmp_path / "sites").mkdir()
        (tmp_path / "sites" / "bote.toml").write_text(
            f'name = "bote"\ntitle = "Küstenbote"\nbase = "{paper.base}"\nlanguage = "de"\ntimezone = "Europe/Berlin"\n'
            "[discovery]\narticles = ['^/2\\d+/']\nfeeds = ['/feed.json']\n"
        )
        env, chosen = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}, ("-a", "discover=feed")
        for _ in range(2):
            done = run("scrapy", "crawl", "bote", *FAST, *chosen, index=tmp_path / "index", env=env)
            assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
        found = {url: (a["published_at"], a["authors"]) for url, a in export(tmp_path / "index").items()}
        assert found == {paper.base + p.path: (p.published.isoformat(), ["Rana Whitlock"]) for p in paper.pieces}
        assert paper.asked == [1, 2, 3, 4, 1]
