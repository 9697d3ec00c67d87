"""What is read from pages of which nothing is known: headline, names, tags, times, text. Tables of cases."""

from __future__ import annotations

import json
from datetime import UTC
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from newscrawl.extraction import extract, markup
from newscrawl.extraction.fields.body import better_body
from newscrawl.extraction.fields.headline import choose_headline, strip_site
from newscrawl.extraction.fields.language import language_of
from newscrawl.extraction.fields.published import url_day, weigh_times
from newscrawl.extraction.fields.tidy import tidy
from newscrawl.extraction.page import Page
from newscrawl.extraction.words.dates import visible_date
from newscrawl.extraction.words.names import split_names
from newscrawl.extraction.words.tags import clean_tags
from newscrawl.items import Article
from newscrawl.sites.zones import guess_zone
from newscrawl.survey.day_lists import day_pattern, named_archive, page_of, patterns_of
from newscrawl.survey.shapes import patterns, shape
from newscrawl.text import fold

URL = "https://www.the-harbour.example/2024/05/01/a-story"


def page(body: str, head: str = "", title: str = "") -> Page:
    return Page(f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>", URL)


@pytest.mark.parametrize(
    ("body", "title", "given", "expected"),
    [
        (
            "<h1>Bridge reopens after ten years</h1>",
            "Bridge reopens after ten years | The Harbour",
            [],
            "Bridge reopens after ten years",
        ),
        (
            "<h1>Bridge reopens</h1>",
            "Bridge reopens - News - The Harbour",
            ["Harbour bridge reopens at last"],
            "Bridge reopens",
        ),
        (
            "<h1>The Harbour</h1><h2>x</h2>",
            "Ferry delayed again – The Harbour",
            ["Ferry delayed again"],
            "Ferry delayed again",
        ),
        ("<h1>Create a password</h1><h1>Ferry delayed again</h1>", "Ferry delayed again", [], "Ferry delayed again"),
        (
            "<p>no heading</p>",
            "Opinion | Ferry delayed | The Harbour",
            ["Ferry delayed | The Harbour"],
            "Ferry delayed",
        ),
        ("<h1>東京で地震</h1>", "東京で地震 | The Harbour", [], "東京で地震"),
        (
            "<article><h1>We had some issues, says captain</h1></article>",
            "Ferry line blames demand, says captain",
            [],
            "We had some issues, says captain",
        ),
    ],
)
def test_the_headline_is_the_one_that_is_shown_if_the_titles_agree(
    body: str, title: str, given: list[str], expected: str
) -> None:
    assert (
        choose_headline(page(body, '<meta property="og:site_name" content="The Harbour">', title), given)[0] == expected
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("A headline | The Harbour", "A headline"),
        ("A headline - World - The Harbour", "A headline - World"),
        ("The Harbour: a history", "The Harbour: a history"),
        ("Profit and loss – a tale", "Profit and loss – a tale"),
        ("The Harbour | A headline", "A headline"),
    ],
)
def test_only_the_sites_own_name_is_cut_from_a_title(title: str, expected: str) -> None:
    assert strip_site(title, {fold("The Harbour"), "the-harbour.example"}) == expected


