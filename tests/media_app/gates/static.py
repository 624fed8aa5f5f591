"""Pages with their whole body and scripts that only offer the app: no crawl needs a browser."""

from __future__ import annotations

from tests.media_app.gates.pages import APP, full, page
from tests.media_app.gates.rows import rows

_BAR = f"<div class='bar'><a href='{APP}'>打开APP</a></div>"
_OPEN = "<div class='bar'><button onclick='openApp()'>打开APP，阅读体验更佳</button></div>"

_PAGES = {
    "static-scheme-link": full("var count=0", behind=_BAR),
    "static-scheme-click": full(f"function openApp(){{location.href='{APP}'}}", behind=_OPEN),
    "static-intent-click": full(
        "function openApp(){location.href='intent://a/@ID@#Intent;scheme=qcapp;end'}", behind=_OPEN
    ),
    "static-fallback-click": full(
        f"function openApp(){{location.href='{APP}';"
        "setTimeout(function(){location.href='/gates/download'},2000)}",
        behind=_OPEN,
    ),
    "static-openinstall": full(
        "var o=new OpenInstall({appKey:'qc01'},OpenInstall.parseUrlParams());"
        "function openApp(){o.wakeupOrInstall()}",
        "<script src='//res.cdn.openinstall.io/openinstall.js'></script>",
        _OPEN,
    ),
    "static-moblink": full(
        f"MobLink({{el:'#bar',path:'{APP}'}})",
        "<script src='//f.moblink.mob.com/3.0.1/moblink.js?appkey=qc01'></script>",
        "<div class='bar' id='bar'>打开清川融媒客户端</div>",
    ),
    "static-lkme": full(
        "linkedme.init('qc01',{type:'live'},null);linkedme.link({params:'@ID@'},function(){})",
        "<script src='https://static.lkme.cc/linkedme.min.js' async></script>",
        "<a class='bar' id='link'>App内打开</a>",
    ),
    "static-callapp": full(
        "var lib=window.CallApp&&new CallApp({scheme:{protocol:'qcapp'},"
        "fallback:'/gates/download'})",
        "<script src='/gates/api/callapp-lib.js'></script>",
        _BAR,
    ),
    "static-wx-tag": page(
        "<div class='content' id='content'>@BODY@</div>",
        behind="<wx-open-launch-app appid='wx0'><script type='text/wxtag-template'>"
        "<button>打开APP</button></script></wx-open-launch-app>",
    ),
    "static-store-links": full(
        "",
        behind="<div class='bar'><a href='https://itunes.apple.com/cn/app/id1'>苹果版</a>"
        "<a href='https://a.app.qq.com/o/simple.jsp?pkgname=cn.qc'>安卓版</a></div>",
    ),
    "static-fixed-bar": full(
        "",
        "<style>.bar{position:fixed;bottom:0;height:48px}</style>",
        f"<div class='bar'><a href='{APP}'>App内打开</a></div>",
    ),
    "static-meta-links": full(
        "",
        f"<meta name='apple-itunes-app' content='app-id=1, app-argument={APP}'>"
        f"<meta property='al:android:url' content='{APP}'>",
    ),
    "static-hidden-mask": full(
        "if(/MicroMessenger/i.test(navigator.userAgent))"
        "document.getElementById('mask').style.display='block'",
        behind="<div id='mask' style='display:none;position:fixed;top:0;height:100%'>"
        f"点击右上角，在浏览器中打开</div>{_BAR}",
    ),
    "static-ready": full(
        "document.addEventListener('DOMContentLoaded',function(){"
        f"document.getElementById('bar').setAttribute('href','{APP}')}})",
        behind="<a class='bar' id='bar'>打开APP</a>",
    ),
}

ROWS = rows("static", _PAGES, state="harmless", browser=False)
