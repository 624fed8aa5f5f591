"""What the rows understand, and what they leave alone."""

from __future__ import annotations

import re

import pytest

from crawler.gates.page_signals import find_page_signals
from crawler.gates.rules.hosts import find_host
from crawler.gates.rules.labels import LABEL_RULES, LabelKind, matches_label
from crawler.gates.rules.page_source import FOLD_CLASSES, SOURCE_SIGNALS, rules_for_javascript
from crawler.gates.rules.urls import NON_ARTICLE_URLS, may_be_article_url, non_article_url_reason
from crawler.parsing.page import FetchedPage
from tests.security.press_pages import ACTIONS

SAID: dict[LabelKind, tuple[str, ...]] = {
    "open_app": (
        "打开APP", "去APP阅读全文", "打开 APP 阅读全文", "APP内打开", "打开客户端", "下载APP",
        "立即打开", "打开青石新闻APP，看更多", "2步打开 青石APP", "点击右上角“…”按钮",
        "使用浏览器/Safari打开", "青石新闻客户端内查看", "下载客户端阅读更多精彩",
    ),
    "read_on": (
        "展开全文", "阅读全文", "继续阅读", "点击展开", "查看全文", "显示全文 ↓", "点击查看全文",
        "查看后续", "在网页继续看", "Read more", "还剩1200字，点此接着看", "展开剩余70%",
        "余下全文", "剩余50%，点击阅读", "还有 60% 未读 点击展开", "全文",
    ),
    "may_read_on": (
        "点这里看全文", "接着往下读", "展开折叠部分", "还有3段未读内容", "讀全文", "展开后续报道",
        "继续读下面的内容", "更多内容请展开", "Read the full article", "看余下全文",
    ),
    "more": ("加载更多", "点击加载更多", "上拉加载更多…", "查看更多新闻"),
    "loading": ("正文加载中…", "加载中...", "Loading...", "请稍候"),
    "gone": ("文章不存在", "抱歉，您访问的页面不存在", "该文章已被删除"),
    "turn": ("下一页", "点击阅读下一页", "第2页", "下一页 >"),
    "dismiss": ("×", "以后再说", "取消", "使用网页版", "残忍拒绝"),
    "end": (
        "责任编辑：王小禾", "（全媒体记者 李禾 通讯员 王禾）", "（完）", "编辑 王小禾",
        "本文来源：青石",
    ),
}  # fmt: skip

NOT_SAID: dict[LabelKind, tuple[str, ...]] = {
    "open_app": ("打开窗户", "客户端", "记者打开了仓库的大门", "展开全文"),
    "read_on": (
        "打开APP阅读全文",
        "阅读原文",
        "查看原图",
        "查看全部",
        "收起全文",
        "正文",
        "全部",
        "全文如下所示",
    ),
    "may_read_on": (
        *ACTIONS,
        "点赞后展开全文",
        "投票并展开",
        "看广告展开全文",
        "收起全文",
        "打印全文",
        "翻译全文",
        "展开评论",
        "查看大图",
        "双击点赞",
        "继续",
        "更多",
        "查看",
        "阅读 1204",
        "看看新闻",
    ),
    "turn": ("下一篇", "打开APP查看下一页", "第2页的内容讲了什么"),
    "dismiss": ("取消订单的人越来越多", "关闭后的矿山"),
    "more": ("打开APP查看更多", "更多"),
    "loading": ("码头上正在装货",),
    "gone": ("新闻发布会",),
    "end": ("编辑部的灯光一直亮到了后半夜", "记者看到码头上人来人往"),
}


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, ts in SAID.items() for t in ts])
def test_a_label_says_what_it_says(kind: LabelKind, text: str) -> None:
    assert matches_label(kind, text)


#: Kinds that are looked for in a page, and the field that holds what was found.
_ON_PAGES = ("open_app", "read_on", "loading", "gone", "refused")


@pytest.mark.parametrize(
    ("kind", "text"), [(k, t) for k, ts in SAID.items() if k in _ON_PAGES for t in ts]
)
def test_the_scan_of_a_page_finds_each_label(kind: LabelKind, text: str) -> None:
    """It looks for a hint first (`LABEL_HINTS`): a rule without one would never be tried."""
    html = f"<html><body><p>第一段。</p><div>{text}</div></body></html>"
    page = FetchedPage("https://m.example.cn/p/1.html", html.encode(), "text/html; charset=utf-8")
    assert getattr(find_page_signals(page), kind)


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, ts in NOT_SAID.items() for t in ts])
def test_and_nothing_else(kind: LabelKind, text: str) -> None:
    assert not matches_label(kind, text)


