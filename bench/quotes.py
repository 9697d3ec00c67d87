"""``python -m bench.quotes FOLDER [--wrong N]``: quotations and speakers on PolNeAR, a checkout of
networkdynamics/PolNeAR.

Its annotators marked who said what in 1,008 American newspaper articles. A quotation of ours is right if most of it
lies in the content of an attribution whose source is the speaker we read beside it, by the last word of the name or by
the pronoun; whom a pronoun means is not annotated, and not judged. Recall counts the annotated contents with three
words or more between quotation marks: all of them, and those whose source is a name or a pronoun. The folder ``train``
is looked at; ``dev`` and ``test`` are only scored.
"""

from __future__ import annotations

import argparse
import glob
import re
from dataclasses import dataclass
from pathlib import Path

from newscrawl.extraction.quotations.find import said_in
from newscrawl.extraction.quotations.marks import quoted

_PRONOUNS = {"he", "she", "they", "i", "who", "it"}
Place = tuple[int, int]


@dataclass(frozen=True)
class Told:
    """An attribution: where its content stands, and its source as written."""

    content: tuple[Place, ...]
    source: str

    def share(self, start: int, end: int) -> float:
        """Return how much of a place lies in the content."""
        return sum(max(0, min(end, b) - max(start, a)) for a, b in self.content) / max(1, end - start)


def read_annotations(text: str) -> list[Told]:
    """Read a file in brat's standoff format."""
    lines = [line.partition("\t")[::2] for line in text.splitlines()]
    parts: dict[str, tuple[tuple[Place, ...], str]] = {}
    for key, rest in lines:
        if key.startswith("T"):
            where, _, words = rest.partition("\t")
            parts[key] = tuple((int(a), int(b)) for a, b in re.findall(r"(\d+) (\d+)", where)), words
    found = []
    for key, rest in lines:
        if key.startswith("E"):
            roles: dict[str, list[str]] = {}
            for role in rest.split():
                name, _, part = role.partition(":")
                roles.setdefault(name.rstrip("0123456789"), []).append(part)
            content = tuple(place for part in roles.get("Content", ()) for place in parts[part][0])
            found.append(Told(content, " ".join(parts[part][1] for part in roles.get("Source", ()))))
    return found


def paragraphs(text: str) -> list[tuple[int, str]]:
    """Return the paragraphs of an article with the places where they begin."""
    return [(match.start(), match.group()) for match in re.finditer(r"[^\n]+", text)]


@dataclass
class Score:
    """What was found in a part of the corpus."""

    right: int = 0
    ours: int = 0
    known: int = 0
    named: int = 0
    found: int = 0
    found_named: int = 0


def is_speaker(written: str, source: str) -> bool:
    """True if a speaker as written is the source, by the last word of the name or by the pronoun."""
    last = re.findall(r"[\w’'-]+", written.casefold().removesuffix("'s"))[-1:]
    return bool(last) and last[0] in re.findall(r"[\w’'-]+", source.casefold())


def is_named(source: str) -> bool:
    """True for a source that is a name or one person's pronoun."""
    rest = re.sub(r"^(?:The|An?)\b", "", source)
    return source.casefold() in ("he", "she") or bool(re.search(r"\b[A-Z]\w+", rest))


def score(file: Path, total: Score, wrong: list[str]) -> None:
    """Compare one article."""
    text = file.read_text()
    # a file for each annotator; most articles have one
    annotated = sorted((file.parents[1] / "attributions").glob(f"{glob.escape(file.stem)}_*.ann"))
    told = [one for each in annotated for one in read_annotations(each.read_text())]
    lines = paragraphs(text)
    places: list[tuple[int, int, str]] = []
    for said in said_in([line for _, line in lines], "en"):
        start = lines[said.quote.paragraph][0] + said.quote.at
        places.append((start, start + len(said.quote.text), said.written))
    for start, end, written in places:
        total.ours += 1
        source = max(told, key=lambda one: one.share(start, end), default=None)
        if source is not None and source.share(start, end) > 0.5 and is_speaker(written, source.source):
            total.right += 1
        else:
            known = source.source if source is not None and source.share(start, end) > 0.5 else "-"
            around = f"…{text[start - 90 : start]}[{text[start:end]}]{text[end : end + 90]}…".replace("\n", " ¶ ")
            wrong.append(f"{file.stem[:40]}  {written!r}, not {known!r}: {around}")
    for begin, line in lines:
        for span in quoted(line):
            start, end = begin + span.inner_start, begin + span.inner_end
            source = max(told, key=lambda one: one.share(start, end), default=None)
            if len(text[start:end].split()) < 3 or source is None or source.share(start, end) <= 0.5:
                continue
            hit = any(a < end and start < b and is_speaker(written, source.source) for a, b, written in places)
            total.known += 1
            total.found += hit
            total.named += is_named(source.source)
            total.found_named += hit and is_named(source.source)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--wrong", type=int, default=0, help="so many wrong ones of the part that is looked at")
    chosen = options.parse_args()
    for title, parts in (("looked at", ["train"]), ("unseen", ["dev", "test"])):
        total, wrong = Score(), list[str]()
        for part in parts:
            for file in sorted((chosen.folder / "data" / part / "text").glob("*.txt")):
                score(file, total, wrong)
        print(
            f"{title}: precision {total.right / max(1, total.ours):.3f} of {total.ours:,}  "
            f"recall {total.found / max(1, total.known):.3f} of {total.known:,}  "
            f"of those with a name or pronoun {total.found_named / max(1, total.named):.3f} of {total.named:,}"
        )
        if title == "looked at":
            step = max(1, len(wrong) // max(1, chosen.wrong))
            print("\n".join(f"  {line}" for line in wrong[::step][: chosen.wrong]))


if __name__ == "__main__":
    main()