@pytest.mark.parametrize(
    ("bylines", "people", "agencies"),
    [
        (["By Rana Whitlock and Hugo Marden"], ["Rana Whitlock", "Hugo Marden"], []),
        (["Von Jule Harms"], ["Jule Harms"], []),
        (["TOM KRISHNER, AP Auto Writer"], ["TOM KRISHNER"], []),
        (["Reuters"], [], ["Reuters"]),
        (["Meg Kinsey, Associated Press"], ["Meg Kinsey"], ["Associated Press"]),
        (["Sarah E. Needham"], ["Sarah E. Needham"], []),
        (["Finn Cullen. The Harbour Desk"], ["Finn Cullen"], []),
        (["David Ehren", "davidehren"], ["David Ehren"], []),
        (["admin"], [], []),
        (["Whitlock, Rana"], ["Rana Whitlock"], []),
        (["Reuters, Bloomberg"], [], ["Reuters", "Bloomberg"]),
        (["rana.whitlock"], [], []),
        (["Rana Whitlock", "rana whitlock"], ["Rana Whitlock"], []),
        (["بقلم ليلى حداد"], ["ليلى حداد"], []),
        (["Author: Rana Whitlock"], ["Rana Whitlock"], []),
        (["Author:"], [], []),
        (["By Rana Whitlock in Paris"], ["Rana Whitlock"], []),
        (["Von Jule Harms in Wien"], ["Jule Harms"], []),
        (["By Rana Whitlock and Hugo Marden at the Hague"], ["Rana Whitlock", "Hugo Marden"], []),
        (["By Rana Whitlock Staff Writer"], ["Rana Whitlock"], []),
        (["Harbour News Desk"], ["Harbour News Desk"], []),
        (["By Rana Whitlock Follow @rana"], ["Rana Whitlock"], []),
        (["Rana Whitlock @ Harbour News"], ["Rana Whitlock"], []),
        (["written by Rana Whitlock on 2024-05-12"], ["Rana Whitlock"], []),
        (["By Rana Whitlock and Hugo Marden on May 12, 2024"], ["Rana Whitlock", "Hugo Marden"], []),
        (["Von Jule Harms am 3. Mai 2024"], ["Jule Harms"], []),
        (["By Rana Whitlock 12.05.2024"], ["Rana Whitlock"], []),
        (["By Rana Whitlock on Sunday, 12 May 2024"], ["Rana Whitlock"], []),
        (["Von Max den Besten, 12.05.2024"], ["Max den Besten"], []),
        (["Door Joris van den Berg, 12 mei 2024"], ["Joris van den Berg"], []),
        (["Par Jean le Bris, 12 mai 2024"], ["Jean le Bris"], []),
        (["By Mohamed el Baradei, 12.05.2024"], ["Mohamed el Baradei"], []),
        (["By Charles le Roux and Rana Whitlock, 12 May 2024"], ["Charles le Roux", "Rana Whitlock"], []),
        (["By Joris van den Berg on 12 May 2024"], ["Joris van den Berg"], []),
        (["Maria de Lourdes"], ["Maria de Lourdes"], []),
        (["Women in Black"], ["Women in Black"], []),
    ],
)
def test_bylines_give_people_and_agencies(bylines: list[str], people: list[str], agencies: list[str]) -> None:
    assert split_names(bylines) == (people, agencies)


def under_headline(line: str, url: str) -> Article:
    """An article with a line between its headline and its text."""
    told = "".join(f"<p>{'They said that the bridge would be closed until the spring. ' * 4}</p>" for _ in range(3))
    html = f"<title>The bridge is closed</title><h1>The bridge is closed</h1>{line}{told}"
    return extract(html, url)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<div>Rana Whitlock, Political Editor</div>", ["Rana Whitlock"]),
        ("<address>Rana Whitlock</address>", ["Rana Whitlock"]),
        ("<p>Reporting by Rana Whitlock; Editing by Hugo Marden</p>", ["Rana Whitlock"]),
        ("<div>Rana Whitlock, who is the editor of a paper, came.</div>", []),
        ("<div>Harbour Bridge, closed</div>", []),
        ("<h2>Lena Harrow, political prisoner, dies at 81</h2>", []),
        ("<div>Tomas Breck, professor of law</div>", []),
        ("<address>Harbour Hall, Bridge Street</address>", []),
    ],
)
def test_a_line_under_the_headline_tells_who_wrote(line: str, expected: list[str]) -> None:
    assert under_headline(line, URL).authors == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published 12 May 2024, updated 14 May 2024", "2024-05-12"),
        ("12-05-2024", "2024-05-12"),
        ("Der Text wurde am 14.05.2024 aktualisiert</p><p>Vom 12.05.2024, 08:00 Uhr, am Hafen", "2024-05-12"),
    ],
)
def test_a_line_under_the_headline_tells_the_day(line: str, expected: str) -> None:
    assert (under_headline(f"<p>{line}</p>", "https://paper.example/bridge").published_at or "")[:10] == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("渡轮又晚点了！-港口新闻网", "渡轮又晚点了！"),
        ("フェリーまた遅れる - 港新聞", "フェリーまた遅れる"),
        ("페리 또 늦어 - 항구일보", "페리 또 늦어"),
        ("渡轮“晚点”-到港", "渡轮“晚点”-到港"),
        ("Blog Archive » The ferry is late", "The ferry is late"),
        ("Archive: the ferry is late", "Archive: the ferry is late"),
    ],
)
def test_names_of_papers_without_a_blank_and_of_archives_are_cut_from_titles(title: str, expected: str) -> None:
    assert strip_site(title, set()) == expected


