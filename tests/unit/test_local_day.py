"""The newsroom's day of a time that a page tells in UTC, and days where no metadata tells them."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest

from newscrawl.extraction import extract
from newscrawl.extraction.fields import published
from newscrawl.extraction.fields.published import url_day, weigh_times
from newscrawl.extraction.layers.json_ld import web_page_time
from newscrawl.extraction.page import Page
from newscrawl.sites import site_named
from newscrawl.sites.zones import guess_zone, likely_zones

TEXT = "<p>" + "The ferry was late again, and nobody on the quay had been told why it was. " * 8 + "</p>"


def page(told: str, shown: str = "", language: str = "") -> str:
    meta = f'<meta property="article:published_time" content="{told}">' if told else ""
    return (
        f'<html lang="{language}"><head>{meta}</head>'
        f"<body><main><h1>The ferry was late again</h1><div>{shown}</div>{TEXT}</main></body></html>"
    )


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("February 24, 2020 at 9:25 PM", "2020-02-24T21:25:54-05:00"),
        ("25 February 2020 07:55", "2020-02-25T07:55:54+05:30"),
        ("25 February 2020 02:25", "2020-02-25T02:25:54+00:00"),
        ("25 February 2020 02:40", "2020-02-25T02:25:54+00:00"),  # another time of the same zone
        ("28 February 2020 04:25", "2020-02-25T02:25:54+00:00"),  # no offset is so large
        ("25 February 2020 02:55", "2020-02-25T02:25:54+00:00"),  # an offset that no zone has
    ],
)
def test_a_clock_beside_a_time_in_utc_tells_the_offset_if_it_is_one_of_a_likely_zone(shown: str, expected: str) -> None:
    article = extract(page("2020-02-25T02:25:54Z", shown, "en"), "https://ferry.example/late")
    assert (article.published_at, article.layers["published_at"]) == (expected, "meta")


@pytest.mark.parametrize("hour", ["06", "10", "18"])
@pytest.mark.parametrize("shown", ["1 May 2024", '<time datetime="2024-05-01T{}:00:00Z">May 1, 2024</time>'])
def test_a_day_without_a_clock_is_no_clock_at_midnight(hour: str, shown: str) -> None:
    told = f"2024-05-01T{hour}:00:00+00:00"
    for url in ("https://ferry.co.uk/late", "https://ferry.example/late"):
        assert extract(page(told, shown.format(hour), "en"), url).published_at == told


def test_a_clock_above_the_text_that_is_no_offset_of_the_country_tells_nothing() -> None:
    told = "2024-05-01T10:00:00+00:00"
    assert extract(page(told, "Concert: 1 May 2024 19:30"), "https://fähre.de/late").published_at == told


@pytest.mark.parametrize(
    ("told", "url", "shown", "language", "expected"),
    [
        ("2018-12-31T23:11:59Z", "https://fähre.de/2019/01/01/late/", "", "", "2019-01-01T00:11:59+01:00"),
        ("2018-12-31T23:11:59Z", "https://ferry.example/2019/01/01/late/", "", "de", "2019-01-01T00:11:59+01:00"),
        ("2020-02-25T02:25:54Z", "https://ferry.example/2020/02/24/late/", "", "en", "2020-02-24T21:25:54-05:00"),
        ("2018-12-31T23:11:59Z", "https://fähre.de/late/", "1. Januar 2019", "", "2019-01-01T00:11:59+01:00"),
        ("2018-12-31T23:11:59Z", "https://ferry.example/2018/12/31/late/", "", "de", "2018-12-31T23:11:59+00:00"),
        ("2018-12-31T12:11:59Z", "https://fähre.de/2019/01/01/late/", "", "", "2018-12-31T12:11:59+00:00"),
        ("2018-12-31T23:11:59Z", "https://ferry.example/2019/01/01/late/", "", "", "2018-12-31T23:11:59+00:00"),
        ("2018-12-31T23:11:59+03:00", "https://fähre.de/2019/01/01/late/", "", "", "2018-12-31T23:11:59+03:00"),
        ("1 Jan 0001 05:00", "https://fähre.de/late/", "2 Jan 0001", "", None),
    ],
)
def test_a_day_beside_a_time_in_utc_is_that_of_the_likeliest_zone_that_has_it(
    told: str, url: str, shown: str, language: str, expected: str | None
) -> None:
    assert extract(page(told, shown, language), url).published_at == expected


def test_a_known_site_has_its_own_zone() -> None:
    url = "https://english.almayadeen.net/news/politics/2019-01-01-late"
    told = extract(page("2018-12-31T23:11:59Z", "2018-12-31 21:11"), url, site_named("almayadeen-en")).published_at
    assert told == "2019-01-01T01:11:59+02:00"


def test_the_likely_zones_are_those_of_the_country_then_of_the_language() -> None:
    assert likely_zones("paper.de", "fr")[0] == "Europe/Berlin"
    assert likely_zones("paper.example", "fr")[0] == "Europe/Paris"
    assert likely_zones("paper.example", "") == ()
    assert [likely_zones(f"paper.{domain}", "")[0] for domain in ("com.au", "com.br", "ca", "ru", "ua")] == [
        "Australia/Sydney", "America/Sao_Paulo", "America/Toronto", "Europe/Moscow", "Europe/Kyiv",
    ]  # fmt: skip
    times = ["2018-12-31T12:00:00+00:00", "2019-01-01T00:11:59+01:00"]
    assert (guess_zone("paper.de", "de", times).name, guess_zone("paper.de", "de", times).is_sure) == ("Europe/Berlin", True)


@pytest.mark.parametrize(
    ("host", "language", "hours", "expected", "is_sure"),
    [
        ("paper.de", "de", {f"2018-12-{n}T23:30:00+00:00": 1 for n in (10, 11, 12)}, "Europe/Berlin", True),
        ("paper.de", "de", {"2018-12-31T23:30:00+00:00": 1, "2018-12-31T22:30:00+00:00": 0}, "Europe/Berlin", False),
        ("paper.com.au", "en", {f"2018-12-{n}T22:30:00+00:00": 1 for n in (10, 11, 12)}, "Australia/Sydney", False),
        ("paper.example", "ar", {"2018-12-31T21:30:00+00:00": 1, "2018-12-31T20:30:00+00:00": 0}, "Asia/Riyadh", False),
        ("paper.example", "", {"2018-12-31T21:30:00+00:00": 1, "2018-12-31T20:30:00+00:00": 0}, "Etc/GMT-3", False),
        ("paper.example", "en", {"2019-01-01T04:30:00+00:00": -1, "2019-01-01T05:30:00+00:00": 0}, "America/New_York", False),
        ("paper.de", "de", {"2018-12-31T12:30:00+00:00": 0}, "Europe/Berlin", False),
    ],
)
def test_the_zone_of_a_site_is_the_one_in_which_all_its_articles_have_their_days(
    host: str, language: str, hours: dict[str, int], expected: str, is_sure: bool
) -> None:
    """``hours`` are times, and whether the newsroom's day is the next one, the same, or the one before."""
    days = [(told, date.fromisoformat(told[:10]) + timedelta(days=later)) for told, later in hours.items()]
    zone = guess_zone(host, language, list(hours), days)
    assert (zone.name, zone.is_sure) == (expected, is_sure)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://x.example/2017/7/12/ferry", "2017-07-12"),
        ("https://x.example/2023/10/3-questions/", None),
        ("https://x.example/20170712/ferry", "2017-07-12"),
    ],
)
def test_the_day_in_an_address_has_one_digit_or_two(url: str, day: str | None) -> None:
    found = url_day(url)
    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("2023-11-06 00:00:00", "2023-11-06"),
        ("6 November 2023", "2023-11-06"),
        ("7 November 2023", "2023-11-05"),
        ("4 November 2023", "2023-11-05"),
    ],
)
def test_a_day_right_after_that_of_the_address_is_the_one_that_readers_see(shown: str, day: str) -> None:
    told = f"<title>The ferry returns</title><h1>The ferry returns</h1><p>{shown}</p><p>{'It was late again. ' * 40}</p>"
    found = extract(told, "https://x.example/2023/11/05/the-ferry-returns").published_at
    assert found is not None and found[:10] == day


