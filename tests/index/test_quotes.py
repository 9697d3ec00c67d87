"""Who said what: the same from both engines, for each quotation what the query asks of quotations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.extraction.quotations import find_quotes
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.present import as_html
from newscrawl.insights.quotes import quotes, ticker_quotes
from newscrawl.items import Article, FrontPage, TickerLine
from tests.conftest import article, refresh, run

TEXTS: dict[str, tuple[str, list[str]]] = {
    "one": (
        "en",
        [
            "Foreign Minister Lena Harrow met the envoy Tomas Breck on Monday.",
            '"The ceasefire must hold for longer than a week," Harrow said. "Nobody wants another winter of war."',
            'Breck told reporters that "the bridge will be opened to all convoys".',
        ],
    ),
    "two": ("en", ['"We asked for a ceasefire months ago," said Idris Vane, who leads the council.', "Nothing else was said."]),
    "tres": ("es", ["«El alto el fuego debe durar», afirmó la ministra Elena Haro."]),
    "arba": ("ar", ['وقال وزير الخارجية كريم عودل: "لا بد من وقف إطلاق النار في المدينة".']),
    "none": ("en", ["A text about the ceasefire in which nobody is quoted."]),
}


def made(name: str) -> Article:
    language, body = TEXTS[name]
    one = article(f"https://news.example/{name}", language=language, headline=name, body=body)
    one.quotes = find_quotes(body, language)
    one.published_at = "2023-11-01T12:00:00+02:00"
    return clean_article(one)


@pytest.fixture
def filled(place: str) -> str:
    assert set(open_index(place).put([made(name) for name in TEXTS])) == {"new"}
    refresh(place)
    return place


CASES = [
    ("", ["Lena Harrow", "Lena Harrow", "Tomas Breck", "Idris Vane", "Elena Haro", "كريم عودل"]),
    ("said:ceasefire", ["Lena Harrow", "Idris Vane"]),
    ("said:ceasefires", ["Lena Harrow", "Idris Vane"]),  # a stemmed word, as everywhere
    ("speaker:Harrow", ["Lena Harrow", "Lena Harrow"]),
    ('speaker:"Lena Harrow" said:winter', ["Lena Harrow"]),
    ("speaker:Breck said:ceasefire", []),  # both are in the article, but he did not say it
    ('said:"for longer"', ["Lena Harrow"]),
    ("said:conv*", ["Tomas Breck"]),
    ("speaker:Breck OR speaker:Vane", ["Tomas Breck", "Idris Vane"]),
    ("speaker:Lena* -said:winter", []),  # the article holds such a quotation
    ("lang:es", ["Elena Haro"]),
    ("said:النار", ["كريم عودل"]),
    ("speaker:Nobody", []),
]


@pytest.mark.parametrize(("query", "speakers"), CASES)
def test_quotations_are_found(filled: str, query: str, speakers: list[str]) -> None:
    found = quotes(open_index(filled, create=False), SearchRequest(query), 100)
    assert sorted(one.quote.speaker for one in found.quotes) == sorted(speakers) and not found.partial
    for one in found.quotes:
        body = TEXTS[one.headline][1]
        assert body[one.quote.paragraph][one.quote.at :].startswith(one.quote.text)


def test_speakers_are_counted_and_filtered(filled: str) -> None:
    index = open_index(filled, create=False)
    counted = index.search(SearchRequest(facets=("speakers",))).facets["speakers"]
    assert {bucket.value: bucket.count for bucket in counted}["Lena Harrow"] == 1
    assert index.search(SearchRequest(speaker="Vane")).total == 1
    assert index.search(SearchRequest("ceasefire", exclude={"speaker": ("Vane",)})).total == 2
    assert index.search(SearchRequest("is:quoted")).total == 4
    # a word without a field is not counted twice for standing in a quotation
    assert index.search(SearchRequest("said:Nothing")).total == 0 and index.search(SearchRequest("Nothing")).total == 1


def test_what_was_said_is_shown_under_a_hit(filled: str) -> None:
    index = open_index(filled, create=False)
    (hit,) = index.search(SearchRequest("said:winter")).hits
    assert [as_html(part) for part in hit.highlights["said"]] == ["Nobody wants another <em>winter</em> of war."]
    assert "said" not in index.search(SearchRequest("winter")).hits[0].highlights


def test_ticker_lines_with_a_speaker_are_quotations(filled: str) -> None:
    index = open_index(filled, create=False)
    lines = [TickerLine("The ceasefire holds", "Civil Defence"), TickerLine("A line without a speaker")]
    for hour in ("10", "11"):
        index.records.keep_front_page(
            FrontPage("https://news.example/", "test", "en", f"2023-11-01T{hour}:00:00+00:00", ticker=lines)
        )
        lines = [*lines, TickerLine("The port is open", "Port authority")]
    found = ticker_quotes(index, SearchRequest(), 10)
    assert {(one.quote.speaker, one.quote.text) for one in found} == {
        ("Civil Defence", "The ceasefire holds"),
        ("Port authority", "The port is open"),
    }
    assert [one.quote.speaker for one in ticker_quotes(index, SearchRequest("said:ceasefire"), 10)] == ["Civil Defence"]
    assert ticker_quotes(index, SearchRequest("speaker:Port since:2023-11-02"), 10) == []
    assert ticker_quotes(index, SearchRequest(site="other"), 10) == []


def test_the_command_prints_them_and_says_where_they_stand(filled: str, tmp_path: Path) -> None:
    done = run("newscrawl.cli", "quotes", "said:ceasefire", index=filled)
    assert done.returncode == 0 and "Idris Vane" in done.stdout and "We asked for a ceasefire" in done.stdout
    lines: list[dict[str, Any]] = [
        json.loads(line)
        for line in run("newscrawl.cli", "quotes", "speaker:Harrow", "--json", index=filled).stdout.splitlines()
    ]
    assert [line["verb"] for line in lines] == ["said", "said"] and lines[0]["article"] == made("one").id
    done = run("newscrawl.cli", "quotes", "speaker:Unheard", index=filled)
    assert (done.returncode, done.stdout.strip()) == (0, "no quotation")
    done = run("newscrawl.cli", "quotes", "said:", index=filled)
    assert done.returncode == 2 and "takes a value" in done.stderr
