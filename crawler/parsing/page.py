"""A saved response and its views for parsing: text, tree, JSON. No network, no clock."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any

import lxml.html
from lxml.html import HtmlElement
from w3lib.encoding import resolve_encoding

from crawler.parsing.content_type import binary_type, gunzip
from crawler.parsing.json_repair import parse_loose_json, strip_json_wrapper
from crawler.parsing.size_limits import json_excess, markup_excess

_DECLARED = re.compile(rb"""charset\s*+=\s*+["']?+\s*+([A-Za-z0-9_:.-]+)""", re.I)
_XML_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']\s*([\w.:-]+)""", re.I)
_NO_TEXT = re.compile(
    r"(?:image|audio|video|font)/|application/(?:pdf|zip|vnd(?!.*\+(?:json|xml)$))", re.I
)
#: Codecs of Python (their names without punctuation) that are no charset of text.
_NO_CHARSETS = frozenset((
    "base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined",
    "unicodeescape", "rawunicodeescape",
))  # fmt: skip
#: Charsets that servers declare for whatever they send, and those that bytes which are neither
#: UTF-8 nor begin like UTF-16 cannot be in.
_DEFAULTS = frozenset(("utf-8", "cp1252", "ascii", "iso8859-1", "latin-1"))
_NOT_THESE = frozenset(("", "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32"))
#: How texts in wide characters begin: with their mark, or with mark-up or data.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    *((mark.encode(name), name) for mark in "<{[" for name in ("utf-16-le", "utf-16-be")),
)  # fmt: skip
#: A tag of so many characters loses its attributes where they may be more than that many: the
#: parser's time grows with the square of their number.
_LONG_TAG, _MOST_ATTRIBUTES = 50_000, 10_000
_TAG = re.compile(rf"(<[a-z][^\s<>]{{0,40}}\s)[^<>]{{{_LONG_TAG},}}", re.I)
#: The encodings other than UTF-8 in which East Asian pages send their queries.
_QUERIES = frozenset(("gb18030", "gbk", "big5", "big5hkscs", "shift_jis", "euc_jp", "euc_kr"))
_BEYOND_ASCII = bytes(range(128, 256))
#: Of so many characters of a text so many are Western letters where Chinese was taken for them.
_START, _MANGLED = 20_000, 12
_WESTERN = re.compile("[\u0080-\u00ff\u0152-\u0178\u2013-\u203a]")
_HAN = re.compile("[\u3400-\u9fff]")
_EMPTY = "<html><body></body></html>"
#: How data and scripts of data begin, and no page does.
_DATA = re.compile(
    r"\s*(?:(?:var\s+)?[\w.$]+\s*[=(]\s*(?:[{\[\"]|null|false)|[{\[]\s*[\[{\"\d\]}]|(?:null|false)\s*$)"
)


def detect_declared_encoding(body: bytes, content_type: str = "") -> str:
    """The charset that the headers or the first 8 KiB declare, in Python's name; '' if none.

    It is read as its superset, as browsers do: GB2312 and GBK as GB18030. What servers declare
    by default (UTF-8, Latin) counts only where nothing else is declared.
    """
    head = body[:8192]
    declared = (
        _DECLARED.search(content_type.encode("latin-1", "ignore")),
        _XML_DECLARED.search(head),
        _DECLARED.search(head),
    )
    names = [name for found in declared if found and (name := _charset(found[1].decode()))]
    return next((name for name in names if name not in _DEFAULTS), names[0] if names else "")


def _charset(written: str) -> str:
    """The name that Python has for a charset; '' where it is none of text."""
    name = resolve_encoding(written) or resolve_encoding(written.lower().removeprefix("x-"))
    return "" if not name or re.sub(r"\W|_", "", name) in _NO_CHARSETS else name


def decode_body(body: bytes, content_type: str = "") -> str:
    """The text of an HTML or JSON answer, never raising. NULs are dropped.

    Bytes that are UTF-8, but for a few broken ones, are UTF-8, whatever stale GBK declaration
    they carry; bytes that are not are what they declare, and GB18030 where they declare nothing
    that fits, as undeclared Chinese pages are.
    """
    wide = next((name for mark, name in _WIDE if body.startswith(mark)), "")
    if wide:
        return body.decode(wide, "replace").lstrip("\ufeff").replace("\x00", "")
    body = body.removeprefix(codecs.BOM_UTF8)
    text = body.decode("utf-8", "replace")
    if "\ufffd" in text and not _is_mostly_utf8(body):
        declared = detect_declared_encoding(body, content_type)
        text = body.decode("gb18030" if declared in _NOT_THESE else declared, "replace")
    elif "\x1b$" in text and detect_declared_encoding(body, content_type).startswith("iso2022"):
        text = body.decode(detect_declared_encoding(body, content_type), "replace")
    return text.replace("\x00", "")


