"""Text that stands among the paragraphs of an article without being one: none of it is lost, and no caption comes in."""

from __future__ import annotations

import pytest
from lxml.html import fromstring

from newscrawl.extraction import extract
from newscrawl.extraction.paragraphs import called_paragraphs, wrap_bare_text
from newscrawl.sites.model import Site

SAID = (
    "The council of the harbour said on Tuesday that the bridge would be closed for the winter, and that nobody knows "
    "how the people of the island will come to the market until the spring. It was told so twice."
)
WRAPPED = "<div class=block><div><p>{}</p></div></div>"
SITE = Site.model_validate(
    {
        "name": "paper", "title": "The Paper", "base": "https://paper.example", "language": "en", "timezone": "UTC",
        "discovery": {"articles": ["^/2024/"]}, "selectors": {"body": ["div.story"]},
    }
)  # fmt: skip


def read(story: str, site: Site | None = None) -> str:
    html = (
        "<html><head><title>The bridge is closed for the winter</title></head><body><div class=menu><a href=/a>Home</a>"
        f"</div><div class=main><h1>The bridge is closed for the winter</h1><div class=story>{story}</div></div></body></html>"
    )
    return "\n".join(extract(html, "https://paper.example/2024/bridge", site).body)


def among(inner: str, paragraph: str = "<p>{}</p>", site: Site | None = None) -> str:
    parts = [paragraph.format(f"Number {n}. {SAID}") for n in range(1, 6)]
    return read("".join([*parts[:3], inner, *parts[3:]]), site)


@pytest.mark.parametrize("site", [None, SITE], ids=["unknown", "known"])
@pytest.mark.parametrize(
    "inner",
    [
        "<div>{}</div>",
        "<div><div>{}</div></div>",
        "<div><span>{}</span></div>",
        "<div><b>{}</b></div>",
        "<section>{}</section>",
        "<center>{}</center>",
        "<x-text>{}</x-text>",
        "<div><a name=here></a>{}</div>",
        "<div><img src=a.png>{}</div>",
        "<div role=paragraph>{}</div>",
        "<div>Our advertisers</div>{}",
        "<section><p>Hm.</p></section>{}",
        "<x-ad>Hm.</x-ad>{}",
        "<header>Hm.</header>{}",
        "<div>Our advertisers</div>{} <a href=/more>and more of it</a> is told.",
        "<h3>A heading</h3>{}",
        "<blockquote>{}<p>Hm.</p></blockquote>",
        "<ul><li>{}<ul><li>Hm.</li></ul></li></ul>",
    ],
)
def test_text_among_paragraphs_is_kept(inner: str, site: Site | None) -> None:
    told = f"Another one. {SAID} {SAID}"
    text = among(inner.format(told), site=site)
    assert told in text
    assert all(f"Number {n}." in text for n in range(1, 6))


@pytest.mark.parametrize("inner", ["<font>{}</font>", "<i>{}</i>", "{}<br><br>", "<nav><a href=/b>b</a></nav>{}"])
def test_bare_text_between_boxes_of_paragraphs_is_kept(inner: str) -> None:
    told = f"Another one. {SAID} {SAID}"
    assert told in among(inner.format(told) + "<div>Our advertisers</div>" + SAID, WRAPPED)


@pytest.mark.parametrize("site", [None, SITE], ids=["unknown", "known"])
def test_a_text_of_lines_with_a_box_in_it_keeps_its_paragraphs(site: Site | None) -> None:
    lines = [f"Number {n}. {SAID}" for n in range(1, 6)]
    text = read("<br><br>".join(lines[:3]) + "<blockquote>It is so.</blockquote>" + "<br><br>".join(lines[3:]), site)
    assert [line for line in text.split("\n") if line.startswith("Number")] == lines


