"""What a new user runs into: silence, codes that lie, output that breaks. Each is tried as they would, as a command."""

from __future__ import annotations

import contextlib
import csv
import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from newscrawl.items import FrontPage
from tests.conftest import FAST, ROOT, Newsroom, export, run, scrapy_crawl


@pytest.fixture(scope="module")
def archive(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("user") / "index"
    for lang in ("en", "ar"):
        scrapy_crawl(lang, newsroom.base(lang), index, "-a", "max_articles=80")
    return index


def cli(index: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return run("newscrawl.cli", *arguments, index=index, **options)


def total(index: Path, *arguments: str) -> int:
    done = cli(index, "search", *arguments, "--limit", "0", "--json")
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout.splitlines()[-1])["total"])


# -- searching


def test_a_pasted_headline_finds_its_article(archive: Path) -> None:
    one = json.loads(cli(archive, "search", "--lang", "en", "--limit", "1", "--json").stdout)
    for text in (f"{one['headline']} --", f"– {one['headline']} 🔥", f"{one['headline']} & more:".replace("more", "")):
        assert total(archive, text) >= 1, text


def test_totals_facets_and_histogram_are_told_in_json(archive: Path) -> None:
    lines = cli(
        archive, "search", "--facet", "language", "--histogram", "month", "--limit", "2", "--json"
    ).stdout.splitlines()
    assert len(lines) == 3
    summary = json.loads(lines[-1])
    assert {bucket["value"] for bucket in summary["facets"]["language"]} == {"en", "ar"}
    assert (
        sum(bucket["count"] for bucket in summary["histogram"]) <= summary["total"]
        and summary["texts"] <= summary["total"]
    )
    assert "retracted_at" in json.loads(lines[0])
    assert len(cli(archive, "search", "--limit", "2", "--json").stdout.splitlines()) == 2
    assert len(cli(archive, "search", "--limit", "2", "--json", "--summary").stdout.splitlines()) == 3


def test_filters_take_several_values_and_exclude(archive: Path) -> None:
    both = total(archive, "--lang", "en", "--lang", "ar")
    assert both == total(archive) == total(archive, "--lang", "en") + total(archive, "--lang", "ar")
    assert total(archive, "--not-lang", "en") == total(archive, "--lang", "ar")
    tag = json.loads(cli(archive, "search", "--facet", "tags", "--limit", "0", "--json").stdout)["facets"]["tags"][0]
    assert total(archive, "--not-tag", tag["value"]) == both - tag["count"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("is:nonsense",), "there is no 'nonsense'"),
        (("--kind", "nope"), "there is no 'nope'"),
        (("--lang", "english"), "'english' is no code"),
        (("--lang", "xx"), "the archive holds nothing of 'xx'; it has ar, en"),
        (("--site", "almayadeen_en"), "did you mean almayadeen-en"),
        (("conf?r*",), "wildcard"),
        (("--since", "soon"), "is not a date"),
    ],
)
def test_a_value_that_can_be_known_to_be_wrong_is_refused(archive: Path, arguments: tuple[str, ...], said: str) -> None:
    for command in ("search", "export"):
        done = cli(archive, command, *arguments)
        assert done.returncode == 2 and said in done.stderr and done.stderr.count("\n") == 1, done.stderr


def test_words_may_stand_alone_and_a_minus_after_two(archive: Path) -> None:
    assert total(archive, "iran", "turkey") == total(archive, "iran turkey")
    done = cli(archive, "search", "--limit", "0", "--json", "--", "-iran")
    assert json.loads(done.stdout)["total"] == total(archive) - total(archive, "iran")


# -- processes


def test_a_site_that_does_not_answer_ends_with_1_and_says_why(tmp_path: Path) -> None:
    done = cli(
        tmp_path / "index", "crawl", "almayadeen-en", "-a", "base=http://127.0.0.1:1", *FAST, "-s", "RETRY_TIMES=1"
    )
    assert done.returncode == 1 and "no page could be had" in done.stdout and "robots.txt" in done.stdout
    checked = cli(
        tmp_path / "index", "sites", "check", "almayadeen-en", "-a", "base=http://127.0.0.1:1", "-s", "RETRY_TIMES=1"
    )
    assert checked.returncode == 2 and "no page could be had" in checked.stderr and "selectors" not in checked.stderr


