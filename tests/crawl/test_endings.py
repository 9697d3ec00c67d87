"""A line that ends many articles of a site is noticed by a crawl and by the draft of its site file."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import FAST, export, run
from tests.servers.ports import free_ports

LINE = "Got a story? The desk of the Harbour Post reads every letter that comes in."


def paper(folder: Path, number: int = 14) -> None:
    """Write a paper whose articles all end with one line."""
    links = []
    for n in range(number):
        text = "".join(
            f"<p>Sentence {k} of story {n} tells what the council of pier {n * k} said about its {k} boats.</p>"
            for k in range(3, 8)
        )
        name = f"the-council-of-pier-{n}-meets.html"
        links.append(f"<li><a href='/news/{name}'>The council of pier {n} meets on the boats</a></li>")
        (folder / "news").mkdir(parents=True, exist_ok=True)
        (folder / "news" / name).write_text(
            f"<html lang='en'><head><title>The council of pier {n} meets | Harbour Post</title></head><body><h1>The council of pier"
            f" {n} meets</h1><time datetime='2023-11-{n + 1:02}T10:00:00+02:00'>{n + 1} November 2023</time>{text}<p>{LINE}</p></body></html>"
        )
    (folder / "index.html").write_text(
        f"<html lang='en'><head><title>Harbour Post</title></head><body><nav><a href='/'>Home</a></nav><ul>{''.join(links)}</ul></body></html>"
    )


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    paper(tmp_path / "paper")
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=tmp_path / "paper", stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    server.stdout.readline()  # it serves
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait()


def test_a_line_that_ends_many_articles_is_said_with_what_to_add(base: str, tmp_path: Path) -> None:
    env = {"NEWSCRAWL_SITES_DIRS": str(tmp_path / "sites")}
    drafted = run("newscrawl.cli", "sites", "new", base, "--name", "post", "--pause", "0", env=env)
    assert drafted.returncode == 0, drafted.stderr
    file = tmp_path / "sites" / "post.toml"
    draft = file.read_text()
    assert "boilerplate = [" in draft and "Got\\ a\\ story" in draft, draft
    done = run("newscrawl.cli", "crawl", "post", *FAST, index=tmp_path / "drafted", env=env)
    found = export(tmp_path / "drafted")
    assert done.returncode == 0 and len(found) == 14 and all(LINE not in one["body"] for one in found.values())
    assert "ends" not in done.stdout
    file.write_text(re.sub(r"\[labels\].*?\]\n", "", draft, flags=re.S))
    done = run("newscrawl.cli", "crawl", "post", *FAST, index=tmp_path / "without", env=env)
    assert all(LINE in one["body"] for one in export(tmp_path / "without").values())
    told = " ".join(done.stdout.split())
    assert "ends 14 of 14 articles" in told and "[labels] boilerplate = [" in told, done.stdout
