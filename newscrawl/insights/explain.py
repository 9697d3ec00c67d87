"""How a query was understood: its tree, what each term finds, what was read otherwise than written, what to try."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from newscrawl.index.nodes import WRITTEN, And, Bound, Keyword, Node, Not, Or, Phrase, Prefix, Range, Word
from newscrawl.index.protocol import ArticleIndex
from newscrawl.index.query import SearchRequest
from newscrawl.insights.near_values import matched_forms, near_values, near_words

MOST_TERMS = 20
"""Terms whose hits are counted."""
_FORMS = 8

Kind = Literal["all", "any", "not", "word", "phrase", "near", "prefix", "value", "beginning", "name", "range"]


@dataclass
class Part:
    """A part of a query as it was understood."""

    kind: Kind
    text: str = ""
    """The word, phrase, value or range."""
    asked: str = ""
    """The field that is asked; empty: any text."""
    hits: int | None = None
    """Articles that this part finds by itself; None where it was not counted."""
    forms: list[str] = field(default_factory=list)
    """Words that it matched in the best hits, the most frequent first."""
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Note:
    """Something that was read otherwise than one may think."""

    kind: Literal["quotes", "lowercase", "ignored"]
    """Curly quotes are quotes; an ``or`` in small letters is a word; what has no letter asks for nothing."""
    text: str
    instead: str | None = None
    """The query that may have been meant."""


@dataclass(frozen=True)
class Suggestion:
    """Something to try, and how many articles it finds."""

    kind: Literal["without", "spelling", "as"]
    text: str
    """The part that is to be left out, the spelling to try, or the whole query to try."""
    query: str | None
    """The whole query that would do it, where it can be written."""
    total: int


@dataclass(frozen=True)
class Explanation:
    """What was understood, and what came of it."""

    total: int
    tree: Part
    notes: list[Note]
    suggestions: list[Suggestion]


def explain(index: ArticleIndex, request: SearchRequest) -> Explanation:
    """Explain a search. Raises QueryError, with its place, for a query that cannot be understood."""
    tree = request.tree()
    total = index.search(replace(request, limit=0, facets=(), histogram=None)).total
    budget = iter(range(MOST_TERMS))
    notes = notes_on(request.text)
    suggestions = list(_suggestions(index, request, tree, notes)) if not total else []
    return Explanation(total, _part(index, tree, budget), notes, suggestions)


def _part(index: ArticleIndex, node: Node, budget: Iterator[int]) -> Part:
    match node:
        case And(nodes) | Or(nodes):
            if len(nodes) == 1:
                return _part(index, nodes[0], budget)
            kind: Kind = "all" if isinstance(node, And) else "any"
            return Part(kind, parts=[_part(index, inner, budget) for inner in nodes])
        case Not(inner):
            return Part("not", parts=[_part(index, inner, budget)])
    part = describe(node)
    if next(budget, None) is not None:
        part.hits = index.search(SearchRequest(where=node, limit=0)).total
        if isinstance(node, Word | Prefix):
            part.forms = [form for form, _ in matched_forms(index, node).most_common(_FORMS)]
    return part


def describe(node: Node) -> Part:
    """Return a term as a part, without counts."""
    match node:
        case Word(text, name):
            return Part("word", text, name or "")
        case Phrase(text, name, within):
            return Part("near" if within else "phrase", text, name or "")
        case Prefix(text, name):
            return Part("prefix", text, name or "")
        case Keyword(name, value, how):
            kinds: dict[str, Kind] = {"whole": "value", "beginning": "beginning", "words": "name"}
            return Part(kinds[how], value, WRITTEN.get(name, name))
        case Range(name, low, high):
            return Part("range", f"{_end(low)}..{_end(high)}", name)
    raise TypeError(f"{type(node).__name__} is no term")


def _end(end: int | Bound | None) -> str:
    if isinstance(end, Bound):
        return end.when.isoformat(timespec="minutes").replace("T00:00", "", 1)
    return "" if end is None else str(end)


_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
_QUOTED = re.compile(r'["“«][^"”»]*["”»]')
_CURLY = re.compile(r"[“”«»]")
_LOWERCASE = re.compile(r"(?<=[\w)\"”»] )(?:or|and|not|Or|And|Not)(?= [\w(\"“«])")
_NO_LETTER = re.compile(r"(?<!\S)[^\w\s()\"“”«»!|&*-]+(?!\S)|(?<!\S)[-–—&/]+(?!\S)")


def notes_on(text: str) -> list[Note]:
    """Return what of a query's text is read otherwise than one may think."""
    found: list[Note] = []
    if _CURLY.search(text):
        found.append(Note("quotes", "".join(dict.fromkeys(_CURLY.findall(text))), _CURLY.sub('"', text)))
    unquoted = _QUOTED.sub(lambda match: "x" * len(match[0]), text)
    for match in _LOWERCASE.finditer(unquoted):
        instead = text[: match.start()] + match[0].upper() + text[match.end() :]
        found.append(Note("lowercase", match[0], instead))
    found += [Note("ignored", match[0]) for match in _NO_LETTER.finditer(unquoted)]
    return found


