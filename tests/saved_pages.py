"""Saved pages with what is known of each, one form for all the sets that there may be."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.crawling import ROOT

OURS = ROOT / "tests" / "pages"
SHARED = ROOT.parent / "shared"
_ADDRESS = "https://news.example.cn/a/1.html"


@dataclass(frozen=True)
class Saved:
    """A page that has a body, with the title and the time that a listing may show of it."""

    name: str
    url: str
    html: bytes
    title: str = ""
    published_at: datetime | None = None


def _time(text: str | None) -> datetime | None:
    """A time that a listing would show; a mere date too."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _facts(path: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return facts


def ours() -> Iterator[Saved]:
    for case in sorted(path.parent for path in OURS.glob("*/*/page.*")):
        facts = _facts(case / "expected.json")
        if any(block[0] == "paragraph" for block in facts.get("blocks", [])):
            html = next(case.glob("page.*")).read_bytes()
            at = _time(facts.get("published_at"))
            name = f"{case.parent.name}/{case.name}"
            yield Saved(name, facts["url"], html, facts.get("title", ""), at)


def corpus() -> Iterator[Saved]:
    for path in sorted((SHARED / "corpus").glob("zh_*/*.json")):
        facts = _facts(path)
        if facts["gold_body"]:
            html, at = path.with_suffix(".html").read_bytes(), _time(facts["published"])
            yield Saved(path.stem, facts["url"] or _ADDRESS, html, facts["title"], at)


def read_by_hand() -> Iterator[Saved]:
    for path in sorted((SHARED / "reading" / "pages").glob("*.json")):
        facts = _facts(path)
        if facts["first_sentence"]:
            html = gzip.decompress(path.with_suffix(".html.gz").read_bytes())
            at = _time(facts["published_at"])
            yield Saved(path.stem, facts["url"], html, facts["title"], at)


def of_2012() -> Iterator[Saved]:
    """Their titles and times are not on record."""
    for path in sorted((SHARED / "reading" / "daniel").glob("*.txt")):
        if path.read_text("utf-8", "replace").strip():
            html = gzip.decompress(path.with_suffix(".html.gz").read_bytes())
            yield Saved(path.stem, _ADDRESS, html)


SETS = {"ours": ours, "corpus": corpus, "read by hand": read_by_hand, "of 2012": of_2012}
