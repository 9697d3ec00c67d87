"""A text whose paragraphs are lines with breaks between them, or that stands in a table which lays out the page: each
line is a paragraph, and no menu beside it is text.
"""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.elements import element_paragraphs
from newscrawl.extraction.page import Page
from newscrawl.sites.model import Site
from tests.unit.test_lost_text import in_paragraphs, page, paragraphs
from tests.unit.test_paragraphs import SITE

TEXT = paragraphs(5, 6)
URL = "https://paper.example/2024/bridge"
STORY = SITE.model_copy(update={"selectors": {"body": [".story"]}})
LINES = {
    "empty lines": "<br><br>".join(TEXT),
    "line breaks": "<br>\n".join(TEXT),
    "of XHTML": "<br />&nbsp;<br />".join(TEXT),
    "in a paragraph": f"<p>{'<br><br>'.join(TEXT)}</p>",
    "in a span": f"<span>{'<br><br>'.join(TEXT)}</span>",
    "in a font": f"<font face='Arial'>{'<br><br>'.join(TEXT)}</font>",
    "preformatted": "<pre>{}</pre>".format("\n\n".join(TEXT)),
}
MENU = "<td><a href='/'>Home</a><br><a href='/world'>World</a></td>"


@pytest.mark.parametrize("site", [None, STORY], ids=["unknown", "known"])
@pytest.mark.parametrize("box", ["div", "article", "section", "td"])
@pytest.mark.parametrize("lines", LINES)
def test_each_line_is_a_paragraph(lines: str, box: str, site: Site | None) -> None:
    story = f"<{box} class='story'>{LINES[lines]}</{box}>"
    body = f"<table><tr>{MENU}{story}<td>Advertisement</td></tr></table>" if box == "td" else story
    assert extract(page(body), URL, site).body == TEXT


@pytest.mark.parametrize("story", [in_paragraphs(TEXT), *LINES.values(), f"<table><tr><td>{LINES['empty lines']}</td></tr></table>"])
def test_a_page_laid_out_with_a_table_is_read_like_any_other(story: str) -> None:
    headline = "The council votes on the bridge over the river"
    rows = f"<tr><td colspan='2'>The Harbour Post</td></tr><tr>{MENU}<td><h1>{headline}</h1>{story}</td></tr>"
    html = f"<html><head><title>{headline} | The Harbour Post</title></head><body><table>{rows}</table></body></html>"
    assert extract(html, URL).body == TEXT


@pytest.mark.parametrize("site", [None, STORY], ids=["unknown", "known"])
def test_no_mark_stands_before_an_item_but_the_dash_that_its_author_wrote(site: Site | None) -> None:
    items = "<ul><li>a bridge of its own</li><li>and a ferry at night</li></ul>"
    said = "- We were told nothing, the mayor said to the reporter."
    body = f"<div class='story'>{in_paragraphs(TEXT[:3])}{items}<p>{said}</p>{in_paragraphs(TEXT[3:])}</div>"
    expected = [*TEXT[:3], "a bridge of its own", "and a ferry at night", said, *TEXT[3:]]
    assert extract(page(body), URL, site).body == expected


def test_a_list_in_a_cell_of_a_table_keeps_its_values() -> None:
    modes = "<tr><th>Speed<td><ul><li>Slow</li><li>Fast</li></ul></tr><tr><th>Lights<td><ul><li>On</li><li>Off</li></ul></tr>"
    body = f"<div class='post-content'>{in_paragraphs(TEXT[:3])}<table>{modes}</table>{in_paragraphs(TEXT[3:])}</div>"
    assert extract(page(body), URL).body == [*TEXT[:3], "Speed | Slow Fast", "Lights | On Off", *TEXT[3:]]


