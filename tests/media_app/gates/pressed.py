"""Pages that show a part and a button for the rest."""

from __future__ import annotations

from tests.media_app.gates.pages import APP, BUTTON, GET_BODY, GET_REST, preview, shell
from tests.media_app.gates.rows import rows

_APP = f"<a class='open' href='{APP}'>打开APP阅读全文</a>"


def _button(label: str) -> str:
    return f"<div class='unfold' id='more'>{label}</div>"


def _on(event: str, label: str = "展开全文") -> str:
    """A button that listens to one event alone."""
    return preview(
        _button(label),
        f"{BUTTON}.addEventListener('{event}',function(){{this.remove();{GET_REST}}},{{once:true}})",
    )


_REST = f"{BUTTON}.onclick=function(){{this.remove();{GET_REST}}}"
_WHOLE = f"{BUTTON}.onclick=function(){{this.remove();{GET_BODY}}}"
_POST = (
    "var x=new XMLHttpRequest();x.open('POST','/gates/api/post-rest/@ID@');"
    "x.onload=()=>more(x.responseText);x.send('id=@ID@')"
)

_LABELLED = {
    "expand-inline": preview(
        _button("展开全文"), f"{BUTTON}.onclick=function(){{this.remove();more(@REST_JS@)}}"
    ),
    "expand-fetch": preview(_button("<span>点击查看全文 ↓</span>") + _APP, _REST),
    "expand-post": preview(
        _button("展开全文"), f"{BUTTON}.onclick=function(){{this.remove();{_POST}}}"
    ),
    "expand-replace": preview(_button("展开全文"), _WHOLE, "@CUT@"),
    "read-on-inline": preview(
        _button("继续阅读"), f"{BUTTON}.onclick=function(){{this.remove();more(@REST_JS@)}}"
    ),
    "read-on-fetch": preview(_button("继续阅读"), _REST),
    "read-on-post": preview(
        _button("继续阅读"), f"{BUTTON}.onclick=function(){{this.remove();{_POST}}}"
    ),
    "three-times": preview(
        _button("展开全文"),
        f"var n=0;{BUTTON}.onclick=function(){{if(++n===3){{this.remove();{GET_REST}}}}}",
    ),
    "two-steps": preview(
        _button("展开全文"),
        f"{BUTTON}.onclick=function(){{this.textContent='继续阅读';"
        f"this.onclick=function(){{this.remove();{GET_REST}}}}}",
    ),
    "pointerdown-only": _on("pointerdown"),
    "mousedown-only": _on("mousedown"),
    "mouseup-only": _on("mouseup", "查看全文"),
    "touchend-only": _on("touchend", "继续阅读"),
    "touchstart-only": _on("touchstart"),
    "delegated": preview(
        _button("<b>展开全文</b>"),
        "document.addEventListener('click',e=>{var b=e.target.closest('#more');"
        f"if(b){{b.remove();{GET_REST}}}}})",
    ),
    "trusted-only": preview(
        _button("展开全文"),
        f"{BUTTON}.onclick=function(e){{if(e.isTrusted){{this.remove();{GET_REST}}}}}",
    ),
    "aria-label-only": preview(
        "<button type='button' id='more' aria-label='展开全文'><i class='down'></i></button>", _REST
    ),
    "title-only": preview(
        "<a id='more' title='阅读全文' class='arrow' style='display:block;height:40px'></a>", _REST
    ),
    "label-in-picture": preview(
        "<a id='more'><img src='/static/unfold.png' alt='展开全文'></a>", _REST
    ),
    "label-in-css": preview(
        "<div id='more' class='unfold'></div>",
        _REST,
        head="<style>.unfold{height:40px}.unfold::after{content:'展开全文'}</style>",
    ),
    "input-button": preview("<input type='button' id='more' value='展开全文'>", _REST),
    "parted-label": preview(
        _button("<span>展</span><span>开</span><em>全</em><span>文</span>"), _REST
    ),
    "script-link": preview(
        "<a id='more' href='javascript:open_rest()'>阅读全文</a>",
        f"function open_rest(){{{BUTTON}.remove();{GET_REST}}}",
    ),
    "button-late": preview(
        "",
        "setTimeout(()=>{document.getElementById('content').insertAdjacentHTML('afterend',"
        f'"{_button("展开全文")}");{_WHOLE}}},2000)',
        "@CUT@",
    ),
    "button-below": preview(
        "<div style='height:3000px'></div><div id='end'></div>",
        "new IntersectionObserver((e,o)=>{if(e[0].isIntersecting){o.disconnect();"
        "document.getElementById('content').insertAdjacentHTML('afterend',"
        f"\"{_button('展开全文')}\");{_WHOLE}}}}}).observe(document.getElementById('end'))",
        "@CUT@",
    ),
}
_CANCELLED = {
    "cancel-later": shell(
        f"document.getElementById('no').onclick=function(){{this.parentNode.remove();{GET_BODY}}}",
        behind=f"<div class='dialog'><p>打开APP，阅读体验更佳</p><a href='{APP}'>立即打开</a>"
        "<a id='no'>以后再说</a></div>",
    ),
    "cancel-dialog": shell(
        "document.getElementById('no').addEventListener('click',()=>{"
        f"document.getElementById('ask').close();{GET_BODY}}});"
        "document.getElementById('ask').showModal()",
        behind="<dialog id='ask'><p>是否打开清川融媒？</p>"
        f"<button onclick=\"location='{APP}'\">打开</button>"
        "<button id='no'>取消</button></dialog>",
    ),
    "cancel-stay": shell(
        f"document.getElementById('no').onclick=function(){{this.parentNode.remove();{GET_BODY}}}",
        behind="<div class='layer'><a href='/gates/download'>立即下载</a>"
        "<span id='no'>留在网页阅读</span></div>",
    ),
    "cancel-close": shell(
        f"document.getElementById('no').onclick=function(){{this.parentNode.remove();{GET_BODY}}}",
        behind="<div class='popup'><i id='no' class='close' aria-label='关闭'>×</i>"
        f"<a href='{APP}'>打开APP阅读全文</a></div>",
    ),
}

ROWS = [
    *rows("pressed", _LABELLED, state="blocking", browser=True),
    *rows("cancelled", _CANCELLED, state="blocking", browser=True),
]
