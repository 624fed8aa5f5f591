"""A piece of a document becomes blocks in reading order, whatever its markup."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.models.article import Block, Image
from crawler.parsing.article.captions import attach_captions
from crawler.parsing.dom.blocks import extract_blocks
from crawler.parsing.dom.media import parse_image
from crawler.parsing.text import normalize_text

BASE = "https://news.example.cn/2024/0305/1.html"


def blocks(html: str) -> list[Block]:
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    return [piece.block for piece in attach_captions(extract_blocks(tree, BASE))]


def texts(html: str) -> list[str]:
    return [block.text for block in blocks(html) if block.text]


def images(html: str) -> list[Image]:
    return [block.image for block in blocks(html) if block.image]


@pytest.mark.parametrize(
    "html",
    [
        "<p>甲一</p><p>乙二</p>",
        "甲一<br>乙二",
        "甲一<br/><br/>　　乙二",
        "<div>甲一</div><div>乙二</div>",
        "<section><section><span>甲</span><span>一</span></section></section><p>乙二</p>",
        "<p><b>甲</b>一</p>乙二",
        "<p>甲<!-- 注 -->一</p>\n<p>乙<script>var a = 1</script>二</p>",
        "<p>甲&#8203;一</p><p>&nbsp;</p><p>乙二</p>",
        "<table><tr><td>甲一<br>乙二</td></tr></table>",
        "<ul><li><p>甲一</p></li><li><p>乙二</p></li></ul>",
        "<p hidden>甲一</p><p style='display:none'>乙二</p>",
    ],
)
def test_paragraphs_are_told_by_how_they_break(html: str) -> None:
    assert texts(html) == ["甲一", "乙二"]


def test_kinds_are_kept() -> None:
    read = blocks("<h2>一</h2><p>二</p><blockquote>三</blockquote><ol><li>四</li><li>五</li></ol>")
    assert [(b.kind, b.text, b.level) for b in read] == [
        ("heading", "一", 2),
        ("paragraph", "二", 0),
        ("quotation", "三", 0),
        ("list", "四\n五", 0),
    ]


def test_a_table_of_data_is_rows_of_cells() -> None:
    html = "<table><tr><th>线路</th><th>站</th></tr><tr><td>2路</td><td>东门</td></tr></table>"
    assert [(b.kind, b.text) for b in blocks(html)] == [("table", "线路\t站\n2路\t东门")]


@pytest.mark.parametrize(
    "attributes",
    [
        'src="/u/1.jpg"',
        'src="data:image/gif;base64,R0" data-src="/u/1.jpg"',
        'src="/skin/loading.gif" data-original="/u/1.jpg"',
        'src="/skin/blank.gif" data-url="/u/1.jpg"',
        'src="data:image/gif;base64,R0" original="/u/1.jpg"',
        'srcset="/u/1_s.jpg 320w, /u/1.jpg 1280w"',
        'src="//news.example.cn/u/1.jpg" width="100%"',
    ],
)
def test_the_real_address_of_a_picture_is_found(attributes: str) -> None:
    assert [i.url.split(":")[1] for i in images(f"<p><img {attributes}></p>")] == [
        "//news.example.cn/u/1.jpg"
    ]


@pytest.mark.parametrize(
    "attributes",
    ["", 'src=""', 'src="data:image/png;base64,AA"', 'src="/u/1.jpg" width="16"',
     'src="/skin/qrcode.png"', 'src="/u/1.jpg" class="emoji"', 'src="http://[::1"'],
)  # fmt: skip
def test_ornaments_and_broken_addresses_are_no_pictures(attributes: str) -> None:
    assert parse_image(lxml.html.fragment_fromstring(f"<img {attributes}>"), BASE) is None


@pytest.mark.parametrize(
    ("html", "caption", "credit"),
    [
        ("<figure>{}<figcaption>渠水流进麦田。</figcaption></figure>", "渠水流进麦田。", ""),
        (
            "<p>{}</p><p>图为渠水流进麦田。本报记者 何清 摄</p>",
            "图为渠水流进麦田。本报记者 何清 摄",
            "何清",
        ),
        ("<p>{}<br>渠水流进麦田</p>", "渠水流进麦田", ""),
        ("<p>{}</p><p style='text-align: center'>渠水流进麦田</p>", "渠水流进麦田", ""),
        ("<div>{}<div class='img-note'>渠水流进麦田</div></div>", "渠水流进麦田", ""),
        ("<p>{}</p><p>▲渠水流进麦田（水利局供图）</p>", "▲渠水流进麦田（水利局供图）", "水利局"),
        (
            "<p>{}</p><p>新修的渠。青禾县新闻中心提供</p>",
            "新修的渠。青禾县新闻中心提供",
            "青禾县新闻中心",
        ),
    ],
)
def test_a_caption_goes_with_its_picture(html: str, caption: str, credit: str) -> None:
    page = html.format('<img src="/u/1.jpg">') + "<p>四月的渠水沿着新修的防渗渠流进麦田。</p>"
    assert [(i.caption, i.credit) for i in images(page)] == [(caption, credit)]
    assert texts(page) == ["四月的渠水沿着新修的防渗渠流进麦田。"]


def test_a_paragraph_below_a_picture_is_no_caption() -> None:
    page = "<p><img src='/u/1.jpg'></p><p>四月的渠水沿着新修的防渗渠流进麦田。</p>"
    assert [i.caption for i in images(page)] == [""]
    assert texts(page) == ["四月的渠水沿着新修的防渗渠流进麦田。"]


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("  甲\t乙\n丙　丁\xa0 ", "甲 乙 丙 丁"),
        ("甲\u200b乙\ufeff丙\u200d", "甲乙丙"),
        ("甲\x00乙\ud800丙\x07", "甲乙丙"),
        ("e\u0301", "\u00e9"),
        ("“甲”，乙……丙——丁！", "“甲”，乙……丙——丁！"),
        ("ＡＢ１２，", "ＡＢ１２，"),
        ("118-150\ufffdO三房，9642元/\ufffdO。", "118-150㎡三房，9642元/㎡。"),
        ("明\ufffdN壹城3\ufffdOK", "明\ufffdN壹城3\ufffdOK"),
        ("", ""),
    ],
)
def test_text_is_as_the_reader_saw_it(written: str, clean: str) -> None:
    assert normalize_text(written) == clean
