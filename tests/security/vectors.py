"""Where an outlet might send a crawler that it should not go."""

from __future__ import annotations

#: Addresses that the namespace has besides the outlet's, in the ranges that no source may reach.
FORBIDDEN = (
    *("10.0.0.5", "172.16.0.5", "192.168.1.5", "169.254.169.254", "100.64.0.5", "198.18.0.5"),
    *("fd00::5", "fec0::5", "64:ff9b::a00:5", "64:ff9b:1::a00:5", "2002:a00:5::1"),
    *("168.63.129.16", "100.100.100.200", "192.0.0.192", "192.88.99.5", "240.0.0.5"),
    *("3fff::5", "5f00::5", "100::5", "2001::5", "::ffff:0:a00:5"),
)
#: A public address of others, and ports of it that no page is read at.
ELSEWHERE, ODD_PORTS = "198.41.0.4", (22, 6379, 8080)
OUTLET = "93.184.216.34"
#: Names of the outlet's own site, and where they are: they pass for a site's own servers.
NAMES = {
    "news.example.cn": OUTLET,
    "cdn.example.cn": OUTLET,
    "inside.example.cn": "10.0.0.5",
    "here.example.cn": "127.0.0.1",
    "here6.example.cn": "::1",
    "meta.example.cn": "169.254.169.254",
    "private6.example.cn": "fd00::5",
    "nat64.example.cn": "64:ff9b::a00:5",
    "sixtofour.example.cn": "2002:a00:5::1",
}
#: Answers with the outlet's address first and with loopback after that.
REBINDING = "rebind.example.cn"

ADDRESSES = (
    "http://127.0.0.1/x.html",
    "http://localhost/x.html",
    "http://LOCALHOST./x.html",
    "http://127.1/x.html",
    "http://127.0.1/x.html",
    "http://127.8.8.8/x.html",
    "http://2130706433/x.html",
    "http://0x7f000001/x.html",
    "http://0x7f.0.0.1/x.html",
    "http://0177.0.0.1/x.html",
    "http://017700000001/x.html",
    "http://0/x.html",
    "http://0.0.0.0/x.html",
    "http://127.0.0.1:8080/x.html",
    "http://[::1]/x.html",
    "http://[::]/x.html",
    "http://[0:0:0:0:0:0:0:1]/x.html",
    "http://[::ffff:127.0.0.1]/x.html",
    "http://[::ffff:7f00:1]/x.html",
    "http://[::127.0.0.1]/x.html",
    "http://[64:ff9b::a00:5]/x.html",
    "http://[64:ff9b:1::a00:5]/x.html",
    "http://[2002:a00:5::1]/x.html",
    "http://[fd00::5]/x.html",
    "http://[fec0::5]/x.html",
    "http://10.0.0.5/x.html",
    "http://172.16.0.5/x.html",
    "http://192.168.1.5/x.html",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/latest/meta-data/",
    "http://100.64.0.5/x.html",
    "http://198.18.0.5/x.html",
    "http://168.63.129.16/x.html",
    "http://100.100.100.200/latest/meta-data/",
    "http://192.0.0.192/latest/",
    "http://192.88.99.5/x.html",
    "http://240.0.0.5/x.html",
    "http://255.255.255.255/x.html",
    "http://[3fff::5]/x.html",
    "http://[5f00::5]/x.html",
    "http://[100::5]/x.html",
    "http://[2001::5]/x.html",
    "http://[::ffff:0:a00:5]/x.html",
    *(f"http://{ELSEWHERE}:{port}/x.html" for port in ODD_PORTS),
    f"https://{ELSEWHERE}:8080/x.html",
    "http://inside.example.cn/x.html",
    "http://here.example.cn/x.html",
    "http://here6.example.cn/x.html",
    "http://meta.example.cn/x.html",
    "http://private6.example.cn/x.html",
    "http://nat64.example.cn/x.html",
    "http://sixtofour.example.cn/x.html",
    "http://news.example.cn@127.0.0.1/x.html",
    "http://news.example.cn:80@10.0.0.5/x.html",
    "http://127.0.0.1\\@news.example.cn/x.html",
    "http://127.0.0.1#@news.example.cn/x.html",
    "http://127.0.0.1?@news.example.cn/x.html",
    "http:\\\\127.0.0.1\\x.html",
    "http:127.0.0.1/x.html",
    "//127.0.0.1/x.html",
    "///127.0.0.1/x.html",
    "\\\\127.0.0.1\\x.html",
    "http://１２７.０.０.１/x.html",
    "http://①②⑦.⓪.⓪.①/x.html",
    "http://127。0。0。1/x.html",
    "http://127.0.0.1%2f@news.example.cn/x.html",
    "http://news.example.cn%00.127.0.0.1/x.html",
    "http://127.0.0.1%09/x.html",
    " http://127.0.0.1/x.html",
    "ht\ttp://127.0.0.1/x.html",
    "file:///etc/passwd",
    "ftp://127.0.0.1/x.html",
    "gopher://127.0.0.1:80/_GET%20/",
    "data:text/html,<h1>x</h1>",
    "javascript:location='http://127.0.0.1/'",
    f"http://{REBINDING}/x.html",
)

#: What a page may try in a browser; ``{url}`` is an address.
SCRIPTS = (
    "location.href = '{url}'",
    "location.replace('{url}')",
    "window.open('{url}')",
    "fetch('{url}', {{mode: 'no-cors'}})",
    "fetch('{url}', {{method: 'POST', body: 'x'}})",
    "var x = new XMLHttpRequest(); x.open('GET', '{url}'); x.send()",
    "new WebSocket('{ws}')",
    "new EventSource('{url}')",
    "navigator.sendBeacon('{url}', 'x')",
    "import('{url}')",
    "new Worker(URL.createObjectURL(new Blob([\"importScripts('{url}')\"])))",
    "var f = document.createElement('form'); f.action = '{url}'; document.body.append(f);"
    " f.submit()",
    "var i = document.createElement('iframe'); i.src = '{url}'; document.body.append(i)",
    "var i = new Image(); i.src = '{url}'",
    "var p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{host}:80'}}]}});"
    " p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o))",
)
MARKUP = (
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<iframe src='{url}'></iframe>",
    "<img src='{url}'>",
    "<script src='{url}'></script>",
    "<link rel=stylesheet href='{url}'>",
    "<link rel=preload as=fetch href='{url}'>",
    "<link rel=prefetch href='{url}'><link rel=preconnect href='{url}'>",
    "<object data='{url}'></object><embed src='{url}'>",
    "<video src='{url}' autoplay></video><audio src='{url}' autoplay></audio>",
    "<svg><image href='{url}'/></svg>",
    "<style>body {{ background: url('{url}') }}</style>",
    "<base href='{url}'><img src=x.png>",
)
#: Where those go: names that pass for the site's own, an address, one that is rebound, and
#: another's port.
TARGETS = (
    "here.example.cn",
    "inside.example.cn",
    "169.254.169.254",
    REBINDING,
    f"{ELSEWHERE}:{ODD_PORTS[1]}",
)
