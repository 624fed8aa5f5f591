"""``make bench``: speed and memory of a crawl, side by side with a yardstick in one run.

All fetch articles of the bundled media app from loopback. Figures are ratios. The media app and
PostgreSQL run beside the crawls and count for neither memory nor CPU time.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks import static, wake
from tests.benchmarks.crawls import Ours
from tests.media_app import MediaApp

PARTS = ("static", "wake", "memory")


def options(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, "all"), default="all")
    add = parser.add_argument
    add("--pages", type=int, default=2000, help="static articles a round (default %(default)s)")
    add("--rounds", type=int, default=3, help="rounds of static articles (default %(default)s)")
    add("--share-pages", type=int, default=120, help="share pages a round (default %(default)s)")
    add("--share-rounds", type=int, default=1, help="rounds of share pages (default %(default)s)")
    add("--learned", type=int, default=500, help="share pages, render = auto (default %(default)s)")
    return parser.parse_args(argv)


def main() -> None:
    wanted = options()
    parts = PARTS if wanted.part == "all" else (wanted.part,)
    with tempfile.TemporaryDirectory() as name, MediaApp() as app:
        Path(name).chmod(0o755)
        ours = Ours(app.url, Path(name))
        if "static" in parts:
            static.measure(ours, wanted.pages, wanted.rounds)
        if "wake" in parts:
            wake.measure(ours, wanted.share_pages, wanted.learned, wanted.share_rounds)


if __name__ == "__main__":
    main()
