"""Pages that hold their body and try to leave it: plain HTTP has all, a browser must stay."""

from __future__ import annotations

from tests.media_app.gates.pages import APP, GET_BODY, content, full, page, shell
from tests.media_app.gates.rows import rows

_FRAME = "var f=document.createElement('iframe');"
_LINK = "var a=document.createElement('a');"
_ADD = "document.body.appendChild"

_TO_THE_APP = {
    "iframe-scheme": full(f"{_FRAME}f.src='{APP}';{_ADD}(f)"),
    "iframe-scheme-attribute": full(f"{_FRAME}f.setAttribute('src','{APP}');{_ADD}(f)"),
    "location-at-load": full(f"location.href='{APP}'"),
    "location-later": full(f"window.onload=()=>setTimeout(()=>{{location='{APP}'}},800)"),
    "intent": full("top.location.href='intent://a/@ID@#Intent;scheme=qcapp;package=cn.qc;end'"),
    "anchor-click": full(f"{_LINK}a.href='{APP}';{_ADD}(a);a.click()"),
    "anchor-event": full(
        f"{_LINK}a.href='{APP}';{_ADD}(a);"
        "a.dispatchEvent(new MouseEvent('click',{bubbles:true,cancelable:true}))"
    ),
    "window-open-scheme": full(f"window.open('{APP}')"),
    "fallback": full(
        f"location.href='{APP}';setTimeout(()=>{{location.href='/gates/download'}},2000)"
    ),
    "fallback-visible": full(
        f"var t=Date.now();location.href='{APP}';setTimeout(()=>{{"
        "if(!document.hidden&&Date.now()-t<2600)location.href='/gates/download?v=1'},2000)"
    ),
    "fallback-universal": full(
        f"location.href='{APP}';"
        "setTimeout(()=>{location.href='https://ul.gate.example/qc/article/@ID@'},2000)"
    ),
    "history-back": full(
        "window.onload=()=>{history.pushState({},'','#app');history.go(-2);history.back();"
        f"location.href='{APP}'}}"
    ),
    "before-unload": full(
        "window.onbeforeunload=e=>{e.preventDefault();return '打开APP继续阅读？'};"
        "addEventListener('pagehide',()=>navigator.sendBeacon('/gates/api/beacon'));"
        f"setTimeout(()=>{{location.href='{APP}'}},300)"
    ),
}
_ASIDE = {
    "universal-at-once": full("location.href='https://ul.gate.example/qc/@ID@'"),
    "fallback-text": full("setTimeout(\"location.href='/gates/download'\",2000)"),
    "replace-at-once": page(
        content("@BODY@"), "<script>location.replace('/gates/download?from=@ID@')</script>"
    ),
    "meta-refresh": full("", "<meta http-equiv='refresh' content='2;url=/gates/download'>"),
    "meta-refresh-script": full(
        "var m=document.createElement('meta');m.httpEquiv='refresh';"
        "m.content='1;url=/gates/download';document.head.appendChild(m)"
    ),
    "front-page": full("setTimeout(()=>{location.href='/'},300)"),
    "another-article": full("setTimeout(()=>{location.href='/gates/other-4999.html'},300)"),
    "same-site-store": full("setTimeout(()=>{location.href='/gates/store?x=@ID@'},500)"),
    "same-site-guide": full("setTimeout(()=>{location.assign('/gates/h5/guide')},500)"),
    "navigate-api": full("setTimeout(()=>navigation.navigate('/gates/store?n=@ID@'),300)"),
    "form-submit": full(
        "var f=document.createElement('form');f.action='/gates/download';"
        f"{_ADD}(f);f.submit();f.requestSubmit()"
    ),
    "form-button": full(
        "document.body.insertAdjacentHTML('beforeend','<form method=post action=/gates/download>"
        "<button id=b>x</button></form>');document.getElementById('b').click()"
    ),
    "pop-up": full(
        "window.open('/gates/download');window.open('/gates/store','_self');"
        f"{_LINK}a.href='/gates/download';a.target='_blank';{_ADD}(a);a.click()"
    ),
    "apk": full("setTimeout(()=>{location.href='/gates/app.apk'},100)"),
    "apk-anchor": full(
        f"{_LINK}a.href='/gates/app.apk';a.download='qc.apk';{_ADD}(a);setTimeout(()=>a.click(),500)"
    ),
    "apk-frame": full(f"{_FRAME}f.src='/gates/app.apk';f.hidden=true;{_ADD}(f)"),
    "reload-loop": full("setTimeout(()=>location.reload(),200)"),
}
#: Pages that bring their body and push as well.
_BRINGING = {
    "bring-then-fallback": shell(
        f"{GET_BODY};setTimeout(()=>{{location.href='/gates/download'}},2000)"
    ),
    "bring-then-guide": shell(
        f"{GET_BODY};setTimeout(()=>{{location.href='/gates/h5/guide'}},1500)", "正文加载中"
    ),
    "bring-then-store": shell(f"{GET_BODY}.then(()=>{{location.href='/gates/store?b=@ID@'}})"),
    "before-body-download": shell(
        f"location.href='/gates/download';setTimeout(()=>{GET_BODY},600)", "正文加载中"
    ),
    "before-body-scheme": shell(
        f"location.href='{APP}';window.onload=()=>setTimeout(()=>{GET_BODY},300)"
    ),
    "before-body-guide": shell(
        f"location.href='/gates/h5/guide?id=@ID@';{GET_BODY}", "<p>正在为您打开清川融媒</p>"
    ),
}

ROWS = [
    *rows("pushy", _TO_THE_APP, state="harmless", browser=False),
    *rows("pushy", _ASIDE, browser=False),
    *rows("bringing", _BRINGING, state="blocking", browser=True),
]