@pytest.mark.parametrize(
    "byline",
    ["بواسطة فريق التحرير", "بقلم هيئة التحرير", "Por La Redacción", "Da Redação", "Haber Merkezi", "Редакция", "La Rédaction", "De redactie", "Tim Redaksi", "מערכת האתר", "時事通信編集部", "온라인뉴스팀", "编辑部"],
)  # fmt: skip
def test_a_newsroom_that_signs_is_nobody(byline: str) -> None:
    assert split_names([byline]) == ([], [])


def test_by_in_the_languages_of_publishing_systems() -> None:
    assert split_names(["بواسطة إيناس كلاوي"])[0] == ["إيناس كلاوي"] and split_names(["توسط سارا احمدی"])[0] == ["سارا احمدی"]


def test_tags_are_what_readers_see() -> None:
    given = ["Harbour", "channel_other", "@river", "/article", "Section:World", "News", "harbour", "&quot;", "A tag of far too many words to be one at all", "Elections, 2024", "https://x.example"]  # fmt: skip
    assert clean_tags(given, "A headline") == ["Harbour", "Elections, 2024"]
    assert clean_tags(["A headline"], "A headline") == []
    assert clean_tags(["2024", "1541", "Ferries (61 posts)", "- quay", "Tags:"]) == ["2024", "Ferries", "quay"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Published 10:21 p.m. ET Nov. 19, 2019", "2019-11-19T22:21:00-05:00"),
        ("19 novembre 2019 à 8:05", "2019-11-19T08:05:00+00:00"),
        ("3. Oktober 2023, 14:30 Uhr", "2023-10-03T14:30:00+00:00"),
        ("1 мая 2024", "2024-05-01T00:00:00+00:00"),
        ("2024年5月1日 09:15", "2024-05-01T09:15:00+00:00"),
        ("5 Aralık 2022", "2022-12-05T00:00:00+00:00"),
        ("Tue, 19 Nov 2019 08:05:00 +0100", "2019-11-19T08:05:00+01:00"),
        ("Tue Nov 19 2019 08:05:00 GMT-0530", "2019-11-19T08:05:00-05:30"),
        ("Tue Nov 19 08:05:00 CET 2019", "2019-11-19T08:05:00+01:00"),
        ("2020. 08. 18. 21:35", "2020-08-18T21:35:00+00:00"),
        ("11/19/2019 5:30 PM", "2019-11-19T17:30:00+00:00"),
        ("1 janv. 2024 à 10h30", "2024-01-01T10:30:00+00:00"),
        ("1 janv. 2024 à10h30", "2024-01-01T10:30:00+00:00"),
        ("14 Kasım 2023 Salı 13:31", "2023-11-14T13:31:00+00:00"),
        ("19 листопада 2019, 08:05", "2019-11-19T08:05:00+00:00"),
        ("1 May 2024, updated 10:30", "2024-05-01T00:00:00+00:00"),
        ("2019年2月22日(金) 17時23分", "2019-02-22T17:23:00+00:00"),
        ("2019年2月22日 星期五 下午5:23", "2019-02-22T17:23:00+00:00"),
        ("2019年2月22日 午前9:05", "2019-02-22T09:05:00+00:00"),
        ("2019년 2월 22일 오후 5시 23분", "2019-02-22T17:23:00+00:00"),
        ("입력 2019.02.22. 오전 12:23", "2019-02-22T00:23:00+00:00"),
        ("22 فبراير 2019 | 05:23 م", "2019-02-22T17:23:00+00:00"),
        ("22 فبراير 2019، الساعة 5:23 صباحاً", "2019-02-22T05:23:00+00:00"),
        ("22 กุมภาพันธ์ 2562 เวลา 17:23 น.", "2019-02-22T17:23:00+00:00"),
        ("22 ก.พ. 2562", "2019-02-22T00:00:00+00:00"),
        ("Thứ Sáu, ngày 22 tháng 12 năm 2023 lúc 17:23", "2023-12-22T17:23:00+00:00"),
        ("22 февраля 2019 г. в 17:23", "2019-02-22T17:23:00+00:00"),
        ("22 лютого 2019 року о 17:23", "2019-02-22T17:23:00+00:00"),
        ("22 בפברואר 2019 בשעה 17:23", "2019-02-22T17:23:00+00:00"),
        ("22. 2. 2019 17:23", "2019-02-22T17:23:00+00:00"),
        ("2019. február 22. 17:23", "2019-02-22T17:23:00+00:00"),
        ("۲۲ فوریه ۲۰۱۹", "2019-02-22T00:00:00+00:00"),
        ("۳ اسفند ۱۳۹۷ ساعت ۱۷:۲۳", "2019-02-22T17:23:00+00:00"),
        ("۱۳۹۷/۱۲/۰۳ - ۱۷:۲۳", "2019-02-22T17:23:00+00:00"),
        ("3 تير 1397", "2018-06-24T00:00:00+00:00"),  # with the letters of an Arabic keyboard
        ("21 اكتبر 2019", "2019-10-21T00:00:00+00:00"),
        ("اليوم 05:23 - 22 فبراير 2019", "2019-02-22T05:23:00+00:00"),
        ("22 فبراير 2019 م 05:23", "2019-02-22T05:23:00+00:00"),
        ("Durée 1h45 - 12 mai 2024", "2024-05-12T00:00:00+00:00"),
        ("v1.50 released May 1, 2024", "2024-05-01T00:00:00+00:00"),
        ("05:23 PM, May 1, 2024", "2024-05-01T17:23:00+00:00"),
        ("In 2024 set 10 new records", None),
        ("By 2024 may 20 people", None),
        ("growth of 2.5. 2024 was good", None),
        ("31 اسفند 1397", None),  # a month of 29 days
        ("1440/06/17", None),  # of the lunar calendar
        ("no date at all", None),
    ],
)
def test_dates_are_read_in_many_languages_with_clock_and_zone(text: str, expected: str | None) -> None:
    found = visible_date(text, UTC)
    assert (found.isoformat() if found else None) == expected


