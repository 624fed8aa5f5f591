"""Which scripts may bring more of a body that looks whole."""

from __future__ import annotations

import pytest

from crawler.gates.script_content import script_may_add_text
from crawler.parsing.page import FetchedPage

BODY = (
    "清晨六点，码头已经热闹起来。第一批渔船靠了岸，搬运工排成一列，把一筐筐鲜货传上岸去。"
    "半个钟头以后，头一辆冷藏车就发动了。"
)
REST = "下午两点，冷库里的最后一批鲜货装上了车，发往三百公里外的省城，司机老周说天黑以前能到。"


def doubt(script: str) -> str:
    text = f"<html><body><p>{BODY}</p><div id=c></div><script>{script}</script></body></html>"
    return script_may_add_text(FetchedPage("https://m.example.cn/p/1.html", text.encode()), BODY)


@pytest.mark.parametrize(
    "script",
    [
        "fetch('/api/rest?id=1').then(r=>r.text()).then(t=>{c.innerHTML+=t})",
        "$.get(url,function(h){$('#c').append(h)})",
        f"setTimeout(()=>c.insertAdjacentHTML('beforeend','<p>{REST}</p>'),900)",
    ],
)
def test_a_script_that_writes_text_into_the_page_may(script: str) -> None:
    assert doubt(script)


@pytest.mark.parametrize(
    "script",
    [
        "location.href='qcapp://a/1';setTimeout(function(){location.href='/download'},2000)",
        "setInterval(()=>fetch('/api/ping'),300)",
        "fetch('/api/comments?id=1').then(r=>r.text()).then(t=>{c.innerHTML=t})",
        "fetch('/count/1.json').then(r=>r.json()).then(d=>{c.innerHTML=d.views})",
        f"wx.share({{desc:'{REST}'}});c.innerHTML='<i></i>'",
        f"c.innerHTML='<p>{BODY}</p>'",
    ],
)
def test_what_stands_beside_an_article_does_not(script: str) -> None:
    assert doubt(script) == ""
