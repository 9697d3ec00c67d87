"""Who said what in a text: the ways in which three languages say it, and what is left out as uncertain."""

from __future__ import annotations

import time

import pytest

from newscrawl.extraction.quotations import find_quotes
from newscrawl.extraction.quotations.marks import quoted

CASES = [
    # English
    ("en", ['"We will not wait any longer," Harrow said.'], [("Harrow", "said")]),
    ("en", ["“We will not wait any longer,” said Lena Harrow."], [("Lena Harrow", "said")]),
    ("en", ["“We will not wait any longer,” said campaign spokesman Tomas Breck."], [("Tomas Breck", "said")]),
    ("en", ['"Will we wait any longer?" asked Harrow.'], [("Harrow", "asked")]),
    ("en", ['Harrow told reporters on Monday that "the bridge is a danger to everyone".'], [("Harrow", "told")]),
    ("en", ['President Idris Vane warned: "The bridge is a danger to everyone."'], [("Idris Vane", "warned")]),
    ("en", ['According to Mr. Breck, "the bridge is a danger to everyone".'], [("Breck", "")]),
    ("en", ['"The bridge is a danger," Harrow, the minister, added. "We will close it."'], [("Harrow", "added")] * 2),
    ("en", ["Lena Harrow met the press.", '"The bridge is a danger," Ms. Harrow said.'], [("Lena Harrow", "said")]),
    ("en", ['"The bridge is a danger," Breck said.', '"We will close it," he added.'], [("Breck", "said"), ("Breck", "added")]),
    ("en", ['"The bridge is a danger, Breck said, "and old', '"and we will close it at once."'], []),
    ("en", ['Breck said: "The bridge is a danger.', '"We will close it at once."'], [("Breck", "said")] * 2),
    ("en", ["Since Harrow came, much has changed.", "“We will not wait any longer,” Harrow said."], [("Harrow", "said")]),
    ("en", ["“We will not go back to war,” said Lena Harrow."], [("Lena Harrow", "said")]),  # small words are no title
    ("en", ["Hillary Vane met voters.", "Bill Vane said it went well.", "“We are very happy today,” he said."], [("Bill Vane", "said")]),
    # two share the name: as it is written
    ("en", ["John Lane and Mary Lane met.", "“We will not wait any longer,” Lane said."], [("Lane", "said")]),
    ("en", ["“We will not wait any longer,” Harbour campaign manager Tomas Breck said."], [("Tomas Breck", "said")]),
    ("en", ["“We will not wait any longer,” said Liberal party strategist Tomas Breck."], [("Tomas Breck", "said")]),
    ("en", ["Harrow said that over the last days he had begun “to tell the truth of it.”"], [("Harrow", "said")]),
    ("en", ["Harrow said Vane, who wept, was “too tired for all of this.”"], []),
    ("en", ["Harrow said he told her the bridge was “a danger to us all.”"], []),  # what he told is of another day
    ("en", ["Harrow called the new bridge “a danger to everyone in town.”"], [("Harrow", "called")]),
    ("en", ["Lena Harrow defended the plan on Monday, saying it was “the best of a bad lot.”"], [("Lena Harrow", "saying")]),
    ("en", ["Hours later defended the plan on Monday, saying it was “the best of a bad lot.”"], []),
    ("en", ["Harrow said the bridge was old. “We will close it before the winter.”"], [("Harrow", "said")]),
    ("en", ["“Can we save Harbour Bridge?” Harrow asked."], [("Harrow", "asked")]),
    ("en", ["“We did that in Harbour,” said Tomas Breck, a builder from Tampa, Fla. “It went very well.”"], [("Tomas Breck", "said")] * 2),
    ("en", ["“We are very happy today,” Harrow happily told reporters."], [("Harrow", "told")]),
    # Spanish
    ("es", ['Haro calificó el puente de "un peligro para todos".'], [("Haro", "calificó")]),
    ("es", ['"El puente es un peligro para todos", dijo a la prensa la ministra Elena Haro.'], [("Elena Haro", "dijo")]),
    ("es", ["«El puente es un peligro», afirmó el ministro de Exteriores de Cuba, Carlos Odel."], [("Carlos Odel", "afirmó")]),
    ("es", ['Haro señaló que "el puente es un peligro".'], [("Haro", "señaló")]),
    ("es", ['Según Elena Haro, "el puente es un peligro".'], [("Elena Haro", "")]),
    ("es", ['"El puente es un peligro", dijo Haro. "Hay que cerrarlo ya", agregó.'], [("Haro", "dijo"), ("Haro", "agregó")]),
    # Arabic
    ("ar", ['وقال وزير الخارجية التركي هاكان فيدان في أنقرة: "لا نريد أن تتحول المأساة إلى حرب".'], [("هاكان فيدان", "قال")]),
    ("ar", ['"لا نريد أن يصبح الجسر عبئاً"، قال كريم عودل للصحافيين.'], [("كريم عودل", "قال")]),
    ("ar", ['وأكّد الرئيس بشار فاني أنّ "الجسر باقٍ في مكانه".', 'وأضاف: "لن نغلق الجسر أبداً".'],
     [("بشار فاني", "أكد"), ("بشار فاني", "أضاف")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "body", "expected"), CASES)
def test_the_speaker_is_found(language: str, body: list[str], expected: list[tuple[str, str]]) -> None:
    found = find_quotes(body, language)
    assert [(quote.speaker, quote.verb) for quote in found] == expected
    for quote in found:
        assert body[quote.paragraph][quote.at :].startswith(quote.text)


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", ['"We will not wait any longer," said an official who was not named.']),
        ("en", ['"We will not wait any longer," she said.']),  # nobody was named
        ("en", ["The so-called “peace bridge” was closed, Harrow said."]),  # two words are a term
        ("en", ["Harrow said on “The Morning Show With Idris Vane” that it was closed."]),  # a title
        ("en", ['On Monday said the ministry: "The bridge is a danger to everyone."']),
        ("en", ["A 5'10\" man crossed the bridge, Harrow said."]),
        ("es", ['"El puente es un peligro", dijo una fuente.']),
        ("ar", ['وقال مسؤول أميركي إنّ "الاتفاق قريب جداً من التوقيع".']),
        ("en", ["Harrow wrote “Gone with the Wind” in a year."]),
        ("en", ["CNN reported that Harrow told staff “we will not wait any longer.”"]),
        ("en", ["Lena Harrow went on stage to “thunderous applause and many cheers.”"]),
        ("en", ["Lena Harrow was jeered by the crowd, calling her “a danger to everyone in town.”"]),
        ("en", ["Harrow read “The Making of a Harbour,” and said nothing."]),
        ("en", ["Vane read a letter, with Breck's lawyer saying it was “not a letter of his own.”"]),
        ("fr", ["« Le pont est un danger », a dit Haro."]),  # no rules yet
    ],
)
def test_what_is_not_certain_is_left_out(language: str, body: list[str]) -> None:
    assert find_quotes(body, language) == []


def test_a_quotation_inside_another_is_part_of_it() -> None:
    (span,) = quoted("Harrow said: «He told me “no”, and left».")
    assert "“no”" in "Harrow said: «He told me “no”, and left»."[span.inner_start : span.inner_end]


def test_a_very_long_paragraph_takes_no_long_time() -> None:
    text = "word " * 200_000 + '"We will not wait any longer," Harrow said.'
    assert [quote.speaker for quote in find_quotes([text, '"' * 20_000, "said " * 20_000], "en")] == ["Harrow"]


def test_hostile_texts_take_no_long_time() -> None:
    for filling in ("A", "A ", "Aa bb ", "said ", "Harrow said ", "\u201c", "Mr. "):
        begun = time.process_time()
        find_quotes([filling * 20_000, "“We are very happy with it today,” Harrow said.", '"We will stay here," he said.'], "en")
        assert time.process_time() - begun < 10, filling  # with the square of its length it was minutes
