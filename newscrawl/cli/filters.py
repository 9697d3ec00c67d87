"""The query and the filters that search, export and delete share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from newscrawl.index.check import refuse_unknown
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import FILTERS, SearchRequest

_EITHER = "Give it again for others, any of which may match."
_HELP = {
    "topic": "Only of this running story.",
    "section": "Only of this section, e.g. Politics or News/Politics.",
    "author": "Only by this author; a word of a name is enough.",
    "speaker": "Only where this person is quoted; a word of a name is enough.",
    "source": "Only from this agency.",
    "region": "Only about this region.",
    "site": "Only of this site, e.g. almayadeen-en.",
    "language": "Only in this language, e.g. ar.",
    "kind": "Only of this kind: news, opinion, analysis, blog, feature, video, infograph, gallery, live.",
}


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the query and the filters to a command."""
    options = [
        click.argument("query", nargs=-1),
        click.option("--tag", "tags", multiple=True, help="Only with this tag; given again, all must be there."),
    ]
    for name in FILTERS:
        flag = "lang" if name == "language" else name
        options.append(click.option(f"--{flag}", name, multiple=True, help=f"{_HELP[name]} {_EITHER}"))
    for name in ("tags", *FILTERS):
        flag = {"language": "lang", "tags": "tag"}.get(name, name)
        told = f"Without this {'tag' if name == 'tags' else name}."
        options.append(click.option(f"--not-{flag}", f"not_{name}", multiple=True, help=told))
    options += [
        click.option(
            "--since",
            help="Published on or after: 2023-11-01, 2023-11, 2023-W44, today, a time with offset, or an age: 12h, 7d, "
            "4w, 3m (of 30 days), 1y.",
        ),
        click.option("--until", help="Published on or before (the whole day, week, month or year)."),
        click.option("--timezone", help="Whose days these are, e.g. UTC. Without it: the newsroom's own."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def make_request(
    index: ArticleIndex, sites: Callable[[], Iterable[str]], query: tuple[str, ...], options: dict[str, Any]
) -> SearchRequest:
    """Return the request of a command's options; ``sites`` gives those with a site file.

    Raises QueryError for a value that can be known to be wrong.
    """
    exclude = {name: values for name in ("tags", *FILTERS) if (values := options.pop(f"not_{name}", ()))}
    request = SearchRequest(text=" ".join(query), exclude=exclude, **options)
    refuse_unknown(index, request, sites)
    return request
