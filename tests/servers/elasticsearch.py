"""``python -m tests.servers.elasticsearch [--port 9200] [--data DIR]``: a real Elasticsearch node on loopback.

For tests, and for people without Docker. Elasticsearch publishes its server as Maven artefacts; Maven
fetches and caches them (about 40 MB, once a machine), ``node/`` adds a main class and the language
analyzers of Lucene under the names that Elasticsearch gives them. Not in such a node: security, scripts,
``GET /``, ``_reindex``, ``_update_by_query``.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path
from types import TracebackType
from urllib.error import URLError
from urllib.request import urlopen

from filelock import FileLock

from tests.servers.ports import free_ports

PROJECT = Path(__file__).parent / "node"
TARGET = PROJECT / "target"
HOME = TARGET / "home"
VERSION = re.search(r"<elasticsearch.version>(.+?)<", (PROJECT / "pom.xml").read_text())[1]  # type: ignore[index]
START_SECONDS = 120
QUICK, WHOLE = 1, 4
"""Levels of the JVM's compiler: with the first alone a node starts in less than half of the processor time; the last
pays off after minutes, in what is measured and what lasts.
"""

_TRANSPORT = f"""\
name=transport-netty4
description=Netty 4 transport
version={VERSION}
elasticsearch.version={VERSION}
java.version=17
classname=org.elasticsearch.transport.netty4.Netty4Plugin
modulename=org.elasticsearch.transport.netty4
"""
_LANGUAGES = f"""\
name=languages
description=Lucene's language analyzers
version=1
elasticsearch.version={VERSION}
java.version=17
classname=newscrawl.node.LanguagesPlugin
"""
_LOG = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""


def install() -> Path:
    """Build the node's home folder unless it is there; return it. Raises RuntimeError without Java or Maven."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise RuntimeError(
                f"Elasticsearch for the tests needs {program} (Debian: apt-get install default-jdk-headless maven)"
            )
    TARGET.mkdir(exist_ok=True)
    with FileLock(TARGET / ".lock"):
        marker = HOME / ".complete"
        sources = max(f.stat().st_mtime for f in [Path(__file__), PROJECT / "pom.xml", *PROJECT.rglob("*.java")])
        if not marker.exists() or marker.stat().st_mtime < sources:
            _build()
            marker.touch()
    return HOME


