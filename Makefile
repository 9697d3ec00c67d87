# Sets itself up: a fresh machine has Python 3.11, make and (for the tests) apt.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN = .venv/bin

.PHONY: setup browser java redis axe publishing demo test check bench clean

setup: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	"$(PYTHON)" -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch .venv/ready

demo: setup
	@DEMO_SERVE=$(serve) $(BIN)/python -m tests.demo

# the browser tests need Chromium; Debian has it
browser:
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }

# the tests run a real Elasticsearch out of Maven artefacts
java:
	@{ command -v javac && command -v mvn; } >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq default-jdk-headless maven >/dev/null; }

# the tests of many machines run a real Redis
redis:
	@command -v redis-server >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server >/dev/null; }

# the checks of accessibility that the browser tests run
axe: tests/web/node_modules/.ready

tests/web/node_modules/.ready: tests/web/package.json
	@command -v npm >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq npm >/dev/null; }
	npm install --prefix tests/web --no-package-lock --no-audit --no-fund --silent
	@touch $@

# the systems that the tests make sites with
publishing: tests/publishing/hexo/node_modules/.ready tests/publishing/.venv/ready

tests/publishing/hexo/node_modules/.ready: tests/publishing/hexo/package.json
	@command -v npm >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq npm >/dev/null; }
	npm install --prefix tests/publishing/hexo --no-package-lock --no-audit --no-fund --silent
	@touch $@

tests/publishing/.venv/ready: tests/publishing/requirements.txt
	"$(PYTHON)" -m venv tests/publishing/.venv
	tests/publishing/.venv/bin/python -m pip install -q --disable-pip-version-check -r tests/publishing/requirements.txt
	@touch $@

check: setup
	$(BIN)/ruff check newscrawl tests bench
	$(BIN)/mypy newscrawl

# compiled ahead: the tests start hundreds of processes, and some machines are told to keep no compiled files
test: setup browser java redis axe publishing check
	$(BIN)/python -m compileall -q newscrawl tests/newsroom tests/servers
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bench: setup
	$(BIN)/python -m bench.crawl
	$(BIN)/python -m bench.index
	$(BIN)/python -m bench.search
	$(BIN)/python -m bench.cli
	$(BIN)/python -m bench.web
	$(BIN)/python -m bench.near
	$(BIN)/python -m bench.again
	$(BIN)/python -m bench.shapes
	$(BIN)/python -m bench.hostile
	$(BIN)/python -m bench.large 20000

clean:
	rm -rf .venv build *.egg-info .newscrawl-demo
