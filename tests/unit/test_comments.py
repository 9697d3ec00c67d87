"""What readers said below an article is not its text, and never costs it its text."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.comments import drop_comments
from newscrawl.extraction.page import Page
from tests.unit.test_lost_text import in_paragraphs, page, paragraphs

TEXT = paragraphs(1, 6)
REPLIES = paragraphs(2, 20, 30)
ARTICLES = {
    "paragraphs": in_paragraphs(TEXT),
    "line breaks": f"<div>{'<br><br>'.join(TEXT)}</div>",
    "line breaks of the body": "<br><br>".join(TEXT),
    "line breaks in a span": f"<span>{'<br><br>'.join(TEXT)}</span>",
    "line breaks in a font": f"<font size='2'>{'<br><br>'.join(TEXT)}</font>",
    "line breaks of a cell": f"<table><tr><td>{'<br><br>'.join(TEXT)}</td></tr></table>",
    "boxes": "".join(f"<div>{text}</div>" for text in TEXT),
}
FOOTER = f"<footer>{in_paragraphs(paragraphs(3, 3))}</footer>"
SAID = "".join(f"<div><b>Reader {number}</b><p>{text}</p></div>" for number, text in enumerate(REPLIES))
TOLD_COMMENTS = {
    "class": f"<div class='comments'>{SAID}</div>",
    "id": f"<section id='comments-area'>{SAID}</section>",
    "list": f"<ol class='comment-list'>{SAID}</ol>",
    "service": f"<div id='disqus_thread'>{SAID}</div>",
    "Polish": f"<div id='box-komentarze'>{SAID}</div>",
    "German": f"<div class='leser-kommentare'>{SAID}</div>",
    "Chinese": f"<div class='pinglun'>{SAID}</div>",
    "heading above, Russian": f"<h4>Оставить комментарий</h4>{SAID}",
    "heading in the box": f"<div><h3>12 Comments</h3>{SAID}</div>",
    "heading above": f"<h3>Comments (12)</h3><div>{SAID}</div>",
    "heading above, Spanish": f"<h2>Comentarios</h2>{SAID}",
    "heading above, Arabic": f"<h4>التعليقات</h4>{SAID}",
}


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize("comments", TOLD_COMMENTS)
def test_comments_are_not_text(article: str, comments: str) -> None:
    assert extract(page(ARTICLES[article] + TOLD_COMMENTS[comments]), "https://harbour.example/2024/bridge").body == TEXT


@pytest.mark.parametrize("article", [name for name in ARTICLES if name != "boxes"])
def test_a_text_is_found_above_comments_that_nothing_tells(article: str) -> None:
    found = extract(page(f"{ARTICLES[article]}<div>{SAID}</div>"), "https://harbour.example/2024/bridge")
    assert found.body[: len(TEXT)] == TEXT


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='has-comments'>{in_paragraphs(TEXT)}</div>",
        f"<div class='commentary'>{in_paragraphs(TEXT)}</div>",
        f"<div class='komentarz'>{in_paragraphs(TEXT)}</div>{FOOTER}",
        f"{in_paragraphs(TEXT[:3])}<div class='ressort-kommentare'>{in_paragraphs(TEXT[3:])}</div>",
        f"{in_paragraphs(TEXT[:3])}<section class='artikel-kommentar'>{in_paragraphs(TEXT[3:])}</section>",
        f"{in_paragraphs(TEXT[:3])}<h2>Обсуждение</h2>{in_paragraphs(TEXT[3:])}",
        f"<div class='comments'>{in_paragraphs(TEXT)}</div>",
        f"<h2>Comment</h2>{in_paragraphs(TEXT)}",
        f"{in_paragraphs(TEXT[:3])}<h2>Comments on the plan</h2>{in_paragraphs(TEXT[3:])}",
        f"<div class='comments-count'>3</div>{in_paragraphs(TEXT)}",
        f"<div class='post comments-open'>{in_paragraphs(TEXT)}</div>{FOOTER}",
        f"<div class='comment-wrapper'>{in_paragraphs(TEXT)}</div>{FOOTER}",
        f"<h5>3 Comments</h5>{in_paragraphs(TEXT)}{FOOTER}",
        f"<section><h2>Kommentar</h2>{in_paragraphs(TEXT)}</section>{FOOTER}",
        f"<article>{in_paragraphs(TEXT[:3])}<section class='editor-comments'>{in_paragraphs(TEXT[3:])}</section></article>",
    ],
)
def test_what_is_called_so_and_is_the_text_stays(body: str) -> None:
    found = extract(page(body), "https://harbour.example/2024/bridge").body
    assert [line for line in found if line in TEXT] == TEXT


def test_what_holds_a_headline_stays() -> None:
    site = "<html lang='en'><head><title>The bridge is closed | Town Times</title></head><body><div><h1>Town Times</h1></div>"
    banner = f"<div>{in_paragraphs(paragraphs(4, 3))}</div>"
    html = f"{site}{banner}<div><h4>Comment</h4><h1>The bridge is closed</h1>{in_paragraphs(TEXT)}</div></body></html>"
    found = extract(html, "https://harbour.example/2024/bridge").body
    assert [line for line in found if line in TEXT] == TEXT


@pytest.mark.parametrize("behind", ["tail \x0b of it", "", " Corrected"])
def test_control_characters_behind_comments_are_no_error(behind: str) -> None:
    body = f"{in_paragraphs(TEXT)}<div id='comments'><p>So</p></div>{behind}"
    assert extract(page(body), "https://harbour.example/2024/bridge").body[: len(TEXT)] == TEXT


def test_boxes_above_the_headline_stay() -> None:
    read = Page(f"<div class='comments'>Latest comments</div>{page(in_paragraphs(TEXT))}", "https://harbour.example/1")
    drop_comments(read)
    assert "Latest comments" in read.tree.text_content()


def test_text_behind_comments_stays() -> None:
    read = Page(page(f"{in_paragraphs(TEXT)}<ul class='comments'><li>So</li></ul> Corrected on Monday"), "https://a.example/1")
    drop_comments(read)
    assert "Corrected on Monday" in read.tree.text_content()
    assert "So" not in read.tree.text_content()
