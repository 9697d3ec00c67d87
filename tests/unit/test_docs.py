"""What can be said to newscrawl is documented, and what is documented can be said."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

import click
import pytest
from pydantic import BaseModel

from newscrawl import settings
from newscrawl.cli.main import _PLACES, main
from newscrawl.discovery.arguments import NAMES
from newscrawl.discovery.bounds import Bounds
from newscrawl.index import open_index
from newscrawl.items import CrawlRun
from newscrawl.sites import Site
from newscrawl.sites.model import SELECTABLE
from tests.conftest import ROOT, article

DOCS = ROOT / "docs"


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if path:
        yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None, name
            yield from commands(inner, (*path, name))


def sections() -> dict[str, str]:
    """Return the sections of docs/cli.md: the command's words, and what is said of it."""
    parts = re.split(r"^### `newscrawl ([^`]+)`$", read("cli.md"), flags=re.M)
    found = {}
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        words = [word for word in heading.split() if word.islower() and word.replace("-", "").isalpha()]
        found[" ".join(words)] = text.partition("\n## ")[0]
    return found


def test_every_command_and_option_is_documented_and_every_documented_one_exists() -> None:
    known = {" ".join(path): command for path, command in commands(main)}
    documented = sections()
    assert set(known) == set(documented)
    for name, command in known.items():
        options = {o for p in command.params if isinstance(p, click.Option) and p.name != "help" for o in p.opts}
        rows = re.findall(r"^\| (`-[^|]*) \| (.*) \|$", documented[name], re.M)
        assert {option for row, _ in rows for option in re.findall(r"`(-[^`]+)`", row)} == options, name
        assert all(meaning.strip() for _, meaning in rows), f"{name}: an option without a meaning"
        assert command.help, name


def test_the_help_of_newscrawl_says_of_each_command_what_its_own_help_says() -> None:
    for name, (_, _, told) in _PLACES.items():
        command = main.get_command(click.Context(main), name)
        assert command is not None and command.help is not None
        assert " ".join(command.help.split()).startswith(told.rstrip(".")), name


def test_every_crawl_argument_is_documented_and_every_documented_one_exists() -> None:
    table = read("crawling.md").partition("| argument |")[2].partition("\n\n")[0]
    names = {name for row in re.findall(r"^\| (`[^|]*) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert names == set(NAMES)


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `([A-Z_0-9]+)`", read("settings.md"), re.M)) - {"INDEX_API_KEY"}
    assert documented == {name for name in vars(settings) if name.isupper()}
    assert {name.upper() for name in Bounds.__dataclass_fields__} <= documented  # each bound has a setting
    assert not re.findall(r"^\|[^|]*\|[^|]*\|\s*\|$", read("settings.md"), re.M), "a setting without a meaning"


def test_the_defaults_of_bounds_and_settings_are_the_same() -> None:
    assert {name: getattr(settings, name.upper()) for name in Bounds.__dataclass_fields__} == vars(Bounds())


def keys(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, found in model.model_fields.items():
        kinds = [found.annotation, *get_args(found.annotation)]
        inner = next(
            (
                k
                for k in kinds
                if isinstance(k, type)
                and not isinstance(k, UnionType)
                and get_origin(k) is None
                and issubclass(k, BaseModel)
            ),
            None,
        )
        if inner is not None:
            yield from keys(inner, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def test_every_key_of_a_site_file_is_documented_and_every_documented_one_exists() -> None:
    table = read("sites.md").partition("| key |")[2].partition("\n\n")[0]
    documented = {key for row in re.findall(r"^\| (`[^|]*) \|", table, re.M) for key in re.findall(r"`([\w.]+)`", row)}
    known = set(keys(Site)) - {"selectors"}
    assert known <= documented, known - documented
    assert {key for key in documented if not key.startswith("selectors.")} == known
    assert {key.removeprefix("selectors.") for key in documented if key.startswith("selectors.")} <= set(SELECTABLE)


def test_every_field_of_a_crawls_record_is_documented() -> None:
    missing = [name for name in CrawlRun.__dataclass_fields__ if f"`{name}`" not in read("cli.md")]
    assert missing == []


PUBLIC = {
    "newscrawl.index": ["ArticleIndex", "Credentials", "SearchRequest", "open_index", "to_pandas"],
    "newscrawl.extraction": ["Page", "extract", "extract_page"],
    "newscrawl.sites": ["Site", "load_sites", "site_named"],
}


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names_are_these(module: str) -> None:
    found: Any = __import__(module, fromlist=["__all__"])
    assert sorted(found.__all__) == PUBLIC[module] and all(hasattr(found, name) for name in found.__all__)


def test_the_examples_of_the_python_page_run(tmp_path: Path) -> None:
    index = open_index(f"tantivy:{tmp_path}/archive")
    for text in ("A ceasefire is near.", "A ceasefire holds."):
        one = article("https://x.example/1", headline=text, body=[text], site="almayadeen-en", tags=["peace"])
        one.content_hash, one.published_at = text, "2024-05-01T10:00:00+03:00"
        index.put([one])
    code = "\n".join(re.findall(r"```python\n(.*?)```", read("python.md"), re.S))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "1 1" in done.stdout and "['ceasefire']" in done.stdout and "['Rana Whitlock']" in done.stdout


@pytest.mark.parametrize("file", sorted(DOCS.glob("*.md")), ids=lambda file: file.name)
def test_links_of_the_docs_lead_somewhere(file: Path) -> None:
    for place in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", file.read_text(encoding="utf-8")):
        assert (DOCS / place).exists(), place
