"""Authors whom no word and no mark tells: their names stand beside the day, or alone below the text."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract
from newscrawl.items import Article

TEXT = "<p>The council of the harbour said that the bridge would be closed for the winter, and that nobody knows more.</p>"


def read(above: str = "", below: str = "", menu: str = "<a href=/news>News</a>", language: str = "en") -> Article:
    html = (
        f"<html lang={language}><head><title>The bridge is closed for the winter</title></head><body><div>{menu}</div>"
        f"<div><h1>The bridge is closed for the winter</h1>{above}<div>{TEXT * 5}{below}</div></div></body></html>"
    )
    return extract(html, "https://paper.example/2024/bridge")


@pytest.mark.parametrize(
    ("above", "authors"),
    [
        ("<p class=muted>12.05.2024 - Rana Whitlock</p>", ["Rana Whitlock"]),
        ("<small>4 May 2024 | 13:10 | Hugo Marsh</small>", ["Hugo Marsh"]),
        ("<div><span>Rana Whitlock</span> · <time>May 4, 2024</time></div>", ["Rana Whitlock"]),
        ("<div>Ein Artikel von <b>Rana Whitlock</b> | 27.01.2022 - 12:45</div>", ["Rana Whitlock"]),
        ("<p>Review by Hugo Marsh</p>", ["Hugo Marsh"]),
        ("<p>Rana Whitlock, Sun, 12 May 2024</p>", ["Rana Whitlock"]),
        ("<p>Created Sun, 12 May 2024</p>", []),
        ("<p>Yifan Sun | 12 May 2024</p>", ["Yifan Sun"]),
        ("<p>12.05.2024 - Harbour</p>", []),
        ("<p>12.05.2024 | World News</p>", []),
        ("<p>12.05.2024 | Old Harbour</p>", []),  # a section, to which the menu leads
        ("<p>Level 3 | Rana Whitlock</p>", []),
    ],
)
def test_a_name_beside_the_day_is_the_authors(above: str, authors: list[str]) -> None:
    assert read(above, menu="<a href=/harbour>Old Harbour</a>").authors == authors


@pytest.mark.parametrize(
    ("below", "authors"),
    [
        ("<p><b><i>Rana Whitlock</i></b></p>", ["Rana Whitlock"]),
        ("<p>— Rana Whitlock</p>", ["Rana Whitlock"]),
        ("<p><em>Rana Whitlock and Hugo Marsh</em></p>", ["Rana Whitlock", "Hugo Marsh"]),
        ("<p>Rana Whitlock</p>", []),
        ("<p><b>The End</b></p>", []),
        ("<p><b>Rana Whitlock</b> is who built the bridge.</p>", []),
        ("<p>By Rana Whitlock</p>", ["Rana Whitlock"]),
        ("<p>Reviewed by Rana Whitlock</p>", []),
        ("<p>By the bridge</p>", []),
    ],
)
def test_a_name_that_is_set_apart_below_the_text_is_the_authors_and_no_text(below: str, authors: list[str]) -> None:
    article = read(below=below)
    assert article.authors == authors
    assert any("Whitlock" in line for line in article.body) is ("Whitlock" in below and not authors)


CHINESE = "<p>市政府周三宣布，旧港的三座仓库将在明年春天改建成图书馆和学校，居民等了十一年，工程现在终于有了预算。</p>"


@pytest.mark.parametrize(
    ("begin", "end", "authors", "is_text"),
    [
        ("", "<p>记者 刘涛</p>", ["刘涛"], False),
        ("", "<p>□ 本报记者 葛灵丹</p>", ["葛灵丹"], False),
        ("", "<p>文：眉间尺</p>", ["眉间尺"], False),
        ("<p>港口网黑龙江频道 记者 伊琳 李清芬</p>", "", ["伊琳", "李清芬"], False),
        ("", "<p>本报记者 王小明 通讯员 李华</p>", ["王小明", "李华"], False),
        ("", "<p>工程今年开始。（记者 胡晓蓉）</p>", ["胡晓蓉"], True),
        ("<p>据港口社电（记者 格桑边觉）市政府周三宣布，工程今年开始。</p>", "", ["格桑边觉"], True),
        ("", "<p>记者了解到这个情况。</p>", [], True),
        ("", "<p>工程今年开始。（记者 李明 摄）</p>", [], True),
        ("", "<p>原文 链接</p>", [], True),
    ],
)
def test_chinese_reporters_sign_above_or_below_a_text_and_in_brackets(
    begin: str, end: str, authors: list[str], is_text: bool
) -> None:
    html = f"<html lang=zh><title>旧港改建</title><h1>旧港改建</h1><div>{begin}{CHINESE * 5}{end}</div></html>"
    article = extract(html, "https://paper.example/2024/bridge")
    assert article.authors == authors
    assert len(article.body) == 5 + is_text


def test_who_reported_stands_in_brackets_at_the_end_and_stays_text() -> None:
    article = read(below="<p>The bridge opens in spring. (Reporting by Rana Whitlock; Editing by Hugo Marsh)</p>")
    assert article.authors == ["Rana Whitlock"]
    assert article.body[-1].endswith("Hugo Marsh)")
    inside = "The play (written by Rana Whitlock) opens at the harbour in spring, and the bridge with it."
    assert read(below=f"<p>{inside}</p>").authors == []