def redecode_rendered(text: str) -> str:
    """The text of a rendered page; one that the browser took for Western, since it declares no
    charset, is read anew as UTF-8 or GB18030."""
    start = text[:_START]
    if _HAN.search(start) or len(_WESTERN.findall(start)) < _MANGLED:
        return text
    body = b"".join(_byte(letter) for letter in text.replace("&nbsp;", "\xa0"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text


@lru_cache(maxsize=512)
def _byte(letter: str) -> bytes:
    """The byte that a browser shows as this letter where it takes a page for Western."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1", "replace")


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether broken bytes are rare among those beyond ASCII: GBK text breaks at every other."""
    kept = len(body.decode("utf-8", "ignore").encode())
    beyond = len(body) - len(body.translate(None, _BEYOND_ASCII))
    return (len(body) - kept) * 10 < beyond


def _without_floods(text: str) -> str:
    """The text without the attributes of tags that have thousands of them."""
    if len(text) < _LONG_TAG:
        return text
    few = _MOST_ATTRIBUTES
    return _TAG.sub(lambda tag: tag[0] if len(tag[0].split(None, few)) <= few else tag[1], text)


@dataclass(frozen=True)
class FetchedPage:
    """An answer as it was saved.

    ``url`` is the address it came from in the end, ``requested_url`` the one that was
    asked for, ``fetched_at`` (aware) what relative times are counted from, ``rendered``
    whether a browser wrote the bytes.
    """

    url: str
    body: bytes
    content_type: str = ""
    requested_url: str = ""
    fetched_at: datetime = field(default_factory=lambda: datetime(1970, 1, 1, tzinfo=UTC))
    rendered: bool = False
    #: Whether the end of the connection alone ended the answer: it may be half of one.
    unbounded: bool = False
    #: IANA name of the zone that times on the page are in when they name none.
    timezone: str = "Asia/Shanghai"

    @cached_property
    def plain(self) -> bytes:
        """The bytes, those of a gzip file that nobody declared unpacked."""
        return gunzip(self.body)

    @cached_property
    def query_encoding(self) -> str:
        """The encoding in which a browser sends what the queries of its links hold beyond ASCII."""
        is_utf8 = not self.body.isascii() and _is_mostly_utf8(self.body)
        if is_utf8 and not self.rendered:  # a browser writes UTF-8 and leaves the declaration
            return "utf-8"
        found = detect_declared_encoding(self.body, self.content_type)
        if not found and not self.body.isascii() and not is_utf8:
            return "gbk"
        if found == "gb18030" and b"18030" not in self.content_type.encode() + self.body[:8192]:
            return "gbk"
        return found if found in _QUERIES else "utf-8"

    @cached_property
    def text(self) -> str:
        text = decode_body(self.plain, self.content_type)
        return redecode_rendered(text) if self.rendered else text

    @cached_property
    def binary_media_type(self) -> str:
        """The media type of an answer that holds no text (a picture, a PDF), by its bytes whatever
        they are called, and else by its name; '' for any other."""
        kind = self.content_type.partition(";")[0].strip()
        found = binary_type(self.plain)
        if self.plain is self.body and _NO_TEXT.match(kind):
            return kind
        return found

    @cached_property
    def excess(self) -> str:
        """Why the answer is too much to be parsed ("a page of 250,000 elements"); '' if it is
        not. Its tree is empty then, and its JSON None."""
        excess = markup_excess(self.text)
        return excess if excess or self.is_markup else json_excess(self.text)

    @property
    def is_markup(self) -> bool:
        """Whether the answer begins as HTML and XML do."""
        return self.text.lstrip()[:1] == "<"

    @cached_property
    def tree(self) -> HtmlElement:
        """The document element. Each access is the same tree: readers must not change it."""
        if self.excess:
            return lxml.html.document_fromstring(_EMPTY)
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
        source = _without_floods(self.text).encode("utf-8", "replace")
        try:
            root = lxml.html.document_fromstring(source, parser=parser, ensure_head_body=True)
        except (lxml.etree.ParserError, ValueError):
            root = lxml.html.document_fromstring(_EMPTY)
        return root

    @cached_property
    def json(self) -> Any:
        """The JSON value of the answer, or None; what servers put around it is seen through."""
        if self.excess or json_excess(self.text):
            return None
        return parse_loose_json(self.text)

    @property
    def is_truncated_json(self) -> bool:
        """Whether the answer is data that cannot be read (cut off, or nothing), and no page."""
        if self.json is not None:
            return False
        return any(_DATA.match(text) for text in (self.text, strip_json_wrapper(self.text)))
