"""How much memory a process has of its own: what the benchmarks of servers and searches print."""

from __future__ import annotations

from pathlib import Path


def own_memory(pid: int | str) -> int:
    """Return the bytes of a process' own memory, without the files of an index that are mapped."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("Anonymous:")))