def test_a_day_gives_way_to_a_time_of_the_same_day_and_nothing_to_the_address() -> None:
    shown = page('<main><h1>x</h1><time datetime="2024-05-01T08:15:00+02:00">1 May</time></main>')
    assert weigh_times(shown, UTC, ["2024-05-01T00:00:00+00:00"], []) == "2024-05-01T08:15:00+02:00"
    assert weigh_times(shown, UTC, ["2024-04-30T00:00:00+00:00"], []) == "2024-04-30T00:00:00+00:00"
    assert weigh_times(page("<p>text</p>"), ZoneInfo("Asia/Beirut"), [], []) == "2024-05-01T00:00:00+03:00"
    assert (
        url_day("https://x.example/2024/13/45/a") is None
        and url_day("https://x.example/news/29-10-2021").isoformat() == "2021-10-29"
    )


def test_what_points_elsewhere_is_no_text() -> None:
    lines = [
        "A headline", "By Rana Whitlock", "The first paragraph, which is prose and says so at some length.", "Read more: another story of the day", "SHIP RUNS AGROUND OFF THE COAST",
        "Sign up for our newsletter", "The second paragraph goes on, and is followed by others.", "- A linked headline of another story", "- One more linked headline here", "https://x.example/1",
        "Copyright 2024 The Harbour",
    ]  # fmt: skip
    linked = {"SHIP RUNS AGROUND OFF THE COAST", "A linked headline of another story", "One more linked headline here"}
    assert tidy(lines, linked, ["A headline"], ["Rana Whitlock"]) == [lines[2], lines[6]]


def test_a_link_behind_its_rank_is_a_link() -> None:
    prose = "The first paragraph, which is prose and says so at some length."
    ranked = ["719230 The ferry was late again", "2. The harbour is closed"]
    assert tidy([prose, *ranked], ("The ferry was late again", "The harbour is closed"), []) == [prose]


@pytest.mark.parametrize(
    "line",
    [
        "Czytaj także: prom znów się spóźnia", "Aby ocenić, zaloguj się", "Читайте также: паром опять опоздал", "Нашли опечатку? Выделите её",
        "Ещё по теме", "Δείτε επίσης: το πλοίο", "Læs også: færgen er forsinket", "Підпишіться на наш канал", "Διαβάστε ακόμα: το πλοίο", "Đọc thêm: phà lại trễ", "Čtěte také: trajekt má zpoždění",
        "اقرأ أيضاً: العبارة تتأخر", "और पढ़ें: फ़ेरी फिर देर से", "Folgen Sie uns auf Telegram", "Suivez-nous sur Telegram", "Síguenos en Telegram",
        "【责任编辑：王一】", "版权声明：凡本网注明来源的作品，版权均属本网。", "分享到：", "声明：", "関連記事：渡船がまた遅れる", "관련 기사: 여객선 또 지연",
    ],
)  # fmt: skip
def test_lines_that_point_elsewhere_are_known_in_other_languages_as_they_are_spelled(line: str) -> None:
    prose = "The first paragraph, which is prose and says so at some length."
    assert tidy([prose, line], (), []) == [prose]


