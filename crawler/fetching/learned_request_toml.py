"""Print learned requests as ``[[learned_requests]]`` of a source file."""

from __future__ import annotations

import json

from crawler.fetching.render_stats import RenderStats


def learned_request_to_toml(stats: RenderStats) -> str:
    """A learned request as a ``[[learned_requests]]`` table."""
    learned = stats.learned_request
    assert learned is not None
    lines = ["[[learned_requests]]", f"pattern = {_text(stats.pattern)}"]
    if stats.template:
        lines.append(f"template = {_text(stats.template)}")
    if learned.known_shapes:
        lines.append(f"known_shapes = {json.dumps(list(learned.known_shapes))}")
    for spec in learned.requests:
        lines += ["[[learned_requests.requests]]", f"url = {_text(spec.url)}"]
        if spec.method != "GET":
            lines += [f"method = {_text(spec.method)}", f"body = {_text(spec.body)}"]
    for patch in learned.patches:
        span = "" if patch.end < 0 else f" [{patch.start}:{patch.end}]"
        lines += ["[[learned_requests.patches]]", f"xpath = {_text(patch.xpath + span)}"]
        lines.append(f"markup = {_text(patch.markup)}")
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """A TOML string: JSON's are, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
