"""A saved answer: what its bytes are, whatever they came under, and the data that it holds."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from time import process_time
from typing import Any

import pytest

from crawler.parsing.page import FetchedPage

ADDRESS = "https://m.example.cn/api/list"
VALUE = {"code": 0, "data": [{"title": "镇里修的路通车了", "url": "/p/801.html"}]}
WRITTEN = json.dumps(VALUE, ensure_ascii=False)
NOISE = random.Random(7).randbytes(3000)


def page(body: str | bytes, kind: str = "text/html") -> FetchedPage:
    return FetchedPage(ADDRESS, body if isinstance(body, bytes) else body.encode(), kind)


FORMS = {
    "strict": WRITTEN,
    "behind a mark": f"\ufeff{WRITTEN}",
    "a call": f"cb({WRITTEN});",
    "a call behind a comment": f"/**/cb({WRITTEN});",
    "a call that is looked for first": f"typeof cb === 'function' && cb({WRITTEN});",
    "a call in a window": f"window.cb && window.cb({WRITTEN})",
    "a call that is tried": f"try{{cb({WRITTEN})}}catch(e){{}}",
    "brackets": f"({WRITTEN})",
    "an assignment": f'window["news"] = {WRITTEN};',
    "a guard of brackets": f")]}}',\n{WRITTEN}",
    "a short guard": f")]}}'\n{WRITTEN}",
    "a loop": f"while(1);{WRITTEN}",
    "another loop": f"for (;;); {WRITTEN}",
    "an object before": f"{{}}&& {WRITTEN}",
    "a notice of PHP": "<br />\n<b>Notice</b>:  Undefined index: id in <b>/a.php</b> on line"
    f" <b>9</b><br />\n{WRITTEN}",
    "two notices in plain": "\nWarning: a[b] in /a.php on line 3\n\nNotice: c in /a.php"
    f" on line 4\n{WRITTEN}",
    "a notice behind": f"{WRITTEN}\n<br />\n<b>Warning</b>: x",
    "a semicolon": f"{WRITTEN};",
    "a comma too many": WRITTEN.replace("}]", "},]"),
    "commas too many": WRITTEN.replace("}]", ",},,]"),
    "comments": WRITTEN.replace('"data"', '/* "rows" */ "data" // here\n'),
    "bare keys": WRITTEN.replace('"code"', "code").replace('"data"', "data"),
    "single quotes": WRITTEN.replace('"', "'"),
    "an apostrophe that is escaped": WRITTEN.replace("镇里", "\\'镇里"),
    "a text": json.dumps(WRITTEN),
    "a text in a text": json.dumps(json.dumps(WRITTEN)),
    "a text under a key": json.dumps({"code": 0, "data": json.dumps(VALUE["data"])}),
    "a line's end in a text": WRITTEN.replace("镇里", "\n镇里"),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_json_as_servers_send_it(form: str) -> None:
    read = page(form)
    title = read.json["data"][0]["title"]
    assert title.lstrip("'\n") == "镇里修的路通车了"
    assert not read.is_truncated_json


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('{"a": NaN, "b": [Infinity, undefined]}', {"a": None, "b": [None, None]}),
        ("{'a': None, 'b': True}", {"a": None, "b": True}),
        ('{"a": +5, "b": .5, "c": 007}', {"a": 5, "b": 0.5, "c": 7}),
        (r'{"a": "it\'s \x41 \d", "b": 1,}', {"a": "it's A d", "b": 1}),
        (
            '{"a": "http://b.cn//c", /* x */ "d": "/* no */",}',
            {"a": "http://b.cn//c", "d": "/* no */"},
        ),
        ("{}", {}),
        ("[]", []),
        ('var x = "<p>一段</p>";', "<p>一段</p>"),
    ],
)
def test_small_slips(written: str, value: Any) -> None:
    assert page(written).json == value


@pytest.mark.parametrize(
    "text",
    [
        '{"a": [1, 2',
        '{"a": "b',
        'cb({"a": 1',
        ')]}\',\n{"a": [',
        '{"a": 1,',
        "null",
    ],
)
def test_what_is_cut_is_never_completed(text: str) -> None:
    assert page(text).json is None
    assert page(text).is_truncated_json


@pytest.mark.parametrize(
    "text",
    [
        "<html><body>{}</body></html>",
        "“引用”开头的一段",
        '"引用"开头的一段',
        "[江城] 镇里修的路通车了",
        "",
        '<b>Warning</b>: x<html><script>\n[{"a": 1}]</script></html>',
        '<p>Notice: the office is closed</p><div>\n[{"a": 1}]',
    ],
)
def test_a_page_is_no_data(text: str) -> None:
    assert page(text).json is None
    assert not page(text).is_truncated_json


@pytest.mark.parametrize(
    "piece", ["'", '"', "\\", "/*", "{a:", "[,", "(", "/**/", "{'", ")]}'", "//\n"]
)
def test_broken_data_takes_no_longer_than_its_length(piece: str) -> None:
    begun = process_time()
    page(piece * 50_000).json  # noqa: B018
    page("{" + piece * 50_000).json  # noqa: B018
    assert process_time() - begun < 5


class TestBytes:
    @pytest.mark.parametrize(
        ("start", "kind"),
        [
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a", "image/gif"),
            (b"RIFF\x10\x20\x00\x00WEBPVP8 ", "image/webp"),
            (b"%PDF-1.4\n", "application/pdf"),
            (b"PK\x03\x04", "application/zip"),
            (b"\x1f\x8b\x08\x00", "application/gzip"),
            (b"\x00\x00\x00\x20ftypisom", "video/mp4"),
            (b"\x7fELF", "application/x-executable"),
            (b"MZ\x90\x00", "application/x-executable"),
            (b"Rar!\x1a\x07\x00", "application/vnd.rar"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
            (b"", "application/octet-stream"),
        ],
    )
    @pytest.mark.parametrize("named", ["text/html", "", "application/json; charset=utf-8"])
    def test_no_text_under_a_text_s_name(self, start: bytes, kind: str, named: str) -> None:
        assert page(start + NOISE, named).binary_media_type == kind

    @pytest.mark.parametrize(
        "body",
        [
            WRITTEN.encode(),
            b"\xef\xbb\xbf<html>",
            "<p>镇里修的路</p>".encode("gb18030"),
            "<p>鎮裡修的路</p>".encode("big5"),
            "<p>镇里修的路</p>".encode("utf-16"),
            "<p>镇里修的路</p>".encode("utf-16-le"),
            "<p>镇里\x0b修的路，\x00一路到山脚下，两边新栽的树已经发了芽。</p>".encode(),
            b"BM is short for Beijing Morning",
            b"",
        ],
    )
    @pytest.mark.parametrize("named", ["text/html", "", "application/octet-stream"])
    def test_a_text_under_any_name(self, body: bytes, named: str) -> None:
        assert page(body, named).binary_media_type == ""

    def test_a_picture_by_its_name(self) -> None:
        assert page(b"\x89P", "image/png").binary_media_type == "image/png"
        assert page(WRITTEN, "application/vnd.api+json").binary_media_type == ""

    def test_gzip_that_nobody_declared(self) -> None:
        packed = page(gzip.compress(WRITTEN.encode()), "text/html; charset=utf-8")
        assert packed.json == VALUE
        assert packed.binary_media_type == ""

    def test_gzip_that_is_cut_off(self) -> None:
        cut = gzip.compress(NOISE)[:-200]
        assert page(cut).binary_media_type == "application/gzip"

    def test_other_packs(self) -> None:
        assert page(zlib.compress(NOISE)).binary_media_type == "application/octet-stream"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_that_the_browser_took_for_western_is_read_anew(encoding: str) -> None:
    """A browser shows a byte as cp1252 has it, and those that cp1252 lacks as controls."""
    said = "南桥老街昨天重新开张，沿街四十家商铺的招牌都换成了木制的，老字号开张。"
    mangled = "".join(
        bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b)
        for b in said.encode(encoding)
    )
    page = FetchedPage(
        "http://a.example/1", f"<p>{mangled}</p>".replace("\xa0", "&nbsp;").encode(), rendered=True
    )
    assert page.text == f"<p>{said}</p>"
    western = "<p>Café à côté: déjà vu, garçon, où, naïf, été, hôtel, forêt, île, œuvre</p>"
    assert FetchedPage("http://a.example/2", western.encode(), rendered=True).text == western