def test_what_is_seen_agrees_with_the_address_where_no_metadata_tells_the_day() -> None:
    shown = Page(page("", "20 May 2007, 10:30"), "https://x.example/2007/05/20/ferry")
    assert weigh_times(shown, UTC, [], ["2007-05-19T00:00:00+00:00"]) == "2007-05-20T10:30:00+00:00"
    bare = Page(page(""), "https://x.example/2007/05/20/ferry")
    assert weigh_times(bare, UTC, [], ["2007-05-19T00:00:00+00:00"]) == "2007-05-20T00:00:00+00:00"
    nowhere = Page(page(""), "https://x.example/ferry")
    assert weigh_times(nowhere, UTC, [], ["2007-05-19T00:00:00+00:00"]) == "2007-05-19T00:00:00+00:00"


def test_a_paragraph_that_begins_with_a_date_tells_the_day_where_nothing_else_does() -> None:
    begun = f"<h1>The ferry was late again</h1><p>01.02.2022 „The ferry was late again.“</p>{TEXT}"
    assert weigh_times(Page(begun, "https://x.example/ferry"), UTC, [], []) == "2022-02-01T00:00:00+00:00"
    for elsewhere in ("<aside><p>12.03.2019 Another story</p></aside>", f"{TEXT}<p>3 March 2011: an earthquake</p>"):
        beside = f"<article><h1>The ferry was late again</h1>{elsewhere}{TEXT}</article>"
        assert weigh_times(Page(beside, "https://x.example/ferry"), UTC, [], []) is None, elsewhere
    inside = f"<h1>The ferry was late again</h1><p>Since 01.02.2022 it is late, {TEXT[3:]}"
    assert weigh_times(Page(inside, "https://x.example/ferry"), UTC, [], []) is None


