"""Where the main content of a page is, and what happens where a name or the paragraphs tell it wrongly."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.fields.main_content import main_content
from newscrawl.extraction.page import Page
from tests.unit.test_lost_text import in_paragraphs, paragraphs

URL = "https://paper.example/2024/bridge"
TEXT = paragraphs(11, 10, 24)
HEADLINE = "<h1>The bridge is closed</h1>"
STORY = in_paragraphs(TEXT)
SCRIPT = f"<script>{'var text = 1; ' * 40}</script>"


def written(body: str) -> str:
    return f"<html><head><title>The bridge is closed | The Harbour Post</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("body", "is_main"),
    [
        (f"<div id='x' class='post-content'>{HEADLINE}{STORY}</div>", True),
        (f"<div id='articleContent'>{STORY}</div><div class='post-content'>{STORY}</div>", False),
        (f"<section id='x' itemprop='articleBody'>{STORY}</section>", True),
        (f"{HEADLINE}{SCRIPT}<div id='x'>{STORY}</div><article>{STORY[:500]}</p></article>", True),
        (f"<blockquote id='x'>{STORY}</blockquote>", False),  # part of a text
        (f"<aside><div id='x' class='post-content'>{STORY}</div></aside>", False),
    ],
)
def test_a_name_or_the_paragraphs_tell_the_main_content(body: str, is_main: bool) -> None:
    found = main_content(Page(written(body), URL))
    assert (found is not None and found.get("id") == "x") is is_main


@pytest.mark.parametrize(
    "body",
    [
        f"<main class='page-content'><h2>Live</h2><ul><li>10:00 A fire in the harbour<li>10:05 It is out</ul>{HEADLINE}{STORY}</main>",
        f"<div>{HEADLINE}{in_paragraphs(TEXT[:1])}<blockquote>{in_paragraphs(TEXT[1:9])}</blockquote>{in_paragraphs(TEXT[9:])}</div>",
        f"<div id='articleContent'>{HEADLINE}{STORY}</div><div class='post-content'>{in_paragraphs(paragraphs(2, 2))}</div>",
        f"<article>{HEADLINE}<div class='post-content'>{STORY}</div></article><div>{in_paragraphs(paragraphs(2, 12))}</div>",
    ],
)
def test_what_stands_beside_above_and_below_a_text_is_none_of_it(body: str) -> None:
    assert extract(written(body), URL).body == TEXT


def test_buttons_below_a_short_text_are_no_text() -> None:
    tools = "<div class='tools'><div>Print</div><div>Send by mail to a friend</div></div>"
    story = f"<div class='post-content'>{in_paragraphs(TEXT[:2])}{tools}</div>"
    found = extract(written(f"<article>{HEADLINE}{story}</article><div>{in_paragraphs(TEXT[4:])}</div>"), URL)
    assert found.body == TEXT[:2]
