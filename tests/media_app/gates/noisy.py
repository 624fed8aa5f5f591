"""Pages that ask questions, keep their thread or the network busy, or need foreign scripts."""

from __future__ import annotations

from tests.media_app.gates.pages import APP, GET_BODY, SHOW, content, full, page, shell
from tests.media_app.gates.rows import rows

_ASKING = {
    "alert": full("alert('请打开APP阅读');alert('阅读体验更佳')"),
    "alert-endless": full("setInterval(()=>alert('请打开APP'),50)"),
    "confirm-app": full("if(confirm('打开APP？'))location.href='/gates/download'"),
    "confirm-endless": full(
        "window.onload=()=>{while(!confirm('打开APP？'));location='/gates/store'}"
    ),
    "prompt": full("var p=prompt('请输入手机号领取红包');if(p)location.href='/gates/store?p='+p"),
}
_BUSY = {
    "busy-after-load": full("window.onload=()=>{while(true);}"),
    "busy-inline": page(
        "<div class='content'>@HALF@<script>for(;;);</script>@REST@</div>",
    ),
    "polling": full(
        "setInterval(()=>fetch('/gates/api/poll?'+Math.random()),300);fetch('/gates/api/hang')"
    ),
    "long-poll": full(
        "(function again(){fetch('/gates/api/hang?'+Date.now()).then(again,again)})()"
    ),
    "hanging-script": page(
        "<script src='http://hang.gate.example/ad.js'></script>" + content("@BODY@")
    ),
    "hanging-script-local": page(
        "<script src='http://localhost:@PORT@/gates/api/hang.js'></script>" + content("@BODY@")
    ),
    "hanging-own-script": full("", "<script async src='/gates/api/hang.js'></script>"),
    "trackers": full(
        "var _hmt=_hmt||[];_hmt.push(['_trackPageview']);gtag('config','UA-1')",
        "<script src='https://hm.baidu.com/hm.js?qc'></script>"
        "<script src='https://s4.cnzz.com/z_stat.php?id=1' defer></script>"
        "<script src='https://www.googletagmanager.com/gtag/js?id=UA-1'></script>"
        "<img src='https://stat.gate.example/p.gif'><script>new Image().src="
        "'https://beacon.gate.example/b?'+document.title</script>",
    ),
    "many-hosts": full(
        "for(var i=0;i<8;i++)fetch('https://ad'+i+'.gate.example/q',{mode:'no-cors'})"
        ".catch(function(){});navigator.sendBeacon('https://log.gate.example/')",
        "<link rel='dns-prefetch' href='//pre.gate.example'>"
        "<link rel='preconnect' href='https://pre2.gate.example'>"
        "<link rel='stylesheet' href='https://css.gate.example/a.css'>"
        "<link rel='prefetch' href='https://next.gate.example/'>",
        "<iframe src='https://frame.gate.example/ad'></iframe>"
        "<video src='https://video.gate.example/v.mp4' autoplay></video>",
    ),
}
_NEEDING = {
    "confirm-read-on": shell(
        f"if(confirm('继续在网页阅读？')){GET_BODY};else location='/gates/download'"
    ),
    "dialogs-then-body": shell(f"alert('请打开APP');prompt('手机号');{GET_BODY}"),
    "library-openinstall": page(
        content(""),
        behind="<script src='//res.cdn.openinstall.io/openinstall.js'></script>"
        f"<script>{SHOW};new OpenInstall({{appKey:'k'}},OpenInstall.parseUrlParams());"
        f"{GET_BODY}</script>",
    ),
    "library-moblink": page(
        content(""),
        behind="<script src='//f.moblink.mob.com/3.0.1/moblink.js?appkey=k'></script>"
        f"<script>{SHOW};MobLink({{path:'{APP}',params:{{id:'@ID@'}}}});{GET_BODY}</script>",
    ),
    "library-lkme": page(
        content(""),
        behind="<script src='https://static.lkme.cc/linkedme.min.js'></script>"
        f"<script>{SHOW};linkedme.init('k',{{type:'live'}},null);"
        f"linkedme.link({{}},function(e,d){{}},false);{GET_BODY}</script>",
    ),
    "library-wx": page(
        content(""),
        behind="<script src='https://res.wx.qq.com/open/js/jweixin-1.6.0.js'></script>"
        f"<script>{SHOW};wx.config({{debug:false}});wx.ready(function(){{}});"
        f"wx.error(function(){{}});{GET_BODY}</script>",
    ),
    "onload-behind-hanging": page(
        "<div class='content' id='content'></div><img src='/gates/api/hang.png'>",
        behind="<script async src='http://localhost:@PORT@/gates/api/hang.js'></script>"
        f"<script>{SHOW};window.onload=()=>{GET_BODY}</script>",
    ),
    "clipboard": shell(
        "document.execCommand('copy');navigator.clipboard.writeText('qc:@ID@').finally(()=>"
        f"{GET_BODY})"
    ),
    "live-counter": shell(
        "var s=new WebSocket('ws://127.0.0.1:@PORT@/gates/api/live');s.onerror=function(){};"
        f"{GET_BODY}"
    ),
    "polling-body": shell(
        f"setInterval(()=>fetch('/gates/api/poll?'+Math.random()),200);{GET_BODY}"
    ),
}

ROWS = [
    *rows("noisy", _ASKING, browser=False),
    *rows("noisy", _BUSY, browser=False),
    *rows("needing", _NEEDING, state="blocking", browser=True),
]
