"""No document that is not of the web takes the place of an article."""

from __future__ import annotations

import json

import pytest

from tests.crawling import Crawls, toml
from tests.site import Site, article, listing

_TITLE = "南桥老街改造完工 百年商铺重新开张"
_LINES = (
    "老街改造昨天完工，沿街四十家商铺重新开张。",
    "石板路全部更换，管线埋入地下，路灯改为暖光。",
)
_OTHER = article("别处的页面冒充稿件 内容不可信", *(f"冒充的第{n}段，不该入库。" for n in range(6)))


@pytest.mark.parametrize(
    ("to", "moment"), [("blob", "at once"), ("blob", "later"), ("data", "later"), ("file", "later")]
)
def test_a_page_that_goes_there_is_stored_as_it_was(crawls: Crawls, to: str, moment: str) -> None:
    text = json.dumps(_OTHER, ensure_ascii=False)
    address = {
        "blob": f"URL.createObjectURL(new Blob([{text}], {{type: 'text/html;charset=utf-8'}}))",
        "data": f"'data:text/html;charset=utf-8,' + encodeURIComponent({text})",
        "file": "'file:///etc/passwd'",
    }[to]
    go = f"location.href = {address}"
    script = go if moment == "at once" else f"setTimeout(() => {{ {go} }}, 300)"
    page = article(_TITLE, *_LINES, tail=f"<script>{script}</script>")
    with Site({"/list.html": listing(("/p/1.html", _TITLE)), "/p/1.html": page}) as site:
        crawls.add("nq", toml(site.url, render="always"))
        crawls.run("nq")
    [row] = crawls.rows("select title, body, fetched_by from articles")
    assert (row["title"], row["fetched_by"]) == (_TITLE, "browser")
    assert row["body"].splitlines() == list(_LINES)
