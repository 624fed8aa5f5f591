"""Lines for property tests: the words of the field, so that grammar is reached, and any text."""

from __future__ import annotations

from hypothesis import strategies as st

ROLES = ("记者", "通讯员", "本报记者", "编辑", "责任编辑", "作者", "摄", "文", "图", "来源", "校对")
PEOPLE = ("张三", "李小四", "欧阳修", "王五", "买买提·艾力", "Li Ming", "方 敏", "编者")
OUTLETS = ("江城日报", "县融媒体中心", "新华社", "本站", "宣传部", "江城网")
TIMES = (
    "2024-05-06", "2024年5月6日", "12:30", "2024-02-30 25:61", "05-06 07:08", "昨天", "3小时前",
    "刚刚", "20240506", "24-5-6", "+08:00", "上午", "星期一",
)  # fmt: skip
COUNTS = ("阅读", "评论", "点赞", "1.2万", "10w+", "124", "0", "9999999999999", "1,234", "次")
CHROME = (
    "打开APP", "展开全文", "相关阅读", "0 条评论", "分享到：", "微信", "责编：",
    "未经授权不得转载", "声明：", "原标题：", "上一篇：", "加载中", "{{title}}", "二维码",
    "发布时间：", "更新", "图为", "END",
)  # fmt: skip
MARKS = tuple("：:、，。；;/／|｜（）()【】[]“”…·-—_ \u3000\t\n")
PROSE = "江水穿城而过，两岸的老码头这几年陆续改成了步道，傍晚来散步的人一天比一天多。"

_KNOWN = st.sampled_from(
    (*ROLES, *ROLES, *PEOPLE, *OUTLETS, *TIMES, *COUNTS, *CHROME, *MARKS, *MARKS, PROSE)
)
_HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=4)
_ANY = st.text(max_size=6)

#: A line of the field's words, marks, Chinese letters and anything else.
lines = st.lists(st.one_of(_KNOWN, _KNOWN, _KNOWN, _HAN, _ANY), max_size=16).map("".join)
#: Lines as bylines write them: a role, a mark, names.
bylines = st.lists(
    st.tuples(
        st.sampled_from((*OUTLETS, "", "", "")),
        st.sampled_from(ROLES),
        st.sampled_from(("：", " ", "", "/", "｜", ": ", "（")),
        st.one_of(st.sampled_from(PEOPLE), _HAN),
        st.sampled_from((" ", "、", "，", "）", "", "/", "；")),
    ).map("".join),
    max_size=5,
).map("".join)
