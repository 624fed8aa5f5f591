"""No page, however broken, makes the reading fail or hang; what it costs grows with its size."""

from __future__ import annotations

import faulthandler
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from crawler.parsing.page import FetchedPage
from pipelines.body_html import body_html
from tests.accuracy import article_of
from tests.mutations import MUTATIONS, Case, bases

_ADDRESS = "https://news.example.cn/2024/05/06/1.html"
_FETCHED = datetime(2024, 5, 6, 4, tzinfo=UTC)
#: A page that takes so many seconds hangs.
_HANGS = 60
_OWN = [base for base in bases() if "generic" in base.parts]


def page_of(body: bytes) -> FetchedPage:
    return FetchedPage(_ADDRESS, body, fetched_at=_FETCHED)


@pytest.fixture(autouse=True)
def _ended_if_it_hangs() -> Iterator[None]:
    faulthandler.dump_traceback_later(_HANGS, exit=True, file=sys.__stderr__)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("base", _OWN[:2], ids=lambda base: base.parent.name)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mutated_page_is_read_and_cleaned(mutation: str, base: Path) -> None:
    for seed in range(3):
        article = article_of(page_of(Case(base, mutation, seed).page()))
        assert "\x00" not in article.title + article.body + article.body_html
        assert body_html(article.blocks) == article.body_html


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_same_seed_makes_the_same_page(mutation: str) -> None:
    one, same = (Case(_OWN[0], mutation, 7, scale=0.01).page() for _ in range(2))
    assert one == same


_SENTENCE = "县里今天开会，研究部署下一阶段的重点工作，要求各乡镇抓好落实，让群众看得见。"
_TEXT = f"<p>{_SENTENCE}</p>" * 4
_PEOPLE = [chr(0x5000 + n) for n in range(2000)]
Growing = Callable[[int], str]
GROWING: dict[str, Growing] = {
    "paragraphs": lambda n: f"<p>{_SENTENCE}</p>" * n,
    "links": lambda n: "".join(f"<a href=/n/{i}.html>第{i}次推进会</a>" for i in range(n)),
    "pictures": lambda n: "".join(f"<p><img src=/{i}.jpg></p><p>图{i}</p>" for i in range(n)),
    "nested blocks": lambda n: f"{'<div>' * n}{_SENTENCE}",
    "nested lists": lambda n: f"{'<ul>' * n}{'<p>甲</p><div>乙</div>' * n}",
    "nested tables": lambda n: "<table><tr><td>甲<td>" * n,
    "a table": lambda n: f"<table>{'<tr><td>甲<td>乙' * n}</table>",
    "headings": lambda n: "<h1>江城</h1><h2>县里</h2>" * n,
    "headings that hold all": lambda n: f"{'<h1>' * 60}{'<p>县里今天开会</p>' * n}",
    "bylines": lambda n: "".join(f"<p>编辑：王{name}</p>" for name in _PEOPLE[:n]),
    "brackets of writers": lambda n: f"<p>{_SENTENCE}{'（记者 张三）' * n}</p>",
    "chrome behind writers": lambda n: "<p>分享（记者 张三）</p>" * n,
    "unfolding buttons": lambda n: f"{'<p>展开全文</p>' * n}{_TEXT}",
    "false ends": lambda n: f"{'<p>相关阅读</p>' * n}{_TEXT}",
    "numbers of pages": lambda n: f"<p>第{'1' * n}页甲</p>",
    "times": lambda n: f"<p>{'2024-05-06 ' * n}</p>",
    "brackets": lambda n: f"<p>{'（' * n}</p>",
    "linked data": lambda n: (
        "<script type='application/ld+json'>" + '{"@graph":' * n + "1" + "}" * n + "</script>"
    ),
    "attributes": lambda n: f"<div {' '.join(f'a{i}={i}' for i in range(n))}>",
}


def calls_of(body: str) -> int:
    """How many functions are called to read and clean a page: a cost that no clock measures."""
    count = 0

    def counted(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    page = page_of(f"<title>县里开会研究工作</title><div>{_TEXT}{body}".encode())
    sys.setprofile(counted)
    try:
        article_of(page)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("shape", GROWING)
def test_twice_the_page_costs_about_twice(shape: str) -> None:
    grown, least = GROWING[shape], calls_of("")
    calls_of(grown(400))  # fills the caches, which are shared
    once, twice = (calls_of(grown(size)) - least for size in (400, 800))
    assert twice <= max(2.6 * once, 3000)
