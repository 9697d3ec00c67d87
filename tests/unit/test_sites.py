"""Site files: what is wrong is said with file, key and reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from newscrawl.errors import SiteError
from newscrawl.sites import load_sites
from newscrawl.sites.files import parse_site
from newscrawl.survey.fetch import forwarded_to
from tests.conftest import ROOT, run

GOOD = 'name = "x"\ntitle = "X"\nbase = "https://x.example"\nlanguage = "en"\ntimezone = "UTC"\n[discovery]\narticles = ["^/a/"]\n'


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        (("UTC", "Mars/Base"), "timezone", "no such time zone"),
        (("https://x.example", "x.example"), "base", "takes scheme and host"),
        (('articles = ["^/a/"]', 'articles = ["("]'), "discovery.articles.0", "not a regular expression"),
        (('articles = ["^/a/"]', "articles = []"), "discovery.articles", "at least 1 item"),
        (("[discovery]", "colour = 1\n[discovery]"), "colour", "no such key"),
        (('title = "X"\n', ""), "title", "Field required"),
        (('name = "x"', 'name = "X Y"'), "name", "pattern"),
        (("[discovery]", '[selectors]\nbody = ["div["]\n[discovery]'), "selectors.body.0", "not a selector"),
        (("[discovery]", "[selectors]\nmood = []\n[discovery]"), "selectors", "no such field: mood"),
        (("[discovery]", "[discovery"), "not TOML", "line"),
    ],
)
def test_a_malformed_site_file_names_file_key_and_reason(change: tuple[str, str], key: str, reason: str) -> None:
    with pytest.raises(SiteError) as error:
        parse_site(GOOD.replace(*change), "my.toml")
    assert str(error.value).startswith("my.toml: ")
    assert key in str(error.value) and reason in str(error.value)


def test_a_malformed_site_file_is_told_with_all_its_errors_and_disables_no_other(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(GOOD.replace("UTC", "Mars/Base").replace("https://", "ftp://"))
    (tmp_path / "good.toml").write_text(GOOD)
    environment = {"NEWSCRAWL_SITES_DIRS": str(tmp_path)}
    done = run("scrapy", "list", env=environment)
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert {"almayadeen-en", "x"} <= set(done.stdout.split())
    for what in ("timezone: no such time zone", "base: takes scheme and host"):
        assert f"newscrawl: {tmp_path}/bad.toml: {what}" in done.stderr
    listed = run("newscrawl.cli", "sites", env=environment)
    assert listed.returncode == 1 and "almayadeen-en" in listed.stdout and "bad.toml: timezone" in listed.stderr


def test_a_name_may_stand_once_in_the_directories(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(GOOD)
    with pytest.raises(SiteError, match="is used by"):
        load_sites([str(tmp_path)])


def test_site_files_are_read_from_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "newscrawl.egg", "w") as egg:
        for file in (ROOT / "newscrawl").rglob("*"):
            if file.suffix in (".py", ".toml"):
                egg.write(file, file.relative_to(ROOT))
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'newscrawl.egg')!r}); import newscrawl.sites as s; print(s.__file__, *s.load_sites())"
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert "newscrawl.egg" in done.stdout and "almayadeen-ar almayadeen-en almayadeen-es" in done.stdout


def test_a_page_that_only_leads_on_is_followed() -> None:
    page = b'<html><head><meta http-equiv="Refresh" content="0; url=/en/"></head><body>Welcome</body></html>'
    assert forwarded_to(page, "https://paper.example/") == "https://paper.example/en/"
    assert forwarded_to(page.replace(b'"0;', b'"600;'), "https://paper.example/") is None, "it loads itself anew"
    assert forwarded_to(page + 5_000 * b" text", "https://paper.example/") is None
