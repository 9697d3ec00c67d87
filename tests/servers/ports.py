"""Ports on loopback for the servers of tests and benches: no two are ever given the same."""

from __future__ import annotations

import fcntl
import os
import socket
import tempfile
from pathlib import Path

FIRST, LAST = 12_000, 31_999
"""Below what the system gives to outgoing connections (/proc/sys/net/ipv4/ip_local_port_range): a server that is
started again finds its port free."""
_COUNTER = Path(tempfile.gettempdir()) / f"newscrawl-next-port-{os.getuid()}"


def free_ports(count: int) -> list[int]:
    """Return ports in a row that are free now. All processes of this machine take turns through one counter.

    Asking the system for any free port is not enough: what it gave to one test may go to another, or to a
    connection, before the server listens.
    """
    with _COUNTER.open("a+") as counter:
        fcntl.flock(counter, fcntl.LOCK_EX)
        counter.seek(0)
        begin = int(counter.read() or FIRST)
        for _ in range(FIRST, LAST):
            if begin + count > LAST:
                begin = FIRST
            ports = list(range(begin, begin + count))
            begin += count
            if all(is_free(port) for port in ports):
                counter.truncate(0)
                counter.write(str(begin))
                return ports
    raise RuntimeError(f"no {count} free ports in a row from {FIRST} to {LAST}")


def is_free(port: int) -> bool:
    """True if a server may listen at a port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that only waits for its last packets is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