def test_a_table_of_sentences_stays_a_table() -> None:
    rows = "".join(f"<tr><td>Week {n}</td><td>{text[:150]}<br>{text[150:]}</td></tr>" for n, text in enumerate(TEXT))
    found = extract(page(f"{in_paragraphs(paragraphs(6, 4))}<table>{rows}</table>"), URL).body
    assert [line for line in found if line.startswith("Week 3 | ")]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>Roses are red,<br>violets are blue</p>", ["Roses are red, violets are blue"]),
        ("<p>Harbour Post<br>Pier 4<br><br>Open all day</p>", ["Harbour Post Pier 4", "Open all day"]),
        ("<p><br>Open all day<br><br></p>", ["Open all day"]),
        ("<p> <br> </p>", []),
        ("<p>Is it so?<br>It is.</p>", ["Is it so?", "It is."]),
        ("<p>What to bring:<br>- a coat<br>- a hat</p>", ["What to bring:", "- a coat", "- a hat"]),
        ("<p>broken by<br>hand. And<br>again</p>", ["broken by hand. And again"]),
        ("<pre>Broken by\nhand.\nAnd again.</pre>", ["Broken by hand.", "And again."]),
        ("<p>One <b>two<br><br>three</b> four</p>", ["One two", "three four"]),
    ],
)
def test_what_a_break_parts(markup: str, found: list[str]) -> None:
    tree = Page(f"<html><body><div>{markup}</div></body></html>", URL).tree
    assert element_paragraphs(next(tree.iter("p", "pre"))) == found


@pytest.mark.parametrize("site", [None, STORY], ids=["unknown", "known"])
@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<table><tr><th>Pier</th><th>Boats</th></tr><tr><td>One</td><td>17</td></tr></table>", ["Pier | Boats", "One | 17"]),
        ("<p>It begins at <time datetime='2024-01-01T10:00'>ten o'clock</time> on Monday.</p>", ["It begins at ten o'clock on Monday."]),
        ("<p>The council said <q>no, not <q>ever</q></q> to it.</p>", ["The council said “no, not ‘ever’” to it."]),
        ("<blockquote>We shall see.<br>And then we go.</blockquote>", ["We shall see.", "And then we go."]),
    ],
)
def test_a_part_of_a_text_is_read_as_readers_see_it(markup: str, lines: list[str], site: Site | None) -> None:
    story = f"<div class='story'>{in_paragraphs(TEXT[:2])}{markup}{in_paragraphs(TEXT[2:])}</div>"
    assert extract(page(story), URL, site).body == [*TEXT[:2], *lines, *TEXT[2:]]


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<p>He said <q>“We are here”</q> to it.</p>", "He said “We are here” to it."),
        ("<p>He said <q>we \x0bare <i>here</i>\x1f</q> to it.</p>", "He said “we are here” to it."),
        ("<p>It was decided on<br>12. of March by the council.</p>", "It was decided on 12. of March by the council."),
    ],
)
def test_marks_and_breaks_that_are_written_by_hand(markup: str, line: str) -> None:
    story = f"<div class='story'>{in_paragraphs(TEXT[:2])}{markup}{in_paragraphs(TEXT[2:])}</div>"
    assert extract(page(story), URL, STORY).body == [*TEXT[:2], line, *TEXT[2:]]


def test_a_table_of_pictures_and_sentences_is_text() -> None:
    rows = "".join(f"<tr><td><img src='/{n}.jpg'></td><td>{text}</td></tr>" for n, text in enumerate(TEXT))
    assert extract(page(f"<div class='story'><table>{rows}</table></div>"), URL, STORY).body == TEXT


def test_a_table_of_facts_with_one_long_value_keeps_its_rows() -> None:
    rows = f"<tr><th>Founded</th><td>in 1901</td></tr><tr><th>About</th><td>{TEXT[0] * 3}</td></tr>"
    found = extract(page(f"{in_paragraphs(TEXT)}<table>{rows}</table>{in_paragraphs(paragraphs(6, 3))}"), URL).body
    assert "Founded | in 1901" in found


def test_a_quotation_that_is_never_closed_costs_no_text() -> None:
    story = f"<div class='story'><q>{in_paragraphs(TEXT)}</div>"
    assert extract(page(story), URL, STORY).body == extract(page(story), URL).body == TEXT


def test_an_item_with_a_list_in_it_keeps_its_words() -> None:
    story = f"<div class='story'>{in_paragraphs(TEXT)}<ul><li>Piers<ul><li>Pier one</li></ul></li><li>Boats</li></ul></div>"
    assert extract(page(story), URL, STORY).body == [*TEXT, "Piers", "Pier one", "Boats"]


def test_a_line_that_is_a_link_does_not_end_a_text_of_lines() -> None:
    story = f"<div class='story'>{'<br>'.join([*TEXT[:3], '<a href=/x>The report of the council.</a>', *TEXT[3:]])}</div>"
    assert extract(page(story), URL, STORY).body == [*TEXT[:3], "The report of the council.", *TEXT[3:]]
