"""The folders are the design: which may import which, no circles, nothing grown too large. Read from the code by ast."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "newscrawl"
FILES = sorted(PACKAGE.rglob("*.py"))
# the vocabulary: every folder may use it, and it uses nothing but itself
VOCABULARY = {"", "items", "text", "errors", "urls", "encodings", "browser"}
MAY_IMPORT: dict[str, set[str]] = {
    "sites": set(),
    "discovery": {"sites"},
    "extraction": {"sites"},
    "index": set(),
    "delivery": {"index"},
    "insights": {"index"},
    "exports": {"index"},
    "messages": set(),
    "saved": {"index", "exports"},
    "assistants": {"index", "insights"},
    "web": {"index", "insights", "exports", "saved", "monitors", "delivery", "schedules"},
    "handlers": {"sites"},
    "middlewares": {"sites"},
    "settings": set(),
    "runs": {"settings", "sites", "discovery", "extraction", "index", "delivery"},
    "cluster": {"discovery"},
    "schedules": {"sites", "discovery", "index", "runs", "monitors"},
    "monitors": {"index", "delivery", "messages"},
    "extensions": {"index", "delivery", "runs", "monitors"},
    "pipelines": {"sites", "discovery", "index", "delivery", "extensions", "runs"},
    "spiders": {"sites", "delivery", "discovery", "extraction", "index", "handlers", "middlewares", "extensions"},
    "commands": {"sites", "runs", "cluster", "extensions", "spiders"},
    "repair": {"sites", "extraction", "index", "monitors", "runs", "survey"},
    "doctor": {"sites", "index", "delivery", "runs", "schedules", "cluster"},
    "survey": {"sites", "discovery", "extraction", "runs"},
    "cli": {"settings", "sites", "discovery", "extraction", "index", "delivery", "runs", "survey", "insights", "exports", "saved", "assistants",
            "web", "schedules", "cluster", "monitors", "messages", "repair", "doctor"},
}  # fmt: skip
LONGEST_FILE, LONGEST_FUNCTION = 350, 40


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(file): file for file in FILES}


def imports(file: Path) -> Iterator[str]:
    """Yield the modules of the project that a file imports when it runs; not those it only names types of."""
    todo: list[ast.AST] = [ast.parse(file.read_text(encoding="utf-8"))]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in MODULES else node.module for one in inner)
        todo += ast.iter_child_nodes(node)


GRAPH = {name: set(imports(file)) - {name} for name, file in MODULES.items()}


def room(module: str) -> str:
    return ([*module.split("."), ""])[1]


def test_every_folder_imports_only_from_those_it_may() -> None:
    rooms = {room(module) for module in MODULES}
    assert rooms == VOCABULARY | MAY_IMPORT.keys(), "a room that the design does not have, or one that is gone"
    wrong = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        for other in others
        if room(other) not in {room(module), *VOCABULARY, *MAY_IMPORT.get(room(module), set())}
    ]
    wrong += [
        f"{m} imports {o}"
        for m, others in GRAPH.items()
        for o in others
        if room(m) in VOCABULARY and room(o) not in VOCABULARY
    ]
    assert wrong == []


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return a way from a node back to itself, if there is one."""
    done: set[str] = set()

    def walk(node: str, way: list[str]) -> list[str]:
        if node in way:
            return [*way[way.index(node) :], node]
        if node in done:
            return []
        for other in sorted(graph.get(node, ())):
            if found := walk(other, [*way, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(graph) if (found := walk(node, []))), [])


def test_no_circle_between_files() -> None:
    assert circle(GRAPH) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]  # it would be found


def test_no_circle_between_folders() -> None:
    folders: dict[str, set[str]] = {}
    for module, others in GRAPH.items():
        if room(module) not in VOCABULARY:
            folders.setdefault(room(module), set()).update(room(o) for o in others if room(o) not in VOCABULARY)
    assert circle({name: others - {name} for name, others in folders.items()}) == []


@pytest.mark.parametrize("file", FILES, ids=[str(file.relative_to(ROOT)) for file in FILES])
def test_a_file_and_its_functions_fit_a_screen_and_say_what_they_are_for(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a file begins with what it is for"
    assert text.count("\n") <= LONGEST_FILE
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < LONGEST_FUNCTION, f"{node.name} is longer than a screen"


def test_no_private_part_of_scrapys_engine_is_used() -> None:
    parts = ("engine._", "scraper._", "scheduler._", "crawler._")
    wrong = [f"{file}: {part}" for file in FILES for part in parts if f".{part}" in file.read_text(encoding="utf-8")]
    assert wrong == []


def test_only_the_index_knows_its_engines() -> None:
    engines = ("newscrawl.index.elastic", "newscrawl.index.embedded")
    wrong = [m for m, others in GRAPH.items() if room(m) != "index" and any(o.startswith(engines) for o in others)]
    assert wrong == []


def test_the_package_tells_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").exists()


def test_a_command_starts_without_what_only_crawls_need() -> None:
    code = "import sys; from newscrawl.cli.main import main; print(sorted({'scrapy', 'twisted', 'lxml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_crawl_starts_without_the_consoles_of_scrapy() -> None:
    code = (
        "import sys; from scrapy.settings import Settings; from newscrawl.extensions.consoles import NoConsoles\n"
        "settings = Settings(); settings.setmodule('newscrawl.settings'); NoConsoles().update_settings(settings)\n"
        "named = settings.get_component_priority_dict_with_base('EXTENSIONS')\n"
        "print('scrapy.extensions.corestats.CoreStats' in named, {'aiohttp', 'scrapy.extensions.telnet'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True set()\n"
