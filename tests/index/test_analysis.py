"""Our terms are Lucene's: word by word against the analyzers of a real Elasticsearch."""

from __future__ import annotations

import itertools
import random

import pytest
from elasticsearch import Elasticsearch
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.index import analysis, open_index
from newscrawl.index.elastic.engine import ElasticIndex
from tests.newsroom.server import editions
from tests.servers.elasticsearch import Node

SUFFIXES = (
    "", "s", "es", "ed", "ing", "ings", "er", "ly", "ally", "ness", "ful", "fully", "ation", "ations", "ational", "izer", "ization", "ive", "iveness", "ical", "icate", "ement", "ment", "ent", "able", "ible",
    "bly", "ably", "ibly", "logy", "logies", "logical", "ies", "ied", "y", "ity", "ous", "ously", "ism", "ist", "al", "ance", "ence", "'s", "’s",
)  # fmt: skip
STEMS = (
    "trek",
    "run",
    "hop",
    "relat",
    "condition",
    "bio",
    "techno",
    "terri",
    "possi",
    "happ",
    "tr",
    "ag",
    "fall",
    "hiss",
    "fizz",
    "snow",
    "box",
    "tray",
    "sky",
    "abil",
    "rat",
    "ceas",
    "nat",
    "orga",
    "as",
    "i",
    "o",
)
OTHERS = {
    "es": "casas casos luces meses franceses niñas niños elecciones elección árboles comió feliz felices camión ministros presidenta crisis lunes tesis países",
    "ar": "والمقاومة المقاومه بالكتاب كالبيت فالناس للمدارس وقالت مدرستها مدرسون مدرسين سيارات عربية عربي إيران أحمد آمال مستشفى على ١٢ ٢٠٢٣ مُؤْتَمَر كتابــــة شؤون رئيس هيئة",
    "zh": "北京大学 中华人民共和国 2023年 上海A股 人 々 你好，世界",
    "ja": "東京都 ガス料金 コンピューター 大きな地震 ゲーム機 Tokyo駅 人々 ｶﾞｽ 三〇年",
    "ko": "한국어 신문사 서울특별시 A급 12월 대통령실은 漢字 말",
    "xx": "東京で地震 テスト ソウル 서울 กรุงเทพ Αθήνα Київ v1.2 a_b 3,5 12:30 o'clock l’eau e-mail U.S.A.",
}  # fmt: skip


def words_of(language: str) -> list[str]:
    found = set(OTHERS.get(language, "").split())
    if language == "en":
        draw = random.Random(4)
        found |= {stem + suffix for stem, suffix in itertools.product(STEMS, SUFFIXES)}
        found |= {
            "".join(draw.choices("bcdfglmnprst", k=2))
            + draw.choice("aeiouy")
            + draw.choice("bckdglmnprstz") * draw.choice((1, 2))
            + s
            for s in SUFFIXES
            for _ in range(20)
        }
    for edition in editions(60, 1, "127.0.0.1", 8900):
        if edition.lang == language:
            for values in edition.truth():
                found |= {
                    word
                    for text in [values["headline"], *values["body"], *values["tags"]]
                    for word, _, _ in analysis.words(text)
                }
    return sorted(found)


@pytest.mark.parametrize("language", ["en", "es", "ar", "zh", "ja", "ko", "xx"])
def test_each_word_becomes_the_same_terms(elasticsearch: Node, prefix: str, language: str) -> None:
    index = open_index(f"{elasticsearch.url}/{prefix}")
    assert isinstance(index, ElasticIndex)
    index.prepare()
    index.indices.ensure([language])
    client, different = Elasticsearch(elasticsearch.url), []
    for word in words_of(language):
        answer = client.indices.analyze(
            index=f"{prefix}-articles-{language}", analyzer="text", text=analysis.plain_text(word)
        )
        theirs = [token["token"] for token in answer["tokens"]]
        if theirs != analysis.terms(word, language):
            different.append((word, theirs, analysis.terms(word, language)))
    assert different == []


@given(st.text(alphabet="ab_'’.-1٣ ـ和カタひ한กa é\u200cx", max_size=20))
def test_words_are_the_same_with_and_without_their_offsets(text: str) -> None:
    assert analysis.bare_words(text) == [word for word, _, _ in analysis.words(text)]