def _build() -> None:
    command = ["mvn", "-q", "-B", "package"]
    done = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise RuntimeError(f"Maven could not build the Elasticsearch node:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    shutil.rmtree(HOME, ignore_errors=True)
    module, plugin, config = HOME / "modules" / "transport-netty4", HOME / "plugins" / "languages", HOME / "config"
    for folder in (HOME / "lib", HOME / "start" / "newscrawl" / "node", module, plugin, config):
        folder.mkdir(parents=True)
    transport = ("netty-", "transport-netty4", "elasticsearch-ssl-config")
    for jar in (TARGET / "lib").glob("*.jar"):
        shutil.copy(jar, module if jar.name.startswith(transport) else HOME / "lib")
    classes = TARGET / "classes" / "newscrawl" / "node"
    shutil.copy(classes / "StartNode.class", HOME / "start" / "newscrawl" / "node")
    with zipfile.ZipFile(plugin / "languages.jar", "w") as jar_file:
        for file in classes.glob("LanguagesPlugin*.class"):
            jar_file.write(file, f"newscrawl/node/{file.name}")
    (module / "plugin-descriptor.properties").write_text(_TRANSPORT)
    (plugin / "plugin-descriptor.properties").write_text(_LANGUAGES)
    (config / "log4j2.properties").write_text(_LOG)


class Node:
    """One node: a Java process with its data in a folder of its own. Can be killed and started again."""

    def __init__(
        self,
        data: Path,
        name: str = "node-1",
        port: int = 0,
        heap: str = "512m",
        compiler: int = QUICK,
        **settings: str,
    ) -> None:
        self.home, self.data, self.name, self.heap, self.compiler = install(), data, name, heap, compiler
        http, transport = free_ports(2)
        self.port, self.transport_port = port or http, transport
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, wait: bool = True) -> Node:
        """Start the process; with ``wait`` return when it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        values = {
            "cluster.name": "newscrawl-tests",
            "node.name": self.name,
            "path.data": str(self.data / "data"),
            "path.logs": str(self.data / "logs"),
            "http.port": str(self.port),
            "transport.port": str(self.transport_port),
            "network.host": "127.0.0.1",
            "discovery.type": "single-node",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            "action.destructive_requires_name": "false",
            **{key.replace("__", "."): value for key, value in self.settings.items()},
        }
        if values["discovery.type"] == "multi-node":
            del values["discovery.type"]
        temporary = self.data / "tmp"
        temporary.mkdir(exist_ok=True)
        command = [
            "java", f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC", f"-XX:TieredStopAtLevel={self.compiler}",
            f"-Djava.io.tmpdir={temporary}", f"-Des.path.home={self.home}", "-Des.distribution.type=tar", "-Dlog4j.shutdownHookEnabled=false", "-Dlog4j2.disable.jmx=true",
            "--module-path", str(self.home / "lib"), "--add-modules", "ALL-MODULE-PATH", "-cp", str(self.home / "start"),
            "newscrawl.node.StartNode", *[f"{key}={value}" for key, value in values.items()],
        ]  # fmt: skip
        with (self.data / "node.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        return self.wait() if wait else self

    def wait(self, nodes: int = 1, status: str = "yellow") -> Node:
        """Return when the node is part of a cluster of this many; ``green``: with a copy of each shard on another node.
        Raises RuntimeError if it does not come up.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with urlopen(
                    f"{self.url}/_cluster/health?wait_for_nodes=>={nodes}&wait_for_status={status}&timeout=5s",
                    timeout=10,
                ) as answer:
                    if not json.load(answer)["timed_out"]:
                        return self
            except (URLError, OSError, ValueError):
                time.sleep(0.1)
        log = (self.data / "node.log").read_text(errors="replace")
        raise RuntimeError(f"Elasticsearch did not start:\n{log[-3000:]}")

    def kill(self) -> None:
        """End the process as a power cut would: SIGKILL."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End the process in good order."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, number)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def __enter__(self) -> Node:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()


class Cluster:
    """Several nodes that form one cluster."""

    def __init__(self, folder: Path, size: int = 3) -> None:
        self.nodes = [Node(folder / f"node-{n}", f"node-{n}", discovery__type="multi-node") for n in range(size)]
        seeds = ",".join(f"127.0.0.1:{node.transport_port}" for node in self.nodes)
        for node in self.nodes:
            node.settings |= {
                "discovery__seed_hosts": seeds,
                "cluster__initial_master_nodes": ",".join(n.name for n in self.nodes),
            }

    def __enter__(self) -> Cluster:
        for node in self.nodes:
            node.start(wait=False)
        for node in self.nodes:
            node.wait(len(self.nodes))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for node in self.nodes:
            node.kill()

    @property
    def hosts(self) -> str:
        """``127.0.0.1:PORT,127.0.0.1:PORT,…`` for an INDEX_URL."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)


def main() -> None:
    """Run one node until it is interrupted."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.servers.elasticsearch", description="A real Elasticsearch node on loopback."
    )
    parser.add_argument("--port", type=int, default=9200)
    parser.add_argument(
        "--data",
        type=Path,
        help="where it keeps its data; without it, in a temporary folder that is removed at the end",
    )
    parser.add_argument("--heap", default="1g")
    options = parser.parse_args()
    data = options.data or Path(tempfile.mkdtemp(prefix="newscrawl-elasticsearch-"))
    try:
        with Node(data, port=options.port, heap=options.heap, compiler=WHOLE) as node:
            print(f"Elasticsearch {VERSION} answers on {node.url} (Ctrl-C ends it)", flush=True)
            assert node.process is not None
            node.process.wait()
    except KeyboardInterrupt:
        pass
    finally:
        if options.data is None:
            shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
