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
TEASERS = "".join(f"<div><p>{text}</p></div>" for text in paragraphs(5, 6, 15))
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
        (f"<p>{TEXT[0]}</p>{HEADLINE}<div id='x'>{STORY}</div>", True),  # what is above the headline is none
        (f"{HEADLINE}<table><tr><td id='x'>{STORY}</td><td>{TEASERS}</td></tr></table>", True),
        (f"{HEADLINE}<div id='x'><p>{TEXT[0]}</p><span>{in_paragraphs(TEXT[1:])}</span></div><div>{TEASERS}</div>", True),
        (f"{HEADLINE}<div id='x'>{in_paragraphs(TEXT[:5])}</div><div>{in_paragraphs(TEXT[5:])}</div>", False),  # in two
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


@pytest.mark.parametrize("tag", ["div", "article"])
def test_a_text_in_sections_keeps_all_of_them_and_their_headings(tag: str) -> None:
    texts = paragraphs(13, 10, 60)
    pairs = list(zip(texts[::2], texts[1::2], strict=True))
    boxes = "".join(f"<div><h2>Part {n}</h2>{in_paragraphs(list(pair))}</div>" for n, pair in enumerate(pairs))
    if tag == "article":
        boxes = boxes.replace("<div>", "<div class='article__content'>", 1)  # one of the parts is called the text
    found = extract(written(f"{HEADLINE}<{tag}>{boxes}</{tag}><div><p>{TEXT[0]}</p></div>"), URL).body
    assert found == [line for n, pair in enumerate(pairs) for line in (f"Part {n}", *pair)]


def test_teasers_and_replies_in_an_article_are_none_of_its_short_text() -> None:
    others = paragraphs(17, 10, 20)
    teasers = "".join(f"<div class='item'><h4>Story {n}</h4><p>{text}</p></div>" for n, text in enumerate(others))
    body = f"<article>{HEADLINE}<div class='entry-content'>{in_paragraphs(TEXT[:3])}</div><div>{teasers}</div></article>"
    assert extract(written(body), URL).body == TEXT[:3]
    linked = teasers.replace("</div>", "<a href='/s'>Read</a></div>")
    body = f"<div>{HEADLINE}<div>{in_paragraphs(TEXT[:3])}</div><div>{linked}</div></div>"
    assert extract(written(body), URL).body[:3] == TEXT[:3]


def test_buttons_below_a_short_text_are_no_text() -> None:
    tools = "<div class='tools'><div>Print</div><div>Send by mail to a friend</div></div>"
    story = f"<div class='post-content'>{in_paragraphs(TEXT[:2])}{tools}</div>"
    found = extract(written(f"<article>{HEADLINE}{story}</article><div>{in_paragraphs(TEXT[4:])}</div>"), URL)
    assert found.body == TEXT[:2]


def test_labels_and_sources_between_the_paragraphs_of_a_short_text_stay() -> None:
    score, source = "Harbour 3, Quay 1", "the mayor of the harbour"
    quoted = f"<blockquote><div>“{TEXT[1]}”</div><div>{source}</div></blockquote>"
    body = f"<div class='post-content'><p>{TEXT[0]}</p><div>{score}</div>{quoted}<p>{TEXT[2]}</p></div>"
    found = "\n".join(extract(written(f"<article>{HEADLINE}{body}</article>"), URL).body)
    assert score in found and source in found


SHORT = [
    "渡轮周三再次晚点，约两百名旅客在码头等候了三个小时，其中有不少是带着孩子返乡的家庭，候船室里座无虚席。",
    "港务局称风浪太大，预计周四上午恢复通航，退票照常办理，已经改乘汽车的旅客也可以在一周之内到窗口办理手续。",
]
RIGHTS = "凡本网注明来源的所有文字、图片和音视频稿件，版权均属本网所有，任何媒体、网站或个人未经本网协议授权不得转载。"


def test_a_short_text_of_han_characters_is_found_by_its_place() -> None:
    menu = "<div>首页 | 新闻 | 时政 | 社会 | 国际 | 财经</div>"
    beside = f"<div class='foot'><p>{RIGHTS}</p></div><div><p>更多精彩内容请关注海港网今日要闻版与视频版</p></div>"
    body = f"{menu}<h1>渡轮再次晚点</h1><div class='text'>{in_paragraphs(SHORT)}</div>{beside}"
    page = f"<html lang='zh'><head><title>渡轮再次晚点-海港网</title></head><body>{body}</body></html>"
    assert extract(page, URL).body == SHORT
