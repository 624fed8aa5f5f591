"""Pages of ``press_pages``, visited as an article that lacks its text is: what was pressed there.

``python -m tests.security.presses --pages 3000`` prints a line for each layout, and ends with 1
where anything but a label was pressed, or a page was lost.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.rendering.visits import crawled
from tests.security.press_pages import LAYOUTS, layout_of, page
from tests.site import Site

#: Pages that one crawl visits.
_AT_ONCE = 150
#: The page that presses a button itself, as a check that this is heard of.
CONTROL = 10**6
#: An article whose text breaks off: whatever may bring the rest is tried.
WANTED = {"render_wait_longer": True, "render_click_anything": True}


@dataclass
class Presses:
    """By layout: pages visited, pages whose label was pressed, pages that a touch unfolded, and
    each press of anything else. ``heard`` counts the presses that pages make themselves, which
    must be heard of, one for each crawl."""

    visited: Counter[str] = field(default_factory=Counter)
    labelled: Counter[str] = field(default_factory=Counter)
    unfolded: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    crawls: int = 0
    heard: int = 0

    def add(self, told: dict[str, Any], hits: Counter[str]) -> None:
        """Count what one crawl told, and what the pages said of it."""
        self.crawls += 1
        for path, facts in told.items():
            name = layout_of(_number(path)).name
            self.visited[name] += "text" in facts
            self.labelled[name] += bool(facts.get("render_result", {}).get("clicked"))
            if "text" not in facts:
                self.lost.append(f"{path} {facts}")
        for number, said in said_by(hits, "/label"):
            self.unfolded[layout_of(number).name] += said["g"] == "true"
        for number, said in said_by(hits, "/pressed"):
            own = number == CONTROL and said["g"] == "false" and said["t"] == "click"
            self.heard += own
            if not own:
                self.wrong.append(f"{layout_of(number).name}: {said}")


def said_by(hits: Iterable[str], what: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The presses that pages told of, each with the number of its page."""
    for path in hits:
        if path.startswith(what):
            asked = parse_qs(urlsplit(path).query)
            yield int(asked["n"][0]), {name: values[0] for name, values in asked.items()}


def _number(path: str) -> int:
    return int(path.removeprefix("/p/").removesuffix(".html"))


def visit(numbers: range, **settings: Any) -> Presses:
    """Visit the pages of these numbers, some at once."""
    presses = Presses()
    for start in range(numbers.start, numbers.stop, _AT_ONCE):
        some = range(start, min(start + _AT_ONCE, numbers.stop))
        presses.add(*visit_pages(pages_of(some), **settings))
    return presses


def pages_of(numbers: range) -> dict[str, str]:
    """The pages of these numbers by their paths."""
    return {f"/p/{n}.html": page(n) for n in numbers}


def visit_pages(shown: dict[str, str], **settings: Any) -> tuple[dict[str, Any], Counter[str]]:
    """What one crawl told of each page, and the addresses by which the pages said of presses."""
    control = page(CONTROL) + "<script>document.querySelector('[data-do]').click()</script>"
    hears = {"/control.html": control, "/pressed": " ", "/label": " "}
    with Site(shown | hears) as site:
        told = crawled(site.url, dict.fromkeys([*shown, "/control.html"], WANTED), **settings)
    del told["told"]["/control.html"]
    return told["told"], site.hits


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=len(LAYOUTS))
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    found = visit(range(given.first, given.first + given.pages), pages=6)
    sys.stdout.write(f"{'layout':24}{'pages':>7}{'label pressed':>15}{'unfolded':>10}\n")
    for layout in LAYOUTS:
        name = layout.name
        sys.stdout.write(
            f"{name:24}{found.visited[name]:7}{found.labelled[name]:15}{found.unfolded[name]:10}\n"
        )
    sys.stdout.write(f"pages lost: {len(found.lost)}\npressed but the label: {len(found.wrong)}\n")
    sys.stdout.write(f"presses of their own heard: {found.heard} of {found.crawls}\n")
    sys.stdout.writelines(f"  {line}\n" for line in (*found.lost[:20], *found.wrong[:40]))
    return bool(found.wrong or found.lost or found.heard < found.crawls)


if __name__ == "__main__":
    sys.exit(main())
