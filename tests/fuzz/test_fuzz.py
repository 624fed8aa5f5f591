"""Whatever comes from outside, the crawler reads it without a fault, in bounded time and memory.

In the ordinary run each property is tried on a few examples, the same ones each time. With
``FUZZ_SECONDS=3600`` in the environment they go on for so long together, on ever new examples, and
each says on how many: ``FUZZ_SECONDS=3600 .venv/bin/python -m pytest tests/fuzz``.
"""

from __future__ import annotations

import asyncio
import faulthandler
import functools
import gzip
import itertools
import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.fetching.downloads import to_page
from crawler.fetching.failure_outcomes import (
    error_reason,
    failure_outcome,
    non_article_reason,
    redirected_away,
)
from crawler.fetching.page_reader import read_article_page
from crawler.fetching.render_stats import RenderStatsTable, page_template, stats_of_source
from crawler.fetching.request_learning import DomPatch, patch_page, response_shape
from crawler.models.learned_request import LearnedRequest, RequestTemplate
from crawler.models.listing import Channel, Entry, RequestSpec
from crawler.parsing.article.multipage import find_next_part, merge_parts
from crawler.parsing.page import FetchedPage
from crawler.parsing.url import is_private_host
from crawler.platforms.registry import PLATFORM_NAMES, detect_platform, get_platform, parse_listing
from crawler.rendering.request_interceptor import FirstRequest, RequestInterceptor
from crawler.request_fingerprinter import HeaderAwareFingerprinter, build_request
from crawler.source_config.loader import load_source_file
from crawler.source_config.schema import Source
from crawler.state.channel_poll import ChannelPoll, PageDelta
from crawler.util.retry_after import MAX_RETRY_AFTER, parse_retry_after
from pipelines.body_html import body_html
from pipelines.clean import clean, rejection_reason
from pipelines.store import article_row
from tests.benchmarks.hostile import read as measured
from tests.fuzz.mutations import LIGHT, answers, edited, edits, json_of, mutated
from tests.fuzz.served import NOW, ORIGIN, Served, served
from tests.site import article, listing

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
#: What one example may take (s of CPU), and after how long one is taken to hang (s).
_SLOW, _HANGS = 5.0, 60.0
_SECONDS, _ROUND = float(os.environ.get("FUZZ_SECONDS", "0")), 200
_CHANNEL = Channel("要闻", "/list_{page}.html", ORIGIN, id="7")
_LINE = "县里今天开会，研究部署下一阶段的重点工作，要求各乡镇抓好落实，让群众看得见。"
_ENTRY = Entry(f"{ORIGIN}/2026/11/20/1001.html", "县里今天开会")
_HTML = article(_ENTRY.title, _LINE, _LINE, "（记者 张三）").encode()
_LIST = listing((_ENTRY.url, _ENTRY.title), ("/n/1002.html", _LINE), more="/2").encode()
_GRAFT = DomPatch("/html/body", 0, -1, "<p>⟦0/data/content⟧</p>")
_LESSON = LearnedRequest((RequestTemplate(f"{ORIGIN}/api?id={{1}}"),), (_GRAFT,))


def _page(body: bytes, content_type: str = "text/html", url: str = _ENTRY.url) -> FetchedPage:
    return FetchedPage(url, body, content_type, requested_url=url, fetched_at=NOW)


@functools.cache
def _outlet() -> list[Served]:
    """What is mutated: all that our outlet answers, and two plain pages."""
    return [*(Served(None, _CHANNEL, _page(body), _ENTRY) for body in (_HTML, _LIST)), *served()]


def fuzz(
    request: pytest.FixtureRequest, check: Callable[..., None], examples: int, **drawn: Any
) -> None:
    """Hold a property against examples: the same few each time, or new ones for its share of
    ``FUZZ_SECONDS``."""
    properties = [item for item in request.session.items if "request" in item.fixturenames]
    until, count, slow = time.monotonic() + _SECONDS / len(properties), [0], []

    def timed(**facts: Any) -> None:
        count[0] += 1
        faulthandler.dump_traceback_later(_HANGS, exit=True, file=sys.__stderr__)
        began = time.process_time()
        try:
            check(**facts)
        finally:
            faulthandler.cancel_dump_traceback_later()
        if time.process_time() - began > _SLOW:  # it does not fail: to shrink it takes for ever
            slow.append(facts)

    rounds = settings(
        max_examples=_ROUND if _SECONDS else examples, deadline=None, database=None,
        derandomize=not _SECONDS, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    with request.getfixturevalue("capsys").disabled():  # what hangs is shown before all ends
        for number in itertools.count(time.time_ns()):
            held = rounds(given(**drawn)(timed))
            (seed(number)(held) if _SECONDS else held)()
            if time.monotonic() >= until:
                break
        if _SECONDS:
            sys.stdout.write(f"\n{request.node.name}: {count[0]:,} examples\n")
    assert not slow


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _texts(each))
    elif hasattr(value, "items"):
        yield from (text for pair in value.items() for text in _texts(pair))


