"""Pages that were whole at first and are previews later: what was stored in half is got again."""

from __future__ import annotations

from tests.crawling import Crawls, toml
from tests.site import Answer, Site, listing

#: Articles of the old make, and of the new one of which plain HTTP brings the beginning alone.
_OLD, _NEW = 6, 26


def title(number: int) -> str:
    return f"下坝村第{number}口机井出水 灌溉水渠同步疏浚"


def lines(number: int) -> list[str]:
    return [
        f"下坝村第{number}口机井昨天出水，水量够浇灌两百亩麦田，村民不用再去河边拉水。",
        f"第{number}口井的钻井队是从邻县请来的，施工用了十一天，比合同提前了两天。",
        f"水务站的人说，第{number}口井的水质已经送检，结果出来以后就接入村里的管网。",
    ]


def page(number: int) -> str:
    """An article whose script asks for what comes behind its first line."""
    shown = lines(number) if number < _OLD else lines(number)[:2]
    script = (
        f"fetch('/story/{number}.json').then(r => r.text()).then(t => "
        "document.querySelector('.content').insertAdjacentHTML('beforeend', t))"
    )
    return (
        f'<html><head><meta charset="utf-8"><title>{title(number)}</title></head><body>'
        f'<h1>{title(number)}</h1><p class="time">2026-11-03 08:05</p>'
        f'<div class="content">{"".join(f"<p>{line}</p>" for line in shown)}</div>'
        f"<script>{script}</script></body></html>"
    )


def site() -> Site:
    numbers = range(_OLD + _NEW)
    pages: dict[str, Answer | str | bytes] = {f"/p/{n}.html": page(n) for n in numbers}
    for number in numbers:
        rest = "" if number < _OLD else f"<p>{lines(number)[2]}</p>"
        pages[f"/story/{number}.json"] = Answer(rest, headers={"Content-Type": "text/html"})
    pages["/list.html"] = listing(*((f"/p/{n}.html", title(n)) for n in numbers))
    return Site(pages)


def test_what_was_stored_in_half_before_it_was_found_out_is_got_again(crawls: Crawls) -> None:
    with site() as outlet:
        crawls.add("xb", toml(outlet.url, concurrency=1))
        whole = outlet.pages["/list.html"]
        old = ((f"/p/{n}.html", title(n)) for n in range(_OLD))
        outlet.pages["/list.html"] = listing(*old)
        crawls.run("xb")
        outlet.pages["/list.html"] = whole
        crawls.run("xb")
        short = [row["url"] for row in crawls.rows(_HALVES)]
        assert short, "the device does not show the fault: nothing was stored in half"
        crawls.run("xb")
        assert crawls.rows(_HALVES) == []
    rows = crawls.rows("select title, body from articles")
    right = {title(n): "\n".join(lines(n)) for n in range(_OLD + _NEW)}
    assert {row["title"]: row["body"] for row in rows} == right


_HALVES = "select url from articles where position('管网' in body) = 0"
