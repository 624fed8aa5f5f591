"""What happens to the bytes and the JSON of an answer on its way, as strategies that shrink."""

from __future__ import annotations

import codecs
import copy
import functools
import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

#: What a body becomes at a place, given a size to do it with.
Edit = Callable[[bytes, int, int], bytes]
_MARKS = (
    b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<",
    b">", b'"', b"'", b"</", b"&#xD800;", b"&#0;", b"&", b"<script>", b"</body>",
    b"<base href=//[>", b"<a href='http://[::1'>", b"<title>", b"\\ud800", b"\\u0000", b"{", b"[",
    b"}", b"]", b",", b":", b"\xe2\x80\xae", b"9999999999999999999999",
    b"<link href='http://a:b/'>", b"http://[", b"%00",
)  # fmt: skip
_TAGS = (
    b"<div>", b"<table><tr><td>", b"<ul><li>", b"<p>", b"<a href=/1.html>", b"<h1>", b"<item>",
    b"<b>", b"[", b'{"a":', b"<sitemap><loc>",
)  # fmt: skip
_FILLS = (b"a", b"a ", b"1", b"/", b"%", b"\x00", "字".encode())
_DEEP, _WIDE = 10_000, 200_000
_BOMB = (
    '<!DOCTYPE x [<!ENTITY e0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
).encode()  # fmt: skip
LIGHT: dict[str, Edit] = {
    "flip": lambda b, at, n: b[:at] + bytes(x ^ (1 << n % 8) for x in b[at : at + 1]) + b[at + 1 :],
    "delete": lambda b, at, n: b[:at] + b[at + n :],
    "double": lambda b, at, n: b[: at + n] + b[at:],
    "nest": lambda b, at, n: b[: at + n // 2] + b[at : at + n] + b[at + n // 2 :],
    "cut": lambda b, at, n: b[:at],
    "behead": lambda b, at, n: b[at:],
    "mark": lambda b, at, n: b[:at] + _MARKS[n % len(_MARKS)] + b[at:],
    "deface": lambda b, at, n: b[:at] + _MARKS[n % len(_MARKS)] + b[at + 1 :],
}
HEAVY: dict[str, Edit] = {
    "deepen": lambda b, at, n: b[:at] + _TAGS[n % len(_TAGS)] * _DEEP + b[at:],
    "widen": lambda b, at, n: b[:at] + b'<img class="' + _FILLS[n % 7] * _WIDE + b'">' + b[at:],
    "bomb": lambda b, at, n: _BOMB + b[:at] + (b"&e11;", b"&f;")[n % 2] + b[at:],
    "pack": lambda b, at, n: gzip.compress(b, 1)[: None if n % 3 else at],
    "pack nothing": lambda b, at, n: gzip.compress(bytes(60 * 2**20), 1) if n % 9 == 8 else b"",
}
_CODINGS: tuple[Callable[[str], bytes], ...] = (
    *(lambda text, name=name: text.encode(name, "replace")
      for name in ("gb18030", "utf-16", "utf-16-be", "big5", "utf-7")),
    lambda text: codecs.BOM_UTF16_BE + text.encode(),
    lambda text: b"\xef\xbb" + text.encode(),
)  # fmt: skip


def edited(body: bytes, edits: Sequence[tuple[str, int, int]]) -> bytes:
    """The body after all edits, each at a place that it has."""
    for name, at, size in edits:
        body = (LIGHT | HEAVY)[name](body, at % (len(body) + 1), size)
    return body


def in_coding(body: bytes, number: int) -> bytes:
    """The body in another coding than it says; as it is where there is none of the number."""
    text = body.decode("utf-8", "replace")
    return _CODINGS[number](text) if number < len(_CODINGS) else body


def edits(kinds: dict[str, Edit], most: int) -> st.SearchStrategy[list[tuple[str, int, int]]]:
    """Some edits, their places and sizes."""
    one = st.tuples(st.sampled_from(sorted(kinds)), st.integers(0, 40_000), st.integers(0, 4000))
    return st.lists(one, max_size=most)


def mutated(bodies: Sequence[bytes], rarity: int = 12) -> st.SearchStrategy[bytes]:
    """One of the bodies after a few edits; one in ``rarity`` is made very deep, wide or large."""
    rarely = st.integers(1, rarity).flatmap(lambda n: edits(HEAVY, 2 if n == rarity else 0))
    light = st.builds(edited, st.sampled_from(bodies), edits(LIGHT, 5))
    return st.builds(edited, st.builds(in_coding, light, st.integers(0, 14)), rarely)


_TEXTS = st.text(max_size=30) | st.text(st.characters(), max_size=8) | st.sampled_from((
    "\x00", "\ud800", "<p>一行字。</p>", "http://[", "http://a:99999999/", "//h/1.html",
    "昨天 08:30", "1772412065", "9" * 400, "<img src='http://[::1'>", "2026-02-30", "\udfff.html",
    "/\ud800/1.html", "https://例え。テスト/\u2100/1.html", "/1.html?id=\ud800",
))  # fmt: skip
_DEEPEST: Any = functools.reduce(lambda value, _: [value], range(100), "深处")
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS
    | st.sampled_from((10**400, -(10**400), 10**18, 1e308, -1, [[[[]]]], [{}], _DEEPEST))
)  # fmt: skip


def json_of(keys: Sequence[str], depth: int = 4) -> st.SearchStrategy[Any]:
    """Any JSON, most of its keys among ``keys``."""
    named, value = st.sampled_from(keys) | _TEXTS, SCALARS
    for _ in range(depth):
        inner = st.lists(value, max_size=3) | st.dictionaries(named, value, max_size=4)
        value = SCALARS | inner | inner
    return value


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a JSON value that holds another: what has it, and its key there."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from places(value[key])


def changed(value: Any, changes: Sequence[tuple[str, int, int, Any]]) -> Any:
    """A JSON object or array with places dropped, given another value, or swapped."""
    value = copy.deepcopy(value)
    for how, one, two, new in changes:
        if not (found := list(places(value))):
            break
        (home, key), (other, name) = found[one % len(found)], found[two % len(found)]
        if how == "drop":
            del home[key]
        elif how == "put":
            home[key] = copy.deepcopy(new)
        else:
            home[key], other[name] = copy.deepcopy(other[name]), copy.deepcopy(home[key])
    return value


def written(value: Any, ascii_only: bool, wrap: str, renamed: tuple[str, str]) -> bytes:
    """JSON as servers write it: wrapped or not, and with one key named like another."""
    text = json.dumps(value, ensure_ascii=ascii_only)
    text = text.replace(f'"{renamed[0]}":', f'"{renamed[1]}":')
    return wrap.format(text).encode("utf-8", "surrogatepass")


def answers(value: Any) -> st.SearchStrategy[bytes]:
    """Bodies made of an answer, or of any JSON with its keys."""
    keys = sorted({key for home, key in places(value) if isinstance(home, dict)}) or ["id"]
    spot, how = st.integers(0, 5000), st.sampled_from(("drop", "put", "put", "put", "swap"))
    changes = st.lists(st.tuples(how, spot, spot, json_of(keys)), min_size=1, max_size=3)
    wrap = st.sampled_from(("{}", "{}", "{}", "cb({})", "var a = {};", "\ufeff{}"))
    names = st.tuples(st.sampled_from(keys), st.sampled_from(keys))
    value = st.builds(changed, st.just(value), changes) | json_of(keys)
    return st.builds(written, value, st.booleans(), wrap, names)
