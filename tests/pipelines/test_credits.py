"""How Chinese newsrooms sign: lines, brackets at the head and the tail, stacked labels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.models.article import Article, Block, Credit
from pipelines.bylines.extract import read_credits
from pipelines.bylines.lines import credits_of_line, is_byline, is_source_line, source_of_line
from pipelines.bylines.person_names import is_institution, is_name

REPORTER, CORRESPONDENT, EDITOR, OTHER = "reporter", "correspondent", "editor", "other"


def people(credits: list[Credit]) -> list[tuple[str, str]]:
    return [(c.kind, c.name) for c in credits]


def article(*paragraphs: str, meta: tuple[str, ...] = ()) -> Article:
    blocks = [Block("paragraph", text) for text in paragraphs]
    return Article("https://news.example.cn/1", "标题", blocks=blocks, meta_lines=list(meta))


LINES = [
    ("编辑:缪小兵", [(EDITOR, "缪小兵")]),
    ("（责任编辑：周小雁）", [(EDITOR, "周小雁")]),
    ("【责任编辑：李大卫】", [(EDITOR, "李大卫")]),
    ("责编 温小华", [(EDITOR, "温小华")]),
    ("【纠错】 责任编辑： 程小瑶", [(EDITOR, "程小瑶")]),
    ("编辑｜陈一诺", [(EDITOR, "陈一诺")]),
    ("责任编辑：杨一倩_NF4425", [(EDITOR, "杨一倩")]),
    ("责任编辑：屈一栩 | 版面编辑：刘一潇(ZN028)", [(EDITOR, "屈一栩"), (EDITOR, "刘一潇")]),
    ("(责编：刘雅雅(实习生)、杨小曦)", [(EDITOR, "刘雅雅"), (EDITOR, "杨小曦")]),
    ("值班编辑：棒棒不是糖", [(EDITOR, "棒棒不是糖")]),
    (
        "(全媒体记者 李小明  通讯员 刘小光)",
        [(REPORTER, "李小明"), (CORRESPONDENT, "刘小光")],
    ),
    ("本报记者 王乐文 方 敏", [(REPORTER, "王乐文"), (REPORTER, "方敏")]),
    ("记者 李　明、王　芳", [(REPORTER, "李明"), (REPORTER, "王芳")]),
    ("见习记者张三丰 实习记者李四光", [(REPORTER, "张三丰"), (REPORTER, "李四光")]),
    ("记者张三通讯员李四", [(REPORTER, "张三"), (CORRESPONDENT, "李四")]),
    ("采写：江城晚报首席记者 林小沛", [(REPORTER, "林小沛")]),
    ("文｜江城财经 余小聪", [(REPORTER, "余小聪")]),
    ("文/图 王小明", [(REPORTER, "王小明")]),
    ("张三/文 李四/图", [(REPORTER, "张三"), (OTHER, "李四")]),
    ("记者 张三 文 李四 摄", [(REPORTER, "张三"), (OTHER, "李四")]),
    ("江城日报记者黎小阳、李小妍摄", [(OTHER, "黎小阳"), (OTHER, "李小妍")]),
    ("记者 买买提·艾力 通讯员 阿依努尔", [(REPORTER, "买买提·艾力"), (CORRESPONDENT, "阿依努尔")]),
    ("作者：Zhang San", [(REPORTER, "Zhang San")]),
    ("特约评论员 韩小涵", [(REPORTER, "韩小涵")]),
    ("作者：骑士 责编：骑士", [(REPORTER, "骑士"), (EDITOR, "骑士")]),
    ("编辑、校对：李四光", [(EDITOR, "李四光"), (OTHER, "李四光")]),
    (
        "一审：王小丽 二审：李小强 三审：赵小刚",
        [(OTHER, "王小丽"), (OTHER, "李小强"), (OTHER, "赵小刚")],
    ),
    ("监制：邹 明", [(OTHER, "邹明")]),
    ("摄影/张小艳  编辑/苏小芳", [(OTHER, "张小艳"), (EDITOR, "苏小芳")]),
    ("撰稿：张三 李四 摄影：王五", [(REPORTER, "张三"), (REPORTER, "李四"), (OTHER, "王五")]),
    ("江城融媒记者 王小珂 通讯员 李小阳 文/图", [(REPORTER, "王小珂"), (CORRESPONDENT, "李小阳")]),
    ("江城融媒记者:王小珂", [(REPORTER, "王小珂")]),
    ("江城融媒记者:王小珂 通讯员:李小阳", [(REPORTER, "王小珂"), (CORRESPONDENT, "李小阳")]),
    ("云上江城记者：王小珂", [(REPORTER, "王小珂")]),
    ("看江城记者：王小珂 李小阳", [(REPORTER, "王小珂"), (REPORTER, "李小阳")]),
    ("江城日报记者：王小珂", [(REPORTER, "王小珂")]),
    ("融媒记者：王小珂", [(REPORTER, "王小珂")]),
    ("见习记者 王小明 实习生 李小华", [(REPORTER, "王小明"), (REPORTER, "李小华")]),
    ("（江城县融媒体中心 王小明 李小华）", [(REPORTER, "王小明"), (REPORTER, "李小华")]),
    ("（江城融媒 王小明）", [(REPORTER, "王小明")]),
    ("（县委宣传部 李小华）", [(REPORTER, "李小华")]),
    ("编 辑：王 芳", [(EDITOR, "王芳")]),
    ("通 讯 员 王小芳", [(CORRESPONDENT, "王小芳")]),
    ("三审：赵小云 编辑：钱江", [(OTHER, "赵小云"), (EDITOR, "钱江")]),
    ("作者：王小芳（江城一中）", [(REPORTER, "王小芳")]),
    ("发布：2024-05-01 10:00 作者：王小芳 阅读：120", [(REPORTER, "王小芳")]),
    ("李小明 本报记者", [(REPORTER, "李小明")]),
    ("记者：荀月", [(REPORTER, "荀月")]),
    ("记者 傅小云 洪波 赖小川", [(REPORTER, "傅小云"), (REPORTER, "洪波"), (REPORTER, "赖小川")]),
    ("文/通讯员 敖立春", [(CORRESPONDENT, "敖立春")]),
    ("图文/特约通讯员 敖立春", [(CORRESPONDENT, "敖立春")]),
    ("文/记者 王小明 图/通讯员 李小阳",
     [(REPORTER, "王小明"), (OTHER, "李小阳"), (CORRESPONDENT, "李小阳")]),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_of_credits_is_read_and_is_no_text(
    line: str, expected: list[tuple[str, str]]
) -> None:
    assert sorted(people(credits_of_line(line, "tail"))) == sorted(expected)
    assert is_byline(line)


@pytest.mark.parametrize(
    "line",
    [
        "编辑：江城融媒体中心",
        "作者：佚名",
        "记者：本报综合",
        "来源：江城发布 作者：党建办公室",
        "编辑：小编",
        "编辑：admin",
    ],
)
def test_an_outlet_or_nobody_is_no_person(line: str) -> None:
    assert credits_of_line(line, "meta") == []


@pytest.mark.parametrize(
    "line",
    [
        "记者手记",
        "记者从市教育局获悉，今年新增学位三千个。",
        "记者张明在现场看到",
        "编辑推荐",
        "作者简介：张三，某大学教授",
        "我的编辑生涯",
        "文明实践站里的年味",
        "图书馆延长开放时间",
        "来源于生活的艺术",
        "记者：您好。",
        "记者：您好，请问这项工作从哪里做起？",
        "记者：代表们怎么看？",
        "（高清 组图）",
        "（江城市 王小庄）",
        "记者：谢谢！",
        "记者：谢谢",
        "编辑部的故事",
        "记者节快乐",
        "他当过记者，也当过编辑，如今在村里办起了图书室。",
        "监制一部好戏需要十年",
        "摄影是他一生的爱好",
        "本文图片均为资料图",
        "编辑，是一份手艺",
        "文：一个字的千年",
        "记者带你看江城",
        "作者认为，这本书写得太急",
    ],
)
def test_prose_about_newsrooms_is_no_byline(line: str) -> None:
    assert not is_byline(line)
    assert credits_of_line(line, "body") == []


def test_what_somebody_told_a_reporter_is_no_byline() -> None:
    assert not is_byline("他告诉记者：王小明")


def test_role_and_unit_are_kept_as_on_the_page() -> None:
    (credit,) = credits_of_line("江城晚报全媒体记者 林小沛", "head")
    assert credit == Credit("全媒体记者", "林小沛", "江城晚报", "reporter", "head")


@pytest.mark.parametrize(
    ("line", "source", "expected"),
    [
        (
            "来源：江城日报 作者：王小二 编辑：李小三 2022-02-16 22:49",
            "江城日报",
            [(REPORTER, "王小二"), (EDITOR, "李小三")],
        ),
        ("2019-09-26 12:11来源：江城时报网作者：李在水", "江城时报网", [(REPORTER, "李在水")]),
        ("来源：江城在线作者：责任编辑：肖小芳", "江城在线", [(EDITOR, "肖小芳")]),
        ("发布时间：2024-05-01 来源：江城网 阅读 1234", "江城网", []),
        ("石小佳/江城青年报", "江城青年报", [(REPORTER, "石小佳")]),
        ("2023-06-15 08:10 来源：江城新闻网 王小帆", "江城新闻网", [(REPORTER, "王小帆")]),
        ("图片来源：视觉江城", None, []),
    ],
)
def test_a_meta_line_names_people_and_source(
    line: str, source: str | None, expected: list[tuple[str, str]]
) -> None:
    found = article("正文一段。", meta=(line,))
    read_credits(found)
    assert found.source_name == source
    assert people(found.credits) == expected
    assert all(c.place == "meta" for c in found.credits)


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：江城日报", "江城日报"),
        ("本文来源：江城日报", "江城日报"),
        ("（来源：江城日报）", "江城日报"),
        ("本文来源于江城日报", "江城日报"),
        ("来源|江城参考、江城发布", "江城参考、江城发布"),
    ],
)
def test_a_source_line_is_taken_out_and_believed(line: str, source: str) -> None:
    assert is_source_line(line)
    assert source_of_line(line) == source
    found = article("正文一段。", line)
    read_credits(found)
    assert found.source_name == source
    assert [(r.rule, r.text) for r in found.removed] == [("source", line)]
    assert [b.text for b in found.blocks] == ["正文一段。"]


def test_a_source_that_the_platform_read_is_kept_but_trimmed() -> None:
    found = article("正文。", meta=("来源：江城日报 举报",))
    found.source_name = "江城日报 举报"
    read_credits(found)
    assert found.source_name == "江城日报"
    other = article("正文。", "来源：山城日报")
    other.source_name = "江城日报"
    read_credits(other)
    assert other.source_name == "江城日报"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "本报讯（记者张小三 通讯员李小四）昨日，",
            [(REPORTER, "张小三"), (CORRESPONDENT, "李小四")],
        ),
        ("新华社江城5月1日电（记者唐小霁）江水", [(REPORTER, "唐小霁")]),
        ("新华社江城5月19日电（刘小艺、杨小吉）江水", [(REPORTER, "刘小艺"), (REPORTER, "杨小吉")]),
        ("（江城台记者 奚小霓 张小赛）今天", [(REPORTER, "奚小霓"), (REPORTER, "张小赛")]),
        (
            "本报讯 记者张小三 通讯员李小四报道：今天",
            [(REPORTER, "张小三"), (CORRESPONDENT, "李小四")],
        ),
        ("江城网 记者 杜小涛 张小恒 今天上午，", [(REPORTER, "杜小涛"), (REPORTER, "张小恒")]),
        ("江城网 记者 从市场监管部门了解到", []),
        ("新修的公路（全长三公里）今天通车，", []),
    ],
)
def test_the_head_of_a_paragraph_is_read_and_stays(
    head: str, expected: list[tuple[str, str]]
) -> None:
    text = head + "一座新桥建成通车，两岸居民出行更方便。"
    found = article(text, "第二段。")
    read_credits(found)
    assert people(found.credits) == expected
    assert [b.text for b in found.blocks] == [text, "第二段。"]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("（图为记者 张小三在现场）", []),
        ("（张巨小）", [(REPORTER, "张巨小")]),
        ("(李楠)", [(REPORTER, "李楠")]),
        ("（作者韩小涵系江城研究院研究员）", [(REPORTER, "韩小涵")]),
        ("（作者：南小帆，系江城大学特约研究员）", [(REPORTER, "南小帆")]),
        ("（完）", []),
        ("（下转第二版）", []),
        ("（作者系江城大学教授）", []),
        ("（高清）", []),
    ],
)
def test_the_tail_of_the_last_paragraph_is_read_and_stays(
    tail: str, expected: list[tuple[str, str]]
) -> None:
    text = f"大桥两岸的居民说，这一天他们等了十年。{tail}"
    found = article("第一段。", text)
    read_credits(found)
    assert people(found.credits) == expected
    assert found.blocks[-1].text == text


@pytest.mark.parametrize(
    ("brackets", "expected"),
    [
        (["（记者 张小三 通讯员 李小四）"], [(REPORTER, "张小三"), (CORRESPONDENT, "李小四")]),
        (["（江城日报 王小芳）"], [(REPORTER, "王小芳")]),
        (["（刘小仓摄）"], [(OTHER, "刘小仓")]),
        (["（记者 张小三）", "（编辑：李小四）。"], [(EDITOR, "李小四"), (REPORTER, "张小三")]),
    ],
)
def test_brackets_of_nothing_but_credits_are_taken_off_the_end(
    brackets: list[str], expected: list[tuple[str, str]]
) -> None:
    text = "大桥两岸的居民说，这一天他们等了十年。"
    found = article("第一段（记者 赵小五）", text + "".join(brackets))
    read_credits(found)
    assert people(found.credits)[: len(expected)] == expected
    assert [b.text for b in found.blocks] == ["第一段（记者 赵小五）", text]
    assert [(r.rule, r.text) for r in found.removed] == [("byline", b) for b in brackets[::-1]]
    read_credits(found)
    assert len(found.removed) == len(brackets)


def test_bare_names_in_brackets_are_no_credit_inside_the_text() -> None:
    found = article("会议由两位代表主持（张小三）", "第二段。")
    read_credits(found)
    assert found.credits == []


def test_a_label_and_the_name_on_the_next_line_belong_together() -> None:
    found = article("正文。", "责任编辑：", "缪小兵", meta=("作者：", "王小二", "2022-02-16 22:49"))
    read_credits(found)
    assert people(found.credits) == [(REPORTER, "王小二"), (EDITOR, "缪小兵")]
    assert [b.text for b in found.blocks] == ["正文。"]
    assert [r.rule for r in found.removed] == ["byline", "byline"]


def test_each_person_is_named_once_per_kind() -> None:
    found = article("本报讯（记者 张小三）正文。", "记者 张小三", "编辑：张小三")
    read_credits(found)
    assert people(found.credits) == [(REPORTER, "张小三"), (EDITOR, "张小三")]


def test_a_heading_without_a_mark_stays() -> None:
    found = article("正文。")
    found.blocks.insert(0, Block("heading", "对话作者 王小波", level=2))
    read_credits(found)
    assert [b.text for b in found.blocks] == ["对话作者 王小波", "正文。"]


@pytest.mark.parametrize("word", ["李明", "欧阳修", "司马相如", "买买提·艾力", "全红婵", "Li Ming"])
def test_names(word: str) -> None:
    assert is_name(word)
    assert not is_institution(word)


@pytest.mark.parametrize(
    "word",
    [
        "江苏省",
        "党支部",
        "时间",
        "高新区",
        "金羊网",
        "江城日报",
        "安徽",
        "李局长",
        "的",
        "",
        "关注",
    ],
)
def test_not_names(word: str) -> None:
    assert not is_name(word)


@given(st.text(max_size=200))
def test_any_text_is_read_without_fault(text: str) -> None:
    credits_of_line(text, "meta")
    is_byline(text)
    source_of_line(text)


_PIECES = st.sampled_from(
    [
        "记者",
        "编辑",
        "：",
        "、",
        " ",
        "张三",
        "（",
        "）",
        "/",
        "来源",
        "|",
        "摄",
        "文",
        "图",
        "本报",
        "\n",
    ]
)


@given(st.lists(st.lists(_PIECES, max_size=12).map("".join), max_size=6))
def test_reading_twice_changes_nothing(lines: list[str]) -> None:
    found = article("正文。", *lines, meta=tuple(lines))
    read_credits(found)
    once = (list(found.credits), found.source_name, len(found.removed), len(found.blocks))
    read_credits(found)
    assert (list(found.credits), found.source_name, len(found.removed), len(found.blocks)) == once
