"""What lies over a page to ask readers for something is no text of it, and costs it nothing."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from tests.unit.test_lost_text import in_paragraphs, page, paragraphs

URL = "https://post.example/2024/bridge"
HEADLINE = "The council votes on the bridge over the river"
TEXT = paragraphs(1, 6)
ASKED = f"<p>We and others use cookies.</p>{in_paragraphs(paragraphs(4, 6))}"
COPY = f"<div><h2>Republish this story</h2><h1>{HEADLINE}</h1>{in_paragraphs(TEXT)}{ASKED}</div>"


@pytest.mark.parametrize(
    "dialog",
    [
        f"<div id='republication-tracker-tool-modal'>{COPY}</div>",
        f"<div class='republish-modal'>{COPY}</div>",
        f"<div id='cookie-law-info-bar'>{ASKED}</div>",
        f"<div class='cli-modal cli-fade'>{ASKED}</div>",
        f"<div id='onetrust-consent-sdk'>{ASKED}</div>",
        f"<div class='cookie-notice'>{ASKED}</div>",
    ],
)
def test_a_dialog_is_none_of_the_text_above_it_or_below_it(dialog: str) -> None:
    text = f"<div>{in_paragraphs(TEXT)}</div>"
    for body in (dialog + text, text + dialog, f"<article>{text}{dialog}</article>"):
        article = extract(page(body), URL)
        assert (article.headline, article.body) == (HEADLINE, TEXT)


def test_a_box_of_the_text_that_is_called_like_a_dialog_stays() -> None:
    for names in ("cmplz-cookiebanner", "entry-content republish-allowed"):
        body = f"<article><h1>{HEADLINE}</h1><div class='{names}'>{in_paragraphs(TEXT)}</div></article>"
        assert extract(f"<title>{HEADLINE}</title>{body}", URL).body == TEXT


@pytest.mark.parametrize(
    "names",
    ["cookie-notice-active", "republicans", "page cookie-banner-shown", "republish-allowed", "cookie-barometer"],
)
def test_a_box_around_the_page_that_tells_of_a_dialog_stays(names: str) -> None:
    around = f"<div class='{names}'><h1>Republicans vote on the bridge</h1>{in_paragraphs(TEXT)}</div>"
    assert extract(f"<title>Republicans vote on the bridge</title>{around}", URL).body == TEXT