def _suggestions(index: ArticleIndex, request: SearchRequest, tree: And, notes: list[Note]) -> Iterator[Suggestion]:
    for note in notes:
        if note.kind == "lowercase" and note.instead:
            total = _count(index, replace(request, text=note.instead))
            if total:
                yield Suggestion("as", note.instead, note.instead, total)
    if _DAY.fullmatch(request.text.strip()):
        text = f"since:{request.text.strip()} until:{request.text.strip()}"
        if total := _count(index, replace(request, text=text)):
            yield Suggestion("as", text, text, total)
    yield from _spellings(index, request, tree)
    parts = tree.nodes[0].nodes if len(tree.nodes) == 1 and isinstance(tree.nodes[0], And) else tree.nodes
    if len(parts) > 1:
        yield from _without_one(index, request, parts)


def _without_one(index: ArticleIndex, request: SearchRequest, parts: tuple[Node, ...]) -> Iterator[Suggestion]:
    is_all_text = replace(request, text="").tree() == And(())
    for number, part in enumerate(parts[:MOST_TERMS]):
        rest = And(parts[:number] + parts[number + 1 :])
        if total := index.search(SearchRequest(where=rest, limit=0)).total:
            can_be_written = is_all_text and not any(isinstance(one, Range) for one in rest.nodes)
            yield Suggestion("without", _named(part, request), in_words(rest) if can_be_written else None, total)


def _named(part: Node, request: SearchRequest) -> str:
    """Return a part of a query as it was asked for: the days of a filter as they were written."""
    ends = [f"{name}:{end}" for name, end in (("since", request.since), ("until", request.until)) if end]
    return " ".join(ends) if isinstance(part, Range) and part.field == "published" and ends else in_words(part)


def _spellings(index: ArticleIndex, request: SearchRequest, tree: Node) -> Iterator[Suggestion]:
    """Offer other spellings for those terms that find nothing by themselves."""
    for node in list(_terms(tree))[:MOST_TERMS]:
        asked = node.value if isinstance(node, Keyword) else node.text
        if asked.isdigit() or _DAY.fullmatch(asked) or index.search(SearchRequest(where=node, limit=0)).total:
            continue  # another number is no spelling of this one
        near = near_values(index, node.field, asked) if isinstance(node, Keyword) else near_words(index, asked)
        for spelling in near:
            other = Keyword(node.field, spelling) if isinstance(node, Keyword) else Phrase(spelling, node.field)
            if total := index.search(SearchRequest(where=_swapped(tree, node, other), limit=0)).total:
                yield Suggestion("spelling", spelling, _rewritten(request.text, asked, spelling), total)
            elif total := index.search(SearchRequest(where=other, limit=0)).total:
                yield Suggestion("spelling", spelling, None, total)  # another term finds nothing either


def _swapped(tree: Node, old: Node, new: Node) -> Node:
    """Return a tree with a node in the place of another."""
    if tree == old:
        return new
    if isinstance(tree, And | Or):
        return type(tree)(tuple(_swapped(inner, old, new) for inner in tree.nodes))
    return tree


def _rewritten(text: str, word: str, spelling: str) -> str | None:
    """Return a query with another spelling of a word; None where the word is not in the text, but in a filter."""
    quoted = spelling if spelling.isalnum() else f'"{spelling}"'
    changed, count = re.subn(rf'(?<![\w"]){re.escape(word)}(?![\w"])', lambda match: quoted, text, count=1)
    return changed if count else None


def _terms(node: Node) -> Iterator[Keyword | Word]:
    if isinstance(node, Keyword | Word):
        yield node
    elif isinstance(node, And | Or):
        for inner in node.nodes:
            yield from _terms(inner)


def _count(index: ArticleIndex, request: SearchRequest) -> int:
    return index.search(replace(request, limit=0, facets=(), histogram=None)).total


def in_words(node: Node) -> str:
    """Return a node in the query language, as short as can be read."""
    match node:
        case And(nodes):
            return " ".join(_bracketed(inner) for inner in nodes)
        case Or(nodes):
            return " OR ".join(_bracketed(inner) for inner in nodes)
        case Not(inner):
            return f"-{_bracketed(inner)}"
    part = describe(node)
    text = f'"{part.text}"' if part.kind in ("phrase", "near") or " " in part.text else part.text
    text += "*" if part.kind in ("prefix", "beginning") else ""
    return f"{part.asked}:{text}" if part.asked else text


def _bracketed(node: Node) -> str:
    inner = in_words(node)
    return f"({inner})" if isinstance(node, And | Or) and len(node.nodes) > 1 else inner
