"""litenews: one address per article, and only for names that hold outlet and article."""

from __future__ import annotations

from base64 import b64encode

import pytest

from crawler.platforms.litenews import Litenews, canonical_share_url
from crawler.platforms.registry import detect_platform
from tests.platforms.answers import HOSTILE, answer, channel, markup

HOME = "https://m.example.cn"
FAMILY = Litenews()
WANTED = f"{HOME}/share/YS0yMS01MTY0MTE.html"


@pytest.mark.parametrize(
    "path",
    [
        "/share/YS0yMS01MTY0MTE.html",
        "/share/YS0yMS01MTY0MTE=.html",
        "/w/article/YS0yMS01MTY0MTE.html",
        "/w/article/YS0yMS01MTY0MTE%3D.html",
        "/share/YS0yMS01MTY0MTE%3d.html?from=timeline",
    ],
)
def test_an_article_has_one_address(path: str) -> None:
    assert canonical_share_url(HOME + path) == WANTED


@pytest.mark.parametrize(
    "name",
    ["", "news", "464704", "%%%", "YQ", "===", b64encode(b"b-21-516411").decode().rstrip("="),
     b64encode(b"a-21").decode(), b64encode(b"a-21-x1234").decode(), "\u5341", "A" * 500],
)  # fmt: skip
def test_another_name_stays_what_it_is(name: str) -> None:
    assert canonical_share_url(f"{HOME}/share/{name}.html") == ""
    assert canonical_share_url(f"{HOME}/p/{name}.html") == ""


def links(*names: str) -> str:
    lines = (
        f'<li><a href="/share/{n}.html">白鹭滩第{n[-3:]}次巡护记录公布</a></li>' for n in names
    )
    return f"<html><body><ul>{''.join(lines)}</ul></body></html>"


NAMES = [b64encode(f"a-21-5164{n}".encode()).decode() for n in range(10, 15)]


def test_a_list_shows_each_article_once() -> None:
    assert all(name.endswith("=") for name in NAMES)
    page = markup(
        f"{HOME}/list/1.html",
        links(*NAMES, *(n.rstrip("=") for n in NAMES), *(n.replace("=", "%3D") for n in NAMES)),
    )
    entries = FAMILY.parse_listing(page, channel(HOME, "", "/list/1.html"), 1).entries
    wanted = [f"{HOME}/share/{name.rstrip('=')}.html" for name in NAMES]
    assert [entry.url for entry in entries] == wanted


def test_what_is_recognised() -> None:
    assert detect_platform(markup(f"{HOME}/list/1.html", links(*NAMES)))[0].name == "litenews"
    assert detect_platform(markup(WANTED, "<p>正文</p>"))[0].name == "litenews"
    assert detect_platform(markup(f"{HOME}/list/1.html", links(*NAMES[:2])))[0].name == "generic"
    others = [f"c3Rvcnktbm90LWE{n}" for n in range(5)]
    assert detect_platform(markup(f"{HOME}/list/1.html", links(*others)))[0].name == "generic"


@pytest.mark.parametrize("body", HOSTILE)
def test_hostile_answers(body: str) -> None:
    page = answer(f"{HOME}/list/1.html", body)
    assert FAMILY.parse_listing(page, channel(HOME, "", "/list/1.html"), 1).entries == ()
    assert FAMILY.detect(page) == ""


def test_a_malformed_host_has_no_share_page() -> None:
    assert canonical_share_url(f"{HOME}/%00/a%3Fb/share/YS0yMS01MTY0MTE.html") == (
        f"{HOME}/%00/a%3Fb/share/YS0yMS01MTY0MTE.html"
    )
    assert canonical_share_url("https://[wrong/share/YS0yMS01MTY0MTE.html") == ""
