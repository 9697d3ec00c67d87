"""Moves an archive to the present schema, whichever engine it is in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from newscrawl.index import open_index
from newscrawl.index.protocol import Moved
from newscrawl.items import Article

Mend = Callable[[Article], Article]
"""Gives an article what earlier versions did not read of it."""
Progress = Callable[[str, int], None]
"""Is told which index is being moved, and how many articles of it were."""


def migrate(url: str, force: bool, delete_old: bool, progress: Progress, mend: Mend) -> list[Moved]:
    """Move what has an older schema, with ``force`` every index of a server. Raises ArchiveError if a copy lacks
    anything; then the old one stays in use.
    """
    scheme, _, place = url.partition(":")
    if scheme == "tantivy" and place:
        from newscrawl.index.embedded.migrate import migrate_folder

        return migrate_folder(Path(place), delete_old, progress, mend)
    index = open_index(url)
    from newscrawl.index.elastic.engine import ElasticIndex

    assert isinstance(index, ElasticIndex)
    return index.migrate(force, delete_old, progress, mend)
