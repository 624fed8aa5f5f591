"""Visiting pages of the outlet through the download handler, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from lxml import html as lxml_html

from tests.media_app import MediaApp
from tests.media_app.gates.processes import read

USER_AGENT = "GateTest/1.0 (+mailto:desk@example.org)"
ROOT = Path(__file__).parents[2]
#: How long (s) processes of a crawl that has ended may take to go.
_GOING = 5.0
Facts = dict[str, Any]


def visit(app: MediaApp, orders: dict[str, Facts], **settings: Any) -> Facts:
    """What a crawl told of each path, its stats and log, and what the outlet saw of it."""
    app.forget_counts()
    facts = crawled(app.url, orders, **settings)
    return {**facts, "counts": app.counts(), "agents": app.agents()}


def crawled(base: str, orders: dict[str, Facts], **settings: Any) -> Facts:
    """What a crawl of an outlet's paths told of each, its stats and log, and who it left behind."""
    given = {
        "orders": [{"url": f"{base}{path}", "meta": meta} for path, meta in orders.items()],
        "user_agent": USER_AGENT,
        "pages": settings.pop("pages", 3),
        "settings": settings,
    }
    with tempfile.TemporaryDirectory(prefix="gate-test-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.rendering.crawl"],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": folder},
            timeout=600,
        )
        left = left_behind(folder.encode())
    assert done.returncode == 0, done.stderr[-3000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        "base": base,
        "log": done.stderr,
        "stats": told.pop()["stats"],
        "told": {one["asked"].removeprefix(base): one for one in told},
        "left": left,
    }


def left_behind(mark: bytes) -> list[str]:
    """Processes with a mark in their environment, such as their own folder for temporary files,
    that do not end in time. The browser gets little else of the environment."""
    until = monotonic() + _GOING
    while (left := _marked(mark)) and monotonic() < until:
        sleep(0.05)
    return left


def _marked(mark: bytes) -> list[str]:
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [str(read(n, "cmdline")) for n in numbers if mark in read(n, "environ")]


class Visits:
    """What ``visit`` returned."""

    def __init__(self, facts: Facts) -> None:
        self.base: str = facts["base"]
        self.log: str = facts["log"]
        self.stats: Facts = facts["stats"]
        self.told: dict[str, Facts] = facts["told"]
        self.left: list[str] = facts["left"]
        self.counts: dict[str, int] = facts["counts"]
        self.agents: list[str] = list(facts["agents"])

    @property
    def asked(self) -> set[str]:
        """The paths that the outlet was asked for, without their queries."""
        return {path.partition("?")[0] for path in self.counts}

    def text(self, path: str) -> str:
        """What a reader sees of a page's answer."""
        assert "text" in self.told[path], self.told[path]
        tree = lxml_html.document_fromstring(self.told[path]["text"])
        for element in tree.xpath("//script|//style"):
            element.drop_tree()
        return str(tree.text_content())
