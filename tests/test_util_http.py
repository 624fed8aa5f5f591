"""What servers say in headers, whatever bytes they say it in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.fetching.failure_outcomes import error_reason, failure_outcome, non_web_redirect
from crawler.models.listing import Channel, RequestSpec
from crawler.state.channel_poll import ChannelPoll, PageDelta
from crawler.util.http import header_text
from crawler.util.retry_after import MAX_RETRY_AFTER, parse_retry_after

URL = "https://m.example.cn/list.html"
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def answer(status: int = 200, **headers: bytes) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(URL, status, named, request=Request(URL))


def test_a_header_is_text_without_nul() -> None:
    assert header_text(answer(ETag=b'"\x00\xe9"'), "ETag") == '"é"'
    assert header_text(answer(), "ETag") == ""


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (b"120", 120.0),
        (b"9" * 5000, MAX_RETRY_AFTER),
        (b"Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        (b"Thu, 01 Jan 2026 00:00:00 +9999999999999", None),
        (b"soon", None),
    ],
    ids=["seconds", "too many", "a time", "no zone", "a word"],
)
def test_how_long_a_server_wants_to_be_left_alone(written: bytes, seconds: float | None) -> None:
    assert parse_retry_after(written) == seconds


@pytest.mark.parametrize("status", [302, 403])
@pytest.mark.parametrize("location", [b"http://[", b"//[::1", b"https://a.cn:x/"])
def test_a_location_that_is_no_address_ends_the_request(status: int, location: bytes) -> None:
    error = HttpError(answer(status, Location=location))
    assert failure_outcome(error) == ("rejected", None)
    assert error_reason(Failure(error)) == f"HTTP {status}"


@pytest.mark.parametrize("location", [b"qcapp://open?id=1", b" QCAPP:[", b"qcapp:"])
def test_a_redirect_may_lead_out_of_the_web(location: bytes) -> None:
    assert non_web_redirect(answer(302, Location=location)) == "qcapp"
    assert non_web_redirect(answer(403, Location=location)) == ""


def test_a_reason_can_be_kept() -> None:
    assert error_reason(Failure(ValueError("a\x00b\n\ud800c"))) == "ValueError: ab c"


def test_a_validator_goes_back_byte_by_byte() -> None:
    look = ChannelPoll(Channel("要闻", "/list.html", URL), NOW, NOW, RequestSpec(URL))
    look.add_page(answer(ETag=b'"\xe9"'), look.request, 1, [], PageDelta())
    look.validators, look.unconditional = look.received_validators, False
    assert look.headers == {"If-None-Match": b'"\xe9"'}
