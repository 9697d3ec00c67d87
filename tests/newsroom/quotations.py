"""Who said what in the texts of the newsroom, read back from the patterns that its sentences are made of."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tests.newsroom.language import LANGUAGES

_VERBS = {"en": "told", "es": "dijo", "ar": "قال"}


def quotations(language: str, body: list[str]) -> list[dict[str, Any]]:
    """Return the quotations of a text in their order, each with the speaker's name without a title."""
    found = []
    for number, paragraph in enumerate(body):
        for match in sorted((m for p in _patterns(language) for m in p.finditer(paragraph)), key=lambda m: m.start()):
            speaker = " ".join(match["who"].split()[-2:])
            for quoted in re.finditer(r'"([^"]+)"', match.group()):
                found.append(
                    {
                        "text": quoted[1].rstrip(","),
                        "speaker": speaker,
                        "verb": _VERBS[language] if _VERBS[language] in match.group() else "",
                        "paragraph": number,
                        "at": match.start() + quoted.start(1),
                    }
                )
    return found


@cache
def _patterns(language: str) -> list[re.Pattern[str]]:
    words = LANGUAGES[language]
    patterns = [sentence for sentence in words.sentences if '"' in sentence]
    at_the_start = [who[0].upper() + who[1:] for who in words.people]
    parts = {"who": rf"(?P<who>{'|'.join(map(re.escape, [*words.people, *at_the_start]))})", "n": r"\d+", "m": r"\d+"}
    for name, values in (("place", words.places), ("thing", words.things)):
        parts[name] = f"(?:{'|'.join(map(re.escape, values))})"
    return [re.compile(_as_regex(pattern, parts)) for pattern in patterns]


def _as_regex(pattern: str, parts: dict[str, str]) -> str:
    pieces = re.split(r"\{(\w+)\}", pattern)
    return "".join(parts[piece] if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
