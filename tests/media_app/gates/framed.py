"""Bodies inside frames, shadow trees and single-page apps."""

from __future__ import annotations

from tests.media_app.gates.pages import GET_BODY, page, shell
from tests.media_app.gates.rows import Gate, rows

_TREE = "document.getElementById('content').attachShadow({mode:'%s'}).innerHTML=%s"

_FRAMES = {
    "frame-by-script": shell(
        "var f=document.createElement('iframe');f.src='/gates/api/frame/@ID@.html';"
        "document.getElementById('content').append(f)"
    ),
    "frame-srcdoc-script": shell(
        "var f=document.createElement('iframe');f.srcdoc=@BODY_JS@;"
        "document.getElementById('content').append(f)"
    ),
    "frame-blob": shell(
        "var f=document.createElement('iframe');f.src=URL.createObjectURL("
        "new Blob(['<meta charset=utf-8>'+@BODY_JS@],{type:'text/html'}));"
        "document.getElementById('content').append(f)"
    ),
}
_TREES = {
    "shadow-open": shell(_TREE % ("open", "@BODY_JS@")),
    "shadow-closed": shell(_TREE % ("closed", "@BODY_JS@")),
    "shadow-slots": shell(
        "customElements.define('news-body',class extends HTMLElement{connectedCallback(){"
        "this.attachShadow({mode:'open'}).innerHTML=@HALF_JS@+'<slot></slot>'}});"
        "show('<news-body>'+@REST_JS@+'</news-body>')"
    ),
    "shadow-fetched": shell(
        "var r=document.getElementById('content').attachShadow({mode:'closed'});"
        "fetch('/gates/api/html/@ID@').then(a=>a.text()).then(h=>{r.innerHTML=h})"
    ),
}
_WITHOUT_SCRIPT = {
    "frame-src": page("<iframe src='/gates/api/frame/@ID@.html'></iframe>"),
    "frame-in-frame": page("<iframe src='/gates/api/outer/@ID@.html'></iframe>"),
    "frame-button": page("<iframe src='/gates/api/button/@ID@.html'></iframe>"),
    "frame-srcdoc": page('<iframe srcdoc="@BODY@"></iframe>'),
    "shadow-declarative": page(
        "<div class='content'><template shadowrootmode='open'>@BODY@</template></div>"
    ),
}
_ROUTES = {
    "hash-set": shell(
        f"window.onhashchange=()=>{GET_BODY};location.hash='#/detail/@ID@'",
    ),
    "push-state": shell(f"history.pushState({{}},'','/gates/read/@ID@');{GET_BODY}"),
    "replace-state": shell(f"history.replaceState({{}},'','?from=app&id=@ID@');{GET_BODY}"),
}
_SPA = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>清川融媒</title></head>
<body><div id="app"></div>
<script>
function route() {
  var id = (location.hash.match(/detail[/]([0-9]+)/) || [])[1];
  if (id) fetch('/gates/api/body/' + id).then(r => r.json()).then(j => {
    document.title = j.data.title;
    document.getElementById('app').innerHTML = '<div class=detail><h1>' + j.data.title +
      '</h1><div class=info>' + j.data.published + '</div><div class=content>' +
      j.data.content + '</div></div>';
  });
}
window.onhashchange = route;
route();
</script></body></html>
"""

ROWS = [
    *rows("framed", _FRAMES, state="blocking", browser=True),
    *rows("framed", _TREES, state="blocking", browser=True),
    *rows("framed", _WITHOUT_SCRIPT),
    *rows("routed", _ROUTES, state="blocking", browser=True),
    *(
        Gate(name, "routed", _SPA, "blocking", True, address="/gates/spa#/detail/{number}")
        for name in ("spa-hash", "spa-hash-again")
    ),
]
