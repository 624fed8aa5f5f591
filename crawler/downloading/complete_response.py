"""Whether an answer to plain HTTP is whole, seen from its bytes: half an article is none.

Scrapy keeps what it can unpack of a compressed stream that breaks off, takes a part (206) for the
whole, and cannot say of an answer that the connection's end alone ends whether it is all there.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator

import brotli
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Response

if sys.version_info >= (3, 14):
    from compression.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
else:
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

#: So much is unpacked at a time (bytes), and then let go.
_PIECE = 64 * 2**10
#: The most codings laid over one another; curl takes as many.
_MOST_CODINGS = 5
#: The most gzip members or zstd frames in a body: 16 MiB in blocks of 64 KiB are 256.
_MOST_STREAMS = 1000
#: The most that a zstd frame may look back, as a power of two (bytes): what browsers hold for it.
_ZSTD_WINDOW = 23
#: Values of Content-Encoding that name none.
_NO_CODING = (b"", b"identity", b"none", b"utf-8")
#: How text begins: a mark, space, then something that can be seen; no control byte further on.
_TEXT = re.compile(rb"(?:\xef\xbb\xbf)?\s*[!-~][^\x00-\x08\x0b\x0e-\x1f]{0,512}\Z")


class BrokenOff(ResponseDataLossError):
    """An answer is not whole, or not what its headers say; raised by the download handler, retried
    as lost data is, and then pending again."""


def check_whole(request: Request, response: Response, most: int) -> None:
    """Raise BrokenOff for a response that is not whole, as far as its bytes can say.

    At most ``most`` bytes (0: any number) are unpacked for it. ``meta["unbounded"]`` is True for
    an answer without length or last chunk, which ends where its connection ended, unless the
    compressed stream in it has an end of its own. A Content-Encoding that is none is taken away.
    """
    if response.status == 206 and "Range" not in request.headers:
        raise BrokenOff("the answer is a part that nobody asked for (HTTP 206)")
    codings = _codings(response)
    size = _unpacked_size(response.body, codings, most)
    if "dataloss" in response.flags and not _is_length(response, size):
        raise BrokenOff("the answer breaks off: fewer bytes came than its length or chunks promise")
    request.meta["unbounded"] = "partial" in response.flags and not codings


def _is_length(response: Response, size: int | None) -> bool:
    """Whether Content-Length is the unpacked size: some servers count before they compress
    (Chromium takes it too: URLRequestHttpJob::ShouldFixMismatchedContentLength)."""
    return size is not None and response.headers.get("Content-Length") == b"%d" % size


def _codings(response: Response) -> list[bytes]:
    """The codings of a body, innermost first, as far as they can be undone; the header then names
    these alone."""
    named = b",".join(response.headers.getlist("Content-Encoding")).lower().split(b",")
    codings = [name.strip() for name in named if name.strip() not in _NO_CODING]
    if len(codings) > _MOST_CODINGS:
        raise BrokenOff(f"the answer is packed {len(codings)} times over")
    if not _UNPACKERS.keys() >= set(codings):
        return []  # Scrapy says that it cannot be unpacked
    if _TEXT.match(response.body[:512]) or not response.body:
        codings = []
    response.headers.pop("Content-Encoding", None)
    if codings:
        response.headers["Content-Encoding"] = b",".join(codings)
    return codings


def _unpacked_size(body: bytes, codings: list[bytes], most: int) -> int | None:
    """How many bytes a body holds; None where it is not compressed or holds more than ``most``."""
    size = None
    for number, coding in enumerate(reversed(codings), 1):
        size, kept = 0, []
        for piece in _UNPACKERS[coding](body, _name(coding)):
            size += len(piece)
            if 0 < most < size:
                return None  # Scrapy ends it with a reason of its own
            if number < len(codings):
                kept.append(piece)
        body = b"".join(kept)
    return size


def _name(coding: bytes) -> str:
    return coding.decode("ascii").removeprefix("x-")


def _no_end(name: str) -> BrokenOff:
    return BrokenOff(f"the answer breaks off: its {name} stream has no end")


def _damaged(name: str, error: Exception) -> BrokenOff:
    return BrokenOff(f"the answer cannot be unpacked: its {name} stream is damaged ({error})")


def _too_many(name: str) -> BrokenOff:
    return BrokenOff(f"the answer holds more than {_MOST_STREAMS} {name} streams")


# --- the codings -----------------------------------------------------------------------------


def _gzip(body: bytes, name: str) -> Iterator[bytes]:
    """Of all members; what follows the last one is nobody's."""
    at = 0
    for _ in range(_MOST_STREAMS):
        at = yield from _zlib(body, at, name, 16 + zlib.MAX_WBITS)
        if not body.startswith(b"\x1f\x8b", at):
            return
    raise _too_many(name)


def _deflate(body: bytes, name: str) -> Iterator[bytes]:
    """With zlib's head and sum or, as some servers send it, without them."""
    wrapped = len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0
    yield from _zlib(body, 0, name, zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)


def _zlib(body: bytes, at: int, name: str, bits: int) -> Generator[bytes, None, int]:
    """The pieces of one stream; the place where it ends is returned."""
    unpacker = zlib.decompressobj(bits)
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail
        if not packed:
            packed = body[at : at + _PIECE]
            at += len(packed)
        try:
            piece = unpacker.decompress(packed, _PIECE)
        except zlib.error as error:
            raise _damaged(name, error) from error
        if not packed and not piece and not unpacker.eof:
            raise _no_end(name)
        yield piece
    return at - len(unpacker.unused_data)


def _brotli(body: bytes, name: str) -> Iterator[bytes]:
    unpacker = brotli.Decompressor()
    rest = body
    while not unpacker.is_finished():
        try:
            piece = unpacker.process(rest, output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise _damaged(name, error) from error
        rest = b""
        if not piece and not unpacker.is_finished():
            raise _no_end(name)
        yield piece


def _zstd(body: bytes, name: str) -> Iterator[bytes]:
    """Of all frames; what follows the last one is nobody's."""
    at = 0
    for _ in range(_MOST_STREAMS):
        unpacker = ZstdDecompressor(options={DecompressionParameter.window_log_max: _ZSTD_WINDOW})
        while not unpacker.eof:
            hungry = unpacker.needs_input
            packed = body[at : at + _PIECE] if hungry else b""
            at += len(packed)
            try:
                piece = unpacker.decompress(packed, _PIECE)
            except ZstdError as error:
                raise _damaged(name, error) from error
            if hungry and not packed and not piece and not unpacker.eof:
                raise _no_end(name)
            yield piece
        at -= len(unpacker.unused_data)
        if not body.startswith(b"\x28\xb5\x2f\xfd", at):
            return
    raise _too_many(name)


_UNPACKERS: dict[bytes, Callable[[bytes, str], Iterator[bytes]]] = {
    b"gzip": _gzip,
    b"x-gzip": _gzip,
    b"deflate": _deflate,
    b"br": _brotli,
    b"zstd": _zstd,
}
