"""``python -m bench.cli``: how long commands take beside ``python -c pass``; medians of whole processes, in seconds.

An archive of 3,000 articles is made first. Bytecode is cached, as it is where newscrawl is installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from bench.articles import generate
from newscrawl.index import open_index

ROUNDS = 11
ARTICLES = 3_000


def main() -> None:
    """Time each command in turn with the bare interpreter, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        archive = f"tantivy:{folder}/archive"
        open_index(archive).put(list(generate(ARTICLES)))
        own = [sys.executable, "-m", "newscrawl.cli", "--index", archive]
        commands = {
            "newscrawl --help": [*own, "--help"],
            "newscrawl search iran": [*own, "search", "iran"],
            "newscrawl search --tag Turkey --facet tags": [*own, "search", "--tag", "Turkey", "--facet", "tags"],
            "newscrawl trend iran": [*own, "trend", "iran"],
            "newscrawl crawl --help": [*own, "crawl", "--help"],
        }
        print(f"{'seconds, medians of ' + str(ROUNDS):45}{'command':>9}{'python':>9}{'more':>9}{'ratio':>8}")
        for name, command in commands.items():
            took, bare = measure(command)
            print(f"{name:45}{took:9.3f}{bare:9.3f}{took - bare:9.3f}{took / bare:8.1f}")


def measure(command: list[str]) -> tuple[float, float]:
    """Return the median seconds of a command, and of the bare interpreter, which take turns."""
    times: tuple[list[float], list[float]] = ([], [])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for number in range(ROUNDS + 1):
        for which, words in enumerate((command, [sys.executable, "-c", "pass"])):
            begun = time.perf_counter()
            subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=True)
            if number:  # the first fills the caches
                times[which].append(time.perf_counter() - begun)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
