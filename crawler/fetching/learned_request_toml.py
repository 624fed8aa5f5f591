"""Learned requests as a person writes them: the ``[[ways]]`` of a source file."""

from __future__ import annotations

import json
import re

from crawler.fetching.dom_patch import Graft
from crawler.fetching.render_stats import CONFIRMED, Evidence
from crawler.fetching.request_learning import AskFor, Lesson

#: ``at``: an XPath, and in brackets the children that are replaced where not all of them are.
_PLACE = re.compile(r"(.*?)(?: \[(\d+):(\d+)\])?", re.S)


def as_toml(evidence: Evidence) -> str:
    """A learned request as a ``[[ways]]`` table."""
    lesson = evidence.lesson
    assert lesson is not None
    lines = ["[[ways]]", f"pattern = {_text(evidence.pattern)}"]
    if evidence.template:
        lines.append(f"template = {_text(evidence.template)}")
    if lesson.shapes:
        lines.append(f"shapes = {json.dumps(list(lesson.shapes))}")
    for ask in lesson.asks:
        lines += ["[[ways.asks]]", f"url = {_text(ask.url)}"]
        if ask.method != "GET":
            lines += [f"method = {_text(ask.method)}", f"body = {_text(ask.body)}"]
    for graft in lesson.grafts:
        span = "" if graft.end < 0 else f" [{graft.start}:{graft.end}]"
        lines += ["[[ways.grafts]]", f"at = {_text(graft.at + span)}"]
        lines.append(f"markup = {_text(graft.markup)}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML string: JSON's are, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def graft_of(at: str, markup: str) -> Graft:
    """A graft from its ``at`` and ``markup`` in a source file."""
    found = _PLACE.fullmatch(at)
    assert found is not None
    if found[2] is None:
        return Graft(at, 0, -1, markup)
    return Graft(found[1], int(found[2]), int(found[3]), markup)


def evidence_of(
    pattern: str, template: str, asks: list[AskFor], grafts: list[Graft], shapes: list[str]
) -> Evidence:
    """What a ``[[ways]]`` table says, as evidence that is trusted from the start."""
    lesson = Lesson(tuple(asks), tuple(grafts), tuple(shapes))
    return Evidence(pattern, template, lesson=lesson, confirmed=CONFIRMED)