@pytest.mark.parametrize(
    ("above", "below", "day"),
    [
        ("<aside><dl><dt>Datum</dt><dd>12.01.2017</dd></dl></aside>", "", "2017-01-12"),
        ("<table><tr><th>Fecha</th><td>12 de enero de 2017</td></tr></table>", "", "2017-01-12"),
        ("<table><tr><td>تاريخ النشر:</td> <td>12 يناير 2017</td></tr></table>", "", "2017-01-12"),
        ("<dl><dt>The date of the ferry</dt><dd>12 January 2017</dd></dl>", "", None),
        ("", "<dl><dt>Date</dt><dd>3 March 1999</dd></dl>", None),
        ("", "<p><b>Date:</b> 12 May 2024</p><aside><b>Published on</b> 12 May 2024</aside>", None),
        ("", "<p><b>Published on</b> <span>3 June 2022</span></p>", "2022-06-03"),
        ("", "<div><div>Posted on</div><div><svg></svg><span>Nov 21, 2018</span></div></div>", "2018-11-21"),
        ("<p><strong>(Re)Published:</strong><br>May 25, 2025</p>", "", "2025-05-25"),
        ("", "<p><b>First published:</b> 3 June 2012</p><p><b>Publication date:</b> 3 June 2012</p>", None),  # a book
        ("", "<p><b>Published on</b> 3 June 2022</p><p><b>Published on</b> 4 June 2022</p>", None),  # of other articles
    ],
)
def test_a_day_may_stand_beside_its_label_above_the_text_or_behind_the_only_longer_one(above: str, below: str, day: str | None) -> None:
    page = Page(f"{above}<h1>The ferry was late again</h1>{TEXT}{TEXT}{below}", "https://x.example/ferry")
    assert published._labelled(page, UTC) == (day and f"{day}T00:00:00+00:00")


