"""Beside a label that reads "read on" nothing else is pressed, by a script or by a touch.

``python -m tests.security.presses --pages 3000`` is the same at length.
"""

from __future__ import annotations

from typing import Any

import pytest

from crawler.rendering.launch_options import find_browser
from tests.crawling import once
from tests.security.press_pages import (
    ACTIONS,
    LAYOUTS,
    REST,
    article_page,
    buttons_page,
    layout_of,
)
from tests.security.presses import Presses, pages_of, said_by, visit_pages

pytestmark = [
    pytest.mark.attack,
    pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine"),
]

#: Two pages of each layout, of which a touch alone unfolds the last.
_LAID = range(len(LAYOUTS), 3 * len(LAYOUTS))
#: Buttons without words, and of numbers that are no pages.
_OTHERS = (
    '<b><i class="arrow-up" data-do="up"></i><i class="arrow-down" data-do="down"></i></b>'
    '<i class="zan expand" data-do="zan"></i>'
    '<i class="expand" aria-label="举报" data-do="举报"></i>'
    "<p>评分 <b data-do='1'>1</b><b data-do='2'>2</b><b data-do='3'>3</b><b data-do='4'>4</b></p>"
)
#: Fields of a form that are called as parts of every element are.
_NAMED = "".join(
    f"<input type='hidden' name='{name}'>"
    for name in (
        "parentNode",
        "assignedSlot",
        "matches",
        "querySelector",
        "children",
        "textContent",
        "id",
    )
)
#: Words of reading on that no wording has, and the text itself.
_READ_ON = ("点这里看全文", "接着往下读", "展开折叠部分", "讀全文", "还有3段未读内容", "the text")
_OPENS = (
    "document.getElementById('@ID@').addEventListener('click', function () {"
    f"document.querySelector('#content p:last-child').textContent += '{REST}'; }}, {{once: true}})"
)


def _pages() -> dict[str, str]:
    words = [ACTIONS[start : start + 10] for start in range(0, len(ACTIONS), 10)]
    pages = pages_of(_LAID)
    pages |= {f"/words/{n}": buttons_page(2_000_000 + n, some) for n, some in enumerate(words)}
    pages["/others"] = buttons_page(3_000_000, (), _OTHERS)
    for number, label in enumerate(_READ_ON):
        itself = label == "the text"
        opens = _OPENS.replace("@ID@", "content" if itself else "more")
        button = "" if itself else f"<form>{_NAMED}<div id='more'>{label}</div></form>"
        pages[f"/read/{number}"] = article_page(number, button, opens)
    return pages


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, int]]:
    told, hits = once(tmp_path_factory, "presses", lambda: visit_pages(_pages(), pages=4))
    return told, hits


@pytest.fixture(scope="module")
def presses(visited: tuple[dict[str, Any], dict[str, int]]) -> Presses:
    told, hits = visited
    found = Presses()
    found.add({path: facts for path, facts in told.items() if path.startswith("/p/")}, hits)
    return found


def test_nothing_but_a_label_is_pressed(presses: Presses) -> None:
    assert presses.wrong == []
    assert presses.lost == []
    assert presses.heard == 1


def test_a_touch_reaches_its_label_wherever_it_can(presses: Presses) -> None:
    assert {layout.name: presses.unfolded[layout.name] for layout in LAYOUTS if layout.reach} == {
        layout.name: 1 for layout in LAYOUTS if layout.reach
    }


def test_a_label_inside_of_an_app_s_prompt_is_none(presses: Presses) -> None:
    assert presses.labelled["in an app's prompt"] == 0
    assert presses.labelled["beside"] == presses.visited["beside"]


def test_the_last_resort_presses_no_word_of_doing(
    visited: tuple[dict[str, Any], dict[str, int]],
) -> None:
    told, hits = visited
    assert len(ACTIONS) >= 70
    shown = [path for path in told if path.startswith(("/words/", "/others"))]
    assert {path: told[path]["render_result"]["clicked"] for path in shown} == {
        path: [] for path in shown
    }
    assert [said for number, said in said_by(hits, "/pressed") if number >= 2_000_000] == []


@pytest.mark.parametrize("label", _READ_ON)
def test_it_presses_what_reads_read_on(
    visited: tuple[dict[str, Any], dict[str, int]], label: str
) -> None:
    facts = visited[0][f"/read/{_READ_ON.index(label)}"]
    assert REST in facts["text"], facts["render_result"]
    assert set(facts["render_result"]["clicked"]) == {label}


def test_every_layout_has_a_page_that_a_touch_alone_unfolds() -> None:
    assert {layout_of(n).name for n in _LAID if n // len(LAYOUTS) == 2} == {
        layout.name for layout in LAYOUTS
    }
