"""Names under which something is saved."""

from __future__ import annotations

from newscrawl.errors import ArgumentError

LONGEST = 80


def checked_name(name: str) -> str:
    """Return a name, blanks around it removed. Raises ArgumentError for one that no address and no file could have."""
    name = name.strip()
    if not name or len(name) > LONGEST or not name.isprintable() or set(name) & set("/\\?#%"):
        raise ArgumentError(f"a name has 1 to {LONGEST} letters, and none of / \\ ? # %; not {name[:LONGEST]!r}")
    return name
