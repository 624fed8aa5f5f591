"""The pages that are read, and what is right for each: our own, and the shared corpus."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.models.article import Credit
from crawler.parsing.page import decode_body
from tests.benchmarks.reading.readers import ROOT
from tests.benchmarks.reading.score import Gold, people

SHARED = ROOT.parent / "shared"
BY_HAND = ("zh_gne", "zh_misc", "zh_magic")
CORPUS = (*BY_HAND, "zh_xmu")
OWN = "own"
_REPORTERS, _EDITORS = ("reporter", "correspondent"), ("editor",)
#: A line that names who edited the page: body to some, not to others.
_EDITED = re.compile(r"[（(【\[]?\s*(?:责任)?(?:编辑|责编|校对|审核)\s*[:：]")


@dataclass(frozen=True)
class Page:
    """``group`` is the set it belongs to; ``facts`` its gold as it stands in its file."""

    group: str
    html: str
    url: str
    gold: Gold
    facts: dict[str, Any]


def own_pages() -> list[Page]:
    """The saved pages of our own writing; the answers of interfaces among them are no pages."""
    files = sorted((ROOT / "tests" / "pages").glob("*/*/page.html"))
    return [_own_page(file.with_name("expected.json")) for file in files]


def corpus_pages() -> list[Page]:
    """The real pages of the half that rules may be made from; none in a clone."""
    split = SHARED / "corpus" / "split.json"
    if not split.exists():
        return []
    halves = json.loads(split.read_text("utf-8"))
    files = [f for group in CORPUS for f in sorted((SHARED / "corpus" / group).glob("*.json"))]
    return [_corpus_page(file) for file in files if halves.get(file.stem) == "dev"]


def own_gold(facts: dict[str, Any], html: str) -> Gold:
    """What ``expected.json`` says; captions belong to the body. A time whose year the page does
    not show (3小时前) depends on the day of the fetch, and is asked of nobody."""
    published = facts.get("published_at") or ""
    told = published[:4] in html + (facts.get("url") or "")
    texts = [block[1] for block in facts["blocks"] if block[0] not in ("image", "video")]
    shown = [text for block in facts["blocks"] if (text := _shown(block))]
    bodies = ["\n".join(shown)]
    if any(map(_EDITED.match, shown)):
        bodies.append("\n".join(text for text in shown if not _EDITED.match(text)))
    return Gold(
        title=facts["title"],
        times=(published.replace("T00:00:00+08:00", ""),) if published and told else (),
        reporters=_credited(facts, _REPORTERS),
        editors=_credited(facts, _EDITORS),
        source=facts.get("source_name"),
        bodies=tuple(bodies),
        paragraphs=tuple(text for text in texts if not _EDITED.match(text)),
        unwanted=tuple(facts.get("must_not_contain", ())),
    )


def corpus_gold(facts: dict[str, Any]) -> Gold:
    """What a page's JSON in the corpus says."""
    times = [facts["published"], *(facts.get("published_also_ok") or ())]
    authors, editors = facts.get("authors"), facts.get("editors")
    bodies = (facts["gold_body"], facts.get("gold_body_alt"))
    return Gold(
        title=facts.get("title"),
        times=tuple(times) if times[0] else (),
        reporters=None if authors is None else people(authors),
        editors=None if editors is None else people(editors),
        either=people(facts.get("authors_also_ok") or ()),
        source=facts.get("source"),
        bodies=tuple(body for body in bodies if body),
        paragraphs=tuple(facts["body_must_contain"]),
        unwanted=tuple(facts["body_must_not_contain"]),
    )


def _own_page(file: Path) -> Page:
    facts = json.loads(file.read_text("utf-8"))
    html = decode_body(file.with_name("page.html").read_bytes())
    return Page(OWN, html, facts.get("url") or "", own_gold(facts, html), facts)


def _corpus_page(file: Path) -> Page:
    facts = json.loads(file.read_text("utf-8"))
    html = decode_body(file.with_suffix(".html").read_bytes())
    return Page(file.parent.name, html, facts.get("url") or "", corpus_gold(facts), facts)


def _shown(block: list[str]) -> str:
    """What a reader sees of a block as ``expected.json`` writes it: text, or a caption."""
    if block[0] == "video":
        return ""
    return block[2] if block[0] == "image" else block[1]


def _credited(facts: dict[str, Any], kinds: tuple[str, ...]) -> frozenset[str] | None:
    """The names of some kinds of credit, each written as the fields of a Credit, by name or in
    order; None where credits are not labelled."""
    if "credits" not in facts:
        return None
    made = [Credit(**c) if isinstance(c, dict) else Credit(*c) for c in facts["credits"]]
    return people([credit.name for credit in made if credit.kind in kinds])
