"""Founder's pages: what their comments say exactly, and pages that are a fragment only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawler.models.listing import Channel
from crawler.platforms.founder_h5 import FounderH5
from crawler.platforms.registry import detect_platform
from tests.conftest import fresh_database
from tests.crawling import Crawls
from tests.media_app import MediaApp
from tests.media_app.families import FAMILIES
from tests.platforms.founder import page, read, shown

FAMILY = FounderH5()
_URL = "https://app.example.cn/html/2026-11/19/content_7.htm"
_SHELL = "https://img.example.cn/app/displayTemplate1/dist/index.html"
_SHARE = (
    "https://img.example.cn/app/template/displayTemplate/news/newsDetail/24/{}.html?isShare=true"
)
_TEXT = "<p>清晨六点，老街的铺板一块块卸下来，豆浆的热气先漫过了门槛。</p>"
_MORE = "<p>卖菜的人从河对岸过来，篮子里的露水还没有干透。</p>"


def _static(properties: str = "", before: str = "", text: str = _TEXT + _MORE) -> str:
    return (
        f"<html><head>{properties}<title>桥头的旧铺子</title></head><body><h1>桥头的旧铺子</h1>"
        f"<p>2026-11-19</p><div>{before}<!--enpcontent-->{text}<!--/enpcontent-->"
        "<p>本栏目长期征稿，来稿请注明姓名和住址，一经采用即付稿酬。</p></div></body></html>"
    )


def _properties(**said: str) -> str:
    return f"<!--enpproperty {''.join(f'<{k}>{v}</{k}>' for k, v in said.items())}/enpproperty-->"


@pytest.mark.parametrize(
    ("html", "title", "time"),
    [
        pytest.param(_static(_properties(title="老街的早晨", date="2026-11-19 06:00:12:0")),
                     "老街的早晨", "06:00:12", id="all"),
        pytest.param(_static(_properties(title="老街 &amp; 新桥", date="2026-11-19 06:00:12.0")),
                     "老街 & 新桥", "06:00:12", id="entities"),
        pytest.param(_static(_properties(title="", date="不详")), "桥头的旧铺子",
                     "00:00:00", id="empty"),
        pytest.param(_static("<!--enpproperty-->"), "桥头的旧铺子", "00:00:00", id="none"),
    ],
)  # fmt: skip
def test_properties(html: str, title: str, time: str) -> None:
    article = read(FAMILY, html, _URL)
    assert (article.title, f"{article.published_at:%H:%M:%S}") == (title, time)


@pytest.mark.parametrize(
    ("html", "first", "count"),
    [
        pytest.param(_static(), "清晨六点", 2, id="the marked text"),
        pytest.param(_static(text=f"<!--enpcontent-->{_TEXT}"), "清晨六点", 1, id="marked twice"),
        pytest.param(_static(before="<p>扫一扫，把这条新闻带回家，和家人一起读。</p>"),
                     "清晨六点", 2, id="what stands before"),
        pytest.param(_static(before='<p><img src="/1.jpg"></p>'),
                     "[https://app.example.cn/1.jpg", 3, id="a picture before"),
        pytest.param(_static(text="").replace("<p>本栏", _TEXT + "<p>本栏"), "清晨六点", 2,
                     id="nothing marked"),
        pytest.param(_static().replace("<!--/enpcontent-->", ""), "清晨六点", 3,
                     id="never closed"),
    ],
)  # fmt: skip
def test_the_text(html: str, first: str, count: int) -> None:
    blocks = shown(read(FAMILY, html, _URL))
    assert blocks[0].startswith(first)
    assert len(blocks) == count


def test_an_element_of_its_own_holds_the_text() -> None:
    html = (
        "<html><body><div id='Title'>老街的早晨</div><founder-date>2026-11-19 06:00</founder-date>"
        f"<founder-content>{_TEXT}{_MORE}</founder-content></body></html>"
    )
    article = read(FAMILY, html, _URL)
    assert len(shown(article)) == 2
    assert f"{article.published_at:%m-%d %H:%M}" == "11-19 06:00"


def _list(*urls: str) -> str:
    rows = (f'<li><a href="{url}">老街的早晨之{n}：铺板与豆浆</a><span>2026-11-19</span></li>'
            for n, url in enumerate(urls))  # fmt: skip
    return f"<html><body><ul>{''.join(rows)}</ul></body></html>"


@pytest.mark.parametrize(
    ("api", "asked"),
    [
        pytest.param("", None, id="no interface told"),
        pytest.param("https://app.example.cn/app_if", "https://app.example.cn/app_if", id="whole"),
        pytest.param("app_if/", "https://img.example.cn/app/app_if", id="below the base"),
        pytest.param("javascript:0", None, id="rubbish"),
    ],
)
def test_each_route_is_an_article_and_asked_for_by_its_id(api: str, asked: str | None) -> None:
    urls = [f"{_SHELL}#/newsDetail/{n}/" for n in (71, 72)] + [_SHARE.format(73)]
    channel = Channel(
        "要闻", "/list.html", "https://img.example.cn/app", platform_options={"api": api}
    )
    entries = FAMILY.parse_listing(
        page(_list(*urls), "https://img.example.cn/list.html"), channel, 1
    )
    assert [entry.url for entry in entries.entries] == urls
    calls = [entry.request.url if entry.request else None for entry in entries.entries]
    named = [asked and f"{asked}/getArticleContent?articleId={n}&siteId=1" for n in (71, 72)]
    assert calls == [*named, None]


@pytest.mark.parametrize(
    ("html", "url", "name"),
    [
        pytest.param("<html></html>", _SHARE.format(7), "founder_h5", id="share page"),
        pytest.param("<html></html>", f"{_SHELL}#/newsDetail/7/", "founder_h5", id="route"),
        pytest.param(_static(), _URL, "founder_h5", id="marked text"),
        pytest.param(_properties(title="一"), _URL, "founder_h5", id="properties"),
        pytest.param("<founder-content>一</founder-content>", _URL, "founder_h5", id="element"),
        pytest.param(_list(*map(_SHARE.format, (1, 2, 3))), _URL, "founder_h5", id="listing"),
        pytest.param(_list(*map(_SHARE.format, (1, 2, 2))), _URL, "generic", id="two links"),
        pytest.param("<!--enpcontent--><p>一</p>", _URL, "generic", id="never closed"),
        pytest.param("<html></html>", "https://img.example.cn/news/7.html", "generic", id="none"),
    ],
)
def test_recognised(html: str, url: str, name: str) -> None:
    assert detect_platform(page(html, url))[0].name == name


def test_without_an_interface_each_route_is_rendered_or_learned(
    embedded_server: str, tmp_path: Path
) -> None:
    crawls = Crawls(fresh_database(embedded_server), tmp_path / "sources")
    told = FAMILIES["founder_h5"]
    family = replace(told, platform_options={}, channels={"yw": told.channels["yw"]})
    with MediaApp() as app:
        crawls.add(family.name, family.source_toml(app.url))
        run = crawls.run(family.name)
        wanted = {want.title for want in app.expected if want.channel == "要闻"}
    rows = crawls.rows("select url, title, gate from articles")
    assert run.returncode == 0, run.stderr[-3000:]
    assert {row["title"] for row in rows} == wanted
    routes = [row for row in rows if urlsplit(row["url"]).fragment]
    assert len(routes) > 1
    assert {row["gate"] for row in routes} == {"blocking"}
