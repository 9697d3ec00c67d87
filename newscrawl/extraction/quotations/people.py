"""The people of a text: names without their titles, the fullest one for each, and who spoke last."""

from __future__ import annotations

import re
from collections.abc import Callable

from newscrawl.extraction.quotations.saying import DOT, Saying

_PARTICLE = r"(?:(?:de|del|van|von|bin|al|el|da|di)[ \u00a0])?"
_FULL_NAME = re.compile(
    rf"(?<![\w’'-])[A-ZÀ-ÖØ-Þ][\w’'{DOT}-]{{1,40}}(?:[ \u00a0]{_PARTICLE}[A-ZÀ-ÖØ-Þ][\w’'{DOT}-]{{0,40}}){{1,4}}"
)
_ARABIC = re.compile("[\u0621-\u064a]")
_BINDS = ("عبد", "بن", "ابن", "أبو", "آل")  # the word behind is of the same name
_POSSESSIVE = re.compile(r"['’]s?$")


class People:
    """Who is named and who spoke, as far as a text was read. What was passed is read through only when it is asked
    for: most quotations name their speaker in full.
    """

    def __init__(self, rules: Saying) -> None:
        self.rules = rules
        self._passed: list[str | Callable[[], str]] = []
        """Names of those who spoke, and what gives a text, in order, that were not read through yet."""
        self._last: str | None = None
        self._full: dict[str, str | None] = {}
        """Last word of a name → the fullest name; None where two people share it."""

    @property
    def last(self) -> str | None:
        """Who spoke last, or said something unquoted."""
        self._catch_up()
        return self._last

    def named(self, written: str) -> str | None:
        """Return the fullest name known for a speaker as written, the one written where two people share it; None for
        what is no name of one.
        """
        name = self._bare(written)
        if not name or " " in name:
            return name
        self._catch_up()
        return self._full.get(name) or name

    def knows(self, written: str) -> bool:
        """True for a full name, or the last word of one that the text had before."""
        name = self._bare(written) or ""
        self._catch_up()
        return " " in name or name in self._full

    def spoke(self, name: str) -> None:
        """Note who spoke."""
        self._passed.append(name)

    def read(self, text: Callable[[], str]) -> None:
        """Note what gives a text in which people may be named, or say something."""
        self._passed.append(text)

    def _catch_up(self) -> None:
        passed, self._passed = self._passed, []
        for one in passed:
            if isinstance(one, str):
                self._last = one
                self._keep(one)
            else:
                self._read(one())

    def _read(self, text: str) -> None:
        for match in _FULL_NAME.finditer(text):
            if name := self._bare(match.group()):
                self._keep(name)
        for pattern in self.rules.told:
            for match in pattern.finditer(text):
                if name := self._bare(match["name"]):
                    self._keep(name)
                    self._last = name if " " in name else self._full.get(name) or name

    def _bare(self, written: str) -> str | None:
        """Return a name without titles before it and signs after it; None if nothing certain is left."""
        bare = _POSSESSIVE.sub("", written.replace(DOT, ".").strip(" ,:").removesuffix("."))
        name = self._without_titles(bare)
        if not name and _ARABIC.match(bare):
            self._catch_up()
        if not name and (last := (bare.split() or [""])[-1]) in self._full:
            name = last  # "the Assad" of an Arabic text that has named Bashar al-Assad
        words = name.split()
        if not _ARABIC.match(name):
            while words and self.rules.nobody.match(words[0]):  # "Since Harrow", "On Monday Harrow"
                words = words[1:]
            name = self._without_titles(" ".join(words))
            return name if len(name) > 1 else None
        if len(name) < 2 or any(self.rules.nobody.match(word) for word in words):
            return None
        if len(words) > 1 or name != bare:
            return name
        self._catch_up()
        return name if name in self._full else None

    def _without_titles(self, text: str) -> str:
        """Cut what stands before a name. Arabic has no capitals: there a name begins behind the last definite word
        (الوزير, التركي) that is not the name's own last one (الأسد), nor behind عبد or بن.
        """
        words = self.rules.titles.sub("", text).split()
        if not _ARABIC.match(text):
            return " ".join(words)
        begin = 0
        for place, word in enumerate(words):
            is_own = place == len(words) - 1 and place > begin
            is_title = word.startswith("ال") or bool(self.rules.titles.fullmatch(word))
            if is_title and not is_own and (place == 0 or words[place - 1] not in _BINDS):
                begin = place + 1
        return " ".join(words[begin:])

    def _keep(self, name: str) -> None:
        words = name.split()
        if len(words) < 2:
            return
        known = self._full.setdefault(words[-1], name)
        if known is not None and known != name:
            others = set(known.split())
            if set(words) > others:
                self._full[words[-1]] = name  # with a middle name
            elif not set(words) < others:
                self._full[words[-1]] = None
