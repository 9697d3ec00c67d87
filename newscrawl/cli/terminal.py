"""What the commands print with: plain lines, JSON lines, styled text; whatever the terminal, the pipe or the disk
does.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from newscrawl.items import Article
from newscrawl.text import RTL, escape_commands


def prepare_output() -> bool:
    """Let every text be printed, also where the output's encoding lacks its letters; return True if it is closed."""
    is_closed = sys.stdout is None
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  for the whole process
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    return is_closed


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Let the command end as it does where anything else is printed into a pipe whose reader has gone."""
        raise BrokenPipeError


def console(stderr: bool = False) -> Console:
    """A console that wraps at the terminal's width, and prints neither colours nor wraps into a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    return _Console(highlight=False, soft_wrap=not stream.isatty(), stderr=stderr)


def say(text: str) -> None:
    """Print a line for people to stderr."""
    print(f"newscrawl: {escape_commands(text)}", file=sys.stderr, flush=True)


def echo(text: str = "") -> None:
    """Print a line."""
    print(escape_commands(text))


def echo_json(values: Any, indent: int | None = None) -> None:
    """Print a value as JSON, in ASCII where the output's encoding is not UTF-8."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    text = json.dumps(values, ensure_ascii=not is_unicode, indent=indent)
    print(escape_commands(text))  # its escapes are those of JSON too


def isolate(text: str, language: str) -> str:
    """Put right-to-left text into an isolate (Unicode TR9), so that numbers and marks around it stay in place."""
    return f"\u2067{text}\u2069" if language in RTL and sys.stdout.isatty() else text


def paint(text: str, style: str = "", language: str = "") -> Text:
    """Return a text of an article for a console."""
    return Text(isolate(escape_commands(text), language), style=style)


def place_line(article: Article, more: str = "") -> Text:
    """Return the line with an article's id and address; the address is never broken over two lines."""
    line = f"  {article.id[:12]}  {escape_commands(article.url)}{more}"
    return Text(line, style="dim", no_wrap=True, overflow="ignore")


def amount(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 article``, ``2 articles``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shares(counts: Iterable[tuple[str, int]]) -> list[str]:
    """Return counts as words, those of nothing left out."""
    return [f"{count:,} {what}" for what, count in counts if count]
