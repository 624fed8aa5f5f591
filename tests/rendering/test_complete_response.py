"""The parts that read answers to plain HTTP: chunks, status lines, and the check that they are
whole."""

from __future__ import annotations

import gzip
import sys
import zlib

import brotli
import pytest
from scrapy import Request
from scrapy.http import Response
from twisted.web.http import _DataLoss, _MalformedChunkedDataError

from crawler.downloading.chunks import LenientChunks
from crawler.downloading.complete_response import BrokenOff, check_whole
from crawler.downloading.header_limit import plain_status
from tests.rendering.test_plain_http import Make

if sys.version_info < (3, 14):
    from backports import zstd
else:
    from compression import zstd


def response(body: bytes, *flags: str, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("http://a.cn/", headers=named, body=body, flags=list(flags))


@pytest.mark.parametrize(
    ("given", "unbounded"),
    [
        (response(b"<p>a"), False),
        (response(b"<p>a", "partial"), True),
        (response(gzip.compress(b"<p>a"), "partial", Content_Encoding="gzip"), False),
        (response(b"<p>a", "partial", Content_Encoding="gzip"), True),
    ],
)
def test_an_answer_that_ends_with_its_connection_says_so(given: Response, unbounded: bool) -> None:
    request = Request("http://a.cn/", meta={"unbounded": True})  # of an answer before a redirect
    check_whole(request, given, 1000)
    assert request.meta["unbounded"] is unbounded


def test_a_part_that_was_asked_for_is_taken() -> None:
    given = response(b"<p>a").replace(status=206)
    check_whole(Request("http://a.cn/", headers={"Range": "bytes=0-3"}), given, 1000)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", lambda body: brotli.compress(body, quality=1)),
        ("zstd", zstd.compress),
    ],
)
def test_no_more_is_unpacked_than_is_read(coding: str, pack: Make) -> None:
    half = pack(b"".join(b"%d," % number for number in range(2**19)))[:-9]
    request, given = Request("http://a.cn/"), response(half, Content_Encoding=coding)
    check_whole(request, given, 2**20)  # Scrapy ends it, for its size
    with pytest.raises(BrokenOff, match=f"its {coding} stream has no end"):
        check_whole(request, given, 16 * 2**20)


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("zstd", zstd.compress)])
def test_streams_without_number_are_refused(coding: str, pack: Make) -> None:
    given = response(pack(b"") * 200_000, Content_Encoding=coding)
    with pytest.raises(BrokenOff, match=f"more than 1000 {coding} streams"):
        check_whole(Request("http://a.cn/"), given, 2**20)


def test_a_frame_that_looks_back_beyond_reason_is_refused() -> None:
    window = {
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.compression_level: 1,
    }
    packer = zstd.ZstdCompressor(options=window)
    given = response(packer.compress(b"a") + packer.flush(), Content_Encoding="zstd")
    with pytest.raises(BrokenOff, match="its zstd stream is damaged"):
        check_whole(Request("http://a.cn/"), given, 2**20)


def test_a_coding_that_nobody_knows_is_left_to_scrapy() -> None:
    given = response(b"\x01\x02", Content_Encoding="dcb")
    check_whole(Request("http://a.cn/"), given, 1000)
    assert given.headers["Content-Encoding"] == b"dcb"


def decoded(*pieces: bytes) -> bytes:
    found: list[bytes] = []
    ends: list[bytes] = []
    decoder = LenientChunks(found.append, ends.append)
    for piece in pieces:
        decoder.dataReceived(piece)
    decoder.noMoreData()
    return b"".join(found)


def test_chunks_are_the_same_however_they_arrive() -> None:
    sent = b"002 ;x\r\nab\r\n3\ncde\n 1\t\r\nf\r\n0\r\nX-Sum: 1\r\n\r\n"
    assert decoded(sent) == b"abcdef"
    assert decoded(*(sent[at : at + 1] for at in range(len(sent)))) == b"abcdef"


@pytest.mark.parametrize(
    "sent", [b"2\r\nabc\r\n", b"0x2\r\nab\r\n", b"-2\r\nab\r\n", b"\r\nab", b"1" * 20000]
)
def test_chunks_that_are_none_are_an_error(sent: bytes) -> None:
    with pytest.raises(_MalformedChunkedDataError):
        decoded(sent)


@pytest.mark.parametrize("sent", [b"", b"2\r\na", b"2\r\nab", b"2\r\nab\r\n", b"02\r\nab\r\n0"])
def test_chunks_without_their_last_are_lost_data(sent: bytes) -> None:
    with pytest.raises(_DataLoss):
        decoded(sent)


def test_trailers_have_an_end() -> None:
    with pytest.raises(_MalformedChunkedDataError):
        decoded(b"0\r\n", *[b"X-Line: a\r\n"] * 9000)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK"),
        (b"HTTP/1.0 404 Not Found", b"HTTP/1.0 404 Not Found"),
        (b"HTTP/2.0 200", b"HTTP/1.1 200 "),
        (b"HTTP 500 x", b"HTTP/1.0 500 x"),
        (b"HTTP/1.1 2000", b"HTTP/1.1 2000"),
        (b"SSH-2.0-OpenSSH_9.2", b"SSH-2.0-OpenSSH_9.2"),
    ],
)
def test_status_lines(sent: bytes, read: bytes) -> None:
    assert plain_status(sent) == read
