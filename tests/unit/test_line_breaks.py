"""A text whose paragraphs are lines with breaks between them, or that stands in a table which lays out the page: each
line is a paragraph, and no menu beside it is text.
"""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.page import Page, element_paragraphs
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
        ("<p>One <b>two<br><br>three</b> four</p>", ["One two", "three four"]),
    ],
)
def test_what_a_break_parts(markup: str, found: list[str]) -> None:
    tree = Page(f"<html><body><div>{markup}</div></body></html>", URL).tree
    assert element_paragraphs(next(tree.iter("p"))) == found
