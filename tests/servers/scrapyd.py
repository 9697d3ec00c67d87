"""A real scrapyd on loopback, with the configuration that docs and compose file use."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.servers.ports import free_ports

ROOT = Path(__file__).resolve().parents[2]


class Scrapyd:
    """Runs in a folder of its own; ``environment`` is added to that of its jobs."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        (self.port,) = free_ports(1)
        folder.mkdir(parents=True)
        text = (ROOT / "docker" / "scrapyd.conf").read_text()
        (folder / "scrapyd.conf").write_text(re.sub(r"http_port\s*=.*", f"http_port = {self.port}", text))
        self.environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **environment}

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT/``."""
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Scrapyd:
        log = (self.folder / "scrapyd.log").open("wb")
        self.process = subprocess.Popen(
            ["scrapyd"],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        for _ in range(300):
            try:
                self.get("daemonstatus")
                return self
            except (URLError, OSError):
                assert self.process.poll() is None, (self.folder / "scrapyd.log").read_text()
                time.sleep(0.1)
        raise RuntimeError("scrapyd did not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(30)

    def get(self, service: str, **values: str) -> dict[str, Any]:
        """Ask a service of its API."""
        with urlopen(f"{self.url}{service}.json?{urlencode(values)}", timeout=60) as answer:
            return dict(json.load(answer))

    def post(self, service: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Post to a service of its API; a list is posted as several values."""
        with urlopen(f"{self.url}{service}.json", urlencode(values, doseq=True).encode(), timeout=60) as answer:
            found = dict(json.load(answer))
        assert found["status"] == "ok", found
        return found

    def state(self, job: str) -> str:
        """``pending``, ``running``, ``finished`` or ``unknown``."""
        jobs = self.get("listjobs", project="newscrawl")
        return next(
            (state for state in ("pending", "running", "finished") if any(j["id"] == job for j in jobs[state])),
            "unknown",
        )

    def wait(self, job: str, state: str = "finished", seconds: float = 180) -> None:
        """Return when a job is in a state."""
        end = time.monotonic() + seconds
        while (now := self.state(job)) != state:
            assert time.monotonic() < end, f"{job} is still {now}"
            time.sleep(0.2)

    def log(self, spider: str, job: str) -> str:
        """The log of a job."""
        return (self.folder / "logs" / "newscrawl" / spider / f"{job}.log").read_text()

    def items(self, spider: str, job: str) -> list[dict[str, Any]]:
        """The items a job has written; each names its job."""
        path = self.folder / "items" / "newscrawl" / spider / f"{job}.jl"
        return [json.loads(line) for line in path.read_text().splitlines() if line]


def copy_checkout(folder: Path) -> Path:
    """Copy what a checkout holds, without tests and benchmarks, to deploy from and to change."""
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in files.splitlines():
        if (ROOT / name).is_file() and not name.startswith(("tests/", "bench/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def deploy(daemon: Scrapyd, checkout: Path, version: str) -> None:
    """Build an egg of a checkout and send it, by scrapyd-deploy."""
    config = checkout / "scrapy.cfg"
    config.write_text(re.sub(r"(?m)^url\s*=.*", f"url = {daemon.url}", config.read_text()))
    shutil.rmtree(checkout / "build", ignore_errors=True)
    done = subprocess.run(
        [str(Path(sys.executable).parent / "scrapyd-deploy"), "--version", version],
        cwd=checkout,
        env=daemon.environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0 and '"status": "ok"' in done.stdout, done.stdout + done.stderr