@pytest.mark.parametrize(
    "line",
    [
        "Weitere Nachrichten über Opfer lagen zunächst nicht vor.", "Folgen uns noch weitere Länder, wird es eng.", "► Die Polizei ermittelt nun gegen den Kapitän.",
        "Sur le même sujet, le président a estimé que rien ne presse.", "Partager surtout les richesses du port, voilà le but.", "Comparte este diagnóstico la oposición.",
        "Noticias relacionadas con el temporal inundaron las redes.", "Recibe nuestra ciudad a miles de turistas.", "Partilha desta opinião o presidente da Câmara.",
        "Abbonati in calo del 5 per cento.", "Condividiamo la preoccupazione.", "Aby ocenić skutki powodzi, rząd powołał komisję.", "Oferta partnera została odrzucona.",
        "Поделиться впечатлениями пришли сотни зрителей.", "Последние новости обнадёживают, сказал министр.", "Подробнее об этом рассказал министр на встрече с журналистами.",
        "Все новости о пароме за последние три дня были плохими, говорят в порту.", "Поділитися враженнями прийшли сотні людей.", "Ayrıca okullarda eğitime üç gün ara verildi.",
        "Abone olan kişi sayısı on milyonu aştı.", "شارك الخبراء في جلسات المؤتمر.", "للمزيد من الضغط على الحكومة أعلنت النقابات إضراباً.", "Berita terkait kecelakaan itu tersebar.",
        "外交部声明：渡轮三日后复航。", "相关报道称，该公司已于周三停产。", "更多相关细节尚未公布。", "未经许可的渡轮不得靠港。", "無断転載は違法だと最高裁が判断した。", "관련 기사를 쓴 기자가 상을 받았다.",
        "Subscriuen el manifest més de dos-cents científics.", "Další články zákona platí od ledna.", "Tilaa on vähän, kertoo paikallislehti.",
    ],
)  # fmt: skip
def test_prose_that_begins_as_what_points_elsewhere_does_stays(line: str) -> None:
    assert tidy([line], (), []) == [line]


def test_headline_and_date_line_are_cut_at_both_ends_of_the_text() -> None:
    text = [
        "The first paragraph, which is prose and says so at some length.",
        "The second paragraph goes on, and is followed by none.",
    ]
    lines = [
        "Prizes of 2024",
        "A headline of ours",
        "11/19/2024 by Rana Whitlock",
        *text,
        "A headline of ours",
        "November 19, 2024",
    ]
    assert tidy(lines, (), ["A headline of ours"], ["Rana Whitlock"]) == text
    assert tidy(["By Rana Whitlock, Staff Writer", "1 May 2024", *text], (), ["A headline"], ["Rana Whitlock"]) == text
    quoted = ["Rana Whitlock smiles.", "By Tuesday Rana Whitlock was gone from the harbour."]
    assert tidy(quoted, (), ["A headline"], ["Rana Whitlock"]) == quoted
    dated = ["On 19 November 2024 the harbour opened again."]
    assert tidy(dated, (), ["A headline of ours"]) == dated


def test_a_sentence_that_begins_like_a_pointer_stays() -> None:
    long = "Subscribe is what the ministry asked of every household on the island last week, and few of them did, although the letter came twice, in two languages, with a stamp."
    assert tidy([long, "Reading the letter took a minute."], (), []) == [long, "Reading the letter took a minute."]


def test_half_a_text_gives_way_to_the_whole() -> None:
    whole = [f"Paragraph {n} of a story that goes on and on, with words of its own for number {n}." for n in range(10)]
    assert better_body(whole[:4], whole) is whole and better_body(whole[:9], whole) == whole[:9]
    assert better_body([], whole) is whole


