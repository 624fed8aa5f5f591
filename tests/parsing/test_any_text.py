"""The readers of lines take any text: they never raise, and invent nothing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from encodings.aliases import aliases
from zoneinfo import ZoneInfo

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.models.article import Block, Image
from crawler.parsing.article.captions import attach_captions, is_standalone_caption, photo_credit
from crawler.parsing.article.duplicates import drop_duplicate_body, drop_truncated_lines
from crawler.parsing.dates import find_times, parse_time
from crawler.parsing.dom.blocks import SourcedBlock
from crawler.parsing.dom.media import parse_image
from crawler.parsing.metadata.info_line import (
    as_outlet_name,
    find_labelled_source,
    find_outlet,
    find_publish_times,
    has_time_or_source,
    is_info_line,
    parse_counts,
)
from crawler.parsing.page import FetchedPage, decode_body
from crawler.parsing.text import comparison_key, normalize_text
from tests import words

NOW = datetime(2026, 2, 17, 10, 30, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
_LINES = st.lists(words.lines, max_size=8)


# --- times -------------------------------------------------------------------------------
@given(words.lines)
def test_every_time_stands_in_the_text_and_is_aware(text: str) -> None:
    for moment in find_times(text, NOW):
        assert 0 <= moment.start < moment.end <= len(text)
        assert moment.at.utcoffset() is not None


_VALUES = st.one_of(
    words.lines, st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())
)


@given(_VALUES)
def test_any_value_is_a_time_or_none(value: object) -> None:
    at = parse_time(value, NOW)
    assert at is None or at.utcoffset() is not None


_SECONDS = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日%H时%M分%S", "%Y-%m-%dT%H:%M:%S+08:00", "%Y-%m-%d %H:%M:%S.000", "%Y%m%d%H%M%S",
    "%y-%m-%d %H:%M:%S", "%Y-%m-%d%H:%M:%S", "%Y年%m月%d日（星期一）%H：%M：%S", "%s", "%s000",
)  # fmt: skip
_MINUTES = ("%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日%H时%M分", "%y年%m月%d日 %H:%M")
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d", "%y-%m-%d")
_FORMS = [(f, "seconds") for f in _SECONDS] + [(f, "minutes") for f in _MINUTES]
_LEAST = {
    "seconds": {"microsecond": 0},
    "minutes": {"second": 0, "microsecond": 0},
    "days": {"hour": 0, "minute": 0, "second": 0, "microsecond": 0},
}


def _written(at: datetime, form: str) -> str:
    return at.strftime(form.replace("%s", str(int(at.timestamp()))))


@given(
    st.datetimes(datetime(2002, 1, 1), datetime(2025, 12, 31)),
    st.sampled_from(_FORMS + [(form, "days") for form in _DAYS]),
)
def test_what_is_written_in_full_is_read_as_it_was_meant(
    at: datetime, form: tuple[str, str]
) -> None:
    meant = at.replace(**_LEAST[form[1]], tzinfo=NOW.tzinfo)  # type: ignore[arg-type]
    assert parse_time(_written(meant, form[0]), NOW) == meant


@given(
    st.timedeltas(timedelta(), timedelta(days=360)),
    st.sampled_from(("%m-%d %H:%M", "%m月%d日 %H:%M", "%m/%d %H:%M")),
)
def test_a_time_without_its_year_is_the_last_that_was(ago: timedelta, form: str) -> None:
    meant = (NOW - ago).replace(second=0, microsecond=0)
    assert parse_time(meant.strftime(form), NOW) == meant


# --- what stands beside ------------------------------------------------------------------
_COUNTED = {"views", "likes", "comments", "shares", "participants"}


@given(_LINES)
def test_counts_are_known_ones_and_no_larger_than_a_column_holds(lines: list[str]) -> None:
    counts = parse_counts(lines)
    assert counts.keys() <= _COUNTED
    assert all(0 <= value <= 10**12 for value in counts.values())


@given(_LINES)
def test_a_source_stands_in_one_of_the_lines(lines: list[str]) -> None:
    for name in (find_labelled_source(lines), find_outlet(lines), *map(as_outlet_name, lines)):
        assert len(name) <= 30
        assert any(name in line for line in lines) or not name


@given(_LINES)
def test_published_and_updated_are_aware(lines: list[str]) -> None:
    for moment in find_publish_times(lines, NOW, "Asia/Shanghai"):
        assert moment is None or moment.at.utcoffset() is not None


@given(words.lines)
def test_what_informs_is_short(line: str) -> None:
    has_time_or_source(line)
    assert not is_info_line(line) or 0 < len(line) <= 120


# --- text --------------------------------------------------------------------------------
@given(words.lines)
def test_a_clean_line_is_clean(text: str) -> None:
    line = normalize_text(text)
    assert normalize_text(line) == line
    assert line == " ".join(line.split())
    assert comparison_key(comparison_key(text)) == comparison_key(text)


# --- twins -------------------------------------------------------------------------------
def _pieces(texts: list[str]) -> list[SourcedBlock]:
    place = lxml.html.Element("p")
    return [SourcedBlock(Block("paragraph", text), place) for text in texts]


def _texts(pieces: list[SourcedBlock]) -> list[str]:
    return [piece.text for piece in pieces]


_LETTERS = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=9
)
_UNLIKE = st.lists(
    st.one_of(_LETTERS, _LETTERS.map(lambda t: f"{t}{words.PROSE}{t[::-1]}")),
    max_size=8,
    unique_by=lambda text: text[:4],
)


@given(_LINES)
def test_a_copy_is_taken_out_and_nothing_is_put_in(lines: list[str]) -> None:
    for kept in (drop_duplicate_body(_pieces(lines)), drop_truncated_lines(_pieces(lines))):
        left = iter(lines)
        assert all(line in left for line in _texts(kept))


@given(_UNLIKE)
def test_lines_that_stand_once_stay(lines: list[str]) -> None:
    assert _texts(drop_truncated_lines(drop_duplicate_body(_pieces(lines)))) == lines


@given(_UNLIKE, st.integers(2, 5), st.sampled_from(([], ["124"], ["展开全文"])))
def test_of_a_body_that_stands_there_often_one_is_kept_and_all_that_follows(
    following: list[str], times: int, between: list[str]
) -> None:
    body = [words.PROSE, words.PROSE[::-1]]
    page = [*(body + between) * (times - 1), *body, *following]
    assert _texts(drop_duplicate_body(_pieces(page))) == body + following


# --- captions ----------------------------------------------------------------------------
@given(st.lists(st.one_of(words.lines, st.just("")), max_size=8))
def test_a_caption_moves_to_its_picture_and_no_line_is_lost(lines: list[str]) -> None:
    pieces = _pieces(lines)
    for piece in pieces:
        if not piece.text:
            piece.block = Block("image", image=Image("https://a.cn/1.jpg"))
    said = [line for line in lines if line]
    told = [p.block.image.caption if p.block.image else p.text for p in attach_captions(pieces)]
    assert [line for line in told if line] == said


@given(words.lines)
def test_who_took_a_picture_stands_in_its_caption(caption: str) -> None:
    is_standalone_caption(caption)
    assert photo_credit(caption) in " ".join(caption.split())


# --- pages and pictures ------------------------------------------------------------------
_CHARSETS = sorted({*aliases.values(), "idna", "punycode", "undefined", "unicode_escape", "x-no"})


@given(st.binary(max_size=80), st.sampled_from(_CHARSETS), st.booleans())
def test_any_bytes_are_text_without_nul(body: bytes, charset: str, in_page: bool) -> None:
    declared = f'<meta charset="{charset}">'.encode() if in_page else b""
    text = decode_body(
        declared + b"\xb0\xa1\xff" + body, "" if in_page else f"text/html; charset={charset}"
    )
    assert "\x00" not in text


@pytest.mark.parametrize("charset", ["base64", "hex", "rot13", "zlib", "idna", "undefined", "uu"])
def test_a_codec_that_is_no_charset_declares_nothing(charset: str) -> None:
    assert (
        decode_body("江城今天开会".encode("gb18030"), f"text/html; charset={charset}")
        == "江城今天开会"
    )


_TAGS = st.sampled_from(
    ("<p>", "</p>", "<div ", ">", "<!--", "-->", "&#xD800;", "<", "</", "<table>", "<br>")
)
_MARKUP = st.lists(st.one_of(_TAGS, words.lines), max_size=12).map("".join)


@given(_MARKUP)
def test_any_markup_has_a_tree_with_a_body(markup: str) -> None:
    page = FetchedPage("https://a.cn/1.html", markup.encode("utf-8", "replace"))
    assert page.tree.tag == "html"
    assert page.json is None or page.json == page.json


_SRC = st.lists(
    st.sampled_from(("/i/1.jpg", "https://b.cn/2.png", " ", ",", ", ", "1w", "2x", "9" * 400 + "w",
                     "data:,x", "%", "//", "1.5x", "javascript:1", "http://[", "\ud800")),
    max_size=9,
).map("".join)  # fmt: skip


@given(_SRC, _SRC, st.one_of(_SRC, st.integers().map(str), st.just("9" * 5000)))
def test_the_address_of_a_picture_is_absolute(src: str, srcset: str, width: str) -> None:
    markup = f'<img src="{src}" srcset="{srcset}" width="{width}">'.encode("utf-8", "replace")
    image = parse_image(lxml.html.fromstring(markup), "https://a.cn/1.html")
    assert image is None or re.match("https?://", image.url)


def test_a_picture_of_the_largest_density_is_taken_however_that_is_written() -> None:
    element = lxml.html.fromstring(f'<img srcset="/a.jpg {"9" * 500}w, /b.jpg 2x">')
    image = parse_image(element, "https://a.cn/1.html")
    assert image is not None
    assert image.url == "https://a.cn/a.jpg"


def test_a_letter_keeps_a_few_of_its_accents() -> None:
    assert normalize_text("cafe\u0301") == "café"
    line = normalize_text("e" + "\u0301" * 20_000 + "\u0327" * 20_000 + "后")
    assert (len(line) < 40, line[-1]) == (True, "后")
