"""Finds what matched, in the original text: the same for every engine, since it works on the article.

Gives plain text and spans; a presenter makes markup of them.
"""

from __future__ import annotations

from newscrawl.index.analysis import field_language, plain, terms, tokens
from newscrawl.index.nodes import Node, Phrase, Prefix, Word, positive
from newscrawl.index.protocol import Fragment
from newscrawl.items import Article

FRAGMENT = 160  # letters
FRAGMENTS = 3
Span = tuple[int, int]


class Highlighter:
    """Finds the words of one query."""

    def __init__(self, tree: Node) -> None:
        self.nodes = list(positive(tree))

    def highlights(self, article: Article) -> dict[str, list[Fragment]]:
        """Return field → fragments; only fields in which something matched."""
        if not self.nodes:
            return {}
        language = field_language(article.language)
        found: dict[str, list[Fragment]] = {}
        texts_of = {"headline": [article.headline], "summary": [article.summary or ""], "body": article.body}
        if any(node.field == "said" for node in self.nodes):
            texts_of["said"] = [quote.text for quote in article.quotes]
        for name, texts in texts_of.items():
            anywhere = None if name != "said" else name  # a quotation is part of the body
            nodes = [node for node in self.nodes if node.field in (anywhere, name)]
            fragments = self._fragments(texts, nodes, language, whole=name != "body") if nodes else []
            if fragments:
                found[name] = fragments
        return found

    def _fragments(
        self, texts: list[str], nodes: list[Word | Phrase | Prefix], language: str, whole: bool
    ) -> list[Fragment]:
        """Return the parts with most different words that matched, in the order of the text."""
        ranked: list[tuple[int, int, Fragment]] = []
        for order, text in enumerate(texts):
            if spans := _spans(text, nodes, language):
                different = len({text[a:b].lower() for a, b in spans})
                ranked.append((-different, order, fragment(text, spans, whole)))
        best = sorted(ranked, key=lambda one: one[:2])[:FRAGMENTS]
        return [part for _, _, part in sorted(best, key=lambda one: one[1])]


def _spans(text: str, nodes: list[Word | Phrase | Prefix], language: str) -> list[Span]:
    """Return where the nodes match in a text, as character offsets."""
    split = tokens(text, language)
    found = [token.term for token in split]
    places = [(token.start, token.end) for token in split]
    spans: set[Span] = set()
    for node in nodes:
        if isinstance(node, Prefix):
            start = plain(node.text)
            spans |= {
                (a, b)
                for (a, b), term in zip(places, found, strict=True)
                if term.startswith(start) or plain(text[a:b]).startswith(start)
            }
            continue
        wanted = terms(node.text, language)
        if len(wanted) == 1 or (isinstance(node, Phrase) and node.within):
            spans.update(places[at] for at, term in enumerate(found) if term in wanted)
            continue
        for at in range(len(found) - len(wanted) + 1):
            if wanted and found[at : at + len(wanted)] == wanted:
                spans.update(places[at : at + len(wanted)])
    return _joined(sorted(spans))


def _joined(spans: list[Span]) -> list[Span]:
    """Join spans that share letters, as pairs do."""
    found: list[Span] = []
    for start, end in spans:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def fragment(text: str, spans: list[Span], whole: bool) -> Fragment:
    """Return the text, or the part of it around the first match, with the matches in it."""
    start, end = 0, len(text)
    if not whole and end > FRAGMENT:
        start = max(0, spans[0][0] - FRAGMENT // 4)
        end = min(len(text), start + FRAGMENT)
        if start:
            start = text.rfind(" ", 0, start) + 1
        if end < len(text):
            blank = text.find(" ", end)
            end = max(blank, spans[0][1]) if blank != -1 else len(text)
    inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
    return Fragment(text[start:end], inside, start > 0, end < len(text))