def test_a_byline_that_is_shown_is_found_where_no_metadata_names_an_author() -> None:
    text = "".join(
        f"<p>Sentence number {n} of an invented story, long enough to be taken for running text.</p>" for n in range(6)
    )
    body = f'<article><h1>A story of ours</h1><div class="article-byline">By Rana Whitlock, Reuters</div>{text}<a rel="tag" href="/tag/ferry">Ferry</a></article>'
    article = extract(f"<html><head><title>A story of ours</title></head><body>{body}</body></html>", URL)
    assert (article.authors, article.sources, article.tags) == (["Rana Whitlock"], ["Reuters"], ["Ferry"])
    assert len(article.body) == 6 and article.published_at == "2024-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("urls", "others", "matching", "not_matching"),
    [
        (["/2024/05/01/a-b-c", "/2024/04/30/d-e-f"], ["/about"], "/2023/01/02/x-y-z", "/about"),
        (["/news/a-b-c-12345", "/sport/d-e-67890"], ["/news", "/sport"], "/culture/x-99999", "/sport"),
        (["/story/alpha", "/story/beta"], ["/story", "/info/contact"], "/story/gamma", "/info/contact"),
        (["/artikel-40012.html", "/anderer-40013.html"], ["/impressum.html"], "/neuer-50000.html", "/impressum.html"),
    ],
)
def test_shapes_of_articles_are_learnt(urls: list[str], others: list[str], matching: str, not_matching: str) -> None:
    import re

    found = patterns([f"https://x.example{u}" for u in urls], [f"https://x.example{u}" for u in others])
    assert any(re.search(p, matching) for p in found), (found, shape(matching))
    assert not any(re.search(p, not_matching) for p in found), found


@pytest.mark.parametrize(
    ("host", "language", "times", "expected"),
    [
        ("paper.co.uk", "en", ["2024-07-01T10:00:00+01:00", "2024-01-01T10:00:00+00:00"], ("Europe/London", True)),
        ("zeitung.de", "de", [], ("Europe/Berlin", False)),
        ("giornale.it", "it", ["2024-07-10T10:00:00+02:00", "2024-01-10T10:00:00+01:00"], ("Europe/Rome", True)),
        ("paper.com", "en", ["2024-01-10T10:00:00-05:00", "2024-07-10T10:00:00-04:00"], ("America/New_York", False)),
        ("paper.com", "en", ["2024-01-10T10:00:00+05:30"], ("Asia/Kolkata", False)),
        ("diario.com", "es", ["2024-01-10T10:00:00-05:00"], ("America/Bogota", False)),
        ("paper.com", "de", ["2024-01-10T10:00:00-05:00"], ("Etc/GMT+5", False)),
        ("gazete.com", "tr", ["2024-01-10T10:00:00+00:00"], ("Europe/Istanbul", False)),
        ("paper.com", "en", [], ("UTC", False)),
    ],
)
def test_a_time_zone_is_guessed_from_country_and_offsets(
    host: str, language: str, times: list[str], expected: tuple[str, bool]
) -> None:
    found = guess_zone(host, language, times)
    assert (found.name, found.is_sure) == expected and found.why


SENTENCES = "The council met on Tuesday and agreed on the new bridge. It is to be opened in spring, and the ferry goes on until then. "


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The council said that the bridge is to be built in spring and that it was paid for by the state."),
        ("es", "El consejo dijo el martes que el puente se construirá en primavera y que los fondos son del Estado."),
        (
            "fr",
            "Le conseil a déclaré mardi que le pont sera construit au printemps et que les fonds viennent de l'État pour la ville.",
        ),
        (
            "de",
            "Der Rat teilte am Dienstag mit, dass die Brücke im Frühjahr gebaut wird und das Geld nicht von der Stadt kommt.",
        ),
        ("pt", "O conselho disse na terça que a ponte será construída na primavera e que os fundos não são da cidade."),
        (
            "da",
            "Rådet sagde tirsdag, at broen skal bygges til foråret, og at pengene ikke kommer fra byen, men af staten efter en aftale.",
        ),
        (
            "no",
            "Rådet sa tirsdag at broen skal bygges til våren, og at pengene ikke kommer fra byen, men av staten etter en avtale.",
        ),
        ("ar", "قال المجلس يوم الثلاثاء إن الجسر سيبنى في الربيع وإن الأموال ستأتي من الدولة."),
        ("fa", "شورا روز سه‌شنبه گفت که پل در بهار ساخته می‌شود و پول آن از دولت می‌آید، گزارش‌ها چنین می‌گویند."),
        ("uk", "Рада заявила у вівторок, що міст збудують навесні, і що гроші надійдуть із бюджету."),
        ("ru", "Совет заявил во вторник, что мост построят весной и что деньги поступят из бюджета."),
        ("ja", "市議会は火曜日に橋を春に建設すると発表した。"),
        ("zh", "市議會週二表示，橋樑將於春季建造，資金來自國家。"),
        ("ko", "시의회는 화요일 다리를 봄에 건설한다고 밝혔다."),
        ("", "12 345 Zzyzx"),
    ],
)
def test_the_language_is_told_by_the_text_where_none_is_declared(language: str, text: str) -> None:
    assert language_of([text]) == language
    paragraphs = "".join(f"<p>{text} {text}</p>" for _ in range(3))
    if language:
        made = extract(
            f"<html><head><title>x</title></head><body><h1>{text}</h1><article>{paragraphs}</article></body></html>",
            URL,
        )
        assert made.language == language


