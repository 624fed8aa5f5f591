"""``make bench``: speed and memory of a crawl, and how well articles are read, side by side with
yardsticks in one run.

The crawls fetch articles of the bundled media app from loopback. Their figures are ratios. The
media app and PostgreSQL run beside them and count for neither memory nor CPU time. The reading
goes over saved pages. ``freshness`` and ``week`` simulate: how soon articles are seen, and that
none is lost in a week of faults.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import freshness, hostile, memory, static, wake, week
from tests.benchmarks.crawls import Ours
from tests.benchmarks.reading import compare
from tests.media_app import MediaApp

PARTS = ("static", "wake", "memory")
#: Parts that need no crawl; they are not among "all".
APART = ("hostile", "reading", "freshness", "week")
#: Option, default, meaning.
NUMBERS = (
    ("--pages", 2000, "static articles of a round"),
    ("--rounds", 3, "rounds of static articles"),
    ("--share-pages", 240, "share pages of a round with a browser"),
    ("--share-rounds", 1, "rounds of share pages"),
    ("--learned", 500, "share pages of the crawl that has learned to do without a browser"),
    ("--memory", 10_000, "static articles of the long crawl"),
    ("--share-memory", 2000, "share pages of the long crawl with a browser"),
    ("--hostile", 10_000, "mutated pages that are read"),
    ("--days", 7, "simulated days of the week"),
    ("--outlets", 20, "outlets of the week"),
)


def options(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, *APART, "all"), default="all")
    for name, default, meaning in NUMBERS:
        parser.add_argument(name, type=int, default=default, help=f"{meaning} ({default:,})")
    alone = "reading: our reader by itself, without installing the others"
    parser.add_argument("--alone", action="store_true", help=alone)
    markdown = "reading: save the tables as Markdown"
    parser.add_argument("--markdown", type=Path, metavar="FILE", help=markdown)
    return parser.parse_args(argv)


def main() -> None:
    wanted = options()
    if wanted.part == "hostile":
        hostile.measure(wanted.hostile)
    elif wanted.part == "reading":
        compare.measure(alone=wanted.alone, markdown=wanted.markdown)
    elif wanted.part == "freshness":
        sys.stdout.write("\n".join(freshness.measure()) + "\n")
    elif wanted.part == "week":
        sys.stdout.write("\n".join(week.measure(wanted.days, wanted.outlets)) + "\n")
    else:
        measure_crawls(wanted, PARTS if wanted.part == "all" else (wanted.part,))


def measure_crawls(wanted: argparse.Namespace, parts: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as name, MediaApp() as app:
        Path(name).chmod(0o755)
        ours = Ours(app.url, Path(name))
        if "static" in parts:
            static.measure(ours, wanted.pages, wanted.rounds)
        if "wake" in parts:
            wake.measure(ours, wanted.share_pages, wanted.learned, wanted.share_rounds)
        if "memory" in parts:
            memory.measure(ours, wanted.memory)
            memory.measure_browser(ours, wanted.share_memory)


if __name__ == "__main__":
    main()