@pytest.mark.parametrize("site", [None, SITE], ids=["unknown", "known"])
@pytest.mark.parametrize(
    "inline",
    ["<o:p></o:p>", "<x-link>a link</x-link>", "<strike>an error</strike>", "<big>so</big>", "<kbd>Enter</kbd>",
     "<ruby>word<rt>reading</rt></ruby>", "<st1:place>Paris</st1:place>", "<nobr>1 000</nobr>", "<math><mi>x</mi></math>"],
)  # fmt: skip
def test_a_paragraph_with_an_uncommon_element_in_its_lines_is_kept(inline: str, site: Site | None) -> None:
    text = among(f"<p>The beginning of it, {inline} and the end of it.</p>", site=site)
    assert "The beginning of it," in text
    assert "and the end of it." in text


@pytest.mark.parametrize("site", [None, SITE], ids=["unknown", "known"])
def test_paragraphs_in_elements_of_the_sites_own_stay_apart(site: Site | None) -> None:
    told = [f"Number {n}. {SAID}" for n in range(1, 5)]
    text = read("".join(f"<x-par>{line}</x-par>" for line in told) + f"<div>Our advertisers</div>{SAID}", site)
    assert text.split("\n")[:4] == told


@pytest.mark.parametrize(
    "hostile",
    [
        f"""<x-bad"name>{SAID}</x-bad"name>""",
        f"<x-a&b>{SAID}</x-a&b>",
        f"<div>{SAID}" + "<span>" * 250 + "deep" + "</span>" * 250 + "</div>",
        f"<div>{SAID}" + "<b>" * 2000,
    ],
    ids=["quote in a name", "ampersand in a name", "deep", "deeper"],
)
def test_markup_that_no_parser_should_let_through_loses_nothing_else(hostile: str) -> None:
    text = among(hostile)
    assert all(f"Number {n}." in text for n in range(1, 4))


def test_control_characters_are_no_hindrance() -> None:
    text = among(f"<div>Our\x01 advertisers</div>\x01{SAID} <b>so</b> it is told\x0cin the town.")
    assert f"{SAID} so it is told in the town." in text


@pytest.mark.parametrize(
    "inner",
    [
        "<div class=image><img src=a.png><div>The old bridge over the river in the light of the morning.</div></div>",
        "<div><div><img src=a.png></div>The old bridge over the river in the light of the morning.</div>",
        "<div><a href=/a>The old bridge over the river in the light of the morning</a>, more.</div>",
        "<div>The old bridge over the river in the light of the morning</div>",
        "<div hidden>Sign up for the old bridge over the river in the light of the morning.</div>",
        "<form>Sign up for the old bridge over the river in the light of the morning.<input></form>",
    ],
)
def test_captions_teasers_labels_and_forms_are_no_paragraphs(inner: str) -> None:
    assert "light of the morning" not in among(inner)


def test_what_is_made_is_seen_in_the_tree() -> None:
    told = "So many words that nobody takes them for the label of a button."
    tree = fromstring(
        f"<div><p>One.</p><div>Box</div>{told} <b>bold</b> and on<br><br>{told}<ul><li>item</li></ul><div>{told}</div></div>"
    )
    boxes = wrap_bare_text(tree)
    made = [("p", "One."), ("div", "Box"), ("p", f"{told} bold and on"), ("br", ""), ("p", told), ("ul", "item")]
    assert [(child.tag, child.text_content().strip()) for child in tree] == [*made, ("div", told)]
    with called_paragraphs(boxes):
        assert [(child.tag, child.text_content().strip()) for child in tree] == [*made, ("p", told)]
    assert tree[-1].tag == "div"


def test_selectors_of_a_site_go_by_the_names_that_the_page_has() -> None:
    site = SITE.model_copy(update={"selectors": {"body": ["x-story"], "summary": ["div.lead"]}})
    html = f"<h1>The bridge is closed</h1><div class=lead>{SAID}</div><p>Hm.</p><x-story>{SAID} {SAID}</x-story>"
    article = extract(html, "https://paper.example/2024/bridge", site)
    assert (article.summary, article.body) == (SAID, [f"{SAID} {SAID}"])
