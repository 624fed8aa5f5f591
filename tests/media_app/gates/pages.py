"""The parts that gate pages are made of."""

from __future__ import annotations

#: What pages do with text that they got: in the place of the body, or behind what is there.
SHOW = "function show(h){document.getElementById('content').innerHTML=h}"
MORE = "function more(h){document.getElementById('content').insertAdjacentHTML('beforeend',h)}"
#: Getting the whole body, and getting its second half.
GET_BODY = "fetch('/gates/api/html/@ID@').then(r=>r.text()).then(show)"
GET_REST = "fetch('/gates/api/rest/@ID@').then(r=>r.text()).then(more)"
BUTTON = "document.getElementById('more')"
APP = "qcapp://article/@ID@"

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>@TITLE@_清川融媒</title>{head}</head>
<body>
<div class="detail">
<h1>@TITLE@</h1>
<div class="info"><span class="date">@TIME@</span> <span class="source">来源：清川融媒</span></div>
{body}
</div>
{behind}
</body>
</html>
"""


def page(body: str, head: str = "", behind: str = "") -> str:
    return _PAGE.format(body=body, head=head, behind=behind)


def content(inside: str) -> str:
    return f'<div class="content" id="content">\n{inside}\n</div>'


def full(script: str, head: str = "", behind: str = "") -> str:
    """A page with its whole body in it, and a script after that."""
    return page(content("@BODY@"), head, f"{behind}<script>{script}</script>")


def shell(script: str, inside: str = "", head: str = "", behind: str = "") -> str:
    """A page whose body is brought by a script, which has ``show``."""
    return page(content(inside), head, f"{behind}<script>{SHOW}\n{script}</script>")


def preview(button: str, script: str, shown: str = "@HALF@", head: str = "") -> str:
    """A page that shows a part, and a button that brings the rest; its script has ``more``."""
    return page(content(shown) + button, head, f"<script>{MORE}\n{SHOW}\n{script}</script>")
