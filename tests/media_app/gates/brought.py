"""Pages whose body comes only by their script: from the server, from their own source, in time."""

from __future__ import annotations

from tests.media_app.gates.pages import GET_BODY, SHOW, content, page, shell
from tests.media_app.gates.rows import rows

_XHR = "var x=new XMLHttpRequest();"

_FETCHED = {
    "xhr-json": shell(
        f"{_XHR}x.open('GET','/gates/api/body/@ID@');"
        "x.onload=()=>show(JSON.parse(x.responseText).data.content);x.send()"
    ),
    "xhr-html": shell(
        f"{_XHR}x.open('GET','/gates/api/html/@ID@');"
        "x.onreadystatechange=()=>{if(x.readyState===4)show(x.responseText)};x.send()"
    ),
    "xhr-post": shell(
        f"{_XHR}x.open('POST','/gates/api/post/@ID@');x.onload=()=>show(x.responseText);"
        "x.setRequestHeader('Content-Type','application/json');x.send('{\"id\":@ID@}')",
        "正文加载中…",
    ),
    "fetch-array": shell(
        "fetch('/gates/api/lines/@ID@').then(r=>r.json()).then(j=>show(j.list.map("
        "t=>'<p>'+t+'</p>').join('')))"
    ),
    "fetch-nested": shell(
        "fetch('/gates/api/nested/@ID@').then(r=>r.json()).then(j=>show(JSON.parse(j.data).content))"
    ),
    "fetch-token": shell(
        "fetch('/gates/api/token').then(r=>r.json()).then(j=>fetch('/gates/api/secret/@ID@',"
        "{headers:{'X-Token':j.token}})).then(r=>r.text()).then(show)"
    ),
    "jsonp": page(
        content(""),
        behind=f"<script>{SHOW};function put(j){{show(j.content)}}</script>"
        "<script src='/gates/api/jsonp/@ID@?callback=put'></script>",
    ),
    "script-file": page(
        content(""),
        behind="<script src='/gates/api/app.js' data-id='@ID@'></script>",
    ),
    "script-module": page(
        content(""),
        behind="<script type='module'>import {load} from '/gates/api/module.js';"
        "load('@ID@')</script>",
    ),
    "slow-answer": shell("fetch('/gates/api/slow/@ID@').then(r=>r.text()).then(show)"),
    "slow-answer-loading": shell(
        "fetch('/gates/api/slow/@ID@').then(r=>r.text()).then(show)", "<p>正文加载中，请稍候</p>"
    ),
}
_CARRIED = {
    "inline-escaped": shell("var d=@JSON_JS@;show(JSON.parse(d).data.content)"),
    "inline-base64": shell(
        "var b=Uint8Array.from(atob('@BASE64@'),c=>c.charCodeAt(0));"
        "show(new TextDecoder().decode(b))"
    ),
    "inline-lines": shell("show(@LINES_JS@.map(t=>'<p>'+t+'</p>').join(''))"),
    "inline-state": shell(
        "window.__INITIAL_STATE__={detail:{id:@ID@,html:@BODY_JS@}};"
        "window.onload=()=>show(__INITIAL_STATE__.detail.html)"
    ),
    "inline-written": page("<div class='content'><script>document.write(@BODY_JS@)</script></div>"),
    "template": shell(
        "document.getElementById('content').append("
        "document.getElementById('t').content.cloneNode(true))",
        behind="<template id='t'>@BODY@</template>",
    ),
    "textarea": shell(
        "show(document.getElementById('t').value)",
        behind="<textarea id='t' style='display:none'>@BODY@</textarea>",
    ),
    "comment": shell(
        "show(document.getElementById('t').firstChild.data)",
        behind="<div id='t'><!--@BODY@--></div>",
    ),
}
_TIMED = {
    "delayed-4s": shell(f"setTimeout(()=>{GET_BODY},4000)", "正文加载中…"),
    "delayed-8s": shell("setTimeout(()=>show(@BODY_JS@),8000)", "正文加载中…"),
    "countdown-10": shell(
        "var n=10,t=setInterval(()=>{document.getElementById('n').textContent=--n;"
        f"if(!n){{clearInterval(t);{GET_BODY}}}}},1000)",
        "<span id='n'>10</span>秒后显示正文",
    ),
    "chained-timers": shell(
        f"var n=0;(function step(){{if(n++<6)setTimeout(step,900);else {GET_BODY}}})()"
    ),
    "clock": shell(
        "var a=Date.now(),t=setInterval(()=>{if(Date.now()-a>=5000){clearInterval(t);"
        f"{GET_BODY}}}}},200)",
        "请稍候",
    ),
    "frames-clock": shell(
        "var a=performance.now();requestAnimationFrame(function f(now){"
        f"if(now-a<3000)requestAnimationFrame(f);else {GET_BODY}}})"
    ),
    "animation-end": shell(
        f"document.getElementById('a').addEventListener('animationend',()=>{GET_BODY})",
        "<i id='a'>广告</i>",
        "<style>@keyframes k{to{opacity:.5}}#a{display:block;animation:k 3s}</style>",
    ),
}

ROWS = [
    *rows("fetched", _FETCHED, state="blocking", browser=True),
    *rows("carried", _CARRIED, state=None, browser=None),
    *rows("timed", _TIMED, state="blocking", browser=True),
]
