"""Marks what matched, in the original text: the same for every engine, since it works on the article."""

from __future__ import annotations

from newscrawl.index.analysis import field_language, plain, stemmer, words
from newscrawl.index.query import Node, Phrase, Prefix, Word, positive
from newscrawl.items import Article

BEFORE, AFTER = "<em>", "</em>"
FRAGMENT = 160
FRAGMENTS = 3


class Highlighter:
    """Marks the words of one query."""

    def __init__(self, tree: Node) -> None:
        self.nodes = list(positive(tree))

    def highlights(self, article: Article) -> dict[str, list[str]]:
        """Return field → fragments; only fields in which something matched."""
        if not self.nodes:
            return {}
        language = field_language(article.language)
        found: dict[str, list[str]] = {}
        for name, texts in (
            ("headline", [article.headline]),
            ("summary", [article.summary or ""]),
            ("body", article.body),
        ):
            nodes = [node for node in self.nodes if node.field in (None, name)]
            fragments = self._fragments(texts, nodes, language, whole=name != "body") if nodes else []
            if fragments:
                found[name] = fragments
        return found

    def _fragments(
        self, texts: list[str], nodes: list[Word | Phrase | Prefix], language: str, whole: bool
    ) -> list[str]:
        best: list[tuple[int, int, str]] = []
        for order, text in enumerate(texts):
            spans = _spans(text, nodes, language)
            if spans:
                best.append((-len({text[a:b].lower() for a, b in spans}), order, mark(text, spans, whole)))
        return [text for _, _, text in sorted(sorted(best)[:FRAGMENTS], key=lambda b: b[1])]


def _spans(text: str, nodes: list[Word | Phrase | Prefix], language: str) -> list[tuple[int, int]]:
    """Return where the nodes match in a text, as character offsets."""
    stem = stemmer(language)
    split = list(words(text))
    stems = [stem(word) for word, _, _ in split]
    spans: set[tuple[int, int]] = set()
    for node in nodes:
        if isinstance(node, Prefix):
            start = plain(node.text)
            for (word, a, b), term in zip(split, stems, strict=True):
                if plain(word).startswith(start) or term.startswith(start):
                    spans.add((a, b))
            continue
        wanted = [stem(word) for word, _, _ in words(node.text)]
        if len(wanted) == 1:  # most queries; three times as fast as comparing slices
            spans.update(split[at][1:] for at, term in enumerate(stems) if term == wanted[0])
            continue
        for at in range(len(stems) - len(wanted) + 1):
            if wanted and stems[at : at + len(wanted)] == wanted:
                spans.update((a, b) for _, a, b in split[at : at + len(wanted)])
    return sorted(spans)


def mark(text: str, spans: list[tuple[int, int]], whole: bool) -> str:
    """Return the text, or the part of it around the first match, with the matches marked."""
    start, end = 0, len(text)
    if not whole and end > FRAGMENT:
        start = max(0, spans[0][0] - FRAGMENT // 4)
        end = min(len(text), start + FRAGMENT)
        if start:
            start = text.rfind(" ", 0, start) + 1
        if end < len(text):
            end = max(text.find(" ", end), spans[0][1]) if text.find(" ", end) != -1 else len(text)
    parts, at = ["…" if start else ""], start
    for a, b in spans:
        if b <= end:
            parts += [text[at:a], BEFORE, text[a:b], AFTER]
            at = b
    parts += [text[at:end], "…" if end < len(text) else ""]
    return "".join(parts)
