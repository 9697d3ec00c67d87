"""Every version of an article: how older ones are kept beside the newest, and how they are had back."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from newscrawl.items import REVISED, Article, Revision
from newscrawl.text import fold

REVISIONS_KEPT = 50
"""Older versions that are kept of an article unless the setting of this name says otherwise."""


def older_version(old: Article, new: Article) -> Revision:
    """Return what is to be kept of ``old`` when ``new`` takes its place: only what differs."""
    revision = Revision(old.revision, [], old.crawled_at, new.crawled_at)
    for name in REVISED:
        before, after = getattr(old, name), getattr(new, name)
        # a tag or a name is shown as it is spelt; in a text, blanks, case and accents do not make another version
        if before != after if isinstance(before, list) and name != "body" else _plain(before) != _plain(after):
            revision.changed.append(name)
            setattr(revision, name, getattr(old, name))
    if "body" in revision.changed:
        places = {text: number for number, text in reversed(list(enumerate(new.body)))}
        revision.body = [places.get(text, text) for text in old.body]
    return revision


def _plain(value: str | list[str] | None) -> str:
    return fold("\n".join(value) if isinstance(value, list) else value or "")


def versions(article: Article) -> list[Article]:
    """Return all versions of an article, the newest first; each as it was, without history of its own."""
    found = [replace(article, history=[])]
    for revision in reversed(article.history):
        newer = found[-1]
        older = replace(newer, revision=revision.revision, crawled_at=revision.crawled_at)
        for name in revision.changed:
            setattr(older, name, getattr(revision, name))
        if revision.body is not None:
            older.body = [newer.body[part] if isinstance(part, int) else part for part in revision.body]
        found.append(older)
    return found


def thin(article: Article, kept: int) -> Article:
    """Return an article with at most ``kept`` older versions: the first one and the latest.

    A page that is different at each request would otherwise make an article without end. What was dropped shows as
    a gap in the numbers of the revisions.
    """
    if len(article.history) <= kept:
        return article
    found = versions(article)  # the newest first
    stay = [*found[:kept], found[-1]]
    history = []
    for newer, older in pairwise(stay):
        revision = older_version(older, newer)
        replaced = next((r.replaced_at for r in article.history if r.revision == older.revision), newer.crawled_at)
        history.append(replace(revision, replaced_at=replaced))
    return replace(article, history=history[::-1])


@dataclass(frozen=True)
class Change:
    """A piece of text, or an entry of a list, that two versions share, or that only one has."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(old: str, new: str) -> Iterator[Change]:
    """Compare two texts word by word; blanks and line ends belong to the word before them."""
    before, after = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    matcher = difflib.SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            yield Change("same", "".join(after[c:d]))
            continue
        if b > a:
            yield Change("removed", "".join(before[a:b]))
        if d > c:
            yield Change("added", "".join(after[c:d]))


def list_diff(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Compare two lists entry by entry, in their order."""
    for operation, a, b, c, d in difflib.SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes():
        yield from (Change("same", text) for text in (new[c:d] if operation == "equal" else ()))
        yield from (Change("removed", text) for text in (old[a:b] if operation != "equal" else ()))
        yield from (Change("added", text) for text in (new[c:d] if operation != "equal" else ()))
