"""A body that stands on the page twice is kept once, whole; an honest text is left alone."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.models.article import RemovedText
from crawler.parsing.article.duplicates import drop_duplicate_body, each_once
from crawler.parsing.dom.blocks import extract_blocks

ONE = "一早，河堤上的志愿者已经排成两列，把沙袋一袋一袋传到缺口处。"
TWO = "水位在中午前后开始回落，守了一夜的人们这才坐下来吃第一顿热饭。"
THREE = "村里的广播说，傍晚以前没有新的降雨，请大家轮流回家休息。"
FOUR = "老支书在本子上记下每一户的情况，谁家进了水，谁家缺粮，一笔一笔。"


def kept(*lines: str) -> list[str]:
    html = "".join(f"<p>{line}</p>" for line in lines)
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    return [piece.text for piece in drop_duplicate_body(extract_blocks(tree, ""))]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        pytest.param([ONE, TWO, ONE, TWO], [ONE, TWO], id="the same twice"),
        pytest.param([ONE, TWO] * 3, [ONE, TWO], id="three times"),
        pytest.param([ONE, TWO, "124", ONE, TWO], [ONE, TWO], id="a number between"),
        pytest.param(
            [ONE, "展开全文", ONE, TWO, THREE], [ONE, TWO, THREE], id="folded, then whole"
        ),
        pytest.param([ONE, TWO, THREE, ONE, TWO], [ONE, TWO, THREE], id="whole, then cut"),
        pytest.param([ONE, TWO[:20] + "……", ONE, TWO], [ONE, TWO], id="cut within a line"),
        pytest.param([ONE, TWO, ONE, TWO.replace("，", ",")], [ONE, TWO], id="other punctuation"),
        pytest.param(
            ["图", ONE, TWO, "图", ONE, TWO], ["图", ONE, TWO], id="short line at the head"
        ),
        pytest.param(
            [ONE, TWO, ONE, TWO, "责任编辑：某某"],
            [ONE, TWO, "责任编辑：某某"],
            id="a byline behind both",
        ),
    ],
)
def test_one_copy_is_kept(lines: list[str], whole: list[str]) -> None:
    assert kept(*lines) == whole


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([ONE, TWO, THREE], id="no line twice"),
        pytest.param(["问", ONE, "问", TWO, "问", THREE], id="short lines come back"),
        pytest.param([ONE, TWO, THREE, TWO[8:] + ONE[9:], FOUR, ONE], id="quoted at the end"),
        pytest.param([ONE, TWO, ONE, THREE, ONE, FOUR], id="a refrain"),
        pytest.param([], id="nothing"),
        pytest.param(
            [
                ONE,
                *(
                    f"放水时间：5月6日上午8时至下午6时，放水范围：{where}。"
                    for where in (
                        "上河村一组至四组",
                        "下河村全村及河东小学",
                        "东坝社区与老街南段",
                        "西岭村",
                    )
                ),
            ],
            id="a schedule whose lines begin alike",
        ),
        pytest.param(
            [
                ONE,
                *(
                    f"{who}（江城区水利局二级主任科员、河道管理站站长）"
                    for who in (
                        "获得者王小河，男，汉族",
                        "获得者李长堤，女，满族，中共党员",
                        "另有赵守闸",
                    )
                ),
            ],
            id="a list whose lines end alike",
        ),
        pytest.param([ONE, ONE[:20] + FOUR, TWO], id="two lines that begin alike"),
    ],
)
def test_what_is_no_twin_is_left_alone(lines: list[str]) -> None:
    assert kept(*lines) == lines


def test_what_goes_is_on_record() -> None:
    html = "".join(f"<p>{line}</p>" for line in (ONE, TWO, ONE, TWO, THREE[:12] + "……", THREE))
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    removed: list[RemovedText] = []
    kept = each_once(extract_blocks(tree, ""), removed)
    assert [piece.text for piece in kept] == [ONE, TWO, THREE]
    assert [(r.rule, r.text) for r in removed] == [
        ("copy", ONE), ("copy", TWO), ("copy", THREE[:12] + "……"),
    ]  # fmt: skip
