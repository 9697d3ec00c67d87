"""A real Redis on loopback that writes all it is told to disk; can be killed and started again."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

from redis import Redis as Client
from redis.exceptions import RedisError

from tests.servers.ports import free_ports


class Redis:
    """One server with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        if shutil.which("redis-server") is None:
            raise RuntimeError("the tests of many machines need Redis (Debian: apt-get install redis-server)")
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (self.port,) = free_ports(1)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """``redis://127.0.0.1:PORT/0``."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self) -> Client:
        """A client of it."""
        return Client.from_url(self.url)

    def start(self) -> Redis:
        """Start it; return when it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        command += ["--appendonly", "yes", "--appendfsync", "always", "--save", ""]
        log = (self.folder / "redis.log").open("ab")
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        for _ in range(200):
            try:
                self.client.ping()
                return self
            except RedisError:
                assert self.process.poll() is None, (self.folder / "redis.log").read_text()
                time.sleep(0.05)
        raise RuntimeError("Redis did not start")

    def kill(self) -> None:
        """End it at once."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Redis:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.kill()