@pytest.mark.parametrize(
    ("begin", "day"),
    [
        ("Pressemitteilung vom 25. Januar 2022 | Berlin - Die Fähre", "2022-01-25"),
        ("NEW YORK, Feb. 25, 2020 (WIRE) -- The ferry", "2020-02-25"),
        ("NEW YORK, Feb. 25, 2020 /WIRE/ -- The ferry", "2020-02-25"),
        ("The ferry of 25 January 2022 was late - as always", None),
        ("The war began on 24 February 2012 – and it", None),
        ("Kabul, which fell on 15 August 2021 – was", None),
        ("BERLIN -- On 25 January 2022 the ferry", None),
    ],
)
def test_a_dateline_tells_the_day(begin: str, day: str | None) -> None:
    bare = f"<article><h1>The ferry was late again</h1><p>{begin} was late again, {TEXT[3:]}</article>"
    found = weigh_times(Page(bare, "https://x.example/ferry"), UTC, [], [])
    assert (found and found[:10]) == day


@pytest.mark.parametrize("address", ["/artikel/20011012", "/history/1969/07/20/moon", "/events/2002/05/10/ferry"])
def test_an_address_overrides_no_metadata(address: str) -> None:
    told = "2023-05-10T10:00:00+02:00"
    assert extract(page(told), f"https://x.example{address}").published_at == told


@pytest.mark.parametrize(
    "beside",
    [
        '<time datetime="2023-05-10T20:00:00"></time><a><time datetime="2023-05-10T16:00:00">4 pm</time></a>',
        '<time itemprop="dateModified" datetime="2023-05-11T01:30"></time>',
    ],
)
def test_other_times_of_a_page_tell_no_zone(beside: str) -> None:
    told = "2023-05-10T20:00:00+00:00"
    assert extract(page(told, beside, "en"), "https://ferry.example/late").published_at == told


def test_the_day_of_a_visit_over_the_page_tells_no_zone() -> None:
    today = '<header><span class="today">Thursday, 11 May 2023</span></header><div class="date">11 May 2023</div><main>'
    html = page("2023-05-10T20:00:00Z", "", "en").replace("<main>", today)
    assert extract(html, "https://ferry.example/late").published_at == "2023-05-10T20:00:00+00:00"


def test_a_day_in_a_time_element_beside_the_headline_tells_the_zone() -> None:
    shown = '<time datetime="3 de mayo de 2022">3 de mayo de 2022</time>'
    found = extract(page("2022-05-04T00:53:29Z", shown, "es"), "https://ferry.com.ar/late").published_at
    assert found == "2022-05-03T21:53:29-03:00"


def test_the_date_of_publication_goes_before_other_dates_around_the_headline() -> None:
    def shown(above: str, below: str) -> str | None:
        html = f"<div class=current-date>12 May 2025</div><div>{above}<h1>The ferry was late</h1>{below}{TEXT}</div>"
        return (published.shown_date(Page(html, "https://x.example/ferry"), UTC) or "")[:10]

    assert shown('<div class="date-header">5 June 2020</div>', "<p>7 June 2020</p>") == "2020-06-05"
    assert shown("", "<p>Jane Doe | 1 May 2020</p><p>Release date: 21 March 2019</p>") == "2020-05-01"
    assert shown("", "<p>11 May 2022</p><p>Published On May 10, 2022 01:52 PM</p>") == "2022-05-10"
    assert shown('<div class="event-date">5 June 2021</div>', "<p>1 May 2020</p>") == "2020-05-01"


def test_the_day_of_the_web_page_tells_where_json_ld_describes_no_article() -> None:
    told = '{"@type": "WebPage", "url": "https://x.example/ferry", "datePublished": "2021-01-27T06:00:00+00:00"}'
    other = told.replace("/ferry", "/harbour")
    for script, day in ((told, "2021-01-27T06:00:00+00:00"), (other, None), (told.replace("ferry", "ferry?id=7"), None)):
        html = f"<script type='application/ld+json'>{script}</script><h1>The ferry was late again</h1>{TEXT}"
        page = Page(html, "https://x.example/ferry")
        assert web_page_time(page, UTC) == day
        assert day is None or weigh_times(page, UTC, [], []) == day


