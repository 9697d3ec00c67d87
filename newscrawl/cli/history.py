"""``newscrawl history``: all versions of an article, and what each changed, word by word."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.text import Text

from newscrawl.cli.show import console
from newscrawl.index.history import versions, word_diff
from newscrawl.items import Article

_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}  # as wdiff and git --word-diff write them
_CONTEXT = 8  # words around a change


def as_json(article: Article) -> list[dict[str, Any]]:
    """Return the versions, newest first, with what each changed against the one before."""
    found = versions(article)
    rows = []
    for number, version in enumerate(found):
        older = found[number + 1] if number + 1 < len(found) else None
        changes = {}
        for name in article.history[-1 - number].changed if older else ():
            changes[name] = [asdict(change) for change in word_diff(_text(older, name), _text(version, name))]
        fields = {name: getattr(version, name) for name in ("headline", "summary", "body", "tags")}
        rows.append({"revision": version.revision, "crawled_at": version.crawled_at, **fields, "changes": changes})
    return rows


def _text(article: Article | None, name: str) -> str:
    value = getattr(article, name) or ""
    return value if isinstance(value, str) else ("\n" if name == "body" else ", ").join(value)


def print_history(article: Article) -> None:
    """Print the versions for people, newest first; what was cut in red or ``[-…-]``, what was added in green or ``{+…+}``."""
    out = console()
    out.print(Text(article.headline, style="bold"))
    out.print(Text(f"{article.id}  {article.url}", style="dim"))
    if article.retracted_at:
        out.print(Text(f"retracted: found gone {article.retracted_at}", style="red"))
    found = versions(article)
    for number, version in enumerate(found):
        out.print()
        seen = (
            f"seen {article.history[-1 - number].replaced_at}"
            if number < len(article.history)
            else f"first seen {article.first_seen_at}"
        )
        out.print(Text(f"revision {version.revision}, {seen}", style="bold"))
        for name in article.history[-1 - number].changed if number < len(article.history) else ():
            out.print(
                Text(f"  {name}: ") + _shown(_text(found[number + 1], name), _text(version, name), out.is_terminal)
            )
    if len(found) == 1:
        out.print("  no change has been seen")


def _shown(old: str, new: str, colours: bool) -> Text:
    line = Text()
    for change in word_diff(old, new):
        text = change.text.replace("\n", " ¶ ")
        if change.kind == "same":
            words = text.split(" ")
            if len(words) > 2 * _CONTEXT:
                text = " ".join([*words[:_CONTEXT], "…", *words[-_CONTEXT:]])
        opening, closing = ("", "") if colours else _MARKS[change.kind]
        core = text.rstrip()
        line.append(opening + core + closing, style=_STYLES[change.kind])
        line.append(text[len(core) :])
    return line
