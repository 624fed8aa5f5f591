"""Detect binary responses by their first bytes, whatever their Content-Type."""

from __future__ import annotations

import re
import zlib

#: How files that are no text begin (after the MIME Sniffing standard), and what they are.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"RIFF....WEBPVP", "image/webp"),
    (rb"BM....\x00\x00\x00\x00", "image/bmp"),
    (rb"\x00\x00[\x01\x02]\x00.\x00", "image/x-icon"),
    (rb"II\*\x00|MM\x00\*", "image/tiff"),
    (rb"%PDF-", "application/pdf"),
    (rb"PK\x03\x04|PK\x05\x06\x00", "application/zip"),
    (rb"\x1f\x8b\x08", "application/gzip"),
    (rb"Rar!\x1a\x07", "application/vnd.rar"),
    (rb"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (rb"BZh[1-9]1AY", "application/x-bzip2"),
    (rb"\xfd7zXZ\x00", "application/x-xz"),
    (rb"\x28\xb5\x2f\xfd", "application/zstd"),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (rb"\x00\x00..ftyp", "video/mp4"),
    (rb"\x1a\x45\xdf\xa3", "video/webm"),
    (rb"FLV\x01", "video/x-flv"),
    (rb"RIFF....AVI ", "video/avi"),
    (rb"\x00\x00\x01[\xb3\xba]", "video/mpeg"),
    (rb"RIFF....WAVE", "audio/wave"),
    (rb"ID3[\x02-\x04]\x00", "audio/mpeg"),
    (rb"OggS\x00", "application/ogg"),
    (rb"fLaC\x00", "audio/flac"),
    (rb"wOF[F2]|\x00\x01\x00\x00\x00", "font/woff"),
    (rb"[CF]WS[\x01-\x08\x0e-\x1f]", "application/x-shockwave-flash"),
    (rb"\x7fELF|MZ.\x00|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", "application/x-executable"),
    (rb"\x00asm", "application/wasm"),
    (rb"SQLite format 3\x00", "application/vnd.sqlite3"),
)
_BEGINNINGS = tuple((re.compile(pattern, re.S), kind) for pattern, kind in _MAGIC)
#: So many bytes show what a file is; a few that no text holds, or one in so many, are a flaw.
_HEAD, _FEW, _FLAW = 1445, 3, 50
_NO_TEXT = bytes((*range(9), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_WIDE = (b"\xfe\xff", b"\xff\xfe", b"<\x00", b"\x00<", b"{\x00", b"\x00{")
_GZIP = b"\x1f\x8b\x08"
#: No answer is unpacked beyond so many bytes: a sitemap's own bound.
_LARGEST = 50 * 2**20


def binary_type(body: bytes) -> str:
    """The media type of bytes that are no text; '' where they may be one."""
    head = body[:_HEAD]
    for beginning, kind in _BEGINNINGS:
        if beginning.match(head):
            return kind
    if head.startswith(_WIDE):
        return ""
    flaws = len(head) - len(head.translate(None, _NO_TEXT))
    blank = head.count(0) == len(head)
    many = flaws > _FEW and flaws * _FLAW > len(head)
    return "application/octet-stream" if many and not blank else ""


def gunzip(body: bytes) -> bytes:
    """What a gzip file that nobody declared holds; the bytes themselves where they are none, or
    one that is cut off."""
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        found = reader.decompress(body, _LARGEST)
    except zlib.error:
        return body
    return found if reader.eof or len(found) == _LARGEST else body
