"""Whatever a server answers, a family reads it without a fault, and lets nothing odd in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.models.listing import Channel, Entry
from crawler.parsing.json_record import TIME_KEYS, TITLE_KEYS
from crawler.parsing.page import FetchedPage
from crawler.platforms.core.json_api import JsonApiPlatform
from crawler.platforms.registry import PLATFORMS, parse_listing
from pipelines.clean import clean

INTERFACES = [platform for platform in PLATFORMS if isinstance(platform, JsonApiPlatform)]
EACH = pytest.mark.parametrize("family", INTERFACES, ids=lambda family: family.name)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40)
    | st.sampled_from([
        "<p>一行字。</p>", "javascript:alert(1)", "//h/x.html", "0", "10", "1772412065",
        "昨天 08:30",
    ])
)  # fmt: skip


@cache
def answers(family: JsonApiPlatform) -> st.SearchStrategy[Any]:
    """JSON of the family's own keys, with values of any type under each."""
    keys = st.sampled_from(sorted({
        *family.id_keys, *family.signature_keys, *family.content_keys, *TITLE_KEYS,
        *TIME_KEYS[:6], "data", "list", "images",
        "videos", "url", "shareUrl", "type", "modelid", "source", "author",
    })) | st.text(max_size=8)  # fmt: skip
    return st.recursive(
        _SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
        max_leaves=25,
    )


def channel_of(family: JsonApiPlatform) -> Channel:
    tenant = {fact.name: fact.default or "1" for fact in family.options}
    return Channel("要闻", "", "https://m.example.cn", id="7", platform_options=tenant)


@EACH
@given(data=st.data(), wrapped=st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_json(family: JsonApiPlatform, data: st.DataObject, wrapped: bool) -> None:
    channel = channel_of(family)
    written = json.dumps(data.draw(answers(family)), ensure_ascii=False)
    text = f"callback({written})" if wrapped else written
    url = family.first_request(channel).url
    page = FetchedPage(
        url, text.encode("utf-8", "surrogatepass"), fetched_at=NOW, requested_url=url
    )
    family.detect(page)
    family.parse_channels(page)
    listing = family.parse_listing(page, channel, 1)
    assert all(entry.url.startswith(("http://", "https://")) for entry in listing.entries)
    assert all(entry.title for entry in listing.entries)
    article = family.parse_article(page, Entry(url))
    clean(article)
    assert "<script" not in article.body_html


@EACH
@given(body=st.binary(max_size=200))
@settings(max_examples=30, deadline=None)
def test_any_bytes(family: JsonApiPlatform, body: bytes) -> None:
    channel = channel_of(family)
    page = FetchedPage(family.first_request(channel).url, body, fetched_at=NOW)
    family.detect(page)
    family.parse_listing(page, channel, 1)
    family.parse_article(page, Entry(page.url))


@pytest.mark.parametrize(
    "family", [f for f in INTERFACES if f.channels_by_id], ids=lambda f: f.name
)
def test_its_first_request_is_an_address_of_it(family: JsonApiPlatform) -> None:
    assert family.match_url(family.first_request(channel_of(family)).url)


@EACH
@pytest.mark.parametrize("body", [b'{"data": [{"id": 1, "title": "A"}]}', b'{"columns": [1]}'])
def test_what_a_listing_cannot_be_read_without_is_asked_for(
    family: JsonApiPlatform, body: bytes
) -> None:
    told = Channel("要闻", "", "https://m.example.cn", id="7", platform=family.name)
    wanted = ", ".join(fact.name for fact in family.options if fact.default is None)
    page = FetchedPage("https://m.example.cn/list", body, fetched_at=NOW)
    fault = parse_listing(page, told, 1).error
    assert (f"which needs {wanted} under [platform_options]" in fault) == bool(wanted)
