"""``make demo``: crawls the replica newsroom into the default index of the checkout, and searches it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.newsroom.server import ORDER
from tests.servers.ports import is_free

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 100
PORTS = (8900, 18900, 28900)
SEARCHES = (
    (["ceasefire Iran"], "words, in every language"),
    (["Iran", "--tag", "Turkey", "--since", "2023-11-01", "--until", "2023-11-07", "--limit", "3"], "by tag and date"),
    (["مقاومة", "--lang", "ar", "--limit", "3"], "Arabic: finds والمقاومة too"),
)


GO_ON = """  source .venv/bin/activate
  newscrawl serve                     # then open http://127.0.0.1:8765/ (or: make demo serve=1)
  newscrawl search 'ceasefire -football' --facet tags
  newscrawl show ID
  newscrawl --help"""


def free(port: int) -> bool:
    """True if the three ports from here are free."""
    return all(is_free(number) for number in range(port, port + len(ORDER)))


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers. Raises SystemExit if the server ends or takes too long."""
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit("demo: the newsroom did not start")


def say(text: str) -> None:
    """Print a line of the demo's own."""
    print(f"\n── {text}", flush=True)


def newscrawl(*arguments: str) -> int:
    """Run the command line as a user would, into the index of this checkout."""
    command = [sys.executable, "-m", "newscrawl.cli", *arguments]
    environment = {**os.environ, "NEWSCRAWL_INDEX_URL": "tantivy:archive"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Run the demo; return 0 if everything in it worked."""
    port = next((p for p in PORTS if free(p)), None)
    if port is None:
        print(f"demo: ports {PORTS} are all taken; end what uses them", file=sys.stderr)
        return 1
    again = (ROOT / "archive" / "archive.json").exists()
    say(f"a replica newsroom: three editions of {ARTICLES} articles each, on 127.0.0.1 ports {port} to {port + 2}")
    command = [sys.executable, "-m", "tests.newsroom", "--port", str(port), "--articles", str(ARTICLES)]
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        wait_for(f"http://127.0.0.1:{port}/robots.txt", server)
        say(
            "crawling into the archive that is there already: known articles are not downloaded again"
            if again
            else "crawling all three editions"
        )
        code = 0
        for number, lang in enumerate(ORDER):
            base = f"base=http://127.0.0.1:{port + number}"
            # AutoThrottle is for other people's servers
            code |= newscrawl("crawl", f"almayadeen-{lang}", "-a", base, "-s", "AUTOTHROTTLE_ENABLED=False")
        code |= newscrawl("stats")
        for arguments, what in SEARCHES:
            shown = " ".join(f"'{a}'" if " " in a or not a.isascii() else a for a in arguments)
            say(f"newscrawl search {shown}    ({what})")
            code |= newscrawl("search", *arguments, *([] if "--limit" in arguments else ["--limit", "3"]))
    finally:
        server.terminate()
        server.wait()
    say("how to go on")
    print(GO_ON)
    if os.environ.get("DEMO_SERVE") and not code:
        say("the page is opened; Ctrl-C ends it")
        code = newscrawl("serve", "--open")
    return code


if __name__ == "__main__":
    sys.exit(main())
