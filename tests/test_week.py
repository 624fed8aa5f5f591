"""A simulated day of faults and outages, lived by the real crawler: nothing goes without a trace.

`make bench ARGS=week` lives a whole week of twenty outlets.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import fresh_database
from tests.crawling import ROOT

_LIVE = """
import json, sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tests.benchmarks.week import live
wednesday = datetime(2026, 11, 18, 17, tzinfo=UTC)
lived = live(sys.argv[1], Path(sys.argv[2]), days=1, count=3, end=wednesday)
print(json.dumps(asdict(lived)))
"""


@pytest.fixture(scope="module")
def lived(embedded_server: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of it; a process of its own, for Twisted's reactor runs once in one."""
    dsn = fresh_database(embedded_server, migrated=False)
    folder = tmp_path_factory.mktemp("week")
    command = [sys.executable, "-c", _LIVE, dsn, str(folder)]
    ended = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_every_article_is_stored_or_owed_with_its_reason(lived: dict[str, Any]) -> None:
    assert lived["missing"] == []
    assert lived["published"] == lived["stored"] + sum(lived["pending"].values())
    assert lived["published"] > 200
    assert lived["doubled"] == 0
    assert all(": " in reason and reason.startswith("pending") for reason in lived["pending"])
    assert sum(lived["pending"].values()) < 0.02 * lived["published"]


def test_all_that_can_go_wrong_did(lived: dict[str, Any]) -> None:
    assert set(lived["faults"]) >= {"500", "time-out", "reset", "429", "outage"}
    assert lived["runs"] > 30
    assert lived["unbalanced"] == 0


def test_no_host_was_asked_more_than_it_may_be(lived: dict[str, Any]) -> None:
    assert lived["crowded"] == 0
    assert lived["shortest"] >= 0.005  # half the delay: it is spread by as much