def assert_keepable(value: Any) -> None:
    """PostgreSQL keeps no NUL and no half of a surrogate pair."""
    for text in _texts(value):
        assert "\x00" not in text
        text.encode()


def check_listing(page: FetchedPage, channel: Channel, family: str | None) -> None:
    """As the spider reads a listing: what it says is kept, what it names is asked for."""
    for number in (1, 2):
        found = parse_listing(page, replace(channel, platform=family), number)
        assert_keepable(found.error)
        for entry in found.entries:
            assert_keepable([asdict(replace(entry, request=None, counts={})), dict(entry.counts)])
            RenderStatsTable().choose_method(entry.url, "auto")
            assert entry.published_at is None or entry.published_at.utcoffset() is not None
        asks = [entry.request or RequestSpec(entry.url) for entry in found.entries]
        for ask in filter(None, (*asks, found.next, *found.sub_requests)):
            HeaderAwareFingerprinter().fingerprint(build_request(ask, {}))
            assert_keepable([ask.url, dict(ask.headers), ask.body.decode()])


def check_article(page: FetchedPage, entry: Entry, family: str | None) -> None:
    """As the spider reads an article, and as the pipelines clean it and lay it in a row."""
    assert_keepable(non_article_reason(entry, page))
    redirected_away(entry, replace(page, rendered=True), f"{entry.url}/asked")
    found, verdict = read_article_page(page, entry, family)
    if further := find_next_part(page, {page.url}):
        build_request(RequestSpec(further.url), {})
    page_template(page.tree)
    found = merge_parts([found])
    clean(found)
    assert_keepable([verdict.reason, rejection_reason(found), article_row(found)])
    json.dumps(article_row(found), allow_nan=False)
    assert body_html(found.blocks) == found.body_html


def check(one: Served, body: bytes, family: str | None) -> None:
    """An answer with another body, as listing and as article, read by its family or another."""
    page = replace(one.page, body=body)
    detect_platform(page)
    get_platform(family).parse_channels(page)
    check_listing(page, one.channel, family)
    check_article(page, one.entry, family)


def _families(one: Served) -> st.SearchStrategy[str | None]:
    return st.just(one.family) | st.just(one.family) | st.sampled_from(PLATFORM_NAMES)


def test_pages(request: pytest.FixtureRequest) -> None:
    """Answers of every family, whatever happened to their bytes."""

    def holds(data: st.DataObject, one: Served) -> None:
        body = data.draw(mutated([one.page.body]) | st.binary(max_size=300))
        check(one, body, data.draw(_families(one)))

    fuzz(request, holds, 300, data=st.data(), one=st.sampled_from(_outlet()))


def test_json(request: pytest.FixtureRequest) -> None:
    """Answers of every family with keys dropped, values of other kinds, and JSON of any kind."""

    def holds(data: st.DataObject, one: Served) -> None:
        body = data.draw(answers(one.page.json))
        check(one, body, data.draw(_families(one)))
        answered = [replace(one.page, body=body)]
        response_shape(_LESSON, answered)
        if made := patch_page(_LESSON, _page(_HTML), answered):
            check_article(made, _ENTRY, None)

    outlet = [one for one in _outlet() if one.page.json is not None]
    fuzz(request, holds, 250, data=st.data(), one=st.sampled_from(outlet))


