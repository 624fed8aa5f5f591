"""Ways in which a page may make a browser ask somebody, in every kind of target.

``{n}`` in a way is an address of somebody else, ``{ws}`` its WebSocket, ``{host}`` its host. A page
of the outlet holds a few ways; a document of each kind holds each few.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from urllib.parse import quote

#: Of the same site by its name, of another by Chromium's list of public suffixes, so that a frame
#: of it gets a process of its own and is let through all the same.
HOME, INNER = "east.github.io", "inner.github.io"
#: Nobody may ask these: anybody else, and a tracker that is listed.
OTHERS = {"other.example.net": "93.184.216.35", "hm.baidu.com": "93.184.216.36"}
OUTLET = "93.184.216.34"

#: What a script of a document or a worker does.
_ANYWHERE = (
    "fetch('{n}', {{mode: 'no-cors'}})",
    "fetch('{n}', {{method: 'POST', body: 'x', mode: 'no-cors', keepalive: true}})",
    "fetch('{n}', {{method: 'PUT', headers: {{'x-a': 'b'}}, body: 'x'}})",
    "var x = new XMLHttpRequest(); x.open('GET', '{n}'); x.send()",
    "new WebSocket('{ws}')",
    "new EventSource('{n}')",
    "import('{n}').catch(() => 0)",
    "new WebTransport('https://{host}:443/')",
    "new WebSocketStream('{ws}')",
)
_WORKERS = (
    "importScripts('{n}')",
    "new Worker(URL.createObjectURL(new Blob([`fetch('{n}')`])))",
    "skipWaiting()",
)
_WORK = (
    "URL.createObjectURL(new Blob([`fetch('{n}'); new WebSocket('{ws}'); importScripts('{n}')`]))"
)
#: What a script of a document does, and markup.
_SCRIPTS = (
    *_ANYWHERE,
    "navigator.sendBeacon('{n}', 'x')",
    "new Image().src = '{n}'",
    "fetchLater('{n}')",
    "var s = document.createElement('script'); s.type = 'speculationrules'; s.textContent ="
    ' `{{"prefetch": [{{"source": "list", "urls": ["/secret/d"], "eagerness": "immediate"}}]}}`;'
    " document.documentElement.append(s)",
    f"new Worker({_WORK})",
    f"new SharedWorker({_WORK})",
    "new Worker('{n}')",
    f"var i = document.createElement('iframe'); document.documentElement.append(i);"
    f" new i.contentWindow.Worker({_WORK})",
    "ServiceWorkerContainer.prototype.register.call(navigator.serviceWorker, '/w/sw.js?{n}')",
    "CSS.paintWorklet.addModule('{n}')",
    "new OfflineAudioContext(1, 128, 44100).audioWorklet.addModule('{n}')",
    "var p = new RTCPeerConnection({{iceServers: [{{urls: ['stun:{host}:80', 'turn:{host}:80"
    "?transport=tcp'], username: 'a', credential: 'b'}}]}}); p.createDataChannel('x');"
    " p.createOffer().then(o => p.setLocalDescription(o))",
    "var p = new webkitRTCPeerConnection({{iceServers: [{{urls: 'turn:{host}:80?transport=tcp',"
    " username: 'a', credential: 'b'}}]}}); p.createDataChannel('x');"
    " p.createOffer().then(o => p.setLocalDescription(o))",
    "navigator.credentials.get({{identity: {{providers: [{{configURL: '{n}', clientId: 'a'}}]}}}})",
    "document.browsingTopics()",
    "navigator.joinAdInterestGroup({{owner: '{n}', name: 'a', biddingLogicURL: '{n}'}}, 60)",
    "navigator.runAdAuction({{seller: '{n}', decisionLogicURL: '{n}'}})",
    "sharedStorage.worklet.addModule('{n}')",
    "document.createElement('img').attributionSrc = '{n}'",
    "new PaymentRequest([{{supportedMethods: '{n}'}}], {{total: {{label: 'a', amount:"
    " {{currency: 'CNY', value: '1'}}}}}}).show()",
    "var f = document.createElement('fencedframe'); f.config = new FencedFrameConfig('{n}');"
    " document.documentElement.append(f)",
    "var a = document.createElement('a'); a.href = '#'; a.ping = '{n}';"
    " document.documentElement.append(a); a.click()",
    "new FontFace('a', `url({n})`).load()",
    "open('{n}')",
    "open('{n}', '_blank', 'noopener')",
    "var a = document.createElement('a'); a.href = '{n}'; a.target = '_blank'; a.rel = 'noopener';"
    " document.documentElement.append(a);"
    " a.dispatchEvent(new MouseEvent('click', {{ctrlKey: true}}))",
    "var f = document.createElement('form'); f.action = '{n}'; f.method = 'post';"
    " f.target = '_blank'; document.documentElement.append(f);"
    " HTMLFormElement.prototype.submit.call(f)",
)
_SHEET = "<?xml-stylesheet type='text/xsl' href='{n}'?><a/>"
_MARKUP = (
    "<img src='{n}' srcset='{n} 2x'><picture><source srcset='{n}'></picture>",
    "<script src='{n}'></script><script type=module src='{n}'></script>",
    "<style>@import '{n}';</style><link rel=stylesheet href='{n}'>",
    "<style>@font-face {{ font-family: a; src: url({n}) }} p {{ font-family: a;"
    " background: url({n}); cursor: url({n}), auto }}</style><p>a</p>",
    "<video src='{n}' poster='{n}' autoplay muted><track default src='{n}'></video>",
    "<audio autoplay><source src='{n}'></audio><input type=image src='{n}'>",
    "<iframe src='{n}'></iframe><object data='{n}'></object><embed src='{n}'>",
    "<link rel=prefetch href='{n}'><link rel=preload as=script href='{n}'>"
    "<link rel=preload as=fetch href='{n}'>",
    "<link rel=preconnect href='{n}'><link rel=dns-prefetch href='{n}'>",
    "<link rel=modulepreload href='{n}'><link rel=manifest href='{n}'><link rel=icon href='{n}'>",
    "<svg><image href='{n}'/><use href='{n}#a'/></svg><table background='{n}'></table>",
    f'<iframe src="data:text/xml,{_SHEET}"></iframe>',
    '<script type=speculationrules>{{"prefetch": [{{"source": "list", "urls": ["{n}"],'
    ' "eagerness": "immediate"}}], "prerender": [{{"source": "list", "urls": ["/secret/a"],'
    ' "eagerness": "immediate"}}]}}</script>',
    "<iframe src='/secret/b'></iframe>",
)
#: Each leaves the document, and so has one of its own.
_LEAVING = (
    "<script>location.href = '{n}'</script>",
    "<script>top.location = '{n}'</script>",
    "<meta http-equiv=refresh content='0;url={n}'>",
    "<form action='{n}' method=post><input name=a></form><script>"
    "HTMLFormElement.prototype.submit.call(document.forms[0])</script>",
    "<script>location.href = '/secret/c'</script>",
)
#: What a server's headers ask for.
HEADERS = {
    "Content-Security-Policy-Report-Only": "img-src 'none'; report-uri {n}; report-to a",
    "Reporting-Endpoints": 'a="{n}", default="{n}"',
    "Report-To": '{{"group": "a", "max_age": 60, "endpoints": [{{"url": "{n}"}}]}}',
    "NEL": '{{"report_to": "a", "max_age": 60, "success_fraction": 1}}',
    "Link": "<{n}>; rel=preload; as=script, <{n}>; rel=prefetch, <{n}>; rel=preconnect",
    "Speculation-Rules": '"{n}"',
    "Permissions-Policy-Report-Only": "geolocation=();report-to=a",
}


@dataclass(frozen=True)
class Kind:
    """A kind of target. ``html`` makes one in a page; ``{src}`` is the address of a document or
    script with ways, ``{text}`` such a document itself, as JSON, ``{attr}`` as an attribute."""

    name: str
    html: str
    worker: bool = False


_SANDBOX = "sandbox='allow-scripts allow-forms allow-popups allow-top-navigation'"
KINDS = (
    Kind("same-site", "<iframe src='{src}'></iframe>"),
    Kind("cross-site", "<iframe src='http://" + INNER + "{src}'></iframe>"),
    Kind("sandboxed", f"<iframe {_SANDBOX} src='{{src}}'></iframe>"),
    Kind("srcdoc", f"<iframe {_SANDBOX} srcdoc='{{attr}}'></iframe>"),
    Kind("data", "<iframe src='data:text/html;charset=utf-8,{quoted}'></iframe>"),
    Kind("sandboxed-data", f"<iframe {_SANDBOX} src='data:text/html;charset=utf-8,{{quoted}}'>"
         "</iframe>"),
    Kind("blob", "<script>var i = document.createElement('iframe'); i.src = URL.createObjectURL("
         "new Blob([{text}], {{type: 'text/html'}})); document.body.append(i)</script>"),
    Kind("blank", "<script>var i = document.createElement('iframe'); document.body.append(i);"
         " i.contentDocument.write({text})</script>"),
    Kind("pop-up", "<a id=a{id} target=_blank rel=noopener href='{src}'></a><script>"
         "open('{src}'); document.getElementById('a{id}').dispatchEvent(new MouseEvent('click'))"
         "</script>"),
    Kind("worker", "<script>new Worker('{src}')</script>", worker=True),
    Kind("shared-worker", "<script>new SharedWorker('{src}')</script>", worker=True),
    Kind("service-worker", "<script>ServiceWorkerContainer.prototype.register.call("
         "navigator.serviceWorker, '{src}')</script>", worker=True),
)  # fmt: skip


class Pages:
    """The outlet's pages: ``visited`` by their paths, and all ``documents`` by theirs.

    ``wanted`` are the addresses of others that they want asked, another for each attempt.
    """

    def __init__(self) -> None:
        self.visited: dict[str, tuple[dict[str, str], str]] = {}
        self.documents: dict[str, str] = {}
        self.wanted: list[str] = []
        scripts = [_SCRIPTS[i : i + 6] for i in range(0, len(_SCRIPTS), 6)]
        markup = [_MARKUP[i : i + 4] for i in range(0, len(_MARKUP), 4)]
        groups = [*scripts, *markup, *((way,) for way in _LEAVING)]
        for ways in groups:
            headers = {name: self._fill(value) for name, value in HEADERS.items()}
            self._visit(headers, self._text(ways))
        for kind in KINDS:
            few = [(*_ANYWHERE, *_WORKERS)] if kind.worker else groups
            self._visit({}, "".join(self._in(kind, w) for w in few))

    def _visit(self, headers: dict[str, str], text: str) -> None:
        self.visited[f"/p/{1000 + len(self.visited)}.html"] = headers, text

    def _in(self, kind: Kind, ways: tuple[str, ...]) -> str:
        """A target of a kind that holds ways."""
        number = len(self.documents)
        if kind.worker:
            src, document = f"/w/{number}.js", "".join(map(self._tried, ways))
        else:
            src = f"/in/{number}.html"
            document = f"<!doctype html><body>{self._text(ways)}</body>"
        self.documents[src] = document
        safe = json.dumps(document).replace("</", "<\\/")
        attr, quoted = html.escape(document, quote=True), quote(document)
        return kind.html.format(src=src, text=safe, attr=attr, quoted=quoted, id=number)

    def _text(self, ways: tuple[str, ...]) -> str:
        return "".join(
            self._fill(way) if way.startswith("<") else f"<script>{self._tried(way)}</script>"
            for way in ways
        )

    def _tried(self, way: str) -> str:
        """A script's way, which does not keep the next from being tried."""
        return f"try {{ {self._fill(way)} }} catch (e) {{ }}\n"

    def _fill(self, text: str) -> str:
        """Put the address of somebody else in."""
        number = len(self.wanted)
        host = list(OTHERS)[number % len(OTHERS)]
        url = f"http://{host}/t{number}"
        self.wanted.append(url)
        return text.format(n=url, ws=url.replace("http:", "ws:"), host=host)
