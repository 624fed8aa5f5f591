"""What stands in a listing's place and is none is a fault; a listing that is empty is not."""

from __future__ import annotations

from typing import Any

import pytest

from crawler.models.listing import Channel, ListingPage
from crawler.parsing.json_record import error_of
from tests.parsing.reader import HOME, TITLES, document, read, read_json


def page(title: str, *lines: str) -> str:
    said = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html><head><title>{title}</title></head><body>{said}</body></html>"


NO_LISTINGS = {
    "a blocking page": page("拦截提示", "您的请求存在风险，已被安全策略拦截，事件编号 7f31。"),
    "a check of the visitor": page("安全验证", "请完成下方验证后继续访问"),
    "nginx": "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway"
    "</h1></center><hr><center>nginx/1.20.1</center></body></html>",
    "tengine": page("504 Gateway Time-out", "The gateway did not respond in time.", "Tengine"),
    "a busy service": "upstream connect error or disconnect/reset before headers",
    "plain text": "系统繁忙",
    "maintenance": page("江城网", "系统正在升级维护，预计今晚恢复，给您带来不便敬请谅解。"),
    "a login": page("江城网", "您尚未登录或登录已过期，请重新登录。"),
    "a trace of Java": page(
        "出错",
        "java.lang.NullPointerException",
        "at cn.jc.web.ListServlet.doGet(ListServlet.java:8)",
    ),
    "an error of PHP": "<br />\n<b>Fatal error</b>:  Uncaught Error: Call to undefined function a()"
    " in /www/list.php:12",
    "an error of a store": '<?xml version="1.0"?><Error><Code>NoSuchBucket</Code></Error>',
    "XML of another kind": '<?xml version="1.0"?><config><version>3</version></config>',
    "a page that says nothing": page("提示", "这里什么也没有"),
    "cut JSON": '{"code":0,"data":[{"title":"江城区召开春季农业生产推进会","url":"/p/8',
    "a cut call": 'cb({"code":0,"data":[{"title":"江城',
    "nothing": "null",
    "scrambled": "kJh7Gd9wQp2xLmZr==",
}  # fmt: skip


@pytest.mark.parametrize("body", NO_LISTINGS.values(), ids=NO_LISTINGS.keys())
def test_what_is_no_listing_is_a_fault(body: str) -> None:
    listing = read(body)
    assert listing.error
    assert not listing.entries


@pytest.mark.parametrize(
    "body",
    [
        document('<nav><a href="/">首页</a></nav><ul class="news"></ul>'),
        document("<h2>要闻</h2><div class='news-list'></div>"),
        document("<table><tr><th>标题</th><th>时间</th></tr></table><p>暂无内容</p>"),
        document('<div id="app"></div><script src="/app.js"></script>'),
        "<rss><channel><title>江城</title></channel></rss>",
        "<urlset></urlset>",
    ],
)
def test_an_empty_listing_is_none(body: str) -> None:
    assert not read(body).error


def test_what_is_behind_the_last_page_is_no_fault() -> None:
    channel = Channel("要闻", "/list?p={page}", HOME)
    for body in ("<ul></ul>", "没有更多了", "null", '{"code":0,"data":[]}'):
        assert not read(body, channel, 3).error


def test_a_failing_page_behind_the_first_is_one() -> None:
    channel = Channel("要闻", "/list?p={page}", HOME)
    for body in (NO_LISTINGS["nginx"], NO_LISTINGS["cut JSON"], '{"code":500,"msg":"系统异常"}'):
        assert read(body, channel, 3).error


def test_a_listing_that_tells_of_errors_is_a_listing() -> None:
    items = "".join(
        f'<li><a href="/p/80{n}.html">{t}</a></li>'
        for n, t in enumerate(
            ("系统升级维护公告：社保平台暂停服务", "多名网络水军账号已被封禁", *TITLES)
        )
    )
    assert len(read(document(f"<ul>{items}</ul>")).entries) == 6


ERRORS: list[tuple[Any, str]] = [
    ({"code": 500, "msg": "系统异常", "data": []}, "系统异常"),
    ({"code": -1, "message": "参数错误"}, "参数错误"),
    ({"success": False, "msg": "签名错误", "data": None}, "签名错误"),
    ({"state": False, "error": "栏目不存在", "data": False}, "栏目不存在"),
    ({"code": "9999", "message": "稿件不存在", "data": None}, "稿件不存在"),
    ({"errcode": 40001, "errmsg": "invalid credential"}, "invalid credential"),
    ({"error": {"code": 403, "message": "Forbidden"}}, "Forbidden"),
    ({"status": 503, "error": "Service Unavailable", "path": "/list"}, "Service Unavailable"),
    ({"meta": {"code": 400, "msg": "缺少参数"}}, "缺少参数"),
    ({"code": 1, "msg": "服务器繁忙，请稍后再试", "data": {}}, "服务器繁忙，请稍后再试"),
    ({"code": 404}, "code 404"),
]
ANSWERS: list[Any] = [
    {"code": 0, "msg": "ok", "data": []},
    {"code": 1, "msg": "查询成功", "data": {}},
    {"state": True, "data": False},
    {"ret": 0, "msg": "success"},
    {"errno": 0, "errmsg": ""},
    {"status": 1, "info": "操作成功"},
    {"code": "0000", "message": "成功", "data": {"total": 0}},
    {"code": 20000, "data": {}},
    {"success": False, "msg": "没有更多数据"},
    {"code": 404, "msg": "暂无数据", "data": []},
    {"code": 500, "data": [{"title": "河堤加固", "url": "/p/1.html"}]},
    {"status": "30", "title": "河堤加固完工", "content": "<p>河堤加固完工。</p>"},
    {"state": 200, "success": True, "message": "", "data": {"id": 5, "title": "请登录"}},
    {},
    [],
    None,
    "请登录",
]


@pytest.mark.parametrize(("value", "said"), ERRORS)
def test_an_interface_says_that_it_failed(value: Any, said: str) -> None:
    assert error_of(value) == said
    assert read_json(value).error == f"not a listing: {said}"


@pytest.mark.parametrize("value", ANSWERS)
def test_an_answer_that_went_well_is_no_error(value: Any) -> None:
    assert error_of(value) == ""


@pytest.mark.parametrize(
    "bad",
    [
        {"title": TITLES[1], "url": "/p/" + "9" * 5000},
        {"title": "题" * 2**20, "url": "http://["},
        {"title": "\ud800", "url": "/p/\ud800.html"},
        {"title": "\x00", "url": "/p/\x00"},
    ],
)
def test_a_bad_row_costs_no_other(bad: Any) -> None:
    good = {"title": TITLES[0], "url": "/p/801.html"}
    far = {"title": TITLES[2], "url": "/p/802.html", "publishTime": "2024-05-13T08:00:00+16:00"}
    listing = read_json({"list": [bad, good, far]})
    found = {entry.url: entry.published_at for entry in listing.entries}
    assert f"{HOME}/p/801.html" in found
    assert found[f"{HOME}/p/802.html"] is None


def test_a_picture_under_any_name() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
    for kind in ("text/html", "", "application/octet-stream"):
        assert read(png, content_type=kind) == ListingPage(error="not a listing: image/png")
