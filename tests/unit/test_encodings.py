"""Pages that do not say what encoding they are in."""

from __future__ import annotations

import pytest

from newscrawl.extraction import extract

_TEXTS = {
    "gb18030": "市政府周三宣布，旧港的三座仓库将在明年春天改建成图书馆和学校。居民等了十一年，工程现在终于有了预算。",
    "big5": "市政府週三宣布，舊港的三座倉庫將在明年春天改建成圖書館和學校。居民等了十一年，工程現在終於有了預算。",
    "shift_jis": "市は水曜日、旧港の三つの倉庫を来年の春に図書館と学校に改築すると発表した。住民は十一年待っていた。",
    "euc_jp": "市は水曜日、旧港の三つの倉庫を来年の春に図書館と学校に改築すると発表した。住民は十一年待っていた。",
    "euc_kr": "시는 수요일 옛 항구의 창고 세 곳을 내년 봄 도서관과 학교로 바꾸겠다고 발표했다. 주민들은 십일 년을 기다렸다.",
    "cp1251": "В среду мэрия сообщила, что три склада старого порта весной станут библиотекой и школой.",
    "koi8_r": "В среду мэрия сообщила, что три склада старого порта весной станут библиотекой и школой.",
    "cp1256": "أعلنت البلدية يوم الأربعاء أن ثلاثة مستودعات في المرفأ القديم ستصبح مكتبة ومدرسة في الربيع المقبل.",
    "cp1253": "Ο δήμος ανακοίνωσε την Τετάρτη ότι τρεις αποθήκες του παλιού λιμανιού θα γίνουν βιβλιοθήκη και σχολείο.",
    "cp1255": "העירייה הודיעה ביום רביעי כי שלושה מחסנים בנמל הישן יהפכו בשנה הבאה לספרייה ולבית ספר.",
    "cp1250": "Ratusz ogłosił w środę, że trzy magazyny starego portu zostaną wiosną zamienione w bibliotekę i szkołę.",
    "cp1252": "La mairie a annoncé mercredi que trois entrepôts du vieux port deviendront une bibliothèque et une école.",
}


@pytest.mark.parametrize("declared", ["", '<meta charset="utf-8">', '<meta charset="x-unheard-of">'])
@pytest.mark.parametrize("encoding", _TEXTS)
def test_a_page_that_does_not_tell_its_encoding_is_read_by_what_its_bytes_look_like(
    encoding: str, declared: str
) -> None:
    text = _TEXTS[encoding]
    page = f"<html><head>{declared}<title>{text[:20]}</title></head><body><h1>{text[:20]}</h1>"
    page += "".join(f"<p>{text} {number}</p>" for number in range(6))

    article = extract(page.encode(encoding), "https://paper.example/2024/05/12/port.html")

    assert article.body == [f"{text} {number}" for number in range(6)]


def test_signs_alone_are_those_of_the_west() -> None:
    page = "<title>Parking</title><h1>Parking costs £5</h1>" + "<p>It costs £5 – or “more” – to park at the quay.</p>" * 6
    assert extract(page.encode("cp1252"), "https://paper.example/2024/05/12/port.html").headline == "Parking costs £5"
