"""Every page, as it is without JavaScript, from both engines: what it shows, where it leads, in which language."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import lxml.html
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from newscrawl.index import SearchRequest, open_index
from newscrawl.web.asking import Address
from newscrawl.web.permalink import absolute
from newscrawl.web.speech import LANGUAGES, Speech, negotiated
from tests.conftest import ROOT
from tests.web.conftest import HOSTILE, Served, folder_of, serving

WEB = ROOT / "newscrawl" / "web"
PAGES = [
    "/",
    "/?q=iran",
    "/?q=Trukey",
    "/?q=iran&view=context",
    "/trends?query=iran&query=turkey",
    "/changes",
    "/front-pages",
    "/runs",
    "/saved",
    "/help",
]


def tree(answer: httpx.Response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(answer.text)


def text_of(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_in_every_language(served: Served, path: str, language: str) -> None:
    answer = served.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    page = tree(answer)
    assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert "%(" not in answer.text and len(answer.content) < 100_000
    assert "style=" not in answer.text and not re.search(r"\son[a-z]+=", re.sub(r">[^<]*<", "><", answer.text))


def test_counts_are_three_and_the_same_as_the_apis(served: Served) -> None:
    counts = text_of(tree(served.get("/?q=iran")).get_element_by_id("counts"))
    found = served.get("/api/v1/search?q=iran&limit=0").json()
    assert counts == f"{found['total']} articles · {found['texts']} texts · {found['sites']} sites"


def test_a_facet_narrows_and_excludes_by_links(served: Served) -> None:
    page = tree(served.get("/?q=iran"))
    (value,) = [a for a in page.xpath("//a[@class='value']") if text_of(a) == "Beirut"]
    count = int(text_of(value.getparent().xpath("span[@class='count']")[0]))
    narrowed = tree(served.get("/" + value.get("href")))
    assert text_of(narrowed.get_element_by_id("counts")).startswith(f"{count} articles")
    assert "Tag Beirut" in text_of(narrowed.xpath("//ul[@class='chosen']")[0])
    without = tree(served.get("/" + value.getparent().xpath("a[@class='not']")[0].get("href")))
    total = int(text_of(page.get_element_by_id("counts")).split()[0])
    assert text_of(without.get_element_by_id("counts")).startswith(f"{total - count} articles")
    assert text_of(without.xpath("//ul[@class='chosen']")[0]).startswith("remove not Tag Beirut")


def test_the_bars_are_links_and_the_table_has_the_same_numbers(served: Served) -> None:
    page = tree(served.get("/?q=iran"))
    bars = page.xpath("//*[name()='svg']//a")
    rows = page.xpath("//details[@class='numbers']//tbody/tr")
    said = [a.get("aria-label") for a in bars]
    assert len(bars) == 5 and [int(re.search(r": (\d+)", one)[1]) for one in said] == [
        int(text_of(r[1])) for r in rows[:5]
    ]  # type: ignore[index]
    assert text_of(rows[-1]) == "no date 1" and "1 without a date is not shown" in text_of(page)
    gaps = [one for one in said if one.endswith("not crawled")]
    assert len(gaps) == 3 and "Hatched" in text_of(page)
    narrowed = tree(served.get("/" + bars[1].get("href")))
    assert text_of(narrowed.get_element_by_id("counts")).split()[0] == re.search(r": (\d+)", said[1])[1]  # type: ignore[index]


def test_shares_and_units_are_switched(served: Served) -> None:
    shares = tree(served.get("/?q=iran&measure=share"))
    assert "Share of all articles by day" in text_of(shares)
    assert all(
        a.get("aria-label").split(": ")[1].split(",")[0].endswith("%") for a in shares.xpath("//*[name()='svg']//a")
    )
    assert "Texts by day" in text_of(tree(served.get("/?q=iran&unit=texts")))
    assert "Sites by day" in text_of(tree(served.get("/?q=iran&unit=sites")))


def test_copies_are_shown_once_with_their_number(served: Served) -> None:
    (copy,) = served.get("/api/v1/search?site=echo").json()["hits"]
    page = tree(served.get(f"/article/{copy['id']}"))
    assert "Near copies" in text_of(page) and "of the words in common" in text_of(page)
    differences = tree(served.get(page.xpath("//a[contains(@href, 'compare?with=')]/@href")[0]))
    assert text_of(differences.xpath("//div[contains(@class,'diff')]//ins")[-1]) == "A line of its own."
    assert "Against the copy of almayadeen-en" in text_of(differences)
    query = " ".join(copy["tags"][:2])
    hits = text_of(tree(served.get("/", params={"q": f'cluster:{copy["cluster"]} OR "{query}"', "copies": "1"})))
    assert "1 near copy" not in hits


def test_an_article_is_read_with_all_that_is_known_of_it(served: Served) -> None:
    (hit,) = served.get("/api/v1/search?q=revision:3").json()["hits"]
    page = tree(served.get(f"/article/{hit['id']}"))
    assert text_of(page.xpath("//h1")[0]) == hit["headline"]
    versions = page.xpath("//ol[@class='timeline']/li")
    assert [text_of(one).split(" 2023")[0][:10] for one in versions] == ["revision 3", "revision 2", "revision 1"]
    assert text_of(page.xpath("//h2[@id='origin']/..")[0]).startswith("Where this comes from")
    assert not page.xpath("//img") and "Load the picture" in text_of(page)
    with_images = served.get(f"/article/{hit['id']}?images=1")
    assert tree(with_images).xpath("//img/@src")[0].startswith("http")
    assert "img-src 'self' data: https: http:" in with_images.headers["content-security-policy"]
    assert "img-src 'self' data:;" in served.get(f"/article/{hit['id']}").headers["content-security-policy"]


def test_two_versions_are_compared_word_by_word(served: Served) -> None:
    (hit,) = served.get("/api/v1/search?q=revision:3").json()["hits"]
    page = tree(served.get(f"/article/{hit['id']}/compare?from=1&to=3"))
    added = [text_of(one) for one in page.xpath("//ins")]
    assert "(updated 2)" in " ".join(added) and any("Correction 2" in one for one in added)
    assert page.xpath("//del")
    wrong = served.get(f"/article/{hit['id']}/compare?from=1&to=9")
    assert wrong.status_code == 400 and "there are 1, 2, 3" in wrong.text


def test_an_error_shows_the_place_in_the_query(served: Served) -> None:
    answer = served.get("/", params={"q": "iran nofield:x turkey"})
    assert answer.status_code == 400
    page = tree(answer)
    assert text_of(page.xpath("//p[@class='place']//mark")[0]) == "nofield:x"
    assert page.get_element_by_id("q").get("value") == "iran nofield:x turkey"


def test_nothing_found_says_why_and_what_to_try(served: Served) -> None:
    page = text_of(tree(served.get("/", params={"q": "Trukey or iran"})))
    assert "Nothing was found" in page and "Spelt Turkey" in page and "the word Trukey 0 articles" in page
    assert "Did you mean Trukey OR iran" in page


def test_pages_of_hits_follow_each_other(served: Served) -> None:
    first = tree(served.get("/?sort=newest"))
    following = tree(served.get("/" + first.xpath("//a[@rel='next']/@href")[0]))
    ids = [page.xpath("//ol[@class='hits']//h2/a/@href") for page in (first, following)]
    assert len(ids[0]) == len(ids[1]) == 10 and not set(ids[0]) & set(ids[1])
    assert following.xpath("//a[@rel='prev']/@href")[0] == "?sort=newest"


def test_front_pages_tell_from_when_to_when_and_where(served: Served) -> None:
    page = tree(served.get("/front-pages?site=almayadeen-en&word=ceasefire"))
    rows = {
        text_of(row[1]): (text_of(row[2]), text_of(row[3]), text_of(row[4]))
        for row in page.xpath("//h2[@id='standing']/..//tbody/tr")
    }
    assert rows["Cairo: Ceasefire talks go on"] == ("1 Nov 2023, 18:00", "3 Nov 2023, 18:00", "1 → 1 → 1")
    assert (
        rows["A report that many read"][2] == "1 → 2 → 3"
        and rows["Statement number 2"][:2] == ("2 Nov 2023, 18:00",) * 2
    )
    assert len(page.xpath("//h2[@id='presence']/..//tbody/tr")) == 3
    at = text_of(tree(served.get("/front-pages?site=almayadeen-en&at=2023-11-02T20:00")))
    assert "Statement number 2" in at.split("From when to when")[0]
    assert "Statement number 3" not in at.split("From when to when")[0]


def test_what_was_edited_and_crawled_is_shown(served: Served) -> None:
    page = tree(served.get("/changes?field=headline"))
    assert len(page.xpath("//ol[contains(@class,'edits')]/li")) == 7
    assert len(tree(served.get("/changes?removed=1&q=nosuchword")).xpath("//ol[contains(@class,'edits')]/li")) == 0
    runs = text_of(tree(served.get("/runs")))
    assert "60 pages" in runs and "2 too-short" in runs and "metadata 50" in runs


def test_hostile_text_is_text_everywhere(served: Served) -> None:
    (hit,) = served.get("/api/v1/search?q=onerror").json()["hits"]
    for path in (
        f"/article/{hit['id']}",
        "/?q=alert",
        "/?q=onerror&view=context",
        "/?tag=%3Cb%3Ebold%3C%2Fb%3E",
        "/trends?query=<script>",
    ):
        answer = served.get(path)
        page = tree(answer)
        assert len(page.xpath("//script")) == 1 and not page.xpath("//b[text()='bold'] | //img | //u | //i")
        assert not [a for a in page.xpath("//a/@href") if a.strip().lower().startswith(("javascript:", "data:"))]
    assert HOSTILE.split(" ")[0] in text_of(tree(served.get(f"/article/{hit['id']}")))
    assert served.get("/", params={"q": "x" * 9_000}).status_code == 200
    assert served.get("/", params={"q": "x" * 11_000}).status_code == 400


def test_a_language_is_kept_and_the_address_stays_clean(served: Served) -> None:
    with httpx.Client(base_url=served.url) as client:
        answer = client.get("/?q=iran&ui=ar")
        assert answer.status_code == 303 and answer.headers["location"] == "/?q=iran"
        page = tree(client.get("/?q=iran"))
        assert page.get("dir") == "rtl" and "مقالاً" in text_of(page.get_element_by_id("counts"))
        assert client.get("/?q=iran&theme=dark").status_code == 303
        assert tree(client.get("/")).get("data-theme") == "dark"
        title = tree(client.get("/?lang=en&q=iran")).xpath("//ol[@class='hits']//h2")[0]
        assert (title.get("lang"), title.get("dir")) == ("en", "ltr")


def test_addresses_that_mean_the_same_tomorrow() -> None:
    plain = absolute(
        Address([("q", "iran since:7d published:today.. modified:>1y"), ("since", "yesterday"), ("until", "2023-11")])
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", plain.get("since")) and plain.get("until") == "2023-11"
    assert re.fullmatch(
        r"iran since:\d{4}-\d\d-\d\dT\d\d:\d\d\+00:00 published:\d{4}-\d\d-\d\d\.\. modified:>\d{4}-\d\d-\d\dT\d\d:\d\d\+00:00",
        plain.get("q"),
    )
    SearchRequest(plain.get("q")).tree()


def test_a_permalink_is_on_the_page(served: Served) -> None:
    link = tree(served.get("/?q=iran&since=30d")).get_element_by_id("permalink").get("href")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*", parse_qs(urlsplit(link).query)["since"][0])
    assert served.get(link).status_code == 200


def test_the_language_that_a_browser_likes_best() -> None:
    cases = {
        "ar-LB,ar;q=0.9,en;q=0.8": "ar",
        "fr,es-MX;q=0.7": "es",
        "": "en",
        "xx;q=a,en": "en",
        "en;q=0.1,es;q=0.9": "es",
    }
    assert {given: negotiated(given) for given in cases} == cases


def test_numbers_and_plurals_are_the_readers() -> None:
    arabic = Speech("ar")
    said = [arabic.amount("%(n)s article", "%(n)s articles", n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا مقالات", "مقال واحد", "مقالان", "3 مقالات", "11 مقالاً", "100 مقال"]
    assert Speech("es").number(1234567) == "1.234.567" and Speech("en").percent(0.0123) == "1.2%"


def extracted() -> set[str | tuple[str, ...]]:
    keywords = {"_": None, "amount": (1, 2), "say": None}
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    found = {message for _, _, message, _, _ in extract_from_dir(str(WEB), methods, keywords=keywords)}  # type: ignore[arg-type]
    titles = re.findall(
        r'return \d+, "([^"]+)"|"(No such page|Not possible|A parameter is wrong)"',
        "".join(f.read_text() for f in WEB.glob("*.py")),
    )
    return {*found, "day", "week", "month", "year", *(one or other for one, other in titles)}


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_text_of_the_page_is_translated_and_none_is_left_over(language: str) -> None:
    with (WEB / "catalogues" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    known = {message.id: message.string for message in catalogue if message.id}
    wanted = extracted()
    assert wanted - known.keys() == set() and known.keys() - wanted == set()
    for one, said in known.items():
        plain = one if isinstance(one, str) else one[0]
        for form in (said,) if isinstance(said, str) else said[1:]:
            assert form, one
            allowed = set(re.findall(r"%\(\w+\)s", plain))
            assert set(re.findall(r"%\(\w+\)s", form)) <= allowed and (
                allowed <= {"%(n)s"} or allowed == set(re.findall(r"%\(\w+\)s", form))
            )


def test_a_missing_an_empty_and_a_damaged_archive_say_what_to_do(tmp_path: Path, embedded: str) -> None:
    with serving(f"tantivy:{tmp_path}/none") as server:
        answer = server.get("/?q=iran")
        assert (
            answer.status_code == 503
            and "crawl a site into it first" in answer.text
            and "newscrawl crawl" in answer.text
        )
        problem = server.get("/api/v1/search")
        assert (
            problem.status_code == 503 and "no archive" in problem.json()["detail"] and problem.headers["retry-after"]
        )
        assert server.get("/healthz").status_code == 503 and "newscrawl_archive_up 0.0" in server.get("/metrics").text
        open_index(f"tantivy:{tmp_path}/none").close()
        empty = server.get("/?q=iran")  # the archive has come meanwhile
        assert empty.status_code == 200 and "The archive is empty" in unescape(empty.text)
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for file in folder_of(embedded).iterdir():
        (damaged / file.name).write_bytes(b"\0" * 100 if file.suffix == ".store" else file.read_bytes())
    with serving(f"tantivy:{damaged}") as server:
        answer = server.get("/?q=iran")
        assert answer.status_code == 503 and "damaged" in answer.text and "index check" in answer.text
