"""``python -m bench.peers [ARTICLES]``: news-please's own command and newscrawl's, on the same replica newsroom.

news-please is installed into an environment of its own, and runs as it comes, with its default pipeline; told are only
the site, and a folder for its files. It takes no port in a site's address, so the newsroom answers on port 80, under a
name that /etc/hosts has meanwhile: this needs root. Both are stopped after ``SECONDS``. Printed are articles a second,
from the start of the command to its end, medians of three rounds, and the ratio.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from newscrawl.index import open_index
from newscrawl.runs.process import crawl_command, crawl_environment

ROOT = Path(__file__).resolve().parent.parent
VERSION = "1.6.16"
HOST = "newscrawl-replica.com"  # news-please takes only names that end as registered ones do
SECONDS = 60
ROUNDS = 3
_HOSTS = Path("/etc/hosts")


@contextmanager
def newsroom(articles: int) -> Iterator[str]:
    """A replica newsroom whose English edition is at port 80 of ``HOST``; gives its address."""
    before = _HOSTS.read_text()
    command = [sys.executable, "-m", "tests.newsroom", "--port", "79", "--articles", str(articles), "--name", HOST]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        for _ in range(3):
            process.stdout.readline()
        _HOSTS.write_text(f"{before.rstrip()}\n127.0.0.1 {HOST}\n")
        yield f"http://{HOST}"
    finally:
        _HOSTS.write_text(before)
        process.terminate()
        process.wait()


def install(folder: Path) -> Path:
    """Install news-please into an environment of its own; return its command."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin" / "pip"), "install", "-q", f"news-please=={VERSION}"], check=True)
    return folder / "bin" / "news-please"


def peer(command: Path, base: str, folder: Path) -> tuple[int, float]:
    """Let news-please crawl; return how many articles it has written, and in how many seconds."""
    folder.mkdir()
    package = next((command.parent.parent / "lib").glob("python3*/site-packages/newsplease/config"))
    config = (package / "config.cfg").read_text()
    lines = [
        f"working_path = {folder}/" if line.startswith("working_path") else line for line in config.splitlines()
    ]
    (folder / "config").mkdir()
    (folder / "config" / "config.cfg").write_text("\n".join(lines) + "\n")
    (folder / "config" / "config_lib.cfg").write_text((package / "config_lib.cfg").read_text())
    (folder / "config" / "sitelist.hjson").write_text(json.dumps({"base_urls": [{"url": base}]}))
    with (folder / "log").open("wb") as log:
        seconds = timed([str(command), "-c", str(folder / "config")], folder, log.fileno())
    return sum(1 for _ in (folder / "data").rglob("*.json")), seconds


def ours(base: str, folder: Path) -> tuple[int, float]:
    """Let newscrawl crawl; return how many articles it has indexed, and in how many seconds."""
    folder.mkdir()
    index = f"tantivy:{folder / 'archive'}"
    settings = ["AUTOTHROTTLE_ENABLED=False", f"OUTBOX_DIR={folder / 'outbox'}", f"LOG_FILE={folder / 'log'}"]
    seconds = timed(crawl_command("almayadeen-en", [f"base={base}"], settings), folder, None, crawl_environment(index))
    return open_index(index).stats().articles, seconds


def timed(command: list[str], folder: Path, output: int | None, environment: dict[str, str] | None = None) -> float:
    """Run a command to its end, or for ``SECONDS``; return the seconds."""
    begun = time.monotonic()
    streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
    process = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True, **streams)
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        subprocess.run(["pkill", "-KILL", "-s", str(process.pid)], check=False)
        process.wait()
    return time.monotonic() - begun


def main() -> None:
    """Run both in turn, and print the ratio."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    speeds: dict[str, list[float]] = {"news-please": [], "newscrawl": []}
    with tempfile.TemporaryDirectory() as name, newsroom(articles) as base:
        folder = Path(name)
        command = install(folder / "environment")
        with urlopen(f"{base}/_newsroom/truth") as answer:
            print(f"{sum(1 for _ in answer):,} articles at {base}", flush=True)
        for n in range(ROUNDS):
            for who, (count, seconds) in (
                ("news-please", peer(command, base, folder / f"theirs-{n}")),
                ("newscrawl", ours(base, folder / f"ours-{n}")),
            ):
                speed = count / seconds
                speeds[who].append(speed)
                print(f"{who:12} {count:6,} articles in {seconds:6.1f} s, {speed:7.2f} articles/s", flush=True)
    ratio = statistics.median(speeds["newscrawl"]) / max(statistics.median(speeds["news-please"]), 1e-9)
    print(f"newscrawl : news-please {ratio:.1f}")


if __name__ == "__main__":
    main()
