"""``python -m tests.newsroom --port 8900 --articles 500 --seed 1``: serve the replica until interrupted."""

from __future__ import annotations

import argparse
import asyncio
import sys

from tests.newsroom.server import serve


def main() -> int:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900, help="Arabic edition; English and Spanish take the next two")
    parser.add_argument("--articles", type=int, default=500, help="articles per edition")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--classes", choices=("normal", "alternative"), default="normal")
    parser.add_argument("--slow", type=float, default=2.0, help="seconds of a slow answer")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds until any answer begins")
    parser.add_argument("--name", help="the host that its pages name, where that is not --host")
    options = parser.parse_args()
    try:
        moods = (options.classes, options.slow, options.latency, options.name)
        asyncio.run(serve(options.articles, options.seed, options.host, options.port, *moods))
    except KeyboardInterrupt:
        pass
    except OSError as error:
        print(f"newsroom: cannot listen on port {options.port}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
