"""Cleaning and folding of text."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newscrawl.text import clean, fold, unique, without_half_pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\n\t b\u00a0c ", "a b c"),
        ("caf\u0065\u0301", "café"),
        ("a\u200bb\ufeff\u200f", "ab"),
        ("R&amp;D &#8220;x&#8221;", "R&D “x”"),
        ('‘quotes’ — «stay» "as" they\'re', '‘quotes’ — «stay» "as" they\'re'),
        ("می\u200cشود", "می\u200cشود"),
        ("\u2067عربي\u2069", "عربي"),
        ("AT&T", "AT&T"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(
    st.one_of(
        st.text(max_size=80),
        st.text(alphabet="&;#amplt38x203d \u200d\u0301e\u202e\x1b\ufe0f\u2764", max_size=40),
    )
)
@example("&amp;amp;lt;b&amp;gt;")
@example("e\u200b\u0301")
@example("&#38;#38;#38;")
@example("&" + "amp;" * 100)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_spellings_of_a_tag_are_one() -> None:
    assert fold("Türkiye ") == fold("turkiye") and fold("أحمد") == fold("احمد") and fold("غزّة") == fold("غزه")
    assert unique(["Turkey", " turkey", "TURKEY", "", "Iran"]) == ["Turkey", "Iran"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"a\ud83db", "ab"),
        (r"a\uD83Dt\ude00b", "atb"),
        (r"\ud83d\ude00", "😀"),
        (r"\ud83d\ud83d\ude00", "😀"),
        (r"\\ud83d", r"\ud83d"),
        (r"\\\ud83d", "\\"),
        ("plain", "plain"),
    ],
)
def test_halves_of_surrogate_pairs_are_dropped_from_json(text: str, expected: str) -> None:
    assert json.loads(without_half_pairs(f'"{text}"')) == expected