_HEADER = st.binary(max_size=60) | st.sampled_from((
    b"http://[", b"app://x", b"//[::1", b"text/html; charset=utf-16", b"text/html; charset=x" * 99,
    b"9" * 5000, b"-1", b"1.5", b"nan", b"\xb2", b"Thu, 01 Jan 2026 00:00:00 GMT",
    b"Thu, 01 Jan 2026 00:00:00 +" + b"9" * 13, b"Thu, 01 Jan 0001 00:00:00 +2359",
    b'W/"\xe9\x00"', b"Thu, 99 Jan 99999 99:99:99", b"application/json", b"image/\x00",
    b'attachment; filename="\xff"',
)) | mutated((b"Thu, 01 Jan 2026 00:00:00 +0800", b"http://m.example.cn/1.html?a=b#c"))  # fmt: skip
_NAMED = ("Content-Type", "Retry-After", "Location", "Last-Modified", "ETag", "Content-Disposition")


def check_headers(headers: dict[str, bytes], status: int) -> None:
    """A failed request ends, an answer is read, a listing is asked for again."""
    asked = Request(_ENTRY.url)
    response = Response(_ENTRY.url, status, headers, _HTML, request=asked)
    wait = parse_retry_after(headers["Retry-After"])
    assert wait is None or 0 <= wait <= MAX_RETRY_AFTER
    error = HttpError(response, "ignored")
    said = ValueError(headers["Location"].decode("latin-1"))
    assert_keepable(
        [*failure_outcome(error), error_reason(Failure(error)), error_reason(Failure(said))]
    )
    source = Source(key="outlet", name="县报", base_url=ORIGIN, channels=({"url": "/"},))
    page = to_page(response, source.timezone)
    assert_keepable(page.content_type)
    check_article(page, _ENTRY, None)
    check_listing(page, _CHANNEL, None)
    look = ChannelPoll(_CHANNEL, NOW, NOW, RequestSpec(_ENTRY.url))
    look.add_page(response, look.request, 1, [], PageDelta())
    assert_keepable(look.received_validators)
    asked.headers.update(
        replace(look, validators=look.received_validators, unconditional=False).headers
    )
    assert asked.headers.get("If-None-Match") in (None, headers["ETag"].replace(b"\x00", b""))


def test_headers(request: pytest.FixtureRequest) -> None:
    status = st.sampled_from((200, 200, 301, 302, 304, 403, 404, 429, 503))
    headers = st.fixed_dictionaries(dict.fromkeys(_NAMED, _HEADER))
    fuzz(request, check_headers, 300, headers=headers, status=status)


_PIECES = st.lists(
    st.sampled_from((
        "m.example.cn", "a..b", ".", "a" * 64, "xn--", "[::1]", "[", "]", "@", ":", ":99999",
        "%00", "%", "/", "\\", "?", "#", "1", "0x7f.1", "127.0.0.1", "localhost", "/p/1.html", "字",
        "\u3002", " ", "hm.baidu.com", "//", "&", "=", ";", "..", "index.html",
    ))
    | st.text(max_size=3), max_size=8,
).map("".join)  # fmt: skip
_KINDS = st.sampled_from(("Document", "Script", "XHR", "Fetch", "Stylesheet", "Image", "Other"))


def test_requests_of_a_page(request: pytest.FixtureRequest) -> None:
    """Whatever a page in the browser asks for, each of its requests gets an answer."""

    def holds(asked: list[tuple[str, str, str, str]]) -> None:
        session: Any = SimpleNamespace()
        wire = RequestInterceptor(
            session, None, lambda url: not is_private_host(url), lambda _: True, set()
        )
        wire.reset(FirstRequest(_ENTRY.url))
        first = ("https://", "m.example.cn/2026/11/20/1001.html", "Document", "GET")
        for scheme, rest, kind, method in (first, *asked):
            event = {"request": {"url": scheme + rest, "method": method}, "resourceType": kind}
            asyncio.run(wire.decide(event | {"frameId": rest[:1] and "1", "networkId": kind}))

    schemes = st.sampled_from(("https://", "http://", "https:", "qcapp://", "", "data:"))
    one = st.tuples(schemes, _PIECES, _KINDS, st.sampled_from(("GET", "POST")))
    fuzz(request, holds, 300, asked=st.lists(one, min_size=1, max_size=4))


