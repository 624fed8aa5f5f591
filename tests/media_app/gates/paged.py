"""Bodies that are split over pages, and bodies of which only another address shows all."""

from __future__ import annotations

from tests.media_app.gates.pages import MORE, SHOW, content, page
from tests.media_app.gates.rows import rows

#: Gates whose parts have addresses of their own (page 1 is the gate's): name → form of the link.
PARTS = {
    "pages-links": "/gates/{name}-{number}_{part}.html",
    "pages-numbers": "/gates/{name}-{number}_{part}.html",
    "pages-query": "/gates/{name}-{number}.html?page={part}",
}
_PAGER = "<div class='pages'>{links}</div>"


def part(name: str, number: int, shown: int) -> str:
    """Part ``shown`` (from 1) of a gate in three parts, and the links to the others."""
    links = _numbers(name, number, shown) if name == "pages-numbers" else _next(name, number, shown)
    return page(content(f"@P{shown}@") + _PAGER.format(links=links))


def _link(name: str, number: int, which: int, label: str) -> str:
    first = f"/gates/{name}-{number}.html"
    to = first if which == 1 else PARTS[name].format(name=name, number=number, part=which)
    return f'<a href="{to}">{label}</a>'


def _next(name: str, number: int, shown: int) -> str:
    back = _link(name, number, shown - 1, "上一页") if shown > 1 else ""
    return back + (_link(name, number, shown + 1, "下一页") if shown < 3 else "")


def _numbers(name: str, number: int, shown: int) -> str:
    return "".join(
        f"<b>{n}</b>" if n == shown else _link(name, number, n, str(n)) for n in (1, 2, 3)
    )


_LINKED = {
    "pages-links": "",
    "pages-numbers": "",
    "pages-query": "",
    "all-address": page(
        content("@CUT@") + '<a href="/gates/all-address-@ID@_all.html">查看全文</a>'
    ),
    "all-query": page(content("@HALF@") + '<a href="?all=1">阅读全文</a>'),
}
_SCRIPTED = {
    "pages-replace": page(
        content("@P1@") + "<button type='button' id='next'>下一页</button>",
        behind=f"<script>{SHOW};var p=@PAGES_JS@,n=0,b=document.getElementById('next');"
        "b.onclick=()=>{show(p[++n]);if(n===2)b.remove()}</script>",
    ),
    "pages-xhr": page(
        content("@P1@") + "<a class='next' id='next'>下一页</a>",
        behind=f"<script>{SHOW};var n=1,b=document.getElementById('next');b.onclick=()=>"
        "fetch('/gates/api/part/@ID@?n='+(++n)).then(r=>r.json()).then(j=>{show(j.html);"
        "if(j.last)b.remove()})</script>",
    ),
    "pages-append": page(
        content("@P1@") + "<div id='next'>阅读下一页</div>",
        behind=f"<script>{MORE};var n=1,b=document.getElementById('next');b.onclick=()=>"
        "fetch('/gates/api/part/@ID@?n='+(++n)).then(r=>r.json()).then(j=>{more(j.html);"
        "if(j.last)b.remove()})</script>",
    ),
    "pages-numbers-script": page(
        content("@P1@") + "<div class='pages'><a data-n='1'>1</a><a data-n='2'>2</a>"
        "<a data-n='3'>3</a></div>",
        behind=f"<script>{SHOW};var p=@PAGES_JS@;for(const a of document.querySelectorAll("
        "'[data-n]'))a.onclick=()=>show(p[a.dataset.n-1])</script>",
    ),
}
_HIDDEN = {
    "pages-hidden": page(
        "<div class='content'><div class='part'>@P1@</div><div class='part' hidden>@P2@</div>"
        "<div class='part' style='display:none'>@P3@</div></div><div class='pages'>"
        "<a href='javascript:turn(0)'>1</a><a href='javascript:turn(1)'>2</a>"
        "<a href='javascript:turn(2)'>3</a></div>",
        behind="<script>function turn(n){var s=document.querySelectorAll('.part');"
        "s.forEach((e,i)=>{e.hidden=i!==n;e.style.display=''})}</script>",
    ),
}

ROWS = [
    *rows("paged", _LINKED),
    *rows("paged", _SCRIPTED, state="blocking", browser=True),
    *rows("paged", _HIDDEN, browser=False),
]
