"""Whatever stands in a header or in a source file, it is read without a fault of ours.

``FUZZ_EXAMPLES=20000 pytest tests -k any_`` goes on for about an hour.
"""

from __future__ import annotations

import tomllib
from email.utils import format_datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.catalog import load_file
from crawler.items import plain
from crawler.platforms.base import Entry
from crawler.reading.page import Page
from crawler.source_file import ChannelFacts, Source, read_source
from crawler.spiders.endings import ending_of, led_away, no_article, reason_of
from crawler.waits import LONGEST, retry_after
from tests.crawling import toml

_URL = "https://news.example.cn/p/1.html"
_HEADERS = st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode("utf-8", "replace"))
_LOCATIONS = st.sampled_from([b"http://[", b"//", b"app://x", b"http://a:b/", b"http://\xff/"])


# --- headers ------------------------------------------------------------------------------
@given(
    _HEADERS
    | st.datetimes().map(lambda at: format_datetime(at).encode())
    | st.from_regex(
        rb"\w{3}, \d{1,3} \w{3} \d{1,6} \d{1,3}:\d{1,3}:\d{1,3} [+-]?\w{1,6}", fullmatch=True
    )
)
def test_any_retry_after(value: bytes) -> None:
    wait = retry_after(value)
    assert wait is None or 0 <= wait <= LONGEST


@given(st.integers(100, 599), _HEADERS | _LOCATIONS, _HEADERS)
def test_any_status_and_location(status: int, location: bytes, wait: bytes) -> None:
    headers = {"Location": location, "Retry-After": wait}
    response = HtmlResponse(_URL, status, headers, request=Request(_URL))
    failure = Failure(HttpError(response))
    assert isinstance(led_away(response), str)
    assert ending_of(failure.value)[0] in ("gone", "rejected", "failed")
    assert reason_of(failure)


@given(_HEADERS, st.binary(max_size=300))
def test_any_content_type(kind: bytes, body: bytes) -> None:
    page = Page(_URL, body, content_type=kind.decode("latin-1"), requested_url=_URL)
    reason = no_article(Entry(url=_URL), page)
    assert plain(reason) == "".join(c if c in plain(c) else "?" for c in reason)
    assert isinstance(page.text, str)


# --- source files -------------------------------------------------------------------------
_VALUES = st.recursive(
    st.text(max_size=20) | st.integers() | st.floats() | st.booleans() | st.datetimes()
    | st.sampled_from(["15m", "//h", "http://[", "generic", "Asia/Shanghai", "{page}"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)  # fmt: skip
_KEYS = st.sampled_from(sorted(Source.model_fields)) | st.text(max_size=8)
_CHANNELS = st.lists(
    st.dictionaries(
        st.sampled_from(sorted(ChannelFacts.model_fields)) | st.text(max_size=8), _VALUES
    ),
    max_size=2,
)
_GOOD = tomllib.loads(toml("https://news.example.cn"))


@given(st.dictionaries(_KEYS, _VALUES, max_size=5), st.none() | _CHANNELS)
def test_any_source_is_one_or_its_faults(
    changed: dict[str, object], channels: list[dict[str, object]] | None
) -> None:
    data = _GOOD | changed | ({} if channels is None else {"channels": channels})
    found = read_source("qc", "qc.toml", data)
    assert isinstance(found, Source) or found
    for fault in [] if isinstance(found, Source) else found:
        assert str(fault)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_a_source_or_its_faults(tmp_path_factory, text: bytes) -> None:  # type: ignore[no-untyped-def]
    file: Path = tmp_path_factory.getbasetemp() / "qc.toml"
    file.write_bytes(text)
    found = load_file(file)
    assert isinstance(found, Source) or found