@pytest.mark.parametrize(
    ("told", "modified", "shown", "day"),
    [
        ("2025-06-24", "2025-06-24T00:00:00+00:00", "August 25, 2024", "2024-08-25"),  # told is when it was changed
        ("2025-06-24", "2025-07-01T00:00:00+00:00", "August 25, 2024", "2025-06-24"),
        ("2025-06-24", None, "August 25, 2024", "2025-06-24"),
        ("2026-09-03", None, "March 9, 2026", "2026-03-09"),  # 03-09-2026, read in the other order
        ("2026-09-03", None, "March 10, 2026", "2026-09-03"),
        ("2024-05-06", None, "05/06/2024", "2024-05-06"),  # which may be either
        ("2024-05-12", "2024-05-12T00:00:00+00:00", "Photo: taken on 3 March 2021", "2024-05-12"),
        ("2024-05-12", "2024-05-12T00:00:00+00:00", "Since 11 September 2001</p><p>12 May 2024", "2024-05-12"),
        ("2024-05-12", "2024-05-12T00:00:00+00:00", "</p><h2>3 March 2021</h2><p>", "2024-05-12"),
    ],
)
def test_a_day_that_is_shown_goes_before_one_of_a_change_and_tells_months_from_days(
    told: str, modified: str | None, shown: str, day: str
) -> None:
    page = Page(f"<h1>The ferry was late again</h1><p>{shown}</p>{TEXT}", "https://x.example/ferry")
    assert weigh_times(page, UTC, [f"{told}T00:00:00+00:00"], [], modified) == f"{day}T00:00:00+00:00"


def test_what_is_seen_goes_before_the_day_of_the_web_page() -> None:
    told = '{"@type": "WebPage", "url": "https://x.example/ferry", "datePublished": "2015-01-01T09:00:00Z"}'
    html = f"<script type='application/ld+json'>{told}</script><h1>The ferry was late again</h1><p>12 May 2024</p>{TEXT}"
    assert (weigh_times(Page(html, "https://x.example/ferry"), UTC, [], []) or "")[:10] == "2024-05-12"


def test_a_day_of_a_change_that_the_address_names_stays() -> None:
    page = Page(f"<h1>The ferry was late</h1><p>August 25, 2024</p>{TEXT}", "https://x.example/2025/06/24/ferry")
    told = "2025-06-24T00:00:00+00:00"
    assert weigh_times(page, UTC, [told], [], told) == told


@pytest.mark.parametrize(
    ("told", "beside", "expected"),
    [
        ("2023-11-06T00:14:00.00Z", "2023-11-06T00:14:00+02:00", "2023-11-06T00:14:00+02:00"),
        ("2023-11-06T00:14:00", "2023-11-06T00:14:00+02:00", "2023-11-06T00:14:00+02:00"),
        ("2023-11-05T22:14:00Z", "2023-11-06T00:14:00+02:00", "2023-11-05T22:14:00+00:00"),
        ("2023-11-06T00:14:00-05:00", "2023-11-06T00:14:00+02:00", "2023-11-06T00:14:00-05:00"),
        ("2023-11-06T00:14:00Z", "yesterday", "2023-11-06T00:14:00+00:00"),
    ],
)
def test_a_local_time_that_json_ld_calls_utc_has_the_offset_that_a_meta_tag_names(
    told: str, beside: str, expected: str
) -> None:
    data = f'{{"@type": "NewsArticle", "headline": "The ferry returns", "datePublished": "{told}"}}'
    head = f'<meta property="article:published_time" content="{beside}"><script type="application/ld+json">{data}</script>'
    text = "<p>The ferry between the two ports returns after a winter in the dock, its captain told us.</p>" * 4
    page = f"<html><head>{head}</head><body><h1>The ferry returns</h1>{text}</body></html>"
    assert extract(page, "https://paper.example/ferry").published_at == expected
