"""How the versions of an article look on a terminal, and what each changed, word by word."""

from __future__ import annotations

from rich.text import Text

from newscrawl.cli.terminal import amount, console, paint
from newscrawl.index.history import Change
from newscrawl.index.present import field_diff, version_pairs
from newscrawl.items import Article
from newscrawl.text import escape_commands

_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}  # as wdiff and git --word-diff write them
_CONTEXT = 8  # words around a change


def print_history(article: Article) -> None:
    """Print the versions, newest first; what was cut in red or ``[-…-]``, what was added in green or ``{+…+}``."""
    out = console()
    out.print(paint(article.headline, "bold", article.language))
    out.print(Text(f"{article.id}  {escape_commands(article.url)}", style="dim"), soft_wrap=True)
    if article.retracted_at:
        out.print(Text(f"retracted: found gone {article.retracted_at}", style="red"))
    for number, (version, older, changed) in enumerate(version_pairs(article)):
        out.print()
        if older is None:
            out.print(Text(f"revision {version.revision}, first seen {article.first_seen_at}", style="bold"))
            continue
        seen = article.history[-1 - number].replaced_at
        out.print(Text(f"revision {version.revision}, seen {seen}", style="bold"))
        for name in changed:
            is_list = isinstance(getattr(version, name), list) and name != "body"
            changes = list(field_diff(older, version, name))
            out.print(Text(f"  {name}: ") + _line(changes, out.is_terminal, ", " if is_list else ""))
        if missing := version.revision - older.revision - 1:
            out.print(Text(f"  {amount(missing, 'revision')} before it not kept", style="dim"))
    if not article.history:
        out.print("  no change has been seen")


def _line(changes: list[Change], colours: bool, between: str) -> Text:
    """Return changes as one line; ``between`` separates the entries of a list."""
    line = Text()
    for number, change in enumerate(changes):
        text = escape_commands(change.text.replace("\n", " ¶ "))
        if change.kind == "same" and not between:
            words = text.split(" ")
            if len(words) > 2 * _CONTEXT:
                text = " ".join([*words[:_CONTEXT], "…", *words[-_CONTEXT:]])
        opening, closing = ("", "") if colours else _MARKS[change.kind]
        core = text.rstrip()
        line.append((between if number else "") + opening + core + closing, style=_STYLES[change.kind])
        line.append(text[len(core) :])
    return line