def test_of_several_articles_in_json_ld_the_one_at_the_pages_address_is_read() -> None:
    nodes = [
        {"@type": "NewsArticle", "headline": name, "url": url}
        for name, url in (("Another", "https://www.the-harbour.example/x"), ("This one", URL + "/"))
    ]
    body = f"<h1>This one</h1><article><p>{SENTENCES * 3}</p></article>"
    assert extract(str_page(body, nodes), URL).headline == "This one"


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "NewsArticle", "headline": "A "new" bridge", "datePublished": "2024-05-01T10:00:00Z"}',
        """{"@type": "NewsArticle", "headline": 'A "new" bridge', "datePublished": "2024-05-01T10:00:00Z"}""",
        '{"@type": "NewsArticle", "headline": "A \\"new\\" bridge", // a comment\n "datePublished": "2024-05-01T10:00:00Z"}',
        '// <![CDATA[\n{"@type": "NewsArticle", "headline": "A \\"new\\" bridge", "datePublished": "2024-05-01T10:00:00Z"\n// ]]>',
    ],
)
def test_broken_json_ld_is_repaired(text: str) -> None:
    html = f"<html lang='en'><head><script type='application/ld+json'>{text}</script></head><body><p>{SENTENCES * 2}</p></body></html>"
    made = extract(html, URL)
    assert (made.headline, made.published_at, made.layers["published_at"]) == (
        'A "new" bridge',
        "2024-05-01T10:00:00+00:00",
        "json-ld",
    )


def str_page(body: str, jsonld: object) -> str:
    return f'<html lang="en"><head><script type="application/ld+json">{json.dumps(jsonld)}</script></head><body>{body}</body></html>'


def test_the_text_of_a_page_made_by_javascript_is_taken_from_its_json_ld() -> None:
    told = {
        "@type": "NewsArticle",
        "headline": "A bridge",
        "datePublished": "2024-05-01",
        "articleBody": f"{SENTENCES}\n{SENTENCES * 2}",
    }
    made = extract(str_page("<h1>A bridge</h1><div id='app'></div>", told), URL)
    assert made.body == [SENTENCES.strip(), (SENTENCES * 2).strip()] and made.layers["body"] == "json-ld"
    shown = extract(str_page(f"<h1>A bridge</h1><article><p>{SENTENCES * 3}</p></article>", told), URL)
    assert shown.layers["body"] == "generic"


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        ("<p>One <b>bridge</b></p><p>Two</p>", ["One bridge", "Two"]),
        ("&lt;p&gt;One &lt;b&gt;bridge&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;", ["One bridge", "Two"]),
        ("<b>PARIS</b> - One\n\nTwo", ["PARIS - One", "Two"]),
        ("One<br><br>Two <i>tides</i><br/>Three", ["One", "Two tides", "Three"]),
        ("<h1>One</h1>bare<p>Two</p>text", ["One", "bare", "Two", "text"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<p>One\nline</p><style>p {color: red}</style><!-- an ad -->Two", ["One line", "Two"]),
        ("<p>One, <a href=/2>as told</a></p><div><a href=/3>Ferries run again</a></div>", ["One, as told"]),
        ("<p>Write &lt;b&gt; for bold</p>", ["Write <b> for bold"]),
        ("5 < 6, I </3 this\na</b and </body>", ["5 < 6, I </3 this", "a</b and </body>"]),
        ("One<p>Two", ["One", "Two"]),
        ("<!doctype html><html><body>One</b><body><p>Two</p>", ["One", "Two"]),
        ("<html><head><style><p>One</p>", []),
    ],
)
def test_of_markup_in_the_text_of_json_ld_what_a_reader_sees_is_taken(told: str, lines: list[str]) -> None:
    assert markup.lines(told) == lines