@pytest.mark.parametrize(
    "text",
    ["立即打开", "打开APP阅读全文", "下载客户端查看全文", "立即打开阅读全文", "打开看全文",
     "用青石APP看全文", "查看全文请下载APP", "展开全文需下载APP", "微信扫码阅读全文",
     "登录查看全文", "关注公众号阅读全文", "点赞后展开全文", "青石APP专享全文", "去客户端看全文",
     "去青石看全文",
     "打开抖音看全文", "体验APP看全文", "看全文上青石APP", "免费下载看全文", "到小程序阅读全文",
     "打开青石新闻APP，看更多", "在青石APP内继续阅读", "在青石APP内点击展开", "付费阅读全文"],
)  # fmt: skip
def test_what_it_takes_to_read_is_an_app_s_prompt_and_no_label(text: str) -> None:
    assert matches_label("open_app", text)
    assert not any(matches_label(kind, text) for kind in ("read_on", "may_read_on", "turn", "more"))


@pytest.mark.parametrize(
    "path",
    ["", "/", "/index.html", "/#/", "/download", "/download?from=h5", "/appdown.html", "/qs.apk",
     "/x/openapp?id=1", "/share/app-store", "/login?back=/a/1.html", "/h5/down/",
     "/#!/", "/#/home", "/index.html#/", "//",
     "/download/12.html"],
)  # fmt: skip
def test_scripts_may_not_lead_aside(path: str) -> None:
    assert non_article_url_reason("https://n.example.cn" + path)


@pytest.mark.parametrize(
    "path",
    ["/a/1.html", "/?id=7", "/#/detail/7", "/app/share/7.html", "/2024/0506/c1-7.shtml",
     "/downtown/7.html", "/index.html?id=7", "/client/news/7",
     "/#77", "/#/n/aBcD", "/#?id=7", "/index.html#!/x", "/news/down/12.html"],
)  # fmt: skip
def test_an_article_is_not_aside(path: str) -> None:
    assert not non_article_url_reason("https://n.example.cn" + path)


@pytest.mark.parametrize(
    ("to", "may"),
    [("/p/2024.html", True), ("/s/x7?pass=1", True), ("/#/detail/77", True),
     ("/a/new-cold-chain", True),
     ("/store", False), ("/h5/guide", False), ("/qs.apk", False), ("/download/2024.html", False)],
)  # fmt: skip
def test_a_script_may_lead_to_what_looks_like_an_article(to: str, may: bool) -> None:
    assert may_be_article_url("http://10.11.12.13:8080" + to, "http://10.11.12.13:8080/s/x7") is may


def test_a_guise_is_asked_for_in_many_words() -> None:
    for words in ("请在微信客户端打开链接", "请用微信打开", "请使用微信内置浏览器访问本页"):
        assert any(re.fullmatch(pattern, words) for pattern in rules_for_javascript()["guises"])  # type: ignore[attr-defined]


def test_a_listed_host_is_known_with_its_subdomains_only() -> None:
    row = find_host("https://res.cdn.openinstall.io/openinstall.js?k=1")
    assert row is not None
    assert row.stub_globals == ("OpenInstall",)
    assert find_host("https://notopeninstall.io/a.js") is None
    assert find_host("https://[broken/") is None


def test_every_pattern_is_one_and_none_matches_nothing() -> None:
    patterns = [row.pattern for row in (*LABEL_RULES, *NON_ARTICLE_URLS, *SOURCE_SIGNALS)]
    assert len(patterns) == len(set(patterns))
    assert not [p for p in (*patterns, FOLD_CLASSES) if re.search(p, "") and "<x>" not in p]


def test_what_goes_into_the_browser_is_plain_javascript() -> None:
    for pattern in (rules_for_javascript()[kind] for kind in ("open_app", "read_on", "more")):
        assert not re.search(r"\\[wWdDbB]|\(\?[P<#]|<[xw]>|<app>", str(pattern))
