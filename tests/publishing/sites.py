"""Builds sites with Hexo and Pelican out of articles of the newsroom, and serves them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.newsroom.server import editions
from tests.servers.ports import free_ports

HERE = Path(__file__).parent
PELICAN = HERE / ".venv" / "bin" / "pelican"
TITLE, ZONE = "Harbour Chronicle", "Asia/Beirut"
WRITERS = ("Rana Whitlock", "Tomas Okafor", "Ines Calloway", "Hugo Marden")
ABOUT = "The Harbour Chronicle is a newspaper of its readers. It was founded by dockers and is printed twice a week. " * 3


@dataclass(frozen=True)
class Post:
    """An article as the newsroom wrote it."""

    slug: str
    headline: str
    published_at: str
    author: str
    section: str
    tags: list[str]
    body: list[str]


def posts(number: int) -> list[Post]:
    """Return so many articles with a text; every second was published soon after midnight, when it is another day in
    UTC.
    """
    english = next(edition for edition in editions(2 * number, 1, "127.0.0.1", 1) if edition.lang == "en")
    truth = [one for one in english.truth() if len(one["body"]) > 2][:number]
    return [
        Post(
            one["url"].rpartition("/")[2][:60].rstrip("-"),
            one["headline"],
            re.sub("T..:", "T00:", one["published_at"]) if place % 2 else one["published_at"],
            WRITERS[place % len(WRITERS)],
            one["section"][-1],
            one["tags"][:3],
            one["body"],
        )
        for place, one in enumerate(truth)
    ]


def build_hexo(folder: Path, theme: str, base: str, written: list[Post]) -> Path:
    """Make a site with Hexo; return the folder that is to be served."""
    package = json.loads((HERE / "hexo" / "package.json").read_text())
    (folder / "package.json").write_text(json.dumps({**package, "hexo": {"version": ""}}))  # so it knows its own
    (folder / "node_modules").symlink_to(HERE / "hexo" / "node_modules")
    (folder / "_config.yml").write_text(
        f"title: {TITLE}\nauthor: {TITLE}\nlanguage: en\ntimezone: '{ZONE}'\nurl: {base}\ntheme: {theme}\n"
        "marked: {smartypants: false}\nfeed: {type: atom, path: atom.xml, limit: 10}\n"
    )
    for post in written:
        text = "\n\n".join(post.body)
        head = {"title": post.headline, "date": post.published_at[:19].replace("T", " "), "author": post.author}
        matter = json.dumps({**head, "categories": [post.section], "tags": post.tags}, ensure_ascii=False)
        _write(folder / "source" / "_posts" / f"{post.slug}.md", f";;;\n{matter[1:-1]}\n;;;\n\n{text}\n")
    _write(folder / "source" / "about" / "index.md", f"---\ntitle: About us\n---\n\n{ABOUT}\n")
    command = [str(HERE / "hexo" / "node_modules" / ".bin" / "hexo"), "generate", "--silent"]
    for _ in range(2 if theme == "icarus" else 1):  # its first run writes the configuration that the second uses
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder / "public"


def build_pelican(folder: Path, theme: str, base: str, written: list[Post]) -> Path:
    """Make a site with Pelican; return the folder that is to be served."""
    (folder / "pelicanconf.py").write_text(
        f"AUTHOR = SITENAME = {TITLE!r}\nSITEURL = {base!r}\nPATH = 'content'\nTIMEZONE = {ZONE!r}\n"
        f"DEFAULT_LANG = 'en'\nDEFAULT_PAGINATION = 8\nTHEME = {theme!r}\nFEED_ALL_ATOM = 'feeds/all.atom.xml'\n"
        f"PLUGINS = {['sitemap'] if theme == 'notmyidea' else []!r}\nSITEMAP = {{'format': 'xml'}}\n"
    )
    for post in written:
        head = f"Title: {post.headline}\nDate: {post.published_at[:16].replace('T', ' ')}\nSlug: {post.slug}\n"
        about = f"Category: {post.section}\nTags: {', '.join(post.tags)}\nAuthor: {post.author}\n"
        _write(folder / "content" / f"{post.slug}.md", f"{head}{about}\n" + "\n\n".join(post.body) + "\n")
    _write(folder / "content" / "pages" / "about.md", f"Title: About us\n\n{ABOUT}\n")
    command = [str(PELICAN), "content", "-o", "output", "-s", "pelicanconf.py"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder / "output"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


BUILDERS = {
    "landscape": build_hexo,
    "icarus": build_hexo,
    "notmyidea": build_pelican,
    "simple": build_pelican,
}
"""Each theme, and how a site with it is made."""


@contextmanager
def served(folder: Path, theme: str, written: list[Post]) -> Iterator[str]:
    """Make a site and serve it; the value is its address."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (port,) = free_ports(1)
    base = f"http://127.0.0.1:{port}"
    public = BUILDERS[theme](folder, theme, base, written)
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=public, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(base).close()
                break
            except URLError:
                time.sleep(0.1)
        yield base
    finally:
        server.terminate()
        server.wait()
