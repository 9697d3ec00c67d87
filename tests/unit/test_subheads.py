"""Headings between the paragraphs of a text stay, whatever they are made of; labels of advertisements do not."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.sites.model import Site
from tests.unit.test_lost_text import in_paragraphs, page, paragraphs
from tests.unit.test_paragraphs import SITE

URL = "https://paper.example/2024/bridge"
STORY = SITE.model_copy(update={"selectors": {"body": [".story"]}})
TEXT = paragraphs(8, 6)
HEADING = "What it costs"


def read(between: str, site: Site | None) -> list[str]:
    inner = f"{in_paragraphs(TEXT[:3])}{between}{in_paragraphs(TEXT[3:])}"
    return extract(page(f"<div class='story'>{inner}</div>"), URL, site).body


@pytest.mark.parametrize("site", [None, STORY], ids=["unknown", "known"])
@pytest.mark.parametrize(
    "between",
    [
        f"<h3>{HEADING}</h3>",
        f"<h3><a name='costs'>{HEADING}</a></h3>",
        f"<h3><a href='#costs'>{HEADING}</a></h3>",
        f"<b>{HEADING}</b>",
        f"<a name='costs'>{HEADING}</a>",
        f"<p><strong>{HEADING}</strong></p>",
        f"<div><b>{HEADING}</b></div>",
        f"<div class='subheading'>{HEADING}</div>",
        f"<div class='Zwischentitel'>{HEADING}</div>",
        HEADING,
    ],
)
def test_a_heading_in_a_text_stays(between: str, site: Site | None) -> None:
    assert read(between, site) == [*TEXT[:3], HEADING, *TEXT[3:]]


@pytest.mark.parametrize(
    "label",
    [
        "Advertisement", "Publicidad", "إعلان", "إعلانات", "Anzeige", "Publicité", "Реклама", "广告", "広告", "광고", "Reklam",
        "Iklan", "آگهی", "विज्ञापन", "Quảng cáo", "Διαφήμιση", "פרסומת", "Article continues after advertisement",
    ],
)  # fmt: skip
@pytest.mark.parametrize("box", ["<p>{}</p>", "<div>{}</div>", "<div class='ad-label'>{}</div>", "<h4>{}</h4>"])
def test_the_label_of_an_advertisement_is_no_text(box: str, label: str) -> None:
    assert read(box.format(label), None) == TEXT


@pytest.mark.parametrize(
    "between",
    [
        "<div class='newsletter__title'>Your morning briefing by mail</div>",
        "<div class='headshot'>Jane Doe, reporter</div>",
        "<div><strong>Photo: AFP / John Doe</strong></div>",
        "<center><b>* * *</b></center>",
    ],
)
def test_other_labels_are_no_headings(between: str) -> None:
    assert read(between, None) == TEXT


def test_a_list_below_an_advertisement_is_text() -> None:
    items = ["First point of the plan is the money for it", "Second point of the plan is the work"]
    written = "".join(f"<li>{item}</li>" for item in items)
    assert read(f"<p>Anzeige</p><ul>{written}</ul>", None) == [*TEXT[:3], *items, *TEXT[3:]]


@pytest.mark.parametrize(
    "said",
    [
        "Publicidad engañosa había en todas las calles, dijo el alcalde.",
        "Scroll to the end of any feed, she says, and you will find the story.",
        "Image copyright was the main issue before the court on Tuesday.",
    ],
)
def test_a_sentence_that_begins_like_a_label_is_text(said: str) -> None:
    assert said in read(f"<p>{said}</p>", None)


def test_a_link_stays_in_a_list_of_text() -> None:
    items = [f"The council said this of point number {n} of the plan." for n in range(4)]
    written = "".join(f"<li>{item}</li>" for item in items)
    linked = "<li><a href='/plan'>The whole plan of the council for the bridge</a></li>"
    assert "The whole plan of the council for the bridge" in read(f"<ul>{written}{linked}</ul>", None)