def test_a_live_blog_is_one_with_the_texts_of_its_updates() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": f"Update {n}", "articleBody": f"<p>{SENTENCES}</p>"} for n in range(3)
    ]
    told = {
        "@type": "LiveBlogPosting",
        "headline": "The vote, live",
        "datePublished": "2024-05-01T10:00:00Z",
        "liveBlogUpdate": updates,
    }
    made = extract(str_page("<h1>The vote, live</h1>", told), URL)
    assert made.kind == "live" and made.body == [text for n in range(3) for text in (f"Update {n}", SENTENCES.strip())]


@pytest.mark.parametrize(
    ("free", "paywalled"),
    [(False, True), ("False", True), ("false", True), (True, False), ("true", False), (None, False)],
)
def test_a_page_that_is_not_free_is_marked(free: object, paywalled: bool) -> None:
    told = {"@type": "NewsArticle", "headline": "A bridge", "datePublished": "2024-05-01", "isAccessibleForFree": free}
    assert (
        extract(str_page(f"<h1>A bridge</h1><article><p>{SENTENCES}</p></article>", told), URL).paywalled is paywalled
    )


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://x.example/archive/2023/11/08", "/archive/%Y/%m/%d"),
        ("https://x.example/archiv/2023-11-08.html", "/archiv/%Y-%m-%d.html"),
        ("https://x.example/archives/20231108/", "/archives/%Y%m%d/"),
        ("https://x.example/hemeroteca/08-11-2023", "/hemeroteca/%d-%m-%Y"),
        ("https://x.example/list?date=2023-11-08", "/list?date=%Y-%m-%d"),
        ("https://x.example/2023/11/08/a-story-of-ours", None),
        ("https://x.example/archive/2023/11", None),
        ("https://x.example/archive/2023/11/08/2023/11/09", None),
    ],
)
def test_the_list_of_a_day_is_told_by_its_address(url: str, pattern: str | None) -> None:
    assert day_pattern(url) == pattern
    if pattern:
        path = urlsplit(url)
        assert page_of(pattern, "2023-11-08T23:00:00+01:00") == path.path + (f"?{path.query}" if path.query else "")


def test_archives_are_told_by_name_and_the_most_frequent_pattern_is_tried_first() -> None:
    assert (
        named_archive("https://x.example/x", "Archives")
        and named_archive("https://x.example/hemeroteca/", "x")
        and named_archive("https://x.example/1", "الأرشيف")
    )
    assert not named_archive("https://x.example/news", "Architecture")
    assert patterns_of(
        ["https://x.example/a/2023/11/08", "https://x.example/b/2023/11/08", "https://x.example/b/2023/11/09"]
    ) == ["/b/%Y/%m/%d", "/a/%Y/%m/%d"]


def test_a_text_in_several_pieces_is_read_whole() -> None:
    def piece(first: int) -> str:
        return "".join(
            f"<p>Sentence number {n} of an invented story, long enough to be taken for running text and nothing else.</p>"
            for n in range(first, first + 5)
        )

    advert = '<aside class="ad"><p>Buy the best lamps of the whole harbour, today and tomorrow only.</p></aside>'
    chunks = advert.join(f'<div class="chunk"><div class="inner">{piece(n)}</div></div>' for n in (0, 5, 10, 15))
    article = extract(
        f"<html><head><title>A story of ours</title></head><body><main><h1>A story of ours</h1><div>{chunks}</div></main></body></html>",
        URL,
    )
    assert [text.split()[2] for text in article.body] == [str(n) for n in range(20)]


def test_comments_and_lists_of_other_stories_are_cut() -> None:
    prose = [
        f"Sentence number {n} of an invented story, long enough to be taken for running text and for nothing else."
        for n in range(6)
    ]
    lines = [
        *prose,
        "More Must-Reads From The Harbour",
        "- A tale of two ferries, and of their captains",
        "- Tunnels and their tolls",
    ]
    assert tidy(lines, (), ["A headline"]) == prose
    assert (
        tidy([*prose, "Comentarios (3)", "Hace 28 minutos", "What a story this is, I say."], (), ["A headline"])
        == prose
    )
    listed = ["What the council wants:", "- a bridge of its own", "- and a ferry at night"]
    assert tidy([*prose, *listed], (), ["A headline"]) == [*prose, *listed]
