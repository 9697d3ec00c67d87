"""A text is never lost: kinds of pages on which one rule alone would lose most of it."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.fields.doubt import is_doubtful, more_plausible
from newscrawl.extraction.page import Page

WORDS = (
    "harbour council bridge ferry water market school engine record winter station village river letter garden mayor "
    "reporter budget vote tower signal island morning report driver measure question answer number street"
).split()
JAPANESE = "港の市場では朝から船が着き町の人々が新しい橋について話し合った議会は来年の予算を決める前に川の水位を調べる"


def sentence(draw: random.Random, length: int) -> str:
    return " ".join(draw.choice(WORDS) for _ in range(length)).capitalize() + "."


def paragraphs(seed: int, number: int, length: int = 45) -> list[str]:
    draw = random.Random(seed)
    return [" ".join(sentence(draw, length // 3) for _ in range(3)) for _ in range(number)]


def page(body: str, headline: str = "The council votes on the bridge over the river") -> str:
    return (
        f"<html><head><title>{headline} | The Harbour Post</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<h1>{headline}</h1>{body}<footer>All rights reserved</footer></body></html>"
    )


def in_paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def long_paragraphs(texts: list[str]) -> str:
    """Each paragraph in a box of its own, pictures and advertisements between them."""
    return "".join(
        f'<section class="c{n % 3}"><div><div><p>{text}</p></div></div></section><div class="ad">Advertisement</div>'
        for n, text in enumerate(texts)
    )


def beside_another_story(texts: list[str]) -> str:
    """The text in small sections, another story in one dense box beside it."""
    other = in_paragraphs(paragraphs(99, 4, 60))
    small = "".join(f"<div class='s'><h3>Point {n}</h3><div class='t'>{text}</div></div>" for n, text in enumerate(texts))
    return f"<main>{small}</main><aside><div class='article-content'><h3>Another story</h3>{other}</div></aside>"


def same_classes(texts: list[str]) -> str:
    """Text and sidebar are marked alike."""
    teasers = "".join(f"<p><a href='/{n}'>{sentence(random.Random(n), 9)}</a></p>" for n in range(12))
    return f"<div class='block'>{in_paragraphs(texts)}</div><div class='block'>{teasers}</div>"


def bare_text(texts: list[str]) -> str:
    """Nothing but text and line breaks."""
    return "<div>" + "<br><br>".join(texts) + "</div>"


def in_a_noscript(texts: list[str]) -> str:
    """What is shown without JavaScript."""
    return f"<div id='app'></div><noscript>{in_paragraphs(texts)}</noscript>"


def in_a_table(texts: list[str]) -> str:
    """Laid out with a table, as pages of the nineties."""
    return f"<table><tr><td><a href='/'>Home</a></td><td>{'<br>'.join(texts)}</td></tr></table>"


KINDS = [long_paragraphs, beside_another_story, same_classes, bare_text, in_a_noscript, in_a_table]


@pytest.mark.parametrize("number", [3, 12, 60])
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_of_a_page_is_found(kind: Callable[[list[str]], str], number: int) -> None:
    texts = paragraphs(number, number)
    found = "\n".join(extract(page(kind(texts)), "https://post.example/2020/bridge").body)
    missing = [text for text in texts if text not in found]
    assert len(missing) < 0.1 * number, f"{len(missing)} of {number} are lost"


@pytest.mark.parametrize("box", ["{}", "<div>{}</div>", "<div class='article-content'>{}</div>", "<article>{}</article>"])
@pytest.mark.parametrize("tag", ["aside", "nav", "footer", "header"])
def test_a_menu_that_was_never_closed_hides_no_text(tag: str, box: str) -> None:
    texts = paragraphs(7, 7)
    held = f"<{tag}><a href='/'>Home</a><h1>The bridge is closed</h1>{box.format(in_paragraphs(texts))}"
    written = f"<html><head><title>The bridge is closed</title></head><body>{held}</body></html>"
    assert extract(written, "https://post.example/2020/bridge").body == texts


def test_a_live_page_keeps_its_entries() -> None:
    texts = paragraphs(5, 100, 24)
    entries = "".join(
        f"<article class='entry'><time datetime='2020-05-04T{n // 60:02}:{n % 60:02}Z'></time><h3>Entry {n}</h3><p>{t}</p></article>"
        for n, t in enumerate(texts)
    )
    found = "\n".join(extract(page(f"<div class='live'>{entries}</div>"), "https://post.example/2020/live").body)
    assert sum(text in found for text in texts) > 90


@pytest.mark.parametrize("kind", [long_paragraphs, bare_text, same_classes])
def test_the_text_of_a_language_without_blanks_is_found(kind: Callable[[list[str]], str]) -> None:
    draw = random.Random(3)
    texts = ["".join(draw.sample(JAPANESE, 40)) + "。" + "".join(draw.sample(JAPANESE, 40)) + "。" for _ in range(10)]
    found = "\n".join(extract(page(kind(texts), "橋の予算について議会が話し合う"), "https://post.example/2020/hashi").body)
    assert sum(text in found for text in texts) >= 9


def test_a_summary_that_is_the_whole_text_stays_text() -> None:
    text = paragraphs(1, 1)[0]
    html = page(f"<p class='summary'>{text}</p><p><a href='/more'>More</a></p>").replace(
        "</head>", f"<meta name='description' content='{text}'></head>"
    )
    assert extract(html, "https://post.example/2020/brief").body == [text]


def test_a_text_without_any_title_is_an_article_that_begins_with_itself() -> None:
    texts = paragraphs(7, 8)
    article = extract(f"<html><body>{in_paragraphs(texts)}</body></html>", "https://post.example/2020/untitled")
    assert article.body == texts
    assert texts[0].startswith(article.headline.removesuffix("…")) and len(article.headline) <= 100


def test_other_stories_under_a_short_one_are_not_its_text() -> None:
    text, others = paragraphs(2, 1), paragraphs(8, 7)
    apart = "".join(f"<article class='post'><h2>Other</h2><p>{other}</p></article>" for other in others)
    together = f"<div>{in_paragraphs(others)}</div>"
    for markup, expected in ((apart, text), (together, [*text, *others])):
        tree = Page(page(f"<article>{in_paragraphs(text)}</article>{markup}"), "https://post.example/2020/short").tree
        assert more_plausible(text, others, [*text, *others], tree) == expected


def test_long_sections_in_boxes_of_their_own_are_no_other_stories() -> None:
    text, more = paragraphs(2, 2), paragraphs(8, 7, 50)
    boxes = "".join(f"<div class='col'><h3>Plant</h3><p>{section}</p></div>" for section in more)
    linked = "".join(f"<div class='col'><a href='/1'><h3>Other</h3></a><p>{section}</p></div>" for section in more)
    for markup, expected in ((boxes, [*text, *more]), (linked, text)):
        tree = Page(page(f"<article>{in_paragraphs(text)}{markup}</article>"), "https://post.example/2020/short").tree
        assert more_plausible(text, more, [*text, *more], tree) == expected


def test_a_long_list_is_a_text() -> None:
    items = [f"{n} cups of {WORDS[n % 30]} and {WORDS[n % 7]}" for n in range(220)]
    shown = extract(page(in_paragraphs(paragraphs(5, 2)) + f"<ul>{''.join(f'<li>{one}</li>' for one in items)}</ul>"), "https://x.example/2023/a-story").body
    assert sum(line.removeprefix("- ") in items for line in shown) == len(items)


def test_a_line_is_doubted_where_its_page_holds_a_text_but_no_short_item_that_has_more_beside_it() -> None:
    line, item = ["The latest news and insights of the harbour on ferries and bridges."], paragraphs(3, 1, 30)
    whole = Page(page(in_paragraphs([*line, *paragraphs(8, 9)])), "https://x.example/").tree
    assert is_doubtful(line, line, whole)
    beside = Page(page(in_paragraphs([*item, *paragraphs(8, 2)])), "https://x.example/").tree
    assert not is_doubtful(item, item, beside)


def test_a_table_in_a_text_is_kept_row_by_row() -> None:
    texts = paragraphs(4, 6)
    rows = "".join(f"<tr><td>Pier {n}</td><td>{n * 7} boats</td></tr>" for n in range(4))
    table = f"<table><tr><th>Place</th><th>Boats</th></tr>{rows}</table>"
    html = page(f"<article>{in_paragraphs(texts[:3])}{table}{in_paragraphs(texts[3:])}</article>")
    found = extract(html, "https://post.example/2020/boats").body
    assert "Pier 2 | 14 boats" in found and not any("---" in line for line in found)


ONE, TWO, THREE = paragraphs(41, 3)
MENU = "".join(f"<li><a href='/other/{n}'>Another story {n} of the day</a></li>" for n in range(60))
LINKS = " ".join(f"<a href='/short/{n}'>Short link {n}</a>" for n in range(4))
NAMES = ", ".join(f"<a href='/player/{n}'>Player {n}</a>" for n in range(11))


@pytest.mark.parametrize("comments", ["class=comments", "id=replies", ""])
def test_paragraphs_of_comments_are_not_taken_for_a_text_of_line_breaks(comments: str) -> None:
    texts, replies = paragraphs(42, 6), paragraphs(43, 20)
    body = f"<table><tr><td>{'<br><br>'.join(texts)}</td></tr></table><div {comments}>{in_paragraphs(replies)}</div>"
    found = "\n".join(extract(page(body), "https://paper.example/2024/bridge").body)
    assert all(text in found for text in texts)


@pytest.mark.parametrize("box", ["{}", "<div>{}</div>", "<div class=a7f><div class=b3>{}</div></div>"])
@pytest.mark.parametrize("heading", ["<h2>The third part</h2>", "<h3><b><span>The third part</span></b></h3>"])
def test_headings_are_kept_on_a_page_that_does_not_name_its_text(box: str, heading: str) -> None:
    texts = paragraphs(44, 4)
    body = box.format(in_paragraphs(texts[:2]) + heading + in_paragraphs(texts[2:]))
    assert extract(page(body), "https://paper.example/2024/bridge").body == [*texts[:2], "The third part", *texts[2:]]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f"<div><div>{in_paragraphs([ONE, TWO])}</div><div><ul>{MENU}</ul></div></div>", [ONE, TWO]),
        (f"<div>{ONE}<div>{LINKS}</div>{TWO}<div>{LINKS}</div>{THREE}</div>", [ONE, TWO, THREE]),
        (f"{in_paragraphs([ONE, TWO])}<h2>The third part</h2><p> </p>{THREE}", [ONE, TWO, "The third part", THREE]),
        (
            f"<p>{ONE}</p><h2><span><a name=x></a>The third part</span></h2><p>{TWO}</p><p>{THREE}</p>",
            [ONE, "The third part", TWO, THREE],
        ),
        (
            f"<p>{ONE}</p><blockquote>Said twice <div> </div>and once more</blockquote><p>{TWO}</p>",
            [ONE, "Said twice and once more", TWO],
        ),
        (f"<p>{ONE}</p><p>The<i> </i>ferry,<b></b> the<span> </span>tides.</p><p>{TWO}</p>", [ONE, "The ferry, the tides.", TWO]),
        (
            f"<p>{ONE}</p><div class=lineup><p>Harbour: {NAMES}</p></div><p>{TWO}</p>",
            [ONE, "Harbour: " + ", ".join(f"Player {n}" for n in range(11)), TWO],
        ),
        (f"<div>{in_paragraphs([ONE, TWO])}<div><h4>Read on</h4><div>{LINKS}</div></div></div>", [ONE, TWO]),
    ],
)
def test_menus_and_empty_elements_are_dropped_and_nothing_beside_them(body: str, lines: list[str]) -> None:
    assert extract(page(body), "https://paper.example/2024/bridge").body == lines


def test_what_is_hidden_is_no_text_unless_it_is_most_of_it() -> None:
    shown, hidden = paragraphs(45, 4), paragraphs(46, 8)
    body = f"<div>{in_paragraphs(shown)}<p hidden>{hidden[0]}</p></div>"
    assert extract(page(body), "https://paper.example/2024/bridge").body == shown
    more = "".join(f"<p hidden>{text}</p>" for text in hidden)
    body = f"<div>{in_paragraphs(shown)}<button>Show all</button>{more}</div>"
    assert extract(page(body), "https://paper.example/2024/bridge").body == [*shown, *hidden]


@pytest.mark.parametrize("number", [3, 8])
def test_teasers_that_are_called_articles_are_not_taken_for_the_text(number: int) -> None:
    texts, teasers = paragraphs(47, 5), paragraphs(48, number, 24)
    cards = "".join(
        f"<article><h3><a href='/{n}'>Story {n} of the week</a></h3><p>{text}</p></article>"
        for n, text in enumerate(teasers)
    )
    body = f"<div>{in_paragraphs(texts[:4])}<h2>The third part</h2><p>{texts[4]}</p></div><div>{cards}</div>"
    assert extract(page(body), "https://paper.example/2024/bridge").body == [*texts[:4], "The third part", texts[4]]


def test_a_standfirst_in_a_box_of_its_own_above_the_box_of_the_paragraphs_is_text() -> None:
    first, *others = paragraphs(31, 6)
    for between in ("", "<br>", "<br><br>"):
        body = f"<div class='descr'>{first}</div>{between}<div class='content'>{in_paragraphs(others)}</div>"
        assert extract(page(f"<div>{body}</div>"), "https://harbour.example/2024/bridge").body == [first, *others]


@pytest.mark.parametrize("name", ["ssw-slide-content", "expandable-text", "attachment-body"])
def test_paragraphs_in_boxes_whose_names_seem_to_be_of_no_text_are_text(name: str) -> None:
    texts = paragraphs(37, 5)
    slides = "".join(f"<section><div class='{name}'><p>{text}</p></div></section>" for text in texts)
    found = extract(page(f"<main><article class='show'>{slides}</article></main>"), "https://harbour.example/2024/a")
    assert found.body == texts


def test_a_box_beside_the_text_stays_one_although_it_holds_a_slide() -> None:
    texts, other = paragraphs(38, 5), paragraphs(39, 1)[0]
    beside = f"<div class='related-slide'><p>{other}</p></div>"
    found = extract(page(f"<article>{in_paragraphs(texts)}{beside}</article>"), "https://harbour.example/2024/a")
    assert found.body == texts


@pytest.mark.parametrize("name", ["commentOnSelection", "share-wrapper", "page-widget-sidebar", "elementor-widget"])
def test_a_box_in_the_main_content_that_holds_most_of_it_is_text_whatever_it_is_called(name: str) -> None:
    texts = paragraphs(57, 9)
    inner = f"<div class='{name}'><div id='{name}'>{in_paragraphs(texts[:7])}</div></div>"
    body = f"<div class='entry-content'>{inner}{in_paragraphs(texts[7:])}</div>"
    assert extract(page(body), "https://harbour.example/2024/bridge").body == texts


@pytest.mark.parametrize("name", ["B", "P"])
def test_parts_of_a_page_that_are_streamed_stand_in_their_places(name: str) -> None:
    texts = paragraphs(58, 6)
    place = f"<main><article>{in_paragraphs(texts[:3])}<template id='{name}:1a'></template></article></main>"
    part = f"<div hidden id='S:1a'>{in_paragraphs(texts[3:])}</div><div hidden id='S:2'><p>Of no place.</p></div>"
    assert extract(page(place + part), "https://harbour.example/2024/bridge").body == texts
    whole = f"<div hidden id='S:0'><template id='B:0'></template><article>{in_paragraphs(texts)}</article></div>"
    assert extract(page(whole), "https://harbour.example/2024/bridge").body == texts


@pytest.mark.parametrize(
    ("begin", "between"),
    [
        ('<html lang="en" />', ""),
        ("<html>", "</head></html>"),
        ("<html>", "<body class=story />"),
        ("<html>", "<body><p>Cookies</p></body></html>"),
        ("<HTML>", "<BODY></BODY></HTML><HTML><BODY>"),
        ("<html>\0", "<body>\0"),
    ],
)
def test_a_page_goes_on_behind_an_end_that_is_none(begin: str, between: str) -> None:
    texts = paragraphs(59, 6)
    head = "<head><title>The bridge is closed for the winter</title>"
    body = f"<h1>The bridge is closed for the winter</h1><div class=text>{in_paragraphs(texts)}</div></body></html>"
    found = extract(f"<!DOCTYPE html>{begin}{head}{between}{body}", "https://harbour.example/2024/bridge")
    assert (found.headline, found.body) == ("The bridge is closed for the winter", texts)


@pytest.mark.parametrize("tag", ["font", "div", "blockquote"])
def test_a_page_in_which_nothing_is_ever_closed_keeps_its_text(tag: str) -> None:
    texts = paragraphs(60, 6)
    found = extract(page(f"<{tag}>" * 400 + in_paragraphs(texts)), "https://harbour.example/2024/bridge")
    assert found.body == texts
    each = "".join(f"<p><{tag}>{text}</p>" for text in texts * 60)
    assert set(extract(page(each), "https://harbour.example/2024/bridge").body) >= set(texts)


def test_parts_that_each_hold_the_place_of_the_next_nest_only_so_deep() -> None:
    texts = paragraphs(61, 6)
    chain = "".join(f"<div hidden id='S:{n:x}'><template id='B:{n + 1:x}'></template></div>" for n in range(3_000))
    assert extract(page(chain + in_paragraphs(texts)), "https://harbour.example/2024/bridge").body == texts


def test_a_part_that_comes_twice_and_parts_in_the_other_order_raise_nothing() -> None:
    texts = paragraphs(62, 6)
    twice = "<template id='B:0'><template id='B:1'></template></template>" + "".join(
        f"<div hidden id='S:{n}'><p>{text}</p></div>" for n, text in ((0, texts[0]), (0, texts[1]), (1, texts[2]))
    )
    found = extract(page(twice + in_paragraphs(texts[3:])), "https://harbour.example/2024/bridge").body
    assert sorted(found) == sorted(texts)
    chain = (f"<div hidden id='S:{n:x}'><template id='B:{n + 1:x}'></template></div>" for n in range(3_000, -1, -1))
    assert extract(page("".join(chain) + in_paragraphs(texts)), "https://harbour.example/2024/bridge").body == texts


def test_what_stands_for_a_streamed_part_goes_when_it_comes() -> None:
    texts = paragraphs(63, 6)
    waiting = "<!--$?--><template id='B:0'></template><p>Please wait while the story of the bridge is loaded for you.</p><!--/$-->"
    part = f"<div hidden id='S:0'>{in_paragraphs(texts)}</div>"
    assert extract(page(f"<main>{waiting}</main>{part}"), "https://harbour.example/2024/bridge").body == texts


def test_comments_that_are_longer_than_the_text_in_the_same_box_are_none() -> None:
    texts, others = paragraphs(64, 3), paragraphs(65, 12)
    lines = "".join(f"<div>{text}</div>" for text in others)
    body = f"<div><div class=text>{in_paragraphs(texts)}</div><div class='comments' id=comments>{lines}</div></div>"
    assert extract(page(f"<main>{body}</main>"), "https://harbour.example/2024/bridge").body == texts


def test_signs_that_no_xml_has_in_the_name_of_a_part_raise_nothing() -> None:
    texts = paragraphs(66, 6)
    parts = "".join(f"<div class='elementor-widget x\x01&#1;'>{in_paragraphs(texts[n : n + 3])}</div>" for n in (0, 3))
    assert extract(page(f"<main>{parts}</main>"), "https://harbour.example/2024/bridge").body == texts


def test_links_stay_in_a_page_that_is_nested_too_deep() -> None:
    tags = "<p>Tags: <a rel=tag href=/tag/ferry>Ferry</a></p>"
    deep = page(f"{in_paragraphs(paragraphs(67, 6))}{tags}{'<div>' * 300}")
    assert extract(deep, "https://harbour.example/2024/bridge").tags == ["Ferry"]