def _toml(value: Any) -> str:
    """A value as TOML; some come out as no TOML at all."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _with_value(text: str, number: int, value: str) -> bytes:
    """A source file with another value for one of its keys."""
    pairs = list(re.finditer(r"^\w+ = (.*)$", text, re.M))
    start, end = pairs[number % len(pairs)].span(1)
    return (text[:start] + value + text[end:]).encode("utf-8", "surrogatepass")


_WHOLE = f"""name = "县报"
base_url = "https://m.example.cn"
every = "15m"
delay = 1
min_entries = 1
max_pages = 5
timezone = "Asia/Shanghai"
platform = "generic"
[platform_options]
key = "1"
[[channels]]
url = "/list_{{page}}.html"
id = "7"
entry_css = "ul li a"
next_css = "a.next"
[[learned_requests]]
pattern = "m.example.cn/p/{{n}}.html"
known_shapes = ["00000000"]
[[learned_requests.requests]]
url = "https://m.example.cn/api?id={{1}}"
method = "POST"
body = "id={{1}}"
[[learned_requests.patches]]
xpath = "/html/body [0:1]"
markup = "{_GRAFT.markup}"
"""
_TOML_VALUES = json_of(("name", "url", "id", "at", "shapes"), 2).map(_toml) | st.sampled_from((
    "9" * 5000, "0x" + "f" * 5000, "1e999", "-inf", "nan", "2026-01-01", "07:32:00", "'//['", '"("',
    '"http://["', '"https://m.example.cn:99999999"', "''", '"[0:1]"', '"\\u0000"', '"http://a b/"',
    '"{1}{2}{9}{n}"', '"https://{page}/"', '"' + "9" * 5000 + 'm"', "[" * 5000,
    '"//p [99999999999999999999:1]"', '"../../etc"', "[[1], {a=1}]", "[" * 300 + "]" * 300, "1e308",
    '"//p [' + "9" * 5000 + ':1]"', '"/x[' + "(" * 999 + '"', '"' + "a " * 5000 + '"', '"a:not("',
))  # fmt: skip


def test_source_files(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Any text is a source whose channels can be asked for, or faults of one line each."""
    file, shipped = tmp_path / "outlet.toml", Path(__file__).parents[2] / "crawler" / "sources"
    texts = [_WHOLE, _WHOLE, *(f.read_text("utf-8") for f in sorted(shipped.glob("*.toml")))]

    def holds(body: bytes) -> None:
        file.write_bytes(body)
        found = load_source_file(file)
        if isinstance(found, list):
            assert all("\n" not in str(fault) for fault in found)
            return
        stats_of_source(found)
        for channel in found.platform_channels():
            build_request(get_platform(channel.platform).first_request(channel), {})
            check_listing(_page(_LIST), channel, channel.platform)

    pair = st.builds(_with_value, st.sampled_from(texts), st.integers(0, 99), _TOML_VALUES)
    light = st.builds(edited, st.sampled_from([t.encode() for t in texts]), edits(LIGHT, 3))
    fuzz(request, holds, 1500, body=pair | light | st.text().map(str.encode))


def test_feeds(request: pytest.FixtureRequest) -> None:
    """RSS, Atom, JSON Feeds and sitemaps, plain and packed, and bombs in them."""
    pages = [one.page for one in _outlet() if one.family == "generic"]
    packed = [page.body for page in pages if page.body.startswith(b"\x1f\x8b")]
    bodies = [*(page.body for page in pages), *map(gzip.decompress, packed)]

    def holds(body: bytes, kind: str, url: str) -> None:
        check_listing(_page(body, kind, url), replace(_CHANNEL, id=""), None)

    kinds = st.sampled_from(("application/xml", "text/xml; charset=gbk", "application/x-gzip", ""))
    urls = st.sampled_from([page.url for page in pages])
    fuzz(request, holds, 300, body=mutated(bodies, 3), kind=kinds, url=urls)


_SIZE = 2**20
_FILLINGS = {
    "nested": b"<div>", "tables": b"<table><tr><td>", "arrays": b"[", "objects": b'{"a":',
    "lists": b"<ul><li>", "links": b"<a href=/n/1.html>x</a>", "attributes": b"a=1 ",
    "breaks": b"<br>", "text": f"<p>{_LINE}</p>".encode(), "garbage": Random(1).randbytes(_SIZE),
}  # fmt: skip


@pytest.mark.parametrize("filling", _FILLINGS)
def test_memory_is_bounded_by_the_size_of_a_page(filling: str) -> None:
    """A page of one MiB takes less than a hundred."""
    piece = _FILLINGS[filling]
    took = measured(SimpleNamespace(page=lambda: piece * (_SIZE // len(piece))))  # type: ignore[arg-type]
    assert (took.error, took.memory < 100) == ("", True)
