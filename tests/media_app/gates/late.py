"""Pages that take their body away again, or cover it, some time after they were loaded."""

from __future__ import annotations

from tests.media_app.gates.pages import APP, GET_BODY, full, page, shell
from tests.media_app.gates.rows import rows

_CONTENT = "document.getElementById('content')"
_TRIAL = (
    "var c=document.getElementById('content');while(c.children.length>3)c.lastChild.remove();"
    "c.insertAdjacentHTML('beforeend','<p>试读结束，打开APP阅读全文</p>')"
)
_MASK = "position:fixed;top:0;left:0;width:100%;height:100%;background:#fff"

_TAKING = {
    "overwrite-late": full(
        "window.onload=()=>setTimeout(()=>{document.open();document.write(@STORE_JS@);"
        "document.close()},300)"
    ),
    "write-late": full("setTimeout(()=>document.write(@STORE_JS@),1200)"),
    "emptied-late": full("setTimeout(()=>{document.body.innerHTML=@STORE_JS@},600)"),
    "removed-late": full(f"setTimeout(()=>{_CONTENT}.remove(),600)"),
    "trial-late": full(f"setTimeout(()=>{{{_TRIAL}}},1500)"),
    "garbled-late": full(
        f"setTimeout(()=>{{for(const p of {_CONTENT}.children)"
        "p.textContent='打开APP阅读全文'},700)"
    ),
    "replaced-by-fetch": full(
        "setTimeout(()=>fetch('/gates/api/store-words').then(r=>r.text()).then(t=>{"
        "document.documentElement.innerHTML=t}),400)"
    ),
}
_TAKING_WHAT_CAME = {
    "trial-after-fetch": shell(f"{GET_BODY}.then(()=>setTimeout(()=>{{{_TRIAL}}},1500))"),
    "emptied-after-fetch": shell(
        f"{GET_BODY}.then(()=>setTimeout(()=>{{document.body.innerHTML=@STORE_JS@}},900))"
    ),
    "written-after-fetch": shell(
        f"{GET_BODY}.then(()=>setTimeout(()=>{{document.write(@STORE_JS@)}},700))"
    ),
}
_COVERING = {
    "masked": page(
        "<div class='content' id='content'>@BODY@</div>",
        behind=f"<div class='mask' style='{_MASK}'><a href='{APP}'>打开APP阅读全文</a></div>",
    ),
    "folded-css": page(
        "<div class='content' id='content' style='max-height:400px;overflow:hidden'>@BODY@</div>"
        "<div class='unfold' id='more'>展开全文</div>",
        behind="<script>document.getElementById('more').onclick=function(){"
        "document.getElementById('content').style.maxHeight='none';this.remove()}</script>",
    ),
    "folded-class": page(
        "<div class='content fold' id='content'>@BODY@</div><div class='unfold' id='more'>"
        "继续阅读</div>",
        "<style>.fold{height:300px;overflow:hidden}</style>",
        "<script>document.getElementById('more').onclick=function(){"
        "document.getElementById('content').classList.remove('fold')}</script>",
    ),
    "folded-checkbox": page(
        "<input type='checkbox' id='open' hidden><div class='content limit'>@BODY@</div>"
        "<label for='open'>展开全文</label>",
        "<style>.limit{max-height:20em;overflow:hidden}"
        "#open:checked+.limit{max-height:none}</style>",
    ),
    "details": page(
        "<div class='content'>@HALF@<details><summary>展开全文</summary>@REST@</details></div>"
    ),
    "twin-whole": page(
        "<div class='content fold' style='max-height:300px;overflow:hidden'>@BODY@</div>"
        f"<div class='open'><a href='{APP}'>打开APP阅读全文</a></div>"
        "<div class='content full' style='display:none'>@BODY@</div>"
    ),
    "twin-preview": page(
        "<div class='content fold'>@CUT@<div class='unfold'>展开全文</div></div>"
        "<div class='content full' style='display:none'>@BODY@</div>"
    ),
}
_AROUND = {
    "gate-contains-body": page(
        "<div class='open-app-wrap download-guide'><div class='content' id='content'>@BODY@</div>"
        f"<a class='open-app' href='{APP}'>打开APP</a></div>"
    ),
}
_COVERING_LATE = {
    "mask-late": full(
        "setTimeout(()=>document.body.insertAdjacentHTML('beforeend',"
        f"\"<div style='{_MASK}'>打开APP阅读全文</div>\"),500)"
    ),
    "hidden-late": full(f"setTimeout(()=>{{{_CONTENT}.style.display='none'}},500)"),
    "folded-late": full(
        f"var c={_CONTENT};c.style.cssText='max-height:300px;overflow:hidden';"
        "c.insertAdjacentHTML('afterend','<div id=more>展开全文</div>');"
        "document.getElementById('more').onclick=()=>{c.style.maxHeight='none'}"
    ),
}

ROWS = [
    *rows("late", _TAKING, browser=False),
    *rows("taken", _TAKING_WHAT_CAME, state="blocking", browser=True),
    *rows("covered", _COVERING, state="overlay", browser=False),
    *rows("covered", _AROUND, state="harmless", browser=False),
    *rows("covered", _COVERING_LATE, browser=False),
]
