"""Pages that wait for a reader's hand: scrolling, a first touch, or nothing but time."""

from __future__ import annotations

from tests.media_app.gates.pages import GET_BODY, GET_REST, preview, shell
from tests.media_app.gates.rows import rows

_FAR = "<div style='height:2500px'></div><div id='end'>-</div>"
_OBSERVE = (
    "new IntersectionObserver((e,o)=>{{if(e[0].isIntersecting){{o.disconnect();{then}}}}})"
    ".observe(document.getElementById('end'))"
)
_ON = "addEventListener('{event}',()=>{then},{{once:true,passive:true}})"

_PAGES = {
    "rest-on-scroll": preview(
        _FAR,
        "var done=false;addEventListener('scroll',()=>{if(!done&&scrollY+innerHeight>"
        f"document.body.scrollHeight-200){{done=true;{GET_REST}}}}})",
    ),
    "rest-on-sight": preview(_FAR, _OBSERVE.format(then=GET_REST)),
    "rest-by-timer": preview("", f"setTimeout(()=>{GET_REST},1500)"),
    "rest-inline-timer": preview("", "setTimeout(()=>more(@REST_JS@),2500)"),
    "rest-step-by-step": preview(
        "<div style='height:1200px'></div>",
        "var all=@LINES_JS@,n=all.length>>1;addEventListener('scroll',()=>{"
        "if(n<all.length&&scrollY+innerHeight>document.documentElement.scrollHeight-150)"
        "more('<p>'+all[n++]+'</p><div style=height:1200px></div>')})",
        head="<style>html{overflow-anchor:none}</style>",
    ),
    "inner-scroll": preview(
        "",
        "var b=document.getElementById('box'),done=false;b.onscroll=()=>{if(!done&&b.scrollTop+"
        f"b.clientHeight>b.scrollHeight-50){{done=true;{GET_REST}}}}}",
        "@HALF@<div id='box' style='height:300px;overflow:auto'>"
        "<div style='height:1500px'></div></div>",
    ),
    "body-on-scroll": shell(
        _ON.format(event="scroll", then=GET_BODY), behind="<div style='height:3000px'></div>"
    ),
    "body-on-sight": shell(_OBSERVE.format(then=GET_BODY), behind=_FAR),
    "body-on-touch": shell(_ON.format(event="touchstart", then=GET_BODY)),
    "body-on-pointer": shell(_ON.format(event="pointerdown", then=GET_BODY)),
    "body-on-mousemove": shell(_ON.format(event="mousemove", then=GET_BODY)),
    "body-on-wheel": shell(
        _ON.format(event="wheel", then=GET_BODY), behind="<div style='height:3000px'></div>"
    ),
    "body-on-first-sign": shell(
        "var done=false;['scroll','touchstart','mousemove','click','keydown'].forEach(n=>"
        f"addEventListener(n,()=>{{if(!done){{done=true;{GET_BODY}}}}}))",
        behind="<div style='height:2000px'></div>",
    ),
}

ROWS = rows("scrolled", _PAGES, state="blocking", browser=True)
