"""Each family crawled once from the media app, by the ordinary command, for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import fresh_database
from tests.crawling import Crawls, once
from tests.media_app import MediaApp
from tests.media_app.expected import Expected
from tests.media_app.families import FAMILIES, Family


@dataclass(frozen=True)
class Crawled:
    """What two crawls of one family made of the outlet. ``rows`` are articles by title."""

    family: Family
    statuses: list[int]
    log: str
    runs: list[dict[str, Any]]
    rows: dict[str, dict[str, Any]]
    entries: list[dict[str, Any]]
    expected: list[Expected]
    hits: dict[str, int]

    def pairs(self) -> list[tuple[Expected, dict[str, Any]]]:
        """The articles that are expected and stored, each with its row."""
        return [(want, self.rows[want.title]) for want in self.expected if want.title in self.rows]


@pytest.fixture(scope="session", params=sorted(FAMILIES))
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    name = request.param

    def crawl() -> dict[str, Any]:
        server = request.getfixturevalue("embedded_server")
        folder = tmp_path_factory.mktemp(name) / "sources"
        return _crawl(FAMILIES[name], Crawls(fresh_database(server), folder))

    made = once(tmp_path_factory, f"family-{name}", crawl)
    made["expected"] = [Expected.from_json(value) for value in made["expected"]]
    return Crawled(family=FAMILIES[name], **made)


def _crawl(family: Family, crawls: Crawls) -> dict[str, Any]:
    with MediaApp() as app:
        crawls.add(family.name, family.source_toml(app.url))
        runs = [crawls.run(family.name, timeout=120) for _ in range(2)]
        wanted = [w.as_json() for w in app.expected if w.outcome == "stored" and not w.same_as]
        hits = app.counts()
    return {
        "statuses": [run.returncode for run in runs],
        "log": "".join(run.stderr for run in runs),
        "runs": crawls.rows("select * from runs order by id"),
        "rows": {row["title"]: row for row in crawls.rows("select * from articles")},
        "entries": crawls.rows("select * from entries order by id"),
        "expected": wanted,
        "hits": hits,
    }
