"""The language of a text against the one that its page declares: many templates declare English, whatever is written."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract

URL = "https://paper.example/2024/bridge"
ENGLISH = (
    "The council said on Tuesday that the bridge will be built in the spring, and that the money for it has been found "
    "with the help of the state. It is the first one to be built at the harbour for thirty years."
)
GERMAN = (
    "Der Rat teilte am Dienstag mit, dass die Brücke im Frühjahr gebaut wird und das Geld nicht von der Stadt kommt. "
    "Es ist die erste, die seit dreißig Jahren an dem Hafen gebaut wird, und sie soll auch für Züge sein."
)
ARABIC = "قال المجلس يوم الثلاثاء إن الجسر سيبنى في الربيع وإن الأموال ستأتي من الدولة بعد اتفاق على ذلك."
UKRAINIAN = "Рада заявила у вівторок, що міст збудують навесні, і що гроші на нього надійдуть із державного бюджету."
BOSNIAN = "Vijeće je u utorak reklo da će se most graditi u proljeće i da novac za njega ne dolazi od grada nego iz države."


def told(declared: str, text: str, repeated: int = 3) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for _ in range(repeated))
    return extract(f"<html lang={declared}><h1>{text[:60]}</h1><article>{paragraphs}</article></html>", URL).language


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("en", GERMAN, "de"),
        ("en-US", ARABIC, "ar"),
        ("en", UKRAINIAN, "uk"),
        ("ar", ENGLISH, "en"),
        ("ru", UKRAINIAN, "ru"),  # of one script: what the page says
        ("de", GERMAN, "de"),
        ("sr", BOSNIAN, "sr"),  # written in two scripts
        ("bs", BOSNIAN, "bs"),  # of no language whose words are known
        ("en", f"{ENGLISH} {GERMAN}", "en"),
        ("en", "Zoltan Quarry Miskolc 12:30 Harbour Lantern Ferry Delta Orchard Timber Kestrel", "en"),
    ],
)
def test_the_text_is_believed_where_it_is_surely_of_another_language(declared: str, text: str, expected: str) -> None:
    assert told(declared, text) == expected


def test_a_few_words_are_not_believed_against_the_page() -> None:
    assert told("en", GERMAN.split(". ")[0], repeated=1) == "en"
