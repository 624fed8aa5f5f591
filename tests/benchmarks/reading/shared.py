"""The shared corpus' own scorer over the same readings, where it is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.benchmarks.reading.pages import CORPUS, SHARED
from tests.benchmarks.reading.readings import Reading, Readings
from tests.test_corpus import load_score

_TITLES = {
    "HAND_ZH": "Real pages, labelled by hand, by the scorer of their collection",
    "ALL_ZH": "Real pages, all, by the scorer of their collection",
}


def shared_tables(readers: Sequence[Readings]) -> str:
    """Its tables in Markdown, where what a reader never gives counts as wrong; '' where the
    scorer is not there."""
    if not (SHARED / "corpus" / "score.py").exists():
        return ""
    score = load_score(SHARED)
    tallies = {reader.title: score.tally(_detail(score, reader)) for reader in readers}
    return "\n".join(
        f"### {title}\n\n{score.table(tallies, group)}\n" for group, title in _TITLES.items()
    )


def _detail(score: Any, readings: Readings) -> dict[str, Any]:
    return {
        reading.page.facts["id"]: _page(score, reading)
        for reading in readings.each
        if reading.page.group in CORPUS
    }


def _page(score: Any, reading: Reading) -> dict[str, Any]:
    figures: dict[str, Any] = score.one(reading.page.facts, reading.read, True)
    failed = int(bool(reading.fault))
    return figures | {"err": failed, "ms": reading.seconds * 1000, "set": reading.page.group}