def crawling(newsroom: Newsroom, folder: Path, *sites: str) -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    """Begin a crawl of some sites, and return it with its child when some articles were read."""
    command = [sys.executable, "-m", "newscrawl.cli", "crawl", *sites, "-a", f"base={newsroom.en}"]
    environment = {
        **os.environ,
        "NEWSCRAWL_INDEX_URL": f"tantivy:{folder}/index",
        "NEWSCRAWL_OUTBOX_DIR": str(folder / "box"),
    }
    process = subprocess.Popen(
        [*command, *FAST, "-s", "DOWNLOAD_DELAY=0.05"], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    time.sleep(6)
    return process, psutil.Process(process.pid).children(recursive=True)


def all_end(processes: list[psutil.Process]) -> bool:
    """True if these processes have ended, or do so soon: a browser takes a moment. Who is dead and not buried is dead."""
    for _ in range(50):
        with contextlib.suppress(psutil.NoSuchProcess):
            processes = [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
        if not processes:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_crawl_and_child_and_the_summary_is_printed(
    newsroom: Newsroom, tmp_path: Path, number: int, code: int
) -> None:
    process, children = crawling(newsroom, tmp_path, "almayadeen-en", "almayadeen-ar")
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert out.startswith("almayadeen-en shutdown: ") and "almayadeen-ar" not in out  # the second site is not begun
    assert "stopping: pages under way are finished" in err
    assert children and all_end(children)
    assert len(export(tmp_path / "index")) > 5


def test_a_second_signal_ends_the_crawl_at_once_and_what_waits_is_said_and_not_lost(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    process, children = crawling(newsroom, tmp_path, "almayadeen-en")
    process.send_signal(signal.SIGINT)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and children and all_end(children)
    said = re.search(r"stopped at once: (\d+) articles? in the outbox go with the next crawl", err)
    assert said, err
    environment = {"NEWSCRAWL_OUTBOX_DIR": str(tmp_path / "box")}
    drained = run("newscrawl.cli", "index", "outbox", "drain", index=tmp_path / "index", env=environment)
    assert drained.returncode == 0, drained.stderr
    assert len(export(tmp_path / "index")) >= int(said[1]) > 5


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("OUTBOX_DIR=/proc/none", "OUTBOX_DIR: the folder /proc/none cannot be written"),
        ("WARC_DIR=/proc/none", "WARC_DIR: the folder /proc/none cannot be written"),
        ("JOBDIR=/proc/none", "JOBDIR: the folder /proc/none cannot be written"),
        ("CONCURRENT_REQUESTS=abc", "CONCURRENT_REQUESTS: 'abc' is not a number"),
        ("ROBOTSTXT_OBEY=perhaps", "ROBOTSTXT_OBEY: 'perhaps' is neither"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_sentence_in_terminal_and_log(
    tmp_path: Path, pair: str, said: str
) -> None:
    for command in (("newscrawl.cli", "crawl"), ("scrapy", "crawl")):
        done = run(*command, "almayadeen-en", "-s", pair, "-s", f"LOG_FILE={tmp_path}/log", index=tmp_path / "index")
        assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert said in (tmp_path / "log").read_text()


def test_settings_mean_the_same_to_both_commands(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    text = (
        (ROOT / "newscrawl" / "sites" / "data" / "almayadeen-en.toml").read_text().replace('"almayadeen-en"', '"mine"')
    )
    (tmp_path / "sites" / "mine.toml").write_text(text)
    for number, command in enumerate((("newscrawl.cli", "crawl"), ("scrapy", "crawl"))):
        settings = ("-s", f"SITES_DIRS={tmp_path}/sites", "-s", f"INDEX_URL=tantivy:{tmp_path}/{number}")
        done = run(
            *command,
            "mine",
            "-a",
            f"base={newsroom.en}",
            "-a",
            "max_articles=5",
            *FAST,
            *settings,
            index=tmp_path / "never",
        )
        assert done.returncode == 0, done.stderr
        assert {a["site"] for a in export(tmp_path / str(number)).values()} == {"mine"}
    assert not (tmp_path / "never").exists()


def test_a_browser_that_is_not_there_is_said_and_missing_articles_too(newsroom: Newsroom, tmp_path: Path) -> None:
    done = cli(
        tmp_path / "index",
        "crawl",
        "almayadeen-en",
        "-a",
        f"base={newsroom.en}",
        "-a",
        "discover=sections",
        *FAST,
        "-s",
        "BROWSER=/x",
    )
    assert done.returncode == 0 and "behind a button that needs a browser" in done.stdout


# -- reading, taking down, single pages


def test_show_tells_what_must_be_known_and_breaks_no_address(archive: Path) -> None:
    copies = (
        json.loads(cli(archive, "search", "is:copy", "--limit", "1", "--json").stdout.splitlines()[0] or "{}")
        if total(archive, "is:copy")
        else None
    )
    one = json.loads(cli(archive, "search", "--lang", "ar", "--limit", "1", "--json").stdout)
    shown = cli(archive, "show", one["id"][:8]).stdout
    assert one["url"] in shown and one["id"] in shown
    if copies:
        assert "near cop" in cli(archive, "show", copies["id"]).stdout
    assert (
        cli(archive, "show", "abc").stderr
        == "newscrawl: 'abc' is too short; the beginning of an id has 6 digits or more\n"
    )


def test_what_is_deleted_is_not_crawled_again(newsroom: Newsroom, tmp_path: Path) -> None:
    index = tmp_path / "index"
    scrapy_crawl("en", newsroom.en, index, "-a", "max_articles=20")
    one = json.loads(cli(index, "search", "--limit", "1", "--json").stdout)
    refused = cli(index, "delete", one["id"])
    assert refused.returncode == 1 and one["url"] in export(index)  # nobody answered the question
    done = cli(index, "delete", one["url"], "--yes")
    assert done.returncode == 0 and done.stdout.startswith("1 article deleted")
    again = cli(index, "crawl", "almayadeen-en", "-a", f"base={newsroom.en}", "-a", "max_articles=20", *FAST)
    assert again.returncode == 0 and one["url"] not in export(index)
    single = cli(index, "crawl", "--url", one["url"], "almayadeen-en", "-a", f"base={newsroom.en}", *FAST)
    assert one["url"] not in export(index) and "1 deleted" in single.stdout
    nothing = cli(index, "delete", "--yes")
    assert nothing.returncode == 2 and "this would delete everything" in nothing.stderr


def test_single_pages_are_crawled_by_their_address(newsroom: Newsroom, tmp_path: Path) -> None:
    urls = list(newsroom.truth("en"))[:3]
    (tmp_path / "list").write_text("\n".join(urls[1:]))
    base = ("-a", f"base={newsroom.en}")
    done = cli(
        tmp_path / "index",
        "crawl",
        "almayadeen-en",
        "--url",
        urls[0],
        "--url-file",
        str(tmp_path / "list"),
        *base,
        *FAST,
    )
    assert done.returncode == 0 and set(export(tmp_path / "index")) == set(urls)
    stranger = cli(tmp_path / "index", "crawl", "--url", "https://nobody.example/a")
    assert stranger.returncode == 2 and "is of no site that is known" in stranger.stderr


def test_front_pages_and_runs_are_kept_in_the_archive(archive: Path) -> None:
    runs = [json.loads(line) for line in cli(archive, "runs", "--json").stdout.splitlines()]
    assert {run["site"] for run in runs} == {"almayadeen-en", "almayadeen-ar"} and all(run["new"] > 50 for run in runs)
    assert all(run["host"] and run["version"] and run["peak_memory"] > 1e7 for run in runs)
    pages = [
        FrontPage.from_dict(json.loads(line))
        for line in cli(archive, "front-pages", "--json", "--site", "almayadeen-en").stdout.splitlines()
    ]
    assert any(page.ticker for page in pages) and any(page.most_read for page in pages)
    for command in ("runs", "front-pages"):
        assert "almayadeen" in cli(archive, command).stdout and cli(archive, command, "--since", "soon").returncode == 2


def test_history_compares_tags_entry_by_entry(living_newsroom: Newsroom, tmp_path: Path) -> None:
    scrapy_crawl("en", living_newsroom.en, tmp_path / "index")
    living_newsroom.post("en", "edit?n=10")
    scrapy_crawl("en", living_newsroom.en, tmp_path / "index", "-a", "refresh=4000d")
    changed = [
        json.loads(line) for line in cli(tmp_path / "index", "search", "is:changed", "--json").stdout.splitlines()
    ]
    assert changed
    versions = [
        json.loads(line) for line in cli(tmp_path / "index", "history", changed[0]["id"], "--json").stdout.splitlines()
    ]
    assert versions[0]["changes"] and all(
        part["kind"] in ("same", "added", "removed") for c in versions[0]["changes"].values() for part in c
    )


def test_a_feed_export_as_csv_holds_json_in_its_cells(newsroom: Newsroom, tmp_path: Path) -> None:
    scrapy_crawl("en", newsroom.en, tmp_path / "index", "-a", "max_articles=10", "-o", f"{tmp_path}/x.csv")
    rows = list(csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8")))
    assert rows and not rows[0].keys() & {"near_bands", "layers"}
    for row in rows:
        assert isinstance(json.loads(row["body"]), list) and isinstance(json.loads(row["tags"] or "[]"), list)
        assert not row["image"] or json.loads(row["image"])["url"]


def test_an_archive_is_checked(archive: Path, tmp_path: Path) -> None:
    done = cli(archive, "index", "check")
    assert done.returncode == 0 and done.stdout.startswith("sound: ")


# -- output


@pytest.mark.parametrize("command", ["export", "search --json --limit 100", "stats"])
def test_output_that_cannot_be_written_is_one_sentence(archive: Path, command: str) -> None:
    environment = {**os.environ, "NEWSCRAWL_INDEX_URL": f"tantivy:{archive}"}
    for ending, codes in (("> /dev/full", {1}), (">&-", {1}), ("| head -1", {0})):
        text = f"set -o pipefail; {sys.executable} -m newscrawl.cli {command} {ending}"
        done = subprocess.run(
            ["bash", "-c", text], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode in codes and "Traceback" not in done.stderr and "Exception" not in done.stderr, (
            ending,
            done.stderr,
        )


def test_an_output_without_arabic_letters_gets_escapes(archive: Path) -> None:
    env = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    plain = cli(archive, "search", "--lang", "ar", "--limit", "2", env=env)
    assert plain.returncode == 0 and "Traceback" not in plain.stderr and plain.stdout.isascii()
    lines = cli(archive, "search", "--lang", "ar", "--limit", "2", "--json", env=env).stdout.splitlines()
    assert all(line.isascii() and json.loads(line)["language"] == "ar" for line in lines)


def test_help_shows_the_default_that_is_in_force(tmp_path: Path) -> None:
    assert f"tantivy:{tmp_path}/mine" in cli(tmp_path / "mine", "--help").stdout.replace("\n", "").replace(" ", "")


# -- scrapy's own commands


def test_scrapys_shell_and_parse_make_no_archive(newsroom: Newsroom, tmp_path: Path) -> None:
    url = next(iter(newsroom.truth("en")))
    shell = run("scrapy", "shell", url, "-c", "print('STATUS', response.status)", index=tmp_path / "index")
    assert "STATUS 200" in shell.stdout + shell.stderr and shell.returncode == 0
    parsed = run(
        "scrapy",
        "parse",
        "--spider",
        "almayadeen-en",
        "-a",
        f"base={newsroom.en}",
        "--nocolour",
        url,
        index=tmp_path / "index",
    )
    assert parsed.returncode == 0 and "headline" in parsed.stdout, parsed.stderr[-2000:]
    assert list(tmp_path.iterdir()) == []


def test_files_that_cannot_be_written_are_said_before_the_crawl(tmp_path: Path) -> None:
    for options, said in (
        (("-o", "/proc/x/y.jsonl"), "cannot be written"),
        (("--log-file", "/proc/x/y.log"), "cannot be written"),
        (("-s", "LOG_LEVEL=BOGUS"), "LOG_LEVEL: 'BOGUS' is no level"),
    ):
        done = cli(tmp_path / "index", "crawl", "almayadeen-en", *options)
        assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    full = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m newscrawl.cli --help > /dev/full"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 1 and full.stderr.startswith("newscrawl: ") and "Traceback" not in full.stderr


def test_a_warc_file_that_is_cut_off_is_said_and_its_last_page_not_read(newsroom: Newsroom, tmp_path: Path) -> None:
    scrapy_crawl("en", newsroom.en, tmp_path / "index", "-a", "max_articles=20", "-s", f"WARC_DIR={tmp_path}/warc")
    (whole,) = (tmp_path / "warc").glob("*.warc.gz")
    data = whole.read_bytes()
    plain = gzip.decompress(data)
    at = ("replay", "--site", "almayadeen-en", "--base", newsroom.en)
    assert cli(tmp_path / "a", *at, str(whole)).returncode == 0
    for name, cut in (
        ("cut.warc.gz", data[: len(data) // 2]),
        ("few.warc.gz", data[:-3]),
        ("cut.warc", plain[: len(plain) // 2]),
    ):
        (tmp_path / name).write_bytes(cut)
        done = cli(tmp_path / name.replace(".", "-"), *at, str(tmp_path / name))
        assert done.returncode == 1 and "is cut off in the middle of a page" in done.stderr, name
        found = export(tmp_path / name.replace(".", "-"))
        assert all(len(a["body"]) == len(export(tmp_path / "a")[url]["body"]) for url, a in found.items())
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    assert cli(tmp_path / "b", *at, str(tmp_path / "empty.warc.gz")).returncode == 2


def test_a_crawl_that_the_system_kills_is_called_that(newsroom: Newsroom, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "newscrawl.cli",
        "crawl",
        "almayadeen-en",
        "-a",
        f"base={newsroom.en}",
        *FAST,
        "-s",
        "DOWNLOAD_DELAY=0.05",
    ]
    environment = {
        **os.environ,
        "NEWSCRAWL_INDEX_URL": f"tantivy:{tmp_path}/index",
        "NEWSCRAWL_OUTBOX_DIR": str(tmp_path / "box"),
    }
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(5)
    child = subprocess.run(
        ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    os.kill(int(child), signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 137 and "almayadeen-en: it was killed (signal 9); where memory is short" in err


def test_a_sample_of_nothing_is_refused(tmp_path: Path) -> None:
    done = cli(tmp_path / "index", "sites", "check", "almayadeen-en", "-n", "0")
    assert done.returncode == 2 and "0 is not in the range" in done.stderr
