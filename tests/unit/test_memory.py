"""How a crawl's process keeps its memory."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc
from newscrawl.extensions.memory import collect_rarely

class Node:
    pass

before = gc.get_threshold()
collect_rarely()
assert gc.get_freeze_count() > 1000, "modules are looked through again"
assert gc.get_threshold()[0] > before[0]
found = Node()
found.itself, found.weight = found, bytearray(100)
del found
assert gc.collect() > 0, "cycles are never freed"
print("fine")
"""


def test_dead_cycles_are_looked_for_rarely_but_not_never() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("fine\n", "")
